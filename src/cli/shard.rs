//! `factlint shard`: a check whose work several processes share.

use super::Exit;
use super::context::{RootArguments, current_dir, on_checking_threads, parse_day, rulebook_of};
use super::datasets::datasets_below;
use super::fail_on::{FailOn, clean_or_nothing_checked};
use super::output::OutputArguments;
use super::terminal::{print_error, print_warning};
use crate::api::today;
use crate::baseline;
use crate::dataset::{Dataset, DocumentToCheck, Failure, Folders, ReadStrategy, Sizes};
use crate::engine::DatasetsBelow;
use crate::engine::shards::largest_lookup;
use crate::report::{self, Report};
use crate::shard::{self, FindFolders, Options, ShardError};
use crate::value::date::PartialDate;
use crate::words::counted;
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Maximum number of documents named in warnings.
const MAX_WARNINGS: usize = 5;

/// Arguments of `factlint shard`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    stage: Stage,
}

#[derive(Debug, Subcommand)]
enum Stage {
    /// Divide a dataset into units, and print the plan: a header, and a line for each unit
    Plan(PlanArguments),
    /// Visit the units on standard input, which begins with the header, and print their facts
    Visit(DatasetArguments),
    /// Settle the facts on standard input, which must be sorted with `LC_ALL=C sort` and contain all facts of each key
    Settle(StageArguments),
    /// Add to the facts on standard input the records that `complete` needs, so that it reads no file
    Records(StageArguments),
    /// Complete the findings about the facts on standard input
    Complete(StageArguments),
    /// Print the report of the run whose lines are on standard input
    Report(ReportArguments),
}

#[derive(Debug, Args)]
struct DatasetArguments {
    /// Any path in the dataset
    #[arg(default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    root: RootArguments,
}

#[derive(Debug, Args)]
struct PlanArguments {
    #[command(flatten)]
    dataset: DatasetArguments,
    /// Divide documents into blocks of about this many bytes, if the rulebook allows it
    #[arg(long, value_name = "BYTES", default_value = "4194304")]
    block_bytes: NonZeroUsize,
    /// Refuse a rule if each process would have to read more than this many bytes of documents to look up its records
    #[arg(long, value_name = "BYTES", default_value = "200000000")]
    largest_lookup: u64,
    /// Keep all places that were not checked, not only the first ones
    #[arg(long)]
    show_unchecked: bool,
    /// Date to use as "today" (YYYY-MM-DD), for reproducible runs
    #[arg(long, value_parser = parse_day)]
    today: Option<PartialDate>,
}

#[derive(Debug, Args)]
struct StageArguments {
    #[command(flatten)]
    dataset: DatasetArguments,
    /// File with the output of the visits, if that is not on standard input. The first line must be the header;
    /// lines that are not from a visit are skipped
    #[arg(long, value_name = "FILE")]
    visited: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ReportArguments {
    #[command(flatten)]
    stage: StageArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Exit with 1 on findings at or above this level
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    on_checking_threads(|| match &arguments.stage {
        Stage::Plan(arguments) => exit_code(plan(arguments)),
        Stage::Visit(dataset) => {
            let visit =
                run_stage(dataset, &|folders, input, output| shard::visit(folders, input, output));
            exit_code(visit)
        }
        Stage::Settle(arguments) => exit_code(run_later_stage(arguments, shard::settle)),
        Stage::Records(arguments) => exit_code(run_later_stage(arguments, shard::records)),
        Stage::Complete(arguments) => exit_code(run_later_stage(arguments, shard::complete)),
        Stage::Report(arguments) => report(arguments).unwrap_or_else(|error| exit_code(Err(error))),
    })
}

/// Prints the error of a stage, if there is one, and returns the exit code.
fn exit_code(result: Result<(), ShardError>) -> Exit {
    match result {
        Ok(()) => Exit::Clean,
        // Findings are printed to stderr, too, since stdout is the input of the next stage.
        Err(ShardError::Failure(failure)) => {
            let errors = failure.errors.iter().map(ToString::to_string);
            let findings = report::brief_lines(&failure.files, &failure.findings);
            errors.chain(findings).for_each(|message| print_error(&message));
            Exit::Error
        }
        Err(error) => {
            print_error(&error.to_string());
            Exit::Error
        }
    }
}

fn plan(arguments: &PlanArguments) -> Result<(), ShardError> {
    let block = arguments.block_bytes.get();
    let options = Options {
        today: arguments.today.clone().unwrap_or_else(today),
        sizes: Sizes { whole: block as u64, block },
        keeps_all_places: arguments.show_unchecked,
    };
    let dataset = Dataset::read_with(options.sizes, arguments.dataset.folders()?);
    let dataset = dataset.map_err(ShardError::Failure)?;
    let findings = baseline::mistakes(&dataset, &options.today);
    if !findings.is_empty() {
        let failure = Failure { files: dataset.files, findings, errors: Vec::new() };
        return Err(ShardError::Failure(Box::new(failure)));
    }
    let most = arguments.largest_lookup;
    if let Some(lookup) = largest_lookup(&dataset).filter(|lookup| lookup.bytes > most) {
        return Err(ShardError::LookupTooLarge { lookup, most });
    }
    for warning in warnings_of_undivided(&dataset, block as u64) {
        print_warning(&warning);
    }
    to_stdout(|output| shard::plan(&dataset, options, output))
}

/// Returns a warning for each document that is larger than a block but cannot be divided, with the reason.
fn warnings_of_undivided(dataset: &Dataset, block: u64) -> Vec<String> {
    let is_large = |document: &&DocumentToCheck| dataset.length(document.file) > Some(block);
    let whole = dataset.documents.iter().filter(|document| !document.in_blocks).filter(is_large);
    let mut warnings: Vec<String> = whole
        .filter_map(|document| match dataset.read_strategy(*document) {
            ReadStrategy::Whole(reason) => {
                let name = dataset.files.name(document.file);
                Some(format!("one process visits the whole of {name}: {reason}"))
            }
            ReadStrategy::Blocks(_) => None,
        })
        .collect();
    let others = warnings.len().saturating_sub(MAX_WARNINGS);
    if others > 0 {
        warnings.truncate(MAX_WARNINGS);
        warnings.push(format!("the same applies to {}", counted(others, "more document")));
    }
    warnings
}

/// A function that runs a stage. It takes a function that finds the dataset, the input, and the output.
type RunStage<'r> =
    dyn Fn(&FindFolders<'_>, &mut dyn BufRead, &mut dyn Write) -> Result<(), ShardError> + 'r;

/// Runs a stage on standard input and standard output.
fn run_stage(dataset: &DatasetArguments, run: &RunStage<'_>) -> Result<(), ShardError> {
    to_stdout(|output| run(&|| dataset.folders(), &mut io::stdin().lock(), output))
}

/// A function that runs a stage after the visits. Its second argument is the file with the output of the visits.
type RunLaterStage = fn(
    &FindFolders<'_>,
    Option<&mut dyn BufRead>,
    &mut dyn BufRead,
    &mut dyn Write,
) -> Result<(), ShardError>;

fn run_later_stage(arguments: &StageArguments, run: RunLaterStage) -> Result<(), ShardError> {
    run_stage(&arguments.dataset, &|folders, input, output| match arguments.visited()? {
        Some(mut visited) => run(folders, Some(&mut visited), input, output),
        None => run(folders, None, input, output),
    })
}

impl StageArguments {
    /// Opens the file with the output of the visits. Returns `None` if that output is on standard input.
    fn visited(&self) -> io::Result<Option<BufReader<File>>> {
        let open = |path: &PathBuf| {
            File::open(path).map(BufReader::new).map_err(|error| {
                io::Error::new(error.kind(), format!("cannot read {}: {error}", path.display()))
            })
        };
        self.visited.as_ref().map(open).transpose()
    }
}

fn report(arguments: &ReportArguments) -> Result<Exit, ShardError> {
    if let Err(exit) = arguments.output.refuse_mistakes() {
        return Ok(exit);
    }
    let mut visited = arguments.stage.visited()?;
    let visited = visited.as_mut().map(|visited| visited as &mut dyn BufRead);
    let folders = || arguments.stage.dataset.folders();
    let checked = shard::report(&folders, visited, &mut io::stdin().lock())?;
    let mut run = checked.run;
    run.withdraw_changed();
    run.summary.datasets_below = arguments.stage.dataset.datasets_below();
    let report = Report::of(&run);
    if let Err(exit) = arguments.output.show(&report) {
        return Ok(exit);
    }
    let fails = run.findings.iter().any(|finding| arguments.fail_on.includes(finding.level()));
    Ok(if fails { Exit::Findings } else { clean_or_nothing_checked(&run.summary, false, None) })
}

impl DatasetArguments {
    /// Finds the dataset.
    fn folders(&self) -> Result<Folders, ShardError> {
        let current_dir = current_dir();
        let rulebook = rulebook_of(std::slice::from_ref(&self.path), &current_dir)
            .map_err(ShardError::NoDataset)?;
        let root = self.root.resolve(&rulebook, &current_dir).map_err(ShardError::NoDataset)?;
        Ok(Folders::within(root, &rulebook, &current_dir))
    }

    /// Finds the datasets below the path, which are not checked.
    fn datasets_below(&self) -> DatasetsBelow {
        let (paths, current_dir) = (std::slice::from_ref(&self.path), current_dir());
        rulebook_of(paths, &current_dir)
            .map(|rulebook| datasets_below(paths, &[&rulebook], &current_dir))
            .unwrap_or_default()
    }
}

/// Writes to standard output. Unlike in other commands, it is an error if the reader of the output stops reading, since
/// the run would be incomplete.
fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> Result<(), ShardError>,
) -> Result<(), ShardError> {
    let mut output = BufWriter::new(io::stdout().lock());
    write(&mut output)?;
    Ok(output.flush()?)
}
