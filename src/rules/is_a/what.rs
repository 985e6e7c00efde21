//! The forms that the parameter `what` can require of a text, and their checks.

use super::{check_digits, languages, names, network};
use crate::document::Kind;
use crate::schema::regular_expression_error;
use crate::value::date::PartialDate;
use crate::value::look_alike::is_invisible;

/// A form that the parameter `what` can require of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Url,
    Host,
    Domain,
    Email,
    Ip,
    Cidr,
    Regex,
    Isbn,
    Orcid,
    Doi,
    Iban,
    Lei,
    Uuid,
    LanguageTag,
    Date,
    Text,
    Number,
    Boolean,
}

/// The result of a check. An error describes the mistake, without a full stop at the end.
pub(super) type Checked = Result<(), String>;

/// Checks that a text has no control character and no invisible character.
pub(super) fn all_visible(text: &str) -> Checked {
    match text.chars().find(|character| character.is_control() || is_invisible(*character)) {
        Some(character) => Err(format!("it has a U+{:04X}", u32::from(character))),
        None => Ok(()),
    }
}

/// All forms, each with its word in rulebooks and its description in messages.
const ALL: [(What, &str, &str); What::WORDS.len()] = [
    (What::Url, "url", "a URL"),
    (What::Host, "host", "a host name or an IP address"),
    (What::Domain, "domain", "a domain below a public suffix"),
    (What::Email, "email", "an email address"),
    (What::Ip, "ip", "an IP address"),
    (What::Cidr, "cidr", "a range of IP addresses, such as 192.0.2.0/24"),
    (What::Regex, "regex", "a regular expression"),
    (What::Isbn, "isbn", "an ISBN"),
    (What::Orcid, "orcid", "an ORCID iD"),
    (What::Doi, "doi", "a DOI"),
    (What::Iban, "iban", "an IBAN"),
    (What::Lei, "lei", "an LEI"),
    (What::Uuid, "uuid", "a UUID"),
    (What::LanguageTag, "language-tag", "a language tag of BCP 47"),
    (What::Date, "date", "a date of ISO 8601"),
    (What::Text, "text", "a text"),
    (What::Number, "number", "a number"),
    (What::Boolean, "boolean", "a boolean"),
];

impl What {
    /// The words in rulebooks, in the order of [`ALL`].
    pub(super) const WORDS: &'static [&'static str] = &[
        "url",
        "host",
        "domain",
        "email",
        "ip",
        "cidr",
        "regex",
        "isbn",
        "orcid",
        "doi",
        "iban",
        "lei",
        "uuid",
        "language-tag",
        "date",
        "text",
        "number",
        "boolean",
    ];

    pub(super) fn from_word(word: &str) -> Option<What> {
        ALL.iter().find(|(_, known, _)| *known == word).map(|(what, ..)| *what)
    }

    /// Returns the description of the form in messages.
    pub(super) fn describe(self) -> &'static str {
        let found = ALL.iter().find(|(what, ..)| *what == self);
        found.map_or("", |(_, _, description)| description)
    }

    /// Returns the JSON type that a value must have. Returns `None` if the value's text is checked instead.
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            What::Text => Some(Kind::String),
            What::Number => Some(Kind::Number),
            What::Boolean => Some(Kind::Boolean),
            _ => None,
        }
    }

    /// Checks whether a text has the form. An error describes the mistake.
    pub(super) fn check(self, text: &str) -> Checked {
        match self {
            What::Url => network::url(text),
            What::Host => network::host(text),
            What::Domain => network::domain(text),
            What::Email => network::email(text),
            What::Ip => network::ip(text),
            What::Cidr => network::cidr(text),
            What::Regex => regular_expression_error(text).map_or(Ok(()), Err),
            What::Isbn => check_digits::isbn(text),
            What::Orcid => check_digits::orcid(text),
            What::Iban => check_digits::iban(text),
            What::Lei => check_digits::lei(text),
            What::Doi => names::doi(text),
            What::Uuid => names::uuid(text),
            What::LanguageTag => languages::language_tag(text),
            // For these forms, only the JSON type of the value is checked.
            What::Text | What::Number | What::Boolean => Ok(()),
            What::Date => {
                PartialDate::parse(text).map(|_| ()).map_err(|error| format!("want {}", error.want))
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Asserts that the texts in `right` are valid, and that each text in `wrong` has the given error.
    #[track_caller]
    pub(in crate::rules::is_a) fn check(
        of: fn(&str) -> Checked,
        right: &[&str],
        wrong: &[(&str, &str)],
    ) {
        for text in right {
            assert_eq!(of(text), Ok(()), "{text}");
        }
        for (text, reason) in wrong {
            assert_eq!(of(text), Err((*reason).to_owned()), "{text}");
        }
    }

    #[test]
    fn each_word_has_a_description() {
        let words: Vec<&str> = ALL.iter().map(|(_, word, _)| *word).collect();
        assert_eq!(words, What::WORDS);
    }
}
