//! Checks files that other programs run: the hooks, the action, the workflows and the README's examples. They are valid
//! YAML, and factlint accepts every command line in them.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it could not look at"
)]

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Values of shell variables. All other variables are replaced with the name of a file.
const VARIABLES: [(&str, &str); 4] = [
    ("\"$@\"", "dataset"),
    ("$BASE", "HEAD~1"),
    ("$FAIL_ON", "review"),
    ("$GITHUB_STEP_SUMMARY", "summary.md"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).expect("a file")
}

pub(crate) fn yaml(name: &str, text: &str) -> Value {
    let documents = Yaml::load_from_str(text);
    let documents = documents.unwrap_or_else(|error| panic!("{name} is not YAML: {error}"));
    let [document] = documents.as_slice() else { panic!("{name} is not one document") };
    to_json(document)
}

fn to_json(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Mapping(members) => members
            .iter()
            .map(|(key, value)| (key.as_str().expect("a text as key").to_owned(), to_json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Yaml::Sequence(elements) => elements.iter().map(to_json).collect(),
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(boolean)) => (*boolean).into(),
        Yaml::Value(Scalar::Integer(integer)) => (*integer).into(),
        Yaml::Value(Scalar::String(text)) => text.as_ref().into(),
        other => panic!("no workflow needs {other:?}"),
    }
}

fn workflows() -> Vec<(PathBuf, Value)> {
    let folder = root().join(".github/workflows");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.map(|path| (path.clone(), yaml(&path.to_string_lossy(), &read(&path)))).collect()
}

/// The README and the guides, as the place of an example.
const GUIDES: &str = "the guides";

/// Returns the text of the README and of all guides.
pub(crate) fn guides() -> String {
    let guides = std::fs::read_dir(root().join("docs")).expect("a folder");
    let paths = guides.map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).expect("a guide"));
    std::iter::once(read("README.md")).chain(texts).collect()
}

/// Returns the fenced blocks in a language in the README and the guides.
fn blocks(language: &str) -> Vec<String> {
    let guides = guides();
    let fence = format!("```{language}\n");
    let parts = guides.split(&fence).skip(1);
    parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// Returns all YAML files and blocks, each with its path.
fn all_yaml() -> Vec<(String, Value)> {
    let mut all = vec![
        ("action.yml".to_owned(), yaml("action.yml", &read("action.yml"))),
        (".pre-commit-hooks.yaml".to_owned(), yaml("hooks", &read(".pre-commit-hooks.yaml"))),
    ];
    all.extend(workflows().into_iter().map(|(path, yaml)| (path.display().to_string(), yaml)));
    let examples = blocks("yaml");
    assert!(examples.len() >= 3, "the guides have an example for each of three tools");
    all.extend(examples.iter().map(|text| (GUIDES.to_owned(), yaml(GUIDES, text))));
    all
}

/// Calls `visit` with every key and its value, at any depth.
fn each_member(value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                visit(key, member);
                each_member(member, visit);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|each| each_member(each, visit)),
        _ => {}
    }
}

/// Returns the texts under a key, at any depth. If the value of the key is a list, returns the texts in it.
fn texts_at(value: &Value, wanted: &str) -> Vec<String> {
    let mut texts = Vec::new();
    each_member(value, &mut |key, member| {
        if key == wanted {
            let elements = member.as_array().cloned().unwrap_or_else(|| vec![member.clone()]);
            texts.extend(elements.iter().filter_map(Value::as_str).map(str::to_owned));
        }
    });
    texts
}

/// Returns the calls of the program in a script, without shell operators after them.
fn calls(script: &str) -> Vec<String> {
    let script = script.replace("\\\n", " ");
    let commands = script.lines().flat_map(|line| line.split('|')).map(str::trim);
    let calls = commands.filter(|command| command.starts_with("factlint "));
    calls.map(|call| call.split(" #").next().unwrap_or_default().to_owned()).collect()
}

fn words(call: &str) -> Vec<String> {
    let mut call = call.to_owned();
    for (variable, value) in VARIABLES {
        call = call.replace(variable, value);
    }
    let words = quoted_words(&call).into_iter().skip(1).map(|word| match word.split_once('$') {
        Some((before, _)) => format!("{before}file"),
        None => word,
    });
    words.collect()
}

/// Splits a call into words; quotes group several words.
fn quoted_words(call: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in call.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, ' ') => words.push(String::new()),
            _ => words.iter_mut().next_back().expect("a word").push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn factlint(words: &[String]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_factlint"));
    command.args(words).current_dir(folder.path()).stdin(Stdio::null());
    let output = command.output().expect("the program");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into())
}

#[test]
fn the_program_accepts_every_documented_call() {
    let mut all: Vec<(String, String)> = Vec::new();
    for (place, yaml) in all_yaml() {
        for key in ["run", "script", "entry"] {
            let scripts = texts_at(&yaml, key).into_iter().flat_map(|script| calls(&script));
            all.extend(scripts.map(|call| (place.clone(), call)));
        }
    }
    let shown = blocks("sh").into_iter().flat_map(|block| calls(&block));
    all.extend(shown.map(|call| (GUIDES.to_owned(), call)));
    assert!(all.len() >= 8, "{all:#?}");
    for (place, call) in all {
        let words = words(&call);
        // The folder is empty, so the program has nothing to check. If the call were wrong, the program would print its
        // usage.
        let (_, output) = factlint(&words);
        let is_accepted = !output.contains("Usage:") && !output.contains("invalid value");
        assert!(is_accepted, "{place}: {call}\n{output}");
    }
}

#[test]
fn every_input_of_the_action_is_described_and_used() {
    let text = read("action.yml");
    let action = yaml("action.yml", &text);
    assert_eq!(action["runs"]["using"], "composite");
    let inputs = action["inputs"].as_object().expect("inputs");
    for (name, input) in inputs {
        assert!(input["description"].as_str().is_some_and(|words| words.len() > 20), "{name}");
        assert!(text.contains(&format!("inputs.{name}")), "{name} is not used");
        assert!(guides().contains(&format!("`{name}`")), "the guides have no {name}");
    }
    for used in text.split("inputs.").skip(1) {
        let name = used.split([' ', '}']).next().unwrap_or_default();
        assert!(inputs.contains_key(name), "{name} is no input");
    }
}

#[test]
fn no_script_runs_the_text_of_others_as_code() {
    for (place, yaml) in all_yaml() {
        for script in texts_at(&yaml, "run") {
            assert!(!script.contains("${{"), "{place}: give it as a variable:\n{script}");
        }
    }
}

#[test]
fn every_action_has_its_version_and_every_workflow_the_least_permissions() {
    let pinned = regex::Regex::new(r"@[0-9a-f]{40}$").expect("a pattern");
    for (place, yaml) in all_yaml() {
        let is_example = place == GUIDES;
        for used in texts_at(&yaml, "uses").iter().filter(|used| *used != "./") {
            let version = used.split_once("@v").map(|(_, version)| version);
            let is_version = version.is_some_and(|version| version.starts_with(char::is_numeric));
            let is_ours = used == "factlint/factlint@TAG";
            let is_fixed = if is_example { is_version || is_ours } else { pinned.is_match(used) };
            assert!(is_fixed, "{place} uses {used}");
        }
    }
    for (path, workflow) in workflows() {
        let path = path.display();
        let permissions = workflow["permissions"].as_object();
        let permissions = permissions.unwrap_or_else(|| panic!("{path} takes all permissions"));
        assert!(permissions.values().all(|each| each == "read"), "{path}");
    }
}

#[test]
fn the_hooks_have_the_keys_that_pre_commit_requires() {
    let hooks = yaml("hooks", &read(".pre-commit-hooks.yaml"));
    let ids: Vec<_> = texts_at(&hooks, "id");
    assert_eq!(ids, ["factlint-diff", "factlint-check", "factlint-fmt"]);
    for hook in hooks.as_array().expect("a list") {
        for key in ["id", "name", "description", "entry"] {
            assert!(hook[key].is_string(), "{hook}");
        }
        assert_eq!(hook["language"], "python");
        assert_eq!(hook["require_serial"], true);
        match hook["files"].as_str() {
            Some(files) => {
                let files = regex::Regex::new(files).expect("a pattern");
                assert!(files.is_match("dataset/interpol.json"));
            }
            // pre-commit does not pass deleted files to hooks, and runs no hook if all changed files are deleted.
            None => assert_eq!(
                (&hook["pass_filenames"], &hook["always_run"]),
                (&false.into(), &true.into())
            ),
        }
    }
    let example = guides();
    assert!(ids.iter().all(|id| example.contains(&format!("- id: {id}"))));
}

#[test]
fn the_hooks_install_the_wheel_of_their_version() {
    let hooks: toml::Table = read("pyproject.toml").parse().expect("TOML");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(hooks["project"]["version"].as_str(), Some(version));
    let wheel = format!("factlint=={version}");
    assert_eq!(hooks["project"]["dependencies"].as_array(), Some(&vec![wheel.into()]));
    let wheel: toml::Table = read("python/pyproject.toml").parse().expect("TOML");
    assert_eq!(wheel["project"]["dynamic"].as_array(), Some(&vec!["version".into()]));
}

#[test]
fn the_python_module_reads_the_reports_of_the_program() {
    let schema: Value = serde_json::from_str(&read("schema/report.schema.json")).expect("JSON");
    let version = &schema["properties"]["version"]["const"];
    let module = read("python/src/factlint/report.py");
    assert!(module.contains(&format!("\nFORMAT_VERSION = {version}\n")), "want {version}");
}

#[test]
fn the_wheel_has_the_licences_of_the_program() {
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        assert_eq!(read(Path::new("python").join(licence)), read(licence));
    }
}

/// The current version is not released and cannot be installed, so the examples must not name it.
#[test]
fn examples_name_no_version_of_factlint() {
    for text in blocks("yaml").into_iter().chain(blocks("sh")) {
        let version = env!("CARGO_PKG_VERSION");
        assert!(!text.contains(version), "{text}");
    }
}

#[test]
fn a_release_has_a_binary_for_every_system_that_the_action_knows() {
    let release = yaml("release.yml", &read(".github/workflows/release.yml"));
    let mut built = texts_at(&release["jobs"]["build"]["strategy"], "target");
    let action = read("action.yml");
    let cases = action.lines().filter_map(|line| line.split_once(") target=")?.1.split_once(' '));
    let mut known: Vec<&str> =
        cases.map(|(target, _)| target).filter(|it| !it.is_empty()).collect();
    built.sort();
    known.sort_unstable();
    assert_eq!(built, known);
    assert_eq!(built.len(), 5);
    let script = read("npm/build.mjs");
    let targets = script.split("TARGETS = {").nth(1).and_then(|rest| rest.split('}').next());
    let mut packed: Vec<&str> = targets.expect("a table").split('"').skip(3).step_by(4).collect();
    packed.sort_unstable();
    assert_eq!(built, packed);
}

#[cfg(unix)]
#[test]
fn every_script_is_one_that_bash_reads() {
    for (place, yaml) in all_yaml() {
        for script in texts_at(&yaml, "run") {
            let mut bash = Command::new("bash");
            let output = bash.args(["-n", "-c", &script]).output().expect("bash");
            assert!(output.status.success(), "{place}: {output:?}\n{script}");
        }
    }
}
