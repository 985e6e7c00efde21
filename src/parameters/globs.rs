//! Matches paths against globs.

/// Whether a glob matches a path, both relative to the rulebook's folder. `*` does not match `/`.
#[must_use]
pub fn glob_matches(glob: &glob::Pattern, path: &str) -> bool {
    let options = glob::MatchOptions { require_literal_separator: true, ..Default::default() };
    glob.matches_with(path, options)
}
