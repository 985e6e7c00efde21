//! Strings, numbers and integers (RFC 9535 sections 2.1, 2.3.1.1 and 2.3.5.1).

use super::super::syntax::Literal;
use super::{ParseResult, Parser, PathError, readable};

/// The largest integer that I-JSON expects to be represented exactly: 2^53 - 1 (RFC 7493 section 2.2).
const MAX_INTEGER: u64 = (1 << 53) - 1;

impl<'t> Parser<'t> {
    /// Parses and unescapes `string-literal`; the next character is known to be a quotation mark.
    pub(super) fn string(&mut self) -> ParseResult<String> {
        let start = self.at;
        let quote = if self.eat("'") { '\'' } else { '"' };
        self.at = start + 1;
        let mut decoded = String::new();
        loop {
            decoded.push_str(self.take_while(|character| {
                character != quote && character != '\\' && character >= ' '
            }));
            match self.peek() {
                Some('\\') => decoded.push(self.escape(quote)?),
                Some(character) if character == quote => {
                    self.at += 1;
                    return Ok(decoded);
                }
                Some(control) => {
                    return self.fail(&format!("it escaped as `\\u{:04x}`", u32::from(control)));
                }
                None => {
                    let message = format!("got no closing {}", name_of(quote));
                    return Err(PathError::new(message, start..self.at));
                }
            }
        }
    }

    /// Parses `escapable`; the next character is known to be a backslash.
    fn escape(&mut self, quote: char) -> ParseResult<char> {
        let start = self.at;
        self.at += 1;
        let Some(character) = self.peek() else {
            return self.fail("a character after the backslash");
        };
        let decoded = match character {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '/' | '\\' => character,
            'u' => return self.unicode_escape(start),
            _ if character == quote => quote,
            '\'' | '"' => {
                let message = format!(
                    "got an escaped {} between {}s, want it without the backslash",
                    name_of(character),
                    name_of(quote)
                );
                return Err(PathError::new(message, start..self.next_character().end));
            }
            _ => {
                let message = format!(
                    "got a backslash before {}, want `\\\\` for a backslash, or one of \\b \\f \\n \\r \\t \\/ \\uXXXX",
                    readable(character)
                );
                return Err(PathError::new(message, start..self.next_character().end));
            }
        };
        self.at += 1;
        Ok(decoded)
    }

    /// Parses `%x75 hexchar`: one escape, or both escapes of a surrogate pair.
    fn unicode_escape(&mut self, start: usize) -> ParseResult<char> {
        let unit = self.hexadecimal_unit(start)?;
        if let Some(character) = char::from_u32(unit) {
            return Ok(character);
        }
        let is_pair = unit < 0xdc00 && self.rest().starts_with("\\u");
        if is_pair {
            let second = self.at;
            self.at += 1;
            let low = self.hexadecimal_unit(second)?;
            let pair = char::decode_utf16([unit as u16, low as u16]).next();
            if let Some(Ok(character)) = pair {
                return Ok(character);
            }
        }
        let message = "got half of a surrogate pair, want both halves, such as `\\ud83d\\ude00`, or the character itself";
        Err(PathError::new(message, start..self.at))
    }

    /// Parses the four digits after `u`, which is the next character.
    fn hexadecimal_unit(&mut self, start: usize) -> ParseResult<u32> {
        self.at += 1;
        let digits = self.rest().get(..4).filter(|digits| is_hexadecimal(digits));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            let message = "got `\\u` without four hexadecimal digits, want for example `\\u00e9`";
            return Err(PathError::new(message, start..self.at));
        };
        self.at += 4;
        Ok(unit)
    }

    /// Parses `int`, within the range of I-JSON.
    pub(super) fn integer(&mut self) -> ParseResult<i64> {
        let start = self.at;
        let literal = self.whole_part()?;
        if literal == "-0" {
            return Err(PathError::new("got `-0`, want `0`", start..self.at));
        }
        match literal.parse::<i64>() {
            Ok(integer) if integer.unsigned_abs() <= MAX_INTEGER => Ok(integer),
            _ => {
                let message = format!(
                    "got `{literal}`, want an integer between -{MAX_INTEGER} and {MAX_INTEGER}"
                );
                Err(PathError::new(message, start..self.at))
            }
        }
    }

    /// Parses `number`; the next character is known to be `-` or a digit.
    pub(super) fn number(&mut self) -> ParseResult<Literal> {
        let start = self.at;
        self.whole_part()?;
        if self.eat(".") {
            self.digits()?;
        }
        if self.eat("e") || self.eat("E") {
            let _has_sign = self.eat("-") || self.eat("+");
            self.digits()?;
        }
        let literal = self.text.get(start..self.at).unwrap_or_default();
        Ok(Literal::Number(literal.into()))
    }

    /// Parses `int / "-0"`, and returns it as written.
    fn whole_part(&mut self) -> ParseResult<&'t str> {
        let start = self.at;
        self.eat("-");
        let digits = self.digits()?;
        if digits.len() > 1 && digits.starts_with('0') {
            let message = format!("got `{digits}`, want a number without leading zeros");
            return Err(PathError::new(message, start..self.at));
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> ParseResult<&'t str> {
        if !self.rest().starts_with(|character: char| character.is_ascii_digit()) {
            return self.fail("a digit");
        }
        Ok(self.take_while(|character| character.is_ascii_digit()))
    }
}

fn is_hexadecimal(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn name_of(quote: char) -> &'static str {
    if quote == '\'' { "single quotation mark" } else { "double quotation mark" }
}
