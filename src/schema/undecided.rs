//! Checks `pattern` with the backtracking engine, which may give up on a text. The `jsonschema` crate reports
//! only the first such text, and none if there are other errors. If it only checks whether a value is valid, as
//! for `not`, it treats the text as not matching. So a custom keyword replaces `pattern`. It accepts all texts on
//! which the engine gives up, and records them.

use super::files::{Engine, MAX_BACKTRACKS};
use super::representation::{Tape, TapeNode};
use super::rewriting::rewritten;
use super::sources::{SchemaPlace, Written};
use crate::document::{Pointer, Value};
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::paths::Location;
use jsonschema::{Keyword, PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value as Json, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The keyword that replaces each `pattern`.
pub(super) const KEYWORD: &str = "factlint:pattern";

/// Maximum number of texts that are tried one by one to find the texts on which errors depend. If there are
/// more texts, all of them are treated as relevant.
const MAX_SINGLE: usize = 16;

/// The byte offset of a text in its own document, and the name of a `pattern` that gives up on the text.
type Text = (u32, String);

/// Texts, each with the place of the `pattern` that gives up on it.
type Met = BTreeMap<Text, SchemaPlace>;

thread_local! {
    /// The texts on which the engine gave up on this thread, at places where the value must match the
    /// `pattern`.
    static MET: RefCell<Met> = const { RefCell::new(BTreeMap::new()) };
    /// The texts on which the engine gave up on this thread, at places where the value need not match the
    /// `pattern`, such as in `not`, `anyOf` and `if`.
    static MET_IN_PASSING: RefCell<Met> = const { RefCell::new(BTreeMap::new()) };
    /// The texts that are treated as not matching. All others are treated as matching.
    static REJECTED: RefCell<BTreeSet<Text>> = const { RefCell::new(BTreeSet::new()) };
}

/// Whether a value is valid, and the engine has not given up on any text in it.
pub(super) fn is_surely_valid(is_valid: impl Fn() -> bool) -> bool {
    forget();
    is_valid() && MET.with_borrow(Met::is_empty) && MET_IN_PASSING.with_borrow(Met::is_empty)
}

/// Calls `validate`. If the engine gave up on texts, calls it again and treats these texts as not matching. Returns
/// the errors that do not depend on any of these texts (errors are compared by `key`), and the offsets of the texts
/// on which the result depends, each with the place of its `pattern`.
pub(super) fn apart<T, K: Ord>(
    validate: impl Fn() -> Vec<T>,
    key: impl Fn(&T) -> K,
) -> (Vec<T>, BTreeMap<u32, SchemaPlace>) {
    forget();
    let errors = validate();
    let keys = |errors: &[T]| errors.iter().map(&key).collect::<BTreeSet<K>>();
    let without = |rejected: BTreeSet<Text>| {
        REJECTED.set(rejected);
        let errors = keys(&validate());
        REJECTED.take();
        errors
    };
    let with_all = keys(&errors);
    let mut rejected = BTreeSet::new();
    let mut without_all = None;
    // Treating a text as not matching may lead to further texts on which the engine gives up.
    loop {
        let known = rejected.len();
        MET_IN_PASSING.with_borrow(|met| rejected.extend(met.keys().cloned()));
        if rejected.len() == known {
            break;
        }
        without_all = Some(without(rejected.clone()));
    }
    let (mut met, mut in_passing) = (MET.take(), MET_IN_PASSING.take());
    let without_all = match without_all {
        Some(without_all) if without_all != with_all => without_all,
        _ => return (errors, offsets(met)),
    };
    if in_passing.len() <= MAX_SINGLE {
        let matters = |text: &Text| without(BTreeSet::from([text.clone()])) != with_all;
        let relevant: BTreeSet<Text> =
            in_passing.keys().filter(|text| matters(text)).cloned().collect();
        in_passing.retain(|text, _| relevant.is_empty() || relevant.contains(text));
    }
    met.extend(in_passing);
    let errors = errors.into_iter().filter(|error| without_all.contains(&key(error)));
    (errors.collect(), offsets(met))
}

fn forget() {
    MET.take();
    MET_IN_PASSING.take();
}

fn offsets(met: Met) -> BTreeMap<u32, SchemaPlace> {
    met.into_iter().map(|((offset, _), place)| (offset, place)).collect()
}

/// Replaces a `pattern` among the members of its schema.
pub(super) fn replace(written: &Written, members: &mut Map<String, Json>) {
    let text = rewritten(written, Engine::Backtracking);
    let text = text.as_ref().unwrap_or(&written.text);
    let (file, at) = (written.place.file, written.place.pointer.as_str());
    members.shift_remove("pattern");
    members.insert(KEYWORD.to_owned(), json!({ "pattern": text, "file": file, "at": at }));
}

/// Returns the location of the replaced `pattern`, given the location of an error. Returns `None` if the
/// error is about another keyword.
pub(super) fn location_of(location: &str) -> Option<String> {
    Some(format!("{}pattern", location.strip_suffix(KEYWORD)?))
}

/// Builds the keyword from its value.
pub(super) fn build<'a>(
    _: &'a Map<String, Json>,
    value: &'a Json,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i, Tape>>, ValidationError<'a>> {
    let options = PatternOptions::fancy_regex().backtrack_limit(MAX_BACKTRACKS);
    let schema = json!({ "pattern": value.get("pattern") });
    let options = jsonschema::options_for::<Tape>().with_pattern_options(options);
    let validator = options.build(&schema).map_err(ValidationError::to_owned)?;
    let file = value.get("file").and_then(Json::as_u64).unwrap_or_default();
    let at = value.get("at").and_then(Json::as_str).unwrap_or_default();
    let place =
        SchemaPlace { file: usize::try_from(file).unwrap_or_default(), pointer: Pointer::new(at) };
    Ok(Box::new(Watch { validator, name: format!("{file}#{at}"), place }))
}

/// Matches texts, and records the texts on which the engine gives up.
struct Watch {
    validator: Validator<Tape>,
    name: String,
    place: SchemaPlace,
}

impl Watch {
    fn check<'i>(&self, value: Value<'i>, is_in_passing: bool) -> Result<(), ValidationError<'i>> {
        let no_match = || ValidationError::custom("pattern");
        let Err(error) = self.validator.validate(TapeNode::start(value)) else { return Ok(()) };
        if !gives_up(&error) {
            return Err(error);
        }
        let text = (value.own_start(), self.name.clone());
        if REJECTED.with_borrow(|rejected| rejected.contains(&text)) {
            return Err(no_match());
        }
        let met = if is_in_passing { &MET_IN_PASSING } else { &MET };
        met.with_borrow_mut(|met| met.insert(text, self.place.clone()));
        Ok(())
    }
}

fn gives_up(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. })
}

impl<'i> Keyword<'i, Tape> for Watch {
    fn validate(&self, instance: TapeNode<'i>) -> Result<(), ValidationError<'i>> {
        self.check(instance.value(), false)
    }

    fn is_valid(&self, instance: TapeNode<'i>) -> bool {
        self.check(instance.value(), true).is_ok()
    }
}
