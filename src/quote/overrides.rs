//! The parts of a text whose characters are displayed in another order than they are stored.

use std::ops::Range;

/// The marks that begin an override of the writing direction (UAX #9).
const OVERRIDES: [char; 2] = ['\u{202D}', '\u{202E}'];

/// Whether some characters of a text are displayed in another order than they are stored.
pub(crate) fn has_override(text: &str) -> bool {
    text.contains(OVERRIDES)
}

/// Returns the runs that an override applies to: from its mark to the end of the mark that closes it, or to the end
/// of the paragraph. The runs are in order and do not overlap.
pub(super) fn overridden(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    if !has_override(text) {
        return runs;
    }
    // The marks that are open, and the start of the outermost override.
    let mut open: Vec<char> = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        let mut end = at + character.len_utf8();
        match character {
            '\u{202A}' | '\u{202B}' | '\u{2066}'..='\u{2068}' => open.push(character),
            '\u{202D}' | '\u{202E}' => {
                open.push(character);
                start = start.or(Some(at));
            }
            '\u{202C}' if open.last().is_some_and(|mark| !is_isolate(*mark)) => {
                open.pop();
            }
            // The end of an isolate closes everything in it.
            '\u{2069}' => {
                if let Some(isolate) = open.iter().rposition(|mark| is_isolate(*mark)) {
                    open.truncate(isolate);
                }
            }
            '\n' | '\r' | '\u{85}' | '\u{2029}' | '\u{1C}'..='\u{1E}' => {
                open.clear();
                end = at;
            }
            _ => {}
        }
        if let Some(first) = start.filter(|_| !open.iter().any(|mark| OVERRIDES.contains(mark))) {
            runs.push(first..end);
            start = None;
        }
    }
    runs.extend(start.map(|start| start..text.len()));
    runs
}

fn is_isolate(mark: char) -> bool {
    matches!(mark, '\u{2066}'..='\u{2068}')
}

#[cfg(test)]
mod tests {
    use super::overridden;

    #[test]
    fn an_override_ends_at_its_closing_mark_or_with_the_paragraph() {
        for (text, want) in [
            ("a <b>c", &[][..]),
            ("a \u{202E}b\u{202C}c", &["\u{202E}b\u{202C}"]),
            ("a \u{202D}b c\nd", &["\u{202D}b c"]),
            ("a \u{202E}b", &["\u{202E}b"]),
            ("\u{202E}b\u{202A}c\u{202C}d\u{202C}e", &["\u{202E}b\u{202A}c\u{202C}d\u{202C}"]),
            ("\u{2067}b\u{202E}c\u{2069}d", &["\u{202E}c\u{2069}"]),
            ("\u{202E}b\u{2067}c\u{202C}d", &["\u{202E}b\u{2067}c\u{202C}d"]),
            ("\u{202E}b\u{202C}\u{202E}c\u{202C}", &["\u{202E}b\u{202C}", "\u{202E}c\u{202C}"]),
        ] {
            let got: Vec<&str> = overridden(text).into_iter().map(|run| &text[run]).collect();
            assert_eq!(got, want, "{text:?}");
        }
    }
}
