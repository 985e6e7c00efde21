//! Blockchains, each in a JSON file named by its number, and their icons, each in a separate JSON file.

use super::{History, Numbers, capital};
use std::collections::{BTreeMap, BTreeSet};

/// A project that runs a main network and perhaps a test network.
struct Brand {
    position: usize,
    word: String,
    domain: String,
    code: String,
    coin: String,
    symbol: String,
    decimals: usize,
    /// The name of its icon, and whether the earlier state has the icon already.
    icon: Option<(String, bool)>,
    /// The position of the base project on which this project's networks settle, and the kind of the relation.
    parent: Option<(usize, &'static str)>,
    /// The ids of the main network and of the test network.
    main: usize,
    test: Option<usize>,
}

/// One network, as its fields with their JSON texts.
struct Chain {
    id: usize,
    is_test: bool,
    fields: Vec<(&'static str, String)>,
}

/// Number of base projects. They are the first in the list, and other networks settle on their networks.
const BASES: usize = 6;

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// Returns a JSON array of these texts, in one line if it is short.
fn list(items: &[String], indent: usize) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.len() < 64 && !line.contains('\n') {
        return line;
    }
    let space = " ".repeat(indent);
    let items: Vec<String> = items.iter().map(|item| format!("{space}  {item}")).collect();
    format!("[\n{}\n{space}]", items.join(",\n"))
}

fn object(fields: &[(&str, String)], indent: usize) -> String {
    let space = " ".repeat(indent);
    let field = |(key, value): &(&str, String)| format!("{space}  \"{key}\": {value}");
    let fields: Vec<String> = fields.iter().map(field).collect();
    format!("{{\n{}\n{space}}}", fields.join(",\n"))
}

fn file(id: usize) -> String {
    format!("chains/eip155-{id}.json")
}

fn brands(numbers: &mut Numbers) -> Vec<Brand> {
    let words = numbers.words(405, 3);
    let mut taken = BTreeSet::from([0]);
    let mut id = |numbers: &mut Numbers| loop {
        let end = 10_usize.pow(numbers.below(6) as u32 + 2);
        let id = numbers.below(end);
        if taken.insert(id) {
            return id;
        }
    };
    let brand = |(position, word): (usize, String)| {
        let is_base = position < BASES;
        let rolls_up = numbers.percent(20) && !is_base;
        // Some projects run a shard of another chain.
        let kind = if position % 97 == 60 { "shard" } else { "L2" };
        let base = [0, 0, 0, 0, 0, 1, 1, 2, 3, 5][numbers.below(10)];
        let parent = (rolls_up || kind == "shard").then_some((base, kind));
        let letters = word[..3 + numbers.below(3)].to_uppercase();
        let (code, coin, symbol) = if rolls_up || numbers.percent(8) {
            ("ETH".to_owned(), "Ether".to_owned(), "ETH".to_owned())
        } else {
            let coin = capital(&word) + numbers.one(&["", "", " Token", " Coin"]);
            (letters, coin, word[..3 + numbers.below(2)].to_uppercase())
        };
        let domain = match numbers.below(8) {
            0..=2 => format!("{word}.example.org"),
            3..=4 => format!("{word}chain.example.com"),
            5 => format!("{word}-labs.example"),
            _ => format!("{word}.example.net"),
        };
        let decimals = match position {
            31 | 204 => 6,
            77 | 310 => 8,
            123 => 0,
            _ => 18,
        };
        let icon = numbers.percent(62).then(|| (word.clone(), position % 17 != 0));
        let has_test = is_base || numbers.percent(44);
        let (main, test) = (id(numbers), has_test.then(|| id(numbers)));
        Brand { position, word, domain, code, coin, symbol, decimals, icon, parent, main, test }
    };
    words.into_iter().enumerate().map(brand).collect()
}

/// Returns the addresses of nodes. In the earlier state, some lists are shorter.
fn nodes(numbers: &mut Numbers, brand: &Brand, is_test: bool, early: bool) -> String {
    let (word, domain) = (&brand.word, &brand.domain);
    let net = if is_test { "testnet" } else { "mainnet" };
    let provider = numbers.one(&["drpc", "anyrpc", "onenode"]);
    let key = word.to_uppercase();
    let host = numbers.below(250) + 1;
    let (port, door) = (8_545 + numbers.below(3), numbers.one(&["rpc", "rpc", "node", "api"]));
    let mut urls = vec![match is_test {
        true => format!("https://{door}.testnet.{domain}"),
        false => format!("https://{door}.{domain}"),
    }];
    let others = [
        (30, format!("https://{word}-{net}.{provider}.example.com")),
        (25, format!("wss://{net}.{domain}/ws")),
        (8, format!("https://{net}.{domain}/v3/${{{key}_API_KEY}}")),
        (4, format!("http://203.0.113.{host}:{port}")),
        (10, format!("https://{net}-{door}2.{domain}/")),
    ];
    urls.extend(
        others.into_iter().filter(|(percent, _)| numbers.percent(*percent)).map(|(_, url)| url),
    );
    if early && urls.len() > 1 && brand.position % 6 == 1 {
        urls.pop();
    }
    // Three chains no longer have nodes, and two chains share a node.
    match brand.position {
        91 | 250 | 333 => urls.clear(),
        140 | 141 => urls.push("https://archive.example.net/140".to_owned()),
        _ => {}
    }
    list(&urls.iter().map(|url| quoted(url)).collect::<Vec<_>>(), 2)
}

fn explorers(numbers: &mut Numbers, brand: &Brand, is_test: bool) -> Option<String> {
    let (word, domain) = (&brand.word, &brand.domain);
    let net = if is_test { "testnet." } else { "" };
    let (scan, scout) = (numbers.percent(65), numbers.percent(35));
    let (named, has_icon) = (numbers.percent(30), numbers.percent(60));
    let mut all = Vec::new();
    if scan {
        let name =
            if named { format!("{} Explorer", capital(word)) } else { format!("{word}scan") };
        let url = format!("https://{net}{word}scan.example.io");
        let standard = if numbers.percent(7) { "none" } else { "EIP3091" };
        all.push(vec![
            ("name", quoted(&name)),
            ("url", quoted(&url)),
            ("standard", quoted(standard)),
        ]);
    }
    if scout {
        let mut fields = vec![("name", quoted("blockscout"))];
        fields.push(("url", quoted(&format!("https://{net}explorer.{domain}"))));
        if has_icon {
            fields.push(("icon", quoted("blockscout")));
        }
        fields.push(("standard", quoted("EIP3091")));
        all.push(fields);
    }
    // One site shows the blocks of several chains.
    if brand.position % 70 == 12 {
        let url = quoted("https://blocks.example.com");
        all.push(vec![("name", quoted("blocks")), ("url", url), ("standard", quoted("none"))]);
    }
    let items: Vec<String> = all.iter().map(|fields| object(fields, 4)).collect();
    let has_items = !items.is_empty();
    has_items.then(|| format!("[\n    {}\n  ]", items.join(",\n    ")))
}

fn parent(
    numbers: &mut Numbers,
    brand: &Brand,
    is_test: bool,
    bases: &[(usize, usize)],
) -> Option<String> {
    let has_bridge = numbers.percent(70);
    let (base, kind) = brand.parent?;
    let id = if is_test { bases[base].1 } else { bases[base].0 };
    let mut fields = vec![("type", quoted(kind)), ("chain", quoted(&format!("eip155-{id}")))];
    if has_bridge {
        let net = if is_test { "testnet-" } else { "" };
        let url = quoted(&format!("https://{net}bridge.{}", brand.domain));
        fields.push(("bridges", format!("[{{ \"url\": {url} }}]")));
    }
    Some(object(&fields, 2))
}

/// Returns the name and the short name of a network.
fn names(numbers: &mut Numbers, brand: &Brand, is_test: bool, early: bool) -> (String, String) {
    let (word, title) = (&brand.word, capital(&brand.word));
    let kind = numbers.below(10);
    if is_test {
        let test = ["Testnet", "Testnet", "Sepolia Testnet", "Devnet"][kind % 4];
        let short = match kind {
            0..=4 => format!("{word}-testnet"),
            5..=6 => format!("t{word}"),
            7..=8 => format!("{word}-sepolia"),
            _ => format!("{title}Test"),
        };
        return (format!("{title} {test}"), short);
    }
    let name = match kind {
        _ if early && brand.position % 23 == 1 => format!("{title} Smart Network"),
        0..=4 => format!("{title} Mainnet"),
        5..=6 => format!("{title} Network"),
        7 => format!("{title} Chain"),
        _ => title.clone(),
    };
    let short = match brand.position {
        88 | 266 => format!("{word}_main"),
        position if position % 12 == 5 => title,
        position if position % 12 == 8 => word.to_uppercase(),
        _ => word.clone(),
    };
    (name, short)
}

fn info(numbers: &mut Numbers, brand: &Brand, early: bool) -> String {
    let (word, domain) = (&brand.word, &brand.domain);
    let scheme = if early && brand.position % 19 == 1 { "http" } else { "https" };
    match numbers.below(20) {
        0..=12 => format!("{scheme}://{domain}"),
        13..=15 => format!("{scheme}://www.{domain}/"),
        16 => format!("{scheme}://docs.{domain}/learn/overview"),
        17 => format!("https://code.example.com/{word}-foundation"),
        _ => format!("{scheme}://{domain}/"),
    }
}

fn coin(brand: &Brand, is_test: bool, marks_tests: bool, early: bool) -> String {
    let (name, symbol) = match is_test && marks_tests && brand.symbol != "ETH" {
        true => (format!("Testnet {}", brand.coin), format!("t{}", brand.symbol)),
        false => (brand.coin.clone(), brand.symbol.clone()),
    };
    // Some coins had another name in the earlier state.
    let is_renamed = early && brand.position % 29 == 2;
    let name = if is_renamed { format!("{} Gas", capital(&brand.word)) } else { name };
    // One project has signs instead of letters as its symbol.
    let symbol = if brand.position == 222 { "Ξ$".to_owned() } else { symbol };
    let decimals = brand.decimals.to_string();
    object(&[("name", quoted(&name)), ("symbol", quoted(&symbol)), ("decimals", decimals)], 2)
}

/// Returns a network of a project. Both states draw the same random numbers, so they differ only where `early` is used.
fn chain(
    numbers: &mut Numbers,
    brand: &Brand,
    is_test: bool,
    bases: &[(usize, usize)],
    early: bool,
) -> Chain {
    let position = brand.position;
    let id = if is_test { brand.test.unwrap_or_default() } else { brand.main };
    let (name, short) = names(numbers, brand, is_test, early);
    let mut fields = vec![("name", quoted(&name))];
    if numbers.percent(10) {
        fields.push((
            "title",
            quoted(&format!("{} {}", capital(&brand.word), if is_test { "Test" } else { "Main" })),
        ));
    }
    fields.push(("chain", quoted(&brand.code)));
    let icon = brand.icon.as_ref().filter(|(_, is_old)| *is_old || !early);
    let icon = icon.map(|(icon, _)| ("icon", quoted(icon)));
    let is_icon_late = numbers.percent(15) || early && position % 9 == 1;
    fields.extend(icon.iter().filter(|_| !is_icon_late).cloned());
    fields.push(("rpc", nodes(numbers, brand, is_test, early)));
    let (has_features, all_features) = (numbers.percent(30), numbers.percent(70));
    if has_features && !(early && position % 4 == 1) {
        let features =
            ["{ \"name\": \"EIP155\" }".to_owned(), "{ \"name\": \"EIP1559\" }".to_owned()];
        fields.push(("features", list(&features[..=usize::from(all_features)], 2)));
    }
    let has_faucet = numbers.percent(60) && is_test;
    let faucet = has_faucet.then(|| quoted(&format!("https://faucet.{}", brand.domain)));
    fields.push(("faucets", list(&Vec::from_iter(faucet), 2)));
    fields.push(("nativeCurrency", coin(brand, is_test, numbers.percent(50), early)));
    fields.push(("infoURL", quoted(&info(numbers, brand, early))));
    fields.push(("shortName", quoted(&short)));
    fields.push(("chainId", id.to_string()));
    // Some old networks have a network number that differs from the chain's id.
    let network = if position % 60 == 33 && !is_test { position / 60 + 1 } else { id };
    fields.push(("networkId", network.to_string()));
    fields.extend(icon.filter(|_| is_icon_late));
    let (has_slip, slip) = (numbers.percent(20), numbers.below(9_000) + 60);
    if has_slip {
        fields.push(("slip44", if is_test { 1 } else { slip }.to_string()));
    }
    if position < 4 {
        let address: String =
            (0..40).map(|_| char::from(b"0123456789abcdef"[numbers.below(16)])).collect();
        fields.push(("ens", object(&[("registry", quoted(&format!("0x{address}")))], 2)));
    }
    let explorers = explorers(numbers, brand, is_test).filter(|_| !early || position % 16 != 5);
    fields.extend(explorers.map(|explorers| ("explorers", explorers)));
    fields.extend(parent(numbers, brand, is_test, bases).map(|parent| ("parent", parent)));
    let status = match numbers.below(100) {
        0..=8 if early && position % 2 == 1 => None,
        0..=8 => Some("deprecated"),
        9..=12 => Some("incubating"),
        13..=14 => Some("active"),
        _ => None,
    };
    fields.extend(status.filter(|_| position >= BASES).map(|status| ("status", quoted(status))));
    if position == 21 || position == 300 {
        fields.push(("redFlags", "[\"reusedChainId\"]".to_owned()));
    }
    legacy(&mut fields, position, is_test);
    Chain { id, is_test, fields }
}

/// Gives a few records a field that the others lack, or removes a field that the others have.
fn legacy(fields: &mut Vec<(&'static str, String)>, position: usize, is_test: bool) {
    match position {
        18 | 250 if !is_test => fields.insert(2, ("network", quoted("mainnet"))),
        333 => fields.retain(|(key, _)| *key != "faucets"),
        _ => {}
    }
}

/// Returns the file of an icon. Some icons have a second object for another size.
fn icon(numbers: &mut Numbers, position: usize) -> String {
    let digits = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let small = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut image = |position: usize| {
        let url: String = match numbers.percent(35) {
            true => (0..52).map(|_| char::from(small[numbers.below(32)])).collect(),
            false => (0..44).map(|_| char::from(digits[numbers.below(58)])).collect(),
        };
        let url = if url.len() == 52 { format!("bafkrei{url}") } else { format!("Qm{url}") };
        let width =
            [200, 256, 400, 500, 512, 1_000, 1_024, 32 + numbers.below(900)][numbers.below(8)];
        let height = if position % 14 == 3 { width * 5 / 4 } else { width };
        let format = ["png", "png", "png", "png", "svg", "png", "jpg"][numbers.below(7)];
        let fields = [
            ("url", quoted(&format!("ipfs://{url}"))),
            ("width", width.to_string()),
            ("height", height.to_string()),
            ("format", quoted(format)),
        ];
        object(&fields, 2)
    };
    let mut images = vec![image(position)];
    if position % 110 == 40 {
        images.push(image(position + 1));
    }
    format!("[\n  {}\n]\n", images.join(",\n  "))
}

/// Returns the files and the chains of a state.
fn state(early: bool) -> (BTreeMap<String, String>, Vec<Chain>) {
    let mut numbers = Numbers(17);
    let brands = brands(&mut numbers);
    let base = |brand: &Brand| (brand.main, brand.test.unwrap_or_default());
    let bases: Vec<(usize, usize)> = brands[..BASES].iter().map(base).collect();
    let (mut files, mut chains) = (BTreeMap::new(), Vec::new());
    for brand in &brands {
        let position = brand.position;
        // The earlier state lacks every thirteenth project, and the test networks of some other projects.
        let is_there = !early || position <= 20 || position % 13 != 0;
        let image = icon(&mut numbers, position);
        let name = match &brand.icon {
            Some((name, is_old)) if is_there && (*is_old || !early) => Some(name.clone()),
            // An icon that no chain names.
            None if position % 40 == 7 => Some(format!("{}_old", brand.word)),
            _ => None,
        };
        files.extend(name.map(|name| (format!("icons/{name}.json"), image)));
        let main = chain(&mut numbers, brand, false, &bases, early);
        let test = brand.test.map(|_| chain(&mut numbers, brand, true, &bases, early));
        let is_test_there = !early || position <= 20 || position % 9 != 4;
        chains.extend(is_there.then_some(main));
        chains.extend(test.filter(|_| is_there && is_test_there));
    }
    files.insert("icons/blockscout.json".to_owned(), icon(&mut numbers, 0));
    for chain in &chains {
        files.insert(file(chain.id), object(&chain.fields, 0) + "\n");
    }
    (files, chains)
}

pub(crate) fn history() -> History {
    let ((later, _), (earlier, chains)) = (state(false), state(true));
    let history = History::new("blockchains in JSON files", later, earlier, |_, _| false);
    let mut plan = Plan { history, chains, used: BTreeSet::new() };
    plant_numbers_and_names(&mut plan);
    plant_fields(&mut plan);
    plant_addresses(&mut plan);
    plant_icons(&mut plan);
    plan.history
}

/// The history with the mistakes so far. Each mistake is in a different file.
struct Plan {
    history: History,
    chains: Vec<Chain>,
    used: BTreeSet<usize>,
}

impl Plan {
    /// Takes the first unused chain, starting from a position, whose field `key` contains the text `has`. Returns the
    /// chain's id and the field's value.
    fn take(&mut self, from: usize, is_test: bool, key: &str, has: &str) -> (usize, String) {
        let fits = |chain: &&Chain| chain.is_test == is_test && !self.used.contains(&chain.id);
        let found = self.chains[from..].iter().filter(fits).find_map(|chain| {
            let field =
                chain.fields.iter().find(|(other, value)| *other == key && value.contains(has))?;
            Some((chain.id, field.1.clone()))
        });
        let (id, value) = found.expect("a chain with such a field");
        self.used.insert(id);
        (id, value)
    }

    /// Replaces a field of a main network.
    fn edit(
        &mut self,
        what: &'static str,
        from: usize,
        key: &str,
        has: &str,
        new: &dyn Fn(&str) -> String,
    ) {
        let (id, value) = self.take(from, false, key, has);
        self.put(what, id, key, &value, &new(&value));
    }

    /// Returns a field of the main network that belongs to a test network. The test network follows its main network in
    /// the list.
    fn main_of(&self, id: usize, key: &str) -> String {
        let at = self.chains.iter().position(|chain| chain.id == id).expect("the test network");
        let field = self.chains[at - 1].fields.iter().find(|(other, _)| *other == key);
        field.expect("the field").1.clone()
    }

    fn put(&mut self, what: &'static str, id: usize, key: &str, value: &str, new: &str) {
        self.history.plant(
            what,
            &file(id),
            &format!("\n  \"{key}\": {value}"),
            &format!("\n  {new}"),
        );
    }

    /// Replaces the line with this key in the file of an icon.
    fn edit_icon(
        &mut self,
        what: &'static str,
        from: usize,
        key: &str,
        has: &str,
        new: &dyn Fn(&str) -> String,
    ) {
        let start = format!("    \"{key}\": ");
        let icons = self.history.earlier.iter().filter(|(path, _)| path.starts_with("icons/"));
        let found = icons.skip(from).find_map(|(path, text)| {
            let line = text.lines().find(|line| line.starts_with(&start) && line.contains(has))?;
            Some((path.clone(), line.to_owned()))
        });
        let (path, line) = found.expect("an icon with such a line");
        self.history.plant(what, &path, &format!("{line}\n"), &format!("{}\n", new(&line)));
    }
}

fn plant_numbers_and_names(plan: &mut Plan) {
    let (id, _) = plan.take(60, false, "chainId", "");
    plan.history.rename("a file name with a digit too many", &file(id), &file(id * 10 + 1));
    let (id, value) = plan.take(90, false, "chainId", "");
    let (_, other) = plan.take(400, false, "chainId", "");
    plan.put(
        "the number of the chain that it was copied from",
        id,
        "chainId",
        &value,
        &format!("\"chainId\": {other}"),
    );
    plan.edit(
        "a network number with two digits in the wrong order",
        130,
        "networkId",
        "14",
        &|id| format!("\"networkId\": {}", id.replacen("14", "41", 1)),
    );
    let (id, value) = plan.take(150, false, "shortName", "");
    let (_, other) = plan.take(420, false, "shortName", "");
    plan.put(
        "a short name of another chain",
        id,
        "shortName",
        &value,
        &format!("\"shortName\": {other}"),
    );
    let (id, value) = plan.take(170, true, "name", "Testnet");
    let main = plan.main_of(id, "name");
    plan.put(
        "a test network under the name of its main network",
        id,
        "name",
        &value,
        &format!("\"name\": {main}"),
    );
    let (id, value) = plan.take(190, true, "slip44", "");
    plan.put(
        "a test network with the coin of a main network",
        id,
        "slip44",
        &value,
        "\"slip44\": 60",
    );
}

fn plant_fields(plan: &mut Plan) {
    let coin = |new: &str| format!("\"nativeCurrency\": {new}");
    plan.edit("decimals in quotes", 200, "nativeCurrency", ": 18", &|value| {
        coin(&value.replace(": 18", ": \"18\""))
    });
    plan.edit("a coin without its symbol", 215, "nativeCurrency", ": 18", &|value| {
        let lines = value.lines().filter(|line| !line.contains("symbol"));
        coin(&lines.collect::<Vec<_>>().join("\n"))
    });
    plan.edit("a misspelt key", 225, "explorers", "", &|value| format!("\"explorer\": {value}"));
    plan.edit("a key in the wrong letter case", 235, "infoURL", "", &|value| {
        format!("\"infoUrl\": {value}")
    });
    plan.edit("a state that is misspelt", 245, "status", "deprecated", &|_| {
        "\"status\": \"depreciated\"".to_owned()
    });
    plan.edit("a parent that does not exist", 260, "parent", "", &|value| {
        let (start, end) = value.split_once("eip155-").expect("a parent");
        format!("\"parent\": {start}eip155-9{end}")
    });
    plan.edit("a kind of parent in small letters", 280, "parent", "L2", &|value| {
        format!("\"parent\": {}", value.replace("L2", "l2"))
    });
    plan.edit("a bridge that is a text", 300, "parent", "bridges", &|value| {
        let value = value.replace("[{ \"url\": ", "[").replace(" }]", "]");
        format!("\"parent\": {value}")
    });
    plan.edit("a standard in another spelling", 315, "explorers", "EIP3091", &|value| {
        format!("\"explorers\": {}", value.replacen("EIP3091", "EIP-3091", 1))
    });
}

fn plant_addresses(plan: &mut Plan) {
    plan.edit(
        "an explorer with a slash at its end",
        330,
        "explorers",
        "scan.example.io",
        &|value| {
            format!("\"explorers\": {}", value.replacen("scan.example.io", "scan.example.io/", 1))
        },
    );
    plan.edit("a node with a space at its end", 345, "rpc", ",", &|value| {
        format!("\"rpc\": {}", value.replacen("\",", " \",", 1))
    });
    plan.edit("a node twice", 355, "rpc", "https", &|value| {
        let url = format!("\"{}\"", value.split('"').nth(1).expect("a node"));
        format!("\"rpc\": {}", value.replacen(&url, &format!("{url}, {url}"), 1))
    });
    plan.edit("a node without the colon of its scheme", 370, "rpc", "https", &|value| {
        format!("\"rpc\": {}", value.replacen("https://", "https//", 1))
    });
    let (id, value) = plan.take(380, true, "faucets", "[]");
    plan.put("an empty faucet", id, "faucets", &value, "\"faucets\": [\"\"]");
    let (id, own) = plan.take(385, true, "rpc", "http");
    let main = plan.main_of(id, "rpc");
    plan.put(
        "a test network with the nodes of its main network",
        id,
        "rpc",
        &own,
        &format!("\"rpc\": {main}"),
    );
    plan.edit("a home page at a domain that is misspelt", 450, "infoURL", "https://", &|value| {
        let (start, end) = value.split_once(".example").expect("a domain");
        format!("\"infoURL\": {start}s.example{end}")
    });
}

fn plant_icons(plan: &mut Plan) {
    plan.edit("an icon that does not exist", 470, "icon", "", &|value| {
        format!("\"icon\": {}\"", &value[..value.len() - 2])
    });
    plan.edit_icon("a width with its unit", 80, "width", "", &|line| {
        let (key, value) = line.trim_end_matches(',').split_once(": ").expect("a width");
        format!("{key}: \"{value}px\",")
    });
    plan.edit_icon("an icon at a gateway", 150, "url", "ipfs://", &|line| {
        line.replace("ipfs://", "https://gateway.example.io/ipfs/")
    });
}
