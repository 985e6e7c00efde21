//! Programming languages in one YAML file: a map from names to languages.

use super::{History, Numbers, capital};
use std::collections::BTreeMap;

const FILE: &str = "languages.yml";

/// A language, with its name and the lines after this key.
struct Language {
    name: String,
    lines: Vec<String>,
}

fn languages() -> Vec<Language> {
    let mut numbers = Numbers(11);
    let names = numbers.words(460, 3);
    let mut extensions = numbers.words(1_400, 2).into_iter();
    let mut aliases = numbers.words(900, 4).into_iter();
    let editors = ["text", "c_cpp", "java", "xml", "ruby", "python", "lisp", "sql"];
    let all = names.iter().enumerate().map(|(position, name)| {
        let kind = numbers.one(&["programming", "programming", "data", "markup", "prose"]);
        let mut lines = vec![
            format!("type: {kind}"),
            format!("color: \"#{:06x}\"", position * 34_567 % 0xff_ffff),
        ];
        if numbers.percent(40) {
            let number = numbers.below(3) + 1;
            lines.push("aliases:".to_owned());
            let mut own: Vec<String> = aliases.by_ref().take(number).collect();
            own.sort();
            lines.extend(own.into_iter().map(|alias| format!("- {alias}")));
        }
        let number = numbers.below(3) + 1;
        lines.push("extensions:".to_owned());
        lines.extend(extensions.by_ref().take(number).map(|word| format!("- \".{word}\"")));
        lines.push(format!("scope: source.{name}"));
        lines.push(format!("editor: {}", numbers.one(&editors)));
        lines.push(format!("language_id: {}", 1_000 + position * 7_919 % 900_000));
        if position > 40 && numbers.percent(20) {
            lines.push(format!("group: {}", capital(&names[numbers.below(30)])));
        }
        if numbers.percent(30) {
            lines.push(format!("website: https://www.{name}.example.org/"));
        }
        Language { name: capital(name), lines }
    });
    all.collect()
}

fn text(languages: &[&Language]) -> String {
    let record = |language: &&Language| {
        let lines = language.lines.iter().map(|line| format!("  {line}\n"));
        format!("{}:\n{}", language.name, lines.collect::<String>())
    };
    format!(
        "# Languages, in the order of the alphabet.\n---\n{}",
        languages.iter().map(record).collect::<String>()
    )
}

pub(crate) fn history() -> History {
    let all = languages();
    let later = text(&all.iter().collect::<Vec<_>>());
    // The earlier state lacks every twelfth language, and some of its languages have no website yet. It has the first
    // 30 languages, which others name as their group.
    let older = all.iter().enumerate().filter(|(position, _)| *position < 30 || position % 12 != 0);
    let older: Vec<Language> = older
        .map(|(position, language)| {
            let has_website = position % 5 != 0;
            let lines = language.lines.iter();
            let lines = lines.filter(|line| has_website || !line.starts_with("website")).cloned();
            Language { name: language.name.clone(), lines: lines.collect() }
        })
        .collect();
    let earlier = text(&older.iter().collect::<Vec<_>>());
    let state = |text: String| BTreeMap::from([(FILE.to_owned(), text)]);
    let begins = |_: &str, line: &str| line.ends_with(':') && !line.starts_with([' ', '#', '-']);
    let mut history = History::new("languages in a YAML map", state(later), state(earlier), begins);
    plant(&mut history, &older);
    history
}

/// Returns the first language, starting from a position, that has a line with this start, and the line.
fn line<'l>(all: &'l [Language], from: usize, start: &str) -> (&'l Language, &'l str) {
    let found = all[from..].iter().find_map(|language| {
        let line = language.lines.iter().find(|line| line.starts_with(start))?;
        Some((language, line.as_str()))
    });
    found.expect("a language with such a line")
}

fn plant(history: &mut History, all: &[Language]) {
    let mut edit = |what: &'static str, from: usize, start: &str, new: &dyn Fn(&str) -> String| {
        let (language, line) = line(all, from, start);
        let whole = |line: &str| {
            let before = language.lines.iter().take_while(|other| *other != line).count();
            let head = &language.lines[..before];
            let head: String = head.iter().flat_map(|line| ["  ", line.as_str(), "\n"]).collect();
            format!("{}:\n{head}", language.name)
        };
        let head = whole(line);
        history.plant(what, FILE, &format!("{head}  {line}\n"), &format!("{head}{}", new(line)));
    };
    let other = |from: usize, start: &str| format!("  {}\n", line(all, from, start).1);
    edit("a colour of seven digits", 50, "color", &|line| {
        format!("  {}\n", line.replace('#', "#f"))
    });
    edit("a colour without its sign", 55, "color", &|line| {
        format!("  {}\n", line.replace('#', ""))
    });
    edit("a kind that does not exist", 60, "type: programming", &|_| {
        "  type: programing\n".to_owned()
    });
    edit("a kind with a capital letter", 65, "type: data", &|_| "  type: Data\n".to_owned());
    edit("a group that does not exist", 70, "group", &|line| format!("  {line}x\n"));
    edit("a group in small letters", 80, "group", &|line| format!("  {}\n", line.to_lowercase()));
    edit("an extension without its dot", 90, "- \".", &|line| {
        format!("  {}\n", line.replace('.', ""))
    });
    edit("an extension of another language", 100, "- \".", &|_| other(300, "- \"."));
    edit("an extension twice", 110, "- \".", &|line| format!("  {line}\n  {line}\n"));
    edit("an alias twice", 120, "- ", &|line| format!("  {line}\n  {line}\n"));
    edit("an id of another language", 130, "language_id", &|_| other(310, "language_id"));
    edit("an id missing", 140, "language_id", &|_| String::from("  wrap: true\n"));
    edit("an id that is a text", 150, "language_id", &|line| {
        format!("  {}\n", line.replace(": ", ": x"))
    });
    edit("a scope of another language", 160, "scope", &|_| other(320, "scope"));
    edit("an editor that does not exist", 170, "editor: python", &|_| {
        "  editor: pyhton\n".to_owned()
    });
    edit("no kind", 180, "type", &|_| "  fs_name: x\n".to_owned());
    edit("a website without a scheme", 190, "website", &|line| {
        format!("  {}\n", line.replace("https://", ""))
    });
    edit("a website with a space", 200, "website", &|line| {
        format!("  {}\n", line.replace(".example", " .example"))
    });
    edit("a website of another language", 210, "website", &|_| other(330, "website"));
    edit("an alias with a space", 220, "aliases", &|line| format!("  {line}\n  - 'zzyx  '\n"));
    edit("an alias of another language", 230, "aliases", &|line| {
        format!("  {line}\n{}", other(340, "- "))
    });
    let (first, second) = (&all[240], &all[241]);
    let block = |language: &Language| {
        let lines = language.lines.iter().map(|line| format!("  {line}\n"));
        format!("{}:\n{}", language.name, lines.collect::<String>())
    };
    history.plant(
        "a language that is not in order",
        FILE,
        &format!("{}{}", block(first), block(second)),
        &format!("{}{}", block(second), block(first)),
    );
}
