//! The output formats, with their names and capabilities.

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// For people at a terminal, with an excerpt of the text around every place. Requires the feature `cli`.
    #[cfg(feature = "cli")]
    Human,
    /// For screen readers, without graphics.
    Narrated,
    /// One line per finding.
    Concise,
    /// The program's own versioned format.
    Json,
    /// The program's own versioned format, with one line of JSON per finding.
    JsonLines,
    /// Annotations of GitHub Actions.
    GitHub,
    /// GitLab's code quality report.
    GitLab,
    /// A JUnit test report.
    JUnit,
    /// reviewdog's diagnostic format.
    Reviewdog,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// A job summary in Markdown.
    Markdown,
    /// An HTML page for the people who decide on findings.
    Html,
}

impl Format {
    /// All formats, in the order in which help texts list them.
    pub const ALL: &[Format] = &[
        #[cfg(feature = "cli")]
        Format::Human,
        Format::Narrated,
        Format::Concise,
        Format::Json,
        Format::JsonLines,
        Format::GitHub,
        Format::GitLab,
        Format::JUnit,
        Format::Reviewdog,
        Format::Sarif,
        Format::Markdown,
        Format::Html,
    ];

    /// Returns the format's name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Format::Human => "human",
            Format::Narrated => "narrated",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::GitHub => "github",
            Format::GitLab => "gitlab",
            Format::JUnit => "junit",
            Format::Reviewdog => "rdjson",
            Format::Sarif => "sarif",
            Format::Markdown => "markdown",
            Format::Html => "html",
        }
    }

    /// Describes the format in one line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Format::Human => "Findings with excerpts of the files",
            Format::Narrated => "Like `human`, but without graphics, for screen readers",
            Format::Concise => "One line per finding",
            Format::Json => "factlint's own JSON format (see `factlint schema report`)",
            Format::JsonLines => "JSON Lines: one finding per line, then the summary",
            Format::GitHub => "GitHub Actions annotations",
            Format::GitLab => "GitLab code quality report",
            Format::JUnit => "JUnit XML, one test case per finding",
            Format::Reviewdog => "reviewdog diagnostic format",
            Format::Sarif => "SARIF 2.1.0, for code scanning",
            Format::Markdown => "Job summary, one table per level",
            Format::Html => "Page for fact-checkers, in one file",
        }
    }

    /// Checks whether the report is plain text. Lists of decided findings and of unchecked places can be printed
    /// after such a report. In some of the other formats, the report itself contains these lists.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        match self {
            #[cfg(feature = "cli")]
            Format::Human => true,
            Format::Narrated | Format::Concise | Format::GitHub => true,
            Format::Json
            | Format::JsonLines
            | Format::GitLab
            | Format::JUnit
            | Format::Reviewdog
            | Format::Sarif
            | Format::Markdown
            | Format::Html => false,
        }
    }

    /// Checks whether the format shows the commit that is checked out.
    #[must_use]
    pub fn has_revision(self) -> bool {
        matches!(self, Format::Json | Format::JsonLines | Format::Html)
    }

    /// Checks whether the format can show statistics instead of findings.
    #[must_use]
    pub fn has_statistics(self) -> bool {
        match self {
            #[cfg(feature = "cli")]
            Format::Human => true,
            Format::Narrated | Format::Concise | Format::Json => true,
            Format::JsonLines
            | Format::GitHub
            | Format::GitLab
            | Format::JUnit
            | Format::Reviewdog
            | Format::Sarif
            | Format::Markdown
            | Format::Html => false,
        }
    }
}
