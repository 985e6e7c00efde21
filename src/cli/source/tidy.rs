//! Tidies the text of a source: its white space, and words that are split by a line break.

use std::collections::HashSet;

/// Returns a text with one space between words, no space at the ends of lines, and at most one empty line
/// between paragraphs. Each line ends with LF. Soft hyphens are removed. A word that is split at the end of a line is
/// joined if its spelling is known.
pub(super) fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}', '\u{2028}', '\u{2029}'], "\n");
    let text = text.replace('\u{ad}', "");
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let lines = join_split_words(lines);
    let mut tidied = String::new();
    for line in &lines {
        if !line.is_empty() || !(tidied.is_empty() || tidied.ends_with("\n\n")) {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.truncate(tidied.trim_end().len());
    if !tidied.is_empty() {
        tidied.push('\n');
    }
    tidied
}

/// The correct spelling of a word that is split at the end of a line.
enum Spelling {
    /// Without the hyphen.
    Closed,
    /// With the hyphen.
    Hyphenated,
    /// Unknown, so the line break stays. A quote can then have either spelling.
    Unknown,
}

/// Joins the words that are split at the end of a line, if their spelling is known. The second part of the word moves
/// up to the line with the first part.
fn join_split_words(lines: Vec<String>) -> Vec<String> {
    let words = words_of(&lines);
    let mut joined: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        let Some((before, left)) = joined.last_mut().and_then(|last| split_word(last)) else {
            joined.push(line);
            continue;
        };
        let (right, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let hyphen = match spelling(left, right, &words) {
            Spelling::Unknown => {
                joined.push(line);
                continue;
            }
            Spelling::Closed => "",
            Spelling::Hyphenated => "-",
        };
        let completed = format!("{before}{left}{hyphen}{right}");
        joined.pop();
        joined.push(completed);
        // A line whose whole text has moved is dropped, since an empty line would end the paragraph.
        if !rest.is_empty() {
            joined.push(rest.to_owned());
        }
    }
    joined
}

/// Returns the text before a word that is split at the end of a line, and the first part of the word. Returns
/// `None` if the line does not end with a split word.
fn split_word(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_suffix(['-', '\u{2010}'])?;
    let start = line.rfind(' ').map_or(0, |space| space + 1);
    let (before, word) = line.split_at(start);
    word.ends_with(char::is_alphanumeric).then_some((before, word))
}

/// Number words and prefixes that a hyphen often follows, as in `three-year`.
const HYPHENATED: [&str; 32] = [
    "anti", "co", "counter", "cross", "eight", "ex", "fifty", "five", "forty", "four", "half",
    "high", "long", "low", "multi", "nine", "non", "one", "post", "pre", "re", "self", "semi",
    "seven", "short", "six", "sixty", "ten", "thirty", "three", "twenty", "two",
];

/// Returns the spelling of a word that is split into `left` and `right`. `words` are the whole words of the text.
fn spelling(left: &str, right: &str, words: &HashSet<String>) -> Spelling {
    let right_word = right.trim_end_matches(|character: char| !character.is_alphanumeric());
    if right_word.is_empty() || !right.starts_with(char::is_alphanumeric) {
        return Spelling::Unknown;
    }
    let is_word = |word: &str| words.contains(&word.to_lowercase());
    let left_word = left.trim_start_matches(|character: char| !character.is_alphanumeric());
    if is_word(&format!("{left_word}{right_word}")) {
        return Spelling::Closed;
    }
    let is_compound = is_word(&format!("{left_word}-{right_word}"));
    if is_compound || !right.starts_with(char::is_lowercase) {
        return Spelling::Hyphenated;
    }
    let may_be_compound = is_word(left_word)
        || is_word(right_word)
        || left_word.contains('-')
        || !left_word.ends_with(char::is_lowercase)
        || HYPHENATED.contains(&left_word.to_lowercase().as_str());
    if may_be_compound { Spelling::Unknown } else { Spelling::Closed }
}

/// Returns the words of some lines, in lower case. Words that a line break splits are left out.
fn words_of(lines: &[String]) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut is_after_split = false;
    for line in lines {
        let mut whole_words = line.as_str();
        if is_after_split {
            whole_words = whole_words.split_once(' ').map_or("", |(_, rest)| rest);
        }
        let split = split_word(whole_words);
        whole_words = split.map_or(whole_words, |(before, _)| before);
        is_after_split = split.is_some();
        let parts = whole_words.split([' ', '/', '(', ')', '—', '–']);
        let parts = parts.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
        words.extend(parts.filter(|word| !word.is_empty()).map(str::to_lowercase));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn white_space_is_that_of_a_plain_text() {
        for (text, want) in [
            ("a", "a\n"),
            ("\n\n  a\u{a0}\tb  \r\n\r\n\r\nc\r", "a b\n\nc\n"),
            ("page 1\u{c}page 2", "page 1\npage 2\n"),
            ("  \n \u{a0}\n", ""),
            ("co\u{ad}operate", "cooperate\n"),
        ] {
            assert_eq!(tidy(text), want, "{text:?}");
        }
    }

    #[test]
    fn words_that_a_line_break_splits_are_joined() {
        for (text, want) in [
            ("the infor-\nmation office", "the information\noffice\n"),
            ("the infor\u{2010}\nmation, too", "the information,\ntoo\n"),
            ("Franco-\nGerman talks", "Franco-German\ntalks\n"),
            ("COVID-\n19 cases", "COVID-19\ncases\n"),
            ("the infor-\nmation", "the information\n"),
            ("in infor-\nmation\n\nNext", "in information\n\nNext\n"),
            // The text contains the same word elsewhere, with its correct spelling.
            ("a decision-maker, decision-\nmaker", "a decision-maker, decision-maker\n"),
            ("to cooperate, co-\noperate", "to cooperate, cooperate\n"),
        ] {
            assert_eq!(tidy(text), want, "{text:?}");
        }
    }

    #[test]
    fn a_line_break_stays_where_the_word_may_have_a_hyphen() {
        for text in [
            "a three-\nyear project\n",
            "counter-\nterrorism\n",
            "the policy of policy-\nmaking\n",
            "pre- and post-\nwar times\n",
            "a dash -\nand more\n",
            "19-\n20\n",
            "to re-\n\nA paragraph\n",
        ] {
            let want = text.replace("19-\n20", "19-20");
            assert_eq!(tidy(text), want, "{text:?}");
        }
    }
}
