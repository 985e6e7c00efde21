use super::*;
use proptest::prelude::*;

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap()
}

#[test]
fn a_date_has_a_precision_and_days() {
    for (text, first, last, precision) in [
        ("2017", "2017-01-01", "2017-12-31", Precision::Year),
        ("2017-08", "2017-08-01", "2017-08-31", Precision::Month),
        ("2016-02", "2016-02-01", "2016-02-29", Precision::Month),
        ("2017-08-31", "2017-08-31", "2017-08-31", Precision::Day),
        ("9999", "9999-01-01", "9999-12-31", Precision::Year),
        ("0000", "0000-01-01", "0000-12-31", Precision::Year),
        ("2017-08-31T10:00:00Z", "2017-08-31", "2017-08-31", Precision::Day),
        ("2017-08-31 23:30:00.123456789-05:00", "2017-08-31", "2017-08-31", Precision::Day),
        ("2016-12-31t23:59:60z", "2016-12-31", "2016-12-31", Precision::Day),
        ("1990-12-31T15:59:60-08:00", "1990-12-31", "1990-12-31", Precision::Day),
        ("2017-01-01T05:29:60.5+05:30", "2017-01-01", "2017-01-01", Precision::Day),
        ("2017-08-31T10:00:00", "2017-08-31", "2017-08-31", Precision::Day),
        ("2017-08-31T10:00", "2017-08-31", "2017-08-31", Precision::Day),
        ("2018-10-24T22:51Z", "2018-10-24", "2018-10-24", Precision::Day),
        ("2017-08-31T24:00:00Z", "2017-08-31", "2017-08-31", Precision::Day),
        ("2017-08-31T24:00", "2017-08-31", "2017-08-31", Precision::Day),
        ("2017-08-31T10:00:00.1234567890Z", "2017-08-31", "2017-08-31", Precision::Day),
        ("0001-01-01T00:00:00.0000000000Z", "0001-01-01", "0001-01-01", Precision::Day),
        ("9999-12-31T23:59:59Z", "9999-12-31", "9999-12-31", Precision::Day),
        ("9999-12-31T23:59:59-23:59", "9999-12-31", "9999-12-31", Precision::Day),
        ("0000-01-01T00:00:00+23:59", "0000-01-01", "0000-01-01", Precision::Day),
        ("2017-08-31T10:00:00-00:00", "2017-08-31", "2017-08-31", Precision::Day),
    ] {
        let date = date(text);
        assert_eq!(date.first_day().to_string(), first, "{text}");
        assert_eq!(date.last_day().to_string(), last, "{text}");
        assert_eq!(date.precision(), precision, "{text}");
        assert_eq!(date.to_string(), text);
    }
}

#[test]
fn an_error_says_what_was_found_and_what_was_expected() {
    for (text, want) in [
        ("", WANT_DATE),
        ("17", WANT_DATE),
        ("02017", WANT_DATE),
        ("2017-8", WANT_DATE),
        ("2017-", WANT_DATE),
        ("-2017", WANT_DATE),
        ("+2017", WANT_DATE),
        ("2017-08-31-01", WANT_DATE),
        (" 2017", WANT_DATE),
        ("2017-08T10:00:00Z", WANT_DATE),
        ("２０１７", WANT_DATE),
        ("20170831", WANT_DATE),
        ("August 2017", WANT_DATE),
        ("2017-13", "a month from 01 to 12"),
        ("2017-00-10", "a month from 01 to 12"),
        ("2017-02-29", "a day that exists in that month"),
        ("2017-04-31", "a day that exists in that month"),
        ("2017-04-00", "a day that exists in that month"),
    ] {
        let error = PartialDate::parse(text).unwrap_err();
        assert_eq!((error.got.as_str(), error.want), (text, want));
    }
    for text in [
        "2017-08-31T10",
        "2017-08-31T10Z",
        "2017-08-31T24:00:01Z",
        "2017-08-31T24:01Z",
        "2017-08-31T25:00Z",
        "2017-08-31T10:60Z",
        "2017-08-31T10:00:61Z",
        "2017-08-31T10:00:00.Z",
        "2017-08-31T10:00:00.",
        "2017-08-31T10:00:60Z",
        "2016-12-31T23:58:60Z",
        "2016-12-31T22:59:60Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T23:59:60+01:00",
        "2017-08-31T10:01:60",
        "2017-08-31T10:00:00:00Z",
        "2017-08-31T10:00:00+2:00",
        "2017-08-31T10:00:00+24:00",
        "2017-08-31T10:00:00Zulu",
        "2017-08-31T",
    ] {
        assert!(PartialDate::parse(text).unwrap_err().want.starts_with("a time as"), "{text}");
    }
}

#[test]
fn a_whole_number_of_at_most_four_digits_is_a_year() {
    let read = |text| PartialDate::read(Scalar { text, is_number: true });
    for (text, year) in [("1990", "1990"), ("1990.0", "1990"), ("199e1", "1990"), ("7", "0007")] {
        assert_eq!(read(text).unwrap().to_string(), year);
    }
    for text in ["20170831", "1534000000", "12345", "-5", "1990.5", "1e400", "65536"] {
        assert_eq!(read(text).unwrap_err().want, WANT_YEAR, "{text}");
    }
    assert!(PartialDate::read(Scalar { text: "7", is_number: false }).is_err());
}

#[test]
fn instants_are_exact_and_in_the_order_of_time() {
    let in_order = [
        "0000-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00.0000000000Z",
        "2016-12-31T23:59:59.9999999999999Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.0000000001Z",
        "2016-12-31T24:00:00Z",
        "2017-01-01T00:00:00.05Z",
        "2017-01-01T00:00:00.1Z",
        "2017-01-01T00:00:00.12Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-23:59",
    ];
    for pair in in_order.windows(2) {
        let (left, right) = (date(pair[0]), date(pair[1]));
        assert_eq!(left.is_before(&right), Some(true), "{pair:?}");
        assert_eq!(right.is_before(&left), Some(false), "{pair:?}");
    }
    for (one, other, in_utc) in [
        ("2017-08-31T10:00:00.50Z", "2017-08-31T12:00:00.5+02:00", "2017-08-31T10:00:00.5Z"),
        ("2017-08-31T24:00:00Z", "2017-09-01T00:00:00.000Z", "2017-09-01T00:00:00Z"),
        ("1990-12-31T23:59:60Z", "1990-12-31T15:59:60-08:00", "1990-12-31T23:59:60Z"),
        ("1969-12-31T23:59:59Z", "1970-01-01T00:59:59+01:00", "1969-12-31T23:59:59Z"),
    ] {
        assert_eq!(date(one).instant(), date(other).instant(), "{one} {other}");
        assert_eq!(date(one).instant().unwrap().to_string(), in_utc);
    }
    assert_eq!(date("2017-08-31T10:00").instant(), None);
    assert_eq!(date("2017-08-31T10:00Z").instant(), None);
}

#[test]
fn all_notations_of_a_date_have_one_key() {
    for (notations, key) in [
        (
            vec![
                "2016-12-31T23:59Z",
                "2016-12-31T18:59-05:00",
                "2016-12-31t23:59z",
                "2016-12-31 23:59:00.0Z",
            ],
            "2016-12-31T23:59:00Z",
        ),
        (vec!["2004-06-07 01:00:00", "2004-06-07t01:00:00"], "2004-06-07T01:00:00"),
        (vec!["2004-06"], "2004-06"),
    ] {
        for notation in notations {
            assert_eq!(date(notation).key(), key, "{notation}");
        }
    }
}

#[test]
fn a_less_precise_date_agrees_with_every_date_inside_it() {
    use Agreement::{Agree, CannotTell, Differ};
    for (left, right, agreement) in [
        ("2017", "2017-08", Agree),
        ("2017", "2017-12-31", Agree),
        ("2017-08", "2017-08-31", Agree),
        ("2021", "2021-02", Agree),
        ("2017", "2018", Differ),
        ("2018-10", "2018-04", Differ),
        ("2017", "2018-01-01", Differ),
        ("2017-08", "2017-09-01", Differ),
        ("2017-08-31", "2017-08-30", Differ),
        ("2017-08-31T10:00:00Z", "2017-08-31T12:00:00+02:00", Agree),
        ("2017-08-31T10:00:00Z", "2017-08-31T10:00:00.1Z", Differ),
        ("2017-08-31T10:00:00Z", "2017-08", Agree),
        ("2017-08-31T10:00:00Z", "2017-09", Agree),
        ("2017-08-31T00:00:00Z", "2017-09", Differ),
        ("2017-08-31T10:00:00", "2017-09", Differ),
        ("2017-08-31T01:00", "2017-08-31T23:00", CannotTell),
        ("2017-08-31T01:00", "2017-08-31T01:00Z", CannotTell),
        ("2017-08-31T01:00", "2017-08-31t01:00", Agree),
        ("2017-08-31T01:00", "2017-08-31", Agree),
        ("2017-08-31T01:00", "2017-09-01T01:00", Differ),
    ] {
        assert_eq!(date(left).agrees_with(&date(right)), agreement, "{left} {right}");
        assert_eq!(date(right).agrees_with(&date(left)), agreement, "{right} {left}");
    }
}

#[test]
fn before_is_decided_only_when_certain() {
    for (left, right, before) in [
        ("2017", "2018", Some(true)),
        ("2018", "2017", Some(false)),
        ("2017", "2017", None),
        ("2017", "2017-08", None),
        ("2017-12-31", "2017", Some(false)),
        ("2017", "2017-01-01", Some(false)),
        ("2017-01-01", "2017", None),
        ("2017-08-31", "2017-08-31", Some(false)),
        ("2017-08-31", "2017-09", Some(true)),
        ("2017-08-31T10:00:00Z", "2017-08-31T11:00:00Z", Some(true)),
        ("2017-08-31T10:00:00Z", "2017-08-31T11:00:00+02:00", Some(false)),
        ("2017-08-31T10:00Z", "2017-08-31T10:00:59Z", None),
        ("2017-08-31T10:00Z", "2017-08-31T10:01:00Z", Some(true)),
        ("2017-08-31T10:01:00Z", "2017-08-31T10:00Z", Some(false)),
        ("2017-08-31T10:00:00", "2017-08-31T11:00:00", None),
        ("2017-08-31T10:00:00", "2017-08-31T09:00:00Z", None),
        ("2017-08-31T10:00:00", "2017-08-31", Some(false)),
        ("2017-08-31T10:00:00", "2017-08-31T09:00:00", None),
        ("2017-08-31T10:00:00Z", "2017-08-31", None),
        ("2017-09-01T10:00:00Z", "2017-08-31", Some(false)),
        ("2017-08-31", "2017-09-01T23:58:59Z", None),
        ("2017-08-31", "2017-09-01T23:59:00Z", Some(true)),
        ("2017-08-29T23:59:59Z", "2017-08-31", Some(true)),
        ("2017-08-30T00:01:00Z", "2017-08-31", None),
        ("2017-08-31T10:00:00", "2017-09-01T09:00:00", Some(true)),
    ] {
        assert_eq!(date(left).is_before(&date(right)), before, "{left} {right}");
    }
    assert!(date("2018").is_certainly_after(&date("2017-12")));
    assert!(!date("2018").is_certainly_after(&date("2018")));
    assert!(date("2017-08").lies_within(&date("2017")));
    assert!(!date("2017").lies_within(&date("2017-08")));
}

#[test]
fn the_end_of_a_day_is_the_start_of_the_next_also_without_an_offset() {
    let end = date("2018-10-24T24:00:00");
    assert_eq!(end.agrees_with(&date("2018-10-25T00:00:00")), Agreement::CannotTell);
    assert_eq!(end.is_before(&date("2018-10-25")), None);
    assert_eq!(date("2018-10-25").is_before(&end), Some(false));
    assert_eq!(end.is_before(&date("2018-10-26")), Some(true));
    assert_eq!(end.agrees_with(&date("2018-10-24")), Agreement::Agree);
    assert_eq!(date("9999-12-31T24:00").is_before(&date("9999-12-30")), Some(false));
}

#[test]
fn one_instant_written_in_two_offsets_is_not_before_and_after_a_day() {
    let day = date("2018-10-24");
    for written in ["2018-10-25T00:30:00+02:00", "2018-10-24T22:30:00Z"] {
        let instant = date(written);
        assert_eq!(day.is_before(&instant), None, "{written}");
        assert_eq!(instant.is_before(&day), None, "{written}");
        assert_eq!(day.agrees_with(&instant), Agreement::Agree, "{written}");
        assert_ne!(instant.is_after_today(&day), Some(true), "{written}");
    }
    assert_eq!(date("2018-10-25T00:00:00Z").is_after_today(&day), Some(true));
    assert_eq!(date("2018-10-24T23:30:00-02:00").is_after_today(&day), Some(true));
    assert_eq!(date("2018-10-25").is_after_today(&day), Some(true));
}

proptest! {
    #[test]
    fn certainty_about_an_instant_does_not_depend_on_its_offset(
        hour in 0_i64..24, minute in 0_i64..60, days in -3_i8..=3,
        offset in -1439_i64..=1439,
        month in proptest::bool::ANY,
        time in proptest::option::of(0_u8..24),
    ) {
        let in_utc = date(&format!("2018-10-15T{hour:02}:{minute:02}:00Z"));
        let local = hour * 60 + minute + offset;
        let (day, of_day) = (15 + local.div_euclid(1440), local.rem_euclid(1440));
        let (sign, size) = (if offset < 0 { '-' } else { '+' }, offset.abs());
        let elsewhere = date(&format!(
            "2018-10-{day:02}T{:02}:{:02}:00{sign}{:02}:{:02}",
            of_day / 60, of_day % 60, size / 60, size % 60,
        ));
        prop_assert_eq!(in_utc.instant(), elsewhere.instant());
        let other = match (month, time) {
            (true, _) => "2018-10".to_owned(),
            (false, None) => format!("2018-10-{:02}", 15 + days),
            (false, Some(hour)) => format!("2018-10-{:02}T{hour:02}:00:00", 15 + days),
        };
        let other = date(&other);
        prop_assert_eq!(in_utc.is_before(&other), elsewhere.is_before(&other));
        prop_assert_eq!(other.is_before(&in_utc), other.is_before(&elsewhere));
        prop_assert_eq!(in_utc.agrees_with(&other), elsewhere.agrees_with(&other));
        prop_assert_eq!(
            in_utc.is_after_today(&other), elsewhere.is_after_today(&other));
        // The date-time agrees with the day that it has at its own offset.
        let own_day = PartialDate::from_day(elsewhere.first_day());
        prop_assert_eq!(elsewhere.agrees_with(&own_day), Agreement::Agree);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[0-9TZ:+. -]{0,30}") {
        if let Ok(date) = PartialDate::parse(&text) {
            prop_assert_eq!(date.to_string(), text);
            prop_assert!(date.first_day() <= date.last_day());
        }
    }

    #[test]
    fn before_and_after_exclude_each_other(
        left in "20[01][0-9](-0[1-9](-[012][1-8])?)?",
        right in "20[01][0-9](-0[1-9](-[012][1-8])?)?",
    ) {
        let (left, right) = (date(&left), date(&right));
        prop_assert!(!(left.is_certainly_before(&right) && right.is_certainly_before(&left)));
        if left.agrees_with(&right) == Agreement::Agree {
            prop_assert!(!left.is_certainly_before(&right) && !left.is_certainly_after(&right));
        } else {
            prop_assert!(left.is_certainly_before(&right) || left.is_certainly_after(&right));
        }
    }
}
