//! Tests of folding: texts that become equal, texts that stay different, and the mapping back.

use super::*;
use proptest::prelude::*;

fn fold(text: &str) -> String {
    Folded::new(text).text().replace(LINE_BREAK_HYPHEN, "␭")
}

#[test]
fn typesetting_is_folded() {
    for (original, folded) in [
        ("“Project  Trace”", "\"Project Trace\""),
        ("INTERPOL’s", "INTERPOL's"),
        ("2017–2020", "2017-2020"),
        ("−5", "-5"),
        ("threats\u{A0} globally \u{A0}\n", "threats globally"),
        (" \t a\r\nb \u{3000} c", "a b c"),
        ("terror-\nism", "terror␭ism"),
        ("terror-\r\n   ism", "terror␭ism"),
        ("terror\u{2010}\nism", "terror␭ism"),
        ("terror\u{AD}ism", "terrorism"),
        ("terror\u{AD}\nism", "terrorism"),
        ("a \u{AD} b", "a b"),
        ("zero\u{200B}width", "zerowidth"),
        ("\u{FEFF}text", "text"),
        ("2017-\n2020", "2017-2020"),
        ("COVID-\n19", "COVID-19"),
        ("5-\nyear", "5-year"),
        ("terror-\n\nism", "terror- ism"),
        ("terror -\nism", "terror - ism"),
        ("terror- \nism", "terror- ism"),
        ("-\nism", "- ism"),
        ("cafe\u{301}s", "cafés"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        ("a\u{323}\u{307} a\u{307}\u{323}", "ạ̇ ạ̇"),
        ("ﬁnance", "finance"),
        ("5 \u{B5}g", "5 \u{3BC}g"),
        ("a\u{200B}\u{301}\u{AD}b", "áb"),
        ("\u{20D4}\u{F81}", "\u{F71}\u{F80}\u{20D4}"),
        ("ﬁ\u{301} ｅ\u{301}", "fí é"),
        ("５％", "5%"),
        ("«a»", "\"a\""),
    ] {
        assert_eq!(fold(original), folded, "{original:?}");
    }
}

#[test]
fn meaningful_differences_are_kept() {
    for text in [
        "10² ½ ① ⁴₂ 5′ x…y ≤5 ≥5 <5 >5 €5 £5 -5% re-sign Case ÀÉ",
        "a--b",
        "1,000.5",
        "non-compliant",
    ] {
        assert_eq!(fold(text), text);
    }
}

#[test]
fn passages_are_separated_by_blank_lines() {
    let folded = Folded::new("one\ntwo\n\nthree\r\n  \r\nfour\u{2029}five\r\nsix\n\n");
    assert_eq!(folded.text(), "one two three four five six");
    let passages: Vec<usize> = ["one", "two", "three", "four", "five", "six"]
        .map(|word| folded.text().find(word).unwrap())
        .into_iter()
        .filter(|start| folded.is_passage_start(*start))
        .collect();
    assert_eq!(passages, ["three", "four", "five"].map(|word| folded.text().find(word).unwrap()));
}

#[test]
fn ranges_lead_back_to_the_original() {
    let original = "  “Trace”\u{A0}\n is re\u{AD}al: counter-\nterror ﬁne cafe\u{301}";
    let folded = Folded::new(original);
    for (part, want) in [
        ("\"Trace\"", "“Trace”"),
        ("Trace", "Trace"),
        ("Trace\" is", "Trace”\u{A0}\n is"),
        ("is", "is"),
        ("real:", "re\u{AD}al:"),
        ("counter\u{AD}terror", "counter-\nterror"),
        ("fine", "ﬁne"),
        ("café", "cafe\u{301}"),
    ] {
        let start = folded.text().find(part).unwrap();
        assert_eq!(&original[folded.original_range(start..start + part.len())], want);
    }
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(
        text in "(\\PC|[ \\n\u{A0}’“–\u{301}\u{AD}-]){0,40}",
    ) {
        let once = Folded::new(&text);
        prop_assert!(!once.text().contains("  ") && once.text().trim() == once.text());
        if !once.text().contains(LINE_BREAK_HYPHEN) {
            let twice = Folded::new(once.text());
            prop_assert_eq!(twice.text(), once.text());
        }
    }

    #[test]
    fn every_range_leads_to_characters_of_the_original(
        text in "(\\PC|[ \\n\u{A0}’“–\u{301}\u{AD}a-]){0,30}",
    ) {
        let folded = Folded::new(&text);
        let inner = folded.text().char_indices().map(|(offset, _)| offset);
        let offsets: Vec<usize> = inner.chain([folded.text().len()]).collect();
        for (index, start) in offsets.iter().enumerate() {
            for end in &offsets[index..] {
                let range = folded.original_range(*start..*end);
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}

#[test]
fn white_space_and_hyphens_are_folded_without_comparing_the_rest_of_the_text() {
    for (line, folded) in [("a b\n", "a b "), ("a.\n\n", "a. "), ("in-\nner ", "in\u{AD}ner ")] {
        let text = Folded::new(&line.repeat(200_000));
        assert_eq!(text.text().trim_end(), folded.repeat(200_000).trim_end());
    }
}
