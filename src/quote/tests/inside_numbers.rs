//! Tests of quotes that are cut off inside a number.

use super::*;

/// What continues the number 7 in `rose to 7 lakh here`, with the space before it.
const CONTINUATIONS: [&str; 63] = [
    " lakh",
    " crore",
    " dozen",
    " score",
    " gross",
    " mn",
    " Mio.",
    " Mrd.",
    " k",
    " tsd",
    " thsd",
    " million",
    " thousand",
    " hundred",
    " bn",
    " billion",
    " trillion",
    " quadrillion",
    " Millionen",
    " millones",
    " mille",
    " миллионов",
    " тысяч",
    " 万",
    " 万人",
    "万人",
    " 億円",
    " percent",
    " per cent",
    " percentage points",
    " pct",
    " p.c.",
    " basis points",
    " per mille",
    "½",
    " ½",
    " 1/2",
    " and 1/2",
    " and ½",
    " and a half",
    " and one half",
    " and three quarters",
    " and three-quarters",
    " and two thirds",
    " point five",
    " times ten",
    " point 5",
    " point oh five",
    " tenths",
    " halves",
    "·5",
    ":1",
    "∶1",
    "±2",
    " ±2",
    " ± 2",
    " (±2)",
    "(±2)",
    "-9",
    " to 9",
    " to nine",
    " or 8",
    " or eight",
];

#[test]
fn a_quote_does_not_end_inside_a_number() {
    for continuation in CONTINUATIONS {
        let source = format!("The count rose to 7{continuation} here in town.");
        assert_missing(&source, &["The count rose to 7", "count rose to 7"]);
        assert_found(&source, &[source.as_str(), "The count rose to"]);
    }
    for continuation in [
        " lakh",
        " dozen",
        " million",
        " Mrd.",
        " percent",
        " and a half",
        " point five",
        " tenths",
        " or eight",
        " to nine",
    ] {
        let source = format!("The count rose to seven{continuation} here in town.");
        assert_missing(&source, &["The count rose to seven"]);
        assert_found(&source, &[source.as_str()]);
    }
}

#[test]
fn a_quote_does_not_begin_inside_a_number() {
    for sign in ["∓", "√", "^", "− ", "± ", "6 or ", "six or "] {
        let source = format!("In town {sign}7 people came now.");
        assert_missing(&source, &["7 people came now"]);
        assert_found(&source, &[source.as_str()]);
    }
}

#[test]
fn a_quote_may_end_at_a_number_before_other_words() {
    for (source, quote) in [
        ("The count rose from 7 to 9 members.", "The count rose from 7"),
        ("The count rose by 7 to 9 members.", "The count rose by 7"),
        ("In room 7 and a third of the others", "In room 7"),
        ("It has 7 and half of them left", "It has 7"),
        ("It has 7 members here", "It has 7"),
        ("В Москве 7 членов", "В Москве 7"),
        ("It opened in 2017 M. Dupont said", "It opened in 2017"),
        ("It opened in 2017 and a half of it burnt", "It opened in 2017"),
        ("It opened in 2017 to 9 people", "It opened in 2017"),
        ("It has 7 or more members", "It has 7"),
        ("It has 7 to offer", "It has 7"),
        ("It has seven and three others", "It has seven"),
        ("It is open - 7 people came", "7 people came"),
        ("At 7 point guards came", "At 7"),
        ("会員は7人です", "会員は7"),
    ] {
        assert_found(source, &[quote]);
    }
}
