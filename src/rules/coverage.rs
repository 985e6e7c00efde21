//! `coverage`: sentences of a snapshot that no quote covers.

use super::quote::{FOLD, folding};
use super::{Kind, Origin};
use crate::claims::{self, Claim, Facet};
use crate::finding::{Anchor, Finding, Level, Place, text_hash};
use crate::parameters::{
    Arguments, IN_CLAIMS, Model, Parameter, ParameterType, RelativeTo, Selection, WHERE,
};
use crate::path::{self, Condition};
use crate::quote::Folding;
use crate::quote::coverage::{Coverage, IgnoredText, coverage};
use crate::rule::{
    Collection, Count, Declaration, DynRule, Key, KeySpace, Lookup, Lookups, Output, Partner,
    Record, Rule, Snapshot,
};
use std::ops::Range;
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "coverage",
    about: "sentences of a snapshot that no quote covers",
    level: Level::Notice,
    parameters: &[
        IN_CLAIMS,
        WHERE,
        Parameter::optional(
            "sources-where",
            ParameterType::Condition,
            "Check only snapshots of sources for which this condition holds.",
        )
        .relative_to(RelativeTo::Model(|model| &model.sources)),
        Parameter::optional(
            "ignore",
            ParameterType::Texts,
            "Lines and sentences that need no quote; a final `...` matches any further words.",
        ),
        FOLD,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("coverage.md"),
};

struct CoverageOfSources {
    declaration: Declaration,
    sources_where: Option<Condition>,
    ignored: IgnoredText,
    folding: Folding,
    model: Arc<Model>,
}

/// The byte range of a source's snapshot that a quote covers, or `None` if the range is unknown.
type Quoted = Option<Range<usize>>;

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model()?);
    let sources_where = arguments.condition("sources-where");
    let ignore = arguments.texts("ignore").unwrap_or_default();
    if ignore.iter().any(|text| text.trim_end_matches(['.', '…']).trim().is_empty()) {
        return arguments
            .refuse("a text of `ignore` is empty, or `...` alone: it would ignore everything");
    }
    if !arguments.has_collection(&model.sources) {
        let sources = &model.sources;
        return arguments
            .refuse(format!("unknown collection `{sources}`; this kind reads its snapshots"));
    }
    let folding = folding(arguments)?;
    let declaration = declaration(selection?, &model);
    let ignored = IgnoredText::new(&ignore);
    Some(Box::new(CoverageOfSources { declaration, sources_where, ignored, folding, model }))
}

fn declaration(selection: Selection, model: &Model) -> Declaration {
    let (sources, path) = (model.sources.clone(), model.snapshot_path.clone());
    Declaration {
        lookups: vec![
            Lookup::Collection { name: sources.clone(), fields: None },
            Lookup::Snapshots { collection: sources, path: path.clone() },
        ],
        // Findings are about sources, so they read the fields of sources.
        reads: Some(vec![path, model.snapshot_sha256.clone()]),
        accepted: claims::accepted(model, &[Facet::Quotes]),
        tolerates_unknown_values: true,
        ..Declaration::new(selection, Partner::Needed("no source has a snapshot that can be read"))
    }
}

impl Rule for CoverageOfSources {
    type Fact = Quoted;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Quoted>) {
        let (evidence, unknown) = path::watch(|| Claim::new(*record, &self.model).evidence());
        if !unknown.is_none() {
            output.keep_unknown();
        }
        unknown.pass_on();
        for evidence in evidence {
            let (found, unknown) = path::watch(|| evidence.passages(lookups, self.folding));
            let source = evidence.source_record(lookups).and_then(Record::id);
            let is_known = unknown.is_none();
            unknown.pass_on();
            let Some(source) = source else {
                if !is_known {
                    output.keep_unknown();
                }
                continue;
            };
            if !is_known {
                output.keep_under(KeySpace::Dataset, &[source.as_ref()], || None);
            }
            let passages = found.map(|(_, passages)| passages).into_iter().flatten();
            for part in passages.flat_map(|passage| passage.parts) {
                output.keep_under(KeySpace::Dataset, &[source.as_ref()], || Some(part));
            }
        }
    }

    /// Returns the id of each source as a key. Sources without a readable id share the empty key. A claim can
    /// quote them only if they have an id.
    fn keys(&self, lookups: &Lookups<'_>) -> Vec<Key> {
        let sources = lookups.collections.get(&self.model.sources);
        let sources = sources.map(Collection::records).unwrap_or_default();
        let id_of = |source: &Record<'_>| Key::new(KeySpace::Dataset, source.id().as_slice());
        sources.iter().map(id_of).collect()
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Quoted>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Quoted>,
    ) {
        let claims = lookups.unknown_records(self.declaration.collection());
        let may_cover_more =
            claims > 0 || output.unknown_records() > 0 || facts.iter().any(Option::is_none);
        let quotes: Vec<Range<usize>> = facts.into_iter().flatten().collect();
        let Some(sources) = lookups.collections.get(&self.model.sources) else { return };
        for source in sources.with_id(key.first_text()) {
            // The kind `snapshot` reports a snapshot that cannot be read.
            if source.text(&self.model.snapshot_path).is_some() {
                output.found_partner();
            }
            let Some(snapshot) = self.snapshot(source, lookups) else { continue };
            let coverage = coverage(snapshot.text().text(), &quotes, &self.ignored);
            for sentence in &coverage.covered {
                let place = Place::range(snapshot.file, sentence.clone());
                output.count_at(Count::SentenceCovered, "", place);
            }
            if coverage.uncovered.is_empty() {
                continue;
            }
            match may_cover_more || source.has_unreadable_id() {
                true => output.cannot_know("", source.place()),
                false => output.report(self.report(source, &snapshot, &coverage)),
            }
        }
    }
}

impl CoverageOfSources {
    /// Returns the snapshot of a selected source. Returns `None` if the source is not selected, or if its
    /// snapshot is missing, which the kind `snapshot` reports.
    fn snapshot(&self, source: &Record<'_>, lookups: &Lookups<'_>) -> Option<Snapshot> {
        let is_read =
            self.sources_where.as_ref().is_none_or(|condition| condition.holds_for(source.value));
        let path = source.text(&self.model.snapshot_path).filter(|_| is_read)?;
        lookups.snapshot(&path)?.as_ref().ok()?.open()
    }

    fn report(&self, source: &Record<'_>, snapshot: &Snapshot, coverage: &Coverage) -> Finding {
        let uncovered = coverage.uncovered.len();
        let all = coverage.covered.len() + uncovered;
        let are = crate::words::are(uncovered);
        let message = format!(
            "{uncovered} of the {all} sentences of {} {are} not covered by quotes",
            source.display_name()
        );
        let parts = coverage.uncovered.iter().flat_map(|uncovered| {
            let label = if uncovered.is_whole() {
                "no quote covers this"
            } else {
                "no quote covers this part"
            };
            uncovered.parts.iter().map(move |part| (part.clone(), label))
        });
        let text = snapshot.text().text();
        let words: Vec<&str> = parts
            .clone()
            .filter_map(|(part, _)| text.get(part))
            .flat_map(str::split_whitespace)
            .collect();
        let finding =
            Finding::new(message, Anchor::new(source.anchor(), self.model.snapshot_path.as_str()))
                .in_record(source.place())
                .rests_on(source.anchor(), "sentences not covered", uncovered.to_string())
                .rests_on(source.anchor(), "words not covered", text_hash(&words.join(" ")))
                .help("quote them as evidence, or list in `ignore` what needs no quote");
        let labelled = parts.fold(finding, |finding, (part, label)| {
            finding.label(Place::range(snapshot.file, part), label)
        });
        labelled.label(source.name_place(), "the source")
    }
}
