//! Checks that a rule keeps no field in its facts that it does not need. If any field is lost between the stages of a
//! sharded run, the report of at least one example is different.

mod more;

use crate::page::parse;
use crate::shards::{finder, json, sorted, stage_of, write};
use data_encoding::{Encoding, Specification};
use factlint::dataset::{Dataset, Sizes};
use factlint::engine::shards::ToComplete;
use factlint::rule::keyed_hash;
use factlint::rules::KINDS;
use factlint::shard::{self, Options};
use factlint::value::date::PartialDate;
use serde_json::{Value, json as of_json};
use std::collections::{BTreeMap, BTreeSet};

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

/// A dataset and the lines that its visits print, sorted.
struct Example {
    folder: tempfile::TempDir,
    visited: Vec<u8>,
}

impl Example {
    /// Visits a dataset. Returns `None` if its rulebook has mistakes.
    fn new(files: &BTreeMap<String, String>, sizes: Sizes) -> Option<Example> {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files);
        let find = finder(folder.path());
        let dataset = Dataset::read_with(sizes, find().unwrap()).ok()?;
        // Later than the verdicts in the examples.
        let today = PartialDate::parse("2026-12-31").unwrap();
        let options = Options { today, sizes, keeps_all_places: false };
        let mut plan = Vec::new();
        shard::plan(&dataset, options, &mut plan).unwrap();
        let visited = stage_of(&|input, output| shard::visit(&find, input, output), &plan);
        Some(Example { folder, visited: sorted(&[visited]) })
    }

    fn read(&self) -> Dataset {
        Dataset::read_with(Sizes::default(), finder(self.folder.path())().unwrap()).unwrap()
    }

    /// Returns the report of a run whose visits printed these lines.
    fn report(&self, visited: &[u8]) -> String {
        let find = finder(self.folder.path());
        let settle =
            |input: &mut &[u8], output: &mut Vec<u8>| shard::settle(&find, None, input, output);
        let complete =
            |input: &mut &[u8], output: &mut Vec<u8>| shard::complete(&find, None, input, output);
        let completed = stage_of(&complete, &stage_of(&settle, visited));
        json(&shard::report(&find, None, &mut completed.as_slice()).unwrap().run)
    }

    /// Applies `change` to each fact of a rule in the lines, and returns the report of the changed lines.
    fn report_of_changed(
        &self,
        rule: usize,
        change: &dyn Fn(&mut Value) -> bool,
    ) -> Option<String> {
        let dataset = self.read();
        let mut is_changed = Some(false);
        let visited = with_facts(&self.visited, &mut |of, fact| {
            let Some(changed) = is_changed.as_mut().filter(|_| of == rule) else { return };
            let entry = entry(&dataset, rule);
            let mut value = entry.rule.fact_to_json(fact).unwrap();
            *changed |= change(&mut value);
            match entry.rule.fact_from_json(&value) {
                Ok(encoded) => *fact = encoded,
                Err(_) => is_changed = None,
            }
        });
        is_changed?.then(|| self.report(&visited))
    }

    /// Returns the rules that have facts, with their facts as JSON.
    fn facts_by_rule(&self) -> BTreeMap<usize, Vec<Value>> {
        let (dataset, mut by_rule) = (self.read(), BTreeMap::<usize, Vec<Value>>::new());
        with_facts(&self.visited, &mut |rule, fact| {
            let value = entry(&dataset, rule).rule.fact_to_json(fact).unwrap();
            by_rule.entry(rule).or_default().push(value);
        });
        by_rule
    }
}

/// Applies `change` to each fact in sorted lines, given the number of its rule. Returns the lines, with new checksums.
fn with_facts(lines: &[u8], change: &mut dyn FnMut(usize, &mut Vec<u8>)) -> Vec<u8> {
    let text = std::str::from_utf8(lines).unwrap();
    let (mut changed, mut sums) = (Vec::new(), [0_u64; 2]);
    for line in text.lines() {
        let mut fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        match fields[0].as_str() {
            "3" if !fields[4].is_empty() => {
                let mut fact = decoded(&fields[5]);
                change(fields[1].parse().unwrap(), &mut fact);
                fields[5] = encoded(&fact);
            }
            "4" => {
                let mut facts: ToComplete = postcard::from_bytes(&decoded(&fields[1])).unwrap();
                let rule = facts.of.rule;
                facts.facts.iter_mut().for_each(|fact| change(rule, &mut fact.fact));
                fields[1] = encoded(&postcard::to_allocvec(&facts).unwrap());
            }
            // The sums are written anew.
            "6" => continue,
            _ => {}
        }
        let checksum = signed(&mut fields);
        match fields[0].as_str() {
            "3" => sums[0] = sums[0].wrapping_add(checksum),
            "4" => sums[1] = sums[1].wrapping_add(checksum),
            _ => {}
        }
        changed.push(fields.join("\t"));
    }
    let [facts, to_complete] = sums;
    let balance = postcard::to_allocvec(&(facts, to_complete, 0_u64, false)).unwrap();
    let mut balance = vec!["6".to_owned(), encoded(&balance), String::new()];
    signed(&mut balance);
    changed.push(balance.join("\t"));
    let lines: Vec<Vec<u8>> = changed.into_iter().map(|line| (line + "\n").into_bytes()).collect();
    sorted(&lines)
}

/// Replaces the checksum of a line, which is its last field, and returns it. A header has none.
fn signed(fields: &mut [String]) -> u64 {
    let (last, others) = fields.split_last_mut().unwrap();
    let checksum = keyed_hash(others.join("\t").as_bytes());
    if others[0] != "0" {
        *last = encoded(&checksum.to_be_bytes());
    }
    checksum
}

/// The encoding of the fields of a line.
fn encoding() -> Encoding {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    specification.encoding().unwrap()
}

fn encoded(bytes: &[u8]) -> String {
    encoding().encode(bytes)
}

fn decoded(field: &str) -> Vec<u8> {
    encoding().decode(field.as_bytes()).unwrap()
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
        let unchanged = example.report(&with_facts(&example.visited, &mut |_, _| {}));
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
    assert_each_field_is_needed(Sizes::default());
}

#[test]
fn no_field_of_a_fact_can_be_lost_without_a_difference_in_blocks() {
    assert_each_field_is_needed(Sizes { whole: 0, block: 40 });
}

/// Checks the facts in the lines of `factlint shard`, for documents that are read with these sizes.
fn assert_each_field_is_needed(sizes: Sizes) {
    let mut fields = Fields::default();
    for kind in KINDS {
        let page = parse(kind.page);
        for section in ["Example", "Stays silent"] {
            if let Some(example) = Example::new(&page.files(section), sizes) {
                fields.add(&example);
            }
        }
    }
    for (rulebook, documents) in more::MORE {
        let rulebook = format!("version = 1\ndocuments = ['*.json']\n[collections]{rulebook}");
        let files = documents.iter().copied().chain([("factlint.toml", rulebook.as_str())]);
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
        fields.add(&Example::new(&files.collect(), sizes).expect("a rulebook without mistakes"));
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
