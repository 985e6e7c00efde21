//! Features of a platform, each in a JSON file, with descriptions that are attached to objects of any depth; and the
//! releases of the programs that support them, with versions as keys.

use super::{History, Numbers, capital};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The programs. All but the first few may mirror another.
const PROGRAMS: [&str; 9] = [
    "argon",
    "boron",
    "cobalt",
    "argon_mobile",
    "boron_mobile",
    "cobalt_mobile",
    "argon_view",
    "deno",
    "helium",
];

/// Number of programs that never mirror another.
const INDEPENDENT: usize = 3;

/// Number of releases of a program.
const RELEASES: usize = 26;

/// A state of the dataset: in the earlier one, some features are missing, and some descriptions were shorter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Earlier,
    Later,
}

fn file(name: &str) -> String {
    format!("api/{name}.json")
}

fn version(number: usize) -> String {
    format!("{}.{}", 1 + number / 2, number % 2)
}

/// Returns what a program supports of a feature.
fn support(numbers: &mut Numbers, program: usize) -> Value {
    let first = numbers.below(RELEASES - 6);
    let kind = numbers.below(100);
    let notes = format!("Only {} is supported.", numbers.word(3));
    match kind {
        0..65 if program >= INDEPENDENT => json!("mirror"),
        0..70 => json!({ "since": version(first) }),
        70..80 => json!({ "since": false }),
        80..86 => json!({ "since": version(first), "until": version(first + 5) }),
        86..92 => json!({ "since": version(first), "partial": true, "notes": notes }),
        _ => json!([{ "since": version(first + 3) }, { "since": version(first), "prefix": "-x-" }]),
    }
}

/// Returns the description of a feature. `path` consists of the names of the outer objects and its own.
fn about(numbers: &mut Numbers, path: &[&str], area: &str, state: State) -> Value {
    let mut about = Map::new();
    let (has_page, has_two, has_tags) =
        (numbers.percent(90), numbers.percent(8), numbers.percent(60));
    if has_page {
        about.insert(
            "page".to_owned(),
            json!(format!("https://docs.example.org/web/api/{}", path.join("/"))),
        );
    }
    let spec = format!("https://{area}.spec.example.org/#{}", path.join("-").to_lowercase());
    about.insert(
        "spec".to_owned(),
        if has_two { json!([spec, format!("{spec}-old")]) } else { json!(spec) },
    );
    if has_tags && (state == State::Later || !numbers.0.is_multiple_of(5)) {
        about.insert(
            "tags".to_owned(),
            json!([format!("area:{area}"), format!("group:{}", &area[..2])]),
        );
    }
    let status = json!({
        "deprecated": numbers.percent(12),
        "experimental": numbers.percent(18),
        "standard": numbers.percent(85),
    });
    about.insert("status".to_owned(), status);
    let support =
        PROGRAMS.iter().enumerate().map(|(at, name)| ((*name).to_owned(), support(numbers, at)));
    about.insert("support".to_owned(), Value::Object(support.collect()));
    Value::Object(about)
}

fn feature(position: usize, word: &str, state: State) -> (String, Value) {
    let mut numbers = Numbers(1_000 + position as u64);
    let name = capital(word);
    let area = numbers.word(3);
    let mut feature = Map::new();
    feature.insert("__about".to_owned(), about(&mut numbers, &[&name], &area, state));
    for member in numbers.words(1 + position % 5, 3) {
        let mut inner = Map::new();
        inner.insert("__about".to_owned(), about(&mut numbers, &[&name, &member], &area, state));
        if numbers.percent(30) {
            let option = format!("{}_option", numbers.word(2));
            let path = [name.as_str(), member.as_str(), option.as_str()];
            inner.insert(
                option.clone(),
                json!({ "__about": about(&mut numbers, &path, &area, state) }),
            );
        }
        feature.insert(member, Value::Object(inner));
    }
    (name, Value::Object(feature))
}

fn program(position: usize, state: State) -> Value {
    let mut numbers = Numbers(77 + position as u64);
    let name = PROGRAMS[position];
    let last = if state == State::Later { RELEASES } else { RELEASES - 1 };
    let release = |number: usize| {
        let version = version(number);
        let date =
            format!("{}-{:02}-{:02}", 2010 + number / 2, 1 + number % 2 * 6, 1 + numbers.below(28));
        let status = if number + 1 == last { "current" } else { "retired" };
        let notes = format!("https://{}.example.org/releases/{version}", name.replace('_', "-"));
        (version, json!({ "date": date, "status": status, "notes": notes }))
    };
    let releases: Map<String, Value> = (0..last).map(release).collect();
    json!({ "programs": { name: { "name": capital(name), "releases": releases } } })
}

fn files(state: State) -> BTreeMap<String, String> {
    let words = Numbers(41).words(120, 4);
    let features = words.iter().enumerate().filter(|(at, _)| state == State::Later || at % 11 != 3);
    let features = features.map(|(position, word)| {
        let (name, feature) = feature(position, word, state);
        (file(&name), format!("{:#}\n", json!({ "api": { name: feature } })))
    });
    let programs = PROGRAMS.iter().enumerate().map(|(position, name)| {
        (format!("programs/{name}.json"), format!("{:#}\n", program(position, state)))
    });
    features.chain(programs).collect()
}

pub(crate) fn history() -> History {
    let begins_record = |_: &str, line: &str| {
        let starts = ["\"__about\": {", ".0\": {", ".1\": {"];
        starts.iter().any(|start| line.ends_with(start))
    };
    let (later, earlier) = (files(State::Later), files(State::Earlier));
    let mut history = History::new("features at several depths", later, earlier, begins_record);
    plant_in_features(&mut history);
    plant_in_programs(&mut history);
    history
}

/// Plants a mistake in the first file, from a position on, in which a text occurs once after `replace` changes it.
fn plant(history: &mut History, what: &'static str, from: usize, find: &str, replace: &str) {
    let files: Vec<String> =
        history.earlier.keys().filter(|path| path.starts_with("api/")).cloned().collect();
    let found = files.iter().skip(from).find_map(|file| {
        let text = &history.earlier[file];
        let at = text.find(find)?;
        // The lines around the text distinguish it from others in the same file.
        let start = text[..at].rfind("\"__about\"").unwrap_or_default();
        let (before, rest) = (&text[start..at], &text[at + find.len()..]);
        let rest = rest.lines().next().unwrap_or_default();
        let (old, new) = (format!("{before}{find}{rest}"), format!("{before}{replace}{rest}"));
        (text.matches(&old).count() == 1 && text.matches(&new).count() == 0)
            .then(|| (file.clone(), old, new))
    });
    let (file, old, new) = found.unwrap_or_else(|| panic!("no file has {find}"));
    history.plant(what, &file, &old, &new);
}

fn plant_in_features(history: &mut History) {
    for (what, from, find, replace) in [
        ("a page of another site", 5, "https://docs.example.org", "https://docs.example.com"),
        ("a page in one language", 10, "example.org/web/api", "example.org/en/web/api"),
        ("a page without its folder", 15, "/web/api/", "/web/"),
        ("an address with a space", 20, ".spec.example.org/#", ".spec.example.org/ #"),
        ("an address without its scheme", 25, "\"spec\": \"https://", "\"spec\": \""),
        ("a tag without its prefix", 30, "\"area:", "\""),
        ("a tag with another prefix", 35, "\"group:", "\"groups:"),
        ("a truth value as a text", 40, "\"experimental\": false", "\"experimental\": \"false\""),
        ("a truth value as a number", 45, "\"standard\": true", "\"standard\": 1"),
        ("a truth value under another key", 50, "\"deprecated\": false", "\"obsolete\": false"),
        ("a version as a number", 55, "\"since\": \"4.0\"", "\"since\": 4.0"),
        ("a version with a letter", 60, "\"since\": \"5.1\"", "\"since\": \"v5.1\""),
        (
            "a word that is misspelt",
            65,
            "\"boron_mobile\": \"mirror\"",
            "\"boron_mobile\": \"miror\"",
        ),
        ("a program that is misspelt", 70, "\"argon_view\"", "\"argon_veiw\""),
        ("a key that is misspelt", 75, "\"status\"", "\"staus\""),
        ("a page twice", 80, "/web/api/", "/web/api/web/api/"),
    ] {
        plant(history, what, from, find, replace);
    }
}

fn plant_in_programs(history: &mut History) {
    let date = |history: &History, file: &str, year: &str| {
        let text = &history.earlier[file];
        let at = text.find(&format!("\"date\": \"{year}-0")).expect("a date");
        text[at..at + 20].to_owned()
    };
    let old = date(history, "programs/boron.json", "2014");
    history.plant(
        "a date without its zero",
        "programs/boron.json",
        &old,
        &old.replacen("-0", "-", 1),
    );
    let old = date(history, "programs/cobalt.json", "2015");
    history.plant(
        "a date in the future",
        "programs/cobalt.json",
        &old,
        &old.replacen("2015", "2051", 1),
    );
    history.plant(
        "notes of another release",
        "programs/argon.json",
        "https://argon.example.org/releases/4.0",
        "https://argon.example.org/releases/14.9",
    );
    history.plant(
        "a state that is misspelt",
        "programs/deno.json",
        "\"status\": \"current\"",
        "\"status\": \"curent\"",
    );
}
