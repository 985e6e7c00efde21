//! The errors for mistakes in YAML, with their messages.

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

/// Returns the error for an alias inside of the value that it refers to.
pub(super) fn cycle(name: &str, range: Range<usize>) -> SyntaxError {
    let message = format!("the alias `*{name}` is inside its own anchor, so the value never ends");
    error(message, "refers to the value around it", None, range)
}

/// Returns the error for a document that its aliases make too large.
pub(super) fn too_many_aliases(limit: usize, range: Range<usize>) -> SyntaxError {
    let message =
        format!("with its aliases written out, the document would have more than {limit} bytes");
    let help =
        "write aliases that repeat less: the limit is 1 MiB plus ten times the size of the file";
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

/// Whether a message of the parser is about a tab.
pub(super) fn is_about_tab(message: &str) -> bool {
    message
        .split(|character: char| !character.is_alphabetic())
        .any(|word| word == "tab" || word == "tabs")
}

fn in_words(message: &str) -> String {
    if is_about_tab(message) {
        return "a tab where YAML wants spaces".to_owned();
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
        "while scanning a quoted scalar, found unexpected end of stream" => {
            "this text has no closing quotation mark"
        }
        "did not find expected <document start>" => "content after the end of the document's value",
        "invalid indentation" => "indented unlike the lines above",
        "while parsing a node, did not find expected node content" => "not a value",
        "while parsing node, found unknown anchor" => "no anchor comes before this alias",
        "unexpected eof" => "the document ends too early",
        other => return format!("not YAML: {}", other.trim_start_matches("while ")),
    };
    words.to_owned()
}

fn help(message: &str) -> Option<&'static str> {
    match message {
        _ if is_about_tab(message) => Some("indent with spaces"),
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
