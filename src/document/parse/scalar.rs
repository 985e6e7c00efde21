//! Parses strings, numbers and literals (RFC 8259 sections 3, 6 and 7).

use super::{Kind, Parser, Step, SyntaxError, number};
use crate::document::entry::Content;
use std::ops::Range;

/// Whether a value that begins with this byte is a scalar: neither an array nor an object.
pub(super) fn begins_scalar(byte: u8) -> bool {
    matches!(byte, b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

/// Returns a word whose lowest set bit is the high bit of the first quotation mark, backslash or control
/// character. Higher bits may be wrong. Subtracting a bound from a byte borrows if the byte is less than the
/// bound (Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n").
fn special_bytes(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let less_than = |bytes: u64, bound: u64| bytes.wrapping_sub(ONES * bound) & !bytes;
    let equal_to = |byte: u8| less_than(eight ^ (ONES * u64::from(byte)), 1);
    (less_than(eight, 0x20) | equal_to(b'"') | equal_to(b'\\')) & HIGH
}

impl Parser<'_> {
    pub(super) fn scalar(&mut self, first: u8) -> Step<()> {
        match first {
            b'"' => self.string(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, word: &'static str) -> Step<()> {
        let start = self.at;
        let end = start + word.len();
        let continues = self.bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
        if self.bytes.get(start..end) != Some(word.as_bytes()) || continues {
            return Err(Box::new(self.wrong_word()));
        }
        self.at = end;
        self.push(start, end, Content::scalar(false));
        Ok(())
    }

    /// Reads a string and pushes it onto the tape. The caller has checked that the first byte is `"`.
    pub(super) fn string(&mut self) -> Step<()> {
        let start = self.at;
        let mut has_escapes = false;
        self.at += 1;
        loop {
            self.skip_plain_text();
            let Some(&byte) = self.bytes.get(self.at) else {
                return Self::fail(Kind::UnclosedString, start..start + 1);
            };
            match byte {
                b'"' => break,
                b'\\' => {
                    has_escapes = true;
                    self.escape()?;
                }
                // A line break without a quotation mark after it nearly always means that the string is
                // unclosed.
                b'\n' | b'\r' if self.rest_has_no_quotation_mark() => {
                    return Self::fail(Kind::UnclosedString, start..self.at);
                }
                0..0x20 => {
                    return Self::fail(Kind::ControlCharacter { code: byte }, self.at..self.at + 1);
                }
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.push(start, self.at, Content::scalar(has_escapes));
        Ok(())
    }

    /// Skips plain text, eight bytes at a time. Stops at a quotation mark, a backslash or a control
    /// character, or when fewer than eight bytes are left.
    fn skip_plain_text(&mut self) {
        while let Some(eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) {
            let special = special_bytes(u64::from_le_bytes(*eight));
            if special != 0 {
                self.at += (special.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
    }

    fn rest_has_no_quotation_mark(&self) -> bool {
        !self.bytes.get(self.at..).unwrap_or_default().contains(&b'"')
    }

    fn escape(&mut self) -> Step<()> {
        let start = self.at;
        match self.bytes.get(start + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => self.unicode_escape(start),
            Some(_) => {
                let got = self.character_at(start + 1);
                Self::fail(Kind::InvalidEscape { got }, start..start + 1 + got.len_utf8())
            }
            None => Self::fail(Kind::UnexpectedEnd { want: "an escape" }, start + 1..start + 1),
        }
    }

    fn unicode_escape(&mut self, start: usize) -> Step<()> {
        let unit = self.hexadecimal_unit(start)?;
        match unit {
            0xd800..=0xdbff => {
                let is_pair = self.bytes.get(start + 6..start + 8) == Some(b"\\u")
                    && matches!(self.hexadecimal_unit(start + 6)?, 0xdc00..=0xdfff);
                if !is_pair {
                    return Self::fail(Kind::LoneSurrogate, start..start + 6);
                }
                self.at = start + 12;
            }
            0xdc00..=0xdfff => return Self::fail(Kind::LoneSurrogate, start..start + 6),
            _ => self.at = start + 6,
        }
        Ok(())
    }

    /// Returns the code unit of the escape `\uXXXX` at a byte offset.
    fn hexadecimal_unit(&self, start: usize) -> Step<u32> {
        let digits = self.bytes.get(start + 2..start + 6).unwrap_or_default();
        let is_hexadecimal = digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit);
        if !is_hexadecimal {
            return Self::fail(Kind::InvalidUnicodeEscape, start..start + 2);
        }
        Ok(digits
            .iter()
            .fold(0, |unit, digit| unit * 16 + char::from(*digit).to_digit(16).unwrap_or_default()))
    }

    fn number(&mut self) -> Step<()> {
        let start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        self.integer_part(start)?;
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits(start)?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            self.digits(start)?;
        }
        let index = self.parsed.tape.len() as u32;
        self.push(start, self.at, Content::scalar(false));
        if !number::is_exact_in_double(self.text.get(start..self.at).unwrap_or_default()) {
            self.parsed.altered_numbers.push(index);
        }
        Ok(())
    }

    fn integer_part(&mut self, start: usize) -> Step<()> {
        let first = self.bytes.get(self.at).copied();
        if let Some(b'I' | b'N' | b'i' | b'n') = first {
            return Self::fail(Kind::NotFinite, start..self.end_of_word());
        }
        self.digits(start)?;
        if first != Some(b'0') {
            return Ok(());
        }
        let zero = self.bytes.get(start).map_or(start, |sign| start + usize::from(*sign == b'-'));
        if self.at > zero + 1 {
            return Self::fail(Kind::LeadingZero, start..self.at);
        }
        if let Some(b'x' | b'X') = self.bytes.get(self.at) {
            return Self::fail(Kind::Hexadecimal, start..self.end_of_word());
        }
        Ok(())
    }

    fn digits(&mut self, number_start: usize) -> Step<()> {
        let first = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == first {
            return Self::fail(Kind::MissingDigit, number_start..self.at);
        }
        Ok(())
    }

    pub(super) fn fail<T>(kind: Kind, range: Range<usize>) -> Step<T> {
        Err(Box::new(SyntaxError::new(kind, range)))
    }
}
