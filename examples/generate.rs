//! Writes a dataset of any size in the dataset's own model, for benchmarks. It contains every
//! collection, quotes with their snapshots, references, partial dates, the requested number of
//! mistakes of each kind, and a manifest of the mistakes. The same arguments produce the same
//! bytes.
#![allow(clippy::print_stdout, reason = "a program for measuring says what it wrote")]

#[path = "generate/facts.rs"]
mod facts;
#[path = "generate/rulebooks.rs"]
mod rulebooks;
#[path = "generate/words.rs"]
mod words;

use clap::{Parser, ValueEnum};
use facts::{Plan, Planted};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};

/// Writes a dataset of about the given size, with its rulebooks, snapshots and a manifest
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// The folder to write to; it is created
    folder: PathBuf,
    /// Approximate total size of the documents, in millions of bytes
    #[arg(long, default_value_t = 1.0)]
    megabytes: f64,
    /// The format of the documents
    #[arg(long, value_enum, default_value = "pretty")]
    form: Form,
    /// Seed of the random numbers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plant mistakes of a kind in this share of the claims, as in `quote=0.01` (repeatable)
    #[arg(long = "plant", value_parser = parse_share)]
    plant: Vec<(facts::Mistake, f64)>,
    /// Number of unquoted sentences between two quoted ones
    #[arg(long, default_value_t = 0)]
    filler: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One JSON document, indented by two spaces
    Pretty,
    /// One JSON document without white space
    Compact,
    /// One JSON Lines file per collection
    Lines,
}

fn parse_share(text: &str) -> std::result::Result<(facts::Mistake, f64), String> {
    let (kind, share) = text.split_once('=').ok_or("want KIND=SHARE, as in quote=0.01")?;
    let share = share.parse().map_err(|_| format!("got the share {share}, want a number"))?;
    Ok((facts::Mistake::from_str(kind, false)?, share))
}

fn main() -> Result<()> {
    write(&Arguments::parse())
}

/// Writes a dataset with its rulebooks, snapshots and manifest.
pub(crate) fn write(arguments: &Arguments) -> Result<()> {
    std::fs::create_dir_all(arguments.folder.join("sources"))?;
    let plan = plan(arguments);
    let mut writer = Documents::create(&arguments.folder, arguments.form)?;
    let mut planted = Vec::new();
    writer.collection("sources", sources(&plan, &arguments.folder))?;
    writer.collection("places", (0..facts::PLACES).map(|number| Ok(Plan::place(number))))?;
    writer.collection("entities", (0..plan.entities).map(|number| Ok(Plan::entity(number))))?;
    writer.collection("properties", facts::properties().into_iter().map(Ok))?;
    let claims = (0..plan.entities).flat_map(|number| plan.claims(number));
    writer.collection(
        "claims",
        claims.map(|claim| {
            planted.extend(claim.planted);
            Ok(claim.record)
        }),
    )?;
    let records = writer.finish()?;
    rulebooks::write(&arguments.folder, arguments.form == Form::Lines, arguments.filler == 0)?;
    write_manifest(arguments, &records, &planted)
}

/// Returns a plan with enough entities for the requested size. To estimate their size, formats a few entities and their
/// claims.
fn plan(arguments: &Arguments) -> Plan {
    const TRIED: u32 = 200;
    let plan = |entities| Plan {
        seed: arguments.seed,
        entities,
        shares: arguments.plant.clone(),
        filler: arguments.filler,
    };
    let trial = plan(TRIED as usize);
    let mut bytes = 0;
    for number in 0..TRIED as usize {
        bytes += text_of(&Plan::entity(number), arguments.form).len();
        bytes += trial
            .claims(number)
            .iter()
            .map(|claim| text_of(&claim.record, arguments.form).len())
            .sum::<usize>();
    }
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    let wanted = arguments.megabytes * 1e6 * f64::from(TRIED) / f64::from(bytes);
    #[expect(clippy::cast_sign_loss, reason = "a size is more than 0")]
    plan((wanted as usize).max(1))
}

/// Writes the snapshot of each source, and returns the source.
fn sources<'p>(plan: &'p Plan, folder: &'p Path) -> impl Iterator<Item = Result<Value>> + 'p {
    (0..plan.sources()).map(move |number| {
        let text = plan.snapshot(number);
        let path = format!("sources/{number}.txt");
        std::fs::write(folder.join(&path), &text)?;
        let sha256 = factlint::finding::sha256(text.as_bytes());
        Ok(plan.source(number, &path, &sha256))
    })
}

/// The files that records are written to.
struct Documents {
    folder: PathBuf,
    form: Form,
    output: Option<BufWriter<File>>,
    records: Vec<(String, usize)>,
}

impl Documents {
    fn create(folder: &Path, form: Form) -> Result<Documents> {
        let output = match form {
            Form::Lines => None,
            Form::Pretty | Form::Compact => {
                Some(BufWriter::new(File::create(folder.join("dataset.json"))?))
            }
        };
        Ok(Documents { folder: folder.to_owned(), form, output, records: Vec::new() })
    }

    fn collection(
        &mut self,
        name: &str,
        records: impl Iterator<Item = Result<Value>>,
    ) -> Result<()> {
        if self.form == Form::Lines {
            let path = self.folder.join(format!("{name}.jsonl"));
            self.output = Some(BufWriter::new(File::create(path)?));
        }
        let Some(output) = &mut self.output else { return Ok(()) };
        let is_first = self.records.is_empty();
        output.write_all(match (self.form, is_first) {
            (Form::Pretty, true) => b"{\n  ",
            (Form::Pretty, false) => b",\n  ",
            (Form::Compact, true) => b"{",
            (Form::Compact, false) => b",",
            (Form::Lines, _) => b"",
        })?;
        output.write_all(
            match self.form {
                Form::Pretty => format!("\"{name}\": ["),
                Form::Compact => format!("\"{name}\":["),
                Form::Lines => String::new(),
            }
            .as_bytes(),
        )?;
        let mut number = 0;
        for record in records {
            if number > 0 && self.form != Form::Lines {
                output.write_all(b",")?;
            }
            output.write_all(text_of(&record?, self.form).as_bytes())?;
            number += 1;
        }
        output.write_all(match self.form {
            Form::Pretty => b"\n  ]",
            Form::Compact => b"]",
            Form::Lines => b"",
        })?;
        self.records.push((name.to_owned(), number));
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<(String, usize)>> {
        if let Some(output) = &mut self.output {
            output.write_all(match self.form {
                Form::Pretty => b"\n}\n",
                Form::Compact => b"}\n",
                Form::Lines => b"",
            })?;
            output.flush()?;
        }
        Ok(self.records)
    }
}

/// Returns the text of a record in a format, with the white space before it.
fn text_of(record: &Value, form: Form) -> String {
    match form {
        Form::Pretty => format!("\n{record:#}").replace('\n', "\n    "),
        Form::Compact => record.to_string(),
        Form::Lines => format!("{record}\n"),
    }
}

fn write_manifest(
    arguments: &Arguments,
    records: &[(String, usize)],
    planted: &[Planted],
) -> Result<()> {
    let counts: serde_json::Map<String, Value> =
        records.iter().map(|(name, number)| (name.clone(), json!(number))).collect();
    let mistakes: Vec<Value> = planted
        .iter()
        .map(|planted| json!({ "rule": planted.rule, "claim": planted.claim }))
        .collect();
    let manifest = json!({ "seed": arguments.seed, "records": counts, "planted": mistakes });
    std::fs::write(arguments.folder.join("manifest.json"), format!("{manifest:#}\n"))?;
    println!("{counts:?}, {} mistakes planted", planted.len());
    Ok(())
}
