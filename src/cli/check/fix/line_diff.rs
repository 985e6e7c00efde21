//! Compares two texts line by line. The output is a unified diff that `patch` and `git apply` accept.
//!
//! Each text is read once, with only a window of lines in memory, so its size is not limited. At a difference, the
//! lines in both windows are compared (Myers), and the first half of the result is written. The diff is always
//! correct, and the shortest one if the changes are smaller than half a window.

use crate::dataset::{escaped, is_unseen};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::collections::VecDeque;
use std::io::{self, BufRead, Write};

/// Number of unchanged lines shown before and after a change.
const CONTEXT: usize = 3;
/// Maximum number of lines of each text that are compared at once.
const WINDOW: usize = 400;

/// Writes the diff of two texts, or nothing if they are equal.
///
/// # Errors
/// Reading or writing fails.
pub(super) fn write_diff(
    name: &str,
    old: impl BufRead,
    new: impl BufRead,
    output: &mut dyn Write,
) -> io::Result<()> {
    let (mut old, mut new) = (Lines::new(old), Lines::new(new));
    let mut hunks = Hunks::new(name, output);
    loop {
        old.fill(1)?;
        new.fill(1)?;
        if old.buffered.is_empty() && new.buffered.is_empty() {
            return hunks.close();
        }
        if old.buffered.front() == new.buffered.front() {
            new.buffered.pop_front();
            hunks.unchanged(old.buffered.pop_front().unwrap_or_default())?;
            continue;
        }
        old.fill(WINDOW)?;
        new.fill(WINDOW)?;
        write_window(&mut old, &mut new, &mut hunks)?;
    }
}

/// Writes the differences in the first half of the buffered lines, or in all of them if both texts end there. The
/// second half is compared again, together with the lines after it.
fn write_window(
    old: &mut Lines<impl BufRead>,
    new: &mut Lines<impl BufRead>,
    hunks: &mut Hunks<'_>,
) -> io::Result<()> {
    let are_ends = old.buffered.len() < WINDOW && new.buffered.len() < WINDOW;
    let operations = capture_diff_slices(
        Algorithm::Myers,
        old.buffered.make_contiguous(),
        new.buffered.make_contiguous(),
    );
    for operation in operations {
        let (removed, added) = (operation.old_range(), operation.new_range());
        if !are_ends && removed.start.max(added.start) >= WINDOW / 2 {
            break;
        }
        let is_equal = operation.tag() == DiffTag::Equal;
        let mut lines_of_old = old.buffered.drain(..removed.len());
        let lines_of_new = new.buffered.drain(..added.len());
        if is_equal {
            drop(lines_of_new);
            lines_of_old.try_for_each(|line| hunks.unchanged(line))?;
        } else {
            hunks.changed(lines_of_old, lines_of_new);
        }
    }
    Ok(())
}

/// The lines of a text. The next lines are buffered for the comparison.
struct Lines<R> {
    text: R,
    buffered: VecDeque<Vec<u8>>,
}

impl<R: BufRead> Lines<R> {
    fn new(text: R) -> Lines<R> {
        Lines { text, buffered: VecDeque::new() }
    }

    /// Reads until `count` lines are buffered, or the text ends.
    fn fill(&mut self, count: usize) -> io::Result<()> {
        while self.buffered.len() < count {
            let mut line = Vec::new();
            if self.text.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            self.buffered.push_back(line);
        }
        Ok(())
    }
}

/// Writes hunks. Changes that are close to each other share a hunk.
struct Hunks<'w> {
    name: String,
    output: &'w mut dyn Write,
    is_first: bool,
    /// The lines of the open hunk, each with its sign. Until the hunk has a change, these are its leading context.
    lines: VecDeque<(u8, Vec<u8>)>,
    has_change: bool,
    /// Number of unchanged lines at the end of the open hunk.
    unchanged: usize,
    /// Number of lines read from the old text.
    old: usize,
    /// Number of lines read from the new text.
    new: usize,
}

impl<'w> Hunks<'w> {
    fn new(name: &str, output: &'w mut dyn Write) -> Hunks<'w> {
        Hunks {
            name: name.to_owned(),
            output,
            is_first: true,
            lines: VecDeque::new(),
            has_change: false,
            unchanged: 0,
            old: 0,
            new: 0,
        }
    }

    fn unchanged(&mut self, line: Vec<u8>) -> io::Result<()> {
        self.old += 1;
        self.new += 1;
        self.unchanged += 1;
        self.lines.push_back((b' ', line));
        if !self.has_change && self.lines.len() > CONTEXT {
            self.lines.pop_front();
        }
        if self.has_change && self.unchanged > 2 * CONTEXT {
            // The last lines become the leading context of the next hunk.
            let kept = self.lines.len() - CONTEXT;
            let next = self.lines.split_off(kept);
            self.lines.truncate(kept - 1);
            self.write(CONTEXT + 1)?;
            self.lines = next;
        }
        Ok(())
    }

    fn changed(
        &mut self,
        removed: impl Iterator<Item = Vec<u8>>,
        added: impl Iterator<Item = Vec<u8>>,
    ) {
        self.has_change = true;
        self.unchanged = 0;
        for line in removed {
            self.old += 1;
            self.lines.push_back((b'-', line));
        }
        for line in added {
            self.new += 1;
            self.lines.push_back((b'+', line));
        }
    }

    fn close(mut self) -> io::Result<()> {
        if !self.has_change {
            return Ok(());
        }
        let superfluous = self.unchanged.saturating_sub(CONTEXT);
        self.lines.truncate(self.lines.len() - superfluous);
        self.write(superfluous)
    }

    /// Writes the open hunk. `read_since` is the number of lines that were read from each text after the
    /// hunk's last line.
    fn write(&mut self, read_since: usize) -> io::Result<()> {
        if std::mem::take(&mut self.is_first) {
            let name = quoted_if_needed(&self.name);
            writeln!(self.output, "--- {name}\n+++ {name}")?;
        }
        let count_without =
            |sign: u8| self.lines.iter().filter(|(other, _)| *other != sign).count();
        let (old, new) = (count_without(b'+'), count_without(b'-'));
        let old_range = range(self.old - read_since, old);
        let new_range = range(self.new - read_since, new);
        writeln!(self.output, "@@ -{old_range} +{new_range} @@")?;
        for (sign, line) in self.lines.drain(..) {
            self.output.write_all(&[sign])?;
            self.output.write_all(&line)?;
            if !line.ends_with(b"\n") {
                self.output.write_all(b"\n\\ No newline at end of file\n")?;
            }
        }
        self.has_change = false;
        self.unchanged = 0;
        Ok(())
    }
}

/// Returns a name as in a diff of Git: in quotation marks if it contains unusual characters.
fn quoted_if_needed(name: &str) -> String {
    let is_unusual = |character: char| is_unseen(character) || matches!(character, '"' | '\\');
    if name.contains(is_unusual) { format!("\"{}\"", escaped(name, '"')) } else { name.to_owned() }
}

/// Formats the line range of a hunk: its first line and its number of lines. `last` is the number of its last
/// line.
fn range(last: usize, count: usize) -> String {
    // An empty range starts at the number of the preceding line.
    let first = if count == 0 { last } else { last + 1 - count };
    format!("{first},{count}")
}

#[cfg(test)]
mod tests {
    use super::write_diff;
    use proptest::prelude::*;

    fn diff(old: &str, new: &str) -> String {
        let mut output = Vec::new();
        write_diff("a.json", old.as_bytes(), new.as_bytes(), &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    /// Applies a diff to a text.
    fn applied(old: &str, diff: &str) -> String {
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let (mut new, mut at) = (String::new(), 0);
        let mut lines = diff.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = lines.next() {
            let (sign, text) = line.split_at(1);
            let is_last = lines.peek().is_some_and(|next| next.starts_with('\\'));
            let text = if is_last { text.trim_end_matches('\n') } else { text };
            match sign {
                "@" => {
                    let range = text.split(['-', ' ']).nth(2).unwrap();
                    let (first, count) = range.split_once(',').unwrap();
                    let first: usize = first.parse().unwrap();
                    let first = if count == "0" { first } else { first - 1 };
                    new.extend(old[at..first].iter().copied());
                    at = first;
                }
                " " | "-" => {
                    assert_eq!(old[at], text);
                    at += 1;
                    new.push_str(if sign == " " { text } else { "" });
                }
                "+" => new.push_str(text),
                _ => {}
            }
        }
        new.extend(old[at..].iter().copied());
        new
    }

    #[test]
    fn a_changed_line_has_three_lines_around_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let want = "--- a.json\n+++ a.json\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        assert_eq!(diff(old, &old.replace('5', "five")), want);
        assert_eq!(diff(old, old), "");
    }

    #[test]
    fn an_unchanged_line_between_two_changes_is_not_shown_as_changed() {
        let old = "- nmae: a\n  kind: open\n  n: 5\n  d: ABC\n";
        let new = "- nmae: a\n  kind: closed\n  n: 5\n  d: abc\n";
        let want = "--- a.json\n+++ a.json\n@@ -1,4 +1,4 @@\n - nmae: a\n-  kind: open\n+  kind: closed\n   n: 5\n-  d: ABC\n+  d: abc\n";
        assert_eq!(diff(old, new), want);
    }

    #[test]
    fn changes_in_a_long_text_are_shown_line_by_line() {
        let line = |number: usize, word: &str| format!("{number} {word}\n{{\n");
        let old: String = (0..3_000).map(|number| line(number, "old")).collect();
        let changed = |number: usize| if number.is_multiple_of(3) { "new" } else { "old" };
        let new: String = (0..3_000).map(|number| line(number, changed(number))).collect();
        let diff = diff(&old, &new);
        let count = |sign: char| diff.lines().skip(2).filter(|line| line.starts_with(sign)).count();
        assert_eq!((count('-'), count('+')), (1_000, 1_000));
        assert_eq!(applied(&old, &diff), new);
    }

    #[test]
    fn a_last_line_without_a_line_break_says_so() {
        let want = "--- a.json\n+++ a.json\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n";
        assert_eq!(diff("a", "b"), want);
    }

    #[test]
    fn a_name_cannot_begin_a_line_of_its_own() {
        let mut output = Vec::new();
        write_diff("a\u{1b}\n::error::\"é", "1".as_bytes(), "2".as_bytes(), &mut output).unwrap();
        let diff = String::from_utf8(output).unwrap();
        let name = r#""a\033\n::error::\"é""#;
        assert!(diff.starts_with(&format!("--- {name}\n+++ {name}\n@@")), "{diff}");
    }

    proptest! {
        #[test]
        fn applying_a_diff_gives_the_new_text(
            old in proptest::collection::vec("[ab]{0,2}\n", 0..40),
            new in proptest::collection::vec("[ab]{0,2}\n", 0..40),
        ) {
            let (old, new) = (old.concat(), new.concat());
            prop_assert_eq!(applied(&old, &diff(&old, &new)), new);
        }
    }
}
