//! Settings that control how reports for people look.

/// Settings of reports for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// Whether to use colours.
    pub color: bool,
    /// Whether the terminal supports hyperlinks.
    pub hyperlinks: bool,
    /// Width in columns.
    pub width: usize,
    /// Maximum number of findings shown to people, most severe first.
    pub max_findings: usize,
    /// Whether to omit the summary lines about findings, checks and counts.
    pub quiet: bool,
}

impl Appearance {
    /// Returns settings for plain text that is `width` columns wide and shows every finding.
    #[must_use]
    pub fn plain(width: usize) -> Appearance {
        let (color, hyperlinks, quiet) = (false, false, false);
        Appearance { color, hyperlinks, width, max_findings: usize::MAX, quiet }
    }
}
