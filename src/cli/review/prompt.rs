//! Prompts at a terminal, line by line: plain text, which a screen reader can follow.

use std::io::{BufRead, Write};

/// The input of answers and the output of questions.
pub(super) struct Prompt<R, W> {
    pub(super) answers: R,
    pub(super) questions: W,
}

impl<R: BufRead, W: Write> Prompt<R, W> {
    /// Asks until an answer is accepted. Returns `None` if the input ends or
    /// cannot be read.
    pub(super) fn ask<T>(
        &mut self,
        question: &str,
        take: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        loop {
            write!(self.questions, "{question}: ").and_then(|()| self.questions.flush()).ok()?;
            let mut answer = String::new();
            if self.answers.read_line(&mut answer).ok()? == 0 {
                return None;
            }
            match take(answer.trim()) {
                Ok(taken) => return Some(taken),
                Err(message) => writeln!(self.questions, "  {message}").ok()?,
            }
        }
    }

    /// Offers a list, and accepts the number or the name of one of its entries.
    pub(super) fn choose(
        &mut self,
        question: &str,
        entries: &[(String, String)],
    ) -> Option<String> {
        for (number, (name, about)) in entries.iter().enumerate() {
            writeln!(self.questions, "  {}. {name}: {about}", number + 1).ok()?;
        }
        self.ask(question, |answer| {
            let by_number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let by_number = by_number.and_then(|position| entries.get(position));
            let by_name = || entries.iter().find(|(name, _)| name == answer);
            by_number
                .or_else(by_name)
                .map(|(name, _)| name.clone())
                .ok_or_else(|| format!("enter a number from 1 to {}, or a name", entries.len()))
        })
    }

    /// Asks for words; an empty answer selects `fallback`, if given.
    pub(super) fn words(&mut self, question: &str, fallback: Option<&str>) -> Option<String> {
        let question = match fallback {
            Some(fallback) => format!("{question} [{fallback}]"),
            None => question.to_owned(),
        };
        self.ask(&question, |answer| match (answer, fallback) {
            ("", Some(fallback)) => Ok(fallback.to_owned()),
            ("", None) => Err("an answer is required".to_owned()),
            (words, _) => Ok(words.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(answers: &str) -> Prompt<&[u8], Vec<u8>> {
        Prompt { answers: answers.as_bytes(), questions: Vec::new() }
    }

    #[test]
    fn an_invalid_answer_is_asked_for_again() {
        let entries = [("a", "one"), ("b", "two")];
        let entries = entries.map(|(name, about)| (name.to_owned(), about.to_owned()));
        let mut prompt = prompt("0\n3\nb\n2\n");
        assert_eq!(prompt.choose("which", &entries).as_deref(), Some("b"));
        assert_eq!(prompt.choose("which", &entries).as_deref(), Some("b"));
        let asked = String::from_utf8(prompt.questions).unwrap();
        let again = "which:   enter a number from 1 to 2, or a name\n";
        assert_eq!(
            asked,
            format!(
                "  1. a: one\n  2. b: two\n{again}{again}which:   1. a: one\n  2. b: two\nwhich: "
            )
        );
    }

    #[test]
    fn an_empty_answer_accepts_the_offer() {
        let mut prompt = prompt("\nme\n\n\nbecause\n");
        assert_eq!(prompt.words("by", Some("Ada")).as_deref(), Some("Ada"));
        assert_eq!(prompt.words("by", Some("Ada")).as_deref(), Some("me"));
        assert_eq!(prompt.words("why", None).as_deref(), Some("because"));
        assert_eq!(prompt.words("why", None), None);
    }
}
