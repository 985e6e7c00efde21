//! Measures how many mistakes the rulebooks of `factlint init` find. A rulebook is inferred from a later state of a
//! dataset, in which mistakes are corrected. It then checks an earlier state, which still has the mistakes.
//!
//! Each file in `histories/` generates one dataset. To add a dataset, add a file with a function that returns a
//! [`History`], and name the file and the function below.
#![allow(
    clippy::cast_possible_wrap,
    clippy::struct_excessive_bools,
    clippy::too_many_lines,
    reason = "the functions list data"
)]

mod airports;
mod chains;
mod features;
mod languages;
mod products;
mod sites;

use crate::command::Folder;
use std::collections::{BTreeMap, BTreeSet};

/// A dataset, the minimum share of mistakes that must be found, in percent, and the maximum number of false findings.
type Limits = (fn() -> History, usize, usize);

/// The datasets with their limits. Some false findings are expected: if a record has a mistake in its id, other records
/// that name the record have findings too.
const HISTORIES: [Limits; 6] = [
    (languages::history, 90, 0),
    (sites::history, 90, 2),
    (airports::history, 90, 8),
    (chains::history, 72, 2),
    (products::history, 64, 2),
    (features::history, 55, 0),
];

/// Two states of a dataset, each with the text of every file by its path.
pub(crate) struct History {
    pub(crate) name: &'static str,
    pub(crate) later: BTreeMap<String, String>,
    pub(crate) earlier: BTreeMap<String, String>,
    /// Checks whether a line of a file, given the path and the line, is the first line of a record. If no line is, the
    /// file is one record.
    pub(crate) begins_record: fn(&str, &str) -> bool,
    /// The mistakes in the earlier state: a description, the path of the file, and the wrong text, which occurs once in
    /// the file.
    mistakes: Vec<(&'static str, String, String)>,
}

impl History {
    /// Returns a history of two states without mistakes. The earlier state may lack records, and may have other values
    /// that were correct at its time.
    pub(crate) fn new(
        name: &'static str,
        later: BTreeMap<String, String>,
        earlier: BTreeMap<String, String>,
        begins_record: fn(&str, &str) -> bool,
    ) -> History {
        History { name, later, earlier, begins_record, mistakes: Vec::new() }
    }

    /// Plants a mistake: replaces a text that occurs once in a file of the earlier state. The new text must occur once
    /// in the file too. The mistake counts as found if a finding has a place in the same record.
    #[track_caller]
    pub(crate) fn plant(&mut self, what: &'static str, file: &str, from: &str, to: &str) {
        let text = self.earlier.get_mut(file).unwrap_or_else(|| panic!("no file {file}"));
        assert_eq!(text.matches(from).count(), 1, "{file} should have once: {from}");
        *text = text.replacen(from, to, 1);
        assert_eq!(text.matches(to).count(), 1, "{file} should have once: {to}");
        self.mistakes.push((what, file.to_owned(), to.to_owned()));
    }

    /// Plants a mistake in the name of a file.
    #[track_caller]
    pub(crate) fn rename(&mut self, what: &'static str, from: &str, to: &str) {
        let text = self.earlier.remove(from).unwrap_or_else(|| panic!("no file {from}"));
        self.earlier.insert(to.to_owned(), text);
        self.mistakes.push((what, to.to_owned(), String::new()));
    }

    /// Returns the lines of the record that contains a text: its first line, and the line after its last, counted from
    /// 1.
    fn record(&self, file: &str, text: &str) -> (usize, usize) {
        let all = &self.earlier[file];
        let at = all.find(text).expect("the text of the mistake");
        let lines: Vec<&str> = all.lines().collect();
        let (first, last) = (line_of(all, at), line_of(all, at + text.trim_end().len()));
        let begins = |number: &usize| (self.begins_record)(file, lines[*number - 1]);
        let start = (1..=first).rev().find(begins).unwrap_or(1);
        let end = (last + 1..=lines.len()).find(begins).unwrap_or(lines.len() + 1);
        (start, end)
    }

    /// Infers a rulebook from the later state and checks the earlier one with it.
    fn score(&self) -> Score {
        let later = Folder::new(&[]);
        self.later.iter().for_each(|(path, text)| later.write(path, text));
        later.init(&[]).assert_code(0);
        let rulebook = later.read("factlint.toml");
        let earlier = Folder::new(&[("factlint.toml", &rulebook)]);
        self.earlier.iter().for_each(|(path, text)| earlier.write(path, text));
        let outcome = earlier.check(&["--format", "json", "--fail-on", "never"]);
        outcome.assert_code(0);
        let records: Vec<(&str, (usize, usize))> = self
            .mistakes
            .iter()
            .map(|(_, file, text)| (file.as_str(), self.record(file, text)))
            .collect();
        let (mut found, mut false_findings) = (BTreeSet::new(), Vec::new());
        for finding in outcome.report()["findings"].as_array().expect("findings") {
            let places = finding["places"].as_array().expect("places");
            let places = places.iter().map(|place| {
                // A finding about a whole file has no line.
                let line = place["start"]["line"].as_u64().unwrap_or(1) as usize;
                (place["file"].as_str().expect("a file"), line)
            });
            let hit: BTreeSet<usize> = places
                .flat_map(|(file, line)| {
                    let is_at = move |(path, (start, end)): &(&str, (usize, usize))| {
                        *path == file && (*start..*end).contains(&line)
                    };
                    records.iter().enumerate().filter(move |(_, at)| is_at(at)).map(|(at, _)| at)
                })
                .collect();
            if hit.is_empty() {
                let place = &finding["places"][0];
                let line = &place["start"]["line"];
                let message = &finding["message"];
                false_findings
                    .push(format!("{}:{line}: {} {message}", place["file"], finding["rule"]));
            }
            found.extend(hit);
        }
        let missed = self.mistakes.iter().enumerate().filter(|(at, _)| !found.contains(at));
        let missed = missed.map(|(_, (what, file, text))| format!("{what}: {file}: {text}"));
        Score {
            mistakes: self.mistakes.len(),
            missed: missed.collect(),
            false_findings,
            rules: rulebook.matches("\n[rules.").count(),
            rulebook,
        }
    }
}

/// The mistakes that a rulebook finds and misses.
struct Score {
    mistakes: usize,
    missed: Vec<String>,
    false_findings: Vec<String>,
    rules: usize,
    rulebook: String,
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[test]
fn an_inferred_rulebook_finds_the_mistakes_of_an_earlier_state() {
    let mut failures = Vec::new();
    let (mut found_of_all, mut mistakes_of_all, mut false_of_all) = (0, 0, 0);
    for (history, least_percent, most_false) in HISTORIES {
        let history = history();
        let score = history.score();
        let found = score.mistakes - score.missed.len();
        println!(
            "init: {}: {found} of {} mistakes found, {} false findings, {} rules",
            history.name,
            score.mistakes,
            score.false_findings.len(),
            score.rules
        );
        if std::env::var_os("SHOW_HISTORIES").is_some() {
            println!("{}", score.rulebook);
        }
        found_of_all += found;
        mistakes_of_all += score.mistakes;
        false_of_all += score.false_findings.len();
        if found * 100 < score.mistakes * least_percent || score.false_findings.len() > most_false {
            failures.push((history.name, score.missed, score.false_findings));
        }
    }
    println!(
        "init: all histories: {found_of_all} of {mistakes_of_all} mistakes found, {false_of_all} false findings"
    );
    assert!(failures.is_empty(), "what was missed, and what was false: {failures:#?}");
}

/// A generator of pseudorandom numbers, which are the same in every run (`SplitMix64`, Steele et al. 2014).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// Returns `true` with this probability, in percent.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Returns one of the items.
    pub(crate) fn one<'t>(&mut self, items: &[&'t str]) -> &'t str {
        items[self.below(items.len())]
    }

    /// Returns an invented word, in which consonants and vowels alternate.
    pub(crate) fn word(&mut self, syllables: usize) -> String {
        let syllable = |numbers: &mut Numbers| {
            let (start, vowel) = ("bcdfghklmnprstvz", "aeiou");
            let start = start.as_bytes()[numbers.below(start.len())];
            let vowel = vowel.as_bytes()[numbers.below(vowel.len())];
            [char::from(start), char::from(vowel)]
        };
        (0..syllables).flat_map(|_| syllable(self)).collect()
    }

    /// Returns this number of different words, sorted.
    pub(crate) fn words(&mut self, number: usize, syllables: usize) -> Vec<String> {
        let mut words = BTreeSet::new();
        while words.len() < number {
            words.insert(self.word(syllables));
        }
        words.into_iter().collect()
    }
}

/// Returns the word with its first letter capitalised.
pub(crate) fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
