//! Regular expressions in a rulebook: linear-time, and bounded in size.

use crate::path::too_long_pattern;
use regex::{Regex, RegexBuilder};

/// Maximum size of a compiled regular expression, in bytes.
const MAX_PATTERN_SIZE: usize = 10 << 20;

/// Compiles a regular expression.
///
/// # Errors
/// Returns the reason, in one sentence, if the text is not a valid pattern, or is too long or too large when compiled.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    if let Some(reason) = too_long_pattern(pattern) {
        return Err(reason);
    }
    RegexBuilder::new(pattern).size_limit(MAX_PATTERN_SIZE).build().map_err(|error| {
        // Only the last line contains the reason; the other lines draw the position.
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("not a regular expression: {reason}")
    })
}

/// Returns the regular expression anchored at both ends of the text, or `None` if the result is too large.
#[must_use]
pub fn whole(pattern: &Regex) -> Option<Regex> {
    // If the pattern ends in a comment, the closing parenthesis must be on a separate line.
    let pattern = pattern.as_str();
    compile(&format!(r"\A(?:{pattern})\z"))
        .or_else(|_| compile(&format!("\\A(?:{pattern}\n)\\z")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_matches_or_nothing_does() {
        for (pattern, text, matches) in [
            ("a|ab", "ab", true),
            ("a|ab", "abc", false),
            ("^a$|b", "b", true),
            ("(?x) a b # a comment", "ab", true),
            ("(?x) a b # a comment", "abc", false),
            ("(?i)AB", "ab", true),
            ("a", "a\n", false),
        ] {
            let whole = whole(&compile(pattern).unwrap()).unwrap();
            assert_eq!(whole.is_match(text), matches, "{pattern} on {text}");
        }
    }
}
