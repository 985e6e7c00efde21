//! Parser for the grammar of ECMA-262 section 22.2.1 with the `u` flag, named groups and modifiers.

mod groups;

use super::class::{Class, DIGITS, LINE_ENDS, SPACE, WORD, escaped};
use super::property::reason_against;
use super::{Invalid, Pattern, Piece};
use groups::{Group, Scope};
use std::collections::BTreeMap;

/// Syntax characters and `/`: the characters that may be escaped.
const SYNTAX: &str = r"^$\.*+?()[]{}|/";

/// Parses an expression.
pub(super) fn parse(text: &str) -> Result<Pattern, Invalid> {
    let mut parser = Parser {
        rest: text,
        pieces: Vec::new(),
        groups: 0,
        names: BTreeMap::new(),
        open: Vec::new(),
        scopes: vec![Scope::default()],
        dot_matches_all: false,
        needs_rewriting: false,
        needless_escape: None,
    };
    parser.pattern()?;
    parser.resolve_names()?;
    if let Some(reason) = parser.needless_escape {
        return Err(Invalid { reason, is_needless_escape: true });
    }
    Ok(Pattern { pieces: parser.pieces, needs_rewriting: parser.needs_rewriting })
}

struct Parser<'t> {
    rest: &'t str,
    pieces: Vec<Piece>,
    /// Number of capturing groups so far.
    groups: usize,
    names: BTreeMap<String, Vec<usize>>,
    open: Vec<Group>,
    /// The names in the whole expression and in each open group, the innermost last.
    scopes: Vec<Scope>,
    dot_matches_all: bool,
    needs_rewriting: bool,
    /// The first escape that is only valid without the flag `u`.
    needless_escape: Option<String>,
}

/// The element before a quantifier.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Atom,
    Assertion,
    Quantifier,
}

fn invalid<T>(reason: impl Into<String>) -> Result<T, Invalid> {
    Err(Invalid { reason: reason.into(), is_needless_escape: false })
}

impl Parser<'_> {
    fn pattern(&mut self) -> Result<(), Invalid> {
        let mut before = Before::Nothing;
        while let Some(next) = self.take() {
            before = match next {
                '^' | '$' => self.text(next.to_string(), Before::Assertion),
                '|' => self.next_alternative(),
                '(' => self.open_group()?,
                ')' => self.close_group()?,
                '*' | '+' | '?' => self.quantifier(next.to_string(), before)?,
                '{' => {
                    let counts = self.counts()?;
                    self.quantifier(counts, before)?
                }
                '}' | ']' => return invalid(format!("`{next}` must be escaped")),
                '.' => {
                    let ends = if self.dot_matches_all { &[] } else { LINE_ENDS };
                    self.class_piece(Class::of(ends, true))
                }
                '[' => {
                    let class = self.class()?;
                    self.class_piece(class)
                }
                '\\' => self.escape()?,
                _ => self.text(escaped(next, false), Before::Atom),
            };
        }
        if self.open.is_empty() { Ok(()) } else { invalid("a group is not closed") }
    }

    fn take(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = self.rest.get(next.len_utf8()..)?;
        Some(next)
    }

    fn take_if(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Consumes the text up to and including a delimiter; returns the text before it.
    fn take_until(&mut self, end: char) -> Option<&str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }

    fn text(&mut self, text: String, kind: Before) -> Before {
        self.pieces.push(Piece::Text(text));
        kind
    }

    fn class_piece(&mut self, class: Class) -> Before {
        self.pieces.push(Piece::Class(class));
        Before::Atom
    }

    fn quantifier(&mut self, mut written: String, before: Before) -> Result<Before, Invalid> {
        match before {
            Before::Atom => {}
            Before::Nothing => {
                return invalid(format!("there is nothing for `{written}` to repeat"));
            }
            Before::Assertion => {
                return invalid(format!("`{written}` cannot repeat an assertion"));
            }
            Before::Quantifier => {
                return invalid(format!("`{written}` follows another quantifier"));
            }
        }
        if self.take_if("?") {
            written.push('?');
        }
        Ok(self.text(written, Before::Quantifier))
    }

    /// Parses `{n}`, `{n,}` or `{n,m}` after the opening brace.
    fn counts(&mut self) -> Result<String, Invalid> {
        let bare = || invalid("`{` must be escaped unless it begins a quantifier");
        let Some(inside) = self.take_until('}') else { return bare() };
        let inside = inside.to_owned();
        let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
        let are_digits = |text: &str| text.chars().all(|each| each.is_ascii_digit());
        if least.is_empty() || !are_digits(least) || !are_digits(most) {
            return bare();
        }
        let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
        if !most.is_empty() && number(most) < number(least) {
            return invalid(format!("`{{{inside}}}` has a minimum above its maximum"));
        }
        Ok(format!("{{{inside}}}"))
    }

    /// Parses the name of a group up to its `>`.
    fn group_name(&mut self) -> Result<String, Invalid> {
        let mut name = String::new();
        loop {
            let next = match self.take() {
                Some('>') if !name.is_empty() => return Ok(name),
                Some('\\') if self.take_if("u") => char::from_u32(self.unicode_escape()?),
                next => next,
            };
            let fits = |next: &char| {
                let later = next.is_alphanumeric() || "\u{200C}\u{200D}".contains(*next);
                "$_".contains(*next) || next.is_alphabetic() || (later && !name.is_empty())
            };
            match next.filter(fits) {
                Some(next) => name.push(next),
                None => return invalid("the name of a group is not an identifier"),
            }
        }
    }

    /// Parses an escape outside a class, after the backslash.
    fn escape(&mut self) -> Result<Before, Invalid> {
        if let Some(class) = self.class_escape()? {
            return Ok(self.class_piece(class));
        }
        let Some(next) = self.take() else { return invalid("`\\` escapes nothing") };
        match next {
            'b' | 'B' => {
                self.needs_rewriting = true;
                self.pieces.push(Piece::Boundary { is_none: next == 'B' });
                Ok(Before::Assertion)
            }
            'k' => {
                if !self.take_if("<") {
                    return invalid("`\\k` needs the name of a group, as in `\\k<name>`");
                }
                let name = self.group_name()?;
                self.needs_rewriting = true;
                // `resolve_names` replaces the name when all names are known.
                self.pieces.push(Piece::Text(format!("{NAME}{name}")));
                Ok(Before::Atom)
            }
            '1'..='9' => {
                let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
                let (more, rest) = self.rest.split_at(digits);
                let number = format!("{next}{more}").parse().unwrap_or(usize::MAX);
                self.rest = rest;
                self.needs_rewriting = true;
                self.pieces.push(Piece::BackReference(vec![number]));
                Ok(Before::Atom)
            }
            _ => {
                let point = self.character(next, false)?;
                Ok(match char::from_u32(point) {
                    Some(character) => self.text(escaped(character, false), Before::Atom),
                    // A lone surrogate never matches, because no text contains it.
                    None => self.class_piece(Class::default()),
                })
            }
        }
    }

    /// Parses a class escape such as `\d` or `\p{L}`. Returns `None` if another escape follows.
    fn class_escape(&mut self) -> Result<Option<Class>, Invalid> {
        let escapes = [("d", DIGITS), ("w", WORD), ("s", SPACE)];
        for (letter, ranges) in escapes {
            if self.take_if(letter) {
                return Ok(Some(Class::of(ranges, false)));
            }
            if self.take_if(&letter.to_uppercase()) {
                return Ok(Some(Class::of(ranges, true)));
            }
        }
        let letter = if self.take_if("p") {
            'p'
        } else if self.take_if("P") {
            'P'
        } else {
            return Ok(None);
        };
        let is_word = |text: &str| {
            !text.is_empty() && text.chars().all(|each| each.is_ascii_alphanumeric() || each == '_')
        };
        let inside = if self.take_if("{") { self.take_until('}') } else { None };
        match inside.filter(|inside| inside.splitn(2, '=').all(is_word)) {
            Some(inside) => match reason_against(inside) {
                Some(reason) => invalid(reason),
                None => Ok(Some(Class::of_property(format!("\\{letter}{{{inside}}}")))),
            },
            None => invalid(format!("`\\{letter}` needs a property, as in `\\{letter}{{L}}`")),
        }
    }

    /// Returns the code point of an escape whose first character has been consumed.
    fn character(&mut self, first: char, in_class: bool) -> Result<u32, Invalid> {
        let is_digit = |next: char| next.is_ascii_digit();
        Ok(match first {
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            '0' if !self.rest.starts_with(is_digit) => {
                self.needs_rewriting = true;
                0
            }
            'c' => match self.take().filter(char::is_ascii_alphabetic) {
                Some(letter) => u32::from(letter) % 32,
                None => return invalid("`\\c` must be followed by a letter"),
            },
            'x' => self.hexadecimal(2, "x")?,
            'u' => self.unicode_escape()?,
            '-' if in_class => u32::from('-'),
            _ if SYNTAX.contains(first) => u32::from(first),
            _ if !first.is_alphanumeric() => {
                let reason = format!("`\\{first}` need not be escaped: write `{first}`");
                self.needless_escape.get_or_insert(reason);
                u32::from(first)
            }
            _ => return invalid(format!("`\\{first}` is not an escape")),
        })
    }

    /// Parses the rest of a `\u` escape: four digits, a surrogate pair, or any number of digits in braces.
    fn unicode_escape(&mut self) -> Result<u32, Invalid> {
        if self.take_if("{") {
            let written = self.take_until('}').filter(|digits| !digits.is_empty());
            let digits = written.map(|digits| format!("0{}", digits.trim_start_matches('0')));
            let point = u32::from_str_radix(digits.as_deref().unwrap_or_default(), 16);
            return match point {
                Ok(point) if point <= u32::from(char::MAX) => Ok(point),
                _ => invalid("`\\u{` needs a code point in hexadecimal digits"),
            };
        }
        let first = self.hexadecimal(4, "u")?;
        if (0xD800..0xE000).contains(&first) {
            self.needs_rewriting = true;
        }
        let before = self.rest;
        if (0xD800..0xDC00).contains(&first) && self.take_if("\\u") {
            match self.hexadecimal(4, "u") {
                Ok(second) if (0xDC00..0xE000).contains(&second) => {
                    return Ok(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
                }
                _ => self.rest = before,
            }
        }
        Ok(first)
    }

    fn hexadecimal(&mut self, count: usize, letter: &str) -> Result<u32, Invalid> {
        let digits = self
            .rest
            .get(..count)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let point = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(point) = point else {
            return invalid(format!("`\\{letter}` needs {count} hexadecimal digits"));
        };
        self.rest = self.rest.get(count..).unwrap_or_default();
        Ok(point)
    }

    /// Parses a class after its opening bracket.
    fn class(&mut self) -> Result<Class, Invalid> {
        let mut class = Class { is_negated: self.take_if("^"), ..Class::default() };
        loop {
            if self.take_if("]") {
                self.needs_rewriting |= class.ranges.is_empty() && class.properties.is_empty();
                return Ok(class);
            }
            let first = self.class_atom()?;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            if !is_range || !self.take_if("-") {
                class.add(first);
                continue;
            }
            match (first.ranges.as_slice(), self.class_atom()?.ranges.as_slice()) {
                ([(low, same)], [(high, also)]) if low == same && high == also && low <= high => {
                    class.ranges.push((*low, *high));
                }
                _ => return invalid("a range in a class must go from lower to higher characters"),
            }
        }
    }

    fn class_atom(&mut self) -> Result<Class, Invalid> {
        let Some(next) = self.take() else { return invalid("a class is not closed") };
        if next != '\\' {
            return Ok(Class::of(&[(next.into(), next.into())], false));
        }
        if let Some(class) = self.class_escape()? {
            return Ok(class);
        }
        let Some(next) = self.take() else { return invalid("`\\` escapes nothing") };
        let point = if next == 'b' {
            self.needs_rewriting = true;
            0x08
        } else {
            self.character(next, true)?
        };
        Ok(Class::of(&[(point, point)], false))
    }

    /// Replaces the names of groups by their numbers.
    fn resolve_names(&mut self) -> Result<(), Invalid> {
        for piece in &mut self.pieces {
            let name = match piece {
                Piece::Text(text) => text.strip_prefix(NAME).map(str::to_owned),
                Piece::BackReference(groups) if groups.iter().any(|group| *group > self.groups) => {
                    return invalid("a back-reference names a group that does not exist");
                }
                _ => None,
            };
            let Some(name) = name else { continue };
            match self.names.get(&name) {
                Some(groups) => *piece = Piece::BackReference(groups.clone()),
                None => return invalid(format!("there is no group `{name}`")),
            }
        }
        Ok(())
    }
}

/// The beginning of a back-reference by name. No other piece begins with it.
const NAME: &str = "\\k";
