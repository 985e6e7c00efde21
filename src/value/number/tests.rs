//! Tests of exact decimals.

use proptest::prelude::*;

use super::*;

fn json(text: &str) -> Decimal {
    Decimal::from_json(text).unwrap()
}

fn english(text: &str) -> Decimal {
    Decimal::from_english(text).unwrap()
}

#[test]
fn the_same_number_is_equal_however_it_is_written() {
    for (left, right) in [
        ("1", "1.0"),
        ("1", "10e-1"),
        ("100", "1e2"),
        ("0", "-0"),
        ("0", "0e999999"),
        ("0.10", "1E-1"),
        (
            "12345678901234567890123456789012345678901234567890",
            "1234567890123456789012345678901234567890123456789e1",
        ),
        ("1e+2", "1e02"),
    ] {
        assert_eq!(json(left), json(right), "{left} {right}");
    }
    assert_eq!(english("1,234.5"), json("1234.5"));
    assert_eq!(english("\u{2212}1,234,567"), json("-1234567"));
    assert_eq!(english("12\u{202F}345"), json("12345"));
    assert_eq!(english(".5"), json("0.5"));
    assert_eq!(english("007"), Decimal::from(7_u64));
    assert_eq!(Decimal::from(-120_i64), json("-120"));
    assert_eq!(Decimal::from(i64::MIN), json("-9223372036854775808"));
    assert_eq!(Decimal::from(u64::MAX), json("18446744073709551615"));
    assert_eq!(Decimal::from(0_u64), json("0"));
}

#[test]
fn numbers_are_never_misordered() {
    let ascending = [
        "-1e99999999999999999",
        "-1e400",
        "-1000001",
        "-1000000",
        "-5.2",
        "-5",
        "-0.5",
        "-1e-400",
        "0",
        "1e-99999999999999999",
        "1e-400",
        "0.3",
        "0.30000000000000004",
        "0.5",
        "5",
        "5.2",
        "9007199254740992",
        "9007199254740993",
        "1e17",
        "1e400",
        "1.0000000000000000000000000000000000000000000000000001e400",
        "1e401",
        "1e99999999999999999",
    ];
    for (left_index, left) in ascending.iter().enumerate() {
        for (right_index, right) in ascending.iter().enumerate() {
            assert_eq!(
                json(left).cmp(&json(right)),
                left_index.cmp(&right_index),
                "{left} {right}"
            );
        }
    }
}

#[test]
fn other_text_is_refused() {
    for text in [
        "",
        "-",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "1 ",
        " 1",
        "1,000",
        "NaN",
        "Infinity",
        "--1",
        "1.2.3",
        "１",
        "1e100000000000000000",
        "1e-99999999999999999999999999",
    ] {
        assert!(Decimal::from_json(text).is_err(), "{text}");
    }
    for text in [
        "", "1,23", "1,2345", ",123", "1234,567", "1.", "1,234.", "12 345", "1e5", "5%", "five",
        "1,,234", ".",
    ] {
        assert!(Decimal::from_english(text).is_err(), "{text}");
    }
    assert_eq!(
        Decimal::from_english("1,23").unwrap_err().to_string(),
        "got `1,23`, want a number such as 1234, 1,234.5 or -0.5"
    );
}

#[test]
fn a_tolerance_is_exact() {
    for (left, right, tolerance, within) in [
        ("0.3", "0.1", "0.2", true),
        ("0.3", "0.1", "0.1999999999999999999999", false),
        ("194", "194", "0", true),
        ("194", "193", "0", false),
        ("194", "193", "1", true),
        ("-1", "1", "2", true),
        ("-1", "1", "1.9", false),
        ("194", "194", "-1", false),
        ("1e400", "1e400", "0", true),
        ("1e400", "0", "1e400", true),
        ("1e400", "1e-400", "1e400", true),
        ("1e400", "-1e-400", "1e400", false),
        ("1e99999999999999999", "1", "1", false),
        ("1e99999999999999999", "1e99999999999999999", "1e-99999999999999999", true),
        ("100", "99.9", "0.1", true),
        ("100", "99.9", "0.09", false),
        ("1000000000000", "999999999999", "1", true),
    ] {
        assert_eq!(
            json(left).is_within(&json(right), &json(tolerance)),
            within,
            "{left} {right} {tolerance}"
        );
        assert_eq!(
            json(right).is_within(&json(left), &json(tolerance)),
            within,
            "{right} {left} {tolerance}"
        );
    }
}

#[test]
fn parts_are_added_exactly() {
    let parts = |texts: &[&str]| texts.iter().map(|text| json(text)).collect::<Vec<_>>();
    assert_eq!(Decimal::compare_sum(&parts(&["0.1", "0.2"]), &json("0.3")), Ordering::Equal);
    assert_eq!(Decimal::compare_sum(&parts(&["0.1", "0.2"]), &json("0.4")), Ordering::Less);
    assert_eq!(Decimal::compare_sum(&parts(&["5", "-3", "9"]), &json("10.99")), Ordering::Greater);
    assert_eq!(Decimal::compare_sum(&[], &json("0")), Ordering::Equal);
    assert_eq!(Decimal::compare_sum(&vec![json("9.9"); 1000], &json("9900")), Ordering::Equal);
    assert_eq!(
        Decimal::compare_sum(&parts(&["1e400", "1", "-1e400"]), &json("1")),
        Ordering::Equal
    );
}

#[test]
fn a_number_is_shown_as_people_write_it() {
    for (text, shown) in [
        ("1234.50", "1234.5"),
        ("1e3", "1000"),
        ("-0.05", "-0.05"),
        ("1e400", "1e400"),
        ("12e-400", "1.2e-399"),
        ("0.0", "0"),
        ("2000000", "2000000"),
    ] {
        assert_eq!(json(text).to_string(), shown);
    }
    assert_eq!(json("1.5").times_ten_to(6).to_string(), "1500000");
    assert_eq!(json("0").times_ten_to(6), json("0"));
    assert_eq!(json("0").negated(), json("0"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[-+0-9.,eE]{0,12}") {
        let read = [Decimal::from_json(&text), Decimal::from_english(&text)];
        for read in read.into_iter().flatten() {
            prop_assert_eq!(json(&read.to_string()), read);
        }
    }

    #[test]
    fn small_numbers_compare_as_integers_do(
        left in -100_000_i64..100_000,
        right in -100_000_i64..100_000,
        tolerance in 0_i64..300_000, left_zeros in 0_i16..9, shift in -9_i16..9) {
        let scaled = |number: i64| Decimal::from(number).times_ten_to(shift);
        prop_assert_eq!(scaled(left).cmp(&scaled(right)), left.cmp(&right));
        let within = (left - right).abs() <= tolerance;
        prop_assert_eq!(scaled(left).is_within(&scaled(right), &scaled(tolerance)), within);
        let written = format!("{left}.{}", "0".repeat(usize::from(left_zeros.unsigned_abs()) + 1));
        prop_assert_eq!(json(&written), Decimal::from(left));
    }

    #[test]
    fn sums_compare_as_integers_do(
        parts in prop::collection::vec(-100_000_i64..100_000, 0..20),
        off in -2_i64..=2,
    ) {
        let decimals: Vec<Decimal> = parts.iter().map(|part| Decimal::from(*part)).collect();
        let total = Decimal::from(parts.iter().sum::<i64>() + off);
        prop_assert_eq!(Decimal::compare_sum(&decimals, &total), 0.cmp(&off));
    }

    #[test]
    fn changing_one_digit_changes_the_number(
        number in 0_u64..10_000_000_000,
        place in 0_usize..10,
        digit in 0_u8..10,
    ) {
        let text = number.to_string();
        let mut changed = text.clone().into_bytes();
        let place = place % changed.len();
        changed[place] = b'0' + digit;
        let changed = String::from_utf8(changed).unwrap();
        prop_assert_eq!(english(&text) == english(&changed), text == changed);
    }
}
