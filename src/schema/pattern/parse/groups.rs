//! Groups: their beginnings, ends and names.

use super::{Before, Parser, invalid};
use crate::schema::pattern::{Invalid, Piece};
use std::collections::BTreeSet;

/// A group that has not been closed yet.
pub(super) struct Group {
    /// The number of the group, or `None` if it does not capture.
    number: Option<usize>,
    is_assertion: bool,
    /// The value of [`Parser::dot_matches_all`] outside the group.
    dot_matches_all: bool,
}

/// The names of the groups within a group, or within the whole expression.
#[derive(Default)]
pub(super) struct Scope {
    /// The names in the alternative that is being parsed.
    here: BTreeSet<String>,
    /// The names in the alternatives before it.
    elsewhere: BTreeSet<String>,
}

/// Merges two sets of names. Returns a name that is in both sets, or `None` if there is none. The smaller set is added
/// to the larger one, so that names in nested groups are not added once for each level.
fn merge(into: &mut BTreeSet<String>, mut from: BTreeSet<String>) -> Option<String> {
    if into.len() < from.len() {
        std::mem::swap(into, &mut from);
    }
    let mut twin = None;
    for name in from {
        if into.contains(&name) {
            twin.get_or_insert(name);
        } else {
            into.insert(name);
        }
    }
    twin
}

fn two_groups<T>(name: &str) -> Result<T, Invalid> {
    invalid(format!("two groups of one alternative have the name `{name}`"))
}

impl Parser<'_> {
    pub(super) fn open_group(&mut self) -> Result<Before, Invalid> {
        let around = self.dot_matches_all;
        let mut group = Group { number: None, is_assertion: false, dot_matches_all: around };
        let looks = ["?=", "?!", "?<=", "?<!"].into_iter().find(|look| self.take_if(look));
        if let Some(look) = looks {
            group.is_assertion = true;
            self.pieces.push(Piece::Text(format!("({look}")));
        } else if self.take_if("?:") {
            self.pieces.push(Piece::Text("(?:".to_owned()));
        } else if self.take_if("?<") {
            let name = self.group_name()?;
            self.begin_capture(&mut group);
            // The engines have different rules for names.
            self.needs_rewriting = true;
            self.name_group(&name)?;
        } else if self.take_if("?") {
            let flags = self.modifiers()?;
            self.needs_rewriting = true;
            self.pieces.push(Piece::Text(format!("(?{flags}:")));
        } else {
            self.begin_capture(&mut group);
        }
        self.open.push(group);
        self.scopes.push(Scope::default());
        Ok(Before::Nothing)
    }

    /// Gives the last group a name. Groups may only have the same name in different alternatives (ECMA-262, section
    /// 22.2.1.1).
    fn name_group(&mut self, name: &str) -> Result<(), Invalid> {
        self.names.entry(name.to_owned()).or_default().push(self.groups);
        match self.scopes.last_mut().is_none_or(|scope| scope.here.insert(name.to_owned())) {
            true => Ok(()),
            false => two_groups(name),
        }
    }

    /// Begins another alternative of the innermost group.
    pub(super) fn next_alternative(&mut self) -> Before {
        if let Some(scope) = self.scopes.last_mut() {
            let here = std::mem::take(&mut scope.here);
            merge(&mut scope.elsewhere, here);
        }
        self.text("|".to_owned(), Before::Nothing)
    }

    fn begin_capture(&mut self, group: &mut Group) {
        self.groups += 1;
        group.number = Some(self.groups);
        self.pieces.push(Piece::Open(self.groups));
    }

    /// Parses `ims-ims:`. Both engines support these letters.
    fn modifiers(&mut self) -> Result<String, Invalid> {
        let wrong = |text: &str| invalid(format!("`(?{text}` is not a group"));
        let end = self.rest.find([':', ')']).unwrap_or(self.rest.len());
        let (flags, after) = self.rest.split_at(end);
        let Some(after) = after.strip_prefix(':') else { return wrong(&format!("{flags})")) };
        let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
        let letters: Vec<char> = on.chars().chain(off.chars()).collect();
        let is_once = |letter: &char| letters.iter().filter(|other| *other == letter).count() == 1;
        let are_known = letters.iter().all(|letter| "ims".contains(*letter) && is_once(letter));
        if letters.is_empty() || !are_known {
            return wrong(&format!("{flags}:"));
        }
        if on.contains('s') {
            self.dot_matches_all = true;
        } else if off.contains('s') {
            self.dot_matches_all = false;
        }
        self.rest = after;
        Ok(flags.to_owned())
    }

    pub(super) fn close_group(&mut self) -> Result<Before, Invalid> {
        let Some(group) = self.open.pop() else { return invalid("`)` does not close a group") };
        let mut inner = self.scopes.pop().unwrap_or_default();
        merge(&mut inner.here, inner.elsewhere);
        let outer = self.scopes.last_mut();
        if let Some(name) = outer.and_then(|outer| merge(&mut outer.here, inner.here)) {
            return two_groups(&name);
        }
        self.dot_matches_all = group.dot_matches_all;
        self.pieces.push(match group.number {
            Some(number) => Piece::Close(number),
            None => Piece::Text(")".to_owned()),
        });
        Ok(if group.is_assertion { Before::Assertion } else { Before::Atom })
    }
}
