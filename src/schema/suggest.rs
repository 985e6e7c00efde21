//! "Did you mean ...?": suggests the most similar name.

use crate::value::look_alike::visible_form;
pub(super) use crate::value::name::slip_of;

/// Returns a candidate that looks the same as a word but is written with other characters, or `None` if there
/// is no such candidate.
pub(super) fn twin<'a>(
    word: &str,
    mut candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    // Limits the running time. A longer text is not a misspelt name.
    const MAX_LENGTH: usize = 1_000;
    if word.len() > MAX_LENGTH {
        return None;
    }
    let seen = visible_form(word);
    if seen.is_empty() {
        return None;
    }
    candidates.find(|candidate| *candidate != word && visible_form(candidate) == seen)
}

/// Returns the candidate that is most similar to a word, ignoring case. Returns `None` if the two differ by
/// more edits than a third of the candidate's length, or if another candidate is equally similar.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer texts are not names, and the running time is proportional to the product of both lengths.
    const MAX_WORD: usize = 100;
    if word.len() > MAX_WORD {
        return None;
    }
    let small = word.to_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&small, &candidate.to_lowercase());
    let candidates = candidates
        .filter(|candidate| candidate.len() <= MAX_WORD && *candidate != word)
        .map(|candidate| (distance(candidate), candidate));
    let candidates: Vec<(usize, &str)> = candidates.collect();
    let (least, nearest) = candidates.iter().copied().min_by_key(|(distance, _)| *distance)?;
    let is_only = candidates.iter().all(|(near, other)| *near > least || *other == nearest);
    (is_only && least <= nearest.chars().count() / 3).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_with_look_alike_letters_look_the_same() {
        let names = ["café", "open", "x y"];
        for (word, want) in [
            ("cafe\u{301}", Some("café")),
            ("o\u{440}en", Some("open")),
            ("x\u{a0}y", Some("x y")),
            ("open", None),
            ("OPEN", None),
            ("", None),
        ] {
            assert_eq!(twin(word, names.into_iter()), want, "{word:?}");
        }
        assert_eq!(twin("", ["\u{200b}"].into_iter()), None);
    }

    #[track_caller]
    fn check(word: &str, candidates: &[&str], want: Option<&str>) {
        assert_eq!(nearest(word, candidates.iter().copied()), want, "{word}");
    }

    #[test]
    fn only_similar_names_are_suggested() {
        check("nmae", &["id", "name", "kind"], Some("name"));
        check("Active", &["active", "closed"], Some("active"));
        check("fmale_count", &["male_count", "female_count"], None);
        check("ltitude", &["latitude", "altitude"], None);
        check("iorganic_waste", &["organic_waste", "inorganic_waste"], None);
        check("abc", &["ab", "abcd"], None);
        check("x", &["y", "z"], None);
        check("publisher", &["published", "title"], Some("published"));
        check("subject", &["value", "rank"], None);
        check(&"a".repeat(200), &["a"], None);
    }
}
