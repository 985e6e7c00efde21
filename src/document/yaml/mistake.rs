//! The errors for mistakes in YAML, with their messages.

use super::characters::half;
use super::error;
use crate::document::syntax::SyntaxError;
use std::ops::Range;

/// Returns the error for a document without the line that begins front matter.
pub(super) fn no_front_matter(range: Range<usize>) -> SyntaxError {
    let help = "begin with a line `---`, the record as YAML, and another line `---`; or leave the file out with `exclude`";
    error("the document has no front matter", "want `---`", Some(help), range)
}

/// Returns the error for front matter that does not end.
pub(super) fn unclosed_front_matter(range: Range<usize>) -> SyntaxError {
    error("the front matter does not end", "begins here", Some("end it with a line `---`"), range)
}

/// Returns the error for front matter without a value.
pub(super) fn empty_front_matter(range: Range<usize>) -> SyntaxError {
    let help = "write the record as YAML before this line, or `{}` for a record without fields";
    error("the front matter is empty, want a YAML value", "ends here", Some(help), range)
}

/// Returns the error for a text without documents.
pub(super) fn empty(range: Range<usize>) -> SyntaxError {
    let help = "write `{}` for a document without records";
    error("the document is empty, want a YAML value", "ends here", Some(help), range)
}

/// Returns the error for an alias whose anchor does not exist.
pub(super) fn unknown_anchor(name: &str, range: Range<usize>) -> SyntaxError {
    let message = format!("no anchor `&{name}` comes before this alias");
    error(
        message,
        "unknown alias",
        Some("an alias names an anchor of the same YAML document"),
        range,
    )
}

/// Returns the error for an alias inside the value that it refers to.
pub(super) fn cycle(name: &str, range: Range<usize>) -> SyntaxError {
    let message = format!("the alias `*{name}` is inside its own anchor, so the value never ends");
    error(message, "refers to the value around it", None, range)
}

/// Returns the error for a document that its aliases make too large.
pub(super) fn too_many_aliases(limit: usize, range: Range<usize>) -> SyntaxError {
    let message =
        format!("with its aliases written out, the document would have more than {limit} bytes");
    let help = "write aliases that repeat less: the limit is ten times the size of the file plus 1 MiB, but in large files three times their size or `largest` bytes";
    error(message, "one alias too many", Some(help), range)
}

/// Returns the error for a tag that is not in the core schema.
pub(super) fn foreign_tag(tag: &str, range: Range<usize>) -> SyntaxError {
    let message = format!("the tag `{tag}` has no meaning here");
    let help =
        "remove it: only the tags of YAML's core schema are known, such as `!!str` and `!!int`";
    error(message, "unknown tag", Some(help), range)
}

/// Returns the error for a value that does not have the type of its tag.
pub(super) fn wrong_tag(text: &str, range: Range<usize>) -> SyntaxError {
    let text = crate::words::truncated(text, 40);
    error(
        format!("`{text}` does not have the type that its tag names"),
        "does not fit its tag",
        None,
        range,
    )
}

/// Returns the error for a key that is an object or an array.
pub(super) fn complex_key(range: Range<usize>) -> SyntaxError {
    error(
        "a key is an object or an array, want a text",
        "not a text",
        Some("JSON has only texts as keys"),
        range,
    )
}

/// Returns the error for a member without a key.
pub(super) fn no_key(range: Range<usize>) -> SyntaxError {
    error("a member has no key", "want a key", Some("write a text before the `:`"), range)
}

/// Returns the error for a merge key whose value is not an object.
pub(super) fn wrong_merge(range: Range<usize>) -> SyntaxError {
    error("the alias after `<<` does not refer to an object", "merged here", None, range)
}

/// The message for brackets that are nested too deeply for the parser.
const TOO_DEEP_IN_BRACKETS: &str = "brackets are nested deeper than 255 levels";

/// Returns the error that corresponds to a message of the parser.
pub(super) fn of_parser(message: &str, range: Range<usize>) -> SyntaxError {
    let help = help(message);
    error(in_words(message), "not YAML from here on", help, range)
}

/// Returns the error for a tab in an indentation.
pub(super) fn tab(range: Range<usize>) -> SyntaxError {
    error("a tab where YAML wants spaces", "a tab", Some("indent with spaces"), range)
}

/// Returns the error for a control character.
pub(super) fn control_character(character: char, range: Range<usize>) -> SyntaxError {
    let message =
        format!("the control character U+{:04X}, which YAML does not allow", u32::from(character));
    let help = "remove it, or write it as an escape such as `\\x01` in double quotation marks";
    error(message, "not allowed", Some(help), range)
}

/// Returns the error for a version of YAML that is not 1.
pub(super) fn other_version(version: &str, range: Range<usize>) -> SyntaxError {
    error(format!("the version of YAML is {version}, want 1.2"), "another version", None, range)
}

/// Returns the error for an escape that YAML does not have.
pub(super) fn escape(written: &str, range: Range<usize>) -> SyntaxError {
    if half(written).is_some() {
        let message = format!("`{written}` is half of a surrogate pair, want both halves");
        return error(message, "half of a character", None, range);
    }
    let message = match written.chars().nth(1) {
        Some('x') => format!("`{written}` is no escape, want two hexadecimal digits after `\\x`"),
        Some('u') => format!("`{written}` is no escape, want four hexadecimal digits after `\\u`"),
        Some('U') => format!(
            "`{written}` is no escape, want the eight hexadecimal digits of a character after `\\U`"
        ),
        _ => format!("`{written}` is no escape"),
    };
    let help = "write `\\\\` for a backslash, or put the text in single quotation marks";
    error(message, "unknown escape", Some(help), range)
}

/// Returns the error for a text whose closing quotation mark is probably missing.
pub(super) fn unclosed_quote(range: Range<usize>) -> SyntaxError {
    let help = "close it in the same line, or indent its other lines";
    error("this text has no closing quotation mark", "begins here", Some(help), range)
}

/// Returns the error for a text after a closing quotation mark.
pub(super) fn after_quote(is_single: bool, range: Range<usize>) -> SyntaxError {
    let help = match is_single {
        true => "inside of single quotation marks, write an apostrophe twice: `'it''s'`",
        false => "inside of double quotation marks, write a quotation mark as `\\\"`",
    };
    error("text after the closing quotation mark", "not part of the text", Some(help), range)
}

/// Returns the error for a bracket or brace that is not closed.
pub(super) fn unclosed_bracket(bracket: &str, range: Range<usize>) -> SyntaxError {
    let (message, help) = match bracket.starts_with('[') {
        true => ("a list in brackets is not closed", "close it with `]`"),
        false => ("an object in braces is not closed", "close it with `}`"),
    };
    error(message, "opened here", Some(help), range)
}

/// Returns the error for a second anchor of a value.
pub(super) fn second_anchor(range: Range<usize>) -> SyntaxError {
    error("a second anchor or tag of the same value, want one", "again here", None, range)
}

/// Returns the error for an alias that has an anchor or a tag.
pub(super) fn alias_with_anchor(range: Range<usize>) -> SyntaxError {
    let message = "an alias after an anchor or a tag: an alias is already the value of its anchor";
    error(message, "want a value", None, range)
}

/// Whether a message of the parser is about a tab.
pub(super) fn is_about_tab(message: &str) -> bool {
    message
        .split(|character: char| !character.is_alphabetic())
        .any(|word| word == "tab" || word == "tabs")
}

fn in_words(message: &str) -> String {
    if let Some(character) = message.strip_prefix("unexpected character: `") {
        return match character.trim_end_matches('\'') {
            "`" => "a text cannot begin with a backtick".to_owned(),
            character => format!("a text cannot begin with `{character}`"),
        };
    }
    let words = match message {
        "recursion limit exceeded" => TOO_DEEP_IN_BRACKETS,
        "mapping values are not allowed in this context" | "illegal placement of ':' indicator" => {
            "a `: ` where no key can be"
        }
        "mapping keys are not allowed in this context" => "a key where none can be",
        "block sequence entries are not allowed in this context" => {
            "a `- ` where no list can begin"
        }
        "\"-\" is only valid inside a block" => "a `- ` inside of brackets",
        "plain scalar cannot start with '-' followed by ,[]{}" => {
            "a text cannot begin with `-` and a bracket or a comma"
        }
        "simple key expect ':'" | "simple key expected" => "a key without `:`",
        "while parsing a block mapping, did not find expected key" => {
            "not a key of the object that begins above"
        }
        "while parsing a block collection, did not find expected '-' indicator" => {
            "not an element of the list that begins above"
        }
        "while parsing a flow sequence, expected ',' or ']'" => {
            "a list in brackets continues without `,` or `]`"
        }
        "while parsing a flow mapping, did not find expected ',' or '}'" => {
            "an object in braces continues without `,` or `}`"
        }
        "while scanning a block scalar, did not find expected comment or line break" => {
            "text in the line of `|` or `>`, want it in the next line"
        }
        "comment intercepting the multiline text" => "a comment inside of a text of several lines",
        "misplaced bracket" => "a bracket that closes nothing",
        "the handle wasn't declared" => "the tag has no meaning here: its handle is not declared",
        "invalid content after document end marker" => "content after the line `...`, want `---`",
        "while scanning an anchor or alias, did not find expected alphabetic or numeric character" => {
            "an anchor or alias without a name"
        }
        "did not find expected <document start>" => "content after the end of the document's value",
        "invalid indentation" | "invalid indentation in flow construct" => {
            "indented unlike the lines above"
        }
        "expected whitespace" => "want a space",
        "while parsing a node, did not find expected node content" => "not a value",
        "while parsing node, found unknown anchor" => "no anchor comes before this alias",
        "unexpected eof" | "unexpected end of plain scalar" => "the document ends too early",
        other => return format!("not YAML: {}", other.trim_start_matches("while ")),
    };
    words.to_owned()
}

fn help(message: &str) -> Option<&'static str> {
    match message {
        "mapping values are not allowed in this context" => {
            Some("put a text with `: ` in quotation marks")
        }
        "while parsing a block mapping, did not find expected key"
        | "while parsing a block collection, did not find expected '-' indicator"
        | "invalid indentation" => {
            Some("indent what belongs together by the same number of spaces")
        }
        _ if message.starts_with("unexpected character") => {
            Some("put a text that begins with this character in quotation marks")
        }
        _ => None,
    }
}
