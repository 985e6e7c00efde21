//! The list of rule kinds. One word registers a kind; its code is in `rules/<kind>.rs` and its page,
//! which also runs as its test, in `rules/<kind>.md`.

use crate::finding::Level;
use crate::parameters::{Arguments, Parameter};
use crate::rule::AnyRule;

/// A kind of rule.
#[derive(Debug)]
pub struct Kind {
    /// Its name in the rulebook.
    pub name: &'static str,
    /// What it finds, in one line.
    pub about: &'static str,
    /// The level of its rules where the rulebook sets none.
    pub level: Level,
    /// What its rules are given.
    pub parameters: &'static [Parameter],
    /// How a rule of the kind comes about.
    pub origin: Origin,
    /// Its page, in Markdown.
    pub page: &'static str,
}

/// How a rule of a kind comes about.
#[derive(Debug, Clone, Copy)]
pub enum Origin {
    /// A rulebook defines it.
    Rulebook(fn(&mut Arguments<'_>) -> Option<Box<dyn AnyRule>>),
    /// It is always there, and visits records as a rule of the rulebook does.
    BuiltIn(fn(&mut Arguments<'_>) -> Option<Box<dyn AnyRule>>),
    /// It is always there, and is part of reading files.
    Reading,
}

impl Kind {
    /// Whether rules of the kind are there without a rulebook asking for them; their id is the
    /// kind's name.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        !matches!(self.origin, Origin::Rulebook(_))
    }
}

/// The kind with a name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

macro_rules! kinds {
    ($($module:ident),+ $(,)?) => {
        $(pub(crate) mod $module;)+

        /// Every kind: first those that are part of reading, then those that look at any JSON, then
        /// those that look at claims.
        pub const KINDS: &[&Kind] = &[$(&$module::KIND),+];
    };
}

kinds!(
    rulebook,
    idle,
    ledger,
    baseline,
    syntax,
    byte_order_mark,
    duplicate_key,
    number,
    date,
    schema,
    snapshot,
    unique,
    reference,
    orphan,
    acyclic,
    inverse,
    presence,
    date_range,
    date_inside,
    overlap,
    count,
    sum,
    order,
    filled,
    similar,
    codelist,
    compare,
    pattern,
    assert,
    signature,
    quote,
    value_in_quote,
    citation,
    corroboration,
    coverage,
    conflict,
    agreement,
);
