//! `factlint source quote`: finds a passage in the text of a source, and prints the evidence to paste.

use super::DatasetArguments;
use super::evidence::{EvidenceForm, selector};
use super::opened::Opened;
use crate::cli::Exit;
use crate::cli::context::Stop;
use crate::cli::terminal::{print, print_note};
use crate::dataset::{in_folder, shell_quoted};
use crate::document::{FileId, LineIndex};
use crate::quote::{Doubt, Folding, Match, MinimumLength, Nearest, Passage, Quote, Search};
use crate::report::one_line;
use crate::rule::{Record, Snapshot};
use crate::words::counted;
use clap::Args;
use std::ops::Range;

/// Arguments of `factlint source quote`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Id of the source
    source: String,
    /// The words to find; `...` leaves out words within a sentence
    text: String,
    #[command(flatten)]
    dataset: DatasetArguments,
}

/// Maximum number of passages that are printed.
const MAX_PASSAGES: usize = 10;

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let opened = Opened::open(&arguments.dataset)?;
    let source = opened.source(&arguments.source)?;
    let path = opened.snapshot_path(&source).ok_or_else(|| {
        let id = &arguments.source;
        format!(
            "`{id}` has no snapshot to quote from: `{}` gives it one, or name a `locator` in the evidence",
            in_folder(
                &format!("factlint source update {} FILE", shell_quoted(id)),
                &opened.folders.display_root
            )
        )
    })?;
    let name = one_line(&opened.folders.name(&path));
    let read = opened.dataset.snapshot_reader()(&path)
        .map_err(|reason| format!("cannot read {name}: {reason}"))?;
    let snapshot = Snapshot::new(FileId::UNLISTED, read.text);
    let words = arguments.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folding = folding(&opened, &source);
    let text = snapshot.text();
    let found = text.find_folded(&Quote::exact(&words), MinimumLength::default(), folding);
    let search = QuoteSearch {
        opened: &opened,
        id: &arguments.source,
        name: &name,
        snapshot: &snapshot,
        words,
    };
    Ok(search.show(found)?.unwrap_or_else(|exit| exit))
}

/// Returns the folding that a source asks for. Unknown words are ignored.
fn folding(opened: &Opened, source: &Record<'_>) -> Folding {
    let mut folding = Folding::default();
    opened.model().fold.each(source.value, |word| {
        let requested = word.as_str().and_then(|word| Folding::from_word(&word));
        folding = folding.and(requested.unwrap_or_default());
    });
    folding
}

/// A search for words in a snapshot.
struct QuoteSearch<'s> {
    opened: &'s Opened,
    /// The id of the source.
    id: &'s str,
    /// The name of the snapshot in the output.
    name: &'s str,
    snapshot: &'s Snapshot,
    words: String,
}

impl QuoteSearch<'_> {
    /// Prints the evidence to stdout, and the place of the passage, or the difference from the nearest passage, to
    /// stderr. Returns a message if there is nothing to quote. The inner error is the exit code of the command.
    fn show(&self, found: Match) -> Result<Result<Exit, Exit>, String> {
        let exit = match found {
            Match::Found(passage) => {
                print_note(&format!("found at {}", self.place(&passage.span())));
                print_all(&[self.evidence(&passage, false)], Exit::Clean)
            }
            Match::Several(passages) => self.show_several(&passages),
            Match::Missing { nearest: Search::Found(nearest) } => self.show_nearest(&nearest),
            Match::Missing { nearest: Search::Nothing } => {
                return Err(format!(
                    "{} contains neither these words nor anything similar: are they from another source?",
                    self.name
                ));
            }
            Match::Missing { nearest: Search::GivenUp } => {
                return Err(format!(
                    "{} does not contain this quote; the nearest passage was not searched for, since the single words occur too often",
                    self.name
                ));
            }
            Match::Doubtful { doubt: Doubt::Sentences, .. } => {
                return Err("an ellipsis may leave out words within one sentence only: quote each sentence by itself".to_owned());
            }
            Match::Doubtful { doubt: Doubt::Negation(negation), .. } => {
                let left_out = self.text(&negation);
                return Err(format!("the ellipsis leaves out \"{left_out}\": quote it too"));
            }
            Match::PartsApart(_) | Match::OutOfContext(_) => {
                return Err(format!(
                    "{} has the parts, but not in this order in one sentence",
                    self.name
                ));
            }
            Match::TooShort { .. } => {
                let MinimumLength { words, characters } = MinimumLength::default();
                return Err(format!(
                    "the quote is too short: want at least {words} words and {characters} characters"
                ));
            }
        };
        Ok(exit)
    }

    fn show_several(&self, passages: &[Passage]) -> Result<Exit, Exit> {
        print_note(&format!(
            "found in {}; each has a prefix or suffix that distinguishes it; copy the evidence of the passage that you mean:",
            counted(passages.len(), "place")
        ));
        let mut evidence = Vec::new();
        for passage in passages.iter().take(MAX_PASSAGES) {
            print_note(&format!(
                "  {}: {}",
                self.place(&passage.span()),
                self.with_context(&passage.span())
            ));
            evidence.push(self.evidence(passage, true));
        }
        if let Some(more) = passages.len().checked_sub(MAX_PASSAGES).filter(|more| *more > 0) {
            print_note(&format!("  and {more} more: quote more words"));
        }
        print_all(&evidence, Exit::Clean)
    }

    /// Prints the passage that is nearest to the words, as a suggestion, since the text does not contain the words.
    fn show_nearest(&self, nearest: &Nearest) -> Result<Exit, Exit> {
        print_note(&format!("{} does not have these words", self.name));
        print_note(&format!(
            "nearest, at {}: \"{}\"",
            self.place(&nearest.range),
            self.text(&nearest.range)
        ));
        print_note(&match &nearest.differs_at {
            Some(difference) => format!("differs first: {}", difference.describe()),
            None => "only the punctuation differs".to_owned(),
        });
        let quotation = self.snapshot.text().quotation(&nearest.range, &self.words);
        let form = EvidenceForm::of(self.opened);
        let evidence = quotation.map(|exact| form.write(self.id, &Quote::exact(&exact)));
        match evidence {
            Some(evidence) => print_all(&[evidence], Exit::Findings),
            None => Err(Exit::Findings),
        }
    }

    /// Formats the evidence for a passage. `is_one_of_several` says that the words alone match several passages.
    fn evidence(&self, passage: &Passage, is_one_of_several: bool) -> String {
        let text = self.snapshot.text();
        let quotation = match passage.parts.as_slice() {
            [part] => text.quotation(part, &self.words),
            _ => None,
        };
        let exact = quotation.unwrap_or_else(|| self.words.clone());
        let (prefix, suffix) = match is_one_of_several {
            true => selector(text, &exact, passage),
            false => (None, None),
        };
        let quote = Quote { exact: &exact, prefix: prefix.as_deref(), suffix: suffix.as_deref() };
        EvidenceForm::of(self.opened).write(self.id, &quote)
    }

    fn place(&self, range: &Range<usize>) -> String {
        let text = self.snapshot.text().text();
        let position = LineIndex::new(text).position(text, range.start);
        format!("{}:{}:{}", self.name, position.line, position.column)
    }

    fn text(&self, range: &Range<usize>) -> String {
        let text = self.snapshot.text().text().get(range.clone()).unwrap_or_default();
        one_line(text)
    }

    /// Returns a passage with 30 characters of text on each side.
    fn with_context(&self, range: &Range<usize>) -> String {
        const CONTEXT: usize = 30;
        let text = self.snapshot.text().text();
        let before = text.get(..range.start).unwrap_or_default();
        let start = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(start, _)| start);
        let after = text.get(range.end..).unwrap_or_default();
        let length = after.char_indices().nth(CONTEXT).map_or(after.len(), |(end, _)| end);
        format!("...{}...", self.text(&(start..range.end + length)))
    }
}

fn print_all(evidence: &[String], exit: Exit) -> Result<Exit, Exit> {
    print(&evidence.join("\n"))?;
    Ok(exit)
}
