//! Web sites and their sign-in methods. Each site has a JSON file, with the record under the site's name, in a folder
//! for the first letter. The categories are in a separate map.

use super::{History, Numbers, capital};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SITES: usize = 900;

fn domains(numbers: &mut Numbers) -> Vec<String> {
    let endings = ["com", "org", "net", "co.uk", "de", "fr"];
    let words = numbers.words(SITES, 3);
    words.iter().map(|word| format!("{word}.{}", numbers.one(&endings))).collect()
}

/// Returns the partners of each site.
fn partners(numbers: &mut Numbers) -> BTreeMap<usize, Vec<usize>> {
    let mut partners: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for _ in 0..120 {
        let (one, other) = (numbers.below(SITES), numbers.below(SITES));
        let is_new = !partners.get(&one).is_some_and(|all| all.contains(&other));
        if one != other && is_new {
            partners.entry(one).or_default().push(other);
            partners.entry(other).or_default().push(one);
        }
    }
    partners
}

fn categories(numbers: &mut Numbers) -> Vec<String> {
    numbers.words(34, 3)
}

fn sites(numbers: &mut Numbers, domains: &[String], categories: &[String]) -> Vec<(String, Value)> {
    let partners = partners(numbers);
    let categories: Vec<&str> = categories.iter().map(String::as_str).collect();
    let mut all = Vec::new();
    for (position, domain) in domains.iter().enumerate() {
        let name =
            format!("{} {}", capital(domain.split('.').next().unwrap()), capital(&numbers.word(2)));
        let mut site = json!({ "domain": domain });
        if numbers.percent(30) {
            site["url"] = json!(format!("https://login.{domain}/start"));
        }
        let mut methods = vec!["sms", "call", "email", "totp", "u2f", "custom-software"];
        methods.rotate_left(numbers.below(6));
        methods.truncate(numbers.below(3) + 1);
        if numbers.percent(80) {
            site["methods"] = json!(methods);
            site["documentation"] = json!(format!("https://support.{domain}/{}", numbers.word(4)));
        } else {
            site["contact"] = json!({
                "email": format!("{}@{domain}", numbers.word(3)),
                "language": numbers.one(&["en", "de", "fr", "es", "pt", "it"])
            });
        }
        site["categories"] = json!([numbers.one(&categories)]);
        let year = 1995 + numbers.below(25);
        site["since"] =
            json!(format!("{year}-{:02}-{:02}", numbers.below(12) + 1, numbers.below(28) + 1));
        if numbers.percent(25) {
            site["until"] =
                json!(format!("{}-{:02}-01", year + 1 + numbers.below(4), numbers.below(12) + 1));
        }
        if let Some(own) = partners.get(&position) {
            site["partners"] = own.iter().map(|other| json!(domains[*other])).collect();
            site["partner_count"] = json!(own.len());
        }
        all.push((name, site));
    }
    all
}

fn path(site: &Value) -> String {
    let domain = site["domain"].as_str().unwrap();
    format!("entries/{}/{domain}.json", &domain[..1])
}

fn files(sites: &[(String, Value)], categories: &[String]) -> BTreeMap<String, String> {
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap() + "\n";
    let titles: serde_json::Map<String, Value> = categories
        .iter()
        .map(|key| (key.clone(), json!({ "title": capital(key), "icon": format!("{key}.svg") })))
        .collect();
    let mut files = BTreeMap::from([("categories.json".to_owned(), pretty(&json!(titles)))]);
    for (name, site) in sites {
        files.insert(path(site), pretty(&json!({ name: site })));
    }
    files.insert("package-lock.json".to_owned(), "{\n  \"lockfileVersion\": 3\n}\n".to_owned());
    files
}

pub(crate) fn history() -> History {
    let mut numbers = Numbers(23);
    let domains = domains(&mut numbers);
    let categories = categories(&mut numbers);
    let later = sites(&mut numbers, &domains, &categories);
    // The earlier state lacks some sites without partners, and some documentation had another URL.
    let is_older = |(position, (_, site)): &(usize, &(String, Value))| {
        position % 9 != 0 || site.get("partners").is_some()
    };
    let older = later.iter().enumerate().filter(is_older).map(|(position, (name, site))| {
        let mut site = site.clone();
        if position % 7 == 0 && site.get("documentation").is_some() {
            site["documentation"] = json!(format!("http://old.{}/help", domains[position]));
        }
        (name.clone(), site)
    });
    let older: Vec<(String, Value)> = older.collect();
    let begins = |file: &str, line: &str| file == "categories.json" && line.ends_with(": {");
    let mut history = History::new(
        "sites in a JSON file each",
        files(&later, &categories),
        files(&older, &categories),
        begins,
    );
    plant(&mut history, &older);
    history
}

fn plant(history: &mut History, all: &[(String, Value)]) {
    let with = |from: usize, key: &str| {
        let found = all[from..].iter().find(|(_, site)| site.get(key).is_some());
        path(&found.expect("such a site").1)
    };
    let at = |from: usize| path(&all[from].1);
    let value = |file: &str, key: &str, all: &BTreeMap<String, String>| {
        let site: Value = serde_json::from_str(&all[file]).unwrap();
        let site = site.as_object().unwrap().values().next().unwrap().clone();
        site[key].as_str().unwrap_or_default().to_owned()
    };
    let state = history.earlier.clone();
    let get = |file: &str, key: &str| value(file, key, &state);
    let pair = |key: &str, value: &str| format!("\"{key}\": \"{value}\"");
    let mut text = |what: &'static str, file: &str, key: &str, new: &dyn Fn(&str) -> String| {
        let old = get(file, key);
        history.plant(what, file, &pair(key, &old), &pair(key, &new(&old)));
    };
    text("a domain that is not the name of the file", &at(10), "domain", &|old| {
        old.replace('.', "x.")
    });
    text("a domain with a scheme", &at(20), "domain", &|old| format!("https://{old}"));
    text("a domain with an ending that does not exist", &at(30), "domain", &|_| {
        "zaza.cmo".to_owned()
    });
    text("a URL with a space", &with(40, "url"), "url", &|old| old.replace("login", "log in"));
    text("a URL without a scheme", &with(60, "url"), "url", &|old| old.replace("https://", ""));
    text("a URL with a comma for a dot", &with(80, "documentation"), "documentation", &|old| {
        old.replacen('.', ",", 1)
    });
    text("a space before a URL", &with(90, "documentation"), "documentation", &|old| {
        format!(" {old}")
    });
    text(
        "the documentation of another site",
        &with(100, "documentation"),
        "documentation",
        &|_| get(&with(700, "documentation"), "documentation"),
    );
    text("an end before the start", &with(110, "until"), "until", &|_| "1985-01-01".to_owned());
    text("a day that does not exist", &at(130), "since", &|_| "2011-02-30".to_owned());
    text("a date in another form", &at(140), "since", &|_| "1.2.2011".to_owned());
    text("a start in the future", &with(150, "until"), "since", &|_| "2031-01-01".to_owned());
    let mut edit = |what: &'static str, file: String, from: &str, to: &str| {
        history.plant(what, &file, from, to);
    };
    edit(
        "a method that does not exist",
        with(200, "methods"),
        "\"methods\": [",
        "\"methods\": [\n      \"smss\",",
    );
    edit(
        "a method with a capital letter",
        with(210, "methods"),
        "\"methods\": [",
        "\"methods\": [\n      \"TOTP\",",
    );
    edit(
        "a category that does not exist",
        at(220),
        "\"categories\": [",
        "\"categories\": [\n      \"zyzyzy\",",
    );
    edit("no domain", at(230), "\"domain\"", "\"domian\"");
    edit("no categories", at(240), "\"categories\"", "\"category\"");
    edit(
        "a start that is a number",
        at(250),
        &pair("since", &get(&at(250), "since")),
        "\"since\": 2001",
    );
    edit(
        "a partner that does not exist",
        with(300, "partners"),
        "\"partners\": [",
        "\"partners\": [\n      \"nobody.com\",",
    );
    let first = all
        .iter()
        .skip(400)
        .find(|(_, site)| site["partners"].as_array().is_some_and(|all| all.len() == 1));
    let (_, first) = first.expect("a site with one partner");
    let partner = first["partners"][0].as_str().unwrap();
    edit(
        "a partner twice",
        path(first),
        "\"partners\": [",
        &format!("\"partners\": [\n      \"{partner}\","),
    );
    let first = all
        .iter()
        .skip(500)
        .find(|(_, site)| site["partners"].as_array().is_some_and(|all| all.len() == 1));
    let (_, first) = first.expect("a site with one partner");
    let partner = first["partners"][0].as_str().unwrap();
    edit(
        "a partner who does not return it",
        path(first),
        &format!("\"{partner}\"\n"),
        &format!("\"{}\"\n", get(&at(620), "domain")),
    );
    edit(
        "a wrong number of partners",
        with(640, "partners"),
        "\"partner_count\": ",
        "\"partner_count\": 1",
    );
    let old = at(660);
    history.rename("a file with another name", &old, &old.replace(".json", "s.json"));
    let moved = at(330);
    history.rename("a file with a capital letter", &moved, &moved.replace("entries/", "entries/X"));
}
