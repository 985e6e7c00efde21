//! Tests which rulebooks `factlint init` infers from data that already has a few mistakes: the rules hold for all other
//! records, and the mistakes are shown.

use crate::command::Folder;
use crate::init_layouts::assert_has;
use serde_json::json;
use std::fmt::Write as _;

/// Infers a rulebook, and asserts that the summary has each of these lines. Returns the rulebook.
#[track_caller]
fn rulebook_with(folder: &Folder, lines: &[&str]) -> String {
    let outcome = folder.init(&[]);
    outcome.assert_code(0);
    for line in lines {
        let is_line = |found: &str| found.trim_start() == *line;
        assert!(outcome.stdout.lines().any(is_line), "{line}\nis not in\n{}", outcome.stdout);
    }
    folder.read("factlint.toml")
}

/// Returns the findings of a check, without the places of their other labels.
fn findings(folder: &Folder) -> Vec<String> {
    let outcome = folder.check(&["--format", "concise", "--fail-on", "never"]);
    outcome.assert_code(0);
    let findings = outcome.stdout.lines().filter(|line| line.contains("]: "));
    findings.map(crate::command::without_other_places).collect()
}

/// Returns tables of publishers and their books. `edit` changes the rows of the books.
fn books(edit: impl Fn(usize, String) -> String) -> Folder {
    let publishers = (0..20).fold("code,name\n".to_owned(), |mut text, number| {
        let _ = writeln!(text, "P{number:03},House of {number}");
        text
    });
    let books = (0..36).fold("code,title,publisher,pages\n".to_owned(), |mut text, number| {
        let publisher = number * 7 % 20;
        let row =
            format!("B{:04},Book {number},P{publisher:03},{}", number * 37, 100 + number * 13);
        let _ = writeln!(text, "{}", edit(number, row));
        text
    });
    Folder::new(&[("publishers.csv", &publishers), ("books.csv", &books)])
}

#[test]
fn a_table_with_one_broken_row_was_left_out() {
    let folder = books(|number, row| if number == 11 { row + ",surplus" } else { row });
    let mistake = "books.csv:13:23: the row has 5 cells, want 4";
    let rulebook = rulebook_with(&folder, &[mistake]);
    assert_has(
        &rulebook,
        &[
            r#"documents = ["*.csv"]"#,
            r#"books      = { select = "$[*]", documents = "books.csv", id = "code" } # 35 records"#,
            r#"publishers = { select = "$[*]", documents = "publishers.csv", id = "code" } # 20 records"#,
        ],
    );
    let expected = mistake.replacen(": ", ": error[syntax]: ", 1);
    assert_eq!(findings(&folder), [expected]);
}

#[test]
fn records_of_a_repaired_document_were_in_a_collection_of_another() {
    let folder = books(|_, row| row);
    let books = folder.read("books.csv");
    folder.write("books.csv", format!("number,,publisher\n{books}"));
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &[r#"publishers = { select = "$[*]", documents = "publishers.csv""#]);
    folder.write("books.csv", books);
    let unread = "factlint.toml:6:13: notice[idle]: no collection reads the document `books.csv`";
    assert_eq!(findings(&folder), [unread]);
}

#[test]
fn one_wrong_reference_hid_the_rule() {
    let folder = books(|number, row| if number == 17 { row.replace("P019", "P919") } else { row });
    let mistake = "books.csv:19:15: no record of `publishers` has the id `P919`";
    let rulebook = rulebook_with(&folder, &[&format!("books-publisher: {mistake}")]);
    assert_has(
        &rulebook,
        &[&format!("# - {mistake}\n"), "field = \"publisher\"\nto    = \"publishers\""],
    );
    let expected = mistake.replacen(": ", ": review[books-publisher]: ", 1);
    assert_eq!(findings(&folder), [expected]);
}

#[test]
fn one_repeated_code_hid_that_codes_are_unique() {
    let folder =
        books(|number, row| if number == 20 { row.replace("B0740", "B0037") } else { row });
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["fields = \"code\""]);
    let found = findings(&folder);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("books.csv:22:1: review[books-code]: "), "{found:#?}");
}

/// Returns 35 stations in five folders, one file each. `edit` changes the text of each file.
fn stations(edit: impl Fn(&str, String) -> String) -> Folder {
    let folder = Folder::new(&[]);
    let places = ["alta", "lago", "mitte", "monte", "nord", "porto", "sued"];
    for (at, country) in ["de", "es", "fr", "it", "pl"].into_iter().enumerate() {
        for (number, place) in places.into_iter().enumerate() {
            let id = format!("{country}-{place}");
            let links = [(number + 1) % 7, (number + 6) % 7]
                .map(|other| format!("{country}-{}", places[other]));
            let tracks: Vec<String> =
                (1..=(at * 7 + number) % 7 + 1).map(|track| format!("t{track}")).collect();
            let station = json!({
                "id": id, "country": country.to_uppercase(), "links": links, "tracks": tracks,
                "colour": format!("#{:06x}", (at * 7 + number) * 0x07_1d3f % 0x100_0000),
                "opened": format!("{}-0{}-15", 1840 + at * 20 + number * 3, number + 1),
            });
            folder.write(&format!("stations/{country}/{id}.json"), edit(&id, station.to_string()));
        }
    }
    folder
}

#[test]
fn an_id_that_is_not_the_name_of_its_file_was_hidden() {
    let folder = stations(|id, text| {
        if id == "fr-alta" { text.replace(r#""id":"fr-alta""#, r#""id":"fr-alto""#) } else { text }
    });
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["field = \"id\"\nis    = \"==\"\nthan  = \"stem(@)\""]);
    let found = findings(&folder);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("[documents-id-same]: `id` of `fr-alta` is fr-alto"), "{found:#?}");
}

#[test]
fn one_text_of_another_form_hid_the_form() {
    let folder = stations(|id, text| {
        if id == "it-nord" { text.replace(r##""colour":"#"##, r#""colour":""#) } else { text }
    });
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["matches = \"#[0-9a-f]{6}\""]);
    let found = findings(&folder);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("stations/it/it-nord.json:1:"), "{found:#?}");
}

#[test]
fn numbers_of_pages_and_tracks_were_of_a_fixed_form() {
    let rulebook = rulebook_with(&books(|_, row| row), &[]);
    assert!(!rulebook.contains("[0-9]{3}\""), "{rulebook}");
    let rulebook = rulebook_with(&stations(|_, text| text), &[]);
    for wrong in ["\"t1\"", "-tracks-order]", "stem-form", "[0-9]{4}-"] {
        assert!(!rulebook.contains(wrong), "{wrong}\nis in\n{rulebook}");
    }
}

#[test]
fn a_day_that_does_not_exist_had_the_form_of_a_date() {
    let rows = (0..30).map(|number| json!({ "id": format!("a{number}"), "held": format!("19{}-02-1{}", 60 + number * 7 % 30, number % 9) }));
    let fairs = json!({ "fairs": rows.collect::<Vec<_>>() }).to_string();
    let folder = Folder::new(&[("fairs.json", &fairs)]);
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["field = \"held\"\nwhat  = \"date\""]);
    folder.write("fairs.json", fairs.replace("1965-02-1", "1965-02-3"));
    assert_eq!(findings(&folder).len(), 1);
}

#[test]
fn a_field_that_the_folder_or_a_few_records_determine_was_not_found() {
    let folder = stations(|id, text| {
        if id == "de-sued" { text.replace(r#""country":"DE""#, r#""country":"DD""#) } else { text }
    });
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["fields = \"folder(@)\"\nvalue  = \"country\""]);
    let found = findings(&folder);
    assert!(found.iter().any(|line| line.contains("folder-decides-country")), "{found:#?}");
    let currencies =
        ["EUR", "EUR", "GBP", "USD", "JPY", "CHF", "SEK", "NOK", "PLN", "EUR"].map(str::to_owned);
    let countries = ["DE", "FR", "GB", "US", "JP", "CH", "SE", "NO", "PL", "IT"];
    let shops: Vec<_> = (0..20)
        .map(|number| {
            json!({ "id": format!("s{number}"), "country": countries[number % 10], "currency": currencies[number % 10] })
        })
        .collect();
    let folder = Folder::new(&[("shops.json", &json!({ "shops": shops }).to_string())]);
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["fields = \"country\"\nvalue  = \"currency\""]);
    assert!(!rulebook.contains("value  = \"country\""), "{rulebook}");
}

#[test]
fn references_that_stay_in_their_folder_could_name_records_of_another() {
    let folder =
        stations(
            |id, text| {
                if id == "it-lago" { text.replace("it-mitte", "es-mitte") } else { text }
            },
        );
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &["field  = \"links[*]\"\nto     = \"documents\"\nwithin = \"folder\""]);
    let found = findings(&folder);
    assert!(found.iter().any(|line| line.contains("documents-links")), "{found:#?}");
}

#[test]
fn a_file_beside_the_folders_of_a_dataset_was_a_document() {
    let folder = stations(|_, text| text);
    let rulebook = rulebook_with(&folder, &[]);
    assert_has(&rulebook, &[r#"documents = ["stations/*/*.json"]"#]);
    folder.write("package.json", "{}");
    assert_eq!(findings(&folder), Vec::<String>::new());
}

#[test]
fn a_few_ids_were_unique_at_level_error() {
    let ids = |count: usize| {
        let records: Vec<_> = (0..count).map(|number| json!({ "id": number + 1 })).collect();
        let text = json!({ "records": records }).to_string();
        rulebook_with(&Folder::new(&[("data.json", &text)]), &[])
    };
    assert_has(&ids(3), &["kind   = \"unique\"\nlevel  = \"warning\""]);
    assert_has(&ids(12), &["kind   = \"unique\"\nin"]);
}
