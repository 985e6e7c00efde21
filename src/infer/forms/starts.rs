//! Finds the start that nearly all texts of a field share, such as the address of a site.

use super::super::tolerance;
use std::borrow::Cow;
use std::collections::HashSet;

/// Minimum number of distinct texts.
const MIN_DISTINCT: usize = 50;

/// Minimum number of letters in the common text.
const MIN_LETTERS: usize = 3;

/// Returns the longest start, up to a separator, that nearly all texts share, and the number of these texts. Returns
/// `None` if there is no such start, or if it may be due to chance: there are few texts, or the start is only the
/// scheme of an address.
pub(super) fn common_start<'t>(texts: &'t [Cow<'_, str>]) -> Option<(&'t str, usize)> {
    let distinct: HashSet<&str> = texts.iter().map(AsRef::as_ref).collect();
    let has_space = || texts.iter().any(|text| text.contains(char::is_whitespace));
    if distinct.len() < MIN_DISTINCT || has_space() {
        return None;
    }
    // A text in the middle of the list is less likely to be an exception than the first.
    let example: &str = texts.get(texts.len() / 2)?;
    let separators = example.rmatch_indices(|character: char| !character.is_alphanumeric());
    let mut starts = separators.filter_map(|(at, separator)| example.get(..at + separator.len()));
    starts.find_map(|start| {
        let begins = |text: &&Cow<'_, str>| text.len() > start.len() && text.starts_with(start);
        let fitting = texts.iter().filter(begins).count();
        (fitting + tolerance(texts.len()) >= texts.len() && says_more_than_scheme(start))
            .then_some((start, fitting))
    })
}

/// Whether a start has enough letters or, if it is the start of an address, contains the whole name of the site.
fn says_more_than_scheme(start: &str) -> bool {
    let schemes = ["https:", "http:"];
    match schemes.iter().find_map(|scheme| start.strip_prefix(scheme)) {
        None => start.chars().filter(|c| c.is_alphabetic()).count() >= MIN_LETTERS,
        Some(rest) => rest.strip_prefix("//").is_some_and(|site| site.contains('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_site_begin_with_its_address() {
        let start = |text: fn(usize) -> String| {
            let texts: Vec<Cow<'_, str>> = (0..60).map(|at| Cow::Owned(text(at))).collect();
            common_start(&texts).map(|(start, _)| start.to_owned())
        };
        let page = |at| format!("https://docs.example.org/api/{at}");
        assert_eq!(start(page).as_deref(), Some("https://docs.example.org/api/"));
        assert_eq!(start(|at| format!("feature:{at}")).as_deref(), Some("feature:"));
        for text in [
            |at| format!("https://www.site{at}.example"),
            |at| format!("https://support.site{at}.example"),
            |at| format!("a-{at}"),
        ] {
            assert_eq!(start(text), None);
        }
    }
}
