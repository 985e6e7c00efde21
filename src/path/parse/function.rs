//! Function calls and the types of their arguments (RFC 9535 section 2.4).

use super::super::pattern;
use super::super::syntax::{
    Comparable, Containing, Literal, Logical, Matching, Pattern, Query, Selector,
};
use super::logical::{Term, TermKind, comparable};
use super::{ParseResult, Parser, PathError, PathWarning};
use crate::document::NamePart;
use std::sync::Arc;

/// The functions of RFC 9535, and the extensions.
const FUNCTIONS: [&str; 10] =
    ["length", "count", "match", "search", "value", "contains", "key", "file", "stem", "folder"];

/// The wording of a warning about a call that is false for all data.
const NEVER_TRUE: &str = "is never true";

impl Parser<'_> {
    /// Parses `function-expr` after its name; the next character is known to be `(`.
    pub(super) fn function(&mut self, name: &str, start: usize) -> ParseResult<TermKind> {
        let Some(name) = FUNCTIONS.into_iter().find(|known| *known == name) else {
            return Err(PathError::new(unknown_function(name), start..self.at));
        };
        self.enter()?;
        self.eat("(");
        let call = match name {
            "length" => {
                let argument = comparable(self.text_argument(name, "has no value")?)?;
                TermKind::Value(name, Comparable::Length(Box::new(argument)))
            }
            "count" => TermKind::Value(name, Comparable::Count(self.counted(name)?)),
            "value" => TermKind::Value(name, Comparable::Value(self.nodes(name)?)),
            "contains" => TermKind::Logical(name, self.containing(name)?),
            "match" | "search" => TermKind::Logical(name, self.matching(name)?),
            _ => {
                let query = self.node(name)?;
                let selector = selector_of(name).unwrap_or(Selector::Key);
                TermKind::Value(name, Comparable::Singular(query.then(selector)))
            }
        };
        self.skip_blanks();
        if !self.eat(")") {
            let count = if matches!(call, TermKind::Logical(..)) {
                "two arguments"
            } else {
                "one argument"
            };
            return self.fail(&format!("`)`: `{name}` takes {count}"));
        }
        self.leave();
        Ok(call)
    }

    fn argument(&mut self, function: &str) -> ParseResult<Term> {
        self.skip_blanks();
        self.term(&format!("a path such as `@.name`, a literal or a function for `{function}`"))
    }

    /// Parses an argument that must be a text. Warns about any other literal, which is most likely a slip. `effect` is
    /// the part of the warning that says what the literal does to the call, such as `has no value`.
    fn text_argument(&mut self, function: &str, effect: &str) -> ParseResult<Term> {
        let term = self.argument(function)?;
        if matches!(&term.kind, TermKind::Literal(literal) if !matches!(literal, Literal::Text(_)))
        {
            let message = format!("`{function}` {effect} here: got a literal that is not text");
            self.warnings.push(PathWarning::new(message, term.range.clone()));
        }
        Ok(term)
    }

    /// Parses an argument of RFC 9535's `NodesType`: all values that a path selects.
    fn nodes(&mut self, function: &str) -> ParseResult<Query> {
        self.skip_blanks();
        let want = format!("a path such as `@.name[*]` for `{function}`");
        let term = self.term(&want)?;
        let got = match term.kind {
            TermKind::Query(query) => return Ok(query),
            TermKind::Literal(_) => "a literal".to_owned(),
            TermKind::Value(name, _) | TermKind::Logical(name, _) => format!("`{name}(...)`"),
        };
        Err(PathError::new(format!("got {got}, want {want}"), term.range))
    }

    /// Parses the argument of `count`. A path that selects at most one value is most likely a slip: `@.tags` instead
    /// of `@.tags[*]`.
    fn counted(&mut self, function: &str) -> ParseResult<Query> {
        self.skip_blanks();
        let start = self.at;
        let query = self.nodes(function)?;
        if query.is_singular() {
            let written = self.text.get(start..self.at).unwrap_or_default().trim_end();
            let message = format!(
                "`{function}` of `{written}` is at most 1; to count the elements of a list, write `{written}[*]`"
            );
            self.warnings.push(PathWarning::new(message, start..start + written.len()));
        }
        Ok(query)
    }

    /// Parses an argument that selects at most one value.
    fn node(&mut self, function: &str) -> ParseResult<Query> {
        self.skip_blanks();
        let start = self.at;
        let query = self.nodes(function)?;
        if query.is_singular() {
            return Ok(query);
        }
        let message = format!(
            "got a path that can select several values, want a path of only names and indexes for `{function}`"
        );
        Err(PathError::new(message, start..self.at))
    }

    fn matching(&mut self, function: &str) -> ParseResult<Logical> {
        let subject = comparable(self.text_argument(function, NEVER_TRUE)?)?;
        if !self.eat_after_blanks(",") {
            self.skip_blanks();
            return self.fail(&format!("`,` and the pattern: `{function}` takes two arguments"));
        }
        let term = self.argument(function)?;
        let whole = function == "match";
        let written = self.text.get(term.range.clone()).unwrap_or_default().to_owned();
        let plain = match &term.kind {
            TermKind::Literal(Literal::Text(text)) if pattern::is_plain(text) => Some(text.clone()),
            _ => None,
        };
        let pattern = self.pattern(term, function, whole)?;
        Ok(Logical::Matching(Box::new(Matching { subject, pattern, whole, written, plain })))
    }

    fn containing(&mut self, function: &str) -> ParseResult<Logical> {
        let text = comparable(self.text_argument(function, NEVER_TRUE)?)?;
        if !self.eat_after_blanks(",") {
            self.skip_blanks();
            return self.fail(&format!("`,` and a text: `{function}` takes two arguments"));
        }
        let term = self.text_argument(function, NEVER_TRUE)?;
        let written = self.text.get(term.range.clone()).unwrap_or_default().to_owned();
        let part = comparable(term)?;
        Ok(Logical::Containing(Box::new(Containing { text, part, written })))
    }

    /// Parses a pattern. According to RFC 9535 section 2.4.6, a call whose pattern is not an I-Regexp is
    /// false, not an error, so an invalid literal is reported as a warning.
    fn pattern(&mut self, term: Term, function: &str, whole: bool) -> ParseResult<Pattern> {
        let range = term.range.clone();
        let reason = match &term.kind {
            TermKind::Literal(Literal::Text(text)) => {
                match pattern::compile(text, whole, pattern::LITERAL_SIZE_LIMIT) {
                    Ok(regex) => return Ok(Pattern::Literal(regex)),
                    Err(reason) => reason,
                }
            }
            TermKind::Literal(_) => "got a literal that is not text, want a pattern".to_owned(),
            TermKind::Query(_) | TermKind::Value(..) | TermKind::Logical(..) => {
                return Ok(Pattern::Dynamic(comparable(term)?, Arc::default()));
            }
        };
        let message = format!("`{function}` {NEVER_TRUE} here: {reason}");
        self.warnings.push(PathWarning::new(message, range));
        Ok(Pattern::Never)
    }
}

/// Returns the selector of `key`, `file`, `stem` or `folder`, which RFC 9535 does not have, or `None` for any other
/// function.
pub(in super::super) fn selector_of(function: &str) -> Option<Selector> {
    match function {
        "key" => Some(Selector::Key),
        "file" => Some(Selector::NameOf(NamePart::File)),
        "stem" => Some(Selector::NameOf(NamePart::Stem)),
        "folder" => Some(Selector::NameOf(NamePart::Folder)),
        _ => None,
    }
}

/// Returns the mistake in a field that begins like a call of a function but is not a valid call, such as `keys(@)`.
pub(in super::super) fn mistake_in_call(field: &str) -> Option<PathError> {
    let (name, argument) = field.split_once('(')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.is_empty() || !name.bytes().all(is_name) {
        return None;
    }
    let is_of_conditions = selector_of(name).is_none() && FUNCTIONS.contains(&name);
    let message = match argument.find(')') {
        _ if is_of_conditions => {
            format!("`{name}` is only known in conditions, want a field such as `name` or `key(@)`")
        }
        _ if selector_of(name).is_none() => unknown_function(name),
        None => return Some(PathError::new("got the end, want `)`", field.len()..field.len())),
        Some(at) => {
            let (call, rest) = field.split_at_checked(name.len() + at + 2)?;
            let range = call.len()..call.len() + rest.len();
            return Some(PathError::new(
                format!("got `{rest}` after `{call}`, want the end"),
                range,
            ));
        }
    };
    Some(PathError::new(message, 0..name.len()))
}

fn unknown_function(name: &str) -> String {
    let distance = |known: &&str| strsim::damerau_levenshtein(&name.to_lowercase(), known);
    let nearest = FUNCTIONS.into_iter().min_by_key(distance);
    match nearest.filter(|known| distance(known) <= 2) {
        Some(nearest) => format!("unknown function `{name}`; did you mean `{nearest}`?"),
        None => format!("unknown function `{name}`, want one of {}", FUNCTIONS.join(", ")),
    }
}
