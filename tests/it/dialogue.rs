//! Runs `factlint review decide` and `factlint source add` in a pseudo-terminal of 80 columns and 24 lines.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::budget::{EMPTY, SHORT, undecided};
use crate::command::{Folder, TODAY};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

const WIDTH: usize = 80;
const HEIGHT: usize = 24;

/// Maximum time until the program shows the next question.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that runs in a pseudo-terminal.
struct AtTerminal {
    program: Child,
    keys: File,
    shown: Receiver<Vec<u8>>,
    /// Text that was shown after the last question for which `wait_for` has waited.
    text: String,
}

impl Drop for AtTerminal {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn decide(folder: &Folder, arguments: &[&str]) -> AtTerminal {
    run(folder, &[&["review", "decide", "--today", TODAY], arguments].concat())
}

fn run(folder: &Folder, arguments: &[&str]) -> AtTerminal {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&ours, size).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = || Stdio::from(File::options().read(true).write(true).open(&name).unwrap());
    let mut command = folder.program(arguments);
    command.env("TERM", "xterm").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_SYSTEM", "/dev/null");
    command.env("GIT_CEILING_DIRECTORIES", folder.path("").parent().unwrap());
    let program = command.stdin(theirs()).stdout(theirs()).stderr(theirs()).spawn().unwrap();
    drop(command);
    let keys = File::from(ours);
    let (sender, shown) = channel();
    let mut screen = keys.try_clone().unwrap();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        // When the program has ended, reading from the pseudo-terminal returns an error.
        while let Ok(number @ 1..) = screen.read(&mut bytes) {
            if sender.send(bytes[..number].to_vec()).is_err() {
                return;
            }
        }
    });
    AtTerminal { program, keys, shown, text: String::new() }
}

impl AtTerminal {
    /// Waits for a question, and returns what was shown before it.
    fn wait_for(&mut self, question: &str) -> String {
        let mut shown = std::mem::take(&mut self.text);
        loop {
            if let Some((before, after)) = shown.split_once(question) {
                after.clone_into(&mut self.text);
                return before.to_owned();
            }
            match self.shown.recv_timeout(PATIENCE) {
                Ok(bytes) => shown.push_str(&without_escapes(&bytes)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no `{question}` in {shown:?}")
                }
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    fn answer(&mut self, question: &str, keys: &str) {
        self.wait_for(question);
        self.press(keys);
        self.press("\r");
    }

    fn code(&mut self) -> Option<i32> {
        self.program.wait().unwrap().code()
    }
}

/// Returns text without the sequences that move the cursor or switch modes.
fn without_escapes(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.chars();
    let mut plain = String::new();
    while let Some(character) = rest.next() {
        if character == '\u{1b}' {
            rest.by_ref().skip(1).find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

const LEFT: &str = "\u{1b}[D";
const HOME: &str = "\u{1b}[H";
const UP: &str = "\u{1b}[A";

#[test]
fn arrow_keys_move_in_the_reason_and_are_not_part_of_it() {
    let folder = undecided();
    let mut terminal = decide(&folder, &[SHORT]);
    terminal.answer("answer: ", "2");
    terminal.answer("why: ", &format!("bcause{}e{UP}{HOME}Just {LEFT}", LEFT.repeat(5)));
    terminal.answer("who decides: ", "Ada");
    terminal.answer("record it? yes or no: ", "yes");
    assert_eq!(terminal.code(), Some(0));
    let ledger = folder.read("reviews.toml");
    for line in [
        "outcome     = \"resolved-prefer\"\n",
        "chosen      = \"b\"\n",
        "reason      = \"Just because\"\n",
        "by          = \"Ada\"\n",
    ] {
        assert!(ledger.contains(line), "no {line} in {ledger}");
    }
}

#[test]
fn arrow_keys_move_in_the_answers_about_a_source_and_are_not_part_of_them() {
    let folder = undecided();
    folder.write("page.txt", "A page of text.\n");
    let mut terminal = run(&folder, &["source", "add", "page.txt", "--today", TODAY]);
    terminal.answer("id [page]: ", "");
    terminal.answer("title: ", &format!("Page{HOME}A {UP}"));
    terminal.answer("publisher: ", "The Papr\u{1b}[De");
    terminal.answer("URL: ", "https://example.org");
    terminal.answer("published (empty if unknown): ", "2015-13");
    terminal.answer("published (empty if unknown): ", "2015");
    terminal.answer("]: ", "");
    terminal.answer("language [en]: ", "");
    assert_eq!(terminal.code(), Some(0), "{}", terminal.text);
    let data = folder.read("data.json");
    for line in ["\"title\": \"A Page\"", "\"publisher\": \"The Paper\"", "\"published\": \"2015\""]
    {
        assert!(data.contains(line), "no {line} in {data}");
    }
}

#[test]
fn the_question_fits_on_a_screen() {
    let folder = Folder::with_the_dataset();
    let list = folder.factlint(&["review", "list", "dataset", "--today", TODAY]).stdout;
    let known = list.lines().filter_map(|line| line.split_once("  ")).map(|(short, _)| short);
    let fingerprints: Vec<&str> = known.filter(|short| short.len() == 12).collect();
    assert!(fingerprints.len() >= 6, "{list}");
    for fingerprint in fingerprints {
        let shown = assert_fits(&folder, fingerprint);
        if fingerprint == "470d2fc20b32" {
            assert!(shown.starts_with("Where is the Counter-Terrorism Fusion Centre?"), "{shown}");
            assert!(shown.contains("1. Greenland is wrong (A)."), "{shown}");
        }
    }
}

fn assert_fits(folder: &Folder, fingerprint: &str) -> String {
    let mut terminal = decide(folder, &[fingerprint, "dataset"]);
    let shown = terminal.wait_for("answer: ").replace('\r', "");
    // One line of the terminal is for the question itself.
    assert!(shown.lines().count() < HEIGHT, "{shown}");
    for line in shown.lines() {
        assert!(line.chars().count() <= WIDTH, "{line}");
    }
    shown
}

#[test]
fn each_answer_is_checked_where_it_is_asked_for() {
    let folder = undecided();
    let mut terminal = decide(&folder, &[SHORT, "--by", "Ada"]);
    terminal.answer("answer: ", "99");
    assert!(terminal.wait_for("answer: ").contains("enter a number from 1 to"));
    terminal.press("still-disputed\r");
    terminal.answer("at most a year from now): ", "2030-01-01");
    let refused = terminal.wait_for("at most a year from now): ");
    assert!(refused.contains("a year"), "{refused}");
    terminal.press("2027-05-01\r");
    terminal.answer("why: ", "");
    assert!(terminal.wait_for("why: ").contains("an answer is required"));
    terminal.press("<\r");
    terminal.answer("at most a year from now): ", "2027-06-01");
    terminal.answer("why: ", "because");
    terminal.answer("who decides [Ada]: ", "");
    terminal.answer("record it? yes or no: ", "y");
    assert_eq!(terminal.code(), Some(0));
    assert!(folder.read("reviews.toml").contains("until       = \"2027-06-01\"\n"));
}

#[test]
fn a_person_leaves_with_nothing_written() {
    for key in ["\u{4}", "\u{3}"] {
        let folder = undecided();
        let mut terminal = decide(&folder, &[SHORT]);
        terminal.answer("answer: ", "1");
        terminal.wait_for("why: ");
        terminal.press(key);
        terminal.wait_for("nothing was written: not confirmed");
        assert_eq!(terminal.code(), Some(2));
        assert_eq!(folder.read("reviews.toml"), EMPTY);
    }
}

#[test]
fn a_claim_that_no_flag_named_is_asked_for() {
    let folder = undecided();
    let mut terminal =
        decide(&folder, &[SHORT, "--outcome", "resolved-prefer", "--reason", "r", "--by", "Ada"]);
    let shown = terminal.wait_for("answer: ");
    assert!(shown.contains("900 is right") && !shown.contains("Nobody knows"), "{shown}");
    terminal.press("1\r");
    terminal.answer("who decides [Ada]: ", "");
    terminal.answer("record it? yes or no: ", "y");
    assert_eq!(terminal.code(), Some(0));
    assert!(folder.read("reviews.toml").contains("chosen      = \"a\"\n"));
}
