//! Creates the findings about arguments that select nothing and about names that do not occur anywhere.

use super::near::Nearest;
use super::{Owner, Watch, Watched, owners};
use crate::engine::Summary;
use crate::engine::finalize::Unshown;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Absence, CollectionDefinition, Probe, Wants, WrittenMention};
use crate::path::{Mention, Mentioned};
use crate::rulebook::RuleEntry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Help for an argument that selects nothing.
const HELP: &str = "correct it, or set `optional = true`";

/// Information about the records after all documents have been read.
struct Known<'s> {
    summary: &'s Summary,
    /// The documents that are not JSON. Their records are unknown.
    unread: Vec<&'s str>,
    /// The collections whose values are not records. Each is reported once.
    without_objects: &'s BTreeSet<&'s str>,
}

/// The parts of the rulebook that selected or read nothing.
#[derive(Default)]
pub(in crate::engine) struct Idle<'a> {
    pub(in crate::engine) findings: Vec<Finding>,
    /// The rules with a name or text that does not occur anywhere. Findings that such a rule no longer
    /// reports may still exist.
    pub(in crate::engine) misspelt_rules: BTreeSet<&'a str>,
    /// The collections with such a name in their definition. Rules that read these collections may miss
    /// records.
    pub(in crate::engine) misspelt_collections: BTreeSet<&'a str>,
}

impl<'a> Watch<'a> {
    /// Returns the findings about all parts of the rulebook that selected or read nothing in any document.
    /// `with_partner` contains the ids of the rules that had something to compare, `unshown` the message fields that
    /// could not be shown, and `without_objects` the collections whose values are not records.
    pub(in crate::engine) fn findings(
        &self,
        summary: &Summary,
        with_partner: &BTreeSet<&str>,
        unshown: &BTreeMap<&str, Unshown>,
        without_objects: &BTreeSet<&str>,
    ) -> Idle<'a> {
        let mut idle = Idle::default();
        if self.is_off {
            return idle;
        }
        let unread = summary.not_json.iter().map(String::as_str).collect();
        let known = Known { summary, unread, without_objects };
        let mut of_owners: BTreeMap<usize, Vec<&Watched<'_>>> = BTreeMap::new();
        for watched in &self.probes {
            of_owners.entry(watched.owner).or_default().push(watched);
        }
        let owners = owners(self.dataset);
        let mentions = owners
            .iter()
            .flat_map(|owner| &owner.expectations(self.dataset).mentions)
            .map(|written| &written.mention);
        let is_missing = |mention: &Mention| self.words.is_missing(mention);
        let nearest = Nearest::of(&mentions, is_missing, self.dataset);
        idle.findings = self.of_files();
        idle.findings.extend(self.of_search_limit(&owners, &nearest));
        for (position, owner) in owners.iter().enumerate() {
            let watched = of_owners.remove(&position).unwrap_or_default();
            let found = self.of_owner(*owner, &watched, &nearest, &known);
            // If the rule has arguments that select nothing, they are the reason why it compares nothing.
            let alone = owner.rule().filter(|entry| {
                found.is_empty()
                    && known.has_run(entry)
                    && !with_partner.contains(entry.id.as_str())
            });
            idle.findings.extend(alone.and_then(|entry| self.of_rule_without_partner(entry)));
            idle.findings.extend(found);
            let mut mentions = owner.expectations(self.dataset).mentions.iter();
            let is_forgiven = known.reports_only_slips(*owner);
            if mentions.any(|written| {
                self.level_of_missing(written, &nearest, is_forgiven) == Some(Level::Warning)
            }) {
                match owner {
                    Owner::Rule(entry) => _ = idle.misspelt_rules.insert(&entry.id),
                    Owner::Collection(known) => _ = idle.misspelt_collections.insert(&known.name),
                    Owner::Model => idle.misspelt_collections.extend(self.collections_of_model()),
                }
            }
            let lacking = owner.rule().and_then(|entry| Some((entry, unshown.get(&*entry.id)?)));
            idle.findings.extend(
                lacking
                    .into_iter()
                    .flat_map(|(entry, lacking)| self.of_message(entry, lacking, &watched, &known)),
            );
        }
        idle
    }

    fn collections_of_model(&self) -> [&'a str; 5] {
        let model = &self.dataset.rulebook.model;
        [&model.claims, &model.sources, &model.entities, &model.places, &model.properties]
            .map(String::as_str)
    }

    /// Returns the finding about a rule that has nothing to compare. Returns `None` if the rule compares no
    /// records.
    fn of_rule_without_partner(&self, entry: &RuleEntry) -> Option<Finding> {
        let reason = entry.rule.declaration().partner.reason(entry.scope)?;
        let message = format!("the rule compares nothing: {reason}");
        let finding = about(Owner::Rule(entry), "partner", message);
        let finding = finding.label(self.place(&entry.span), "compares nothing").help(HELP);
        Some(self.finding(finding, Level::Notice))
    }

    /// Returns findings about message fields that exist in some records, but in no record that the rule
    /// reports.
    fn of_message(
        &self,
        entry: &RuleEntry,
        lacking: &Unshown,
        watched: &[&Watched<'_>],
        known: &Known<'_>,
    ) -> Vec<Finding> {
        if entry.is_optional || !known.unread.is_empty() {
            return Vec::new();
        }
        let lacks = |watched: &&&Watched<'_>| {
            matches!(watched.probe.argument.as_str(), "message" | "question")
                && watched.has_found.load(super::Ordering::Relaxed)
                && lacking.has(watched.probe.span.start)
        };
        let findings = watched.iter().filter(lacks).map(|watched| {
            let (text, owner) = (describe_probe(watched.probe).2, Owner::Rule(entry));
            let message = format!("no record that the rule reports has `{text}`");
            let finding = about(owner, &format!("{} {text}", watched.probe.argument), message)
                .label(self.place(&watched.probe.span), "selects nothing")
                .help(HELP);
            self.finding(finding, Level::Notice)
        });
        findings.collect()
    }

    fn of_owner(
        &self,
        owner: Owner<'_>,
        watched: &[&Watched<'_>],
        nearest: &Nearest<'_>,
        known: &Known<'_>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut missing: Vec<&WrittenMention> = Vec::new();
        let is_forgiven = known.reports_only_slips(owner);
        for written in &owner.expectations(self.dataset).mentions {
            if known.has_no_object_for(owner, &written.argument) {
                continue;
            }
            let Some(level) = self.level_of_missing(written, nearest, is_forgiven) else {
                continue;
            };
            missing.push(written);
            let near = nearest.to(&written.mention);
            findings.push(self.finding(self.of_mention(owner, written, near), level));
        }
        if let Owner::Collection(collection) = owner {
            let wrong = missing.iter().map(|written| written.argument.as_str()).collect();
            findings.extend(self.of_selection(collection, &wrong, known));
        }
        if !owner.is_optional() {
            let idle = idle_probes(watched, &missing, known).into_iter();
            findings.extend(idle.map(|probe| {
                let level =
                    if help_for_call(probe).is_some() { Level::Warning } else { Level::Notice };
                self.finding(self.of_probe(owner, probe), level)
            }));
        }
        findings
    }

    /// Returns the level of the finding about a name or text. Returns `None` if the name or text occurs or
    /// need not occur.
    fn level_of_missing(
        &self,
        written: &WrittenMention,
        nearest: &Nearest<'_>,
        is_forgiven: bool,
    ) -> Option<Level> {
        if !self.words.is_missing(&written.mention) {
            return None;
        }
        let is_slip = nearest.is_slip(&written.mention);
        match written.absence {
            Absence::Wanted => (is_slip && !is_forgiven).then_some(Level::Notice),
            Absence::Reported if written.mention.is_negated => {
                // Without the text, the condition holds for every record. A field is often denied to keep it out.
                let is_text = written.mention.what != Mentioned::Name;
                ((is_slip || is_text) && !is_forgiven).then_some(Level::Notice)
            }
            Absence::Idle | Absence::Reported => {
                (is_slip || !is_forgiven).then_some(Level::Warning)
            }
        }
    }

    /// Returns findings about a collection without records, or about paths of the collection that select no
    /// records.
    fn of_selection(
        &self,
        collection: &CollectionDefinition,
        wrong: &BTreeSet<&str>,
        known: &Known<'_>,
    ) -> Vec<Finding> {
        // If no document belongs to the collection, its globs are reported instead.
        let is_unknown = known.may_have_more(collection) || !self.has_documents(collection);
        if collection.optional || is_unknown || wrong.contains("select") {
            return Vec::new();
        }
        let name = &collection.name;
        if known.summary.records_of(name) == 0 {
            let message = format!("the collection `{name}` has no record in any document");
            let help = "correct its path, or set `optional = true`";
            let finding = about(Owner::Collection(collection), "select", message);
            let finding = finding.label(self.place(&collection.span), "selects nothing").help(help);
            return vec![self.finding(finding, Level::Notice)];
        }
        let idle = self.paths.iter().filter(|watched| {
            watched.collection.name == *name && !watched.has_found.load(super::Ordering::Relaxed)
        });
        let findings = idle.filter_map(|watched| {
            let written = collection.written.select.get(watched.position)?;
            let message = format!("`{}` selects no record of `{name}`", written.value);
            let anchor = format!("select {}", written.value);
            let finding = about(Owner::Collection(collection), &anchor, message)
                .label(self.place(&written.span), "selects nothing")
                .help(HELP);
            Some(self.finding(finding, Level::Notice))
        });
        findings.collect()
    }

    fn of_mention(
        &self,
        owner: Owner<'_>,
        written: &WrittenMention,
        near: Option<&str>,
    ) -> Finding {
        let text = &written.mention.text;
        let what = match written.mention.what {
            Mentioned::Name => "name",
            Mentioned::Text | Mentioned::Part => "text",
        };
        let message = format!("no document or schema contains the {what} `{text}`");
        let field = format!("{} {what} {text}", written.argument);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => HELP.to_owned(),
        };
        about(owner, &field, message).label(self.place(&written.span), "occurs nowhere").help(help)
    }

    fn of_probe(&self, owner: Owner<'_>, probe: &Probe) -> Finding {
        let (message, label, text) = describe_probe(probe);
        let field = format!("{} {text}", probe.argument);
        let help = help_for_call(probe).unwrap_or(HELP);
        about(owner, &field, message).label(self.place(&probe.span), label).help(help)
    }

    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        self.dataset.rulebook.place(span)
    }
}

pub(super) fn about(owner: Owner<'_>, field: &str, message: String) -> Finding {
    Finding::new(message, Anchor::new(owner.name(), field))
}

/// Returns the message, the label and the text of a probe that found nothing.
fn describe_probe(probe: &Probe) -> (String, &'static str, &str) {
    let collections = format!("`{}`", probe.collections.join("`, `"));
    let argument = &probe.argument;
    let record = match (probe.from.as_slice(), probe.conditions.is_empty()) {
        ([], true) => format!("no record of {collections}"),
        ([], false) => format!("no selected record of {collections}"),
        (from, _) => {
            let from: Vec<&str> = from.iter().map(crate::path::Field::as_str).collect();
            format!("no value of `{}` in {collections}", from.join("`, `"))
        }
    };
    match &probe.wants {
        Wants::Holds(condition) => {
            (format!("{record} satisfies `{argument}`"), "selects nothing", condition.as_str())
        }
        Wants::Matches(pattern) => (
            format!("{record} contains a match for {pattern}"),
            "matches nothing",
            pattern.as_str(),
        ),
        Wants::Has(field) => (format!("{record} has `{field}`"), "selects nothing", field.as_str()),
    }
}

/// Returns the help for a probe that reads the key or the folder of records that cannot have one. Returns `None` for
/// any other probe.
fn help_for_call(probe: &Probe) -> Option<&'static str> {
    let Wants::Has(field) = &probe.wants else { return None };
    match field.as_str() {
        "key(@)" => Some(
            "the elements of a list have no key: select the members of an object, as in `$.*`, or use a field",
        ),
        outer if outer.trim_end_matches(')').trim_end_matches('^') == "key(" => Some(
            "the value around the record has no key, since it is an element of a list or the whole document: use a field, or another number of `^`",
        ),
        "folder(@)" => Some(
            "a document beside the rulebook has no folder: use a field, or move the rulebook up",
        ),
        _ => None,
    }
}

impl Known<'_> {
    /// Whether a collection may have unknown records, or includes a document that is not JSON.
    fn may_have_more(&self, collection: &CollectionDefinition) -> bool {
        self.summary.may_have_more(&collection.name)
            || self.unread.iter().any(|document| collection.is_in(document))
    }

    /// Whether a probe has been tried on records, and no records are unknown.
    fn has_records(&self, probe: &Probe) -> bool {
        let mut collections = probe.collections.iter();
        let may_have_more = probe.collections.iter().any(|name| self.summary.may_have_more(name));
        self.unread.is_empty()
            && !may_have_more
            && collections.any(|name| self.summary.records_of(name) > 0)
    }

    /// Whether a rule has run on all records, and there is at least one record. Also `false` if another rule
    /// could not run, since this rule may compare its records.
    fn has_run(&self, entry: &RuleEntry) -> bool {
        let have_run = self.summary.not_run.is_empty();
        let visited = entry.rule.declaration().collection();
        let mut named = entry.expectations.collections.iter().map(String::as_str);
        let is_empty = |name: &str| self.summary.records_of(name) == 0;
        let has_records = !is_empty(visited) && !named.any(is_empty);
        let has_objects = !self.without_objects.contains(visited);
        !entry.is_optional && self.unread.is_empty() && have_run && has_records && has_objects
    }

    /// Whether the values that an argument is about are known not to be records.
    fn has_no_object_for(&self, owner: Owner<'_>, argument: &str) -> bool {
        match owner {
            Owner::Rule(entry) => {
                self.without_objects.contains(entry.rule.declaration().collection())
            }
            Owner::Collection(collection) => {
                argument != "select" && self.without_objects.contains(collection.name.as_str())
            }
            Owner::Model => false,
        }
    }

    /// Whether no collection in a list has a record, although at least one of them selects values.
    fn have_no_object(&self, collections: &[String]) -> bool {
        let is_empty = |name: &str| self.summary.records_of(name) == 0;
        let mut names = collections.iter().map(String::as_str).filter(|name| !is_empty(name));
        names.all(|name| self.without_objects.contains(name))
    }

    /// Whether missing names are reported only if they are slips. This is the case if a document is not JSON,
    /// or if the owner is an optional rule, a rule whose collection is empty, or an optional collection that
    /// is empty.
    fn reports_only_slips(&self, owner: Owner<'_>) -> bool {
        let is_empty = match owner {
            Owner::Rule(entry) => {
                self.summary.records_of(entry.rule.declaration().collection()) == 0
            }
            Owner::Collection(collection) => {
                collection.optional && self.summary.records_of(&collection.name) == 0
            }
            Owner::Model => false,
        };
        is_empty || owner.is_optional() || !self.unread.is_empty()
    }
}

impl<'a> Owner<'a> {
    fn rule(self) -> Option<&'a RuleEntry> {
        match self {
            Owner::Rule(entry) => Some(entry),
            Owner::Collection(_) | Owner::Model => None,
        }
    }

    fn is_optional(self) -> bool {
        match self {
            Owner::Rule(entry) => entry.is_optional,
            // An optional collection may be empty. If it has records, they are like the records of other
            // collections.
            Owner::Collection(_) | Owner::Model => false,
        }
    }

    /// Returns the subject of the findings about the owner.
    pub(super) fn name(self) -> String {
        match self {
            Owner::Rule(entry) => entry.id.clone(),
            Owner::Collection(collection) => format!("collections.{}", collection.name),
            Owner::Model => "model".to_owned(),
        }
    }
}

/// Returns the probes that found nothing, except those for which another finding gives the reason. `missing` are the
/// names and texts that are reported because they do not occur anywhere.
fn idle_probes<'p>(
    watched: &[&Watched<'p>],
    missing: &[&WrittenMention],
    known: &Known<'_>,
) -> Vec<&'p Probe> {
    let has_none = |watched: &&&Watched<'_>| !watched.has_found.load(super::Ordering::Relaxed);
    let mut idle: Vec<&Probe> =
        watched.iter().filter(has_none).map(|watched| watched.probe).collect();
    // A pattern is only a part of a condition. The condition may hold even if the pattern matches nothing.
    let selecting = idle.iter().copied().filter(|probe| !matches!(probe.wants, Wants::Matches(_)));
    let wrong = missing.iter().map(|written| &written.argument);
    let wrong: BTreeSet<&String> = selecting.map(|probe| &probe.argument).chain(wrong).collect();
    // An argument may have several fields, and each of them is checked separately.
    let has = |probe: &Probe, written: &WrittenMention| {
        probe.span.start <= written.span.start && written.span.end <= probe.span.end
    };
    idle.retain(|probe| {
        known.has_records(probe)
            && !known.have_no_object(&probe.collections)
            && !missing.iter().any(|written| has(probe, written))
            && !probe.rests_on.iter().any(|of| wrong.contains(of))
    });
    idle
}
