//! Finds the recorded names that contain another recorded name, as `Equatorial Guinea` contains `Guinea`.

use super::fold_name;
use std::collections::{HashMap, HashSet};

/// Maximum number of words of a name that is searched for in longer names.
const MAX_WORDS: usize = 6;

/// The recorded names that are parts of longer recorded names, each with these longer names.
#[derive(Debug, Default)]
pub struct LongerNames {
    by_name: HashMap<String, Vec<String>>,
}

impl LongerNames {
    /// Indexes the recorded names.
    #[must_use]
    pub fn new(names: &[impl AsRef<str>]) -> LongerNames {
        let folded: Vec<String> = names.iter().map(|name| fold_name(name.as_ref())).collect();
        let known: HashSet<&str> = folded.iter().map(String::as_str).collect();
        let mut by_name: HashMap<String, Vec<String>> = HashMap::new();
        for (name, folded) in names.iter().zip(&folded) {
            for part in parts(folded).filter(|part| known.contains(part)) {
                let longer = by_name.entry(part.to_owned()).or_default();
                if !longer.iter().any(|known| known == name.as_ref()) {
                    longer.push(name.as_ref().to_owned());
                }
            }
        }
        LongerNames { by_name }
    }

    /// Returns the recorded names that contain `name`, except `name` itself.
    #[must_use]
    pub fn of(&self, name: &str) -> &[String] {
        if self.by_name.is_empty() {
            return &[];
        }
        self.by_name.get(&fold_name(name)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Returns the sequences of at most `MAX_WORDS` words in a folded name, except for the whole name.
fn parts(folded: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let number = starts.len();
    let end_of = move |starts: &[usize], word: usize| {
        starts.get(word + 1).map_or(folded.len(), |next| next - 1)
    };
    (0..number).flat_map(move |first| {
        let lasts = first..number.min(first + MAX_WORDS);
        let parts: Vec<&str> = lasts
            .filter(|last| (first, *last) != (0, number - 1))
            .filter_map(|last| folded.get(*starts.get(first)?..end_of(&starts, last)))
            .collect();
        parts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_part_of_names_with_more_words() {
        let names =
            ["Guinea", "Equatorial Guinea", "Guinea-Bissau", "New Guinea", "York", "guinea"];
        let longer = LongerNames::new(&names);
        assert_eq!(longer.of("GUINEA"), ["Equatorial Guinea", "New Guinea"]);
        assert_eq!(longer.of("Equatorial Guinea"), Vec::<String>::new());
        assert_eq!(longer.of("York"), Vec::<String>::new());
        assert_eq!(parts("a b c").collect::<Vec<_>>(), ["a", "a b", "b", "b c", "c"]);
    }
}
