//! The inputs that are mutated: the examples of the rule pages, and the dataset that comes with factlint.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the JSON documents of the rule pages.
pub(crate) fn documents() -> Vec<Vec<u8>> {
    blocks("json")
}

/// Returns documents in YAML, including those in JSON, which are valid YAML.
pub(crate) fn yaml() -> Vec<Vec<u8>> {
    let own = [
        "# people\npeople:\n  - &a {id: a, born: 1815-12-10}\n  - <<: *a\n    id: b\n    note: |\n      two\n      lines\n",
        "---\nid: a\n'it''s': \"\\u00e9\\n\"\n---\n- ? x\n  : [*no, !!str 12, .inf]\n-\n...\n",
        "a: >-\n  folded\n  text\n\nb:\n- - c\n  - d: |2+\n      kept\n\ne: &x\n  f: *x\n",
    ];
    let mut texts = documents();
    texts.extend(own.map(|text| text.as_bytes().to_vec()));
    texts
}

/// Returns documents in CSV.
pub(crate) fn csv() -> Vec<Vec<u8>> {
    let own = [
        "id,name,born\na,\"Lovelace, Ada\",1815-12-10\nb,\"a \"\"b\"\"\",\n",
        "\u{feff}\"i\"\"d\",n\r\nx,\"two\r\nlines\"\r\n\r\ny,\"\"\r\n",
    ];
    own.map(|text| text.as_bytes().to_vec()).to_vec()
}

/// Returns the TOML blocks of the rule pages, most of which are rulebooks, and the rulebook of the dataset.
pub(crate) fn rulebooks() -> Vec<Vec<u8>> {
    let mut rulebooks = blocks("toml");
    rulebooks.extend(fs::read(path("dataset/factlint.toml")).ok());
    rulebooks
}

/// Returns the ledgers of the rule pages, and an empty ledger.
pub(crate) fn ledgers() -> Vec<Vec<u8>> {
    let mut ledgers = blocks("toml");
    ledgers.retain(|text| text.windows(11).any(|part| part == b"[[verdict]]"));
    ledgers.push(b"version = 2\n".to_vec());
    ledgers
}

/// Returns the paths and conditions in the rulebooks of the pages and of the dataset, and two other paths.
pub(crate) fn paths() -> Vec<Vec<u8>> {
    let mut paths = quoted(|text| text.starts_with(['$', '@']));
    paths.extend(
        ["$..a[?@.b > 1 && !(@.c == 'x')][0,-1,1:9:2]", "$['a']['\\u00e9']"]
            .map(|path| path.as_bytes().to_vec()),
    );
    paths
}

/// Returns the patterns in the rulebooks of the pages and of the dataset, and three other patterns.
pub(crate) fn patterns() -> Vec<Vec<u8>> {
    let mut patterns =
        quoted(|text| text.contains(['+', '*', '^']) && !text.contains(['/', '@', '$']));
    patterns.extend(
        ["[a-z]{2,9}(-[0-9]+)*", "(\\p{Lu}|\\p{Nd})+.?", "[^\\]a-z]|x{3}"]
            .map(|text| text.as_bytes().to_vec()),
    );
    patterns
}

/// Returns texts to search: the text blocks of the rule pages, and the beginnings of the dataset's sources. The
/// first line of each is a quote from the rest of the text.
pub(crate) fn sources() -> Vec<Vec<u8>> {
    let mut texts = blocks("text");
    let dataset = fs::read_dir(path("dataset/sources")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = dataset.map(|entry| entry.path()).collect();
    files.sort();
    texts.extend(files.iter().filter_map(|file| fs::read(file).ok()));
    let with_quote = |text: Vec<u8>| {
        let text: String = String::from_utf8_lossy(&text).chars().take(4_000).collect();
        let quote: Vec<&str> = text.split_whitespace().skip(3).take(12).collect();
        format!("{}\n{text}", quote.join(" ")).into_bytes()
    };
    texts.into_iter().map(with_quote).collect()
}

/// Returns each text between quotation marks in a rulebook, if `is_wanted` returns `true` for the text.
fn quoted(is_wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let rulebooks = rulebooks();
    let texts = rulebooks.iter().map(|text| String::from_utf8_lossy(text).into_owned());
    let texts: Vec<String> = texts.collect();
    let quoted = texts.iter().flat_map(|text| text.split('"').skip(1).step_by(2));
    quoted.filter(|text| is_wanted(text)).map(|text| text.as_bytes().to_vec()).collect()
}

/// Returns the fenced blocks of a language in the rule pages.
fn blocks(language: &str) -> Vec<Vec<u8>> {
    let pages = fs::read_dir(path("src/rules")).into_iter().flatten().flatten();
    let mut pages: Vec<PathBuf> = pages.map(|entry| entry.path()).collect();
    pages.sort();
    let mut blocks = Vec::new();
    for page in
        pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "md"))
    {
        let text = fs::read_to_string(page).unwrap_or_default();
        let opening = format!("```{language}");
        for block in text.split(&opening).skip(1) {
            let (_, body) = block.split_once('\n').unwrap_or_default();
            let body = body.split_once("```").map_or(body, |(body, _)| body);
            blocks.push(body.as_bytes().to_vec());
        }
    }
    blocks
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
