//! Texts on which a regular expression gives up. The `jsonschema` crate reports only the first of
//! them, and none if there are other errors, so a keyword next to `pattern` records them all.

use super::files::{Engine, MAX_BACKTRACKS};
use super::representation::{Tape, TapeNode};
use super::rewriting::rewritten;
use super::sources::{SchemaPlace, Written};
use crate::document::{Pointer, Value};
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::paths::Location;
use jsonschema::{Keyword, PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value as Json, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// The keyword that is added next to each `pattern` that needs the backtracking engine.
pub(super) const KEYWORD: &str = "factlint:pattern";

/// Texts, by their offset in their own document, with the `pattern` that gives up on them.
pub(super) type Undecided = BTreeMap<u32, SchemaPlace>;

thread_local! {
    /// The texts on which a pattern has given up on this thread.
    static FOUND: RefCell<Undecided> = const { RefCell::new(BTreeMap::new()) };
    /// Whether these texts are hidden from the validation.
    static IS_HIDING: Cell<bool> = const { Cell::new(false) };
}

/// Calls `validate`. If a regular expression gave up on any texts, calls it again without them, so
/// that they hide no other error. Also returns these texts.
pub(super) fn apart<T>(validate: impl Fn() -> T) -> (T, Undecided) {
    FOUND.take();
    let mut errors = validate();
    if FOUND.with_borrow(|found| !found.is_empty()) {
        IS_HIDING.set(true);
        errors = validate();
        IS_HIDING.set(false);
    }
    (errors, FOUND.take())
}

/// Whether a text is hidden from the validation.
pub(super) fn is_hidden(value: Value<'_>) -> bool {
    IS_HIDING.get() && FOUND.with_borrow(|found| found.contains_key(&value.own_start()))
}

/// Returns the value of the keyword for a `pattern`.
pub(super) fn keyword_for(written: &Written) -> Json {
    let text = rewritten(written, Engine::Backtracking);
    let text = text.as_ref().unwrap_or(&written.text);
    json!({ "pattern": text, "file": written.place.file, "at": written.place.pointer.as_str() })
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
    let validator = options.build(&schema).map_err(|error| {
        debug_assert!(false, "the engine accepts the pattern: {error}");
        ValidationError::custom("not a regular expression")
    })?;
    let file = value.get("file").and_then(Json::as_u64).unwrap_or_default();
    let at = value.get("at").and_then(Json::as_str).unwrap_or_default();
    let place =
        SchemaPlace { file: usize::try_from(file).unwrap_or_default(), pointer: Pointer::new(at) };
    Ok(Box::new(Watch { validator, place }))
}

/// Records the texts on which a `pattern` gives up; accepts every value.
struct Watch {
    validator: Validator<Tape>,
    place: SchemaPlace,
}

impl<'i> Keyword<'i, Tape> for Watch {
    fn validate(&self, instance: TapeNode<'i>) -> Result<(), ValidationError<'i>> {
        let value = instance.value();
        let is_known = FOUND.with_borrow(|found| found.contains_key(&value.own_start()));
        if is_known {
            return Ok(());
        }
        let gives_up = |error: ValidationError<'_>| {
            matches!(
                error.kind(),
                Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. }
            )
        };
        if self.validator.iter_errors(TapeNode::start(value)).any(gives_up) {
            FOUND.with_borrow_mut(|found| found.insert(value.own_start(), self.place.clone()));
        }
        Ok(())
    }

    fn is_valid(&self, _: TapeNode<'i>) -> bool {
        true
    }
}
