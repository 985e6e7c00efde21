//! Tests the HTML page. It is one file, makes no network requests, runs no code from a dataset, and shows the facts
//! that a decision rests on.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::cases;
use crate::command::{Folder, budget};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Returns the page, without the elements that isolate words of the dataset.
fn page(folder: &Folder) -> String {
    without_isolation(&folder.check(&["--format", "html"]).stdout)
}

fn without_isolation(page: &str) -> String {
    page.replace("<bdi>", "").replace("</bdi>", "")
}

fn of_the_dataset() -> String {
    let folder = Folder::with_the_dataset();
    let outcome = folder.check(&["dataset", "--output", "html=report.html"]);
    outcome.assert_code(0);
    without_isolation(&folder.read("report.html"))
}

/// Returns the text between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).expect("the start");
    rest.split_once(end).expect("the end").0
}

/// Returns the values of an attribute.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_page_of_the_dataset_is_one_small_file() {
    let page = of_the_dataset();
    assert!(page.len() < 500_000, "{} bytes", page.len());
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.ends_with("</html>\n"));
    for attribute in ["src", "srcset", "style", "action", "data", "poster", "background"] {
        assert_eq!(values(&page, attribute), Vec::<&str>::new(), "{attribute}");
    }
    for target in values(&page, "href") {
        assert!(target.starts_with('#') || target.starts_with("http"), "{target}");
    }
    assert!(!page.contains("@import") && !page.contains("url(http"));
}

#[test]
fn only_its_own_style_and_script_are_allowed_by_their_hashes() {
    let page = of_the_dataset();
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())));
    let (style, script) =
        (between(&page, "<style>", "</style>"), between(&page, "<script>", "</script>"));
    let want = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    );
    assert_eq!(policy, want);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert!(!script.contains("innerHTML") && !script.contains("eval("));
}

#[test]
fn the_head_says_what_was_found_and_what_could_not_be_checked() {
    let page = of_the_dataset();
    let title = between(&page, "<title>", "</title>");
    assert_eq!(title, "INTERPOL’s counter-terrorism work: 3 questions to decide, 3 notices");
    let lede = between(&page, "<p class=\"lede\">", "</p>");
    assert_eq!(
        lede,
        "Nothing is certainly wrong. In three places the statements disagree; a person must decide. Three notices are optional."
    );
    let quotes = "<a href=\"#l-quotes_verified\">82 quotes</a> were found word for word.";
    let evidence = "<a href=\"#l-evidence_not_verifiable\">65 pieces</a> of evidence could not be checked: no copy of their source is kept.";
    assert!(page.contains(&format!("{quotes} {evidence}")), "each number has a link to its list");
    assert_eq!(between(&page, "<ul class=\"tally\"", "</ul>").matches("<li").count(), 2);
    assert!(page.contains("<li><a href=\"#queue\" data-filter=\"open\"><b>6</b> open</a></li><li class=\"nil\">none decided yet</li>"));
}

#[test]
fn sides_about_different_subjects_and_a_source_on_both_are_said_above_them() {
    let page = of_the_dataset();
    let card = between(&page, "id=\"f1\"", "</article>");
    assert!(card.contains("Where is the Counter-Terrorism Fusion Centre?"));
    let note = between(card, "<div class=\"note\">", "</div>");
    assert_eq!(
        note,
        "<p><b>This is not 1 against 4: the sides are about different things.</b> No source here says that Counter-Terrorism Fusion Centre is located in Singapore.</p><p>ICTRP is on both sides and counts once. The two sides together have 4 independent sources: different publishers, none derived from another.</p>"
    );
    assert!(card.contains(">INTERPOL Global Complex for Innovation</a></p>"));
    assert!(card.contains("<b>4 sources</b>: 1 quoted, 3 to look up"));
    assert_eq!(card.matches(" in the source</a>, also quoted by side ").count(), 2);
    assert!(card.contains("<a class=\"jump\" href=\"#d1\">Decide</a>"));
    assert!(card.contains("<form class=\"decide\" id=\"d1\""));
    let row = between(
        &page,
        "<b>Where is the Counter-Terrorism Fusion Centre?</b><span class=\"s\">",
        "<",
    );
    assert_eq!(
        row,
        "Counter-Terrorism Fusion Centre: Greenland; INTERPOL Global Complex for Innovation: Singapore"
    );
    assert!(
        card.contains("<mark>Counter-Terrorism Fusion Centre located in <b>Greenland</b></mark>.")
    );
    assert!(card.contains("<b>No copy kept</b>. Open the page and look for: article, location"));
}

#[test]
fn periods_are_shown_on_an_axis_and_in_a_table() {
    let page = page(&cases::folder());
    let figure = between(&page, "<figure>", "</figure>");
    assert!(figure.contains("<span><span class=\"letter\">A </span>The Paper: 2017 – 2021</span><span class=\"when\">source published: unknown</span>"));
    assert!(figure.contains(
        "<p class=\"small\">All agree on the start; the ends on different sides do not overlap.</p>"
    ));
    let legend = between(figure, "<ul class=\"legend\"", "</ul>");
    let marks: Vec<&str> =
        legend.split("</li>").filter_map(|mark| mark.rsplit("</svg>").next()).collect();
    assert_eq!(
        marks,
        [
            "under way, according to the source",
            "begins or ends within this range",
            "<b>B</b> the end that differs, within this range",
            "source published",
            ""
        ]
    );
    assert!(figure.contains("<th scope=\"row\">The Paper</th><td>2017</td><td>2021</td>"));
    assert!(figure.contains("fill=\"url(#hatch-a)\""));
    assert!(page.contains("<h3 class=\"val\">2021 <span class=\"tag\">"));
    assert!(page.contains("“February 2021” agrees with it"));
}

#[test]
fn the_reason_for_a_question_is_the_rules_or_that_of_its_kind() {
    let folder = cases::folder();
    let of_kind = page(&folder);
    assert!(of_kind.contains("<b>Why this is asked: </b>The dataset allows only one “period” at a time, and these claims give several that cannot all be true."));
    folder.write("factlint.toml", format!("{}why = \"A {{plan}} < a fact.\"\n", cases::RULEBOOK));
    assert!(page(&folder).contains("<b>Why this is asked: </b>A {plan} &lt; a fact.</p>"));
}

#[test]
fn what_a_source_said_beforehand_is_drawn_lighter() {
    let folder = cases::folder();
    let before = page(&folder);
    assert!(!between(&before, "<figure>", "</figure>").contains("ahead"));
    folder.replace("data.json", "\"2021-03\"", "\"2018-12-31\"");
    let page = page(&folder);
    let figure = between(&page, "<figure>", "</figure>");
    assert!(figure.contains("<rect class=\"sure\" x=\"19.99%\" width=\"19.99%\""), "{figure}");
    assert!(figure.contains("<rect class=\"sure ahead\" x=\"39.98%\" width=\"19.99%\""));
    assert!(figure.contains("paler: in the future when the source was published"));
}

#[test]
fn each_answer_has_what_it_changes_and_the_command_that_records_it() {
    let page = page(&cases::folder());
    let form = between(&page, "<form", "</form>");
    assert!(form.contains("2021 is right"));
    assert!(form.contains(
        "Marks one claim as wrong (deprecated): Project Trace was under way 2017 to 2020."
    ));
    let fingerprint = between(&page, "factlint review decide ", " ");
    assert_eq!(fingerprint.len(), 12);
    let command = format!(
        "factlint review decide {fingerprint} --outcome resolved-prefer --chosen a --chosen c --reason '...'"
    );
    assert!(form.contains(&command), "{form}");
    assert!(!form.contains(" checked"), "no answer is chosen beforehand");
}

#[test]
fn the_source_reader_says_what_rests_on_each_paragraph() {
    let page = page(&cases::folder());
    let reader = between(&page, "<section class=\"panel reader\"", "</section>");
    assert!(reader.contains("id=\"s1-p2\""));
    assert!(reader.contains("<mark class=\"flag\">Trace was a project (2017-2020)</mark>"));
    assert!(reader.contains("2 claims rest on this paragraph"));
    assert!(page.contains("href=\"#s1-p2\">Paragraph 2 in the source</a>"));
}

#[test]
fn what_the_dataset_says_is_listed_by_subject_with_its_sources() {
    let page = of_the_dataset();
    let section = between(&page, "id=\"dataset\"", "</section>");
    assert!(section.contains("137 claims about 28 subjects, each with what it rests on."));
    let own = between(section, "<summary>Counter-Terrorism Fusion Centre", "</details>");
    let wanted = "is located in <b>Greenland</b> <a class=\"lv state\" href=\"#f1\">Finding 1</a>";
    assert!(own.contains(wanted), "{own}");
    assert!(own.contains(": “Counter-Terrorism Fusion Centre, based in Greenland”, <a href=\"#s1-p12\">paragraph 12</a></p>"), "{own}");
    assert!(section.contains(
        ", look for: article, location<span class=\"soft\"> (no copy checked)</span></p>"
    ));
    let id = between(own, "<ul class=\"plain said\" id=\"", "\"");
    let link = format!("<a href=\"#{id}\">Counter-Terrorism Fusion Centre</a>");
    let card = between(&page, "id=\"f1\"", "</article>");
    assert!(card.contains(&format!("<p class=\"subject\">{link}</p>")), "from a card");
    let reader = between(&page, "<section class=\"panel reader\"", "</section>");
    assert!(
        reader.contains("Counter-Terrorism Fusion Centre is located in <b>Greenland</b></a></li>"),
        "from a source to the claim"
    );
}

#[test]
fn of_very_many_claims_those_of_the_findings_come_first_and_the_limit_is_said() {
    let folder = budget::undecided();
    let mut data: serde_json::Value = serde_json::from_str(budget::DATA).expect("JSON");
    let claims = data["claims"].as_array_mut().expect("claims");
    let own = claims.clone();
    claims.clear();
    for number in 0..600 {
        let mut claim = own[0].clone();
        claim["id"] = format!("c{number}").into();
        claim["subject"] = format!("s{number}").into();
        claims.push(claim);
    }
    claims.extend(own);
    folder.write("data.json", data.to_string());
    let page = page(&folder);
    let section = between(&page, "id=\"dataset\"", "</section>");
    assert!(section.contains("500 of 602 claims are shown, about 499 subjects: first those about the subjects of the findings. The others are only in the data."), "{}", &section[..400]);
    assert!(section.contains("<summary>Project Trace<span class=\"small soft\"> 2 claims</span>"));
}

#[test]
fn places_are_drawn_inside_of_those_that_contain_them() {
    let page = of_the_dataset();
    let card = between(&page, "id=\"f1\"", "</article>");
    let figure =
        between(card, "<figcaption>Where the places lie, according to the dataset", "</figure>");
    assert!(figure.contains(
        "Neither of Greenland and Singapore lies in the other, and no recorded place contains both."
    ));
    let boxes = "<ul class=\"boxes\"><li>Kingdom of Denmark<ul class=\"boxes\"><li class=\"side-a\"><span class=\"tag\"><span class=\"vh\">side </span>A</span> Greenland</li></ul></li>";
    assert!(figure.contains(boxes), "{figure}");
}

#[test]
fn decisions_are_shown_with_their_reasons() {
    let folder = budget::folder();
    let decided = page(&folder);
    assert!(decided.contains("<b>1</b> decided"), "{decided}");
    assert!(decided.contains("<li><b>0</b> open</li><li><a href=\"#queue\" data-filter=\"done\"><b>1</b> decided</a></li><li><a href=\"#queue\" data-filter=\"unapplied\"><b>1</b> of these, not yet in the data</a></li>"), "{decided}");
    assert!(decided.contains("The Office pays the budget"));
    let row = between(&decided, "<ol class=\"queue\">", "</ol>");
    assert_eq!(row.matches("<li ").count(), 1, "the decision has no row of its own: {row}");
    assert!(
        row.contains("<span class=\"lv\">Decided</span>")
            && row.contains(" is right, not yet in the data</span>"),
        "{row}"
    );
    let card = between(&decided, "id=\"f1\"", "</article>");
    assert!(card.contains("<b>Not in the data yet:</b>"), "{card}");
    folder.replace("data.json", "900", "901");
    let stale = page(&folder);
    assert!(stale.contains("<b>1</b> to review again, facts changed"));
    assert!(stale.contains("To review again: facts changed"));
    assert!(
        stale.contains("value of `a` was `{&quot;count&quot;:900}`, is `{&quot;count&quot;:901}`")
    );
}

#[test]
fn the_command_on_a_decided_card_applies_the_decision() {
    let folder = budget::folder();
    let decided = page(&folder);
    let card = between(&decided, "id=\"f1\"", "</article>");
    let command = between(card, "data-out=\"apply\" tabindex=\"0\">", "<");
    let [_, "review", "apply", fingerprint] = command.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{command}")
    };
    folder.factlint(&["review", "apply", fingerprint]).assert_code(0);
    let applied = page(&folder);
    assert!(applied.contains("<li><b>1</b> decided, and in the data</li>"), "{applied}");
}

#[test]
fn hostile_text_is_shown_and_never_becomes_markup() {
    let folder = cases::folder();
    let script = "<script>alert(1)</script>\u{202e}<img src=x onerror=alert(1)>";
    let title = serde_json::Value::from(script).to_string();
    folder.replace("data.json", "\"The Report\"", &title);
    folder.replace("data.json", "https://example.org/report", "javascript:alert(1)");
    folder.replace("data.json", "\"Project Trace\"", &title);
    let page = page(&folder);
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img") && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;�&lt;img"));
    assert!(!page.contains("href=\"javascript"));
    for target in values(&page, "href") {
        assert!(target.starts_with('#') || target.starts_with("http"), "{target}");
    }
}

#[test]
fn the_heaviest_findings_have_cards_and_each_other_one_a_row() {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$[*]\", id = \"id\" }\n[rules.short]\nkind = \"pattern\"\nlevel = \"warning\"\nin = \"records\"\nfield = \"id\"\nmatches = \"^[a-z]$\"\n";
    let mut data = "[".to_owned();
    for number in 0..1_000 {
        let comma = if number == 0 { "" } else { "," };
        write!(data, "{comma}\n{{ \"id\": \"r{number}\" }}").expect("text");
    }
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", &(data + "\n]\n"))]);
    let page = page(&folder);
    assert_eq!(page.matches("<article").count(), 200);
    assert_eq!(page.matches("<li class=\"of-warning of-open\">").count(), 1_000);
    assert!(page.contains("The 800 others are only in the list above"), "the rest is said");
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
}

#[test]
fn findings_with_one_cause_are_one_card() {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\nrecords = { select = \"$[*]\", id = \"id\" }\n[rules.friend]\nkind = \"reference\"\nin = \"records\"\nfield = \"friend\"\nto = \"records\"\n";
    let data = "[{ \"id\": \"a\", \"friend\": \"x\" }, { \"id\": \"b\", \"friend\": \"x\" }]\n";
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", data)]);
    let page = page(&folder);
    assert_eq!(page.matches("<article").count(), 1);
    assert!(page.contains("2 findings with one cause."));
}

#[test]
fn a_notice_with_an_edit_asks_to_record_it_or_to_leave_it() {
    let page = of_the_dataset();
    let card = between(&page, "id=\"f4\"", "</article>");
    let form = between(card, "<form ", "</form>");
    let (record, leave) = form.split_once("Or leave it, with a reason").expect("two things");
    let command = between(record, "data-out=\"apply\" tabindex=\"0\">", "<");
    assert!(command.starts_with("factlint review apply ") && command.ends_with(" dataset"));
    assert!(leave.contains("Choose one answer"));
    let folder = Folder::with_the_dataset();
    folder.factlint(&command.split(' ').skip(1).collect::<Vec<_>>()).assert_code(0);
    assert!(
        folder.read("dataset/interpol.json").contains("\"INTERPOL Global Complex of Innovation\"")
    );
}

#[test]
fn a_quote_that_stands_elsewhere_is_said_and_shown_there() {
    let folder = budget::undecided();
    let text = "Page 1. In the north, the budget is 900 euros.\n\nIn the south, the budget is 800 euros.\n";
    folder.write("source.txt", text);
    let mut data: serde_json::Value = serde_json::from_str(budget::DATA).expect("JSON");
    data["sources"][0]["snapshot"] = serde_json::json!({ "path": "source.txt" });
    let own = &mut data["claims"][0]["evidence"][0];
    own["quote"] = "the budget is 900 euros".into();
    own["prefix"] = "In the south, ".into();
    folder.write("data.json", data.to_string());
    let elsewhere = page(&folder);
    assert!(elsewhere.contains("<b>Found, but not at the recorded place, not after “In the south,”</b>. Quoted: “the budget is 900 euros”"), "{elsewhere}");
    assert!(elsewhere.contains("Paragraph 1 in the source</a>"), "{elsewhere}");
    folder.replace("data.json", "the budget is 900 euros", "the budget is 901 euros");
    let similar = page(&folder);
    assert!(similar.contains("<b>Not found in the kept copy: the source says &quot;900&quot; where the quote says &quot;901&quot;</b>") , "{similar}");
    assert!(similar.contains("<mark>the budget is <b>900</b> euros.</mark>"), "{similar}");
}

#[test]
fn all_evidence_that_could_not_be_checked_is_listed_by_its_source() {
    let page = of_the_dataset();
    let section = between(&page, "id=\"coverage\"", "</section>");
    let start = "65 pieces of evidence not verifiable offline</summary>";
    let list = between(section, start, "</details>");
    assert_eq!(list.matches("<li><a href=\"#c").count(), 65, "each leads to its claim: {list}");
    assert!(list.contains(">New INTERPOL centre targets cybercrime worldwide</a><ul"), "{list}");
    assert!(
        list.contains(
            "<b>Singapore</b></a><span class=\"soft\"> – look for: article, location</span>"
        ),
        "{list}"
    );
    assert!(!list.contains("dataset/interpol.json:"), "no place in a file: {list}");
}

#[test]
fn a_question_without_sides_says_where_in_the_data_it_is() {
    let page = of_the_dataset();
    let card = between(&page, "id=\"f5\"", "</article>");
    assert!(card.contains("<b>In the data: </b>dataset/interpol.json, line "), "{card}");
    assert!(card.contains(": has no `valid.as_of`.</p>"), "{card}");
}

#[test]
fn two_sides_about_one_subject_may_be_about_two_things() {
    let page = of_the_dataset();
    let card = between(&page, "id=\"f3\"", "</article>");
    let (shown, folded) = card.split_once(" other answers</summary>").expect("a fold");
    assert!(shown.contains(">They are about two things<"), "{shown}");
    assert!(!folded.contains(">They are about two things<"));
}

#[test]
fn an_answer_about_a_side_that_the_question_does_not_name_is_folded() {
    let answers = |page: &str| -> (String, String) {
        let card = between(page, "id=\"f1\"", "</article>");
        let (shown, folded) = card.split_once(" other answers</summary>").expect("a fold");
        (shown.to_owned(), folded.to_owned())
    };
    let (shown, folded) = answers(&of_the_dataset());
    assert!(shown.contains("<span class=\"words\">Greenland is wrong"), "{shown}");
    assert!(
        !shown.contains("<span class=\"words\">Singapore is wrong")
            && folded.contains("<span class=\"words\">Singapore is wrong")
    );
    // A question that names no subject, or all of them, is about all sides.
    for question in [
        "Where is it?",
        "Where are Counter-Terrorism Fusion Centre and INTERPOL Global Complex for Innovation?",
    ] {
        let folder = Folder::with_the_dataset();
        let asked = format!("question = \"{question}\"");
        let old = "question = \"Where is the Counter-Terrorism Fusion Centre?\"";
        folder.replace("dataset/factlint.toml", old, &asked);
        let (shown, _) =
            answers(&without_isolation(&folder.check(&["dataset", "--format", "html"]).stdout));
        for value in ["Greenland", "Singapore"] {
            assert!(
                shown.contains(&format!("<span class=\"words\">{value} is wrong")),
                "{question}: {shown}"
            );
        }
    }
}

#[test]
fn a_claim_has_its_rank_the_reason_for_it_and_its_note() {
    let folder = budget::undecided();
    folder.replace(
        "data.json",
        "\"rank\": \"normal\"",
        "\"rank\": \"preferred\", \"note\": \"seen in <Oslo>\"",
    );
    let third = "\"evidence\": [{ \"source\": \"office\" }] }, { \"id\": \"c\", \"subject\": \"trace\", \"property\": \"budget\", \"value\": { \"count\": 7 }, \"rank\": \"deprecated\", \"rank_reason\": \"a misprint\", \"evidence\": [{ \"source\": \"office\" }]";
    folder.replace("data.json", "\"evidence\": [{ \"source\": \"office\" }]", third);
    let page = page(&folder);
    let card = between(&page, "id=\"f1\"", "</article>");
    assert!(
        card.contains(
            "<p class=\"small\">In the data, ranked as preferred; note: “seen in &lt;Oslo&gt;”.</p>"
        ),
        "{card}"
    );
    let related = ": <b>7</b>, ranked as wrong: “a misprint”";
    assert!(card.contains(related), "{card}");
    let said = between(&page, "id=\"dataset\"", "</section>");
    assert!(said.contains(related) && said.contains(", ranked as preferred; note: "), "{said}");
}

#[test]
fn values_that_hold_at_different_times_are_named_with_their_times() {
    let folder = budget::undecided();
    let valid = |from: &str, to: &str| {
        format!("\"valid\": {{ \"from\": \"{from}\", \"to\": \"{to}\" }}, \"evidence\"")
    };
    let data = budget::DATA.replacen("\"evidence\"", &valid("2010", "2015"), 1);
    let (first, second) = data.rsplit_once("\"evidence\"").expect("two claims");
    folder.write("data.json", format!("{first}{}{second}", valid("2012", "2020")));
    let page = page(&folder);
    let card = between(&page, "id=\"f1\"", "</article>");
    assert!(card.contains("<b>900 from 2010 to 2015</b>; one source (The Office) says <b>1,300 from 2012 to 2020</b>"), "{card}");
    assert!(card.contains(">900 from 2010 to 2015 is right<"), "{card}");
    assert!(card.contains("Project Trace, budget: 1,300 from 2012 to 2020."), "{card}");
}

#[test]
fn sentences_that_no_claim_covers_are_set_apart() {
    let folder = budget::undecided();
    folder.write("source.txt", "The budget is 900 euros. It began in May.\n");
    let mut data: serde_json::Value = serde_json::from_str(budget::DATA).expect("JSON");
    data["sources"][0]["snapshot"] = serde_json::json!({ "path": "source.txt" });
    data["sources"][0]["language"] = "pt-BR".into();
    data["claims"][0]["evidence"][0]["quote"] = "The budget is 900 euros".into();
    folder.write("data.json", data.to_string());
    let page = page(&folder);
    let paragraph = between(&page, "<p class=\"t\" lang=\"pt-BR\" dir=\"auto\">", "</p>");
    assert_eq!(
        paragraph,
        "<mark class=\"flag\">The budget is 900 euros</mark>. <span class=\"un\">It began in May.</span>"
    );
    assert!(page.contains("<blockquote lang=\"pt-BR\" dir=\"auto\">"));
}

#[test]
fn the_card_of_one_of_several_datasets_names_its_dataset_and_its_ledger() {
    let rulebook = budget::RULEBOOK.replace("version   = 1", "version = 1\ntitle = \"Budgets\"");
    let folder = Folder::new(&[
        ("a/factlint.toml", &rulebook),
        ("a/data.json", budget::DATA),
        ("a/reviews.toml", budget::EMPTY),
        ("b/factlint.toml", budget::RULEBOOK),
        ("b/data.json", budget::DATA),
        ("b/reviews.toml", budget::EMPTY),
    ]);
    let page = page(&folder);
    let cards =
        [between(&page, "id=\"f1\"", "</article>"), between(&page, "id=\"f2\"", "</article>")];
    for (card, title, ledger) in
        [(cards[0], "Budgets", "a/reviews.toml"), (cards[1], "b/factlint.toml", "b/reviews.toml")]
    {
        assert!(card.contains(&format!("<span class=\"small soft\">{title}</span>")), "{card}");
        assert!(card.contains(&format!("The decision is recorded in {ledger}.")), "{card}");
    }
}

#[test]
fn what_differs_between_long_values_is_marked() {
    let long = |year: &str| {
        format!(
            "{{ \"text\": \"{} in {year}, and it keeps the ships\" }}",
            "The museum opened ".repeat(6)
        )
    };
    let data = budget::DATA
        .replace("{ \"count\": 900 }", &long("2015"))
        .replace("{ \"count\": 1300 }", &long("2016"));
    let folder = budget::undecided();
    folder.write("data.json", data);
    let page = page(&folder);
    let card = between(&page, "id=\"f1\"", "</article>");
    assert!(
        card.contains("in 201<mark>5</mark>, and it keeps the ships <span class=\"tag\">"),
        "{card}"
    );
    assert!(
        card.contains("in 201<mark>6</mark>, and it keeps the ships <span class=\"tag\">"),
        "{card}"
    );
}

#[test]
fn claims_of_one_id_are_named_by_no_answer() {
    let folder = budget::undecided();
    folder.replace("data.json", "\"id\": \"b\"", "\"id\": \"a\"");
    let page = page(&folder);
    let card = between(&page, "id=\"f1\"", "</article>");
    assert!(card.contains("Two of these claims have the same id, so no answer can say which of them is wrong: fix the ids first."), "{card}");
    assert!(!card.contains("--outcome wrong") && !card.contains("--chosen"), "{card}");
}

#[test]
fn a_very_long_value_is_cut_around_what_differs_and_the_whole_is_folded() {
    let long =
        |year: &str| format!("{{ \"text\": \"{}in {year}.\" }}", "The museum opened. ".repeat(40));
    let data = budget::DATA
        .replace("{ \"count\": 900 }", &long("2015"))
        .replace("{ \"count\": 1300 }", &long("2016"));
    let folder = budget::undecided();
    folder.write("data.json", data);
    let page = page(&folder);
    let card = between(&page, "id=\"f1\"", "</article>");
    let heading = between(card, "<h3 class=\"val long\">", "</h3>");
    assert!(heading.starts_with('…') && heading.contains("in 2015."), "{heading}");
    assert_eq!(card.matches("<summary>The whole value</summary>").count(), 2, "{card}");
}
