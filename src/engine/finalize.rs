//! Completes findings. Adds the rule's id, level and message, makes fingerprints distinct, truncates texts,
//! and sorts the findings.

use crate::dataset::Dataset;
use crate::document::FileId;
use crate::files::{BlockCache, Files};
use crate::finding::{EncodedFinding, Finding, Naming, Place, Reads, Suggestion, name_by_content};
use crate::parameters::CollectionDefinition;
use crate::path::Field;
use crate::rule::DATE;
use crate::rulebook::{Message, RuleEntry, text_of};
use foldhash::HashMap;
use foldhash::fast::RandomState;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Attaches the id, level and message of a rule to its findings. A finding whose level is lower than the
/// rule's keeps its own level.
///
/// If a rule runs per document or folder, ids are unique only within one document or folder. The name of the
/// document or folder then becomes a part of the finding's subject. `group` is this name if the rule has read
/// only one document or folder. Returns the fields of the rule's message and question that the records of all
/// findings lack.
pub(super) fn attach_rule_metadata(
    findings: &mut [EncodedFinding],
    entry: &RuleEntry,
    group: Option<&str>,
    dataset: &Dataset,
) -> Unshown {
    let name = entry.rule.declaration().collection();
    let collection = dataset.rulebook.collections.iter().find(|known| known.name == name);
    let unshown = findings.par_chunks_mut(FINDINGS_PER_TASK).map(|chunk| {
        let (cache, mut unshown) = (BlockCache::new(&dataset.files), Unshown::default());
        for finding in chunk {
            finding.update(|finding| {
                name_records(finding, entry, dataset.naming, &cache);
                if finding.kind != DATE {
                    finding.kind = Cow::Borrowed(entry.kind.name);
                    add_texts(finding, (entry, collection), &cache, &mut unshown);
                }
                add_group(finding, entry, group, dataset);
                finding.level = entry.level.min(finding.level);
                finding.rule.clone_from(&entry.id);
            });
        }
        unshown
    });
    unshown.reduce(Unshown::default, |mut all, more| {
        all.merge(more);
        all
    })
}

/// Maximum number of findings that one task completes.
const FINDINGS_PER_TASK: usize = 4096;

/// Names the records without an id in a finding, and removes the facts that `naming` does not have yet.
fn name_records(finding: &mut Finding, entry: &RuleEntry, naming: Naming, cache: &BlockCache<'_>) {
    let nothing = Reads::default();
    let reads = match naming {
        Naming::Current => &entry.reads,
        Naming::Factlint1 => &nothing,
    };
    finding.name_records(&|file, offset| {
        cache.at(&(file, offset), |record| name_by_content(record, reads))
    });
    if naming == Naming::Factlint1 {
        for name in new_facts(entry.kind.name) {
            finding.state.remove(name);
        }
    }
}

/// Adds the message and the question of a rule to a finding.
fn add_texts(
    finding: &mut Finding,
    (entry, collection): (&RuleEntry, Option<&CollectionDefinition>),
    cache: &BlockCache<'_>,
    unshown: &mut Unshown,
) {
    let texts = [&entry.message, &entry.question].map(Option::as_ref);
    let [message, question] = texts.map(|text| Some(shown(text?, finding, (cache, collection))));
    if finding.record.is_some() && (message.is_some() || question.is_some()) {
        let lacking = [&message, &question].into_iter().flatten();
        unshown.add(lacking.flat_map(|(_, lacking)| lacking).copied().collect());
    }
    if let Some((message, _)) = message {
        finding.message = message;
    }
    finding.question = question.map(|(text, _)| text.into_boxed_str());
}

/// Adds the name of the document or folder to the subject of a finding, and to the key of its cause, if the rule runs
/// per document or folder.
fn add_group(finding: &mut Finding, entry: &RuleEntry, group: Option<&str>, dataset: &Dataset) {
    let document = finding.labels.first().and_then(|label| dataset.files.key(label.place.file()));
    let document = document.filter(|_| dataset.naming == Naming::Current);
    let group = group.or_else(|| document.and_then(|document| entry.scope.group_of(document)));
    let Some(prefix) = group.map(prefix_of_group) else { return };
    finding.anchor.subject.insert_str(0, &prefix);
    if let Some(cause) = &mut finding.cause {
        Arc::make_mut(cause).key.insert_str(0, &prefix);
    }
}

/// The fields of a rule's message and question that the records of all findings so far lack, by offset in the
/// rulebook. `None` before the first finding about a record.
#[derive(Default)]
pub(super) struct Unshown(Option<BTreeSet<usize>>);

impl Unshown {
    fn add(&mut self, lacking: BTreeSet<usize>) {
        match &mut self.0 {
            Some(known) => known.retain(|place| lacking.contains(place)),
            None => self.0 = Some(lacking),
        }
    }

    /// Keeps only the fields that the other findings of the rule lack, too.
    pub(super) fn merge(&mut self, other: Unshown) {
        other.0.into_iter().for_each(|lacking| self.add(lacking));
    }

    /// Whether there are findings, and all of them lack the field at `place`.
    pub(super) fn has(&self, place: usize) -> bool {
        self.0.as_ref().is_some_and(|lacking| lacking.contains(&place))
    }
}

/// Renders a rule's own message or question for a finding. Also returns the fields that the finding's record
/// lacks, by offset in the rulebook.
fn shown(
    message: &Message,
    finding: &Finding,
    (cache, collection): (&BlockCache<'_>, Option<&CollectionDefinition>),
) -> (String, BTreeSet<usize>) {
    let primary = finding.primary().map(|label| &label.place);
    let found = primary.and_then(|place| cache.at(&key(place), text_of));
    let others = |field: &Field| {
        let values = finding.others.iter().filter_map(|record| {
            cache.at(&key(record), |record| -> Vec<String> {
                field.select(record).into_iter().map(text_of).collect()
            })
        });
        values.flatten().collect()
    };
    let of_record = finding.record.as_ref().and_then(|record| {
        cache.at(&key(record), |value| {
            let record = collection.map_or(value, |collection| collection.record_at(value));
            message.of(Some(record), found.as_deref(), &others)
        })
    });
    of_record.unwrap_or_else(|| (message.of(None, found.as_deref(), &others).0, BTreeSet::new()))
}

fn key(place: &Place) -> (FileId, usize) {
    (place.file(), place.start())
}

/// Returns the names of the facts that findings of a kind have had since `factlint/2`.
fn new_facts(kind: &str) -> &'static [&'static str] {
    match kind {
        "conflict" => &["independent sources"],
        "agreement" => &["independent sources", "claims with this value"],
        "corroboration" => &[
            "independent sources",
            "subject",
            "property",
            "value",
            "valid",
            "rank",
            "source",
            "refuting source",
            "mentioning source",
            "other source",
            "locator",
            "quote",
        ],
        "assert" => &["document"],
        "codelist" => &["code looked up"],
        "unique" => &["record"],
        _ => &[],
    }
}

/// Returns the prefix of a finding's subject for a rule that runs per document or folder.
pub(super) fn prefix_of_group(group: &str) -> String {
    format!("{group}: ")
}

/// Truncates long texts, since a message or label may contain a value of any size.
pub(super) fn truncate_texts(findings: &mut [EncodedFinding]) {
    let is_long = |finding: &&mut EncodedFinding| {
        finding.length() > MAX_TEXT || finding.cause().is_some_and(|cause| is_long(&cause.message))
    };
    findings.iter_mut().filter(is_long).for_each(|finding| finding.update(truncate));
}

fn truncate(finding: &mut Finding) {
    cut(&mut finding.message);
    if let Some(cause) = finding.cause.as_mut().filter(|cause| is_long(&cause.message)) {
        cut(&mut Arc::make_mut(cause).message);
    }
    finding.labels.iter_mut().for_each(|label| cut(&mut label.text));
    finding.help.iter_mut().for_each(cut);
    if let Some(question) = &mut finding.question {
        let mut text = String::from(std::mem::take(question));
        cut(&mut text);
        *question = text.into_boxed_str();
    }
    for suggestion in &mut finding.suggestions {
        cut(&mut suggestion.message);
    }
    leave_out_long_edits(finding);
}

/// Removes edits that are too long, and adds their sizes to the help.
fn leave_out_long_edits(finding: &mut Finding) {
    let (kept, left_out): (Vec<Suggestion>, Vec<Suggestion>) =
        std::mem::take(&mut finding.suggestions)
            .into_iter()
            .partition(|suggestion| suggestion.replacement.len() <= MAX_EDIT);
    finding.suggestions = kept;
    for suggestion in left_out {
        finding.add_help(format!(
            "{}: the edit is left out because it has {} bytes and at most {MAX_EDIT} are shown",
            suggestion.message,
            suggestion.replacement.len()
        ));
    }
}

/// Maximum length of a text, in bytes. When a longer text is truncated, its beginning and its end are kept,
/// since they contain "got" and "want".
const MAX_TEXT: usize = 1000;

/// Maximum length of an edit, in bytes. A longer edit is removed as a whole, since half an edit is useless.
const MAX_EDIT: usize = 10_000;

fn is_long(text: &str) -> bool {
    text.len() > MAX_TEXT
}

fn cut(text: &mut String) {
    if !is_long(text) {
        return;
    }
    let head = text.floor_char_boundary(MAX_TEXT / 2);
    let tail = text.ceil_char_boundary(text.len() - MAX_TEXT / 4);
    text.replace_range(head..tail, &format!("… ({} bytes left out) …", tail - head));
}

/// Numbers findings with the same rule, subject and field. They are numbered in the order of their states and
/// not of their places, so reordering records does not change fingerprints.
pub(super) fn disambiguate_fingerprints(findings: &mut [EncodedFinding]) {
    for mut positions in groups_to_number(findings) {
        positions.sort_by_cached_key(|position| {
            let finding = findings.get(*position).map(EncodedFinding::decode);
            finding.map(|finding| {
                (finding.state.hash(), finding.labels.into_iter().next().map(|label| label.place))
            })
        });
        for (number, position) in positions.into_iter().enumerate().skip(1) {
            if let Some(finding) = findings.get_mut(position) {
                finding.update(|finding| finding.anchor.number = number);
            }
        }
    }
}

/// Returns the positions of findings with the same rule, subject and field. Each group contains at least two
/// positions.
fn groups_to_number(findings: &[EncodedFinding]) -> Vec<Vec<usize>> {
    let key = |position: usize| {
        let head = findings.get(position).map(EncodedFinding::head);
        head.map(|head| (head.subject, head.field, head.rule))
    };
    // Hashes are compared first, since the keys have to be decoded.
    let hasher = RandomState::default();
    let hashes = (0..findings.len()).map(|position| (hasher.hash_one(key(position)), position));
    let mut hashes: Vec<(u64, usize)> = hashes.collect();
    hashes.sort_unstable();
    let mut groups = Vec::new();
    for same_hash in hashes.chunk_by_mut(|(left, _), (right, _)| left == right) {
        if same_hash.len() < 2 {
            continue;
        }
        same_hash.sort_by(|(_, left), (_, right)| key(*left).cmp(&key(*right)));
        let of_hash = same_hash.chunk_by(|(_, left), (_, right)| key(*left) == key(*right));
        let several = of_hash.filter(|group| group.len() > 1);
        groups.extend(several.map(|group| group.iter().map(|(_, position)| *position).collect()));
    }
    groups
}

/// Sorts findings by path, place, rule and fingerprint. The order is total, since two findings of the same
/// rule at the same place have different fingerprints.
pub fn sort(findings: &mut [EncodedFinding], files: &Files) {
    sort_by_finding(findings, files, |finding| finding);
}

/// Sorts items by the finding that each of them contains, in the order of [`sort`].
pub fn sort_by_finding<T>(items: &mut [T], files: &Files, finding: impl Fn(&T) -> &EncodedFinding) {
    let ranks = ranks(files);
    let sources = items.iter().enumerate().map(|(position, item)| {
        let place = finding(item).head().place;
        let start = place.map(|place| (ranks.get(&place.file()), start_in_file(&place, files)));
        (start, position)
    });
    let mut sources: Vec<_> = sources.collect();
    sources.sort_by(|(left, at_left), (right, at_right)| {
        let rest = || match (items.get(*at_left), items.get(*at_right)) {
            (Some(left), Some(right)) => order(finding(left), finding(right)),
            _ => Ordering::Equal,
        };
        left.cmp(right).then_with(rest)
    });
    rearrange(items, sources.into_iter().map(|(_, position)| position).collect());
}

/// Moves to each position `to` the item that is now at the position `sources[to]`. The items are not copied
/// to a new list, since there may be a million of them.
fn rearrange<T>(items: &mut [T], mut sources: Vec<usize>) {
    for start in 0..items.len() {
        let mut to = start;
        // Follows a cycle of moves. After a position has received its item, its source is the position
        // itself.
        while let Some(from) = sources.get_mut(to).map(|source| std::mem::replace(source, to))
            && from != start
            && from != to
        {
            items.swap(to, from);
            to = from;
        }
    }
}

/// Returns the rank of each file in path order.
fn ranks(files: &Files) -> HashMap<FileId, u32> {
    let mut ids: Vec<FileId> = files.iter().map(|(id, _)| id).collect();
    ids.sort_by_key(|id| (files.key(*id), *id));
    ids.into_iter().zip(0..).collect()
}

/// Compares two findings that start at the same byte of the same file. Fingerprints are hashes, so they are computed
/// only if everything else is equal.
fn order(left: &EncodedFinding, right: &EncodedFinding) -> Ordering {
    let [of_left, of_right] = [left, right].map(EncodedFinding::head);
    (of_left.place, of_left.rule)
        .cmp(&(of_right.place, of_right.rule))
        .then_with(|| left.fingerprint().cmp(&right.fingerprint()))
}

/// Returns the byte offset of a place in its file as it is written.
fn start_in_file(place: &Place, files: &Files) -> usize {
    let is_converted =
        files.get(place.file()).is_some_and(|file| file.content.converted_from().is_some());
    if !is_converted || !place.is_in_value() {
        return place.start();
    }
    let document = files.document(place.file());
    let value = document.and_then(|document| document.value_at(place.start()));
    value.map_or(place.start(), |value| value.range_in_file().start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Anchor, Applicability};

    fn shortened(message: &str, replacement: &str) -> Finding {
        let place = Place::range(FileId(0), 0..1);
        let finding = Finding::new(message, Anchor::new("a", "b")).help("correct it").suggest(
            Applicability::Safe,
            place,
            replacement,
            "write it so",
        );
        let mut findings = [EncodedFinding::from(finding)];
        truncate_texts(&mut findings);
        let [finding] = findings;
        finding.decode()
    }

    #[test]
    fn findings_with_one_anchor_are_numbered_by_state_and_not_by_message() {
        let numbers = |messages: [&str; 2]| {
            let finding = |message: &str, start: usize, state: &str| {
                Finding::new(message, Anchor::new("a", "b"))
                    .label(Place::range(FileId(0), start..start + 1), "")
                    .rests_on("a", "b", state)
            };
            let [first, second] = messages;
            let findings =
                [finding(first, 1, "same"), finding(second, 2, "same"), finding("m", 3, "other")];
            let mut findings = findings.map(EncodedFinding::from);
            disambiguate_fingerprints(&mut findings);
            findings.map(|finding| finding.head().number)
        };
        assert_eq!(numbers(["a", "b"]), numbers(["b", "a"]));
    }

    #[test]
    fn items_are_rearranged_in_place() {
        for sources in [vec![], vec![0], vec![1, 0], vec![2, 0, 1], vec![3, 1, 4, 0, 2]] {
            let mut items: Vec<usize> = (0..sources.len()).collect();
            rearrange(&mut items, sources.clone());
            assert_eq!(items, sources);
        }
    }

    #[test]
    fn a_truncated_text_says_how_much_is_left_out() {
        let whole = "x".repeat(MAX_TEXT);
        assert_eq!(shortened(&whole, "").message, whole);
        let (head, tail) = ("x".repeat(500), "x".repeat(250));
        let cut = format!("{head}… (1250 bytes left out) …{tail}");
        assert_eq!(shortened(&"x".repeat(2000), "").message, cut);
    }

    #[test]
    fn an_edit_that_is_too_long_is_mentioned() {
        let finding = shortened("m", &"x".repeat(MAX_EDIT));
        assert_eq!((finding.suggestions.len(), finding.help.as_deref()), (1, Some("correct it")));
        let finding = shortened("m", &"x".repeat(MAX_EDIT + 1));
        let help = "correct it; write it so: the edit is left out because it has 10001 bytes and at most 10000 are shown";
        assert_eq!((finding.suggestions.len(), finding.help.as_deref()), (0, Some(help)));
    }
}
