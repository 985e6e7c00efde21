//! Reports globs that match nothing, documents that no collection reads, files that no glob matches, and
//! collections that no rule uses.

use super::report::about;
use super::{Owner, Watch};
use crate::dataset::matches;
use crate::document::FileId;
use crate::finding::{Anchor, Finding, Level};
use crate::parameters::{CollectionDefinition, Spanned, closest, glob_matches};
use crate::rule::Lookup;
use crate::rules::Origin;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

/// Maximum number of names per finding. The message contains the total number.
const MAX_NAMES: usize = 3;

impl Watch<'_> {
    /// Returns the findings about globs, unused collections, unread documents and files that no glob
    /// matches.
    pub(super) fn of_files(&self) -> Vec<Finding> {
        let mut findings = self.of_schema_globs();
        findings.extend(self.of_schema_uris());
        findings.extend(self.dataset.idle_exclusions.iter().map(|glob| self.of_exclusion(glob)));
        let links = self.dataset.unfollowed_links.iter();
        findings.extend(links.map(|(glob, links)| self.of_links(glob, links)));
        for collection in &self.dataset.rulebook.collections {
            findings.extend(self.of_collection_globs(collection));
        }
        findings.extend(self.of_unused_collections());
        findings.extend(self.of_unread_documents());
        findings.extend(self.of_files_beside());
        findings
    }

    /// Whether a collection's globs match any document.
    pub(super) fn has_documents(&self, collection: &CollectionDefinition) -> bool {
        self.documents().any(|(_, key)| collection.is_in(key))
    }

    /// Returns the documents and their paths, relative to the rulebook's folder.
    fn documents(&self) -> impl Iterator<Item = (FileId, &str)> {
        let documents = self.dataset.documents.iter();
        documents
            .filter_map(|document| Some((document.file, self.dataset.files.key(document.file)?)))
    }

    fn of_collection_globs(&self, collection: &CollectionDefinition) -> Vec<Finding> {
        if collection.optional {
            return Vec::new();
        }
        let globs = collection.documents.iter().zip(&collection.written.documents);
        let idle =
            globs.filter(|(glob, _)| !self.documents().any(|(_, key)| glob_matches(glob, key)));
        let owner = Owner::Collection(collection);
        idle.map(|(_, written)| self.of_glob(&owner.name(), "documents", written)).collect()
    }

    fn of_schema_globs(&self) -> Vec<Finding> {
        let schemas = &self.dataset.rulebook.schemas;
        let globs: Vec<&Spanned<String>> =
            schemas.iter().filter_map(|schema| schema.documents.as_ref()).collect();
        let matched = |glob: &Spanned<String>| -> BTreeSet<&str> {
            let keys = self.documents().map(|(_, key)| key);
            keys.filter(|key| matches(&glob.value, key)).collect()
        };
        let matched: Vec<BTreeSet<&str>> = globs.iter().map(|glob| matched(glob)).collect();
        let mut findings = Vec::new();
        for (position, (glob, own)) in globs.iter().zip(&matched).enumerate() {
            if own.is_empty() {
                findings.push(self.of_glob("schema", "glob", glob));
            }
            let later = globs.iter().zip(&matched).skip(position + 1);
            for (other, taken) in later {
                let both: Vec<&str> = own.intersection(taken).copied().collect();
                if !both.is_empty() {
                    findings.push(self.of_two_schemas(glob, other, &both));
                }
            }
        }
        findings
    }

    fn of_exclusion(&self, glob: &Spanned<String>) -> Finding {
        let message = format!("`{}` excludes no file that `documents` matches", glob.value);
        let is_name = is_name(&glob.value);
        let near = closest(&glob.value, self.documents().map(|(_, key)| key)).filter(|_| is_name);
        let finding = Finding::new(message, Anchor::new("exclude", &*glob.value))
            .label(self.place(&glob.span), "excludes nothing")
            .help(near.unwrap_or_else(|| "correct it, or remove it".to_owned()));
        self.finding(finding, if is_name { Level::Warning } else { Level::Notice })
    }

    /// Returns the finding about links to folders that the wildcards of a glob do not follow.
    fn of_links(&self, glob: &Spanned<String>, links: &[String]) -> Finding {
        let names: Vec<&str> = links.iter().map(String::as_str).collect();
        let message =
            format!("`{}` does not follow {}", glob.value, numbered(&names, "link", "links"));
        let finding = Finding::new(message, Anchor::new("documents", format!("links {}", glob.value)))
            .label(self.place(&glob.span), "wildcards do not follow links to folders")
            .rests_on("documents", "links", names.join(", "))
            .help("to include the folder, add a glob that names it; to leave it out, name it in a comment in the rulebook, with a `/` at its end");
        self.finding(finding, Level::Notice)
    }

    /// Returns findings about URIs of schemas that no schema refers to.
    fn of_schema_uris(&self) -> Vec<Finding> {
        let named = self.dataset.rulebook.schema_uris.iter().map(|schema| &schema.uri);
        let unused = named.filter(|uri| !self.dataset.vocabulary.refers_to(&uri.value));
        let findings = unused.map(|uri| {
            let message = format!("no schema refers to `{}`", uri.value);
            let finding = Finding::new(message, Anchor::new("schemas", &*uri.value))
                .label(self.place(&uri.span), "no schema refers to this")
                .help("correct it, or remove it");
            self.finding(finding, Level::Notice)
        });
        findings.collect()
    }

    fn of_two_schemas(
        &self,
        first: &Spanned<String>,
        last: &Spanned<String>,
        both: &[&str],
    ) -> Finding {
        let message = format!(
            "two globs of `schema` match {}: the last one applies",
            numbered(both, "document", "documents")
        );
        let anchor = Anchor::new("schema", format!("{} and {}", first.value, last.value));
        let finding = Finding::new(message, anchor)
            .label(self.place(&first.span), "this one does not apply to them")
            .label(self.place(&last.span), "this one does")
            .help("make the globs match different documents");
        self.finding(finding, Level::Notice)
    }

    /// Returns the finding about a glob that matches nothing. A glob without wildcards is reported as a
    /// missing document.
    fn of_glob(&self, owner: &str, argument: &str, glob: &Spanned<String>) -> Finding {
        let is_name = is_name(&glob.value);
        let message = match is_name {
            true => format!("there is no document `{}`", glob.value),
            false => format!("`{}` matches no document", glob.value),
        };
        let near = closest(&glob.value, self.documents().map(|(_, key)| key)).filter(|_| is_name);
        let help = near.unwrap_or_else(|| {
            "only files that `documents` matches are documents; paths are relative to the rulebook's folder".to_owned()
        });
        let anchor = Anchor::new(owner, format!("{argument} {}", glob.value));
        let finding = Finding::new(message, anchor)
            .label(self.place(&glob.span), "matches nothing")
            .help(help);
        self.finding(finding, if is_name { Level::Warning } else { Level::Notice })
    }

    /// Returns findings about collections that no rule uses and that have neither a schema nor a sort order.
    /// If the rulebook has no rules, none are returned: the collections then serve to name records in
    /// built-in findings.
    fn of_unused_collections(&self) -> Vec<Finding> {
        let rulebook = &self.dataset.rulebook;
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut has_rules = false;
        for entry in &rulebook.rules {
            has_rules |= matches!(entry.kind.origin, Origin::Rulebook(_));
            let declaration = entry.rule.declaration();
            used.insert(declaration.collection());
            used.extend(declaration.lookups.iter().filter_map(Lookup::collection));
            used.extend(entry.expectations.collections.iter().map(String::as_str));
        }
        let is_unused = |collection: &&CollectionDefinition| {
            has_rules
                && !collection.is_sorted
                && collection.schema.is_none()
                && !used.contains(collection.name.as_str())
        };
        let unused = rulebook.collections.iter().filter(is_unused).map(|collection| {
            let message = format!("no rule uses the collection `{}`", collection.name);
            let finding = about(Owner::Collection(collection), "use", message)
                .label(self.place(&collection.span), "used by no rule")
                .help("add a rule that uses it, or remove it");
            self.finding(finding, Level::Notice)
        });
        unused.collect()
    }

    /// Returns the finding about documents that no collection reads. Returns `None` if there are no such
    /// documents, or if no document is read at all.
    fn of_unread_documents(&self) -> Option<Finding> {
        let is_unread = |(file, _): &(FileId, &str)| {
            let is_read = self.is_read.get(file);
            is_read.is_some_and(|is_read| !is_read.load(Ordering::Relaxed))
        };
        let unread: Vec<&str> = self.documents().filter(is_unread).map(|(_, key)| key).collect();
        // If no document is read at all, each collection is reported as empty instead.
        if self.dataset.rulebook.collections.is_empty()
            || unread.is_empty()
            || unread.len() == self.is_read.len()
        {
            return None;
        }
        let message = format!("no collection reads {}", numbered(&unread, "document", "documents"));
        let finding = Finding::new(message, Anchor::new("documents", "unread"))
            .label(self.place(&self.dataset.rulebook.documents_span), "named here")
            .help("add a collection for them, or leave them out of `documents`");
        Some(self.finding(finding, Level::Notice))
    }

    fn of_files_beside(&self) -> Vec<Finding> {
        let beside = self.dataset.files_beside.iter().map(|beside| {
            let names: Vec<String> =
                beside.names.iter().map(|name| format!("{}{name}", beside.folder)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let message = format!(
                "no glob of `documents` matches {} beside the documents",
                numbered(&names, "file", "files")
            );
            let anchor = Anchor::new("documents", format!("beside {}", beside.folder));
            let finding = Finding::new(message, anchor)
                .label(self.place(&self.dataset.rulebook.documents_span), "not among these")
                .rests_on("documents", "files", names.join(", "))
                .help("add them to `documents`; to leave them out, name them or their folder in a comment in the rulebook");
            self.finding(finding, Level::Notice)
        });
        beside.collect()
    }
}

/// Whether a glob has no wildcard.
fn is_name(glob: &str) -> bool {
    !glob.contains(['*', '?', '['])
}

/// Formats a single name. If there are several names, formats their number and the first few names.
fn numbered(names: &[&str], one: &str, several: &str) -> String {
    let mut shown: Vec<String> =
        names.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect();
    if names.len() > MAX_NAMES {
        shown.push("...".to_owned());
    }
    let shown = shown.join(", ");
    match names.len() {
        1 => format!("the {one} {shown}"),
        number => format!("{number} {several} ({shown})"),
    }
}

/// Returns a flag for each document, which tells whether a collection reads something in it. All flags are
/// `false`.
pub(super) fn none_read(
    documents: impl Iterator<Item = FileId>,
) -> BTreeMap<FileId, std::sync::atomic::AtomicBool> {
    documents.map(|file| (file, std::sync::atomic::AtomicBool::new(false))).collect()
}
