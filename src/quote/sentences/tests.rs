//! Tests of splitting a text into sentences.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, want: &[&str]) {
    let got: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
    assert_eq!(got, want);
}

#[test]
fn a_sentence_ends_where_the_next_one_begins() {
    check("One two. Three!  Four? Five", &["One two.", "Three!", "Four?", "Five"]);
    check(
        "He said “no.” She left (later). (They did.) \"so\"",
        &["He said “no.”", "She left (later).", "(They did.)", "\"so\""],
    );
    check("At 2.5 per cent. of it. it goes on", &["At 2.5 per cent. of it. it goes on"]);
    check("Really?! Yes... Well… No", &["Really?!", "Yes...", "Well…", "No"]);
    check("Эта. Та. 一つ。二つ。", &["Эта.", "Та.", "一つ。", "二つ。"]);
    check("東京にある．値は３．５である．", &["東京にある．", "値は３．５である．"]);
    check(" . \n\n --- \n", &[]);
    check("", &[]);
}

#[test]
fn a_sentence_may_begin_with_a_digit_or_follow_a_footnote_mark() {
    check(
        "It is in Oslo. 12 staff work. 3.5 is a number",
        &["It is in Oslo.", "12 staff work.", "3.5 is a number"],
    );
    check(
        "Oslo.[1] In 2014 it grew.[2][3]¹ It is.",
        &["Oslo.[1]", "In 2014 it grew.[2][3]¹", "It is."],
    );
    check("It is in Oslo.In 2014 it grew", &["It is in Oslo.", "In 2014 it grew"]);
    check("هل هو هنا؟ نعم هو هنا۔ لا", &["هل هو هنا؟", "نعم هو هنا۔", "لا"]);
    for text in
        ["See No. 5 and p. 12, Art. 3, approx. 40, Vol. 2, Oct. 5", "at example.org or Node.js"]
    {
        check(text, &[text]);
    }
}

#[test]
fn an_abbreviation_ends_a_sentence_before_a_word_that_only_begins_one() {
    check(
        "It is in the U.S. The complex is in Bonn",
        &["It is in the U.S.", "The complex is in Bonn"],
    );
    check("near cities, e.g. The Hague", &["near cities, e.g. The Hague"]);
}

#[test]
fn abbreviations_end_nothing() {
    for text in [
        "Dr. Smith of the U.S. Army met J. Doe, e.g. Monday",
        "See Art. IV vs. Art. V of Oct. Twenty",
        "He holds a Ph.D. From 2017 on",
        "Er wurde am 5. Mai 1954 im 19. Jahrhundert geboren, z.B. Nr. 5",
        "They (i.e. Interpol) did",
    ] {
        check(text, &[text]);
    }
    check("Works of art. They are at I. The end", &["Works of art.", "They are at I. The end"]);
    assert!(ABBREVIATIONS.is_sorted() && LABELS.is_sorted() && BEGINNINGS.is_sorted());
}

#[test]
fn lines_and_bullets_end_sentences() {
    check("A title\n\nA text.\nHome\nClose Menu", &["A title", "A text.", "Home", "Close Menu"]);
    check(
        "Five streams:\r\n  • one\r\n  • Two • three\r\n- four\n* five\n•six",
        &["Five streams:", "one", "Two", "three", "four", "five", "six"],
    );
    check(
        "1. one\n2) Two\n(iii) three\na) four\n194 countries\n2017. It\n(see there) and",
        &["one", "Two", "three", "four", "194 countries", "2017.", "It", "(see there) and"],
    );
}

#[test]
fn wrapped_lines_are_read_together() {
    let wrapped = "The organization collects, stores and analyzes\ninformation on suspected terrorists; groups and their Activities,\nProgrammes and Projects. The team\nprovides services.";
    let (first, second) = wrapped.split_at(wrapped.find("The team").unwrap());
    check(wrapped, &[first.trim_end(), second]);
    let introduced = "The strategy is based on five action streams, which are:\nTravel\nFinances";
    check(introduced, &[introduced.lines().next().unwrap(), "Travel", "Finances"]);
}

proptest! {
    #[test]
    fn every_word_is_in_one_sentence(text in "(\\PC|[ .!?\\n\\r•()A-Za-z0-9-]){0,60}") {
        let sentences = sentences(&text);
        let mut end = 0;
        for sentence in &sentences {
            prop_assert!(end <= sentence.start && sentence.start < sentence.end);
            prop_assert!(text.get(sentence.clone()).is_some());
            end = sentence.end;
        }
        for line in lines(&text) {
            prop_assert!(text.get(line).is_some());
        }
    }
}
