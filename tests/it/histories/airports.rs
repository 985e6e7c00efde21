//! Airports, runways, regions and countries, in CSV files whose rows name each other by codes.

use super::{History, Numbers, capital};
use std::collections::{BTreeMap, BTreeSet};

const AIRPORTS: usize = 1_400;

/// The rows of the files, without their headers.
struct Tables {
    countries: Vec<Vec<String>>,
    regions: Vec<Vec<String>>,
    airports: Vec<Vec<String>>,
    runways: Vec<Vec<String>>,
}

const HEADERS: [(&str, &str); 4] = [
    ("countries.csv", "code,name,continent"),
    ("regions.csv", "code,name,country,link"),
    (
        "airports.csv",
        "ident,type,name,latitude,longitude,country,country_name,region,opened,closed,iata,home",
    ),
    ("runways.csv", "id,airport,surface,low,high,length"),
];

/// Returns codes of this length: the first letters of invented words, in capitals.
fn codes(numbers: &mut Numbers, number: usize, length: usize) -> Vec<String> {
    let mut codes = BTreeSet::new();
    while codes.len() < number {
        codes.insert(numbers.word(4)[..length].to_uppercase());
    }
    codes.into_iter().collect()
}

fn tables() -> Tables {
    let mut numbers = Numbers(37);
    let country_codes = codes(&mut numbers, 40, 2);
    let names = numbers.words(4_000, 4);
    let mut names = names.iter().map(|name| capital(name));
    let mut name = || names.next().expect("a name");
    let countries: Vec<Vec<String>> = country_codes
        .iter()
        .map(|code| {
            vec![code.clone(), name(), numbers.one(&["AF", "AS", "EU", "NA", "SA"]).to_owned()]
        })
        .collect();
    let regions: Vec<Vec<String>> = countries
        .iter()
        .flat_map(|country| (1..=6).map(move |number| (country, number)))
        .map(|(country, number)| {
            let code = format!("{}-{number:02}", country[0]);
            vec![
                code.clone(),
                name(),
                country[0].clone(),
                format!("https://en.example.org/wiki/{code}"),
            ]
        })
        .collect();
    let iata = codes(&mut numbers, 700, 3);
    let mut iata = iata.into_iter();
    let mut airports = Vec::new();
    for number in 0..AIRPORTS {
        let region = &regions[numbers.below(regions.len())];
        let country = countries.iter().find(|country| country[0] == region[2]).unwrap();
        let year = 1920 + numbers.below(80);
        let closed = if numbers.percent(15) {
            (year + 5 + numbers.below(20)).to_string() + "-06-30"
        } else {
            String::new()
        };
        airports.push(vec![
            format!("{}{number:04}", country[0]),
            numbers
                .one(&["small_airport", "small_airport", "medium_airport", "heliport", "closed"])
                .to_owned(),
            format!("{} Airport", name()),
            format!("{}.{:04}", numbers.below(178) as i32 - 89, numbers.below(9_999)),
            format!("{}.{:04}", numbers.below(358) as i32 - 179, numbers.below(9_999)),
            country[0].clone(),
            country[1].clone(),
            region[0].clone(),
            format!("{year}-{:02}-{:02}", numbers.below(12) + 1, numbers.below(28) + 1),
            closed,
            if numbers.percent(45) { iata.next().unwrap_or_default() } else { String::new() },
            if numbers.percent(30) {
                format!("https://www.{}.example.com/", numbers.word(5))
            } else {
                String::new()
            },
        ]);
    }
    airports.sort();
    let mut runways = Vec::new();
    for airport in &airports {
        if numbers.percent(60) {
            let low = numbers.below(18) + 1;
            runways.push(vec![
                format!("{}", 20_000 + runways.len()),
                airport[0].clone(),
                numbers.one(&["ASP", "CON", "GRS", "TURF", "GVL"]).to_owned(),
                format!("{low:02}"),
                format!("{:02}", low + 18),
                format!("{}", 500 + numbers.below(3_000)),
            ]);
        }
    }
    Tables { countries, regions, airports, runways }
}

fn files(tables: &Tables) -> BTreeMap<String, String> {
    let all = [&tables.countries, &tables.regions, &tables.airports, &tables.runways];
    let files = HEADERS.iter().zip(all).map(|((file, header), rows)| {
        let rows = rows.iter().map(|row| row.join(",") + "\n");
        ((*file).to_owned(), format!("{header}\n{}", rows.collect::<String>()))
    });
    files.collect()
}

pub(crate) fn history() -> History {
    let later = tables();
    let mut earlier = tables();
    // In the earlier state, some rows are missing, some names are different, and some codes are not known yet.
    let is_older = |position: usize| !position.is_multiple_of(11);
    let kept: BTreeSet<String> = earlier
        .airports
        .iter()
        .enumerate()
        .filter(|(position, _)| is_older(*position))
        .map(|(_, row)| row[0].clone())
        .collect();
    earlier.airports.retain(|row| kept.contains(&row[0]));
    earlier.runways.retain(|row| kept.contains(&row[1]));
    for (position, row) in earlier.airports.iter_mut().enumerate() {
        if position % 13 == 0 {
            row[2] = row[2].replace(" Airport", " Field");
        }
        if position % 17 == 0 {
            row[10].clear();
        }
    }
    let begins = |_: &str, _: &str| true;
    let mut history = History::new("airports in CSV", files(&later), files(&earlier), begins);
    plant(&mut history, &earlier);
    history
}

fn plant(history: &mut History, tables: &Tables) {
    let mut edit = |what: &'static str,
                    file: &str,
                    rows: &[Vec<String>],
                    from: usize,
                    column: usize,
                    new: &dyn Fn(&str) -> String| {
        let row = rows[from..].iter().find(|row| !row[column].is_empty()).expect("a row");
        let mut changed = row.clone();
        changed[column] = new(&row[column]);
        history.plant(
            what,
            file,
            &format!("{}\n", row.join(",")),
            &format!("{}\n", changed.join(",")),
        );
    };
    let (airports, regions, runways) = (&tables.airports, &tables.regions, &tables.runways);
    let file = "airports.csv";
    edit("a country that does not exist", file, airports, 10, 5, &|_| "QQ".to_owned());
    edit("a country in small letters", file, airports, 20, 5, &|old| old.to_lowercase());
    edit("a country that is not that of its name", file, airports, 30, 5, &|old| {
        tables.countries.iter().map(|row| row[0].clone()).find(|code| code != old).unwrap()
    });
    edit("a country with a misspelt name", file, airports, 40, 6, &|old| {
        old.replacen(&old[2..4], "zz", 1)
    });
    edit("a region that does not exist", file, airports, 50, 7, &|old| old.replace('-', "-9"));
    edit("an end before the start", file, airports, 60, 9, &|_| "1901-06-30".to_owned());
    edit("a day that does not exist", file, airports, 90, 8, &|_| "1970-02-31".to_owned());
    edit("a date with slashes", file, airports, 100, 8, &|old| old.replace('-', "/"));
    edit("a code of another airport", file, airports, 110, 10, &|old| {
        airports
            .iter()
            .rev()
            .map(|row| row[10].clone())
            .find(|code| !code.is_empty() && code != old)
            .unwrap()
    });
    edit("a code of four letters", file, airports, 140, 10, &|old| format!("{old}A"));
    edit("a code in small letters", file, airports, 160, 10, &|old| old.to_lowercase());
    edit("a type that does not exist", file, airports, 180, 1, &|_| "airport_small".to_owned());
    edit("a type with a space", file, airports, 190, 1, &|old| format!("{old} "));
    edit("no name", file, airports, 200, 2, &|_| String::new());
    edit("two spaces in a name", file, airports, 210, 2, &|old| old.replace(' ', "  "));
    edit("a space after a name", file, airports, 220, 2, &|old| format!("{old} "));
    edit("the name of another airport", file, airports, 230, 2, &|_| airports[1_000][2].clone());
    edit("an ident of another airport", file, airports, 240, 0, &|_| airports[241][0].clone());
    edit("a latitude beyond the pole", file, airports, 250, 3, &|_| "191.0000".to_owned());
    edit("a latitude that is no number", file, airports, 260, 3, &|_| "12N".to_owned());
    edit("an address without a scheme", file, airports, 270, 11, &|old| {
        old.replace("https://", "")
    });
    edit("an address with two schemes", file, airports, 300, 11, &|old| format!("http://{old}"));
    let file = "runways.csv";
    edit("a runway of no airport", file, runways, 50, 1, &|old| old.replace('0', "7"));
    edit("a runway with the id of another", file, runways, 60, 0, &|_| runways[61][0].clone());
    edit("a surface that does not exist", file, runways, 70, 2, &|_| "APS".to_owned());
    edit("a direction of one digit", file, runways, 80, 3, &|_| "7".to_owned());
    let file = "regions.csv";
    edit("a region of no country", file, regions, 30, 2, &|_| "QX".to_owned());
    edit("a region with the code of another", file, regions, 40, 0, &|_| regions[41][0].clone());
    edit("a region in another country", file, regions, 60, 2, &|old| {
        tables.countries.iter().map(|row| row[0].clone()).rfind(|code| code != old).unwrap()
    });
}
