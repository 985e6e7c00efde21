//! A run that several processes share. This module reads and writes the lines of `factlint shard`.
//!
//! Each stage reads the lines of the previous stage and writes lines for the next one. It also copies the lines
//! that a later stage needs, so the stages can be connected by pipes, with a sort by bytes before [`settle`].
//! `src/shard/lines.rs` describes the lines.

mod error;
mod header;
mod lines;
mod records;

pub use error::ShardError;
pub use header::{Header, Options};

use crate::baseline::{self, Checked};
use crate::dataset::{Dataset, Folders};
use crate::document::FileId;
use crate::engine::shards::{
    self, Added, FactToSettle, Restored, ToComplete, Unit, Visited, looked_up_collections,
    may_have_records,
};
use crate::rulebook::Rulebook;
use lines::{Balance, Kind, Line, LineReader, LineWriter};
use records::{RecordLine, Records, recording};
use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::sync::OnceLock;

/// A function that finds the folders of a dataset.
pub type FindFolders<'f> = dyn Fn() -> Result<Folders, ShardError> + 'f;

/// Divides a dataset into units, and writes the plan: a header, and one line for each unit.
///
/// # Errors
/// The plan cannot be written.
pub fn plan(dataset: &Dataset, options: Options, output: &mut dyn Write) -> Result<(), ShardError> {
    let (plan, units) = shards::plan(dataset, &options.today);
    let header = Header::new(dataset, options, plan);
    let mut output = LineWriter::new(&header, output);
    output.header()?;
    for (number, unit) in units.iter().enumerate() {
        output.write(Kind::Unit, &(number, unit))?;
    }
    Ok(())
}

/// Visits the units whose lines are on the input. Writes the facts of their records, and the results that
/// later stages need.
///
/// # Errors
/// The input is not a plan, or is a plan for another dataset. The dataset cannot be read, or the output
/// cannot be written.
pub fn visit(
    folders: &FindFolders<'_>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), ShardError> {
    let mut input = LineReader::new(input)?;
    let mut units: Vec<(usize, Unit)> = Vec::new();
    while let Some(line) = input.next_line()? {
        match line.kind {
            Kind::Unit => units.push(line.decode()?),
            _ => return Err(line.misplaced("visit")),
        }
    }
    let header = input.header();
    let files = units.iter().flat_map(|(_, unit)| unit.files()).copied().collect();
    let dataset = read_for(header, folders()?, &files)?;
    let (visited, facts, to_complete) =
        shards::visit(&dataset, &header.plan, &units, &header.options.today)
            .map_err(ShardError::Storage)?;
    let mut output = LineWriter::new(header, output);
    output.header()?;
    output.write(Kind::Visited, &visited)?;
    facts.iter().try_for_each(|fact| output.fact(fact))?;
    to_complete.iter().try_for_each(|facts| output.write(Kind::ToComplete, facts))?;
    output.end()
}

/// Settles the facts on the input. The lines must be sorted by bytes, and contain all facts of each key. If the
/// input lacks the results of the visits, `visited` is the output of the visits of all units.
///
/// # Errors
/// The errors of [`visit`]. The input is not sorted, or the results of a unit are missing.
pub fn settle(
    folders: &FindFolders<'_>,
    visited: Option<&mut dyn BufRead>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), ShardError> {
    let mut stage = LaterStage::new(visited, input, output)?;
    let mut first = None;
    while let Some(line) = stage.next_line()? {
        match line.kind {
            Kind::Fact => {
                first = Some(line);
                break;
            }
            Kind::ToComplete => stage.output.copy(&line)?,
            _ => return Err(line.misplaced("settle")),
        }
    }
    let LaterStage { header, mut input, mut output, visits } = stage;
    let dataset = read_for(&header, folders()?, &BTreeSet::new())?;
    let (mut copied, mut order) = (Vec::new(), FactsInOrder::default());
    let mut settled = Balance::default();
    let others = std::iter::from_fn(|| next_fact(&mut input, &mut copied).transpose());
    let facts = first.map(Ok).into_iter().chain(others).map(|line| {
        let line = line?;
        settled.settled(line.checksum);
        order.check(line.fact()?)
    });
    let mut gather = |added: Added, to_complete: Vec<ToComplete>| {
        output.write(Kind::Added, &added)?;
        to_complete.iter().try_for_each(|facts| output.write(Kind::ToComplete, facts))
    };
    let today = &header.options.today;
    shards::settle(&dataset, &header.plan, visits, facts, today, &mut gather)?;
    copied.iter().try_for_each(|line| output.copy(line))?;
    output.balance.add(settled);
    output.end()
}

/// Copies the lines that [`complete`] needs, and adds everything that `complete` would read from the dataset.
/// `complete` then needs no storage. `visited` is the same as for [`settle`].
///
/// # Errors
/// The errors of [`settle`]; a document cannot be read.
pub fn records(
    folders: &FindFolders<'_>,
    visited: Option<&mut dyn BufRead>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), ShardError> {
    let mut stage = LaterStage::new(visited, input, output)?;
    let mut to_complete: Vec<ToComplete> = Vec::new();
    while let Some(line) = stage.next_line()? {
        match line.kind {
            Kind::ToComplete => to_complete.push(line.decode()?),
            Kind::Added => {}
            _ => return Err(line.misplaced("records")),
        }
        stage.output.copy(&line)?;
    }
    let LaterStage { header, mut output, visits, .. } = stage;
    let (folders, recording) = recording(folders()?);
    output.write(Kind::Record, &RecordLine::folder(&folders))?;
    let dataset = header.read(folders, &|_, _, _| false)?;
    let today = &header.options.today;
    shards::read_records(&dataset, &header.plan, visits, &to_complete, today)?;
    if let Some((_, error)) = dataset.files.failures().next() {
        return Err(ShardError::Storage(error.clone()));
    }
    let answers = recording.take().into_iter().map(RecordLine::Answer);
    answers.into_iter().try_for_each(|answer| output.write(Kind::Record, &answer))
}

/// Completes the findings about facts. `visited` is the same as for [`settle`]. If the input has lines of
/// [`records()`], `folders` is not called, and no storage is read.
///
/// # Errors
/// The errors of [`settle`]. The lines of [`records()`] lack something that must be read.
pub fn complete(
    folders: &FindFolders<'_>,
    visited: Option<&mut dyn BufRead>,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), ShardError> {
    let mut stage = LaterStage::new(visited, input, output)?;
    let mut to_complete: Vec<ToComplete> = Vec::new();
    let mut records = Records::default();
    while let Some(line) = stage.next_line()? {
        match line.kind {
            Kind::ToComplete => {
                stage.output.balance.completed(line.checksum);
                to_complete.push(line.decode()?);
            }
            Kind::Added => stage.output.copy(&line)?,
            Kind::Record => records.add(line.decode()?),
            _ => return Err(line.misplaced("complete")),
        }
    }
    let LaterStage { header, mut output, visits, .. } = stage;
    let (folders, recorded) = match records.into_folders() {
        Some((folders, recorded)) => (folders, Some(recorded)),
        None => (folders()?, None),
    };
    let check_answers = || match recorded.as_ref().and_then(|recorded| recorded.unanswered()) {
        Some(path) => Err(ShardError::NotRecorded(path)),
        None => Ok(()),
    };
    let dataset = header.read(folders, &|_, _, _| false);
    // Without an answer, the dataset cannot be read; the missing answer is the better error.
    check_answers()?;
    let dataset = dataset?;
    let today = &header.options.today;
    let completed = shards::complete(&dataset, &header.plan, visits, &to_complete, today)?;
    check_answers()?;
    completed.iter().try_for_each(|added| output.write(Kind::Added, added))?;
    output.balance.is_completed = true;
    output.end()
}

/// Combines the output of the stages into a run, and applies the ledger and the baseline of the dataset. `visited` is
/// the same as for [`settle`].
///
/// # Errors
/// The errors of [`settle`]. A line of a stage is missing or repeated.
pub fn report(
    folders: &FindFolders<'_>,
    visited: Option<&mut dyn BufRead>,
    input: &mut dyn BufRead,
) -> Result<Checked, ShardError> {
    let mut input = LineReader::new(input)?;
    let mut visits = visits_in(visited, input.header())?;
    let mut added: Vec<Added> = Vec::new();
    let (mut balance, mut found) = (Balance::default(), 0_u64);
    while let Some(line) = input.next_line()? {
        match line.kind {
            Kind::Visited => visits.push(line.decode()?),
            Kind::Added => {
                found = found.wrapping_add(line.checksum);
                added.push(line.decode()?);
            }
            Kind::Balance => balance.add(line.decode()?),
            Kind::Unit | Kind::Fact | Kind::ToComplete | Kind::Record => {
                return Err(line.misplaced("report"));
            }
        }
    }
    let header = input.header();
    let restored = Restored::new(&header.plan, visits, added)?;
    if let Some(mistake) = balance.mistake(found) {
        return Err(ShardError::Unbalanced(mistake));
    }
    let dataset = header.read(folders()?, &|_, _, _| true)?;
    let today = &header.options.today;
    let run = |dataset| restored.into_run(dataset, today);
    baseline::check_with(dataset, today, run).map_err(ShardError::Failure)
}

/// Reads a dataset. Of its documents, reads only those in `visited`, and those in which rules look up records.
fn read_for(
    header: &Header,
    folders: Folders,
    visited: &BTreeSet<FileId>,
) -> Result<Dataset, ShardError> {
    let names = OnceLock::new();
    let is_read = |rulebook: &Rulebook, key: &str, file: FileId| {
        let names = names.get_or_init(|| looked_up_collections(rulebook));
        visited.contains(&file) || may_have_records(rulebook, key, names)
    };
    header.read(folders, &is_read)
}

/// The streams of a stage after the visits.
struct LaterStage<'s> {
    header: Header,
    input: LineReader<'s>,
    output: LineWriter<'s>,
    /// The results of the visits that have been read so far.
    visits: Vec<Visited>,
}

impl<'s> LaterStage<'s> {
    /// Reads the header of the input and all of `visited`, and writes the header.
    fn new(
        visited: Option<&mut dyn BufRead>,
        input: &'s mut dyn BufRead,
        output: &'s mut dyn Write,
    ) -> Result<LaterStage<'s>, ShardError> {
        let input = LineReader::new(input)?;
        let header = input.header().clone();
        let visits = visits_in(visited, &header)?;
        let mut output = LineWriter::new(&header, output);
        output.header()?;
        Ok(LaterStage { header, input, output, visits })
    }

    /// Returns the next line of the input, or `None` at its end. Results of visits and balances are not returned,
    /// but copied to the output.
    fn next_line(&mut self) -> Result<Option<Line>, ShardError> {
        while let Some(line) = self.input.next_line()? {
            match line.kind {
                Kind::Visited => self.visits.push(line.decode()?),
                Kind::Balance => {}
                _ => return Ok(Some(line)),
            }
            self.output.copy(&line)?;
        }
        Ok(None)
    }
}

/// Returns the results of visits from a separate stream; empty if there is no such stream.
fn visits_in(
    visited: Option<&mut dyn BufRead>,
    header: &Header,
) -> Result<Vec<Visited>, ShardError> {
    let mut visits = Vec::new();
    let Some(visited) = visited else { return Ok(visits) };
    let mut input = LineReader::new(visited)?;
    input.check_plan(header)?;
    while let Some(line) = input.next_line()? {
        if line.kind == Kind::Visited {
            visits.push(line.decode()?);
        }
    }
    Ok(visits)
}

/// Returns the next fact of the input, or `None` at its end. Lines that a later stage needs are added to `copied`.
fn next_fact(
    input: &mut LineReader<'_>,
    copied: &mut Vec<Line>,
) -> Result<Option<Line>, ShardError> {
    while let Some(line) = input.next_line()? {
        match line.kind {
            Kind::Fact => return Ok(Some(line)),
            Kind::ToComplete | Kind::Balance => copied.push(line),
            Kind::Visited => return Err(line.unsorted()),
            Kind::Unit | Kind::Added | Kind::Record => return Err(line.misplaced("settle")),
        }
    }
    Ok(None)
}

/// Checks that facts are sorted by rule, key and order.
#[derive(Default)]
struct FactsInOrder {
    last: Option<(usize, Vec<u8>, Option<shards::FactOrder>)>,
}

impl FactsInOrder {
    fn check(&mut self, fact: FactToSettle) -> Result<FactToSettle, ShardError> {
        let current = Some((fact.rule, fact.key.clone(), fact.order));
        if current < self.last {
            return Err(ShardError::FactsNotSorted);
        }
        self.last = current;
        Ok(fact)
    }
}
