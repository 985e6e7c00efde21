//! Syntax errors. Each mistake that people make has its own kind of error, with its own message and help.

use crate::storage::{Reason, StorageError};
use std::ops::Range;

/// A mistake in a text that is not JSON, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The kind of error.
    pub kind: SyntaxErrorKind,
    /// The byte range of the mistake. Empty at the end of a text that ends too early.
    pub range: Range<usize>,
    /// The byte range of the opening bracket that is not closed. `None` unless the text ends too early.
    pub opened: Option<Range<usize>>,
}

/// The kinds of syntax errors. The section numbers are those of RFC 8259.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// There is no value (section 2).
    Empty,
    /// Bytes that are not UTF-8 (section 8.1).
    InvalidUtf8 {
        /// The first wrong byte.
        byte: u8,
    },
    /// Another encoding than UTF-8.
    OtherEncoding {
        /// The name of the encoding.
        name: &'static str,
    },
    /// Compressed data.
    Compressed {
        /// The program that decompresses it.
        with: &'static str,
    },
    /// A character that is not allowed at its place.
    Unexpected {
        /// The character found.
        got: char,
        /// The allowed text, in words.
        want: &'static str,
    },
    /// The text ends inside a value.
    UnexpectedEnd {
        /// The missing text, in words.
        want: &'static str,
    },
    /// A string without its closing quotation mark.
    UnclosedString,
    /// A comma with nothing after it.
    TrailingComma,
    /// A superfluous comma.
    ExtraComma,
    /// Two values or members with no comma between them.
    MissingComma,
    /// A comment: `//`, `/*` or `#`.
    Comment,
    /// `NaN`, `Infinity` and similar words (section 6).
    NotFinite,
    /// A literal of another language, such as `True`, `None` or `undefined`.
    ForeignLiteral {
        /// The word as written.
        word: String,
    },
    /// A string or key in single quotation marks.
    SingleQuotes,
    /// A key without quotation marks.
    UnquotedKey,
    /// A number with a leading zero.
    LeadingZero,
    /// A number that begins with `+`.
    LeadingPlus,
    /// A number without a required digit.
    MissingDigit,
    /// A hexadecimal number.
    Hexadecimal,
    /// An unescaped control character in a string (section 7).
    ControlCharacter {
        /// The character's code.
        code: u8,
    },
    /// An escape that does not exist in JSON.
    InvalidEscape {
        /// The character after the backslash.
        got: char,
    },
    /// `\u` without four hexadecimal digits.
    InvalidUnicodeEscape,
    /// Half of a surrogate pair. Its meaning is unpredictable (section 8.2).
    LoneSurrogate,
    /// Content after the document's value.
    TrailingContent,
    /// Arrays and objects nested deeper than the limit.
    TooDeep {
        /// The limit.
        limit: u32,
    },
    /// A text of 4 GiB or more.
    TooLong,
    /// A value larger than the memory limit.
    TooLarge {
        /// The value that is too large, in words.
        what: &'static str,
        /// The reason why the whole value has to be in memory.
        why: String,
        /// The limit in bytes.
        limit: u32,
    },
    /// The file could not be read, or not to its end.
    Unreadable {
        /// The reason, such as the error message of the operating system.
        reason: String,
    },
    /// The file changed while it was read.
    Changed,
    /// A conflict marker of an unresolved merge.
    MergeConflict,
    /// A mistake in a format that is converted to JSON.
    Converted {
        /// The mistake in one sentence.
        message: String,
        /// A few words for the source excerpt.
        label: &'static str,
        /// Advice for correcting the mistake, if the message is not enough.
        help: Option<String>,
    },
}

impl SyntaxError {
    /// Creates an error about a byte range.
    #[must_use]
    pub fn new(kind: SyntaxErrorKind, range: Range<usize>) -> SyntaxError {
        SyntaxError { kind, range, opened: None }
    }

    /// Creates the error for a document that could not be read.
    #[must_use]
    pub fn unread(error: &StorageError) -> SyntaxError {
        let kind = match &error.reason {
            Reason::Changed => SyntaxErrorKind::Changed,
            reason => SyntaxErrorKind::Unreadable { reason: reason.to_string() },
        };
        SyntaxError::new(kind, 0..0)
    }

    /// Whether the document could not be read. If so, the error has no place in the document.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        matches!(self.kind, SyntaxErrorKind::Changed | SyntaxErrorKind::Unreadable { .. })
    }

    /// Describes the error in one sentence.
    #[must_use]
    pub fn message(&self) -> String {
        use SyntaxErrorKind as K;
        match &self.kind {
            K::Empty => "the document is empty, want one JSON value".to_owned(),
            K::InvalidUtf8 { byte } => format!("byte 0x{byte:02x} is not valid UTF-8"),
            K::OtherEncoding { name } => format!("the document is {name}, want UTF-8"),
            K::Compressed { with } => format!("the document is compressed with {with}, want JSON"),
            K::Unexpected { got, want } => format!("got {}, want {want}", readable(*got)),
            K::UnexpectedEnd { want } => format!("the document ends too early, want {want}"),
            K::UnclosedString => "this string has no closing quotation mark".to_owned(),
            K::TrailingComma => "a comma with nothing after it".to_owned(),
            K::ExtraComma => "an extra comma".to_owned(),
            K::MissingComma => "a comma is missing before this".to_owned(),
            K::Comment => "JSON has no comments".to_owned(),
            K::NotFinite => "JSON has no NaN or Infinity".to_owned(),
            K::ForeignLiteral { word } => format!("JSON has no literal `{word}`"),
            K::SingleQuotes => "got a single quotation mark, want a double one".to_owned(),
            K::UnquotedKey => "a key without quotation marks".to_owned(),
            K::LeadingZero => "a number cannot have leading zeros".to_owned(),
            K::LeadingPlus => "a number cannot begin with `+`".to_owned(),
            K::MissingDigit => "a digit is missing in this number".to_owned(),
            K::Hexadecimal => "JSON has no hexadecimal numbers".to_owned(),
            K::ControlCharacter { code } => {
                format!("control character U+{code:04X} in a string must be escaped")
            }
            K::InvalidEscape { got } => format!("JSON has no escape `\\` + {}", readable(*got)),
            K::InvalidUnicodeEscape => "`\\u` needs four hexadecimal digits".to_owned(),
            K::LoneSurrogate => "half of a surrogate pair is not a character".to_owned(),
            K::TrailingContent => "unexpected content after the document's value".to_owned(),
            K::TooDeep { limit } => format!("nested deeper than the limit of {limit}"),
            K::TooLong => "the document is 4 GiB or larger".to_owned(),
            K::TooLarge { what, why, limit } => {
                format!("{what} has more than {limit} bytes and must be read as a whole: {why}")
            }
            K::Unreadable { reason } => format!("the document cannot be read: {reason}"),
            K::Changed => "the file changed while it was read".to_owned(),
            K::MergeConflict => "an unresolved merge conflict".to_owned(),
            K::Converted { message, .. } => message.clone(),
        }
    }

    /// Returns a label of a few words for the source excerpt.
    #[must_use]
    pub fn label(&self) -> &'static str {
        use SyntaxErrorKind as K;
        match &self.kind {
            K::Empty | K::UnexpectedEnd { .. } => "ends here",
            K::InvalidUtf8 { .. } | K::OtherEncoding { .. } => "not UTF-8",
            K::Compressed { .. } => "not text",
            K::UnclosedString | K::TooLarge { .. } => "begins here",
            K::TrailingComma | K::ExtraComma => "superfluous",
            K::MissingComma => "want `,` before this",
            K::TooDeep { .. } => "one level too deep",
            K::MergeConflict => "conflict marker",
            K::Unreadable { .. } => "not read",
            K::Changed => "changed during the run",
            K::Converted { label, .. } => label,
            _ => "not JSON from here on",
        }
    }

    /// Returns advice for correcting the error, or `None` if the message is enough.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        use SyntaxErrorKind as K;
        let help = match &self.kind {
            K::Empty => "write `{}` for a document without records",
            K::Compressed { .. } => "unpack it, and name the unpacked file in `documents`",
            K::InvalidUtf8 { .. } | K::OtherEncoding { .. } => {
                "save the file as UTF-8 (RFC 8259 section 8.1), for example with `iconv -t UTF-8`"
            }
            K::UnclosedString => {
                "close it with `\"`; write a line break inside a string as `\\n` and a quotation mark as `\\\"`"
            }
            K::TrailingComma | K::ExtraComma => "remove the comma",
            K::MissingComma => "put a comma between two values or members",
            K::Comment => "move the remark into a separate field, such as \"note\"",
            K::NotFinite => "use null, or omit the member, if there is no number",
            K::ForeignLiteral { .. } => "JSON has the literals true, false and null",
            K::SingleQuotes | K::UnquotedKey => "put it in double quotation marks",
            K::LeadingZero => "remove the zeros; write a code with leading zeros as a string",
            K::LeadingPlus => "remove the `+`",
            K::MissingDigit => "write at least one digit before and after `.` and after `e`",
            K::Hexadecimal => "write it in decimal digits, or as a string",
            K::ControlCharacter { code } => return Some(control_help(*code)),
            K::Converted { help, .. } => return help.clone(),
            K::InvalidEscape { .. } => {
                "JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX; write a backslash as \\\\"
            }
            K::InvalidUnicodeEscape => "write, for example, \\u00e9",
            K::LoneSurrogate => {
                "write the character itself, or both halves of the pair, for example \\ud83d\\ude00"
            }
            K::TrailingContent => "put the values into one array, or use JSON Lines (.jsonl)",
            K::TooDeep { .. } => "raise the limit with `depth` in the rulebook if this is intended",
            K::TooLong => "split it into several documents",
            K::TooLarge { .. } => {
                "raise the limit with `largest` in the rulebook if this is intended and there is enough memory"
            }
            K::Changed => "run again",
            K::MergeConflict => "resolve the conflict and remove the marker lines",
            K::Unexpected { .. } | K::UnexpectedEnd { .. } | K::Unreadable { .. } => return None,
        };
        Some(help.to_owned())
    }
}

fn control_help(code: u8) -> String {
    match code {
        b'\n' => "write a line break as \\n".to_owned(),
        b'\t' => "write a tab as \\t".to_owned(),
        b'\r' => "write a carriage return as \\r".to_owned(),
        _ => format!("write it as \\u{code:04x}, or remove it"),
    }
}

fn readable(character: char) -> String {
    if character.is_control() || character.is_whitespace() {
        format!("U+{:04X}", u32::from(character))
    } else {
        format!("`{character}`")
    }
}
