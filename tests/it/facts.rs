//! Checks that a rule keeps no field in its facts that it does not need. If any field is lost between the stages of a
//! sharded run, the report of at least one example is different.

mod more;

use crate::page::parse;
use crate::shards::{finder, json, write};
use factlint::dataset::{Dataset, Sizes};
use factlint::engine::shards::{self, FactToSettle, Restored, ToComplete, Visited};
use factlint::rules::KINDS;
use factlint::shard::ShardError;
use factlint::value::date::PartialDate;
use serde_json::{Value, json as of_json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A field of a kind's facts: the kind, and the path to the field. All items of an array have the same path.
type FieldOfFact = (&'static str, Vec<String>);

/// Returns the values that replace the value of a field. A value is skipped if the field has another type.
fn blanks() -> [Value; 9] {
    [
        of_json!(null),
        of_json!(""),
        of_json!(0),
        of_json!(false),
        // A place.
        of_json!({"Value": {"file": 0, "offset": 0}}),
        // These values replace fields that are blank already.
        of_json!(1),
        of_json!(true),
        of_json!("1"),
        of_json!("x"),
    ]
}

/// A dataset and the output of its visits.
struct Example {
    folder: tempfile::TempDir,
    today: PartialDate,
    plan: shards::Plan,
    visited: Vec<u8>,
    facts: Vec<FactToSettle>,
    to_complete: Vec<ToComplete>,
}

impl Example {
    /// Visits a dataset. Returns `None` if its rulebook has mistakes.
    fn new(files: &BTreeMap<String, String>) -> Option<Example> {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files);
        let today = PartialDate::parse("2026-01-01").unwrap();
        let dataset = read(folder.path())?;
        let (plan, units) = shards::plan(&dataset, &today);
        let units: Vec<_> = units.into_iter().enumerate().collect();
        let (visited, mut facts, to_complete) =
            shards::visit(&dataset, &plan, &units, &today).unwrap();
        facts.sort_by(|left, right| {
            (left.rule, &left.key, left.order).cmp(&(right.rule, &right.key, right.order))
        });
        let visited = postcard::to_allocvec(&visited).unwrap();
        Some(Example { folder, today, plan, visited, facts, to_complete })
    }

    fn read(&self) -> Dataset {
        read(self.folder.path()).unwrap()
    }

    /// Returns the report of a run whose visits kept these facts.
    fn report(&self, facts: Vec<FactToSettle>, mut to_complete: Vec<ToComplete>) -> String {
        let Example { plan, today, .. } = self;
        let visited = || vec![postcard::from_bytes::<Visited>(&self.visited).unwrap()];
        let mut added = Vec::new();
        let mut gather = |output, more: Vec<ToComplete>| {
            added.push(output);
            to_complete.extend(more);
            Ok::<(), ShardError>(())
        };
        let facts = facts.into_iter().map(Ok);
        shards::settle(&self.read(), plan, visited(), facts, today, &mut gather).unwrap();
        added.extend(shards::complete(&self.read(), plan, visited(), &to_complete, today).unwrap());
        json(&Restored::new(plan, visited(), added).unwrap().into_run(self.read(), today))
    }

    /// Applies `change` to each fact of a rule, and returns the report of the changed facts.
    fn report_of_changed(
        &self,
        rule: usize,
        change: &dyn Fn(&mut Value) -> bool,
    ) -> Option<String> {
        let dataset = self.read();
        let changed = |fact: &mut Vec<u8>| {
            let entry = entry(&dataset, rule);
            let mut value = entry.rule.fact_to_json(fact).unwrap();
            let is_changed = change(&mut value);
            let encoded = entry.rule.fact_from_json(&value).ok()?;
            *fact = encoded;
            Some(is_changed)
        };
        let (mut facts, mut to_complete) = (self.facts.clone(), self.to_complete.clone());
        let mut is_changed = false;
        for fact in facts.iter_mut().filter(|fact| fact.rule == rule) {
            if let Some(fact) = &mut fact.fact {
                is_changed |= changed(&mut fact.fact)?;
            }
        }
        for of_key in to_complete.iter_mut().filter(|of_key| of_key.of.rule == rule) {
            for fact in &mut of_key.facts {
                is_changed |= changed(&mut fact.fact)?;
            }
        }
        is_changed.then(|| self.report(facts, to_complete))
    }

    /// Returns the rules that have facts, with their facts as JSON.
    fn facts_by_rule(&self) -> BTreeMap<usize, Vec<Value>> {
        let (dataset, mut by_rule) = (self.read(), BTreeMap::<usize, Vec<Value>>::new());
        let to_settle = self.facts.iter().filter_map(|fact| Some((fact.rule, fact.fact.as_ref()?)));
        let to_complete = self.to_complete.iter();
        let to_complete =
            to_complete.flat_map(|of_key| of_key.facts.iter().map(|fact| (of_key.of.rule, fact)));
        for (rule, fact) in to_settle.chain(to_complete) {
            let value = entry(&dataset, rule).rule.fact_to_json(&fact.fact).unwrap();
            by_rule.entry(rule).or_default().push(value);
        }
        by_rule
    }
}

fn read(folder: &Path) -> Option<Dataset> {
    Dataset::read_with(Sizes::default(), finder(folder)().ok()?).ok()
}

/// Returns the entry of a rule, given its position among the rules that are not off.
fn entry(dataset: &Dataset, rule: usize) -> &factlint::rulebook::RuleEntry {
    let is_on =
        |entry: &&factlint::rulebook::RuleEntry| entry.level != factlint::finding::Level::Off;
    dataset.rulebook.rules.iter().filter(is_on).nth(rule).unwrap()
}

/// Adds the paths of all fields of a value.
fn add_fields(value: &Value, path: &[String], fields: &mut BTreeSet<Vec<String>>) {
    let mut add = |name: &str, value: &Value| {
        let path = [path, &[name.to_owned()]].concat();
        fields.insert(path.clone());
        if !is_one_value(value) {
            add_fields(value, &path, fields);
        }
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| add(name, value)),
        Value::Array(items) => {
            let is_list = are_of_one_type(items);
            for (index, item) in items.iter().enumerate() {
                add(if is_list { "*".to_owned() } else { index.to_string() }.as_str(), item);
            }
        }
        _ => {}
    }
}

/// Checks whether an array is a list, rather than a tuple.
fn are_of_one_type(items: &[Value]) -> bool {
    items
        .windows(2)
        .all(|pair| std::mem::discriminant(&pair[0]) == std::mem::discriminant(&pair[1]))
}

/// Checks whether a name in a path matches the item of an array at this index.
fn is_named(name: &str, index: usize) -> bool {
    name == "*" || name == index.to_string()
}

/// Returns the values of a field.
fn values_of<'v>(value: &'v Value, path: &[String]) -> Vec<&'v Value> {
    let Some((name, rest)) = path.split_first() else { return vec![value] };
    match value {
        Value::Object(members) => {
            members.get(name).map(|value| values_of(value, rest)).unwrap_or_default()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().filter(|(index, _)| is_named(name, *index));
            items.flat_map(|(_, item)| values_of(item, rest)).collect()
        }
        _ => Vec::new(),
    }
}

/// Checks whether a value is a single value rather than a struct of fields: a place, date, number or duration.
fn is_one_value(value: &Value) -> bool {
    let is_place = ["Value", "Opening", "Text", "Range"]
        .iter()
        .any(|name| value.get(*name).is_some_and(|place| place.get("file").is_some()));
    let parts = ["File", "first_day", "digits", "weeks"];
    is_place || parts.iter().any(|part| value.get(*part).is_some())
}

/// Replaces a field of a value. Returns whether the value has changed.
fn replace(value: &mut Value, path: &[String], by: &Value) -> bool {
    let Some((name, rest)) = path.split_first() else {
        let is_changed = value != by;
        value.clone_from(by);
        return is_changed;
    };
    match value {
        Value::Object(members) => {
            members.get_mut(name).is_some_and(|value| replace(value, rest, by))
        }
        Value::Array(items) => {
            let items = items.iter_mut().enumerate().filter(|(index, _)| is_named(name, *index));
            items.filter_map(|(_, item)| replace(item, rest, by).then_some(())).count() > 0
        }
        _ => false,
    }
}

/// The fields of facts that were found, and those on which a report depends.
#[derive(Default)]
struct Fields {
    found: BTreeSet<FieldOfFact>,
    needed: BTreeSet<FieldOfFact>,
    /// For each field that is an enum, all its variants and the variants that were found.
    variants: BTreeMap<FieldOfFact, [BTreeSet<String>; 2]>,
}

impl Fields {
    /// Adds the fields of the example's facts. Replaces each field with other values, to find out whether the report
    /// depends on the field.
    fn add(&mut self, example: &Example) {
        let unchanged = example.report(example.facts.clone(), example.to_complete.clone());
        let dataset = example.read();
        for (rule, facts) in example.facts_by_rule() {
            let kind = entry(&dataset, rule).kind.name;
            let mut paths = BTreeSet::new();
            for fact in &facts {
                add_fields(fact, &[], &mut paths);
            }
            self.add_variants(&dataset, rule, &facts, paths.iter().chain([&Vec::new()]));
            for path in paths {
                let field = (kind, path);
                self.found.insert(field.clone());
                if self.needed.contains(&field) {
                    continue;
                }
                let changed = |by: &Value| {
                    example.report_of_changed(rule, &|fact| replace(fact, &field.1, by))
                };
                // Also tries values of the field itself: then all facts have the value of one of them, and the field
                // carries no information.
                let values: BTreeSet<String> = facts
                    .iter()
                    .flat_map(|fact| values_of(fact, &field.1))
                    .map(Value::to_string)
                    .collect();
                let values = values.iter().take(5).map(|value| value.parse().unwrap());
                let mut by = values.chain(blanks());
                if by.any(|by| changed(&by).is_some_and(|report| report != unchanged)) {
                    self.needed.insert(field);
                }
            }
        }
    }
}

impl Fields {
    /// Adds the variants of the fields that are enums. To list all variants, decodes an unknown variant and reads the
    /// names in the error.
    fn add_variants<'p>(
        &mut self,
        dataset: &Dataset,
        rule: usize,
        facts: &[Value],
        paths: impl Iterator<Item = &'p Vec<String>>,
    ) {
        let entry = entry(dataset, rule);
        for path in paths {
            for fact in facts {
                let mut unknown = fact.clone();
                let is_replaced = replace(&mut unknown, path, &of_json!("?"));
                let is_enum = |error: &String| error.starts_with("unknown variant `?`");
                let error = entry.rule.fact_from_json(&unknown).err().filter(is_enum);
                let Some(error) = error.filter(|_| is_replaced) else { continue };
                let names = error.split('`').skip(3).step_by(2).map(str::to_owned);
                let field = (entry.kind.name, path.clone());
                let [all, found] = self.variants.entry(field).or_default();
                all.extend(names);
                for value in values_of(fact, path).into_iter().filter(|value| !is_one_value(value))
                {
                    let names = value.as_object().into_iter().flat_map(|object| object.keys());
                    found.extend(
                        value.as_str().into_iter().map(str::to_owned).chain(names.cloned()),
                    );
                }
            }
        }
    }

    /// Returns the variants that occur in no fact of the examples.
    fn not_found(&self) -> Vec<String> {
        let of_enums = self.variants.iter().filter(|(_, [_, found])| !found.is_empty());
        let missing = of_enums.flat_map(|((kind, path), [all, found])| {
            all.difference(found).map(move |name| format!("{kind}: {}: {name}", path.join(".")))
        });
        missing.collect()
    }
}

#[test]
fn no_field_of_a_fact_can_be_lost_without_a_difference() {
    let mut fields = Fields::default();
    for kind in KINDS {
        let page = parse(kind.page);
        for section in ["Example", "Stays silent"] {
            if let Some(example) = Example::new(&page.files(section)) {
                fields.add(&example);
            }
        }
    }
    for (rulebook, documents) in more::MORE {
        let rulebook = format!("version = 1\ndocuments = ['*.json']\n[collections]{rulebook}");
        let files = documents.iter().copied().chain([("factlint.toml", rulebook.as_str())]);
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
        fields.add(&Example::new(&files.collect()).expect("a rulebook without mistakes"));
    }
    // A field whose value has fields itself is needed if one of the inner fields is needed.
    let has_fields = |(kind, path): &&FieldOfFact| {
        let mut others = fields.found.iter().filter(|(other, _)| other == kind);
        others.any(|(_, other)| other.len() > path.len() && other.starts_with(path))
    };
    let lost: Vec<String> = fields
        .found
        .difference(&fields.needed)
        .filter(|field| !has_fields(field))
        .map(|(kind, path)| format!("{kind}: {}", path.join(".")))
        .collect();
    assert!(fields.not_found().is_empty(), "{:#?}", fields.not_found());
    let kinds: BTreeSet<&str> = fields.found.iter().map(|(kind, _)| *kind).collect();
    assert!(kinds.len() >= 15, "{kinds:?}");
    assert!(lost.is_empty(), "{lost:#?}");
}
