//! The description of a source, from options or from answers at a terminal.

use crate::cli::line_editor::{LineEditor, Terminal};
use crate::value::date::PartialDate;
use clap::Args;

/// The options that describe a source.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct DetailArguments {
    /// Id by which evidence refers to the source [default: from the name of the file]
    #[arg(long)]
    id: Option<String>,
    /// Title of the publication
    #[arg(long)]
    title: Option<String>,
    /// Who published it, always written in the same way
    #[arg(long)]
    publisher: Option<String>,
    /// Where it was published
    #[arg(long)]
    url: Option<String>,
    /// When it was published (YYYY, YYYY-MM or YYYY-MM-DD), if that is known
    #[arg(long, value_parser = parse_date)]
    published: Option<String>,
    /// When it was retrieved [default: today]
    #[arg(long, value_parser = parse_date)]
    retrieved: Option<String>,
    /// Its language, as a BCP 47 tag such as `en` or `pt-BR`
    #[arg(long)]
    language: Option<String>,
}

/// The description of a source: everything that is recorded except for its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Details {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) url: String,
    pub(super) published: Option<String>,
    pub(super) retrieved: String,
    pub(super) language: String,
}

fn parse_date(text: &str) -> Result<String, String> {
    match PartialDate::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

impl DetailArguments {
    /// Returns the details, and asks for them if any are missing. `stem` is the file name without its extension, which
    /// suggests the id. `check_id` returns a message if an id cannot be used.
    ///
    /// # Errors
    /// A message if an id cannot be used, or if details are missing and there is no terminal.
    pub(super) fn complete(
        &self,
        stem: &str,
        today: &PartialDate,
        check_id: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<Details, String> {
        if let Some(id) = &self.id {
            check_id(id)?;
        }
        match LineEditor::new() {
            Some(mut terminal) if !self.missing().is_empty() => {
                self.ask(&mut terminal, stem, today, check_id).ok_or_else(|| {
                    "the input ended before all questions were answered; nothing was written"
                        .to_owned()
                })
            }
            _ => self.without_asking(stem, today, check_id),
        }
    }

    /// Returns the options that are missing and have no default.
    fn missing(&self) -> Vec<&'static str> {
        let required = [
            ("--title", &self.title),
            ("--publisher", &self.publisher),
            ("--url", &self.url),
            ("--language", &self.language),
        ];
        required.into_iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect()
    }

    /// Returns the details from the options and their defaults.
    fn without_asking(
        &self,
        stem: &str,
        today: &PartialDate,
        check_id: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<Details, String> {
        let (Some(title), Some(publisher), Some(url), Some(language)) =
            (&self.title, &self.publisher, &self.url, &self.language)
        else {
            let missing = self.missing().join(", ");
            return Err(format!(
                "{missing} not given, and there is no terminal to ask at; nothing was written"
            ));
        };
        let id = match &self.id {
            Some(id) => id.clone(),
            None => {
                kebab_case(stem).ok_or("give the source an id with --id; nothing was written")?
            }
        };
        check_id(&id)?;
        Ok(Details {
            id,
            title: title.clone(),
            publisher: publisher.clone(),
            url: url.clone(),
            published: self.published.clone(),
            retrieved: self.retrieved.clone().unwrap_or_else(|| today.to_string()),
            language: language.clone(),
        })
    }

    /// Asks for the details that are not given. Returns `None` if the input ends.
    fn ask(
        &self,
        terminal: &mut impl Terminal,
        stem: &str,
        today: &PartialDate,
        check_id: &dyn Fn(&str) -> Result<(), String>,
    ) -> Option<Details> {
        let mut asking = Asking { terminal };
        let any = |_: &str| Ok(());
        let date = |text: &str| parse_date(text).map(|_| ());
        let retrieved = today.to_string();
        Some(Details {
            id: asking.ask("id", self.id.as_ref(), kebab_case(stem).as_deref(), check_id)?,
            title: asking.ask("title", self.title.as_ref(), None, &any)?,
            publisher: asking.ask("publisher", self.publisher.as_ref(), None, &any)?,
            url: asking.ask("URL", self.url.as_ref(), None, &any)?,
            published: match &self.published {
                Some(published) => Some(published.clone()),
                None => {
                    Some(asking.ask("published (empty if unknown)", None, Some(""), &|text| {
                        if text.is_empty() { Ok(()) } else { date(text) }
                    })?)
                    .filter(|published| !published.is_empty())
                }
            },
            retrieved: asking.ask("retrieved", self.retrieved.as_ref(), Some(&retrieved), &date)?,
            language: asking.ask("language", self.language.as_ref(), Some("en"), &any)?,
        })
    }
}

/// Asks questions and reads answers, line by line.
struct Asking<'t, T> {
    terminal: &'t mut T,
}

impl<T: Terminal> Asking<'_, T> {
    /// Returns the given answer, or asks until `check` accepts an answer. An empty answer selects `offer`, if there is
    /// one. Returns `None` if the input ends.
    fn ask(
        &mut self,
        question: &str,
        given: Option<&String>,
        offer: Option<&str>,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Option<String> {
        if let Some(given) = given {
            return Some(given.clone());
        }
        let hint = match offer {
            None | Some("") => String::new(),
            Some(offer) => format!(" [{offer}]"),
        };
        loop {
            let answer = self.terminal.ask(&format!("{question}{hint}: "))?;
            let checked = match (answer.trim(), offer) {
                ("", None) => Err("an answer is required".to_owned()),
                ("", Some(offer)) => check(offer).map(|()| offer.to_owned()),
                (answer, _) => check(answer).map(|()| answer.to_owned()),
            };
            match checked {
                Ok(answer) => return Some(answer),
                Err(message) => self.terminal.say(&format!("  {message}\n"))?,
            }
        }
    }
}

/// Whether a text is an id: at most 120 lower-case letters, digits and single hyphens.
pub(super) fn is_id(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= 120 && text.split('-').all(is_part)
}

/// Converts a name to an id. Returns `None` if the name contains no ASCII letter or digit, or is too long.
fn kebab_case(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let words = name.split(|character: char| !character.is_ascii_alphanumeric());
    let id = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    is_id(&id).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::line_editor::tests::Typed;

    fn ask(arguments: &DetailArguments, answers: &[&str]) -> (Option<Details>, String) {
        let mut terminal = Typed::new(answers);
        let today = PartialDate::parse("2026-11-23").unwrap();
        let taken = |id: &str| match id {
            "taken" => Err("a source has this id".to_owned()),
            _ => Ok(()),
        };
        let details = arguments.ask(&mut terminal, "My page", &today, &taken);
        (details, terminal.said)
    }

    #[test]
    fn what_is_not_given_is_asked_for_until_it_is_right() {
        let (details, asked) = ask(
            &DetailArguments::default(),
            &[
                "taken",
                "",
                "",
                "Title",
                "Publisher",
                "https://example.org",
                "2015-13",
                "2015",
                "",
                "de",
            ],
        );
        assert_eq!(
            details.unwrap(),
            Details {
                id: "my-page".to_owned(),
                title: "Title".to_owned(),
                publisher: "Publisher".to_owned(),
                url: "https://example.org".to_owned(),
                published: Some("2015".to_owned()),
                retrieved: "2026-11-23".to_owned(),
                language: "de".to_owned(),
            }
        );
        assert!(
            asked.starts_with(
                "id [my-page]: taken\n  a source has this id\nid [my-page]: \ntitle: "
            ),
            "{asked}"
        );
        assert!(asked.contains("title: \n  an answer is required\ntitle: "), "{asked}");
    }

    #[test]
    fn what_is_given_is_not_asked_for() {
        let given = |text: &str| Some(text.to_owned());
        let arguments = DetailArguments {
            id: given("page"),
            title: given("T"),
            publisher: given("P"),
            url: given("https://example.org"),
            published: given("2015"),
            retrieved: None,
            language: given("en"),
        };
        assert_eq!(ask(&arguments, &[""]).1, "retrieved [2026-11-23]: \n");
        assert_eq!(ask(&arguments, &[]).0, None);
    }

    #[test]
    fn the_name_of_a_file_becomes_an_id() {
        for (name, id) in [
            ("About the Museum", Some("about-the-museum")),
            ("report_2015.v2", Some("report-2015-v2")),
            ("Über", Some("ber")),
            ("Київ", None),
        ] {
            assert_eq!(kebab_case(name).as_deref(), id, "{name}");
        }
    }
}
