//! Tests of values in forms that are not plain English, which must not be reported as missing or as shown.

use super::*;

#[track_caller]
fn assert_dates(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        let value = PartialDate::parse(value).unwrap();
        assert_eq!(kind(&shows_date(text, &value)), *want, "{value} in {text:?}");
    }
}

#[track_caller]
fn assert_numbers(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        assert_eq!(kind(&shows_number(text, &number(value))), *want, "{value} in {text:?}");
    }
}

#[track_caller]
fn assert_amounts(cases: &[(&str, &str, &str, &str)]) {
    for (text, value, currency, want) in cases {
        let shows = shows_amount(text, &number(value), currency);
        assert_eq!(kind(&shows), *want, "{value} {currency} in {text:?}");
    }
}

#[test]
fn a_date_in_a_form_of_its_own_is_not_reported() {
    for text in [
        "on 29-09-54",
        "on 29-9-54",
        "on 9-29-54",
        "on 29-IX-1954",
        "on 29-sept-1954",
        "on 29sep1954",
        "on 29sep54",
        "1954年9月29日",
        "１９５４年９月２９日",
        "1954년 9월 29일",
        "1954年9月",
        "in 09.1954",
        "in 09-1954",
        "in 1954.09",
        "in 1954年",
        "built 1954 m. by him",
        "in FY54",
        "in FY'54",
        "in AY54",
        "in 1954Q3",
    ] {
        assert_dates(&[(text, "1954-09-29", "cannot tell")]);
    }
    assert_dates(&[
        ("in nineteen-oh-five", "1905", "cannot tell"),
        ("in nineteen aught five", "1905", "cannot tell"),
        ("on 29-09-54", "1954-10-29", "no"),
        ("in 09.1954", "1955-09", "no"),
        ("1954年9月29日", "1955", "no"),
        ("on 29-IX-1954", "1955-09-29", "no"),
        ("built 1954 m from here", "1954", "no"),
    ]);
}

#[test]
fn a_questioned_value_is_not_shown() {
    assert_dates(&[
        ("It was built 1954 (?) by him", "1954", "cannot tell"),
        ("It was built 1954(?) by him", "1954", "cannot tell"),
        ("It was built 1954 [?] by him", "1954", "cannot tell"),
        ("It was built (?) 1954 by him", "1954", "cannot tell"),
        ("It was built in 1954 (in Bonn)", "1954", "yes"),
    ]);
    assert_numbers(&[
        ("it has 7 (?) members", "7", "cannot tell"),
        ("it has 7 members [?]", "7", "cannot tell"),
        ("it has 7 members (full)", "7", "yes"),
    ]);
}

#[test]
fn a_word_after_a_number_may_multiply_it() {
    assert_numbers(&[
        ("it has five lakh members", "500000", "yes"),
        ("it has five lakhs members", "500000", "yes"),
        ("it has one lakh members", "100000", "yes"),
        ("it has a lakh members", "100000", "yes"),
        ("it has one crore members", "10000000", "yes"),
        ("it has two crore five lakh members", "20500000", "yes"),
        ("it has five lakh members", "5", "no"),
        ("会員は 100 万 人", "1000000", "cannot tell"),
        ("会員は 100 万 人", "100", "cannot tell"),
        ("会員は100万人", "1000000", "cannot tell"),
        ("100 тысяч членов", "100", "cannot tell"),
        ("100 тысяч членов", "100000", "cannot tell"),
        ("100 тысяч членов", "200", "no"),
    ]);
}

#[test]
fn a_bound_behind_the_counted_things_is_a_bound() {
    for text in [
        "it has 7 members or more",
        "it has 7 full members or more",
        "it has 7 members or fewer",
        "it has 7 members at least",
        "it has 7 members at most",
        "it has in excess of 7 members",
        "it has upward of 7 members",
        "it has max. 7 members",
        "it has a maximum of 7 members",
        "it has a minimum of 7 members",
        "it has just short of 7 members",
        "it is estimated at 7 members",
        "it has 7 ± 1 members",
        "it has 7 minus 2 members",
    ] {
        assert_numbers(&[(text, "7", "cannot tell")]);
    }
    assert_numbers(&[
        ("a number not exceeding 7 members", "5", "cannot tell"),
        ("a number not exceeding 7 members", "9", "no"),
        ("it has 7 members and 5 guests", "7", "yes"),
        ("it has 7 members", "7", "yes"),
    ]);
    for text in [
        "until the end of 1954",
        "since early 1954",
        "until late 1954",
        "from 1954 on",
        "at the latest in 1954",
        "between early 1954 and late 1956",
    ] {
        assert_dates(&[(text, "1954", "cannot tell")]);
    }
    assert_dates(&[
        ("in early 1954", "1954", "yes"),
        ("from early 1954", "1954", "yes"),
        ("several fires, the latest in 1954", "1954", "yes"),
    ]);
}

#[test]
fn a_difference_by_which_something_changed_is_not_a_count() {
    for text in [
        "it increased by 7 members",
        "it grew by 7 members",
        "it raised the number of members by 7 in May",
        "an increase of 7 members",
        "an extra 7 members",
        "an additional 7 members",
    ] {
        assert_numbers(&[(text, "7", "cannot tell")]);
    }
    assert_numbers(&[("adopted by 7 members", "7", "yes"), ("a group of 7 members", "7", "yes")]);
}

#[test]
fn a_minus_before_a_currency_makes_the_amount_negative() {
    for text in [
        "with a balance of -EUR 5 in May",
        "with a balance of −EUR 5 in May",
        "with a balance of minus EUR 5 in May",
        "with a balance of minus €5 in May",
        "with a balance of minus 5 euros in May",
        "with a balance of -€5 in May",
        "with a balance of EUR -5 in May",
    ] {
        assert_amounts(&[(text, "-5", "EUR", "yes"), (text, "5", "EUR", "no")]);
    }
    assert_amounts(&[
        ("with a balance of -US$5", "-5", "USD", "yes"),
        ("with a balance of -US$5", "5", "USD", "no"),
        ("with a balance of - EUR 5 in May", "5", "EUR", "cannot tell"),
        ("The price - EUR 5 - is low", "5", "EUR", "yes"),
        ("from 10 minus EUR 5", "5", "EUR", "yes"),
    ]);
    let found = amounts("a balance of minus 5 euros");
    assert_eq!(found.len(), 1);
    assert_eq!(found.first().map(|(.., range)| range.start), Some(13));
}

#[test]
fn cents_belong_to_their_amount() {
    for (text, currency) in [
        ("costs 2 euros and 50 cents per day", "EUR"),
        ("costs £2 and 50 pence per day", "GBP"),
        ("costs EUR 2, 50 cents per day", "EUR"),
        ("costs 2 US dollars and 50 cents", "USD"),
    ] {
        assert_amounts(&[(text, "2.5", currency, "yes"), (text, "2", currency, "no")]);
    }
    for (text, value, currency) in [
        ("costs two euros fifty", "2.5", "EUR"),
        ("costs two euros fifty", "2", "EUR"),
        ("costs 2€50", "2.5", "EUR"),
        ("costs £2 50p", "2.5", "GBP"),
        ("costs 50 cents", "0.5", "EUR"),
        ("costs 25 US cents", "0.25", "USD"),
        ("costs 25 Canadian cents", "0.25", "CAD"),
        ("costs 50p", "0.5", "GBP"),
        ("costs 50 pence", "0.5", "GBP"),
        ("costs 50¢", "0.5", "USD"),
        ("costs 5EUR", "5", "EUR"),
        ("costs 2mUSD", "2000000", "USD"),
        ("costs R2 million", "2000000", "ZAR"),
        ("costs R50", "50", "ZAR"),
    ] {
        assert_amounts(&[(text, value, currency, "cannot tell")]);
    }
    assert_amounts(&[
        ("costs 2 euros and 50 people came", "2", "EUR", "yes"),
        ("costs 2 euros fifty years ago", "2", "EUR", "yes"),
        ("costs EUR 2 and 50 per cent more", "2", "EUR", "yes"),
        ("costs 50 cents", "50", "EUR", "no"),
    ]);
}
