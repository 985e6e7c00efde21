//! Tests of how numbers and years are written: in groups, in halves, in words, in other digits.

use super::*;

#[test]
fn digits_in_groups_are_one_number() {
    for (text, value, want) in [
        ("has 7 000 members", "7000", "yes"),
        ("has 7\u{A0}000 members", "7000", "yes"),
        ("has 7\u{2009}000 members", "7000", "yes"),
        ("has 7\u{202F}000 members", "7000", "yes"),
        ("has 7 000 members", "7", "no"),
        ("has 7\n000 members", "7", "no"),
        ("has 1 200 000 members", "1200000", "yes"),
        ("has 1 200 000 members", "200000", "no"),
        ("has 12,00,000 members", "1200000", "yes"),
        ("has 12,00,000 members", "12", "no"),
        ("has 1'200'000 members", "1200000", "yes"),
        ("has 1’200’000 members", "1200000", "yes"),
        ("has 1'200'000 members", "1", "no"),
        ("has 1.200.000 members", "1200000", "yes"),
        ("has 1.200.000 members", "1.2", "no"),
        ("has 1.200,50 members", "1200.5", "yes"),
        ("has 3 500 members", "3500", "cannot tell"),
        ("has 3 500 members", "500", "cannot tell"),
        ("has 3 500 members", "35", "no"),
        ("has 1.200 members", "1200", "cannot tell"),
        ("has 1.200 members", "1.2", "cannot tell"),
        ("has 1,5 members", "1.5", "cannot tell"),
        ("has 1,5 million members", "1500000", "cannot tell"),
        ("rows 194 195 196", "195", "cannot tell"),
        ("has 2 wards of 300 beds", "300", "yes"),
        ("2 wards\n\n000 beds", "2000", "no"),
        ("has ١٩٤ members", "194", "yes"),
        ("has ١٬٢٠٠ members", "1200", "yes"),
        ("has -7 000 members", "-7000", "yes"),
        ("from 5 000 to 7 000 members", "7000", "yes"),
        ("5 000-7 000 members", "7000", "cannot tell"),
        ("5 000 % of them", "5000", "cannot tell"),
        ("the 5 000th member", "5000", "cannot tell"),
        ("the 5 000th member", "5", "no"),
    ] {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
}

#[test]
fn halves_and_words_are_numbers() {
    for (text, value, want) in [
        ("scored 3½ points", "3.5", "yes"),
        ("scored 3½ points", "3", "no"),
        ("scored 3 ½ points", "3.5", "yes"),
        ("scored ½ point", "0.5", "yes"),
        ("scored 3 1/2 points", "3.5", "cannot tell"),
        ("scored 3 1/2 points", "3", "cannot tell"),
        ("scored 3⅓ points", "4", "no"),
        ("1½ million people", "1500000", "yes"),
        ("half a million people", "500000", "yes"),
        ("About half a million people", "500000", "cannot tell"),
        ("a half-million people", "500000", "yes"),
        ("a quarter of a million people", "250000", "yes"),
        ("one and a half million people", "1500000", "yes"),
        ("two and a half points", "2.5", "yes"),
        ("two and a half points", "2", "no"),
        ("half of the members", "0.5", "cannot tell"),
        ("two dozen offices", "24", "cannot tell"),
        ("half a dozen offices", "6", "cannot tell"),
        ("two dozen offices", "2", "cannot tell"),
        ("minus five degrees", "-5", "yes"),
        ("minus 5 degrees", "5", "no"),
        ("10 minus 5 makes 5", "5", "yes"),
        ("5k people came", "5000", "cannot tell"),
        ("5m people came", "5000000", "cannot tell"),
        ("2 crore people", "20000000", "yes"),
    ] {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
}

#[test]
fn a_fiscal_year_is_not_a_calendar_year() {
    for (text, value, want) in [
        ("adopted in FY2018 by all", "2018", "cannot tell"),
        ("adopted in FY 2018 by all", "2018", "cannot tell"),
        ("adopted in FY18 by all", "2018", "cannot tell"),
        ("adopted in fiscal 2018 by all", "2018", "cannot tell"),
        ("adopted in fiscal year 2018", "2017-11", "cannot tell"),
        ("adopted in the financial year 2017/18", "2018", "cannot tell"),
        ("adopted in the 2017/18 financial year", "2018", "cannot tell"),
        ("adopted in the 2017-18 academic year", "2017", "cannot tell"),
        ("adopted in FY2018", "2015", "no"),
        ("In 2018, the fiscal year began late", "2018", "yes"),
        ("adopted in 2018 for fiscal year 2019", "2018", "yes"),
        ("adopted in Fiscal Year (FY) 2018", "2018", "cannot tell"),
        ("adopted in fiscal-year 2018", "2018", "cannot tell"),
        ("adopted in F.Y. 2018", "2018", "cannot tell"),
        ("adopted in FYE 2018", "2018", "cannot tell"),
        ("adopted in AY 2018", "2018", "cannot tell"),
        ("adopted in A.Y. 2018/19", "2018", "cannot tell"),
        ("adopted in FY '18", "2018", "cannot tell"),
        ("adopted in the fiscal year ending 2018", "2018", "cannot tell"),
        ("adopted in 2018 (fiscal year)", "2018", "cannot tell"),
        ("adopted in 2017/18", "2018", "cannot tell"),
        ("adopted in 2017/18", "2017", "cannot tell"),
        ("adopted in 2017-18", "2018", "cannot tell"),
        ("adopted in 2017/18", "2015", "no"),
        ("adopted circa 2018", "2018", "cannot tell"),
        ("adopted ca. 2018 by all", "2018", "cannot tell"),
        ("in the fiscal year ended 31 March 2018", "2018-03-31", "yes"),
        ("built in 1200 BC", "1200", "cannot tell"),
        ("in 1440 AH", "1440", "cannot tell"),
        ("في عام ٢٠١٨", "2018", "yes"),
    ] {
        assert_eq!(
            kind(&shows_date(text, &PartialDate::parse(value).unwrap())),
            want,
            "{value} in {text:?}"
        );
    }
    assert_eq!(kind(&shows_number("spent 12 in FY2018", &number("2018"))), "no");
    assert_eq!(kind(&shows_number("over 10 fiscal years", &number("10"))), "cannot tell");
}

#[test]
fn an_amount_in_groups_is_one_amount() {
    for (text, value, currency, want) in [
        ("paid 5 000 000 euros", "5000000", "EUR", "yes"),
        ("paid 5 000 000 euros", "5", "EUR", "no"),
        ("paid EUR 5 000 in all", "5", "EUR", "no"),
        ("paid EUR 5 000 in all", "5000", "EUR", "yes"),
        ("paid EUR 5 100 in all", "5100", "EUR", "cannot tell"),
        ("paid CHF 1'200.50 in all", "1200.5", "CHF", "yes"),
        ("paid €1.200,50 in all", "1200.5", "EUR", "yes"),
        ("paid €1.200 in all", "1200", "EUR", "cannot tell"),
        ("paid ₹12,00,000 in all", "1200000", "INR", "yes"),
        ("paid ₹2 crore in all", "20000000", "INR", "yes"),
        ("paid half a million euros", "500000", "EUR", "yes"),
        ("paid €2½ million", "2500000", "EUR", "yes"),
    ] {
        assert_eq!(
            kind(&shows_amount(text, &number(value), currency)),
            want,
            "{value} {currency} in {text:?}"
        );
    }
}

#[test]
fn a_scale_that_is_abbreviated_or_foreign_is_not_left_out() {
    for (text, value, want) in [
        ("5 M people came", "5", "cannot tell"),
        ("5 M people came", "5000000", "cannot tell"),
        ("5 mio people came", "5", "cannot tell"),
        ("5mio people came", "5000000", "cannot tell"),
        ("5 Mrd. people came", "5", "cannot tell"),
        ("5 mil people came", "5000", "cannot tell"),
        ("five milliards came", "5", "cannot tell"),
        ("5 M people came", "6", "no"),
        ("5 members came", "5", "yes"),
        ("5m people came", "5", "cannot tell"),
    ] {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
    for (text, value, want) in [
        ("paid EUR 5 M", "5", "cannot tell"),
        ("paid EUR 5 M", "5000000", "cannot tell"),
        ("paid EUR 5 mio. in all", "5", "cannot tell"),
        ("paid EUR 5 Mrd. in all", "5", "cannot tell"),
        ("paid EUR 5Mrd in all", "5000000000", "cannot tell"),
        ("paid EUR 5 milliard", "5", "cannot tell"),
        ("paid 5 mio. EUR", "5000000", "cannot tell"),
        ("paid EUR 5 M", "7", "no"),
        ("paid EUR 5m", "5000000", "yes"),
    ] {
        assert_eq!(kind(&shows_amount(text, &number(value), "EUR")), want, "{value} in {text:?}");
    }
}

#[test]
fn neighbouring_digits_are_not_separate_numbers() {
    for (text, value, want) in [
        ("has 1_000 members", "1", "cannot tell"),
        ("has 1_000 members", "1000", "cannot tell"),
        ("has 1_000 members", "7", "no"),
        ("see table_3 of it", "3", "cannot tell"),
        ("has 5 pct of it", "5", "cannot tell"),
        ("has 1 3 members", "3", "cannot tell"),
        ("has 5, 000 members", "5", "cannot tell"),
        ("has 5, 000 members", "5000", "cannot tell"),
        ("has 5 x 10 members", "5", "cannot tell"),
        ("has 5 × 10 members", "10", "cannot tell"),
        ("has 1 9 4 members", "194", "cannot tell"),
        ("has 1 3 members", "4", "no"),
        ("In 2014 63 members came", "63", "yes"),
    ] {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
    for (value, want) in [("P3Y", "cannot tell"), ("P13Y", "cannot tell")] {
        let value = Duration::parse(value).unwrap();
        assert_eq!(kind(&shows_duration("lasts 1 3 years", &value)), want);
    }
}

#[test]
fn the_first_end_of_a_range_may_share_the_scale_of_the_last() {
    for (text, value, want) in [
        ("3-5 million members", "3000000", "cannot tell"),
        ("3-5 million members", "5000000", "cannot tell"),
        ("3-5 million members", "3", "cannot tell"),
        ("3-5 million members", "6000000", "no"),
        ("3 to 5 million members", "3000000", "cannot tell"),
        ("from 3 to 5 million members", "3000000", "cannot tell"),
        ("from 3 to 5 million members", "5000000", "yes"),
        ("two or three hundred members", "200", "cannot tell"),
        ("3, 4 or 5 million members", "3000000", "cannot tell"),
        ("3-5m members", "3000000", "cannot tell"),
        ("3-5 mio members", "3000000", "cannot tell"),
        ("194 and 5 members", "194", "yes"),
    ] {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
    for (text, value, want) in [
        ("paid EUR 3-5 million", "3000000", "cannot tell"),
        ("paid EUR 3-5 million", "3", "cannot tell"),
        ("paid €3-€5 million", "3000000", "cannot tell"),
        ("paid 3 to 5 million euros", "3000000", "cannot tell"),
        ("paid EUR 3-5 million", "4", "no"),
    ] {
        assert_eq!(kind(&shows_amount(text, &number(value), "EUR")), want, "{value} in {text:?}");
    }
    assert_eq!(kind(&shows_number("paid EUR 3-5 million", &number("3"))), "cannot tell");
}

#[test]
fn eight_digits_are_a_date() {
    for (text, value, want) in [
        ("opened on 19540929", "1954-09-29", "yes"),
        ("opened on 19540929.", "1954-09", "yes"),
        ("at 19540929T101500Z", "1954-09-29", "yes"),
        ("opened on 19540929", "1954-09-28", "no"),
        ("opened on 19541329", "1954-12-29", "no"),
        ("19540929 people came", "1954-09-29", "cannot tell"),
        ("inv. no. 19540929", "1954-09-29", "cannot tell"),
        ("EUR 19540929", "1954-09-29", "no"),
        ("before 19540929", "1954-09-29", "cannot tell"),
        ("IMG-19540929", "1954-09-29", "no"),
    ] {
        let date = PartialDate::parse(value).unwrap();
        assert_eq!(kind(&shows_date(text, &date)), want, "{value} in {text:?}");
    }
    let number = number("19540929");
    assert_eq!(kind(&shows_number("19540929 came", &number)), "cannot tell");
}

#[test]
fn a_year_of_another_era_is_not_of_this_one() {
    for text in [
        "opened in AH 1954",
        "opened in 1954 AH",
        "opened in A.H. 1954",
        "opened in 1954 A.H.",
        "opened in BE 1954",
        "opened in B.E. 1954",
        "opened in the Hijri year 1954",
        "opened in 1954 BC",
        "from 1955-1954 BC",
        "from 1955 to 1954 BC",
        "on 29 September 1954 BE",
        "on 29 September AH 1954",
    ] {
        let date = PartialDate::parse("1954").unwrap();
        assert_eq!(kind(&shows_date(text, &date)), "cannot tell", "{text:?}");
    }
    for (text, value) in [
        ("opened in AD 1954", "1954"),
        ("opened in 1954 CE", "1954"),
        ("at 9 AM 1954-09-29", "1954-09-29"),
        ("opened in BE 2497 (1954)", "1954"),
    ] {
        let date = PartialDate::parse(value).unwrap();
        assert_eq!(kind(&shows_date(text, &date)), "yes", "{text:?}");
    }
}
