//! Tests of the quote matcher: quotes that it must find, quotes that it must reject, and properties that hold for any
//! quote.

mod doubts;
mod inside_numbers;
mod nearest;
mod properties;

use super::*;

const SOURCE: &str = "Interpol Regulation and Policies\n\n\
    The organization works with the bodies of its 194 country members, in order to tackle terrorist \
    threats\u{A0} globally. INTERPOL’s team of criminal intelligence analysts provides consultancy, \
    including the Counter-Terrorism Fusion Centre located in Greenland.\u{A0}\n\n\
    INTERPOL’s “Project Trace for reinforcing counter-terrorism capacity in ASEAN” is a three-year \
    (2017–2020) project funded by Global Affairs Canada that aims to collect and\nexploit information. \
    The measure was ineffective; it wasn't compli-\nant with non-\nbinding rules, and can't be.\n\n\
    The Counter-Terrorism Fusion Centre, based in Greenland, works to disrupt recruitment.\n";

/// Returns the quoted text if the quote is found once.
fn found(source: &str, quote: &str) -> Option<String> {
    let source = SourceText::new(source);
    match source.find(&Quote::exact(quote), MinimumLength { words: 1, characters: 1 }) {
        Match::Found(passage) => Some(source.text()[passage.span()].to_owned()),
        _ => None,
    }
}

#[track_caller]
fn assert_found(source: &str, quotes: &[&str]) {
    for quote in quotes {
        assert!(found(source, quote).is_some(), "{quote:?} should be in {source:?}");
        assert!(contains(source, quote).is_some(), "{source:?} contains {quote:?}");
    }
}

#[track_caller]
fn assert_missing(source: &str, quotes: &[&str]) {
    for quote in quotes {
        assert_eq!(found(source, quote), None, "{quote:?} should not be in {source:?}");
        assert_eq!(contains(source, quote), None, "{source:?} does not contain {quote:?}");
    }
}

#[test]
fn a_quote_in_or_beside_a_reordered_run_is_not_verbatim() {
    for (text, quote, want) in [
        ("Alpha has \u{202E}7 people\u{202C} in town", "7 people in town", false),
        ("Alpha has \u{202E}7 people\u{202C} in town", "7 people", false),
        ("Alpha has \u{202E}7 people\u{202C} in town", "\u{202E}7 people", true),
        ("Alpha has \u{202E}7 people\u{202C} in town", "Alpha has \u{202E}7", false),
        ("built by \u{202E}4591\u{202C} by them", "4591 by them", false),
        ("it rose to 12\u{202E}3 people\u{202C} in town", "it rose to 12", false),
        ("Alpha has \u{202E}7 people\u{202C}s in town", "Alpha has \u{202E}7 people", false),
        ("in town, \u{202D}later\nAlpha has 7 people", "Alpha has 7", true),
        ("Alpha has 7 \u{202E}people\u{202C} in town", "Alpha has 7", true),
        ("Alpha has \u{202B}7 people\u{202C} in town", "7 people in town", true),
    ] {
        let minimum = MinimumLength { words: 1, characters: 1 };
        let found = SourceText::new(text).find(&Quote::exact(quote), minimum);
        let is_found = matches!(found, Match::Found(_) | Match::Several(_));
        assert_eq!(is_found, want, "{quote:?} in {text:?}");
    }
}

#[test]
fn a_verbatim_quote_is_found_at_its_place() {
    for (quote, want) in [
        ("194 country members", "194 country members"),
        ("threats globally", "threats\u{A0} globally"),
        ("INTERPOL's team", "INTERPOL’s team"),
        ("\"Project Trace for", "“Project Trace for"),
        ("three-year (2017-2020) project", "three-year (2017–2020) project"),
        ("collect and exploit information", "collect and\nexploit information"),
        ("compliant with", "compli-\nant with"),
        ("non-binding rules", "non-\nbinding rules"),
        ("located in Greenland.", "located in Greenland."),
        ("Regulation and Policies The organization", "Regulation and Policies\n\nThe organization"),
    ] {
        assert_eq!(found(SOURCE, quote).as_deref(), Some(want));
    }
}

#[test]
fn nothing_but_typesetting_is_folded() {
    assert_missing(
        SOURCE,
        &[
            "194 country  Members",
            "193 country members",
            "194 country member",
            "94 country members",
            "Interpol’s team",
            "threats, globally",
            "members in order to",
            "analysts provide consultancy",
            "was effective",
            "effective; it",
            "Terrorism Fusion Centre located",
            "terrorism capacity in ASEAN",
            "year (2017–2020)",
            "017–2020) project",
            "binding rules",
            "and can",
            "it wasn",
        ],
    );
}

#[test]
fn a_number_is_whole_or_absent() {
    for (source, quotes) in [
        ("a rate <5 here", vec!["5 here", ">5 here", "rate 5", "≤5 here"]),
        ("a rate < 5 here", vec!["5 here", "> 5 here"]),
        ("grew -5% then", vec!["5% then", "grew 5%", "5", "-5 then", "grew -5"]),
        ("grew −5% then", vec!["5% then", "grew 5%"]),
        ("about 5% then", vec!["-5% then", "about 5", "5 then", "5"]),
        ("about 5 % then", vec!["about 5", "5"]),
        ("sold 11,000 units", vec!["1,000 units", "1,000", "000 units", "11 units", "sold 11"]),
        ("sold 1,000,000 units", vec!["1,000", "000,000 units", "1,000 units"]),
        ("takes 5.2 days", vec!["5", "takes 5", "2 days", "5.", ".2 days"]),
        ("takes 0.5 days", vec!["5", "5 days", ".5 days", "takes 0"]),
        ("takes .5 days", vec!["5", "5 days"]),
        ("costs $5 now", vec!["5", "5 now", "€5 now"]),
        ("costs $ 5 now", vec!["5 now"]),
        ("costs US$5 now", vec!["$5 now", "5 now", "costs US"]),
        ("costs -$5 now", vec!["$5 now", "5 now"]),
        ("costs 5€ now", vec!["costs 5", "5"]),
        ("costs 5 € now", vec!["costs 5", "5"]),
        ("costs EUR 2 million now", vec!["2 million now", "costs EUR 2", "2"]),
        ("costs 5 EUR now", vec!["costs 5", "5"]),
        ("about 20 000 cells", vec!["000 cells", "about 20"]),
        ("costs 2 million now", vec!["costs 2", "million now"]),
        ("grew 5 percent", vec!["grew 5"]),
        ("grew 5 per cent", vec!["grew 5"]),
        ("in 2017-08 it", vec!["in 2017", "08 it", "2017"]),
        ("in 2017-08-31 it", vec!["in 2017", "2017-08", "08-31 it", "31 it"]),
        ("some 10–20 people", vec!["some 10", "20 people", "some 20 people"]),
        ("at 10:30 today", vec!["at 10", "30 today"]),
        ("about 10² cells", vec!["about 10", "102 cells", "10 cells", "2 cells"]),
        ("about 2½ cells", vec!["about 2", "2 cells", "½ cells"]),
        ("about 1/2 cells", vec!["about 1", "2 cells"]),
        ("about 10^6 cells", vec!["about 10", "6 cells"]),
        ("about 5+ cells", vec!["about 5", "5 cells"]),
        ("about +5 cells", vec!["5 cells"]),
        ("about ±5 cells", vec!["5 cells"]),
        ("about 20\u{A0}000 cells", vec!["000 cells", "about 20"]),
        ("about 20\u{202F}000 cells", vec!["000 cells"]),
        ("the 4th cell", vec!["the 4", "th cell"]),
        ("about 5km here", vec!["about 5"]),
        ("of G20 states", vec!["20 states", "of G"]),
        ("since COVID-19 came", vec!["19 came", "COVID"]),
        ("item #5 here", vec!["5 here"]),
        ("grew to 3× the size", vec!["grew to 3", "3", "the size × 3"]),
        ("grew to 3 × the size", vec!["grew to 3"]),
        ("a 2×5 grid, 4 ÷ 2, 6⋅7", vec!["a 2", "5 grid", "4", "2", "6", "7"]),
        ("about 10⁻³ cells", vec!["about 10", "10", "³ cells"]),
        ("the Na⁺ channel", vec!["the Na", "channel Na"]),
        ("about 1 200 000 cells", vec!["about 1", "200 000 cells", "1 200", "000 cells", "200"]),
        ("about 1 000 500 cells", vec!["500 cells", "about 1 000", "000 500 cells"]),
        ("about ١٬٢٠٠ cells", vec!["about ١", "٢٠٠ cells"]),
    ] {
        assert_missing(source, &quotes);
        assert_found(source, &[source]);
    }
}

#[test]
fn a_quote_may_stop_where_a_number_stops() {
    for (source, quotes) in [
        ("rate <5 here", vec!["<5 here", "rate <5", "rate"]),
        ("grew -5% then", vec!["-5% then", "grew -5%", "grew"]),
        ("in (2017–2020) it", vec!["(2017", "2017", "2020) it", "2020", "in (2017"]),
        ("in 2017/2018 it", vec!["in 2017", "2018 it"]),
        ("takes 5.", vec!["takes 5", "5"]),
        ("has 5, or 6; 7: 8! (9) \"10\"", vec!["has 5", "or 6", "6", "7", "8", "9", "10"]),
        ("in 2017 EUR 5 million", vec!["in 2017", "EUR 5 million"]),
        ("in 2017 $5 million", vec!["in 2017", "$5 million"]),
        ("- 5 people", vec!["5 people"]),
        ("that year—5 people—came", vec!["5 people", "people", "that year", "came"]),
        ("is not 5 but 6", vec!["5 but 6", "not 5"]),
        ("it is not effective", vec!["effective"]),
        ("In Phase 2 150 people", vec!["150 people"]),
        ("5 people. 6 more", vec!["6 more"]),
        ("INTERPOL’s team", vec!["INTERPOL", "team"]),
        ("the countries’ aims", vec!["countries", "aims"]),
        ("the “aims”", vec!["aims", "the"]),
        ("and/or", vec!["and", "or"]),
        ("日本の警察は5人", vec!["警察", "5", "日本"]),
    ] {
        assert_found(source, &quotes);
    }
}

#[test]
fn a_word_is_whole_or_absent() {
    for (source, quotes) in [
        ("an ineffective rule", vec!["effective rule", "ineffect", "effective"]),
        ("a non-compliant rule", vec!["compliant rule", "compliant", "non"]),
        ("it isn’t so", vec!["it is", "isn", "t so"]),
        ("they can't go", vec!["they can", "can"]),
        ("d’accord", vec!["accord", "d"]),
        ("the R&D team", vec!["the R", "D team"]),
        ("Asia–Pacific region", vec!["Pacific region", "Asia"]),
        ("cafe\u{301} here", vec!["cafe", "cafe here"]),
        ("snake_case here", vec!["snake", "case here"]),
        ("terror-\nism here", vec!["terror", "ism here"]),
        ("terror\u{AD}ism here", vec!["terror", "ism here", "terror-ism here"]),
    ] {
        assert_missing(source, &quotes);
        assert_found(source, &[source]);
    }
    assert_found("terror-\nism here", &["terrorism here", "terror-ism here", "terror-\nism here"]);
    assert_found(
        "the terrorism here",
        &["terror-\nism", "terror-\nism here", "the terror\u{AD}ism"],
    );
    assert_found("the counter-terrorism here", &["counter-\nterrorism here"]);
    assert_found("café here", &["cafe\u{301} here"]);
}

#[test]
fn parts_are_joined_in_order_within_one_sentence() {
    for quote in [
        "Project Trace ... funded by Global Affairs Canada",
        "Project Trace [...] funded by Global Affairs Canada",
        "Project Trace … funded by … Canada",
        "Project Trace […] funded by Global Affairs Canada",
        "...Project Trace for...",
        "funded by Global ... exploit information",
    ] {
        let source = SourceText::new(SOURCE);
        let result = source.find(&Quote::exact(quote), MinimumLength::default());
        assert!(matches!(result, Match::Found(_)), "{quote}: {result:?}");
    }
    let source = SourceText::new(SOURCE);
    let find = |quote| source.find(&Quote::exact(quote), MinimumLength::default());
    let Match::Found(passage) = find("Project Trace ... Global Affairs Canada") else { panic!() };
    let parts: Vec<&str> = passage.parts.iter().map(|part| &SOURCE[part.clone()]).collect();
    assert_eq!(parts, ["Project Trace", "Global Affairs Canada"]);
    assert!(SOURCE[passage.span()].starts_with("Project Trace for"));
    // The parts are in the wrong order, or in different passages.
    assert!(
        matches!(find("Global Affairs Canada ... Project Trace"), Match::PartsApart(parts) if parts.len() == 2)
    );
    assert!(matches!(
        find("Fusion Centre located ... Project Trace"),
        Match::Doubtful { doubt: Doubt::Sentences, .. }
    ));
    // One part is missing.
    assert!(matches!(find("Project Trace ... Global Affairs France"), Match::Missing { .. }));
    // A passage begins at the nearest occurrence of the first part. Parts must not overlap.
    assert_eq!(
        found("a cat and a cat in a hat", "a cat ... a hat").as_deref(),
        Some("a cat in a hat")
    );
    assert_eq!(found("a b c d", "a b c ... b c d"), None);
    assert_eq!(
        found("one two ... three", "one two ... three").as_deref(),
        Some("one two ... three")
    );
}

#[test]
fn marks_of_direction_are_folded_and_overrides_are_not() {
    let source =
        "The \u{200E}hidden\u{200F} marks and \u{2066}isolates\u{2069} are \u{202B}here\u{202C}.";
    assert_found(source, &["The hidden marks and isolates are here", "\u{61C}hidden marks"]);
    assert_missing("The \u{202E}hidden\u{202C} marks", &["The hidden marks"]);
    assert_missing("The \u{202D}hidden\u{202C} marks", &["The hidden marks"]);
    assert_found("a\u{200E}b cd", &["ab cd"]);
}

#[test]
fn a_quote_that_occurs_twice_needs_its_context() {
    let source = SourceText::new(SOURCE);
    let minimum = MinimumLength::default();
    let quote = Quote::exact("Counter-Terrorism Fusion Centre");
    let Match::Several(passages) = source.find(&quote, minimum) else { panic!() };
    assert_eq!(passages.len(), 2);
    for (prefix, suffix, want) in [
        (Some("including the "), None, Some(0)),
        (Some("uding the"), None, Some(0)),
        (None, Some(" located in"), Some(0)),
        (None, Some(", based in Green"), Some(1)),
        (Some("The"), Some(", based"), Some(1)),
        (Some("recruitment"), None, None),
        (Some("including the"), Some(", based"), None),
    ] {
        let result = source.find(&Quote { prefix, suffix, ..quote }, minimum);
        match want {
            Some(index) => {
                assert_eq!(result, Match::Found(passages[index].clone()), "{prefix:?} {suffix:?}");
            }
            None => {
                assert_eq!(result, Match::OutOfContext(passages.clone()), "{prefix:?} {suffix:?}");
            }
        }
    }
    let result = source.find(&Quote { prefix: Some(""), suffix: Some(" "), ..quote }, minimum);
    assert_eq!(result, Match::Several(passages));
    let result = source
        .find(&Quote { prefix: Some("the"), suffix: None, exact: "Fusion ... Greenland" }, minimum);
    assert!(matches!(result, Match::TooShort { .. }));
}

#[test]
fn a_quote_must_be_long_enough() {
    let source = SourceText::new(SOURCE);
    let find = |quote| source.find(&Quote::exact(quote), MinimumLength::default());
    assert_eq!(find("Greenland"), Match::TooShort { words: 1, characters: 9 });
    assert_eq!(find("of its"), Match::TooShort { words: 2, characters: 6 });
    assert_eq!(find(""), Match::TooShort { words: 0, characters: 0 });
    assert_eq!(find(" … "), Match::TooShort { words: 0, characters: 0 });
    assert_eq!(find("The ... of ... its"), Match::TooShort { words: 1, characters: 3 });
    assert!(matches!(find("194 country"), Match::Found(_)));
    let none = MinimumLength { words: 0, characters: 0 };
    assert!(
        matches!(source.find(&Quote::exact("“"), none), Match::Several(marks) if marks.len() == 2)
    );
    assert!(matches!(source.find(&Quote::exact(""), none), Match::TooShort { .. }));
    assert!(matches!(source.find(&Quote::exact("…"), none), Match::TooShort { .. }));
}

#[test]
fn the_nearest_passage_is_suggested() {
    let source = SourceText::new(SOURCE);
    for (quote, quote_says, source_says) in [
        ("the bodies of its 193 country members", "193", "194"),
        ("its 194 countries members, in order", "countries", "country"),
        ("195 country members", "195", "194"),
        ("of its 194 country member", "member", "members"),
        ("Counter-Terrorism Fusion Center located in Greenland", "Center", "Centre"),
        ("is a three-year (2017–2021) project funded", "2017–2021", "2017–2020"),
        ("The measure was effective; it", "effective", "ineffective"),
        ("project funded by the Global Affairs Canada", "the", ""),
        ("aims to exploit information", "", "collect and"),
        ("capacity in ASEAN is a five-year", "ASEAN", "ASEAN”"),
    ] {
        let result = source.find(&Quote::exact(quote), MinimumLength::default());
        let Match::Missing { nearest: Search::Found(nearest) } = result else {
            panic!("{quote}: {result:?}")
        };
        let difference = nearest.differs_at.unwrap();
        assert_eq!(
            (difference.quote.as_str(), difference.source.as_str()),
            (quote_says, source_says),
            "{quote}"
        );
        let in_source = Folded::new(&SOURCE[difference.source_range.clone()]);
        assert_eq!(in_source.text(), Folded::new(source_says).text());
        assert!(SOURCE.get(nearest.range).is_some());
    }
    let nothing_like_it =
        source.find(&Quote::exact("elephants dance at midnight"), MinimumLength::default());
    assert_eq!(nothing_like_it, Match::Missing { nearest: Search::Nothing });
}

#[test]
fn a_difference_is_described_in_the_words_of_both_texts() {
    let folding = Folding { case: true, ..Folding::default() };
    let source =
        SourceText::folded("The committee met in Lyon, as Interpol\nsays.".into(), folding);
    let quote = Quote::exact("The committee met in Paris, as INTERPOL says.");
    let Match::Missing { nearest: Search::Found(nearest) } =
        source.find(&quote, MinimumLength::default())
    else {
        panic!("no passage")
    };
    let difference = nearest.differs_at.unwrap();
    assert_eq!((difference.quote.as_str(), difference.source.as_str()), ("Paris", "Lyon"));
}

#[test]
fn names_are_found_in_any_case() {
    assert_eq!(contains("The Interpol’s team", "INTERPOL"), None);
    assert_eq!(contains_ignoring_case("The Interpol’s team", "INTERPOL"), Some(4..12));
    assert_eq!(
        contains_ignoring_case("the “CANADIAN  government”", "Canadian Government"),
        Some(7..27)
    );
    assert_eq!(contains_ignoring_case("counter-terrorism", "Terrorism"), None);
    assert_eq!(contains("abc", ""), None);
    assert_eq!(contains("", "abc"), None);
}
