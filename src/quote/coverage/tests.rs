//! Tests of coverage.

use super::*;

/// Returns the uncovered parts of a text; the quotes are given by their words.
fn left(text: &str, quotes: &[&str], ignore: &[&str]) -> (usize, Vec<String>) {
    let quotes: Vec<Range<usize>> = quotes
        .iter()
        .map(|quote| text.find(quote).map(|start| start..start + quote.len()).unwrap())
        .collect();
    let ignore: Vec<String> = ignore.iter().map(|text| (*text).to_owned()).collect();
    let coverage = coverage(text, &quotes, &IgnoredText::new(&ignore));
    let parts = coverage.uncovered.iter().flat_map(|uncovered| &uncovered.parts);
    (coverage.covered.len(), parts.map(|part| text[part.clone()].to_owned()).collect())
}

#[test]
fn only_joining_words_may_be_left_out() {
    assert!(JOINING_WORDS.is_sorted());
    let text = "The project is funded by Canada and is not conducted with Facebook's team.";
    let all = ["project is funded by Canada", "not conducted with Facebook", "team"];
    assert_eq!(left(text, &all, &[]), (1, vec![]));
    assert_eq!(
        left(text, &["funded by Canada", "conducted with Facebook's team."], &[]),
        (0, vec!["project".to_owned(), "not".to_owned()])
    );
    assert_eq!(left(text, &[], &[]), (0, vec![text.to_owned()]));
    assert_eq!(left("It is. And so?", &[], &[]), (2, vec![]));
}

#[test]
fn the_uncovered_part_of_a_sentence_is_listed_in_parts() {
    let text = "One two three four of five six. Seven eight.";
    assert_eq!(
        left(text, &["three", "six. Seven"], &[]),
        (0, vec!["One two".to_owned(), "four of five".to_owned(), "eight".to_owned()])
    );
}

#[test]
fn ignored_text_is_a_line_or_a_sentence_or_their_beginning() {
    let text = "The  “Title”\n\nAll of it. Read more! Read on\nClose Menu\n© 2024 Somebody";
    assert_eq!(
        left(text, &[], &["The \"Title\"", "All of it.", "Close Menu", "© ..."]),
        (0, vec!["Read more!".to_owned(), "Read on".to_owned()])
    );
    assert_eq!(
        left(text, &["Title"], &["All of it. Read…", "Close", "©…"]),
        (1, vec!["Close Menu".to_owned()])
    );
    // An ignored line in the middle of a sentence is left out of the sentence.
    assert_eq!(
        left("One two\npage 5\nand three.", &["One two", "three"], &["page 5"]),
        (1, vec![])
    );
}

#[test]
fn quotes_may_touch_and_overlap() {
    assert_eq!(left("One two three four.", &["One two", "two three ", "four"], &[]), (1, vec![]));
    // A word that a quote cuts in two is not covered.
    assert_eq!(
        left("Counter-terrorism", &["Counter-terror"], &[]),
        (0, vec!["terrorism".to_owned()])
    );
}
