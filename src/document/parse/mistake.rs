//! Classifies syntax errors by the writer's most likely intention.

use super::{Expect, Kind, Parser, Step, SyntaxError};

impl Parser<'_> {
    /// Returns the error for a text that ends too early.
    pub(super) fn early_end(&self, expect: Expect) -> SyntaxError {
        let Some(container) = self.open.last() else {
            return SyntaxError::new(Kind::Empty, self.at..self.at);
        };
        let kind = Kind::UnexpectedEnd { want: self.wanted(expect) };
        let opened = self.parsed.tape.get(container.index).map(|entry| entry.start as usize);
        SyntaxError { kind, range: self.at..self.at, opened: opened.map(|start| start..start + 1) }
    }

    /// Returns the error for an unexpected byte.
    pub(super) fn mistake(&self, expect: Expect, byte: u8) -> SyntaxError {
        let here = self.at..self.at + self.character_at(self.at).len_utf8();
        let wants_value = matches!(expect, Expect::Value | Expect::ValueOrEnd);
        let wants_key = matches!(expect, Expect::Key | Expect::KeyOrEnd);
        let (kind, range) = match byte {
            b'/' | b'#' => (Kind::Comment, here),
            b'<' | b'=' | b'>' if self.is_conflict_marker() => {
                (Kind::MergeConflict, self.at..self.at + 7)
            }
            _ if expect == Expect::Nothing => (Kind::TrailingContent, here),
            b'\'' if wants_value || wants_key => (Kind::SingleQuotes, here),
            b'}' | b']' if let Some(comma) = self.comma_before() => {
                (Kind::TrailingComma, comma..comma + 1)
            }
            b',' if wants_value || wants_key => (Kind::ExtraComma, here),
            b'+' if wants_value => (Kind::LeadingPlus, here),
            b'.' if wants_value => (Kind::MissingDigit, here),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' if wants_key => {
                (Kind::UnquotedKey, self.at..self.end_of_word())
            }
            b'a'..=b'z' | b'A'..=b'Z' if wants_value => return self.wrong_word(),
            b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'a'..=b'z'
                if expect == Expect::CommaOrEnd =>
            {
                (Kind::MissingComma, here)
            }
            _ => {
                let got = self.character_at(self.at);
                (Kind::Unexpected { got, want: self.wanted(expect) }, here)
            }
        };
        SyntaxError::new(kind, range)
    }

    pub(super) fn unexpected<T>(&self, want: &'static str) -> Step<T> {
        let got = self.character_at(self.at);
        Self::fail(Kind::Unexpected { got, want }, self.at..self.at + got.len_utf8())
    }

    /// Returns the error for a word other than `true`, `false` and `null`.
    pub(super) fn wrong_word(&self) -> SyntaxError {
        let range = self.at..self.end_of_word();
        let word = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let kind = match word.to_ascii_lowercase().as_str() {
            "nan" | "inf" | "infinity" => Kind::NotFinite,
            _ => Kind::ForeignLiteral { word },
        };
        SyntaxError::new(kind, range)
    }

    /// Returns the byte offset after the word at the current position. A word is its first byte and the
    /// letters, digits, `_` and `$` that follow.
    pub(super) fn end_of_word(&self) -> usize {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte == b'$';
        self.at + 1 + rest.iter().take_while(is_word).count()
    }

    pub(super) fn character_at(&self, at: usize) -> char {
        self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\u{fffd}')
    }

    /// Returns the offset of the preceding comma in the same array or object. Returns `None` if anything but
    /// white space is between the comma and the current position.
    fn comma_before(&self) -> Option<usize> {
        self.open.last()?;
        let before = self.bytes.get(..self.at)?.trim_ascii_end();
        let last = before.len().checked_sub(1)?;
        (before.get(last) == Some(&b',')).then_some(last)
    }

    fn is_conflict_marker(&self) -> bool {
        let at_line_start = self.at == 0 || self.bytes.get(self.at - 1) == Some(&b'\n');
        let marker = self.bytes.get(self.at..self.at + 7).unwrap_or_default();
        let [first, rest @ ..] = marker else { return false };
        at_line_start && rest.iter().all(|byte| byte == first)
    }

    fn wanted(&self, expect: Expect) -> &'static str {
        match expect {
            Expect::Value => "a value",
            Expect::ValueOrEnd => "a value or `]`",
            Expect::Key => "a key in double quotation marks",
            Expect::KeyOrEnd => "a key in double quotation marks or `}`",
            Expect::CommaOrEnd if self.inside_object() => "`,` or `}`",
            Expect::CommaOrEnd => "`,` or `]`",
            Expect::Nothing => "the end of the document",
        }
    }
}
