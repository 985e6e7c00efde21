//! Tests of numbers and dates whose meaning depends on the words around them: denials, units,
//! labels and scales.

use super::*;
use crate::value::period::PeriodEnd;

#[track_caller]
fn assert_numbers(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        assert_eq!(kind(&shows_number(text, &number(value))), *want, "{value} in {text:?}");
    }
}

#[track_caller]
fn assert_dates(cases: &[(&str, &str, &str)]) {
    for (text, value, want) in cases {
        let date = PartialDate::parse(value).unwrap();
        assert_eq!(kind(&shows_date(text, &date)), *want, "{value} in {text:?}");
    }
}

#[test]
fn denied_values_are_not_shown() {
    assert_numbers(&[
        ("there were not 27 votes", "27", "cannot tell"),
        ("there weren't 27 votes", "27", "cannot tell"),
        ("there were 26 instead of 27 votes", "27", "cannot tell"),
        ("there were 26 instead of 27 votes", "26", "yes"),
        ("there were 26 rather than 27 votes", "27", "cannot tell"),
        ("everyone but two voted", "2", "cannot tell"),
        ("no longer 27 members", "27", "cannot tell"),
        ("not more than 27 members", "27", "cannot tell"),
        ("not more than 27 members", "28", "no"),
        ("not 26 but 27 votes", "27", "yes"),
        ("not only 27 votes", "27", "yes"),
        ("not just 27 votes but 30", "27", "yes"),
        ("whether or not 27 votes", "27", "yes"),
        ("It has not voted. The 27 votes", "27", "yes"),
        ("It has not voted, and 27 others have", "27", "yes"),
        ("but 27 votes", "27", "yes"),
    ]);
    assert_dates(&[
        ("It was not made in 1930 but in 1931", "1930", "cannot tell"),
        ("It was not made in 1930 but in 1931", "1931", "yes"),
        ("It was not made in 1930 but in 1931", "1932", "no"),
        ("It was not sold on May 5, 1930", "1930-05-05", "cannot tell"),
        ("made in 1931, not in 1930", "1931", "yes"),
        ("made in 1931, not in 1930", "1930", "cannot tell"),
        ("It did not open until 1930", "1930", "yes"),
        ("not only in 1930", "1930", "yes"),
    ]);
    let duration = Duration::parse("P3Y").unwrap();
    assert_eq!(kind(&shows_duration("it did not last three years", &duration)), "cannot tell");
    assert_eq!(kind(&shows_amount("not EUR 5", &number("5"), "EUR")), "cannot tell");
}

#[test]
fn a_difference_is_not_a_count() {
    assert_numbers(&[
        ("25 votes fewer than in May", "25", "cannot tell"),
        ("25 electoral votes short of it", "25", "cannot tell"),
        ("25 short of the goal", "25", "cannot tell"),
        ("25 more votes than in May", "25", "cannot tell"),
        ("rose by 25 votes", "25", "cannot tell"),
        ("led by 25 votes and more", "25", "yes"),
        ("adopted by 25 members", "25", "yes"),
        ("25 short films", "25", "yes"),
    ]);
}

#[test]
fn a_label_is_neither_a_number_nor_a_year() {
    assert_numbers(&[
        ("Apollo 11 was launched", "11", "cannot tell"),
        ("the launch of Apollo 11", "11", "cannot tell"),
        ("rooms 3 and 4", "3", "cannot tell"),
        ("inv. no. 27", "27", "cannot tell"),
        ("Its 27 members", "27", "yes"),
        ("Currently 27 members", "27", "yes"),
        ("The WHO's 27 members", "27", "yes"),
        ("Apollo eleven was launched with eleven men", "11", "yes"),
    ]);
    assert_dates(&[
        ("Room 1984 has the vase", "1984", "cannot tell"),
        ("The vase, inv. no. 1920, was bought", "1920", "cannot tell"),
        ("Flight 1984 to Rome", "1984", "cannot tell"),
        ("on pages 1920-1930", "1920", "cannot tell"),
        ("a screen of 1920 × 1080", "1920", "cannot tell"),
        ("the Data Protection Act 2018", "2018", "yes"),
        ("1920", "1920", "yes"),
        ("in 1920", "1920", "yes"),
        ("Olympic Games 2012", "2012", "yes"),
    ]);
}

#[test]
fn a_measure_is_not_a_year() {
    assert_dates(&[
        ("It weighs 1920 kg with the lid", "1920", "no"),
        ("The river is 1920 m long", "1920", "no"),
        ("between 1920 and 1950 kg", "1920", "no"),
        ("a 1920-kg weight", "1920", "no"),
        ("1920-1950 km", "1920", "no"),
    ]);
}

#[test]
fn the_word_after_a_currency_is_read() {
    for (text, value, currency, want) in [
        ("cost 5 euro cents", "5", "EUR", "no"),
        ("cost 5 euro cents", "0.05", "EUR", "yes"),
        ("cost 5 USD million", "5", "USD", "no"),
        ("cost 5 USD million", "5000000", "USD", "yes"),
        ("cost 5 EUR bn", "5000000000", "EUR", "yes"),
        ("cost 5 EUR bn", "5", "EUR", "no"),
        ("cost 5 EUR Mrd", "5", "EUR", "cannot tell"),
        ("cost 5 EUR Mrd", "5000000000", "EUR", "cannot tell"),
        ("cost EUR 5 thsd", "5", "EUR", "cannot tell"),
        ("cost EUR 5 thsd", "5000", "EUR", "cannot tell"),
        ("cost EUR 5 thsd", "6", "EUR", "no"),
        ("cost EUR 5 mlrds", "5", "EUR", "cannot tell"),
        ("cost 5 EUR millions", "5", "EUR", "cannot tell"),
        ("cost EUR 5 million", "5000000", "EUR", "yes"),
        ("cost EUR 5 by then", "5", "EUR", "yes"),
        ("cost 5 EUR.", "5", "EUR", "yes"),
    ] {
        let shows = shows_amount(text, &number(value), currency);
        assert_eq!(kind(&shows), want, "{value} {currency} in {text:?}");
    }
}

#[test]
fn the_ends_of_a_period_are_not_exchanged() {
    for (text, from, to, want) in [
        ("from 1940 to 1945", "1940", "1945", ["yes", "yes"]),
        ("from 1940 to 1945", "1945", "1940", ["cannot tell", "cannot tell"]),
        ("1940-1945", "1945", "1940", ["cannot tell", "cannot tell"]),
        ("between 1940 and 1945", "1945", "1940", ["cannot tell", "cannot tell"]),
        ("13-15 April 2015", "2015-04-15", "2015-04-13", ["cannot tell", "cannot tell"]),
        ("until 1940, and since 1945", "1940", "1945", ["cannot tell", "cannot tell"]),
        ("ended in 1945, begun in 1940", "1940", "1945", ["yes", "yes"]),
        ("dates back to 1940", "1940", "1945", ["yes", "no"]),
    ] {
        let (from, to) = (PartialDate::parse(from).unwrap(), PartialDate::parse(to).unwrap());
        let asked = [(&from, Some(PeriodEnd::Start)), (&to, Some(PeriodEnd::End))];
        let found: Vec<&str> = shows_dates(text, asked).iter().map(kind).collect();
        assert_eq!(found, want, "{from} to {to} in {text:?}");
    }
}

#[test]
fn one_in_five_is_not_five() {
    assert_numbers(&[
        ("One in five of the members left", "5", "cannot tell"),
        ("One in five of the members left", "1", "cannot tell"),
        ("One in five of the members left", "6", "no"),
        ("2 in 3 members left", "3", "cannot tell"),
        ("nine out of ten members left", "10", "cannot tell"),
        ("one in every 20 members left", "20", "cannot tell"),
        ("It had 27 in 2018", "27", "yes"),
        ("27 members in 20 countries", "27", "yes"),
        ("27 members in 20 countries", "20", "yes"),
    ]);
}

#[test]
fn a_year_that_ends_in_march_is_not_the_calendar_year() {
    assert_dates(&[
        ("In the year ending 31 March 2018 it gave", "2018", "cannot tell"),
        ("In the year ending 31 March 2018 it gave", "2018-03", "cannot tell"),
        ("In the year ending 31 March 2018 it gave", "2018-03-31", "yes"),
        ("In the year ending 31 March 2018 it gave", "2017", "cannot tell"),
        ("In the year that ended on 31 March 2018 it gave", "2018", "cannot tell"),
        ("In the 12 months to March 2018 it gave", "2018", "cannot tell"),
        ("In the 12 months to March 2018 it gave", "2018-03", "yes"),
        ("The project ended on 31 March 2018", "2018", "yes"),
        ("It ran from May 2016 to March 2018", "2018", "yes"),
        ("In the year to March 2018 it gave, and closed in May 2019", "2019", "yes"),
    ]);
}

#[test]
fn a_bound_of_a_date_is_not_the_date() {
    assert_dates(&[
        ("opened before 29 September 1954", "1954-09-29", "cannot tell"),
        ("opened before 29 September 1954", "1954", "cannot tell"),
        ("opened before 29 September 1954", "1950", "cannot tell"),
        ("opened before 29 September 1954", "1955", "no"),
        ("opened on or before Monday, 29 September 1954", "1954-09-29", "cannot tell"),
        ("opened by 1954", "1954", "cannot tell"),
        ("opened by the end of 1954", "1954", "cannot tell"),
        ("opened by mid-1954", "1954", "cannot tell"),
        ("opened no later than 1954", "1954", "cannot tell"),
        ("opened no later than 1954", "1953", "cannot tell"),
        ("opened no later than 1954", "1955", "no"),
        ("opened not before May 1954", "1954-05", "cannot tell"),
        ("opened not before May 1954", "1954-04", "no"),
        ("opened no earlier than 1954", "1955", "cannot tell"),
        ("opened prior to 1954", "1954", "cannot tell"),
        ("opened after 1954", "1954", "cannot tell"),
        ("opened after 1954", "1953", "no"),
        ("a post-1954 building", "1954", "cannot tell"),
        ("a pre-1954 building", "1954", "cannot tell"),
        ("opened in 1954 at the latest", "1954", "cannot tell"),
        ("opened in 1954 at the very latest", "1954", "cannot tell"),
        ("opened in 1954 or earlier", "1954", "cannot tell"),
        ("opened < 1954", "1954", "cannot tell"),
        ("opened in (or before) 1954", "1954", "cannot tell"),
        ("opened 1954 latest", "1955", "no"),
        ("opened latest 1954", "1954", "cannot tell"),
        ("open from 1954 onwards", "1954", "cannot tell"),
        ("open since 29 September 1954", "1954-09-29", "cannot tell"),
        ("open since 1954", "1954", "cannot tell"),
        ("open since 1954", "1955", "no"),
        ("open until 1954", "1954", "cannot tell"),
        ("open through 1954", "1954", "cannot tell"),
        ("built between 1954 and 1956", "1954", "cannot tell"),
        ("built between 1954 and 1956", "1955", "cannot tell"),
        ("built between 1954 and 1956", "1957", "no"),
        ("built before 1954, and opened in 1956", "1956", "yes"),
        ("built before 1954, and opened in 1956", "1950", "no"),
        ("by decree of 29 September 1954", "1954-09-29", "yes"),
        ("the month after, in May 1954, it opened", "1954-05", "yes"),
        ("a letter from 1954", "1954", "yes"),
        ("as early as 1954", "1954", "yes"),
        ("in early 1954", "1954", "yes"),
        ("at the end of 1954", "1954", "yes"),
        ("on Monday, 29 September 1954", "1954-09-29", "yes"),
    ]);
}

#[test]
fn one_of_two_dates_is_neither() {
    assert_dates(&[
        ("opened in 1954 or 1955", "1954", "cannot tell"),
        ("opened in 1954 or 1955", "1955", "cannot tell"),
        ("opened in 1954 or 1955", "1956", "no"),
        ("opened either in 1954 or in May 1955", "1954", "cannot tell"),
        ("opened either in 1954 or in May 1955", "1955-05", "cannot tell"),
        ("opened in 1953, 1954 or 1955", "1953", "cannot tell"),
        ("opened on 29 or 30 September 1954", "1954-09-29", "cannot tell"),
        ("opened on 29 or 30 September 1954", "1954-09-30", "cannot tell"),
        ("opened on September 29 or 30, 1954", "1954-09-29", "cannot tell"),
        ("opened in September or October 1954", "1954-09", "cannot tell"),
        ("opened in 1954 (or 1955)", "1954", "cannot tell"),
        ("opened in 1954, or maybe 1955", "1954", "cannot tell"),
        ("opened in late 1953/early 1954", "1954", "cannot tell"),
        ("opened in late 1953/early 1954", "1953", "cannot tell"),
        ("the 1954-or-1955 opening", "1954", "cannot tell"),
        ("opened in 1954 or the year after", "1954", "cannot tell"),
        ("opened on 29 May 1954 or the day before", "1954-05-29", "cannot tell"),
        ("opened in 1954 or in Bonn", "1954", "yes"),
        ("opened in 1954 and 1955", "1954", "yes"),
    ]);
}

#[test]
fn an_estimated_date_is_not_plain() {
    assert_dates(&[
        ("opened about 29 September 1954", "1954-09-29", "cannot tell"),
        ("opened around September 1954", "1954-09", "cannot tell"),
        ("opened in c. May 1954", "1954-05", "cannot tell"),
        ("opened perhaps 1954", "1954", "cannot tell"),
        ("opened May 1954 (?)", "1954-05", "cannot tell"),
        ("opened (1954?)", "1954", "cannot tell"),
        ("opened in 1954 or so", "1954", "cannot tell"),
    ]);
}
