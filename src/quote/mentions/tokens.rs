//! Splits English text into words, numbers in digits and signs.

use std::borrow::Cow;
use std::ops::Range;

use crate::quote::fold::{Folded, LINE_BREAK_HYPHEN};
use crate::quote::mentions::denial::mark_denied;
use crate::quote::mentions::digits::{self, GROUP_SPACE, ParsedDigits};
use crate::quote::mentions::numerals::Fraction;
use crate::quote::mentions::powers;
use crate::quote::number_words::{is_fraction, is_number_word};
use crate::value::number::Decimal;

/// The kind of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with apostrophes inside.
    Word,
    /// One number in digits.
    Digits(Decimal),
    /// Ambiguous digits, with the numbers that they may be.
    Unclear(Vec<Decimal>),
    /// A fraction character with its value. The value is `None` for `↉` (zero thirds).
    Fraction(Option<Fraction>),
    /// Digits joined by marks that do not form one number in English: a time, a slashed date, `10²`.
    Composite,
    /// Any other single character.
    Sign(char),
}

/// A token of the folded text.
#[derive(Debug, Clone)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    /// The token's part of the folded text.
    pub(crate) text: &'a str,
    /// The word in lower case; empty for other kinds.
    pub(crate) word: Cow<'a, str>,
    /// Whether the token follows white space or is at the start of the text.
    pub(crate) is_spaced: bool,
    /// Whether the token is denied: `not 27`.
    pub(crate) is_denied: bool,
    start: usize,
}

/// The tokens of a text, by index.
pub(crate) struct Tokens<'a> {
    folded: &'a Folded,
    list: Vec<Token<'a>>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(folded: &'a Folded, original: &str) -> Tokens<'a> {
        let text = folded.text();
        let mut tokens = Tokens { folded, list: Vec::new() };
        let mut at = 0;
        while let Some(rest) = text.get(at..) {
            let Some(first) = rest.chars().next() else {
                break;
            };
            if first == ' ' {
                at += 1;
                continue;
            }
            let follows_word = tokens.list.last().is_some_and(|last| {
                last.start + last.text.len() == at && !matches!(last.kind, Kind::Sign(_))
            });
            let length = if first.is_numeric()
                || (first == '.'
                    && !follows_word
                    && second(rest).is_some_and(|next| next.is_ascii_digit()))
            {
                tokens.push_number(original, at, rest)
            } else if first.is_alphabetic() {
                tokens.push_word(at, rest)
            } else {
                tokens.push(
                    Kind::Sign(first),
                    at,
                    rest.get(..first.len_utf8()).unwrap_or_default(),
                );
                first.len_utf8()
            };
            at += length.max(1);
        }
        mark_denied(&mut tokens.list);
        tokens
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Token<'a>> {
        self.list.get(index)
    }

    /// Returns the token `distance` places before an index, or `None` if there is none.
    pub(crate) fn before(&self, index: usize, distance: usize) -> Option<&Token<'a>> {
        self.list.get(index.checked_sub(distance)?)
    }

    /// Returns the word at an index in lower case, or an empty string if it is not a word.
    pub(crate) fn word(&self, index: usize) -> &str {
        self.get(index).map_or("", |token| &token.word)
    }

    /// Returns the word `distance` places before an index in lower case, or an empty string if it is not a
    /// word.
    pub(crate) fn word_before(&self, index: usize, distance: usize) -> &str {
        self.before(index, distance).map_or("", |token| &token.word)
    }

    /// Returns the sign at an index, or `None` if the token there is not a sign.
    pub(crate) fn sign(&self, index: usize) -> Option<char> {
        match self.get(index)?.kind {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    /// Returns the sign `distance` places before an index, or `None` if the token there is not a sign.
    pub(crate) fn sign_before(&self, index: usize, distance: usize) -> Option<char> {
        self.sign(index.checked_sub(distance)?)
    }

    /// Returns the value and the number of digits of the token at an index. Returns `None` unless the token
    /// consists of one to four digits without separators.
    pub(crate) fn plain_digits(&self, index: usize) -> Option<(u16, usize)> {
        let token = self.get(index)?;
        if matches!(token.kind, Kind::Word | Kind::Sign(_)) {
            return None;
        }
        let (mut number, mut length) = (0, 0);
        for character in token.text.chars() {
            let digit = digits::ascii_digit(character)?.to_digit(10)?;
            if length == 4 {
                return None;
            }
            number = number * 10 + digit;
            length += 1;
        }
        let number = u16::try_from(number).ok()?;
        (length > 0).then_some((number, length))
    }

    /// Whether a token directly follows the token before it.
    pub(crate) fn is_attached(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| !token.is_spaced)
    }

    /// Whether a token is denied.
    pub(crate) fn is_denied(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| token.is_denied)
    }

    /// Returns the byte range in the original text from one token to another, inclusive.
    pub(crate) fn range(&self, first: usize, last: usize) -> Range<usize> {
        let start = self.get(first).map_or(0, |token| token.start);
        let end = self.get(last).map_or(start, |token| token.start + token.text.len());
        self.folded.original_range(start..end.max(start))
    }

    /// Returns the folded text from a token to the next space.
    pub(crate) fn text_to_space(&self, index: usize) -> &'a str {
        let start = self.get(index).map_or(0, |token| token.start);
        let rest = self.folded.text().get(start..).unwrap_or_default();
        rest.split(' ').next().unwrap_or_default()
    }

    /// Returns the index of the last token that begins less than `bytes` bytes after the start of the token
    /// at `index`.
    pub(crate) fn last_within(&self, index: usize, bytes: usize) -> usize {
        let end = self.get(index).map_or(0, |token| token.start) + bytes;
        self.list.partition_point(|token| token.start < end).saturating_sub(1)
    }

    fn push(&mut self, kind: Kind, start: usize, text: &'a str) {
        let end_of_last = self.list.last().map(|last| last.start + last.text.len());
        let word = if kind == Kind::Word { in_lower_case(text) } else { Cow::Borrowed("") };
        let is_spaced = end_of_last != Some(start);
        self.list.push(Token { kind, text, word, is_spaced, is_denied: false, start });
    }

    fn push_word(&mut self, at: usize, rest: &'a str) -> usize {
        let mut length = 0;
        let mut characters = rest.chars().peekable();
        while let Some(character) = characters.next() {
            let is_inside = characters.peek().is_some_and(|next| next.is_alphabetic());
            let belongs = character.is_alphabetic()
                || unicode_normalization::char::is_combining_mark(character)
                || (matches!(character, '\'' | LINE_BREAK_HYPHEN) && is_inside);
            // A line may end within `three-year`, whose hyphen is part of the word.
            let ends_numeral = character == LINE_BREAK_HYPHEN
                && rest.get(..length).is_some_and(|word| is_number_word(&word.to_lowercase()));
            if !belongs || ends_numeral {
                break;
            }
            length += character.len_utf8();
        }
        self.push(Kind::Word, at, rest.get(..length).unwrap_or_default());
        if rest.get(length..).is_some_and(|tail| tail.starts_with(LINE_BREAK_HYPHEN)) {
            let end = length + LINE_BREAK_HYPHEN.len_utf8();
            self.push(Kind::Sign('-'), at + length, rest.get(length..end).unwrap_or_default());
            return end;
        }
        length
    }

    fn push_number(&mut self, original: &str, at: usize, rest: &'a str) -> usize {
        let first = rest.chars().next().unwrap_or_default();
        if is_fraction(first) {
            let text = rest.get(..first.len_utf8()).unwrap_or_default();
            self.push(Kind::Fraction(Fraction::of_character(first)), at, text);
            return text.len();
        }
        if let Some((parsed, length)) = powers::read(rest) {
            self.push_parsed(parsed, at, rest.get(..length).unwrap_or_default());
            return length;
        }
        let mut length = 0;
        let mut digits = String::new();
        let mut characters = rest.char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let joins = is_joint(character)
                && next.is_some_and(|next| next.is_numeric() && !is_fraction(next));
            let space = if character == ' ' && ends_with_group(&digits) {
                self.group_space(original, at + offset, rest.get(offset + 1..).unwrap_or_default())
            } else {
                None
            };
            match (space, character) {
                (Some(space), _) => digits.push(space),
                (None, '\u{66B}') if joins => digits.push('.'),
                (None, '\u{66C}') if joins => digits.push(','),
                (None, character) if joins => digits.push(character),
                (None, character) if character.is_numeric() && !is_fraction(character) => {
                    digits.push(digits::ascii_digit(character).unwrap_or(character));
                }
                _ => break,
            }
            length = offset + character.len_utf8();
        }
        self.push_parsed(digits::read(&digits), at, rest.get(..length).unwrap_or_default());
        length
    }

    fn push_parsed(&mut self, parsed: ParsedDigits, at: usize, text: &'a str) {
        let kind = match parsed {
            ParsedDigits::Number(value) => Kind::Digits(value),
            ParsedDigits::Perhaps(values) => Kind::Unclear(values),
            ParsedDigits::Other => Kind::Composite,
        };
        self.push(kind, at, text);
    }

    /// Returns the space at an offset as [`digits::read`] expects it: a plain space, or [`GROUP_SPACE`] for
    /// a space that only joins groups. Returns `None` if the space cannot join a group of three digits to
    /// the digits before it.
    fn group_space(&self, original: &str, offset: usize, after: &str) -> Option<char> {
        if !is_group_of_three(after) || self.folded.is_passage_start(offset + 1) {
            return None;
        }
        match original.get(self.folded.original_range(offset..offset + 1))? {
            "\u{A0}" | "\u{2007}" | "\u{2009}" | "\u{202F}" => Some(GROUP_SPACE),
            " " | "\n" | "\r\n" => Some(' '),
            _ => None,
        }
    }
}

/// Whether a character joins the digits before and after it.
fn is_joint(character: char) -> bool {
    matches!(
        character,
        '.' | ','
            | ':'
            | '/'
            | '^'
            | '*'
            | '×'
            | '·'
            | '_'
            | '\''
            | '\u{2044}'
            | '\u{66B}'
            | '\u{66C}'
    )
}

/// Whether digits end with a group that a space may join to another group. The first group has one to three
/// digits, and every other group has three.
fn ends_with_group(digits: &str) -> bool {
    let mut groups = digits.split([' ', GROUP_SPACE]);
    let last = groups.next_back().unwrap_or_default();
    let is_first = groups.next_back().is_none();
    last.bytes().all(|byte| byte.is_ascii_digit())
        && if is_first { (1..=3).contains(&last.len()) } else { last.len() == 3 }
}

/// Returns a word in lower case, without the hyphens of line breaks.
fn in_lower_case(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(match word.is_ascii() {
        true => word.to_ascii_lowercase(),
        false => word.replace(LINE_BREAK_HYPHEN, "").to_lowercase(),
    })
}

fn second(text: &str) -> Option<char> {
    text.chars().nth(1)
}

fn is_group_of_three(text: &str) -> bool {
    let mut characters = text.chars();
    let has_three = characters.by_ref().take(3).filter(char::is_ascii_digit).count() == 3;
    let after = characters.as_str();
    has_three && (after.starts_with("th") || !after.starts_with(char::is_alphanumeric))
}
