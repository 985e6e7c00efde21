//! Tests of decimal numbers in words, and of fractions after a number.

use super::*;

#[track_caller]
fn assert_numbers(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        assert_eq!(kind(&shows_number(text, &number(value))), *want, "{value} in {text:?}");
    }
}

#[test]
fn a_decimal_in_words_is_one_number() {
    for (text, value, parts) in [
        ("it has five point two million units", "5200000", vec!["5", "2", "2000000"]),
        ("it has three point five units", "3.5", vec!["3", "5"]),
        ("it has zero point five units", "0.5", vec!["0", "5"]),
        ("it has oh point five units", "0.5", vec!["0", "5"]),
        ("it has nought point five units", "0.5", vec!["5"]),
        ("it has naught point five units", "0.5", vec!["5"]),
        ("it has nil point five units", "0.5", vec!["5"]),
        ("it has three point one four units", "3.14", vec!["3", "4", "3.1"]),
        ("it has twenty-one point oh five units", "21.05", vec!["21", "5", "21.5"]),
        ("it has three point twenty-five units", "3.25", vec!["3", "25"]),
        ("it has three point five two-year plans", "3.5", vec!["3", "5", "3.52"]),
    ] {
        assert_numbers(&[(text, value, "yes")]);
        for part in parts {
            assert_numbers(&[(text, part, "no")]);
        }
    }
    assert_numbers(&[
        ("it is two point five per cent", "2.5", "cannot tell"),
        ("it is two point five per cent", "2", "no"),
        ("it has point five units", "0.5", "cannot tell"),
        ("it has point five units", "5", "cannot tell"),
        ("it has point five units", "7", "no"),
        ("it has point five million units", "500000", "cannot tell"),
        ("at this point five members left", "5", "cannot tell"),
        ("it has 3 point 5 units", "3.5", "cannot tell"),
        ("it has 3 point 5 units", "3", "cannot tell"),
        ("it has three point guards", "3", "yes"),
    ]);
    let amount = |text, value| kind(&shows_amount(text, &number(value), "EUR"));
    assert_eq!(amount("costs two point five million euros", "2500000"), "yes");
    assert_eq!(amount("costs two point five million euros", "5000000"), "no");
}

#[test]
fn a_fraction_after_a_number_is_not_lost() {
    for text in [
        "it has 3 and 1/2 units",
        "it has three and 1/2 units",
        "it has 3-1/2 units",
        "it has 3 - 1/2 units",
        "it has 3 1/2 units",
        "it has 3 and ½ units",
        "it has 3-½ units",
    ] {
        assert_numbers(&[
            (text, "3.5", "cannot tell"),
            (text, "3", "cannot tell"),
            (text, "4", "no"),
        ]);
    }
    assert_numbers(&[
        ("it has 3 and 3/4 units", "3.75", "cannot tell"),
        ("it has 3 and 3/4 units", "3", "cannot tell"),
        ("it has 3½ units", "3.5", "yes"),
        ("it has 3 and a half units", "3.5", "yes"),
        ("it has 3 units and a half", "3", "cannot tell"),
        ("it has 3 units and a half", "3.5", "cannot tell"),
        ("it has 3 and 4 units", "3", "yes"),
    ]);
}
