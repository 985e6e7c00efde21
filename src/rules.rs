//! The list of rule kinds. A kind consists of a module and a line in [`KINDS`]. Its code is in
//! `rules/<kind>.rs`. Its page is in `rules/<kind>.md`; the examples on the page are also its tests.
//! `cargo xtask new-rule` creates all of these.

pub(crate) mod acyclic;
pub(crate) mod agreement;
pub(crate) mod assert;
pub(crate) mod baseline;
pub(crate) mod byte_order_mark;
pub(crate) mod citation;
pub(crate) mod codelist;
pub(crate) mod compare;
pub(crate) mod conflict;
pub(crate) mod corroboration;
pub(crate) mod count;
pub(crate) mod coverage;
pub(crate) mod date;
pub(crate) mod date_inside;
pub(crate) mod date_range;
pub(crate) mod determines;
pub(crate) mod duplicate_key;
pub(crate) mod file;
pub(crate) mod filled;
pub(crate) mod idle;
pub(crate) mod inverse;
pub(crate) mod is_a;
pub(crate) mod ledger;
pub(crate) mod number;
pub(crate) mod order;
pub(crate) mod orphan;
pub(crate) mod overlap;
pub(crate) mod pattern;
pub(crate) mod presence;
pub(crate) mod quote;
pub(crate) mod reference;
pub(crate) mod rulebook;
pub(crate) mod schema;
pub(crate) mod signature;
pub(crate) mod similar;
pub(crate) mod snapshot;
pub(crate) mod sum;
pub(crate) mod syntax;
pub(crate) mod unique;
pub(crate) mod value_in_quote;

use crate::finding::Level;
use crate::parameters::{Arguments, Parameter};
use crate::rule::DynRule;

/// All kinds, in the order in which they are shown to people. A test compares this list with the files in
/// `rules`.
pub const KINDS: &[&Kind] = &[
    // Built in.
    &rulebook::KIND,
    &idle::KIND,
    &ledger::KIND,
    &baseline::KIND,
    &syntax::KIND,
    &byte_order_mark::KIND,
    &duplicate_key::KIND,
    &number::KIND,
    &date::KIND,
    &schema::KIND,
    &snapshot::KIND,
    // For any JSON.
    &unique::KIND,
    &reference::KIND,
    &orphan::KIND,
    &acyclic::KIND,
    &inverse::KIND,
    &presence::KIND,
    &date_range::KIND,
    &date_inside::KIND,
    &overlap::KIND,
    &count::KIND,
    &sum::KIND,
    &order::KIND,
    &filled::KIND,
    &similar::KIND,
    &codelist::KIND,
    &compare::KIND,
    &pattern::KIND,
    &assert::KIND,
    &is_a::KIND,
    &file::KIND,
    &determines::KIND,
    // For claims.
    &signature::KIND,
    &quote::KIND,
    &value_in_quote::KIND,
    &citation::KIND,
    &corroboration::KIND,
    &coverage::KIND,
    &conflict::KIND,
    &agreement::KIND,
];

/// A kind of rule.
#[derive(Debug)]
pub struct Kind {
    /// The kind's name in the rulebook.
    pub name: &'static str,
    /// A description of the kind's findings, in one line.
    pub about: &'static str,
    /// The level of the kind's rules if the rulebook sets none.
    pub level: Level,
    /// The parameters of the kind's rules.
    pub parameters: &'static [Parameter],
    /// The origin of the kind's rules.
    pub origin: Origin,
    /// The kind's page, in Markdown.
    pub page: &'static str,
}

/// The origin of a kind's rules.
#[derive(Debug, Clone, Copy)]
pub enum Origin {
    /// A rulebook defines the rules.
    Rulebook(fn(&mut Arguments<'_>) -> Option<Box<dyn DynRule>>),
    /// The rule is built in, and visits records like a rule of the rulebook.
    BuiltIn(fn(&mut Arguments<'_>) -> Option<Box<dyn DynRule>>),
    /// The rule is built in, and does not check records, but documents, the rulebook or the ledger.
    Standalone,
}

impl Kind {
    /// Checks whether the kind's rule exists without an entry in the rulebook. The id of such a rule is the
    /// kind's name.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        !matches!(self.origin, Origin::Rulebook(_))
    }
}

/// Returns the kind with this name, or `None` if there is no such kind.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
