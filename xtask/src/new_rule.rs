//! Writes the skeleton of a rule kind. `tests/it/new_rule.rs` includes this module and tests it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const CODE: &str = include_str!("../skeleton/example_rule.rs");
const PAGE: &str = include_str!("../skeleton/example_rule.md");
const TEST: &str = include_str!("../skeleton/example_rule_test.rs.txt");

/// The line in the list of kinds before which a new kind is inserted.
const END_OF_KINDS: &str = "    // For claims.\n";

/// Keywords, which cannot be names of modules.
const KEYWORDS: [&str; 50] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while",
];

/// A file to write: its path relative to the repository, and its text.
type File = (String, String);

/// Writes the skeleton of the kind `name` into the repository at `root`, and adds it to the list of kinds. Returns the
/// written files and the next steps. Writes nothing if there is a mistake, and never overwrites a file.
pub(crate) fn write(root: &Path, name: &str) -> Result<String, String> {
    check_name(name)?;
    let module = name.replace('-', "_");
    let created = [
        (format!("src/rules/{module}.rs"), filled_in(CODE, name).replace("factlint::", "crate::")),
        (format!("src/rules/{module}.md"), filled_in(PAGE, name)),
        (format!("tests/it/rules/{module}.rs"), filled_in(TEST, name)),
    ];
    if let Some((path, _)) = created.iter().find(|(path, _)| root.join(path).exists()) {
        return Err(format!(
            "{path} already exists: choose the name of a new kind; nothing was written"
        ));
    }
    let changed = [
        listed_kind(root, &module)?,
        with_module(read(root, "tests/it/rules.rs")?, &format!("mod {module};\n"))?,
    ];
    for (path, text) in created.iter().chain(&changed) {
        fs::write(root.join(path), text)
            .map_err(|error| format!("cannot write {path}: {error}"))?;
    }
    Ok(next_steps(&created, &changed, name))
}

fn check_name(name: &str) -> Result<(), String> {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    if !name.split('-').all(is_word) {
        return Err(format!(
            "got `{name}`, want lower-case ASCII words joined by hyphens, such as `date-range`"
        ));
    }
    if KEYWORDS.contains(&name) {
        return Err(format!(
            "got `{name}`, a keyword of Rust, want a word that can name a module, such as `date-range`"
        ));
    }
    Ok(())
}

/// Fills in the kind's name in a template: as the name in a rulebook, of a module and of a type. If the code already
/// uses a type with this name, the suffix `Kind` is added to the type's name.
fn filled_in(template: &str, name: &str) -> String {
    let mut type_name: String = name.split('-').map(capitalised).collect();
    if CODE.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == type_name) {
        type_name.push_str("Kind");
    }
    template
        .replace("example-rule", name)
        .replace("example_rule", &name.replace('-', "_"))
        .replace("ExampleRule", &type_name)
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// Returns `src/rules.rs` with the new module, and the new kind in the list.
fn listed_kind(root: &Path, module: &str) -> Result<File, String> {
    let file = read(root, "src/rules.rs")?;
    let (path, text) = with_module(file, &format!("pub(crate) mod {module};\n"))?;
    let Some(end) = text.find(END_OF_KINDS) else {
        return Err(format!(
            "{path} has no line `{}` after the kinds for any JSON; nothing was written",
            END_OF_KINDS.trim()
        ));
    };
    let (before, after) = text.split_at(end);
    Ok((path, format!("{before}    &{module}::KIND,\n{after}")))
}

/// Returns a file with an additional module declaration, in alphabetical order.
fn with_module((path, text): File, line: &str) -> Result<File, String> {
    let keyword = line.split_inclusive("mod ").next().unwrap_or(line);
    let module = line.trim_end().trim_start_matches(keyword).trim_end_matches(';');
    if imports(&text, module) {
        return Err(format!(
            "{path} imports another `{module}`: choose the name of a new kind; nothing was written"
        ));
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let declares = |known: &str| known.starts_with(keyword) && known.trim_end().ends_with(';');
    if lines.iter().any(|known| known.trim_end() == line.trim_end()) {
        return Err(format!(
            "{path} already has `{}`: choose the name of a new kind; nothing was written",
            line.trim_end()
        ));
    }
    let Some(last) = lines.iter().rposition(|known| declares(known)) else {
        return Err(format!("got no line `{keyword}…;` in {path}; nothing was written"));
    };
    let position = lines.iter().position(|known| declares(known) && *known > line);
    let (before, after) = lines.split_at(position.unwrap_or(last + 1));
    Ok((path, [before.concat(), line.to_owned(), after.concat()].concat()))
}

/// Checks whether a file imports this name.
fn imports(text: &str, name: &str) -> bool {
    let items = text.split("\nuse ").skip(1).filter_map(|rest| rest.split(';').next());
    items.flat_map(|item| item.split(name).zip(item.split(name).skip(1))).any(|(before, after)| {
        let is_whole = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let ends_here = after.is_empty() || after.starts_with([',', '}']);
        is_whole && (ends_here || after.starts_with("::{self"))
    })
}

fn read(root: &Path, path: &str) -> Result<File, String> {
    let text = fs::read_to_string(root.join(path))
        .map_err(|error| format!("cannot read {path}: {error}; nothing was written"))?;
    Ok((path.to_owned(), text))
}

fn next_steps(created: &[File], changed: &[File], name: &str) -> String {
    let mut text = String::new();
    for (files, verb) in [(created, "wrote"), (changed, "changed")] {
        for (path, _) in files {
            _ = writeln!(text, "{verb} {path}");
        }
    }
    let module = name.replace('-', "_");
    _ = write!(
        text,
        "
What to do next:
1. Fill in each place marked `FILL IN` in the written files, and delete the marks. Until then, the test
   `nothing_is_left_to_fill_in` lists what is left.
2. Write in the page what the report should be, from what the rule is for. Then
   `UPDATE_EXPECT=1 cargo test --locked --test it -- rule_pages:: conventions::` writes what it is into the page,
   tests/cli/names.txt and schema/rulebook.schema.json. Read every line of `git diff`.
3. `cargo test --locked --test it -- rule_pages:: rules::{module}:: stability:: idle::` tests the kind.
4. If the kind is for claims, move its line in src/rules.rs below `// For claims.`.
5. Name the kind in CHANGELOG.md.
6. `cargo fmt --all`, then `cargo clippy --locked --workspace --all-targets -- -D warnings`."
    );
    text
}
