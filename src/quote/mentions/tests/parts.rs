//! Tests of values that are written in several parts.

use super::*;
use crate::value::period::PeriodEnd;

#[track_caller]
fn assert_numbers(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        assert_eq!(kind(&shows_number(text, &number(value))), *want, "{value} in {text:?}");
    }
}

#[track_caller]
fn assert_durations(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        let value = Duration::parse(value).unwrap();
        assert_eq!(kind(&shows_duration(text, &value)), *want, "{value} in {text:?}");
    }
}

#[track_caller]
fn assert_dates(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        let value = PartialDate::parse(value).unwrap();
        assert_eq!(kind(&shows_date(text, &value)), *want, "{value} in {text:?}");
    }
}

#[test]
fn the_scales_of_one_number_are_added() {
    assert_numbers(&[
        ("carried two thousand, three hundred and five passengers", "2305", "yes"),
        ("carried two thousand, three hundred and five passengers", "2000", "no"),
        ("carried two thousand, three hundred and five passengers", "305", "no"),
        ("sold one million, two hundred thousand, three hundred and five books", "1200305", "yes"),
        ("sold three million, four hundred thousand books", "3400000", "yes"),
        ("sold three million, four hundred thousand books", "3000000", "no"),
        ("sold 3 million, 400 thousand books", "3400000", "yes"),
        ("sold 3 million, 400 thousand books", "400000", "no"),
        ("sold 3 million, 400 thousand of them abroad", "400000", "cannot tell"),
        ("sold 3 million, 400 thousand of them abroad", "3400000", "cannot tell"),
        ("Of two thousand, three hundred were women", "300", "cannot tell"),
        ("sold 5 thousand 300 books", "5300", "yes"),
        ("sold 5 thousand 300 books", "300", "no"),
        ("sold 1 million and 200 thousand books", "1200000", "cannot tell"),
        ("sold 1 million and 200 thousand books", "200000", "cannot tell"),
        ("sold one million, two million and three million books", "2000000", "yes"),
        ("sold two million and three million books", "2000000", "yes"),
        ("sold two million and three million books", "3000000", "yes"),
        ("sold two hundred and three hundred books", "200", "yes"),
        ("sold two hundred and three books", "203", "yes"),
        ("has 83 million, 5 million more than before", "83000000", "yes"),
        ("sold 3 million, 400 shops took part", "400", "yes"),
    ]);
    for (text, value, want) in [
        ("paid 1 million 200 thousand euros to it", "1200000", "yes"),
        ("paid 1 million 200 thousand euros to it", "200000", "no"),
        ("paid EUR 3 million, 400 thousand people came", "3000000", "cannot tell"),
        ("paid EUR 3 million, 200 participants came", "3000000", "yes"),
    ] {
        assert_eq!(kind(&shows_amount(text, &number(value), "EUR")), want, "{value} in {text:?}");
    }
}

#[test]
fn fractions_of_a_million_are_numbers() {
    assert_numbers(&[
        ("Three quarters of a million people voted", "750000", "yes"),
        ("Three quarters of a million people voted", "1000000", "no"),
        ("three-quarters of a million people", "750000", "yes"),
        ("¾ of a million people", "750000", "yes"),
        ("3/4 of a million people", "750000", "yes"),
        ("3/4 of a million people", "1000000", "no"),
        ("half-a-million people", "500000", "yes"),
        ("Two thirds of a million people voted", "666667", "cannot tell"),
        ("Two thirds of a million people voted", "670000", "cannot tell"),
        ("Two thirds of a million people voted in 12 towns", "670000", "cannot tell"),
        ("Two thirds of a million people voted in 12 towns", "1000000", "no"),
        ("one and three quarters million people", "1750000", "yes"),
        ("six and three quarters million people", "6", "no"),
        ("one and three quarters points", "1.75", "yes"),
        ("a million and a half people", "1500000", "yes"),
        ("a million and a half people", "1000000.5", "no"),
        ("2 million and a half people", "2500000", "yes"),
        ("between one and three quarters of the people", "1.75", "cannot tell"),
        ("two thirds of the members", "2", "cannot tell"),
        ("five and a third party", "5", "yes"),
    ]);
}

#[test]
fn powers_of_ten_are_numbers() {
    assert_numbers(&[
        ("made 1.6 × 10⁶ litres of it", "1600000", "cannot tell"),
        ("made 1.6 × 10⁶ parts", "1600000", "yes"),
        ("made 1.6 × 10⁶ parts", "1.6", "no"),
        ("made 1.6 × 10^6 parts", "1600000", "yes"),
        ("made 1.6×10^6 parts", "1600000", "yes"),
        ("made 1.6 x 10**6 parts", "1600000", "yes"),
        ("made 2 · 10⁻³ parts", "0.002", "yes"),
        ("made 10^6 parts", "1000000", "yes"),
        ("made 10⁶ parts", "1000000", "cannot tell"),
        ("made 10² parts", "10", "cannot tell"),
        ("about 6.022e23 particles", "6.022e23", "cannot tell"),
        ("count is 6.022e23 particles", "6.022e23", "yes"),
        ("count is 6.022E+23 particles", "6.022e23", "yes"),
        ("count is 6.022e23 particles", "6.022", "no"),
        ("has 5 × 10 members", "10", "cannot tell"),
        ("the code 12e45f", "12", "cannot tell"),
    ]);
}

#[test]
fn all_units_of_a_duration_are_added() {
    assert_durations(&[
        ("lasted 10 days and 6 hours in all", "P10D", "no"),
        ("lasted 2 days, 3 hours and 5 minutes", "P2D", "no"),
        ("lasted 2 days and a few hours", "P2D", "cannot tell"),
        ("lasted 2 days and 0 hours", "P2D", "yes"),
        ("lasted one year, two months and a day", "P1Y2M", "no"),
        ("lasted one year, two months and a day", "P1Y2M1D", "yes"),
        ("lasted two years and six months", "P2Y", "no"),
        ("lasted two years and six months", "P2Y6M", "yes"),
        ("lasted a year and six months", "P6M", "cannot tell"),
        ("lasted a year and six months", "P1Y6M", "cannot tell"),
        ("lasted two decades and three years", "P3Y", "cannot tell"),
        ("lasted two decades and three years", "P23Y", "cannot tell"),
        ("lasted three years and a half", "P3Y", "cannot tell"),
        ("lasted three years and a day in May", "P3Y1D", "yes"),
        ("for three years, a record", "P3Y", "yes"),
    ]);
}

#[test]
fn a_numeric_date_is_read_in_every_order_of_its_parts() {
    assert_dates(&[
        ("born on 29.09.1954 in Rome", "1945-09-29", "no"),
        ("born on 29.09.1954 in Rome", "1954-09-29", "cannot tell"),
        ("born on 29-09-1954 in Rome", "1954-09-29", "cannot tell"),
        ("born on 29-09-1954 in Rome", "1945-09-29", "no"),
        ("born on 03.05.1954 in Rome", "1955", "no"),
        ("born on 03.05.1954 in Rome", "1954", "cannot tell"),
        ("born on 03.05.1954 in Rome", "1954-03-05", "cannot tell"),
        ("born on 03.05.1954 in Rome", "1954-05-03", "cannot tell"),
        ("born on 03.05.1954 in Rome", "1954-05-04", "no"),
        ("born on 3/5/54 in Rome", "1954-05-03", "cannot tell"),
        ("born on 3/5/54 in Rome", "1955", "no"),
    ]);
}

#[test]
fn a_year_in_words_or_without_its_century_is_undecided() {
    assert_dates(&[
        ("opened in nineteen fifty-four", "1954", "cannot tell"),
        ("opened in nineteen fifty-four", "1945", "no"),
        ("opened in nineteen oh five", "1905", "cannot tell"),
        ("opened in twenty twenty-one", "2021", "cannot tell"),
        ("opened in two thousand and five", "2005", "cannot tell"),
        ("opened in nineteen hundred", "1900", "cannot tell"),
        ("opened in ’89 in the old town", "1989", "cannot tell"),
        ("opened in ’89 in the old town", "1889", "cannot tell"),
        ("opened in ’89 in the old town", "1988", "no"),
        ("open from 1954 to 58 in the old town", "1958", "cannot tell"),
        ("open from 1954 to 58 in the old town", "1959", "no"),
        ("In resolution 1954 it began", "1954", "cannot tell"),
        ("In UN Res. 1954 (2010) it began", "1954", "cannot tell"),
    ]);
    assert_numbers(&[
        ("opened in nineteen fifty-four", "19", "cannot tell"),
        ("opened in ’89 in the old town", "89", "cannot tell"),
        ("has eighteen twenty-year-old members", "18", "yes"),
        ("has two thousand members", "2000", "yes"),
    ]);
}

#[test]
fn the_ends_of_two_periods_are_not_one_period() {
    for (text, from, to, want) in [
        ("from 1940 to 1945 and 1950 to 1955", "1940", "1955", ["cannot tell", "cannot tell"]),
        ("from 1940 to 1945 and 1950 to 1955", "1950", "1955", ["yes", "yes"]),
        ("1940-1945 and 1950-1955", "1940", "1955", ["cannot tell", "cannot tell"]),
        ("1940-1945 and 1950-1955, so from 1940 on", "1940", "1955", ["yes", "yes"]),
        ("1940-1955, that is 1940-1945 and 1950-1955", "1940", "1955", ["yes", "yes"]),
    ] {
        let (from, to) = (PartialDate::parse(from).unwrap(), PartialDate::parse(to).unwrap());
        let asked = [(&from, Some(PeriodEnd::Start)), (&to, Some(PeriodEnd::End))];
        let found: Vec<&str> = shows_dates(text, asked).iter().map(kind).collect();
        assert_eq!(found, want, "{from} to {to} in {text:?}");
    }
}

#[test]
fn a_time_of_day_is_not_a_count() {
    assert_numbers(&[
        ("Tickets were sold from 6 p.m. to all", "6", "cannot tell"),
        ("Tickets were sold at 6 pm to all", "6", "cannot tell"),
        ("Tickets were sold at six o’clock", "6", "cannot tell"),
    ]);
}
