//! The facts of a generated dataset. An entity, its claims and the sentences that the claims quote depend only on the
//! seed and the entity's number. Thus nothing needs to stay in memory between records.

use super::words::{FIRST, FOURTH, Random, SECOND, THIRD, kebab};
use clap::ValueEnum;
use serde_json::{Value, json};

/// Number of places.
pub(crate) const PLACES: usize = 400;

/// Number of places that are countries. Each of the other places is in a country.
const COUNTRIES: usize = 40;

/// Number of entities whose claims have the same source.
const ENTITIES_PER_SOURCE: usize = 16;

/// Kinds of entities, in rotation. Every sixteenth entity is a government that may fund others.
const KINDS: [&str; 4] = ["programme", "centre", "project", "initiative"];

/// A kind of mistake that can be planted in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mistake {
    /// A rank that the schema does not allow
    Schema,
    /// A source that is not recorded
    Reference,
    /// A period that ends before it begins
    Dates,
    /// A quote that is not in its snapshot
    Quote,
    /// A value that is not in its quote
    Value,
    /// A second date that contradicts the first
    Conflict,
    /// A value of the wrong type for its property
    Signature,
    /// A claim without evidence
    Citation,
}

/// A mistake that was planted.
#[derive(Debug)]
pub(crate) struct Planted {
    /// The rule that must report it.
    pub(crate) rule: &'static str,
    /// The id of the claim.
    pub(crate) claim: String,
}

/// A claim, and its mistake, if any.
pub(crate) struct Claim {
    pub(crate) record: Value,
    pub(crate) planted: Option<Planted>,
}

/// The settings of a generated dataset.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) entities: usize,
    /// The share of the claims with each kind of mistake.
    pub(crate) shares: Vec<(Mistake, f64)>,
    /// Number of unquoted sentences between two quoted ones.
    pub(crate) filler: usize,
}

/// One fact about an entity.
struct Fact {
    property: &'static str,
    value: Value,
    sentence: String,
    as_of: Option<String>,
}

impl Plan {
    pub(crate) fn sources(&self) -> usize {
        self.entities.div_ceil(ENTITIES_PER_SOURCE)
    }

    pub(crate) fn source(&self, number: usize, path: &str, sha256: &str) -> Value {
        let mut random = Random::new(self.seed, 3 << 40 | number as u64);
        json!({
            "id": source_id(number),
            "title": format!("Report {number} on {} and others", name(number * ENTITIES_PER_SOURCE)),
            "publisher": format!("{} {} Press", FIRST[random.below(32)], SECOND[random.below(32)]),
            "url": format!("https://press.example/reports/{number}"),
            "published": date(&mut random, 2010..2020),
            "retrieved": "2025-06-30",
            "language": "en",
            "snapshot": { "path": path, "sha256": sha256 }
        })
    }

    pub(crate) fn place(number: usize) -> Value {
        match number < COUNTRIES {
            true => json!({
                "id": kebab(&place_name(number)),
                "name": place_name(number),
                "kind": "country",
                "within": []
            }),
            false => json!({
                "id": kebab(&place_name(number)),
                "name": place_name(number),
                "kind": "city",
                "within": [kebab(&place_name(number % COUNTRIES))]
            }),
        }
    }

    pub(crate) fn entity(number: usize) -> Value {
        let mut entity = json!({
            "id": kebab(&name(number)),
            "kind": kind(number),
            "name": name(number),
            "aliases": [format!("the {}", name(number))]
        });
        let funder = number - number % ENTITIES_PER_SOURCE;
        if number != funder {
            entity["part_of"] = json!([kebab(&name(funder))]);
        }
        entity
    }

    /// Returns the text of a source, with a paragraph for each of its entities.
    pub(crate) fn snapshot(&self, number: usize) -> String {
        let mut text = String::new();
        let mut random = Random::new(self.seed, 5 << 40 | number as u64);
        let first = number * ENTITIES_PER_SOURCE;
        for entity in first..(first + ENTITIES_PER_SOURCE).min(self.entities) {
            for fact in self.facts(entity) {
                text.push_str(&fact.sentence);
                text.push(' ');
                for _ in 0..self.filler {
                    text.push_str(&filler(&mut random));
                }
            }
            text.push_str("\n\n");
        }
        text
    }

    /// Returns the claims about an entity.
    pub(crate) fn claims(&self, number: usize) -> Vec<Claim> {
        let mut random = Random::new(self.seed, 7 << 40 | number as u64);
        let facts = self.facts(number).into_iter();
        let claims = facts.map(|fact| {
            let mistakes = self.shares.iter().find(|(_, share)| random.happens(*share));
            let mistake = mistakes.map(|(mistake, _)| *mistake);
            claim(number, &fact, mistake, &mut random)
        });
        claims.collect()
    }

    fn facts(&self, number: usize) -> Vec<Fact> {
        let mut random = Random::new(self.seed, 11 << 40 | number as u64);
        let own = name(number);
        let funder = name(number - number % ENTITIES_PER_SOURCE);
        let place = place_name(random.below(PLACES));
        let founded = date(&mut random, 1980..2005);
        let staff = 20 + random.below(9000);
        let as_of = (2006 + random.below(14)).to_string();
        let euros = (1 + random.below(900)) * 1000;
        let from = 2005 + random.below(8);
        let years = 2 + random.below(6);
        let topic = format!(
            "the {} of {} for {} services",
            ["protection", "inspection", "renewal", "training"][random.below(4)],
            THIRD[random.below(32)].to_lowercase(),
            SECOND[random.below(32)].to_lowercase()
        );
        let fact = |property, value, sentence| Fact { property, value, sentence, as_of: None };
        let mut facts = vec![
            fact(
                "located-in",
                json!({ "place": kebab(&place) }),
                format!("{own} is based in {place} and works from there."),
            ),
            fact(
                "founded",
                json!({ "date": founded }),
                format!("{own} was founded on {} by an act of parliament.", spoken(&founded)),
            ),
            Fact {
                as_of: Some(as_of.clone()),
                ..fact(
                    "staff",
                    json!({ "count": staff }),
                    format!("In {as_of} {own} employed {} people.", grouped(staff)),
                )
            },
            fact(
                "budget",
                json!({ "money": { "amount": euros, "currency": "EUR" } }),
                format!("{own} has a yearly budget of EUR {}.", grouped(euros)),
            ),
            fact(
                "period",
                json!({ "period": { "from": from.to_string(), "to": (from + years).to_string() } }),
                format!("The present mandate of {own} runs from {from} to {}.", from + years),
            ),
            fact("focus", json!({ "text": topic }), format!("{own} stands for {topic}.")),
        ];
        if !number.is_multiple_of(ENTITIES_PER_SOURCE) {
            facts.push(fact(
                "funded-by",
                json!({ "entity": kebab(&funder) }),
                format!("{own} is paid for by {funder} alone."),
            ));
        }
        facts
    }
}

/// Returns the claim that states a fact. Plants the mistake in the claim, if one is given and the claim can have it.
fn claim(number: usize, fact: &Fact, mistake: Option<Mistake>, random: &mut Random) -> Claim {
    let id = format!("{}-{}", kebab(&name(number)), fact.property);
    let quote = fact.sentence.trim_end_matches('.').to_owned();
    let mut record = json!({
        "id": id,
        "subject": kebab(&name(number)),
        "property": fact.property,
        "value": fact.value,
        "rank": "normal",
        "evidence": [{
            "source": source_id(number / ENTITIES_PER_SOURCE),
            "quote": quote,
            "direction": "supports"
        }]
    });
    if let Some(as_of) = &fact.as_of {
        record["valid"] = json!({ "as_of": as_of });
    }
    let rule = mistake.and_then(|mistake| spoil(&mut record, mistake, random));
    let planted = rule.map(|rule| Planted { rule, claim: id });
    Claim { record, planted }
}

/// Puts a mistake into a claim, and returns the rule that must report it. Returns `None` if the
/// claim cannot have this kind of mistake.
fn spoil(claim: &mut Value, mistake: Mistake, random: &mut Random) -> Option<&'static str> {
    let property = claim["property"].as_str()?.to_owned();
    match (mistake, property.as_str()) {
        (Mistake::Schema, _) => {
            claim["rank"] = json!("important");
            Some("schema")
        }
        (Mistake::Reference, _) => {
            claim["evidence"][0]["source"] = json!(format!("report-{}x", random.below(1000)));
            Some("evidence-source")
        }
        (Mistake::Dates, "period") => {
            claim["value"]["period"]["to"] = json!("1999");
            Some("period-dates")
        }
        (Mistake::Quote, _) => {
            let quote = claim["evidence"][0]["quote"].as_str()?.replacen(' ', " never ", 1);
            claim["evidence"][0]["quote"] = json!(quote);
            Some("quote")
        }
        (Mistake::Value, "staff") => {
            claim["value"]["count"] = json!(10_000 + random.below(1000));
            Some("value-in-quote")
        }
        (Mistake::Conflict, "funded-by") => {
            claim["property"] = json!("founded");
            claim["value"] = json!({ "date": "1950-01-01" });
            Some("conflict")
        }
        (Mistake::Signature, "focus") => {
            claim["value"] = json!({ "count": 7 });
            Some("signature")
        }
        (Mistake::Citation, _) => {
            claim["evidence"] = json!([]);
            Some("citation")
        }
        _ => None,
    }
}

/// Returns the properties of the claims.
pub(crate) fn properties() -> Vec<Value> {
    let all = ["programme", "centre", "project", "initiative", "government"];
    let property = |id: &str, value_type: &str, comparator: &str| {
        json!({
            "id": id,
            "name": id.replace('-', " "),
            "value_type": value_type,
            "functional": id != "focus",
            "comparator": comparator,
            "subject_kinds": all
        })
    };
    let mut properties = vec![
        property("budget", "money", "money"),
        property("focus", "text", "text"),
        property("founded", "date", "date"),
        property("funded-by", "entity", "entity"),
        property("located-in", "place", "place"),
        property("period", "period", "period"),
        property("staff", "count", "number"),
    ];
    if let Some(staff) = properties.last_mut() {
        staff["separators"] = json!(["as_of"]);
    }
    properties
}

fn kind(number: usize) -> &'static str {
    match number % ENTITIES_PER_SOURCE {
        0 => "government",
        other => KINDS[other % KINDS.len()],
    }
}

fn name(number: usize) -> String {
    let (first, rest) = (FIRST[number % 32], number / 32);
    let (second, rest) = (SECOND[rest % 32], rest / 32);
    let (third, rest) = (THIRD[rest % 32], rest / 32);
    let kind = kind(number);
    let kind = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
    let fourth = FOURTH[rest % 16];
    let space = if fourth.is_empty() { "" } else { " " };
    format!("{first} {second} {third} {kind}{space}{fourth}")
}

fn place_name(number: usize) -> String {
    match number < COUNTRIES {
        true => format!("{}land", FIRST[number % 32].to_owned() + ["", " Over"][number / 32]),
        false => format!(
            "{} {}",
            [
                "Port", "Saint", "Upper", "Lower", "North", "South", "East", "West", "New", "Old",
                "Great", "Little"
            ][number / 32 % 12],
            SECOND[number % 32]
        ),
    }
}

fn source_id(number: usize) -> String {
    format!("report-{number}")
}

/// Returns a random date.
fn date(random: &mut Random, years: std::ops::Range<usize>) -> String {
    let year = years.start + random.below(years.len());
    format!("{year}-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28))
}

/// Formats a date as in prose.
fn spoken(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = date.split('-').filter_map(|part| part.parse::<usize>().ok());
    let (year, month, day) =
        (parts.next().unwrap_or(0), parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    format!("{day} {} {year}", MONTHS[month - 1])
}

/// Formats a number with commas between thousands.
fn grouped(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}

/// Returns a sentence that no claim quotes.
fn filler(random: &mut Random) -> String {
    let word = |random: &mut Random| match random.below(3) {
        0 => SECOND[random.below(32)].to_lowercase(),
        1 => THIRD[random.below(32)].to_lowercase(),
        _ => ["and", "near", "beyond", "with", "under", "across"][random.below(6)].to_owned(),
    };
    let words: Vec<String> = (0..8 + random.below(8)).map(|_| word(random)).collect();
    format!("Observers wrote of {}. ", words.join(" "))
}
