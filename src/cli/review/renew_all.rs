//! `factlint review renew --all-unchanged`: updates the fingerprints of verdicts from a previous version. A
//! verdict is in force again if its finding rests on the same facts, and stale if its finding rests on other
//! facts. If its finding is gone, the verdict stays as it is.

use super::super::Exit;
use super::super::context::{Stop, current_dir, rulebook_of};
use super::super::terminal::print;
use super::DatasetArguments;
use super::refusal::refuse;
use crate::api::today;
use crate::dataset::{Dataset, Failure, Folders};
use crate::disk::edit;
use crate::engine::check_with_former;
use crate::finding::Finding;
use crate::ledger::{Ledger, LedgerEntry, Migration, Verdict, migrate, renamed};
use crate::report::one_line;
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(path: &PathBuf, arguments: &DatasetArguments) -> Result<Exit, Stop> {
    let current_dir = current_dir();
    let today = arguments.today.clone().unwrap_or_else(today);
    let rulebook = rulebook_of(std::slice::from_ref(path), &current_dir)
        .map_err(|message| refuse(&message))?;
    let root =
        arguments.root.resolve(&rulebook, &current_dir).map_err(|message| refuse(&message))?;
    let read = || Dataset::read_in(Folders::within(root.clone(), &rulebook, &current_dir));
    let found = check_with_former(read, &today)?;
    let run = &found.run;
    let named = run.rulebook.ledger.as_ref().map(|path| path.value.clone());
    let (Some(file), Some(named)) = (run.ledger, named) else {
        return Err(refuse(&format!(
            "{} does not name a ledger",
            run.files.name(run.rulebook.file)
        )));
    };
    let text = run.files.text(file).to_owned();
    let named_by = run.files.name(run.rulebook.file);
    let ledger = match Ledger::parse_former(&text, file, &today, named_by) {
        Ok(ledger) => ledger,
        Err(findings) => return Err(mistakes(found.run.files, findings)),
    };
    let name = run.files.name(file).to_owned();
    if !ledger.is_former {
        let name = one_line(&name);
        let message = format!("{name}: the fingerprints are already those of this version\n");
        print(&message)?;
        return Ok(Exit::Clean);
    }
    let became = migrate(&ledger, &found);
    let entries = ledger.verdicts.iter().zip(&became).filter_map(|(verdict, became)| {
        let (Migration::Renewed(entry) | Migration::Stale(entry)) = became else { return None };
        Some((verdict.fingerprint.value.clone(), entry.clone()))
    });
    let entries: Vec<(String, LedgerEntry)> = entries.collect();
    let path = rulebook.parent().map(PathBuf::from).unwrap_or_default().join(named);
    let written = edit(&root, &path, |now| match now == text {
        true => renamed(now, &entries),
        false => Err("nothing was written: the ledger has changed since it was read".to_owned()),
    });
    written.map_err(|error| refuse(&error.to_string()))?;
    print(&summary(&name, &ledger.verdicts, &became))?;
    Ok(Exit::Clean)
}

fn mistakes(files: crate::files::Files, findings: Vec<Finding>) -> Stop {
    Box::new(Failure { files, findings, errors: Vec::new() }).into()
}

fn summary(name: &str, verdicts: &[Verdict], became: &[Migration]) -> String {
    let count = |is: fn(&Migration) -> bool| became.iter().filter(|became| is(became)).count();
    let renewed = count(|became| matches!(became, Migration::Renewed(_)));
    let name = one_line(name);
    let mut text = format!("{name}: {renewed} of {} verdicts renewed\n", verdicts.len());
    for (verdict, became) in verdicts.iter().zip(became) {
        let why = match became {
            Migration::Renewed(_) => continue,
            Migration::Stale(_) => "stale: the facts have changed since",
            Migration::Left => "left unchanged: no finding has its fingerprint",
        };
        let short = verdict.fingerprint.value.get(..12).unwrap_or_default();
        let line = format!("{short}  {}: {}: {why}", verdict.rule, verdict.subject);
        text.push_str(&format!("  {}\n", one_line(&line)));
    }
    text
}
