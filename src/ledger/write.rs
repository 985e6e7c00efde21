//! Adds, replaces or removes verdicts in a ledger's text; everything else stays as people wrote it.

use super::{VERSION, Verdict, strip_collection};
use crate::finding::State;
use std::collections::HashMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// A verdict as it is written. A key without a value is omitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// All 64 hexadecimal digits.
    pub fingerprint: String,
    /// The rule's id.
    pub rule: String,
    /// The subject of the finding, for people.
    pub subject: String,
    /// The outcome's name.
    pub outcome: String,
    /// The chosen claims.
    pub chosen: Vec<String>,
    /// The claims that are wrong.
    pub wrong: Vec<String>,
    /// The reason for the decision.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The day of the decision.
    pub on: String,
    /// The last day on which the verdict is in force.
    pub until: Option<String>,
    /// Evidence for the decision that is not in the dataset.
    pub evidence: Vec<String>,
    /// The facts that the decision was based on.
    pub state: State,
}

impl From<&Verdict> for LedgerEntry {
    fn from(verdict: &Verdict) -> LedgerEntry {
        LedgerEntry {
            fingerprint: verdict.fingerprint.value.clone(),
            rule: verdict.rule.clone(),
            subject: verdict.subject.clone(),
            outcome: verdict.outcome.name().to_owned(),
            chosen: without_collections(&verdict.chosen),
            wrong: without_collections(&verdict.wrong),
            reason: verdict.reason.clone(),
            by: verdict.by.clone(),
            on: verdict.on.to_string(),
            until: verdict.until.as_ref().map(ToString::to_string),
            evidence: verdict.evidence.clone(),
            state: verdict.state.clone(),
        }
    }
}

fn without_collections(subjects: &[String]) -> Vec<String> {
    subjects.iter().map(|subject| strip_collection(subject).to_owned()).collect()
}

/// Returns the lines of an entry, as they are appended to a ledger.
#[must_use]
pub fn entry_text(entry: &LedgerEntry) -> String {
    let mut document = DocumentMut::new();
    let mut table = Table::new();
    fill_table(&mut table, entry);
    let mut verdicts = ArrayOfTables::new();
    verdicts.push(table);
    document.insert("verdict", Item::ArrayOfTables(verdicts));
    document.to_string()
}

/// Adds an entry to the text. It replaces the entry with the same fingerprint, or is appended if there is none.
///
/// # Errors
///
/// Returns a message if the text is not TOML, or if its verdicts are not written as `[[verdict]]` tables.
pub fn with_entry(text: &str, entry: &LedgerEntry) -> Result<String, String> {
    let mut document = parse(text)?;
    set_version(&mut document);
    let verdicts = verdicts_of(&mut document)?;
    let is_meant = |table: &Table| fingerprint_of(table) == Some(entry.fingerprint.as_str());
    let position = verdicts.iter().position(is_meant);
    if let Some(table) = position.and_then(|position| verdicts.get_mut(position)) {
        fill_table(table, entry);
    } else {
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        fill_table(&mut table, entry);
        verdicts.push(table);
    }
    Ok(with_line_endings_of(text, document.to_string()))
}

/// Migrates a ledger from the previous version. Each entry comes with a former fingerprint, and replaces the verdict
/// that has this fingerprint. All other verdicts stay.
///
/// # Errors
///
/// Returns a message if the text is not TOML, or if its verdicts are not written as `[[verdict]]` tables.
pub fn renamed(text: &str, entries: &[(String, LedgerEntry)]) -> Result<String, String> {
    let mut document = parse(text)?;
    set_version(&mut document);
    let entries: HashMap<&str, &LedgerEntry> =
        entries.iter().map(|(former, entry)| (former.as_str(), entry)).collect();
    for table in verdicts_of(&mut document)?.iter_mut() {
        if let Some(entry) = fingerprint_of(table).and_then(|former| entries.get(former)) {
            fill_table(table, entry);
        }
    }
    Ok(with_line_endings_of(text, document.to_string()))
}

fn set_version(document: &mut DocumentMut) {
    let version = i64::try_from(VERSION).unwrap_or(i64::MAX);
    set_key(document.as_table_mut(), "version", Some(Value::from(version)));
}

/// Removes the entries with these fingerprints from the text. A comment directly above an entry is removed with
/// it.
///
/// # Errors
///
/// Returns a message if the text is not TOML, or if its verdicts are not written as `[[verdict]]` tables.
pub fn without_entries(text: &str, fingerprints: &[String]) -> Result<String, String> {
    let mut document = parse(text)?;
    let is_meant = |table: &Table| {
        fingerprint_of(table).is_some_and(|known| fingerprints.iter().any(|one| one == known))
    };
    verdicts_of(&mut document)?.retain(|table| !is_meant(table));
    Ok(with_line_endings_of(text, document.to_string()))
}

fn parse(text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        format!("the ledger is not TOML: {}", error.message().lines().next().unwrap_or_default())
    })
}

/// Returns the new text with the line endings of the old text, since `toml_edit` writes only `\n`.
fn with_line_endings_of(old: &str, new: String) -> String {
    let is_windows = old.contains('\n') && old.matches('\n').count() == old.matches("\r\n").count();
    if is_windows { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new }
}

fn verdicts_of(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, String> {
    let item = document.entry("verdict").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    item.as_array_of_tables_mut()
        .ok_or_else(|| "the ledger's verdicts are not written as [[verdict]] tables".to_owned())
}

fn fingerprint_of(table: &Table) -> Option<&str> {
    table.get("fingerprint")?.as_str()
}

fn fill_table(table: &mut Table, entry: &LedgerEntry) {
    let texts = |texts: &[String]| match texts {
        [] => None,
        [one] => Some(one_line(one)),
        several => Some(Value::from(several.iter().map(|text| one_line(text)).collect::<Array>())),
    };
    set_key(table, "fingerprint", Some(one_line(&entry.fingerprint)));
    set_key(table, "rule", Some(one_line(&entry.rule)));
    set_key(table, "subject", Some(one_line(&entry.subject)));
    set_key(table, "outcome", Some(one_line(&entry.outcome)));
    set_key(table, "chosen", texts(&entry.chosen));
    set_key(table, "wrong", texts(&entry.wrong));
    set_key(table, "reason", Some(one_line(&entry.reason)));
    set_key(table, "by", Some(one_line(&entry.by)));
    set_key(table, "on", Some(one_line(&entry.on)));
    set_key(table, "until", entry.until.as_deref().map(one_line));
    set_key(table, "evidence", texts(&entry.evidence));
    set_key(table, "state", Some(state_value(&entry.state)));
}

/// Formats a text on one line, with its line breaks escaped. Git might convert an unescaped line break, and thus change
/// the fact.
fn one_line(text: &str) -> Value {
    if !text.contains(['\n', '\r']) {
        return Value::from(text);
    }
    // JSON's escapes are valid in TOML. Only U+007F needs an escape in TOML and has none in JSON.
    let written = serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f");
    written.parse().unwrap_or_else(|_| Value::from(text))
}

/// Sets a key, or removes it if there is no value. An equal value is left as written; a changed value keeps
/// the white space and comments around it.
fn set_key(table: &mut Table, key: &str, value: Option<Value>) {
    let Some(mut value) = value else {
        table.remove(key);
        return;
    };
    if let Some(old) = table.get_mut(key).and_then(Item::as_value_mut) {
        if semantic_value(old) != semantic_value(&value) {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        return;
    }
    table.insert(key, Item::Value(value));
    if let Some(mut written) = table.key_mut(key) {
        // The equals signs are aligned, as in the rulebook.
        let blanks = " ".repeat("fingerprint".len().saturating_sub(key.len()) + 1);
        written.leaf_decor_mut().set_suffix(blanks);
    }
}

/// Returns the value without its formatting.
fn semantic_value(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{:?}", text.value()),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(semantic_value).collect();
            format!("[{}]", items.join(","))
        }
        Value::InlineTable(table) => {
            let mut members: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{key:?}={}", semantic_value(value)))
                .collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

/// Formats the facts, one per line.
fn state_value(state: &State) -> Value {
    let facts = state.entries().iter().map(|fact| {
        let mut table = InlineTable::new();
        for (key, text) in
            [("subject", fact.subject()), ("name", fact.name()), ("value", fact.value())]
        {
            table.insert(key, one_line(text));
        }
        let mut value = Value::InlineTable(table);
        value.decor_mut().set_prefix("\n  ");
        value
    });
    let mut list = Array::new();
    facts.for_each(|fact| list.push_formatted(fact));
    if !list.is_empty() {
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
    Value::Array(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(fingerprint: &str) -> LedgerEntry {
        let mut state = State::default();
        state.add("claims/a", "value", r#"{"count":900}"#);
        state.add("claims/b", "quote", "she said \"no\"\nand left");
        LedgerEntry {
            fingerprint: fingerprint.to_owned(),
            rule: "conflict".to_owned(),
            subject: "trace budget".to_owned(),
            outcome: "accepted".to_owned(),
            chosen: Vec::new(),
            wrong: Vec::new(),
            reason: "both".to_owned(),
            by: "Ada".to_owned(),
            on: "2026-05-04".to_owned(),
            until: None,
            evidence: vec!["a letter".to_owned(), "a call".to_owned()],
            state,
        }
    }

    const EMPTY: &str = "# ours\nversion = 2 # the first\n";

    const ONE: &str = r#"# ours
version = 2 # the first

[[verdict]]
fingerprint = "11"
rule        = "conflict"
subject     = "trace budget"
outcome     = "accepted"
reason      = "both"
by          = "Ada"
on          = "2026-05-04"
evidence    = ["a letter", "a call"]
state       = [
  { subject = "claims/a", name = "value", value = '{"count":900}' },
  { subject = "claims/b", name = "quote", value = "she said \"no\"\nand left" },
]
"#;

    #[test]
    fn an_entry_is_added_after_the_existing_text() {
        assert_eq!(with_entry(EMPTY, &entry("11")).unwrap(), ONE);
        let two = with_entry(ONE, &entry("22")).unwrap();
        assert!(two.starts_with(ONE));
        assert_eq!(two.matches("[[verdict]]").count(), 2);
    }

    #[test]
    fn writing_an_equal_entry_changes_nothing() {
        let as_people_write = ONE
            .replace("reason      = \"both\"", "reason = 'both' # really")
            .replace("  { subject", "\t{ subject");
        assert_eq!(with_entry(&as_people_write, &entry("11")).unwrap(), as_people_write);
    }

    #[test]
    fn an_entry_with_another_value_keeps_the_rest() {
        let text = ONE
            .replace("reason      = \"both\"", "reason = 'both' # really")
            .replace("[[verdict]]", "# on the budget\n[[verdict]]");
        let other = LedgerEntry { by: "Bob".to_owned(), evidence: Vec::new(), ..entry("11") };
        let want = text
            .replace("by          = \"Ada\"", "by          = \"Bob\"")
            .replace("evidence    = [\"a letter\", \"a call\"]\n", "");
        assert_eq!(with_entry(&text, &other).unwrap(), want);
    }

    #[test]
    fn removing_an_entry_keeps_the_others() {
        let two = with_entry(ONE, &entry("22")).unwrap();
        assert_eq!(without_entries(&two, &["22".to_owned()]).unwrap(), ONE);
        let second = without_entries(&two, &["11".to_owned()]).unwrap();
        assert_eq!(second, ONE.replace("\"11\"", "\"22\""));
        assert_eq!(without_entries(ONE, &["11".to_owned()]).unwrap(), EMPTY);
        assert_eq!(without_entries(ONE, &[]).unwrap(), ONE);
    }

    #[test]
    fn line_endings_may_vary_and_the_last_may_be_missing() {
        let windows = |text: &str| text.replace('\n', "\r\n");
        let two = with_entry(&windows(ONE), &entry("22")).unwrap();
        assert_eq!(two, windows(&with_entry(ONE, &entry("22")).unwrap()));
        assert_eq!(
            with_entry("version = 2", &entry("11")).unwrap(),
            ONE.replace("# ours\n", "").replace(" # the first", "")
        );
    }

    #[test]
    fn text_that_is_not_a_ledger_is_refused() {
        assert!(
            with_entry("version = ", &entry("11"))
                .unwrap_err()
                .starts_with("the ledger is not TOML: ")
        );
        let inline = with_entry("verdict = [{}]", &entry("11")).unwrap_err();
        assert_eq!(inline, "the ledger's verdicts are not written as [[verdict]] tables");
    }

    proptest::proptest! {
        #[test]
        fn a_written_entry_can_be_read_again(texts in proptest::collection::vec(".*\\S.*", 4), value in "(?s).{0,40}") {
            use crate::{document::FileId, ledger::Ledger, value::date::PartialDate};
            let [reason, by, subject, evidence] = texts.try_into().unwrap();
            let evidence = vec![evidence, value.clone()];
            let mut written = LedgerEntry { subject, reason, by, evidence, ..entry(&"1f".repeat(32)) };
            written.state.add("claims/c", "quote", value);
            let today = PartialDate::parse("2026-11-23").unwrap();
            let text = with_entry(EMPTY, &written).unwrap();
            let ledger = Ledger::parse(&text, FileId(0), &today).unwrap();
            proptest::prop_assert_eq!(ledger.verdicts.iter().map(LedgerEntry::from).collect::<Vec<_>>(), vec![written]);
            proptest::prop_assert!(text.lines().all(|line| !line.contains('\r')), "{}", text);
        }
    }
}
