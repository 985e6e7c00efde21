//! Tests rules on files that the data names.

use super::NONE;
use crate::command::{Folder, without_other_places};

fn rulebook(more: &str) -> String {
    format!(
        "version = 1\ndocuments = [\"*/data.json\", \"data.json\"]\n[collections]\nr = {{ select = \"$[*]\", id = \"id\", optional = true }}\n[rules.f]\nkind = \"file\"\nin = \"r\"\n{more}\n"
    )
}

fn found(folder: &Folder) -> Vec<String> {
    let outcome = folder.check(&["--format", "concise"]);
    let lines =
        outcome.stdout.lines().filter(|line| line.contains("]: ") && !line.contains("[idle]"));
    lines.map(without_other_places).collect()
}

#[test]
fn paths_are_relative_to_the_rulebook_or_to_the_document() {
    let data = r#"[{"id": "1", "f": "x.bin"}]"#;
    let files = |more: &str| {
        let folder = Folder::new(&[
            ("factlint.toml", &rulebook(more)),
            ("a/data.json", data),
            ("data.json", "[]"),
        ]);
        folder.write("a/x.bin", "\u{0}\u{1}");
        folder
    };
    let missing = "a/data.json:1:19: error[f]: the file `x.bin` of `1` cannot be read: ";
    let lines = found(&files("field = \"f\""));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with(missing), "{lines:?}");
    assert_eq!(found(&files("field = \"f\"\nfrom = \"document\"")), NONE);
}

#[test]
fn no_file_outside_of_the_folder_of_the_rulebook_is_looked_for() {
    let folder = Folder::new(&[
        ("d/factlint.toml", &rulebook("field = \"f\"")),
        ("d/a/data.json", "[]"),
        (
            "d/data.json",
            r#"[{"id": "1", "f": "../secret.txt"}, {"id": "2", "f": "/etc/hostname"}, {"id": "3", "f": "a"}]"#,
        ),
        ("secret.txt", "secret"),
    ]);
    let outcome = folder.check(&["d", "--format", "concise"]);
    let lines: Vec<&str> =
        outcome.stdout.lines().filter(|line| line.contains("error[f]")).collect();
    assert_eq!(lines.len(), 3, "{outcome:?}");
    assert!(lines[0].ends_with("cannot be read: not below the rulebook's folder"), "{lines:?}");
    assert!(lines[1].ends_with("cannot be read: not below the rulebook's folder"), "{lines:?}");
    assert!(!outcome.stdout.contains("secret\n"), "{outcome:?}");
}

#[test]
fn the_new_hash_is_never_recorded_by_a_machine() {
    let folder = Folder::new(&[
        ("factlint.toml", &rulebook("field = \"f\"\nsha256 = \"h\"")),
        ("a/data.json", "[]"),
        (
            "data.json",
            r#"[{"id": "1", "f": "x.txt", "h": "00"}, {"id": "2", "f": "x.txt", "h": 5}]"#,
        ),
        ("x.txt", "hello\n"),
    ]);
    let lines = found(&folder);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines.iter().any(|line| line.contains("error[f]: the file `x.txt` of `1` has changed"))
    );
    assert!(
        lines.iter().any(|line| line.contains("1 value of `h` was not checked: it is a number")),
        "{lines:?}"
    );
    folder.check(&["--fix"]).assert_code(1);
    assert!(folder.read("data.json").contains("\"00\""));
    folder.check(&["--fix", "--unsafe-fixes"]).assert_code(0);
    let hash = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    assert!(folder.read("data.json").contains(hash));
}

#[test]
fn several_paths_with_hashes_need_items() {
    let folder = Folder::new(&[
        ("factlint.toml", &rulebook("field = \"f[*]\"\nsha256 = \"h\"")),
        ("a/data.json", "[]"),
        ("data.json", "[]"),
    ]);
    let outcome = folder.check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stdout.contains("`f[*]` can select several paths, want `items`"),
        "{outcome:?}"
    );
}
