//! Matches paths against globs.

/// Whether a glob matches a path, both relative to the rulebook's folder. `*` does not match `/`.
#[must_use]
pub fn glob_matches(glob: &glob::Pattern, path: &str) -> bool {
    // The default of `MatchOptions` would ignore case.
    let options =
        glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::new() };
    glob.matches_with(path, options)
}

#[cfg(test)]
mod tests {
    use super::glob_matches;

    #[test]
    fn a_glob_matches_in_the_same_letter_case_and_folder() {
        let matches = |glob: &str, path| glob_matches(&glob::Pattern::new(glob).unwrap(), path);
        assert!(matches("data/*.json", "data/x.json") && matches("**/x.json", "data/x.json"));
        assert!(!matches("data/X.json", "data/x.json") && !matches("*.json", "data/x.json"));
    }
}
