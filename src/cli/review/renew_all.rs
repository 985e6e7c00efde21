//! `factlint review renew --all-unchanged`: updates the fingerprints of verdicts from a previous version. If the
//! finding of a verdict rests on the same facts as before, the verdict is in force again; if it rests on other facts,
//! the verdict is stale. A verdict without a finding stays as it is.

use super::super::Exit;
use super::super::context::{Stop, current_dir, rulebook_of};
use super::super::terminal::print;
use super::DatasetArguments;
use super::refusal::refuse;
use crate::api::today;
use crate::dataset::{Dataset, Failure, Folders};
use crate::disk::{edit, system_path};
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
    let rulebook_name = run.files.name(run.rulebook.file);
    let ledger_path = run.rulebook.ledger.as_ref().map(|path| path.value.clone());
    let (Some(file), Some(ledger_path)) = (run.ledger, ledger_path) else {
        return Err(refuse(&format!("{rulebook_name} does not name a ledger")));
    };
    let text = run.files.text(file).to_owned();
    let ledger = match Ledger::parse_former(&text, file, &today, rulebook_name) {
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
    let migrations = migrate(&ledger, &found);
    let entries = ledger.verdicts.iter().zip(&migrations).filter_map(|(verdict, migration)| {
        let (Migration::Renewed(entry) | Migration::Stale(entry)) = migration else { return None };
        Some((verdict.fingerprint.value.clone(), entry.clone()))
    });
    let entries: Vec<(String, LedgerEntry)> = entries.collect();
    let path =
        rulebook.parent().map(PathBuf::from).unwrap_or_default().join(system_path(&ledger_path));
    let written = edit(&root, &path, |now| match now == text {
        true => renamed(now, &entries),
        false => Err("nothing was written: the ledger has changed since it was read".to_owned()),
    });
    written.map_err(|error| refuse(&error.to_string()))?;
    print(&summary(&name, &ledger.verdicts, &migrations))?;
    Ok(Exit::Clean)
}

fn mistakes(files: crate::files::Files, findings: Vec<Finding>) -> Stop {
    Box::new(Failure { files, findings, errors: Vec::new() }).into()
}

fn summary(name: &str, verdicts: &[Verdict], migrations: &[Migration]) -> String {
    let is_renewed = |migration: &&Migration| matches!(migration, Migration::Renewed(_));
    let renewed = migrations.iter().filter(is_renewed).count();
    let name = one_line(name);
    let mut text = format!("{name}: {renewed} of {} verdicts renewed\n", verdicts.len());
    for (verdict, migration) in verdicts.iter().zip(migrations) {
        let reason = match migration {
            Migration::Renewed(_) => continue,
            Migration::Stale(_) => "stale: the facts have changed since",
            Migration::Left => "left unchanged: no finding has its fingerprint",
        };
        let short = verdict.fingerprint.value.get(..12).unwrap_or_default();
        let line = format!("{short}  {}: {}: {reason}", verdict.rule, verdict.subject);
        text.push_str(&format!("  {}\n", one_line(&line)));
    }
    text
}
