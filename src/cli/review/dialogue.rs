//! The dialogue of `factlint review decide`. It asks one question at a time. At any question, a person can go back to
//! the previous one, or leave.

use super::super::line_editor::Terminal;
use super::decision::Answers;
use super::prompt::{BACK, Reply, ask, ask_text, position_of};
use crate::ledger::Outcome;
use crate::report::{Question, QuestionAnswer, wrap_options};
use crate::words::counted;

/// A dialogue about one finding.
pub(super) struct Dialogue<'d> {
    pub(super) question: &'d Question,
    /// The command that shows the finding with its sources.
    pub(super) show: &'d str,
    /// The width of the terminal, in columns.
    pub(super) width: usize,
    /// Checks whether the last day of a verdict is accepted. The error is the reason why it is not.
    pub(super) check_until: &'d dyn Fn(&str) -> Result<(), String>,
}

/// Maximum number of answers that are shown at first. Together with the sides, this many answers fit on a
/// screen of 24 lines.
const MAX_SHOWN: usize = 5;

/// Maximum number of sides that are shown.
const MAX_SIDES: usize = 4;

/// The input that shows all answers.
const MORE: &str = "m";

/// A question of the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Answer,
    Until,
    Reason,
    By,
    Confirm,
}

/// Which questions the command line has answered.
#[derive(Debug, Clone, Copy)]
struct Answered {
    outcome: bool,
    until: bool,
    reason: bool,
}

impl Dialogue<'_> {
    /// Asks for the missing answers, for the name of the person who decides, even if it is known, and for
    /// confirmation. Returns `None` if the input ends or the decision is not confirmed.
    pub(super) fn hold(&self, answers: &mut Answers, terminal: &mut impl Terminal) -> Option<()> {
        let names_claims =
            answers.missing().iter().all(|flag| !["--chosen", "--wrong"].contains(flag));
        let answered = Answered {
            outcome: answers.outcome.is_some() && names_claims,
            until: answers.until.is_some(),
            reason: answers.reason.is_some(),
        };
        let outcome = answers.outcome;
        let mut is_explained = false;
        let mut position = 0;
        loop {
            let steps = steps(answers, answered);
            let step = *steps.get(position)?;
            if step == Step::Answer || !is_explained {
                self.introduce(terminal)?;
                is_explained = true;
            }
            let reply = match step {
                Step::Answer => self.answer(outcome, answers, terminal)?,
                Step::Until => self.until(answers, terminal)?,
                Step::Reason => store(&mut answers.reason, ask_text(terminal, "why", None)?),
                Step::By => {
                    let by = answers.by.clone();
                    store(&mut answers.by, ask_text(terminal, "who decides", by.as_deref())?)
                }
                Step::Confirm => match self.confirm(answers, terminal)? {
                    Reply::Given(true) => return Some(()),
                    Reply::Given(false) => return None,
                    Reply::Back => Reply::Back,
                },
            };
            match reply {
                Reply::Given(()) => position += 1,
                Reply::Back if position > 0 => position -= 1,
                Reply::Back => terminal.say("  this is the first question\n")?,
            }
        }
    }

    /// Prints the question and the statement of each side.
    fn introduce(&self, terminal: &mut impl Terminal) -> Option<()> {
        let mut text = format!("{}\n\n", self.wrapped(&self.question.title, 0));
        for side in self.question.sides.iter().take(MAX_SIDES) {
            text.push_str(&format!("{}\n", self.wrapped(side, 3)));
        }
        let more = self.question.sides.len().saturating_sub(MAX_SIDES);
        if more > 0 {
            text.push_str(&format!("and {}\n", counted(more, "other side")));
        }
        if !self.question.before_counting.is_empty() {
            text.push_str(&format!("{}\n", self.wrapped(&self.question.before_counting, 0)));
        }
        text.push_str(&format!("\nthe sources: {}\n", self.show));
        let keys =
            format!("`{BACK}` goes back, Ctrl-D leaves; nothing is written before you confirm");
        text.push_str(&format!("{}\n\n", self.wrapped(&keys, 0)));
        terminal.say(&text)
    }

    /// Asks for the answer to the finding's question. If the command line gives an outcome without its claims, only the
    /// answers with this outcome are offered.
    fn answer(
        &self,
        outcome: Option<Outcome>,
        answers: &mut Answers,
        terminal: &mut impl Terminal,
    ) -> Option<Reply<()>> {
        let is_offered = |answer: &&QuestionAnswer| {
            outcome.is_none_or(|outcome| outcome.name() == answer.outcome)
        };
        let offered: Vec<&QuestionAnswer> =
            self.question.answers.iter().filter(is_offered).collect();
        let names: Vec<&str> = offered.iter().map(|answer| answer.outcome).collect();
        let common = offered.iter().filter(|answer| answer.is_common).count();
        let mut shown = common.clamp(1, MAX_SHOWN).min(offered.len());
        loop {
            let lines = (1..).zip(&offered).take(shown).map(|(number, answer)| {
                let line = format!("{number:>2}. {}. {}", answer.words, answer.sentence);
                format!("{}\n", self.wrapped(&line, 4))
            });
            let more = offered.len().saturating_sub(shown);
            let hint = match more {
                0 => String::new(),
                more => format!(" {MORE}. {}\n", counted(more, "more answer")),
            };
            terminal.say(&(lines.collect::<String>() + &hint))?;
            let reply = ask(terminal, "answer", |answer| match answer {
                MORE if more > 0 => Ok(None),
                answer if answer.parse().is_ok_and(|number: usize| number > shown) && more > 0 => {
                    Err(format!("enter a number from 1 to {shown}, or `{MORE}` to see the others"))
                }
                answer => position_of(answer, &names).map(Some),
            })?;
            match reply {
                Reply::Back => return Some(Reply::Back),
                Reply::Given(None) => shown = offered.len(),
                Reply::Given(Some(position)) => {
                    let answer = offered.get(position)?;
                    set_answer(answers, answer);
                    let effect = answer.effect.as_deref().unwrap_or("Nothing changes in the data.");
                    terminal.say(&format!("  {}\n", self.wrapped(effect, 2)))?;
                    return Some(Reply::Given(()));
                }
            }
        }
    }

    fn until(&self, answers: &mut Answers, terminal: &mut impl Terminal) -> Option<Reply<()>> {
        let question = "decide again by (YYYY-MM-DD, at most a year from now)";
        let reply = ask(terminal, question, |answer| {
            (self.check_until)(answer).map(|()| answer.to_owned())
        })?;
        Some(store(&mut answers.until, reply))
    }

    fn confirm(&self, answers: &Answers, terminal: &mut impl Terminal) -> Option<Reply<bool>> {
        let summary = format!(
            "{}, by {}: {}",
            self.describe(answers),
            answers.by.as_deref().unwrap_or_default(),
            answers.reason.as_deref().unwrap_or_default()
        );
        terminal.say(&format!("\n{}\n", self.wrapped(&summary, 2)))?;
        ask(terminal, "record it? yes or no", |answer| match answer {
            "yes" | "y" => Ok(true),
            "no" | "n" => Ok(false),
            _ => Err("answer yes or no".to_owned()),
        })
    }

    /// Describes the answer in words, with the claims that it names.
    fn describe(&self, answers: &Answers) -> String {
        let outcome = answers.outcome.map(Outcome::name).unwrap_or_default();
        let is_given = |answer: &&QuestionAnswer| {
            answer.outcome == outcome
                && answer.chosen == answers.chosen
                && answer.wrong == answers.wrong
        };
        let given = self.question.answers.iter().find(is_given);
        let words = given.map_or(outcome, |answer| answer.words.as_str());
        let claims: Vec<&str> =
            answers.chosen.iter().chain(&answers.wrong).map(String::as_str).collect();
        match claims.as_slice() {
            [] => words.to_owned(),
            claims => format!("{words}: {}", claims.join(", ")),
        }
    }

    /// Wraps a text. All lines but the first are indented by `indent` spaces.
    fn wrapped(&self, text: &str, indent: usize) -> String {
        let indent = " ".repeat(indent);
        textwrap::fill(text, wrap_options(self.width).subsequent_indent(&indent))
    }
}

/// Returns the questions to ask: those that the command line has not answered, the name, and the confirmation.
fn steps(answers: &Answers, answered: Answered) -> Vec<Step> {
    let must_end = answers.outcome.is_some_and(Outcome::must_end);
    let all = [
        (Step::Answer, !answered.outcome),
        (Step::Until, !answered.until && must_end),
        (Step::Reason, !answered.reason),
        (Step::By, true),
        (Step::Confirm, true),
    ];
    all.into_iter().filter(|(_, is_asked)| *is_asked).map(|(step, _)| step).collect()
}

fn set_answer(answers: &mut Answers, answer: &QuestionAnswer) {
    answers.outcome = Outcome::from_name(answer.outcome);
    answers.chosen.clone_from(&answer.chosen);
    answers.wrong.clone_from(&answer.wrong);
}

/// Stores an answer in a field.
fn store(field: &mut Option<String>, reply: Reply<String>) -> Reply<()> {
    match reply {
        Reply::Back => Reply::Back,
        Reply::Given(answer) => {
            *field = Some(answer);
            Reply::Given(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::line_editor::tests::Typed;
    use super::*;

    fn question() -> Question {
        let answer = |outcome: Outcome, words: &str, chosen: &[&str], is_common| QuestionAnswer {
            outcome: outcome.name(),
            words: words.to_owned(),
            sentence: outcome.sentence(),
            is_common,
            chosen: chosen.iter().map(|id| (*id).to_owned()).collect(),
            wrong: Vec::new(),
            effect: None,
        };
        Question {
            title: "What is the budget of Project Trace?".to_owned(),
            why: None,
            sides: vec![
                "A  Project Trace has 900".to_owned(),
                "B  Project Trace has 1,300".to_owned(),
            ],
            answers: vec![
                answer(Outcome::ResolvedPrefer, "900 is right", &["a"], true),
                answer(Outcome::ResolvedPrefer, "1,300 is right", &["b"], true),
                answer(Outcome::StillDisputed, "Nobody knows yet", &[], true),
                answer(Outcome::Accepted, "Rightly flagged, and the data stays", &[], false),
            ],
            before_counting: "2 independent sources.".to_owned(),
            claims: Vec::new(),
        }
    }

    fn held(typed: &[&str]) -> (Option<()>, Answers, String) {
        let mut answers = Answers {
            outcome: None,
            chosen: Vec::new(),
            wrong: Vec::new(),
            reason: None,
            by: Some("Ada".to_owned()),
            until: None,
            evidence: Vec::new(),
        };
        let check_until = |day: &str| match day {
            "2027-05-01" => Ok(()),
            _ => Err("want a day".to_owned()),
        };
        let question = question();
        let show = "factlint review show 3293";
        let dialogue = Dialogue { question: &question, show, width: 80, check_until: &check_until };
        let mut terminal = Typed::new(typed);
        let end = dialogue.hold(&mut answers, &mut terminal);
        (end, answers, terminal.said)
    }

    #[test]
    fn a_person_is_asked_for_missing_answers() {
        let (end, answers, said) = held(&["2", "because", "", "yes"]);
        assert_eq!(end, Some(()));
        assert_eq!(answers.outcome, Some(Outcome::ResolvedPrefer));
        assert_eq!(answers.chosen, ["b"]);
        assert_eq!(answers.reason.as_deref(), Some("because"));
        assert_eq!(answers.by.as_deref(), Some("Ada"));
        let want = "\
What is the budget of Project Trace?

A  Project Trace has 900
B  Project Trace has 1,300
2 independent sources.

the sources: factlint review show 3293
`<` goes back, Ctrl-D leaves; nothing is written before you confirm

 1. 900 is right. The values that differ from it are wrong.
 2. 1,300 is right. The values that differ from it are wrong.
 3. Nobody knows yet. I cannot tell: ask again on a day that you choose.
 m. 1 more answer
answer: 2
  Nothing changes in the data.
why: because
who decides [Ada]: 

1,300 is right: b, by Ada: because
record it? yes or no: yes
";
        assert_eq!(said, want);
        assert!(answers.missing().is_empty());
    }

    #[test]
    fn a_person_goes_back_and_answers_otherwise() {
        let (end, answers, said) =
            held(&["<", "1", "<", "m", "accepted", "<", "2", "bcause", "<", "because", "Bob", "y"]);
        assert_eq!(end, Some(()));
        assert!(said.contains("answer: <\n  this is the first question\n"), "{said}");
        assert!(said.contains(" 4. Rightly flagged, and the data stays."), "{said}");
        assert_eq!(answers.chosen, ["b"], "those of the last answer only");
        assert_eq!(answers.reason.as_deref(), Some("because"));
        assert_eq!(answers.by.as_deref(), Some("Bob"));
    }

    #[test]
    fn an_answer_that_was_not_shown_is_not_chosen_by_its_number() {
        let (_, answers, said) = held(&["4", "m", "4", "because", "", "y"]);
        assert!(
            said.contains("4\n  enter a number from 1 to 3, or `m` to see the others\n"),
            "{said}"
        );
        assert_eq!(answers.outcome, Some(Outcome::Accepted));
    }

    #[test]
    fn a_dispute_needs_a_last_day() {
        let (end, answers, said) =
            held(&["still-disputed", "next year", "2027-05-01", "because", "", "y"]);
        assert_eq!(end, Some(()));
        assert!(said.contains("next year\n  want a day\ndecide again by"), "{said}");
        assert_eq!(answers.until.as_deref(), Some("2027-05-01"));
    }

    #[test]
    fn a_name_that_means_several_answers_is_asked_for_again() {
        let (_, answers, said) = held(&["resolved-prefer", "1", "because", "", "y"]);
        assert!(said.contains("means several answers: enter one of the numbers 1, 2"), "{said}");
        assert_eq!(answers.chosen, ["a"]);
    }

    #[test]
    fn an_unconfirmed_or_abandoned_dialogue_decides_nothing() {
        for typed in [&["accepted", "because", "", "no"][..], &["accepted"], &[]] {
            assert_eq!(held(typed).0, None, "{typed:?}");
        }
    }
}
