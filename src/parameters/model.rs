//! The model: the collections and fields that contain a dataset's claims.

use super::{Arguments, Expectations, Parameter, ParameterType, RelativeTo};
use crate::path::Field;

/// The collections and fields that rules about claims read. A rulebook's `[model]` table overrides the defaults.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "each is described in MODEL, where the rulebook's schema takes it from"
)]
pub struct Model {
    pub claims: String,
    pub sources: String,
    pub entities: String,
    pub places: String,
    pub properties: String,
    pub subject: Field,
    pub subject_as_written: Field,
    pub property: Field,
    pub value: Field,
    pub as_written: Field,
    pub valid: Field,
    pub rank: Field,
    pub rank_reason: Field,
    pub note: Field,
    pub evidence: Field,
    pub source: Field,
    pub quote: Field,
    pub prefix: Field,
    pub suffix: Field,
    pub locator: Field,
    pub direction: Field,
    pub title: Field,
    pub url: Field,
    pub published: Field,
    pub retrieved: Field,
    pub publisher: Field,
    pub language: Field,
    pub derived_from: Field,
    pub snapshot_path: Field,
    pub snapshot_sha256: Field,
    pub fold: Field,
    pub name: Field,
    pub aliases: Field,
    pub kind: Field,
    pub within: Field,
    pub part_of: Field,
    pub question: Field,
    pub phrase: Field,
    pub value_type: Field,
    pub functional: Field,
    pub separators: Field,
    pub comparator: Field,
    pub tolerance: Field,
    pub subject_kinds: Field,
    pub value_kinds: Field,
    /// Whether a field looks outside its record, at an enclosing object or at the document (`$`).
    pub needs_document: bool,
    /// The expectations of the keys that the rulebook sets: what each of them should select in the data.
    pub expectations: Expectations,
}

const fn collection(name: &'static str, about: &'static str) -> Parameter {
    Parameter::optional(name, ParameterType::Collection, about).with_default(name)
}

const fn field(name: &'static str, default: &'static str, about: &'static str) -> Parameter {
    Parameter::optional(name, ParameterType::Field, about).with_default(default)
}

/// Makes the field relative to the records of one of the model's collections.
const fn of(collection: &'static str, field: Parameter) -> Parameter {
    field.relative_to(RelativeTo::Named { collection, condition: None, or_visited: false })
}

/// Makes the field relative to the evidence of claims.
const fn of_evidence(field: Parameter) -> Parameter {
    field.relative_to(RelativeTo::Values(&["evidence"]))
}

/// The keys of `[model]`, with their defaults.
pub const MODEL: &[Parameter] = &[
    collection("claims", "The collection of claims."),
    collection("sources", "The collection of sources."),
    collection("entities", "The collection of entities that claims are about."),
    collection("places", "The collection of places."),
    collection("properties", "The collection of properties that claims state."),
    of("claims", field("subject", "subject", "A claim's subject: the id of an entity.")),
    of(
        "claims",
        field(
            "subject-as-written",
            "subject_as_written",
            "The subject's name as the source writes it.",
        ),
    ),
    of("claims", field("property", "property", "A claim's property: the id of a property.")),
    of("claims", field("value", "value", "A claim's value: an object with one key, its type.")),
    of("claims", field("as-written", "as_written", "The value as the source writes it.")),
    of("claims", field("valid", "valid", "When a claim holds: an object with dates.")),
    of("claims", field("rank", "rank", "A claim's rank: preferred, normal or deprecated.")),
    of("claims", field("rank-reason", "rank_reason", "Why a claim has its rank.")),
    of("claims", field("note", "note", "A remark on a claim, for the people who decide.")),
    of("claims", field("evidence", "evidence[*]", "A claim's evidence.")),
    of_evidence(field("source", "source", "The source of a piece of evidence: an id.")),
    of_evidence(field("quote", "quote", "The quoted words of the source.")),
    of_evidence(field("prefix", "prefix", "The words directly before the quote.")),
    of_evidence(field("suffix", "suffix", "The words directly after the quote.")),
    of_evidence(field("locator", "locator", "The place in the source, if there is no quote.")),
    of_evidence(field(
        "direction",
        "direction",
        "Whether the evidence supports, refutes or mentions the claim.",
    )),
    of("sources", field("title", "title", "The title of a source.")),
    of("sources", field("url", "url", "The address of a source.")),
    of("sources", field("published", "published", "When a source was published.")),
    of("sources", field("retrieved", "retrieved", "When a source was retrieved.")),
    of("sources", field("publisher", "publisher", "Who published a source.")),
    of("sources", field("language", "language", "The language of a source: a BCP 47 tag.")),
    of(
        "sources",
        field("derived-from", "derived_from[*]", "The sources that a source was copied from."),
    ),
    of(
        "sources",
        field(
            "snapshot-path",
            "snapshot.path",
            "The file with a source's text, relative to the rulebook's folder.",
        ),
    ),
    of(
        "sources",
        field("snapshot-sha256", "snapshot.sha256", "The SHA-256 of a source's snapshot."),
    ),
    of(
        "sources",
        field(
            "fold",
            "fold[*]",
            "The additional folding of quotes from a source: `case`, `greek`, `signs`.",
        ),
    ),
    field("name", "name", "The name of an entity, a place or a property.").reports_absence(),
    field("aliases", "aliases[*]", "The other names of an entity, a place or a property.")
        .reports_absence(),
    field("kind", "kind", "The kind of an entity or a place.").reports_absence(),
    of("places", field("within", "within[*]", "The places that contain a place.")),
    of("entities", field("part-of", "part_of[*]", "The entities that an entity is part of.")),
    of(
        "properties",
        field(
            "question",
            "question",
            "The question that a property answers: `Where is {subject}?`.",
        ),
    ),
    of(
        "properties",
        field(
            "phrase",
            "phrase",
            "The words between subject and value in a sentence: `is located in`.",
        ),
    ),
    of("properties", field("value-type", "value_type", "The type of a property's values.")),
    of(
        "properties",
        field("functional", "functional", "Whether a property has one value at a time."),
    ),
    of(
        "properties",
        field(
            "separators",
            "separators[*]",
            "The fields of `valid` that distinguish values of a property.",
        ),
    ),
    of("properties", field("comparator", "comparator", "How values of a property are compared.")),
    of(
        "properties",
        field("tolerance", "tolerance", "By how much two numbers of a property may differ."),
    ),
    of(
        "properties",
        field(
            "subject-kinds",
            "subject_kinds[*]",
            "The kinds of entities that may have a property.",
        ),
    ),
    of(
        "properties",
        field(
            "value-kinds",
            "value_kinds[*]",
            "The kinds of entities or places that a property may have as its value.",
        ),
    ),
];

impl Model {
    /// Returns the fields that contain a claim's statement and its evidence. The rank is left out, because it
    /// is a judgement about the claim.
    #[must_use]
    pub fn fields_of_claim(&self) -> Vec<Field> {
        let statement = [&self.subject, &self.property, &self.value, &self.as_written, &self.valid];
        let of_evidence =
            [&self.source, &self.quote, &self.prefix, &self.suffix, &self.locator, &self.direction];
        let of_evidence = of_evidence.into_iter().filter_map(|field| self.evidence.joined(field));
        statement.into_iter().cloned().chain(of_evidence).collect()
    }

    /// Builds the model from the arguments of `[model]`, which all have defaults.
    pub fn new(arguments: &mut Arguments<'_>) -> Option<Model> {
        let needs_document = arguments.need_document();
        let expectations = arguments.expectations();
        Some(Model {
            needs_document,
            expectations,
            claims: arguments.text("claims")?,
            sources: arguments.text("sources")?,
            entities: arguments.text("entities")?,
            places: arguments.text("places")?,
            properties: arguments.text("properties")?,
            subject: arguments.field("subject")?,
            subject_as_written: arguments.field("subject-as-written")?,
            property: arguments.field("property")?,
            value: arguments.field("value")?,
            as_written: arguments.field("as-written")?,
            valid: arguments.field("valid")?,
            rank: arguments.field("rank")?,
            rank_reason: arguments.field("rank-reason")?,
            note: arguments.field("note")?,
            evidence: arguments.field("evidence")?,
            source: arguments.field("source")?,
            quote: arguments.field("quote")?,
            prefix: arguments.field("prefix")?,
            suffix: arguments.field("suffix")?,
            locator: arguments.field("locator")?,
            direction: arguments.field("direction")?,
            title: arguments.field("title")?,
            url: arguments.field("url")?,
            published: arguments.field("published")?,
            retrieved: arguments.field("retrieved")?,
            publisher: arguments.field("publisher")?,
            language: arguments.field("language")?,
            derived_from: arguments.field("derived-from")?,
            snapshot_path: arguments.field("snapshot-path")?,
            snapshot_sha256: arguments.field("snapshot-sha256")?,
            fold: arguments.field("fold")?,
            name: arguments.field("name")?,
            aliases: arguments.field("aliases")?,
            kind: arguments.field("kind")?,
            within: arguments.field("within")?,
            part_of: arguments.field("part-of")?,
            question: arguments.field("question")?,
            phrase: arguments.field("phrase")?,
            value_type: arguments.field("value-type")?,
            functional: arguments.field("functional")?,
            separators: arguments.field("separators")?,
            comparator: arguments.field("comparator")?,
            tolerance: arguments.field("tolerance")?,
            subject_kinds: arguments.field("subject-kinds")?,
            value_kinds: arguments.field("value-kinds")?,
        })
    }
}
