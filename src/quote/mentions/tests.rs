//! Tests of the values that English texts show.

mod context;
mod decimals;
mod forms;
mod parts;
mod qualified;
mod written;

use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Decimal {
    Decimal::from_json(text).unwrap()
}

fn kind(shows: &Support) -> &'static str {
    match shows {
        Support::Yes(_) => "yes",
        Support::No => "no",
        Support::CannotTell => "cannot tell",
    }
}

#[test]
fn numbers_are_read_with_their_places() {
    for (text, want) in [
        ("its 194 country members", vec![("194", "194")]),
        ("1,234.5 and 2.5 million", vec![("1234.5", "1,234.5"), ("2500000", "2.5 million")]),
        ("a budget of EUR 2 million", vec![("2000000", "EUR 2 million")]),
        ("ten countries, twenty-one courses", vec![("10", "ten"), ("21", "twenty-one")]),
        ("5% of them, 5 per cent", vec![("5", "5"), ("5", "5")]),
        ("it fell to -5 or −6", vec![("-5", "-5"), ("-6", "−6")]),
        ("63 participants from 31 countries at the 4th meeting", vec![("63", "63"), ("31", "31")]),
        ("the fourth time in 2014, on 13 April 2015", vec![]),
        ("a three-year (2017-2020) project", vec![("3", "three")]),
        ("two thousand members", vec![("2000", "two thousand")]),
        ("1500 participants", vec![("1500", "1500")]),
        ("its 2016 seminar", vec![]),
        ("the G20, COVID-19 and resolution A/RES/72/284", vec![]),
    ] {
        let found: Vec<(String, String)> = numbers(text)
            .into_iter()
            .map(|(value, range)| (value.to_string(), text[range].to_owned()))
            .collect();
        let want: Vec<(String, String)> =
            want.into_iter().map(|(value, place)| (value.to_owned(), place.to_owned())).collect();
        assert_eq!(found, want, "{text}");
    }
}

#[test]
fn a_number_is_shown_only_where_it_is_plain() {
    for (text, value, want) in [
        ("its 194 country members", "194", "yes"),
        ("its 194 country members", "193", "no"),
        ("its 194 country members", "94", "no"),
        ("its 194 country members", "1940", "no"),
        ("its 194 members have several projects", "195", "no"),
        ("ten countries across Southeast Asia", "10", "yes"),
        ("ten countries across Southeast Asia", "11", "no"),
        ("one hundred and ninety-four members", "194", "yes"),
        ("1,940 members", "1940", "yes"),
        ("1,940 members", "940", "no"),
        ("2.50 units", "2.5", "yes"),
        ("it fell to -5", "5", "no"),
        ("it fell to -5", "-5", "yes"),
        ("a score <5 here", "5", "cannot tell"),
        ("a score <5 here", "6", "no"),
        ("a score >5 here", "4", "no"),
        ("more than 190 countries", "190", "cannot tell"),
        ("more than 190 countries", "194", "cannot tell"),
        ("more than 190 countries", "189", "no"),
        ("up to 190 countries", "194", "no"),
        ("about 190 countries", "190", "cannot tell"),
        ("about 190 countries", "191", "no"),
        ("5-10 people", "5", "cannot tell"),
        ("5 to 10 people", "10", "cannot tell"),
        ("5 to 10 people", "7", "no"),
        ("rose from 190 to 194 members", "194", "yes"),
        ("dozens of countries", "24", "cannot tell"),
        ("several projects", "3", "cannot tell"),
        ("half of the members", "97", "cannot tell"),
        ("two thirds of members", "2", "cannot tell"),
        ("INTERPOL has members", "194", "no"),
        ("5% of members", "5", "cannot tell"),
        ("5% of members", "0.05", "cannot tell"),
        ("5% of members", "6", "no"),
        ("a five-year strategy", "5", "cannot tell"),
        ("a five-year strategy", "6", "no"),
        ("EUR 2 million", "2000000", "cannot tell"),
        ("EUR 2 million", "2", "no"),
        ("in 2014, INTERPOL created", "2014", "no"),
        ("between 2017 and 2020", "2017", "no"),
        ("on 20 January 2021", "20", "no"),
        ("the 2017 programme", "2017", "cannot tell"),
        ("1500 participants", "1500", "cannot tell"),
        ("1500 participants", "1501", "no"),
        ("1,500 participants", "1500", "yes"),
        ("Phase 2 of the project", "2", "cannot tell"),
        ("No. 5 on the list", "5", "cannot tell"),
        ("the 4th meeting", "4", "cannot tell"),
        ("the fourth meeting", "4", "no"),
        ("one of its aims", "1", "cannot tell"),
        ("one strategy", "1", "yes"),
        ("a project", "1", "cannot tell"),
        ("no members", "0", "cannot tell"),
        ("members", "0", "no"),
        ("10 or more members", "12", "cannot tell"),
        ("10+ members", "10", "cannot tell"),
        ("10² members", "102", "no"),
        ("", "5", "no"),
    ] {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
    assert_eq!(shows_number("its 194 members", &number("194")), Support::Yes(4..7));
}

#[test]
fn a_date_is_shown_by_an_equally_or_more_precise_one() {
    for (text, value, want) in [
        ("has started in October 2018 in Brazil", "2018-10", "yes"),
        ("has started in October 2018 in Brazil", "2018", "yes"),
        ("has started in October 2018 in Brazil", "2018-09", "no"),
        ("has started in October 2018 in Brazil", "2019-10", "no"),
        ("has started in October 2018 in Brazil", "2018-10-05", "cannot tell"),
        ("started in 2018", "2018-10", "cannot tell"),
        ("started in 2018", "2018", "yes"),
        ("started in 2018", "2017-10", "no"),
        ("a three-year (2017-2020) project", "2017", "yes"),
        ("a three-year (2017–2020) project", "2020", "yes"),
        ("a three-year (2017-2020) project", "2018", "no"),
        ("on 20 January 2021", "2021-01-20", "yes"),
        ("on 20 January 2021", "2021-01-21", "no"),
        ("on January 20, 2021", "2021-01", "yes"),
        ("last year", "2018", "cannot tell"),
        ("two decades ago", "2018", "cannot tell"),
        ("several projects", "2018", "no"),
        ("its 194 country members", "0194", "no"),
        ("In October the project", "2018-10", "cannot tell"),
        ("In 2014 and in October the project", "2018-10", "no"),
        ("on 12/08/2017", "2017-08-12", "cannot tell"),
        ("in 2010-12", "2012", "cannot tell"),
        ("in 2010-12", "2010-12", "cannot tell"),
        ("in 2010-12", "2010", "yes"),
        ("1500 participants", "1500", "cannot tell"),
        ("1500 participants", "2018", "no"),
        ("2,018 participants", "2018", "no"),
        ("EUR 2018", "2018", "no"),
        ("at 2017-08-31T10:00:00Z", "2017-08-31", "yes"),
        ("at 2017-08-31T10:00:00Z", "2017-08-31T12:00:00+02:00", "yes"),
        ("at 2017-08-31T10:00:00Z", "2017-08-31T10:00:01Z", "cannot tell"),
        ("on 31 August 2017", "2017-08-31T10:00:00Z", "cannot tell"),
    ] {
        assert_eq!(
            kind(&shows_date(text, &PartialDate::parse(value).unwrap())),
            want,
            "{value} in {text:?}"
        );
    }
}

#[test]
fn durations_are_read_and_shown() {
    for (text, want) in [
        ("a three-year (2017-2020) project", vec![("P3Y", "three-year")]),
        ("three-\nyear plan", vec![("P3Y", "three-\nyear")]),
        ("lasts three years", vec![("P3Y", "three years")]),
        ("for 18 months", vec![("P18M", "18 months")]),
        ("a five-year strategy, a 2-week course", vec![("P5Y", "five-year"), ("P2W", "2-week")]),
        ("three years and six months", vec![("P3Y6M", "three years and six months")]),
        ("90 days", vec![("P90D", "90 days")]),
        ("three years ago, a three-year-old, every three years, the last three years", vec![]),
        ("more than three years, three to five years, about 3 years, two and a half years", vec![]),
        ("the three strategies of the year", vec![]),
    ] {
        let found: Vec<(String, String)> = durations(text)
            .into_iter()
            .map(|(value, range)| (value.to_string(), text[range].to_owned()))
            .collect();
        let want: Vec<(String, String)> =
            want.into_iter().map(|(value, place)| (value.to_owned(), place.to_owned())).collect();
        assert_eq!(found, want, "{text}");
    }
    for (text, value, want) in [
        ("a three-year project", "P3Y", "yes"),
        ("a three-year project", "P36M", "yes"),
        ("a three-year project", "P4Y", "no"),
        ("a three-year project", "P3M", "no"),
        ("lasts 36 months", "P3Y", "yes"),
        ("lasts 90 days", "P3M", "cannot tell"),
        ("more than three years", "P3Y", "cannot tell"),
        ("three years ago", "P3Y", "cannot tell"),
        ("several years", "P3Y", "cannot tell"),
        ("a decade", "P10Y", "cannot tell"),
        ("from 2017 to 2020", "P3Y", "cannot tell"),
        ("its 194 members", "P3Y", "no"),
        ("three projects", "P3Y", "no"),
    ] {
        assert_eq!(
            kind(&shows_duration(text, &Duration::parse(value).unwrap())),
            want,
            "{value} in {text:?}"
        );
    }
}

#[test]
fn amounts_are_read_and_shown() {
    for (text, want) in [
        ("a budget of EUR 2 million.", vec![("2000000", "EUR", "EUR 2 million")]),
        (
            "€2m, € 2.5 million, 2€ and 3 EUR",
            vec![
                ("2000000", "EUR", "€2m"),
                ("2500000", "EUR", "€ 2.5 million"),
                ("2", "EUR", "2€"),
                ("3", "EUR", "3 EUR"),
            ],
        ),
        ("CAD 3 million", vec![("3000000", "CAD", "CAD 3 million")]),
        (
            "C$3 million, US$5, $5, USD5",
            vec![
                ("3000000", "CAD", "C$3 million"),
                ("5", "USD", "US$5"),
                ("5", "$", "$5"),
                ("5", "USD", "USD5"),
            ],
        ),
        (
            "3 million Canadian dollars and 4 U.S. dollars",
            vec![("3000000", "CAD", "3 million Canadian dollars"), ("4", "USD", "4 U.S. dollars")],
        ),
        (
            "five euros, £1.5bn, -$5",
            vec![("5", "EUR", "five euros"), ("1500000000", "GBP", "£1.5bn"), ("-5", "$", "-$5")],
        ),
        ("more than EUR 2 million; $2-3 million; 194 members", vec![]),
    ] {
        let found: Vec<(String, String, String)> = amounts(text)
            .into_iter()
            .map(|(value, currency, range)| (value.to_string(), currency, text[range].to_owned()))
            .collect();
        let want: Vec<(String, String, String)> = want
            .into_iter()
            .map(|(value, currency, place)| {
                (value.to_owned(), currency.to_owned(), place.to_owned())
            })
            .collect();
        assert_eq!(found, want, "{text}");
    }
    for (text, value, currency, want) in [
        ("a budget of EUR 2 million", "2000000", "EUR", "yes"),
        ("a budget of EUR 2 million", "2000000", "€", "yes"),
        ("a budget of EUR 2 million", "2000000", "eur", "yes"),
        ("a budget of EUR 2 million", "2000000", "CAD", "no"),
        ("a budget of EUR 2 million", "2", "EUR", "no"),
        ("a budget of EUR 2 million", "3000000", "EUR", "no"),
        ("a budget of CAD 3 million", "2000000", "EUR", "no"),
        ("a budget of $3 million", "3000000", "CAD", "cannot tell"),
        ("a budget of $3 million", "3000000", "$", "yes"),
        ("a budget of $3 million", "3000000", "EUR", "no"),
        ("a budget of 3 million", "3000000", "EUR", "cannot tell"),
        ("a budget of 3 million", "4000000", "EUR", "no"),
        ("over EUR 2 million", "2000000", "EUR", "cannot tell"),
        ("several million euros", "3000000", "EUR", "cannot tell"),
        ("its members", "3000000", "EUR", "no"),
    ] {
        assert_eq!(
            kind(&shows_amount(text, &number(value), currency)),
            want,
            "{value} {currency} in {text:?}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_accepted(text in "\\PC{0,60}") {
        let ranges = numbers(&text).into_iter().map(|found| found.1)
            .chain(dates(&text).into_iter().map(|found| found.1))
            .chain(durations(&text).into_iter().map(|found| found.1))
            .chain(amounts(&text).into_iter().map(|found| found.2));
        for range in ranges {
            prop_assert!(text.get(range).is_some());
        }
    }

    #[test]
    fn english_in_any_order_is_read(words in prop::collection::vec(prop::sample::select(vec![
        "five", "-", "2017", "20", "January", "May", "of", "and", "to", "million", "EUR", "$", "%", "year", "years", "-year", ",", ".",
        "1,000", "twenty", "hundred", "a", "half", "th", "5", "in", "2017-20", "10:30", "'s", "–", "\u{A0}", "one", "<", "+", "m", "(", ")",
    ]), 0..14), joints in prop::collection::vec(prop::bool::ANY, 14)) {
        let spaced = |(word, is_spaced): (&&str, bool)| {
            if is_spaced { format!("{word} ") } else { (*word).to_owned() }
        };
        let text: String = words.iter().zip(joints).map(spaced).collect();
        let _ = shows_number(&text, &number("5"));
        let _ = shows_date(&text, &PartialDate::parse("2017").unwrap());
        let _ = shows_duration(&text, &Duration::parse("P5Y").unwrap());
        let _ = shows_amount(&text, &number("5"), "EUR");
        for (_, range) in dates(&text) {
            prop_assert!(text.get(range).is_some());
        }
    }

    #[test]
    fn only_the_written_number_is_shown(
        value in 0_u64..2_000_000,
        other in 0_u64..2_000_000,
        grouped in prop::bool::ANY,
    ) {
        let digits = value.to_string();
        let written = if grouped { group(&digits) } else { digits };
        let text = format!("There are {written} members in the organization.");
        let is_bare_year = !written.contains(',') && (1000..3000).contains(&value);
        let shown = shows_number(&text, &Decimal::from(value));
        prop_assert_eq!(kind(&shown), if is_bare_year { "cannot tell" } else { "yes" });
        if other != value {
            let expected = if other == 1 { "cannot tell" } else { "no" };
            prop_assert_eq!(kind(&shows_number(&text, &Decimal::from(other))), expected);
        }
    }

    #[test]
    fn changing_one_digit_of_a_date_is_noticed(
        year in 1000_u16..2999,
        other in 1000_u16..2999,
        month in 1_u16..=12,
    ) {
        let text = format!("It started in {year}, in Brazil.");
        let value = PartialDate::from_fields(other, None, None).unwrap();
        prop_assert_eq!(kind(&shows_date(&text, &value)), if year == other { "yes" } else { "no" });
        let value = PartialDate::from_fields(other, Some(month), None).unwrap();
        let expected = if year == other { "cannot tell" } else { "no" };
        prop_assert_eq!(kind(&shows_date(&text, &value)), expected);
    }
}

fn group(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
