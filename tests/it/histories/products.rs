//! Products and the dates at which their support ends, each in a Markdown file with front matter.

use super::{History, Numbers, capital};
use std::collections::{BTreeMap, BTreeSet};

/// The months of the two states, counted from the year 0. The known facts about a release depend on the month.
const LATER: usize = 2024 * 12 + 9;
const EARLIER: usize = 2023 * 12 + 7;

const CATEGORIES: [&str; 12] = [
    "app",
    "os",
    "framework",
    "database",
    "server-app",
    "lang",
    "device",
    "library",
    "service",
    "tool",
    "standard",
    "game-engine",
];

/// A product. `head` has the fields before the releases, and `releases` has the fields of each release, as text.
struct Product {
    slug: String,
    head: Vec<String>,
    releases: Vec<Vec<String>>,
    prose: String,
    /// Whether its lists have the older indentation.
    is_old_style: bool,
}

/// How a product schedules and numbers its releases.
struct Habits {
    position: usize,
    scheme: Scheme,
    /// Months between two releases (`gap`), months of support for a release (`life`), and months between its
    /// corrections (`pace`).
    gap: usize,
    life: usize,
    pace: usize,
    /// Whether the product only says that support has ended, without a date.
    is_vague: bool,
    ends_with_month: bool,
    has_support: bool,
    has_open_end: bool,
    has_lts: bool,
    has_codenames: bool,
    has_links: bool,
    /// The number of the first release.
    first: usize,
    domain: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Scheme {
    Major,
    Minor,
    Calendar,
    Named,
}

fn date(month: usize, day: usize) -> String {
    format!("{:04}-{:02}-{day:02}", month / 12, month % 12 + 1)
}

fn last_day(month: usize) -> usize {
    [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month % 12]
}

fn file(slug: &str) -> String {
    format!("products/{slug}.md")
}

fn habits(numbers: &mut Numbers, position: usize, category: &str, domain: &str) -> Habits {
    let gap = [4, 6, 6, 12, 12, 18, 24][numbers.below(7)];
    let scheme = match (category, numbers.below(10)) {
        ("device", _) | (_, 0) => Scheme::Named,
        (_, 1..=4) => Scheme::Minor,
        (_, 5) => Scheme::Calendar,
        _ => Scheme::Major,
    };
    Habits {
        position,
        scheme,
        gap,
        life: gap * (numbers.below(3) + 2) + 6,
        pace: numbers.below(4) + 1,
        is_vague: numbers.percent(28),
        ends_with_month: numbers.percent(40),
        has_support: numbers.percent(35),
        has_open_end: numbers.percent(40),
        has_lts: numbers.percent(20),
        has_codenames: numbers.percent(12) && scheme != Scheme::Named,
        has_links: numbers.percent(25) && scheme != Scheme::Named,
        first: numbers.below(9) + 1,
        domain: domain.to_owned(),
    }
}

/// Returns the name of a release.
fn cycle(habits: &Habits, word: &str, number: usize, month: usize) -> String {
    let number = number + habits.first;
    match habits.scheme {
        Scheme::Major => number.to_string(),
        Scheme::Minor => format!("{}.{}", number / 6 + 1, number % 6),
        Scheme::Calendar => format!("{}.{:02}", month / 12 % 100, month % 12 + 1),
        Scheme::Named if habits.position % 3 == 1 => {
            let own = habits.domain.split('.').next().unwrap_or_default();
            format!("{own}-{number}")
        }
        Scheme::Named => word.to_owned(),
    }
}

/// Returns the fields of the release with this number, as of a month.
fn release(
    numbers: &mut Numbers,
    habits: &Habits,
    number: usize,
    month: usize,
    now: usize,
) -> Vec<String> {
    let (day, later_day, word) = (numbers.below(28) + 1, numbers.below(28) + 1, numbers.word(3));
    let is_newest = now < month + habits.gap;
    let name = cycle(habits, &word, number, month);
    let is_plain = habits.position % 10 == 9 && habits.scheme == Scheme::Named;
    let mut fields = vec![if is_plain {
        format!("releaseCycle: {name}")
    } else {
        format!("releaseCycle: \"{name}\"")
    }];
    if habits.has_codenames {
        fields.push(format!("codename: {}", capital(&word)));
    }
    if habits.has_lts && number % 4 == 1 {
        fields.push(match habits.position % 5 {
            0 => format!("lts: {}", date(month + 3, 15)),
            _ => "lts: true".to_owned(),
        });
    }
    let released = date(month, day);
    fields.push(format!("releaseDate: {released}"));
    let end = month + habits.life;
    let end_day = if habits.ends_with_month { last_day(end) } else { day };
    if habits.has_support {
        let middle = month + habits.life / 2;
        fields.push(match habits.is_vague {
            true => format!("support: {}", now < middle),
            false => format!("support: {}", date(middle, day)),
        });
    }
    fields.push(if habits.is_vague {
        format!("eol: {}", now >= end)
    } else if is_newest && habits.has_open_end {
        "eol: false".to_owned()
    } else {
        // In the earlier state, some releases have an earlier end of support, which was later extended.
        let is_shorter = now == EARLIER && habits.position % 15 == 11 && now + 3 < end;
        let lacks = if is_shorter { 3 } else { 0 };
        format!("eol: {}", date(end - lacks, end_day.min(last_day(end - lacks))))
    });
    if habits.scheme != Scheme::Named {
        let corrections = (now.min(end - 1) - month) / habits.pace;
        // A few products number their builds differently from their releases.
        let latest = match habits.position % 90 {
            44 => format!("{}.{}.{corrections}", 70 + number, 1_100 + number * 13),
            _ if habits.scheme == Scheme::Major => {
                format!("{name}.{}.{}", corrections / 5, corrections % 5)
            }
            _ => format!("{name}.{corrections}"),
        };
        let is_late = habits.position % 50 == 20 && number == 0 && end + 2 < now;
        let corrected = match corrections {
            // Some releases got an urgent correction after the end of support.
            _ if is_late => date(end + 2, later_day),
            0 => released,
            _ => date(month + corrections * habits.pace, later_day),
        };
        let is_plain = habits.position % 10 == 9 && latest.matches('.').count() > 1;
        fields.push(if is_plain {
            format!("latest: {latest}")
        } else {
            format!("latest: \"{latest}\"")
        });
        fields.push(format!("latestReleaseDate: {corrected}"));
    }
    if habits.has_links && number > 1 {
        fields.push(format!("link: https://www.{}/release-notes/{name}/", habits.domain));
    }
    fields
}

/// Returns the releases as of a month, the newest first.
fn releases(numbers: &mut Numbers, habits: &Habits, now: usize) -> Vec<Vec<String>> {
    let count = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13][numbers.below(12)];
    let is_dead = numbers.percent(15);
    let newest = LATER - numbers.below(14) - if is_dead { 50 } else { 0 };
    let start = newest - (count - 1) * habits.gap;
    let mut all = Vec::new();
    for number in 0..count {
        // Every release except the first may be up to two months early.
        let late = if number == 0 { 0 } else { numbers.below(3) };
        let month = start + number * habits.gap - late;
        let fields = release(numbers, habits, number, month, now.max(month));
        if month <= now {
            all.push(fields);
        }
    }
    let position = habits.position;
    if position == 200 || position == 203 {
        // The date of the first release is unknown.
        all[0].retain(|field| !field.starts_with("releaseDate"));
    }
    if (position % 75 == 62) && all.len() > 2 {
        // In some products, an old line of releases continued after the next line had begun.
        all.swap(0, 1);
    }
    let is_reordered = position % 11 == 4 || now == EARLIER && position % 8 == 2;
    for fields in all.iter_mut().filter(|_| is_reordered) {
        let at = fields.iter().position(|field| field.starts_with("releaseDate"));
        let field = at.map(|at| fields.remove(at));
        fields.extend(field);
    }
    all.reverse();
    all
}

fn tags(
    numbers: &mut Numbers,
    category: &str,
    vendor: &str,
    position: usize,
    now: usize,
) -> String {
    let more = [
        "java-runtime",
        "javascript-runtime",
        "linux-distribution",
        "php-runtime",
        "web-server",
        "mobile",
        "cms",
        "cncf",
        "python-runtime",
        "network",
        "storage",
        "security",
    ];
    let mut tags = BTreeSet::from([vendor.to_owned()]);
    for _ in 0..numbers.below(3) {
        tags.insert(numbers.one(&more).to_owned());
    }
    if numbers.percent(20) {
        tags.insert(format!("{category}s"));
    }
    let mut tags: Vec<String> = tags.into_iter().collect();
    if now == EARLIER && position % 10 == 3 && tags.len() > 1 {
        tags.pop();
    }
    // Tags are in one text or in a list.
    match position % 10 {
        6 => format!("tags:\n  - {}", tags.join("\n  - ")),
        _ => format!("tags: {}", tags.join(" ")),
    }
}

/// Returns the fields that say where the latest releases are published, and the product's names in other lists.
fn sources(
    numbers: &mut Numbers,
    vendor: &str,
    word: &str,
    position: usize,
    now: usize,
) -> Vec<String> {
    let mut fields = Vec::new();
    let (has_method, has_pattern) = (numbers.percent(65), numbers.percent(35));
    let method = match numbers.below(10) {
        0..=5 => format!("git: https://github.com/{vendor}/{word}.git"),
        6..=7 => format!("github_releases: {vendor}/{word}"),
        8 => format!("npm: {word}"),
        _ => format!("docker_hub: {vendor}/{word}"),
    };
    if has_method {
        let pattern = r"regex: '^v(?<major>\d+)\.(?<minor>\d+)\.?(?<patch>\d+)?$'";
        let pattern = if has_pattern { format!("\n      {pattern}") } else { String::new() };
        fields.push(format!("auto:\n  methods:\n    - {method}{pattern}"));
    }
    let others = [
        (55, format!("repology: {word}")),
        (50, format!("purl: pkg:github/{vendor}/{word}")),
        (30, format!("purl: pkg:docker/{vendor}/{word}")),
        (8, format!("purl: pkg:npm/{word}")),
        (4, format!("cpe: cpe:2.3:a:{vendor}:{word}")),
    ];
    let names = others.into_iter().filter(|(percent, _)| numbers.percent(*percent));
    let mut names: Vec<String> = names.map(|(_, name)| name).collect();
    if now == EARLIER && position % 6 == 1 {
        names.pop();
    }
    if !names.is_empty() {
        fields.push(format!("identifiers:\n  - {}", names.join("\n  - ")));
    }
    fields
}

/// Returns the fields before the releases. Both states draw the same random numbers, so they differ only where `now` is
/// used.
fn head(
    numbers: &mut Numbers,
    (title, slug, word): (&str, &str, &str),
    vendor: &str,
    category: &str,
    habits: &Habits,
    now: usize,
) -> Vec<String> {
    let (position, domain) = (habits.position, &habits.domain);
    let mut fields = vec![format!("title: {title}"), format!("category: {category}")];
    fields.push(tags(numbers, category, vendor, position, now));
    if numbers.percent(70) {
        let icon = if position % 45 == 8 { "NA" } else { [word, word, vendor][numbers.below(3)] };
        fields.push(format!("iconSlug: {icon}"));
    }
    fields.push(format!("permalink: /{slug}"));
    let (has_other, short) = (numbers.percent(35), numbers.word(2));
    let mut others = vec![format!("  - /{short}{}", position)];
    others.extend((slug != word).then(|| format!("  - /{word}")));
    if has_other {
        fields.push(format!("alternate_urls:\n{}", others.join("\n")));
    }
    let (has_command, flag) =
        (numbers.percent(40), numbers.one(&["--version", "--version", "-v", "version"]));
    if has_command {
        fields.push(format!("versionCommand: {word} {flag}"));
    }
    let page = numbers.one(&[
        "support/lifecycle",
        "docs/release-policy",
        "security/policy.html",
        "releases/",
    ]);
    if numbers.percent(90) && !(now == EARLIER && position % 20 == 15) {
        let scheme = if now == EARLIER && position % 17 == 4 { "http" } else { "https" };
        fields.push(format!("releasePolicyLink: {scheme}://www.{domain}/{page}"));
    }
    let (has_log, is_tag) = (numbers.percent(60), numbers.percent(60));
    if has_log && habits.scheme != Scheme::Named {
        fields.push(match is_tag {
            true => format!(
                "changelogTemplate: https://github.com/{vendor}/{word}/releases/tag/v__LATEST__"
            ),
            false => format!("changelogTemplate: https://www.{domain}/changelog/__LATEST__/"),
        });
    }
    if habits.has_codenames {
        fields.push("releaseLabel: \"__RELEASE_CYCLE__ (__CODENAME__)\"".to_owned());
    }
    if habits.has_support {
        fields.push("activeSupportColumn: true".to_owned());
    }
    if habits.scheme == Scheme::Named {
        fields.push("releaseColumn: false".to_owned());
    }
    fields.push(match numbers.below(20) {
        0..=1 => "eolColumn: false".to_owned(),
        2 => "eolColumn: Service Status".to_owned(),
        _ => "eolColumn: true".to_owned(),
    });
    if numbers.percent(60) {
        fields.push("releaseDateColumn: true".to_owned());
    }
    fields.extend(sources(numbers, vendor, word, position, now));
    if now == EARLIER && position % 8 == 5 {
        fields[1..4].rotate_left(1);
    }
    fields
}

fn products(now: usize) -> Vec<Product> {
    let mut numbers = Numbers(23);
    let (words, vendors) = (numbers.words(305, 3), numbers.words(24, 3));
    let mut all = Vec::new();
    for (position, word) in words.iter().enumerate() {
        let vendor = &vendors[numbers.below(24)];
        let slug = match numbers.below(20) {
            0..=4 => format!("{vendor}-{word}"),
            5 => format!("{word}-server"),
            6 => format!("{word}js"),
            _ => word.clone(),
        };
        let mut title: String = slug.split('-').map(capital).collect::<Vec<_>>().join(" ");
        match position % 50 {
            7 => title = format!("i{}", capital(word)),
            17 => title += " (Legacy)",
            27 => title = format!("{} .NET", capital(word)),
            12 if now == EARLIER => title += " Project",
            _ => {}
        }
        // The first categories in the list have more products.
        let most = numbers.below(12) + 1;
        let category = CATEGORIES[if position < 24 { position % 12 } else { numbers.below(most) }];
        // In the earlier state, some products are in another category.
        let category = if now == EARLIER && position % 100 == 57 { "app" } else { category };
        let domain = format!("{word}.example.{}", numbers.one(&["com", "com", "org", "net"]));
        let habits = habits(&mut numbers, position, category, &domain);
        let head = head(&mut numbers, (&title, &slug, word), vendor, category, &habits, now);
        let releases = releases(&mut numbers, &habits, now);
        let prose = prose(&mut numbers, &title, &habits, now);
        let is_old_style = position % 10 == 9 || now == EARLIER && position % 5 == 4;
        // The earlier state lacks every thirteenth product, and the products without a release at that time.
        let is_there = now == LATER || position % 13 != 0 && !releases.is_empty();
        all.extend(is_there.then_some(Product { slug, head, releases, prose, is_old_style }));
    }
    all
}

fn prose(numbers: &mut Numbers, title: &str, habits: &Habits, now: usize) -> String {
    let kind =
        numbers.one(&["a platform for teams", "a tool for developers", "a well-known system"]);
    let more = numbers.one(&[
        "See the policy for details.",
        "Support is best effort.",
        "Paid support lasts longer.",
    ]);
    let life = habits.life;
    let verb = if now == EARLIER && habits.position % 7 == 1 {
        "get fixes for"
    } else {
        "are supported for"
    };
    format!(
        "> [{title}](https://www.{}/) is {kind}.\n\nReleases {verb} {life} months. {more}\n",
        habits.domain
    )
}

/// Returns the lines of a release in the newer style.
fn release_text(release: &[String]) -> String {
    format!("  - {}\n", release.join("\n    "))
}

fn text(product: &Product) -> String {
    let releases: Vec<String> =
        product.releases.iter().map(|release| release_text(release)).collect();
    let head = product.head.join("\n");
    let text =
        format!("---\n{head}\n\nreleases:\n{}\n---\n\n{}", releases.join("\n"), product.prose);
    if product.is_old_style { text.replace("\n  - ", "\n-   ") } else { text }
}

pub(crate) fn history() -> History {
    let state = |products: &[Product]| -> BTreeMap<String, String> {
        products.iter().map(|product| (file(&product.slug), text(product))).collect()
    };
    let (later, earlier) = (state(&products(LATER)), products(EARLIER));
    let history = History::new("products in Markdown files", later, state(&earlier), |_, _| false);
    let mut plan = Plan { history, products: earlier, used: BTreeSet::new() };
    plant_in_heads(&mut plan);
    plant_in_releases(&mut plan);
    plant_in_dates(&mut plan);
    plan.history
}

/// The history with the mistakes so far. Each mistake is in a different file.
struct Plan {
    history: History,
    products: Vec<Product>,
    used: BTreeSet<usize>,
}

impl Plan {
    /// Takes the first unused product, starting from a position, for which `needed` returns a value. Returns the
    /// product's file and this value.
    fn take<T>(&mut self, from: usize, needed: impl Fn(&Product) -> Option<T>) -> (String, T) {
        let free = (from..self.products.len()).filter(|at| !self.used.contains(at));
        let mut free = free.filter(|at| !self.products[*at].is_old_style);
        let found = free.find_map(|at| Some((at, needed(&self.products[at])?)));
        let (at, needed) = found.expect("a product that has this");
        self.used.insert(at);
        (file(&self.products[at].slug), needed)
    }

    /// Replaces a field before the releases that begins with `start`.
    fn head(&mut self, what: &'static str, from: usize, start: &str, new: &dyn Fn(&str) -> String) {
        let field =
            |product: &Product| product.head.iter().find(|field| field.starts_with(start)).cloned();
        let (file, field) = self.take(from, field);
        self.history.plant(what, &file, &format!("\n{field}\n"), &format!("\n{}\n", new(&field)));
    }

    /// Replaces a field of a release that begins with `start` and contains `has`.
    fn release(
        &mut self,
        what: &'static str,
        (from, number): (usize, usize),
        (start, has): (&str, &str),
        new: &dyn Fn(&str) -> String,
    ) {
        // Uses all fields up to this one, since the same field may occur in several releases.
        let (file, fields) = self.take(from, |product| {
            let release = product.releases.get(number)?;
            let at =
                release.iter().position(|field| field.starts_with(start) && field.contains(has))?;
            Some(release[..=at].to_vec())
        });
        let (field, before) = fields.split_last().expect("a field");
        let mut changed = before.to_vec();
        changed.extend(Some(new(field)).filter(|field| !field.is_empty()));
        let text = |fields: &[String]| format!("{}\n", fields.join("\n    "));
        self.history.plant(what, &file, &text(&fields), &text(&changed));
    }
}

fn plant_in_heads(plan: &mut Plan) {
    plan.head("a permalink that is misspelt", 20, "permalink", &|field| {
        let (start, end) = field.split_at(field.len() - 2);
        format!("{start}{}", end.chars().rev().collect::<String>())
    });
    plan.head("a category that is misspelt", 30, "category: database", &|_| {
        "category: databse".to_owned()
    });
    plan.head("a category in capital letters", 40, "category: os", &|_| "category: OS".to_owned());
    plan.head("another address without its slash", 50, "alternate_urls", &|field| {
        field.replacen('/', "", 1)
    });
    plan.head("a tag twice", 60, "tags: ", &|field| {
        let last = field.split(' ').next_back().expect("a tag");
        format!("{field} {last}")
    });
    plan.head("an icon with a capital letter", 70, "iconSlug", &|field| {
        let (key, value) = field.split_once(' ').expect("an icon");
        format!("{key} {}", capital(value))
    });
    plan.head("a key in the wrong letter case", 80, "releasePolicyLink", &|field| {
        field.replacen("Link", "link", 1)
    });
    plan.head("a policy with a space in its address", 90, "releasePolicyLink", &|field| {
        field.replacen(".example.", ".example. ", 1)
    });
    plan.head("a template without a whole placeholder", 100, "changelogTemplate", &|field| {
        field.replacen("__LATEST__", "__LATEST_", 1)
    });
    plan.head("a truth value that is misspelt", 110, "eolColumn: true", &|_| {
        "eolColumn: ture".to_owned()
    });
    plan.head(
        "a package with a scheme that is misspelt",
        120,
        "identifiers:\n  - purl",
        &|field| field.replacen("pkg:", "pgk:", 1),
    );
    plan.head("a name elsewhere twice", 130, "identifiers:\n  - repology", &|field| {
        let first = field.lines().nth(1).expect("a name");
        format!("{field}\n{first}")
    });
}

fn plant_in_releases(plan: &mut Plan) {
    plan.release("a release without quotes", (140, 1), ("releaseCycle", "."), &|field| {
        field.replace('"', "")
    });
    plan.release("no date", (150, 2), ("releaseDate", ""), &|_| String::new());
    plan.release("a misspelt key", (160, 1), ("latestReleaseDate", ""), &|field| {
        field.replace("latestReleaseDate", "latestRelaseDate")
    });
    let (file, releases) = plan.take(170, |product| Some(product.releases.get(1..=2)?.to_vec()));
    let changed: Vec<String> = [&releases[1][..1], &releases[0][1..]].concat();
    let texts = (release_text(&releases[0]), release_text(&changed));
    plan.history.plant("a release twice", &file, &texts.0, &texts.1);
    let (file, releases) = plan.take(180, |product| Some(product.releases.get(1..=2)?.to_vec()));
    let texts = (release_text(&releases[0]), release_text(&releases[1]));
    let (from, to) = (format!("{}\n{}", texts.0, texts.1), format!("{}\n{}", texts.1, texts.0));
    plan.history.plant("releases that are not in order", &file, &from, &to);
    // Gives a release the version of the previous release.
    let (file, (latest, other)) = plan.take(190, |product| {
        let latest = |at: usize| {
            let mut fields = product.releases.get(at)?.iter();
            fields.find(|field| field.starts_with("latest: ")).cloned()
        };
        Some((latest(0)?, latest(1)?))
    });
    let version = other.trim_end_matches('"').rsplit_once('.').expect("a version").0;
    plan.history.plant("a version of another release", &file, &latest, &format!("{version}.97\""));
    plan.release("a version with a digit twice", (200, 1), ("latest: ", ".2\""), &|field| {
        field.replace(".2\"", ".22\"")
    });
}

/// Returns the field with its year changed by a number of years.
fn shifted(field: &str, years: isize) -> String {
    let (key, date) = field.split_once(": ").expect("a date");
    let year: isize = date[..4].parse().expect("a year");
    format!("{key}: {}{}", year + years, &date[4..])
}

fn plant_in_dates(plan: &mut Plan) {
    plan.release("an end before its start", (5, 1), ("eol", "20"), &|field| shifted(field, -10));
    // In January, people may still write the previous year.
    let (file, (latest, version)) = plan.take(55, |product| {
        let release = product.releases.first()?;
        let of = |start: &str| release.iter().find(|field| field.starts_with(start));
        let (released, latest) = (of("releaseDate: ")?, of("latestReleaseDate: ")?);
        let year = |field: &str| field.split_once(": ").map(|(_, date)| date[..4].to_owned());
        let is_near = year(released) == year(latest) && !latest.ends_with(&released[13..]);
        is_near.then(|| (latest.clone(), of("latest: ").cloned().unwrap_or_default()))
    });
    let with = |date: &str| format!("{version}\n    {date}\n");
    let (from, to) = (with(&latest), with(&shifted(&latest, -1)));
    plan.history.plant("a correction before the release", &file, &from, &to);
    plan.release("a day that does not exist", (75, 1), ("releaseDate", "-02-"), &|field| {
        format!("{}30", &field[..field.len() - 2])
    });
    plan.release("a date without its zeros", (105, 1), ("eol", "-0"), &|field| {
        field.replace("-0", "-")
    });
    let (file, (support, end)) = plan.take(115, |product| {
        let mut fields = product.releases.get(1)?.iter();
        let support = fields.find(|field| field.starts_with("support: 20"))?;
        Some((support.clone(), fields.find(|field| field.starts_with("eol: 20"))?.clone()))
    });
    let both = format!("{support}\n    {end}\n");
    let swapped =
        format!("{}\n    {}\n", support.replace("support", "eol"), end.replace("eol", "support"));
    let swapped = swapped.lines().map(str::trim).rev().collect::<Vec<_>>().join("\n    ") + "\n";
    plan.history.plant("two dates that are swapped", &file, &both, &swapped);
    plan.release("an end that is a year late", (215, 1), ("eol", "20"), &|field| shifted(field, 1));
}
