//! Prompts at a terminal, with a way back to the previous question.

use super::super::line_editor::Terminal;

/// The input that goes back to the previous question.
pub(super) const BACK: &str = "<";

/// The reply to a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply<T> {
    /// An answer.
    Given(T),
    /// The request to go back to the previous question.
    Back,
}

/// Asks until `accept` accepts an answer. Returns `None` if the input ends.
pub(super) fn ask<T>(
    terminal: &mut impl Terminal,
    question: &str,
    accept: impl Fn(&str) -> Result<T, String>,
) -> Option<Reply<T>> {
    loop {
        let answer = terminal.ask(&format!("{question}: "))?;
        match answer.trim() {
            BACK => return Some(Reply::Back),
            answer => match accept(answer) {
                Ok(accepted) => return Some(Reply::Given(accepted)),
                Err(message) => terminal.say(&format!("  {message}\n"))?,
            },
        }
    }
}

/// Asks for a text. An empty answer selects `fallback`, if there is one.
pub(super) fn ask_text(
    terminal: &mut impl Terminal,
    question: &str,
    fallback: Option<&str>,
) -> Option<Reply<String>> {
    let question = match fallback {
        Some(fallback) => format!("{question} [{fallback}]"),
        None => question.to_owned(),
    };
    ask(terminal, &question, |answer| match (answer, fallback) {
        ("", Some(fallback)) => Ok(fallback.to_owned()),
        ("", None) => Err("an answer is required".to_owned()),
        (text, _) => Ok(text.to_owned()),
    })
}

/// Returns the position of the name that an answer selects. The answer is a number, starting at 1, or the name itself.
pub(super) fn position_of(answer: &str, names: &[&str]) -> Result<usize, String> {
    let by_number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let Some(position) = by_number.filter(|position| *position < names.len()) {
        return Ok(position);
    }
    let matches = (0..).zip(names).filter(|(_, name)| **name == answer);
    let positions: Vec<usize> = matches.map(|(position, _)| position).collect();
    match positions.as_slice() {
        [only] => Ok(*only),
        [] => Err(format!("enter a number from 1 to {}, or a name", names.len())),
        several => {
            let numbers: Vec<String> =
                several.iter().map(|position| (position + 1).to_string()).collect();
            Err(format!(
                "`{answer}` means several answers: enter one of the numbers {}",
                numbers.join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::line_editor::tests::Typed;
    use super::{Reply, ask, ask_text, position_of};

    #[test]
    fn an_invalid_answer_is_asked_for_again() {
        let mut terminal = Typed::new(&["x", "2"]);
        let number = |answer: &str| answer.parse::<u8>().map_err(|_| "a number".to_owned());
        assert_eq!(ask(&mut terminal, "how many", number), Some(Reply::Given(2)));
        assert_eq!(terminal.said, "how many: x\n  a number\nhow many: 2\n");
    }

    #[test]
    fn an_empty_answer_accepts_the_offer() {
        let mut terminal = Typed::new(&["", " me ", "", "because", "<"]);
        let given = |text: &str| Some(Reply::Given(text.to_owned()));
        assert_eq!(ask_text(&mut terminal, "by", Some("Ada")), given("Ada"));
        assert_eq!(ask_text(&mut terminal, "by", Some("Ada")), given("me"));
        assert_eq!(ask_text(&mut terminal, "why", None), given("because"));
        assert_eq!(ask_text(&mut terminal, "why", None), Some(Reply::Back));
        assert_eq!(ask_text(&mut terminal, "why", None), None);
    }

    #[test]
    fn an_entry_is_chosen_by_its_number_or_by_its_name_if_only_one_has_it() {
        let names = ["a", "b", "a"];
        assert_eq!(position_of("3", &names), Ok(2));
        assert_eq!(position_of("b", &names), Ok(1));
        for wrong in ["0", "4", "c", ""] {
            let error = position_of(wrong, &names).unwrap_err();
            assert_eq!(error, "enter a number from 1 to 3, or a name");
        }
        let several = "`a` means several answers: enter one of the numbers 1, 3";
        assert_eq!(position_of("a", &names).unwrap_err(), several);
    }
}
