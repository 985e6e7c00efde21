//! The interface for programs that use factlint as a library.

mod error;
mod finding;

pub use error::CheckError;
pub use finding::{Finding, Place, Position};

use crate::baseline;
use crate::dataset::{self, Failure, Folders, Sizes};
use crate::disk::{Root, find_rulebook};
use crate::engine::{Run, on_deep_threads};
use crate::finding::{Level, decoded};
use crate::report::StartFolder;
use crate::report::{self, Appearance, Format, one_line};
use crate::rulebook::{self, FILE_NAME};
use crate::storage::{BaseFolder, FilePath, Memory, Storage};
use crate::value::date::PartialDate;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// A rulebook and the files that it names, on a disk or in memory. Each [`check`] reads them again.
#[derive(Debug, Clone)]
pub struct Dataset {
    folders: Folders,
    today: Option<PartialDate>,
}

impl Dataset {
    /// Finds the dataset that a path belongs to. The path is a rulebook, a folder with a rulebook, or
    /// anything below such a folder. As in the program, only files below one root folder are read. The root is
    /// the Git repository that contains the rulebook. Without a repository, it is the current directory if that
    /// directory contains the rulebook and is not `/`; otherwise it is the rulebook's folder.
    ///
    /// # Errors
    /// The path does not exist or cannot be read, or no folder at or above it contains a rulebook.
    ///
    /// # Examples
    ///
    /// ```
    /// use factlint::{Dataset, Level, check};
    ///
    /// # fn main() -> Result<(), factlint::CheckError> {
    /// let dataset = Dataset::open("dataset")?;
    /// let report = check(&dataset)?;
    /// assert!(!report.has(Level::Error));
    /// # Ok(())
    /// # }
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Dataset, CheckError> {
        #[expect(clippy::disallowed_methods, reason = "a relative path is relative to it")]
        let current_dir = std::env::current_dir().unwrap_or_default();
        let rulebook = find_rulebook(path.as_ref(), &current_dir);
        let rulebook = rulebook.map_err(|error| CheckError::NotFound(error.to_string()))?;
        let root = Root::of(&rulebook, &current_dir);
        Ok(Dataset { folders: Folders::within(root, &rulebook, &current_dir), today: None })
    }

    /// Creates a dataset from files in memory, given as pairs of a path relative to the root and its content. The
    /// rulebook is the file `factlint.toml` at the root.
    ///
    /// # Errors
    /// A path is absolute or contains `..`, or two paths name one file, such as `a.json` and `./a.json`.
    ///
    /// # Examples
    ///
    /// ```
    /// use factlint::{CheckError, Dataset};
    ///
    /// for paths in [["a.json", "./a.json"], ["a.json", "../b.json"]] {
    ///     let dataset = Dataset::in_memory(paths.map(|path| (path, "[]")));
    ///     assert!(matches!(dataset, Err(CheckError::InvalidPath(_))));
    /// }
    /// ```
    pub fn in_memory<P: AsRef<str>, B: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Result<Dataset, CheckError> {
        let mut storage = Memory::default();
        for (path, bytes) in files {
            let path = path.as_ref();
            if path.starts_with('/') || path.split('/').any(|name| name == "..") {
                let reason = format!("`{path}`: want a path relative to the root, without `..`");
                return Err(CheckError::InvalidPath(one_line(&reason)));
            }
            if storage.stat(&FilePath::new(path)).is_ok() {
                let reason = format!("`{path}`: two files have this path");
                return Err(CheckError::InvalidPath(one_line(&reason)));
            }
            storage.insert(path, bytes.into());
        }
        let folder = BaseFolder { storage: Arc::new(storage), folder: FilePath::new("") };
        Ok(Dataset { folders: Folders::in_storage(folder, FILE_NAME), today: None })
    }

    /// Sets the date of the check, as `YYYY-MM-DD`. The default is the current date in UTC.
    ///
    /// # Errors
    /// The text is not a full date.
    pub fn as_of(self, day: &str) -> Result<Dataset, CheckError> {
        let mistake = |reason: String| CheckError::InvalidDate(reason);
        let today = PartialDate::parse(day).map_err(|error| mistake(error.to_string()))?;
        match today.is_day() {
            true => Ok(Dataset { today: Some(today), ..self }),
            false => Err(mistake(format!("got `{day}`, want a day (YYYY-MM-DD)"))),
        }
    }

    /// Reads the rulebook and the files that it names, except for the content of the documents.
    ///
    /// # Errors
    /// A file cannot be read, or the rulebook or a schema has mistakes.
    pub fn rulebook(&self) -> Result<Rulebook, CheckError> {
        let read =
            dataset::Dataset::read_some(Sizes::default(), self.folders.clone(), &|_, _, _| false);
        let dataset = read.map_err(|failure| CheckError::of(&failure))?;
        let rules = dataset.rulebook.rules.iter();
        let rules = rules.filter(|entry| !entry.kind.is_built_in()).map(Rule::of);
        Ok(Rulebook { rules: rules.collect() })
    }
}

/// Reads a dataset and checks it, as `factlint check` does. The ledger and the baseline of the dataset apply.
///
/// # Errors
/// A file cannot be read; the rulebook, a schema, the ledger or the baseline has mistakes; or the operating
/// system refuses to start threads.
///
/// # Examples
///
/// ```
/// use factlint::{Dataset, Level, check};
///
/// # fn main() -> Result<(), factlint::CheckError> {
/// let rulebook = "
/// version = 1
/// documents = ['*.json']
/// [collections]
/// people = { select = '$[*]', id = 'id' }
/// [rules.life]
/// kind = 'date-range'
/// in = 'people'
/// from = 'born'
/// to = 'died'
/// ";
/// let people = r#"[{"id": "ada", "born": "1815", "died": "1752"}]"#;
/// let dataset = Dataset::in_memory([("factlint.toml", rulebook), ("people.json", people)])?;
///
/// let report = check(&dataset)?;
/// let findings = report.findings();
/// assert_eq!(findings.len(), 1);
/// assert_eq!(findings[0].rule, "life");
/// assert_eq!(findings[0].places[0].file, "people.json");
/// assert!(report.has(Level::Error));
/// # Ok(())
/// # }
/// ```
pub fn check(dataset: &Dataset) -> Result<Report, CheckError> {
    let today = dataset.today.clone().unwrap_or_else(today);
    let run = on_deep_threads(None, || -> Result<Run, Box<Failure>> {
        let read = dataset::Dataset::read_in(dataset.folders.clone())?;
        Ok(baseline::check(read, &today)?.run)
    });
    match run {
        Ok(Ok(run)) => Ok(Report { run }),
        Ok(Err(failure)) => Err(CheckError::of(&failure)),
        Err(error) => Err(CheckError::NoThreads(error)),
    }
}

/// The result of a check.
pub struct Report {
    run: Run,
}

impl Report {
    /// Returns the findings, sorted by path, place, rule and fingerprint. Findings that a verdict or the
    /// baseline hides are left out.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        finding::all(&self.run.files, decoded(&self.run.findings))
    }

    /// Whether there is a finding of at least this level.
    #[must_use]
    pub fn has(&self, level: Level) -> bool {
        self.run.findings.iter().any(|finding| finding.level() >= level)
    }

    /// Whether nothing was checked, because no document has a schema or a record. A report without findings then says
    /// nothing about the data.
    #[must_use]
    pub fn checked_nothing(&self) -> bool {
        self.run.summary.checked_nothing()
    }

    /// Returns the number of records of a collection, or `None` if the rulebook has no such collection.
    #[must_use]
    pub fn records(&self, collection: &str) -> Option<usize> {
        let mut records = self.run.summary.records.iter();
        records.find(|(name, _)| name == collection).map(|(_, number)| *number)
    }

    /// Writes the report in a format, as `factlint check` prints it when its output is not a terminal.
    ///
    /// # Errors
    /// Writing failed, or a document has changed since it was checked.
    ///
    /// # Examples
    ///
    /// ```
    /// use factlint::{Dataset, Format, check};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let report = check(&Dataset::open("dataset")?)?;
    /// let mut json = Vec::new();
    /// report.write(Format::Json, &mut json)?;
    /// assert!(json.starts_with(b"{"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn write(&self, format: Format, output: &mut impl Write) -> io::Result<()> {
        let report = report::Report::of(&self.run);
        report::write(&report, format, &Appearance::plain(WIDTH), StartFolder::default(), output)
            .map(drop)
    }
}

/// Returns the current date in UTC, which does not depend on the time zone of the machine.
pub(crate) fn today() -> PartialDate {
    let now = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC);
    PartialDate::from_day(now.date())
}

/// Width of the formats for people, in columns.
const WIDTH: usize = 100;

/// The rules of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    rules: Vec<Rule>,
}

impl Rulebook {
    /// Returns the rules in the order of the file, without those that are built in.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), factlint::CheckError> {
    /// let rulebook = factlint::Dataset::open("dataset")?.rulebook()?;
    /// assert!(rulebook.rules().iter().any(|rule| rule.kind == "conflict"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

/// A rule of a rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The id of the rule.
    pub id: String,
    /// The name of the rule's kind.
    pub kind: String,
    /// The level of the rule's findings.
    pub level: Level,
}

impl Rule {
    fn of(entry: &rulebook::RuleEntry) -> Rule {
        Rule { id: entry.id.clone(), kind: entry.kind.name.to_owned(), level: entry.level }
    }
}
