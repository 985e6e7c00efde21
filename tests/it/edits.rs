//! Tests suggested edits. They correct typing errors, and never replace a reference to a removed record with another
//! id. The counts are printed.

use crate::command::{Folder, INTERPOL, TODAY, check_document};
use factlint::dataset::Dataset;
use factlint::engine::{self, Run};
use factlint::files::BlockCache;
use factlint::finding::{Applicability, Finding, Place, decoded};
use factlint::value::date::PartialDate;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The collections of the dataset.
const COLLECTIONS: [&str; 5] = ["sources", "places", "entities", "properties", "claims"];
const REFERENCES: [&str; 8] = [
    "/claims/*/subject",
    "/claims/*/property",
    "/claims/*/value/place",
    "/claims/*/value/entity",
    "/claims/*/evidence/*/source",
    "/sources/*/derived_from/*",
    "/places/*/within/*",
    "/entities/*/part_of/*",
];

fn dataset() -> Value {
    serde_json::from_str(&Folder::with_the_dataset().read(INTERPOL)).expect("JSON")
}

fn ids_of(document: &Value) -> BTreeSet<String> {
    let records = COLLECTIONS.iter().flat_map(|name| document[*name].as_array().expect("records"));
    records.map(|record| record["id"].as_str().expect("an id").to_owned()).collect()
}

/// Returns the text that an edit would replace.
fn text_at(run: &Run, place: &Place) -> String {
    let glance = BlockCache::new(&run.files);
    let at = (place.file(), place.start());
    let range = match place.is_in_value() {
        true => glance.at(&at, |value| place.range_with(Some(value))).flatten(),
        false => place.range_with(None),
    };
    run.files.text(place.file()).get(range.unwrap_or_default()).unwrap_or_default().to_owned()
}

/// Returns the ids that an edit or a question offers.
fn names_offered(finding: &Finding, run: &Run, ids: &BTreeSet<String>) -> Vec<String> {
    let mut offered = Vec::new();
    for suggestion in &finding.suggestions {
        let old = text_at(run, &suggestion.place);
        let quoted = |id: &&String| suggestion.replacement.contains(&format!("\"{id}\""));
        let new = ids.iter().filter(quoted).filter(|id| !old.contains(&format!("\"{id}\"")));
        offered.extend(new.cloned());
    }
    let help = finding.help.iter().filter(|help| help.contains("did you mean"));
    for help in help {
        offered.extend(ids.iter().filter(|id| help.contains(&format!("`{id}`"))).cloned());
    }
    offered
}

#[test]
fn a_removed_record_of_the_dataset_is_not_replaced_by_another() {
    let document = dataset();
    let ids = ids_of(&document);
    let (mut removed, mut findings, mut wrong) = (0, 0, Vec::new());
    for collection in COLLECTIONS {
        let number = document[collection].as_array().expect("records").len();
        for index in 0..number {
            let mut without = document.clone();
            let record = without[collection].as_array_mut().expect("records").remove(index);
            let run = check_document(&without);
            removed += 1;
            findings += run.findings.len();
            for finding in decoded(&run.findings) {
                for offered in names_offered(&finding, &run, &ids) {
                    wrong.push(format!("{}: {offered} by {}", record["id"], finding.rule));
                }
            }
        }
    }
    println!(
        "edits: {removed} records of the dataset removed one at a time: {findings} findings, {} edits name another record",
        wrong.len()
    );
    assert_eq!(wrong, Vec::<String>::new());
}

const RULEBOOK: &str = r#"version = 1
documents = ["data.json"]

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.next]
kind  = "reference"
in    = "records"
field = "next"
to    = "records"

[rules.code]
kind     = "codelist"
in       = "records"
field    = "next"
to       = "records"
to-field = "id"
"#;

fn check(folder: &Folder, records: &[Value]) -> Run {
    folder.write("data.json", json!({ "records": records }).to_string());
    let dataset = Dataset::read(&folder.path("factlint.toml"), &folder.path(""));
    let today = PartialDate::parse(TODAY).expect("a date");
    engine::check(dataset.unwrap_or_else(|failure| panic!("{failure:?}")), &today)
}

/// Returns one record for each id. Each record names the next id, and the last names the first.
fn ring(ids: &[String]) -> Vec<Value> {
    let next = ids.iter().cycle().skip(1);
    ids.iter().zip(next).map(|(id, next)| json!({ "id": id, "next": next })).collect()
}

#[test]
fn references_to_a_removed_record_are_not_corrected_to_a_similar_id() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let records = |next: &[&str]| {
        let others = next
            .iter()
            .enumerate()
            .map(|(at, next)| json!({ "id": format!("r{at}"), "next": next }));
        let first = json!({ "id": "president-office", "next": "r0" });
        std::iter::once(first).chain(others).collect::<Vec<_>>()
    };
    let edits = |next: &[&str]| {
        let run = check(&folder, &records(next));
        let of_rule = decoded(&run.findings).filter(|finding| finding.rule == "next");
        of_rule.map(|finding| finding.suggestions.len()).collect::<Vec<_>>()
    };
    assert_eq!(edits(&["presidemt-office"]), [1]);
    assert_eq!(edits(&["resident-office", "resident-office"]), [0, 0]);
    // A change of letter case is safe, however often it occurs.
    assert_eq!(edits(&["President-Office", "President-Office"]), [1, 1]);
}

#[test]
fn a_removed_country_is_not_replaced_by_one_with_a_similar_name() {
    const SLUGS: &str = "australia austria barbados belarus bermuda botswana bulgaria burundi cambodia \
        cameroon colombia croatia dominica estonia gambia georgia germany gibraltar grenada guyana \
        iceland indonesia ireland jamaica latvia lebanon lesotho liberia lithuania malaysia malawi \
        mauritania mauritius micronesia monaco mongolia morocco namibia niger nigeria panama paraguay \
        romania rwanda senegal slovakia slovenia somalia sri-lanka swaziland sweden thailand tunisia \
        uganda uruguay zambia zimbabwe";
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let slugs: Vec<&str> = SLUGS.split_whitespace().collect();
    let events = |slugs: &[&str]| -> Vec<Value> {
        let both = slugs.iter().flat_map(|slug| [("first", slug), ("second", slug)]);
        both.map(|(of, slug)| json!({ "id": format!("{of} of {slug}"), "next": slug })).collect()
    };
    let countries = |removed: &str| -> Vec<Value> {
        let kept = slugs.iter().filter(|slug| **slug != removed);
        kept.map(|slug| json!({ "id": slug })).collect()
    };
    for removed in &slugs {
        let records = [countries(removed), events(&slugs)].concat();
        let run = check(&folder, &records);
        let broken = decoded(&run.findings).filter(|finding| finding.rule == "next");
        let edits: Vec<usize> = broken.map(|finding| finding.suggestions.len()).collect();
        assert_eq!(edits, [0, 0], "{removed}");
    }
    // Named once, it can be a slip.
    let mut events = events(&["ireland", "iceland"]);
    events[0]["next"] = json!("irelamd");
    let run = check(&folder, &[countries(""), events].concat());
    let broken: Vec<_> = decoded(&run.findings).filter(|finding| finding.rule == "next").collect();
    assert_eq!(broken[0].suggestions[0].replacement, "\"ireland\"");
}

#[test]
fn several_values_that_the_schema_does_not_have_were_all_offered_a_similar_one() {
    let rulebook = RULEBOOK.replacen("version = 1", "version = 1\nschema = \"schema.json\"", 1);
    let schema = r#"{"properties": {"records": {"items": {"properties": {
        "id": {}, "next": {}, "category": {"enum": ["organization", "person"]}
    }, "additionalProperties": false}}}}"#;
    let folder = Folder::new(&[("factlint.toml", rulebook.as_str()), ("schema.json", schema)]);
    let edits = |key: &str, kinds: &[&str]| {
        let records = kinds.iter().enumerate();
        let records =
            records.map(|(at, kind)| json!({ "id": format!("r{at}"), "next": "r0", key: kind }));
        let run = check(&folder, &records.collect::<Vec<_>>());
        let of_schema = decoded(&run.findings).filter(|finding| finding.rule == "schema");
        of_schema.map(|finding| finding.suggestions.len()).collect::<Vec<_>>()
    };
    assert_eq!(edits("category", &["organizaton", "person"]), [1]);
    assert_eq!(edits("category", &["organizaton", "organizaton"]), [0, 0]);
    assert_eq!(edits("categoty", &["person"]), [1]);
    assert_eq!(edits("categoty", &["person", "person"]), [0, 0]);
}

#[test]
fn an_edit_that_makes_two_objects_of_a_list_equal_was_safe() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let applicability = |more: Value| {
        let mut records = vec![json!({ "id": "r0", "next": "r0" })];
        records.extend(more.as_array().into_iter().flatten().cloned());
        let run = check(&folder, &records);
        let of_rule = decoded(&run.findings).filter(|finding| finding.rule == "next");
        let edits = of_rule.flat_map(|finding| finding.suggestions);
        edits.map(|edit| edit.applicability.is_safe()).collect::<Vec<_>>()
    };
    // The records have no id that could distinguish them.
    assert_eq!(applicability(json!([{ "next": "R0" }])), [true]);
    assert_eq!(applicability(json!([{ "next": "R0" }, { "next": "r0" }])), [false]);
    assert_eq!(applicability(json!([{ "next": "R0" }, { "next": " r0" }])), [false, false]);
    assert_eq!(applicability(json!([{ "next": "R0", "n": 1 }, { "next": "r0", "n": 2 }])), [true]);
}

/// Returns a fixed sequence of pseudo-random numbers, each less than the argument.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 7_usize;
    move |most: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    }
}

/// Returns slugs as people write them: a place or a person, a thing and its topic. Some slugs have small words,
/// abbreviations or a year.
fn slugs() -> Vec<String> {
    const PLACES: &str = "algeria amsterdam argentina athens australia austria baltimore barcelona belgium \
        berlin bogota brazil brussels bucharest budapest cairo canada chicago chile colombia copenhagen \
        croatia denmark dublin ecuador edinburgh egypt estonia finland france geneva germany ghana greece \
        hamburg helsinki hungary iceland india indonesia ireland istanbul italy jakarta japan kenya korea \
        latvia lebanon lisbon lithuania london lyon madrid malaysia malta manila mexico montreal morocco \
        munich nairobi nepal nigeria norway oslo ottawa panama paris peru poland portugal prague quebec rome \
        romania rotterdam santiago senegal serbia seville singapore slovakia slovenia spain stockholm sweden \
        sydney taiwan tallinn thailand tokyo toronto tunisia turin turkey ukraine uruguay valencia vienna \
        vietnam warsaw wellington zagreb zurich";
    const PERSONS: &str = "almeida andersson bernard castillo dubois eriksson fernandez fischer garcia \
        hoffmann ivanova jansen kowalski laurent martinez moreau nakamura novak okafor oliveira pereira \
        petrov rossi schneider silva tanaka vasquez weber yamamoto zimmermann";
    const THINGS: &str = "agency agreement alliance archive assembly association award ballot board budget \
        bureau census charter coalition college commission committee conference congress consortium council \
        court decree department directive directorate embassy exhibition federation festival foundation \
        fund guideline hearing initiative inquiry institute interview lecture letter library meeting memoir \
        ministry mission monument museum network observatory office operation parliament partnership petition \
        programme project protocol register report resolution roundtable school seminar senate statement \
        strategy study summit survey task-force tribunal union university workshop";
    const TOPICS: &str = "accounting agriculture aviation biodiversity broadcasting cargo chemistry climate \
        competition construction copyright crime culture customs cybersecurity data defence disability \
        drought education elections electricity employment energy equality fisheries forestry forgery \
        fraud gender geology harbour health heritage housing hydrogen immigration inflation insurance \
        journalism justice labour language logistics maritime medicine migration minerals mobility music \
        navigation nutrition oceans pensions pharmacy philosophy pollution poverty privacy procurement \
        railways recycling refugees research safety sanctions sanitation satellite shipping smuggling sport \
        statistics steel taxation telecoms terrorism textile tourism trade traffic training transport \
        treasury tunnels vaccines veterans water weather wildlife youth";
    const BODIES: [&str; 6] = ["eu", "un", "nato", "oecd", "unesco", "asean"];
    let list = |words: &'static str| words.split_whitespace().collect::<Vec<_>>();
    let [places, persons, things, topics] = [PLACES, PERSONS, THINGS, TOPICS].map(list);
    let mut next = numbers();
    let mut slugs = BTreeSet::new();
    while slugs.len() < 200 {
        let mut any = |words: &[&'static str]| words[next(words.len())];
        let (place, person) = (any(&places), any(&persons));
        let (thing, topic, other) = (any(&things), any(&topics), any(&topics));
        let body = any(&BODIES);
        let year = 1990 + next(35);
        slugs.insert(match next(8) {
            0 => format!("{place}-{topic}-{thing}"),
            1 => format!("{thing}-of-{place}"),
            2 => format!("{person}-{thing}-{year}"),
            3 => format!("{topic}-{thing}"),
            4 => format!("{body}-{thing}-on-{topic}"),
            5 => format!("{place}-{thing}-{year}"),
            6 => format!("{person}-{topic}-{thing}"),
            _ => format!("{topic}-and-{other}-{thing}"),
        });
    }
    slugs.into_iter().collect()
}

/// Returns slugs of two to four words from a small vocabulary. Most of its words are similar, so a misspelt word is
/// often a word of another id.
fn slugs_of_near_words() -> Vec<String> {
    const WORDS: [&str; 24] = [
        "trace", "trade", "stream", "steam", "report", "reports", "north", "south", "centre",
        "center", "action", "auction", "police", "policy", "border", "boarder", "crime", "prime",
        "of", "on", "eu", "un", "ii", "iii",
    ];
    let mut next = numbers();
    let mut slugs = BTreeSet::new();
    while slugs.len() < 200 {
        let words: Vec<&str> = (0..2 + next(3)).map(|_| WORDS[next(WORDS.len())]).collect();
        slugs.insert(words.join("-"));
    }
    slugs.into_iter().collect()
}

/// Returns ids of each kind, with the name of the kind.
fn kinds_of_ids() -> [(&'static str, Vec<String>); 4] {
    [
        ("slugs", slugs()),
        ("slugs of near words", slugs_of_near_words()),
        ("numbered ids", numbered()),
        ("codes", codes()),
    ]
}

fn numbered() -> Vec<String> {
    let reports = (1..=60).map(|number| format!("report-{number:03}"));
    let advisories = (1..=60).map(|number| format!("CVE-2021-{}", 44_200 + number * 7));
    let codes = (1..=60).map(|number| format!("record{number}"));
    reports.chain(advisories).chain(codes).collect()
}

/// Returns alpha-3 codes of ISO 3166-1.
fn codes() -> Vec<String> {
    let codes = "ARE ARG ARM AUS AUT BEL BEN BHR BHS BRA BRB CAN CAF CHE CHL CHN COD COG COL COM CUB CYP DNK \
        DOM DZA ECU EGY ESP EST FIN FRA GAB GBR GEO GHA GIN GMB GNB GRC GRD GTM GUY HND HRV HTI HUN IND IRL IRN \
        IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KIR KOR KWT LAO LBN LBR LBY LCA LKA LSO LTU LUX LVA MAR MCO MDA MDG \
        MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN \
        PER PHL PLW PNG POL PRK PRT PRY PSE QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR \
        SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB VAT VCT VEN \
        VNM VUT WSM YEM ZAF ZMB ZWE";
    codes.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn a_removed_record_of_any_kind_of_ids_is_not_replaced_by_another() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    for (kind, ids) in kinds_of_ids() {
        let known: BTreeSet<String> = ids.iter().cloned().collect();
        let records = ring(&ids);
        let (mut findings, mut wrong) = (0, Vec::new());
        for index in 0..records.len() {
            let mut without = records.clone();
            let record = without.remove(index);
            let run = check(&folder, &without);
            findings += run.findings.len();
            for finding in decoded(&run.findings) {
                for offered in names_offered(&finding, &run, &known) {
                    wrong.push(format!("{} -> {offered}", record["id"]));
                }
            }
        }
        println!(
            "edits: {} {kind} removed one at a time: {findings} findings, {} edits name another record",
            records.len(),
            wrong.len()
        );
        assert_eq!(findings, 2 * records.len());
        assert_eq!(wrong, Vec::<String>::new(), "{kind}");
    }
}

/// Returns the text with one letter changed, removed or added, or with two letters swapped. Returns `None` if there are
/// no letters.
fn misspelt(text: &str, seed: usize) -> Option<String> {
    let letters: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_alphabetic()).map(|(at, _)| at).collect();
    let at = *letters.get(seed / 4 % letters.len().max(1))?;
    let mut wrong: Vec<char> = text.chars().collect();
    let other = char::from(b'a' + u8::try_from((seed * 7 + 3) % 26).expect("a letter"));
    let other = if wrong[at].eq_ignore_ascii_case(&other) { 'q' } else { other };
    let other = if wrong[at].is_uppercase() { other.to_ascii_uppercase() } else { other };
    match seed % 4 {
        0 => _ = wrong.remove(at),
        1 => wrong.insert(at, other),
        2 if wrong.get(at + 1).is_some_and(|next| next.is_alphabetic() && *next != wrong[at]) => {
            wrong.swap(at, at + 1);
        }
        _ => wrong[at] = other,
    }
    Some(wrong.into_iter().collect())
}

#[derive(Debug, Default)]
struct Figures {
    right: usize,
    none: usize,
    wrong: Vec<String>,
}

impl Figures {
    fn all(&self) -> usize {
        self.right + self.none + self.wrong.len()
    }

    fn add(&mut self, written: &str, meant: &str, offered: Option<&str>) {
        match offered {
            None => self.none += 1,
            Some(id) if id == meant => self.right += 1,
            Some(id) => self.wrong.push(format!("{written} for {meant} -> {id}")),
        }
    }

    fn line(&self, kind: &str) -> String {
        let (all, wrong) = (self.all(), self.wrong.len());
        let permille = 1_000 * self.right / all.max(1);
        let percent = format!("{}.{}", permille / 10, permille % 10);
        format!(
            "edits: {kind} misspelt by one letter: {all}, the right edit for {} ({percent} %), none for {}, a wrong one for {wrong}",
            self.right, self.none
        )
    }
}

/// Collects the pointers of values that one of the patterns selects.
fn references(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                references(value, &format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                references(value, &format!("{pointer}/{index}"), found);
            }
        }
        Value::String(_) => {
            let steps: Vec<&str> = pointer.split('/').collect();
            let is_reference = REFERENCES.iter().any(|pattern| {
                let pattern: Vec<&str> = pattern.split('/').collect();
                pattern.len() == steps.len()
                    && pattern.iter().zip(&steps).all(|(want, step)| want == step || *want == "*")
            });
            found.extend(is_reference.then(|| pointer.to_owned()));
        }
        _ => {}
    }
}

/// Returns the ids that edits write, by the pointer of the replaced value.
fn edits_by_pointer(run: &Run) -> BTreeMap<String, String> {
    let mut edits = BTreeMap::new();
    let glance = BlockCache::new(&run.files);
    for finding in decoded(&run.findings).filter(|finding| finding.kind == "reference") {
        for suggestion in &finding.suggestions {
            assert_eq!(suggestion.applicability, Applicability::Unsafe, "{finding:#?}");
            let place = (suggestion.place.file(), suggestion.place.start());
            let pointer = glance.at(&place, |value| value.pointer().as_str().to_owned());
            let id: String = serde_json::from_str(&suggestion.replacement).expect("a text");
            edits.insert(pointer.expect("a value"), id);
        }
    }
    edits
}

#[test]
fn a_misspelt_slug_of_the_dataset_gets_the_right_edit() {
    let document = dataset();
    let ids = ids_of(&document);
    let mut pointers = Vec::new();
    references(&document, "", &mut pointers);
    assert!(pointers.len() > 400, "{}", pointers.len());
    let (mut slugs, mut words) = (Figures::default(), Figures::default());
    for round in 0..12 {
        let mut wrong = document.clone();
        let mut written = Vec::new();
        // Each misspelling is unique, since a repeated one is not considered a typing error.
        let mut taken = ids.clone();
        for (number, pointer) in pointers.iter().enumerate() {
            let value = wrong.pointer_mut(pointer).expect("a value");
            let meant = value.as_str().expect("a text").to_owned();
            let texts = (0..100).map(|more| misspelt(&meant, round + number * 12 + more * 4));
            let mut texts = texts.map(|text| text.expect("a letter"));
            let Some(text) = texts.find(|text| taken.insert(text.clone())) else { continue };
            *value = text.clone().into();
            written.push((pointer, meant, text));
        }
        let edits = edits_by_pointer(&check_document(&wrong));
        for (pointer, meant, text) in written {
            let figures = if meant.contains('-') { &mut slugs } else { &mut words };
            figures.add(&text, &meant, edits.get(pointer).map(String::as_str));
        }
    }
    println!("{}", slugs.line("slugs of the dataset"));
    println!("{}", words.line("ids of one word of the dataset"));
    assert_eq!((slugs.wrong.as_slice(), words.wrong.as_slice()), (&[][..], &[][..]));
    assert!(slugs.right * 100 >= slugs.all() * 95, "{}", slugs.line("slugs"));
}

#[test]
fn misspelt_slugs_get_the_right_edit_and_other_ids_no_wrong_one() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    for (kind, ids) in kinds_of_ids() {
        let mut figures = Figures::default();
        for round in 0..8 {
            let mut records = ring(&ids);
            let mut written = Vec::new();
            for (number, record) in records.iter_mut().enumerate() {
                let meant = record["next"].as_str().expect("a text").to_owned();
                let text = misspelt(&meant, round + number * 8).expect("a letter");
                if !ids.contains(&text) {
                    record["next"] = text.clone().into();
                    written.push((format!("/records/{number}/next"), meant, text));
                }
            }
            let edits = edits_by_pointer(&check(&folder, &records));
            for (pointer, meant, text) in written {
                figures.add(&text, &meant, edits.get(&pointer).map(String::as_str));
            }
        }
        println!("{}", figures.line(kind));
        // If most words have a similar word, a misspelt word that differs in two letters may be nearer to the wrong
        // word.
        if kind != "slugs of near words" {
            assert_eq!(figures.wrong, Vec::<String>::new(), "{kind}");
        }
        if kind == "slugs" {
            assert!(figures.right * 100 >= figures.all() * 95, "{}", figures.line(kind));
        }
    }
}

/// Asserts the edit for an unknown id, in a reference and in a list: its new text and its applicability. If `want` is
/// `None`, asserts that there is no edit.
#[track_caller]
fn assert_offered(ids: &[&str], written: &str, want: Option<(&str, Applicability)>) {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let mut records: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    records.push(json!({ "id": "0", "next": written }));
    let run = check(&folder, &records);
    let want = want.map(|(id, applicability)| (Value::from(id).to_string(), applicability));
    assert_eq!(run.findings.len(), 2, "{:#?}", run.findings);
    for finding in decoded(&run.findings) {
        let edits = finding.suggestions.iter();
        let got = edits.map(|edit| (edit.replacement.clone(), edit.applicability)).next();
        assert_eq!(got, want, "{written} by {} among {ids:?}", finding.kind);
    }
}

#[test]
fn only_a_difference_in_form_is_safe() {
    use Applicability::{Safe, Unsafe};
    assert_offered(&["fr", "de"], "FR", Some(("fr", Safe)));
    assert_offered(&["caf\u{e9}"], "cafe\u{301}", Some(("caf\u{e9}", Safe)));
    assert_offered(&["new york"], " New\u{a0} York", Some(("new york", Safe)));
    assert_offered(&["berlin"], "ber\u{200b}lin", Some(("berlin", Safe)));
    assert_offered(&["co2"], "co\u{b2}", Some(("co2", Unsafe)));
    assert_offered(&["project-trace"], "project-trcae", Some(("project-trace", Unsafe)));
    assert_offered(&["mW", "MW"], "Mw", None);
}

#[test]
fn a_country_code_is_not_replaced_by_one_that_looks_like_it() {
    assert_offered(&["NRU", "PER"], "PRU", None);
    assert_offered(&["report-2018", "report-2019"], "report-2017", None);
    assert_offered(&["phase-i", "phase-iii"], "phase-ii", None);
    assert_offered(&["south-region"], "north-region", None);
    assert_offered(&["treaty-usa"], "treaty-uae", None);
}

#[test]
fn a_reference_is_not_corrected_to_a_record_that_may_not_be_named() {
    let rulebook = RULEBOOK
        .replace("to    = \"records\"\n", "to    = \"records\"\nto-where = \"@.kind == 'a'\"\n");
    let folder = Folder::new(&[("factlint.toml", &rulebook)]);
    let records = [
        json!({ "id": "project-trace", "kind": "b" }),
        json!({ "id": "action-stream", "next": "Project-Trace" }),
        json!({ "id": "budget", "next": "Budget" }),
    ];
    let run = check(&folder, &records);
    let of_reference = decoded(&run.findings).filter(|finding| finding.kind == "reference");
    let edits: Vec<_> = of_reference.flat_map(|finding| finding.suggestions).collect();
    assert_eq!(edits.len(), 0, "{edits:#?}");
}

#[test]
fn a_short_name_that_is_as_near_is_a_rival_of_the_name_that_an_edit_would_use() {
    let rulebook = "version = 1\ndocuments = [\"d.json\"]\n[schema]\n\"d.json\" = \"s.json\"\n[collections]\nsexes = { select = '$.sexes[*]', id = 'id' }\npets = { select = '$.pets[*]', id = 'id' }\n[rules.r]\nkind = 'reference'\nin = 'pets'\nfield = 'sex'\nto = ['sexes', 'pets']\n[rules.c]\nkind = 'codelist'\nin = 'pets'\nfield = 'is'\nvalues = ['female', 'male']\n[rules.k]\nkind = 'presence'\nin = 'pets'\nonly = ['id', 'sex', 'is', 'enum', 'female', 'male', 'counts']\n";
    let schema = r#"{"properties": {"pets": {"items": {"properties": {
        "enum": {"enum": ["female", "male"]},
        "counts": {"properties": {"male_count": {}, "female_count": {}}, "additionalProperties": false}}}}}}"#;
    let data = |sexes: [&str; 2]| {
        let pet = json!({"id": sexes[1], "sex": "fmale", "is": "fmale", "enum": "fmale", "fmale": 1,
            "counts": {"fmale_count": 1}});
        json!({"sexes": [{"id": sexes[0]}, {"id": "zebra"}], "pets": [pet]}).to_string()
    };
    for sexes in [["female", "male"], ["male", "female"]] {
        let data = data(sexes);
        let files = [("factlint.toml", rulebook), ("s.json", schema), ("d.json", &data)];
        let shown = Folder::new(&files).check(&["--format", "json"]).stdout;
        let report: Value = serde_json::from_str(&shown).expect("JSON");
        let findings = report["findings"].as_array().expect("findings");
        for rule in ["r", "c", "k", "schema"] {
            assert!(findings.iter().any(|finding| finding["rule"] == rule), "{rule}: {shown}");
        }
        assert!(!shown.contains("did you mean"), "{shown}");
        assert!(!shown.contains("use `"), "{shown}");
    }
}
