//! Regular expressions: I-Regexp (RFC 9485), executed by the linear-time engine of `regex`.

use regex::{Regex, RegexBuilder};

/// Maximum size of a compiled pattern in a rule, in bytes.
pub(super) const LITERAL_SIZE_LIMIT: usize = 10 << 20;

/// Maximum size of a compiled pattern read from a document, in bytes.
pub(super) const DYNAMIC_SIZE_LIMIT: usize = 1 << 20;

/// Maximum length of a regular expression in bytes. Compiling a longer one may take seconds, and gigabytes of memory.
const MAX_PATTERN_BYTES: usize = 100_000;

/// Returns the reason why a regular expression is not compiled if it is too long.
pub(crate) fn too_long_pattern(pattern: &str) -> Option<String> {
    let length = pattern.len();
    (length > MAX_PATTERN_BYTES).then(|| {
        let [length, most] = [length, MAX_PATTERN_BYTES].map(crate::words::grouped);
        format!("the pattern has {length} bytes, want at most {most}")
    })
}

/// Compiles an I-Regexp. If `whole` is set, the pattern must match the whole text, otherwise any part of the
/// text.
///
/// An unescaped `^` or `$` outside brackets is an anchor, as in the mapping of RFC 9485 section 5.
///
/// # Errors
/// Returns the reason, in one sentence, if the pattern is not an I-Regexp or is too large.
pub(super) fn compile(pattern: &str, whole: bool, size_limit: usize) -> Result<Regex, String> {
    if let Some(reason) = too_long_pattern(pattern) {
        return Err(reason);
    }
    let translated = Translation::of(pattern)?;
    let anchored = if whole { format!(r"\A(?:{translated})\z") } else { translated };
    let built = RegexBuilder::new(&anchored).size_limit(size_limit).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(limit) => {
            format!("the pattern needs more than {limit} bytes when compiled, want a smaller one")
        }
        error => {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default();
            format!("got a pattern that does not compile: {}", reason.trim_start_matches("error: "))
        }
    })
}

/// Whether a pattern has no special characters, and therefore matches only its own text.
pub(super) fn is_plain(pattern: &str) -> bool {
    !pattern.contains(['.', '\\', '?', '*', '+', '{', '}', '(', ')', '[', ']', '|', '^', '$'])
}

/// Translates an I-Regexp to the syntax of `regex`, character by character.
struct Translation<'p> {
    rest: &'p str,
    output: String,
}

impl Translation<'_> {
    fn of(pattern: &str) -> Result<String, String> {
        let mut translation =
            Translation { rest: pattern, output: String::with_capacity(pattern.len()) };
        translation.branches()?;
        Ok(translation.output)
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next();
        self.rest = characters.as_str();
        character
    }

    fn eat(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Translates `i-regexp`, with a counter instead of recursion.
    fn branches(&mut self) -> Result<(), String> {
        let mut open = 0_usize;
        let mut is_after_atom = false;
        while let Some(character) = self.next() {
            let is_quantifier = matches!(character, '*' | '+' | '?' | '{');
            if is_quantifier && !is_after_atom {
                return Err(format!("got `{character}` with nothing before it to repeat"));
            }
            match character {
                '(' => {
                    open += 1;
                    self.output.push_str("(?:");
                }
                ')' if open == 0 => return Err("got `)` without `(`, want `\\)`".to_owned()),
                ')' => {
                    open -= 1;
                    self.output.push(')');
                }
                '{' => self.range_quantifier()?,
                '.' => self.output.push_str(r"[^\n\r]"),
                '[' => self.class()?,
                '\\' => self.escape()?,
                ']' | '}' => {
                    return Err(format!("got `{character}` alone, want `\\{character}`"));
                }
                other => self.output.push(other),
            }
            is_after_atom = !is_quantifier && !matches!(character, '(' | '|');
        }
        if open > 0 {
            return Err("got `(` without `)`".to_owned());
        }
        Ok(())
    }

    /// Translates `range-quantifier` after its `{`.
    fn range_quantifier(&mut self) -> Result<(), String> {
        let wrong = || "got `{` without a number of repetitions, such as `{2}`, `{2,}` or `{2,3}`, want `\\{` for the character";
        let (range, rest) = self.rest.split_once('}').ok_or_else(wrong)?;
        let (least, most) = range.split_once(',').unwrap_or((range, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() || !is_number(least) || !is_number(most) {
            return Err(wrong().to_owned());
        }
        self.output.extend(["{", range, "}"]);
        self.rest = rest;
        Ok(())
    }

    /// Translates `SingleCharEsc / charClassEsc` after the backslash.
    fn escape(&mut self) -> Result<(), String> {
        if self.category()? {
            return Ok(());
        }
        let character = self.escaped_character()?;
        self.push_literal(character);
        Ok(())
    }

    /// Translates `catEsc / complEsc` after the backslash. Returns false if there is no such escape.
    fn category(&mut self) -> Result<bool, String> {
        let Some(letter @ ('p' | 'P')) = self.rest.chars().next() else { return Ok(false) };
        let after_letter = self.rest.get(1..).unwrap_or_default();
        let category = after_letter.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match category {
            Some((name, rest)) if is_category(name) => {
                self.output.extend(["\\", letter.encode_utf8(&mut [0; 4]), "{", name, "}"]);
                self.rest = rest;
                Ok(true)
            }
            _ => Err(format!(
                "got `\\{letter}` without a general category of Unicode, want for example `\\{letter}{{L}}` or `\\{letter}{{Lu}}`"
            )),
        }
    }

    /// Reads `SingleCharEsc` after the backslash, and returns the character that it denotes.
    fn escaped_character(&mut self) -> Result<char, String> {
        let Some(character) = self.next() else {
            return Err("got a backslash at the end, want `\\\\`".to_owned());
        };
        let want = match character {
            'n' => return Ok('\n'),
            'r' => return Ok('\r'),
            't' => return Ok('\t'),
            '('..='+' | '-' | '.' | '?' | '['..='^' | '{'..='}' => return Ok(character),
            'd' => "`[0-9]` or `\\p{Nd}`",
            'D' => "`[^0-9]` or `\\P{Nd}`",
            'w' => "`[A-Za-z0-9_]` or `[\\p{L}\\p{N}_]`",
            'W' => "`[^A-Za-z0-9_]` or `[^\\p{L}\\p{N}_]`",
            's' => "`[ \\t\\n\\r]` or `\\p{Zs}`",
            'S' => "`[^ \\t\\n\\r]` or `\\P{Zs}`",
            '$' => "`[$]`",
            _ if character.is_alphanumeric() => "an escape of I-Regexp",
            _ => "the character without the backslash",
        };
        Err(format!("got `\\{character}`, which I-Regexp (RFC 9485) does not support, want {want}"))
    }

    /// Translates `charClassExpr` after its `[`.
    fn class(&mut self) -> Result<(), String> {
        self.output.push('[');
        if !self.rest.starts_with("^]") && self.eat("^") {
            self.output.push('^');
        }
        let mut is_empty = true;
        if self.eat("-") {
            self.push_literal('-');
            is_empty = false;
        }
        loop {
            match self.next() {
                None => return Err("got `[` without `]`".to_owned()),
                Some(']') if is_empty => return Err("got empty brackets `[]`".to_owned()),
                Some(']') => break,
                Some('-') if self.rest.starts_with(']') => self.push_literal('-'),
                Some('\\') if self.category()? => {}
                Some(first) => self.class_range(first)?,
            }
            is_empty = false;
        }
        self.output.push(']');
        Ok(())
    }

    /// Translates `CCchar [ "-" CCchar ]` after its first character.
    fn class_range(&mut self, first: char) -> Result<(), String> {
        let first = self.class_character(first)?;
        self.push_literal(first);
        if self.rest.starts_with("-]") || !self.eat("-") {
            return Ok(());
        }
        let Some(last) = self.next() else { return Err("got `[` without `]`".to_owned()) };
        let last = self.class_character(last)?;
        self.output.push('-');
        self.push_literal(last);
        Ok(())
    }

    fn class_character(&mut self, character: char) -> Result<char, String> {
        match character {
            '\\' => self.escaped_character(),
            '[' | ']' | '-' => {
                Err(format!("got `{character}` inside brackets, want `\\{character}`"))
            }
            _ => Ok(character),
        }
    }

    /// Writes a character, escaped so that it matches only itself.
    fn push_literal(&mut self, character: char) {
        self.output.extend(character.escape_unicode());
    }
}

/// Whether a name matches `IsCategory`.
fn is_category(name: &str) -> bool {
    let mut characters = name.chars();
    let kinds = match characters.next() {
        Some('L') => "lmotu",
        Some('M') => "cen",
        Some('N') => "dlo",
        Some('P') => "cdefios",
        Some('Z') => "lps",
        Some('S') => "ckmo",
        Some('C') => "cfno",
        _ => return false,
    };
    match (characters.next(), characters.next()) {
        (None, _) => true,
        (Some(kind), None) => kinds.contains(kind),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
