//! Tests of sequences.

use super::FaultKind::{Backwards, BeginsLate, Repeated, Skips};
use super::*;
use proptest::prelude::*;

const PLAIN: Demands =
    Demands { descending: false, strict: false, no_gaps: false, lowest_at_most: None };

/// Values in JSON notation: numbers as they are, texts with a leading single quotation mark.
fn values<'a>(written: &[&'a str]) -> Vec<Scalar<'a>> {
    let value = |text: &&'a str| match text.strip_prefix('\'') {
        Some(text) => Scalar { text, is_number: false },
        None => Scalar { text, is_number: true },
    };
    written.iter().map(value).collect()
}

fn judged(written: &[&str], form: Form, demands: Demands) -> (Vec<(FaultKind, usize, usize)>, u64) {
    let values = values(written);
    let judgement = judge(&values, form_of_all(form, &values), demands);
    let faults = judgement.faults.iter().map(|fault| (fault.kind, fault.before, fault.at));
    (faults.collect(), judgement.cannot_tell)
}

#[test]
fn values_are_compared_by_the_form_that_all_have() {
    for (written, faults, cannot_tell) in [
        (vec!["9", "10", "10.0"], vec![], 0),
        (vec!["'9", "'10", "'1000"], vec![], 0),
        (vec!["'10", "'9"], vec![(Backwards, 0, 1)], 0),
        (vec!["'999", "'1000", "'2000"], vec![], 0),
        (vec!["'2017", "'2017-08", "'2018"], vec![], 1),
        (vec!["'2017-08", "'2017-08-01"], vec![], 1),
        (vec!["'2017-08-02", "'2017-08-01"], vec![(Backwards, 0, 1)], 0),
        (vec!["'a9", "'a10"], vec![(Backwards, 0, 1)], 0),
        (vec!["'1.9", "'1.10", "'2.0.0-rc.1", "'2"], vec![], 0),
        (vec!["1", "'1", "2"], vec![], 1),
        (vec![], vec![], 0),
        (vec!["7"], vec![], 0),
    ] {
        assert_eq!(judged(&written, Form::Auto, PLAIN), (faults, cannot_tell), "{written:?}");
    }
    assert_eq!(judged(&["'2017", "2018"], Form::Date, PLAIN), (vec![], 0));
    assert_eq!(judged(&["'10", "9"], Form::Number, PLAIN), (vec![(Backwards, 0, 1)], 0));
    assert_eq!(judged(&["'9", "'10"], Form::Text, PLAIN), (vec![(Backwards, 0, 1)], 0));
}

/// 2018-02-30 is not a date but is a version. It must not turn the whole list into versions.
#[test]
fn an_impossible_date_does_not_turn_dates_into_versions() {
    let dates = ["'2018-01-01", "'2018-02-30", "'2018-03-01"];
    assert_eq!(form_of_all(Form::Auto, &values(&dates)), Form::Date);
    assert_eq!(judged(&dates, Form::Date, Demands::default()), (vec![], 1));
    let versions = ["'1.2.3", "'2.0.0-rc.1", "'2.0.0"];
    assert_eq!(form_of_all(Form::Auto, &values(&versions)), Form::Version);
}

#[test]
fn an_incomparable_value_hides_no_violation() {
    assert_eq!(judged(&["5", "'x", "3"], Form::Auto, PLAIN), (vec![(Backwards, 0, 2)], 1));
    assert_eq!(
        judged(&["'2018-05", "'2018", "'2018-03"], Form::Date, PLAIN),
        (vec![(Backwards, 0, 2)], 1)
    );
    assert_eq!(
        judged(&["'2018", "'2018-05", "'2018-03"], Form::Date, PLAIN),
        (vec![(Backwards, 1, 2)], 1)
    );
}

#[test]
fn equal_neighbours_are_faults_where_the_order_is_strict() {
    let strict = Demands { strict: true, ..PLAIN };
    assert_eq!(judged(&["1", "1.0"], Form::Auto, strict), (vec![(Repeated, 0, 1)], 0));
    assert_eq!(judged(&["'a", "'a"], Form::Auto, strict), (vec![(Repeated, 0, 1)], 0));
    // Two dates of the same year may be different days.
    assert_eq!(judged(&["'2017", "'2017"], Form::Auto, strict), (vec![], 1));
    let down = Demands { descending: true, strict: true, ..PLAIN };
    assert_eq!(judged(&["3", "1", "2"], Form::Auto, down), (vec![(Backwards, 1, 2)], 0));
}

#[test]
fn gaps_are_between_whole_numbers_and_major_versions() {
    let no_gaps = Demands { no_gaps: true, ..PLAIN };
    for (written, faults, cannot_tell) in [
        (vec!["1", "2", "2", "4"], vec![(Skips, 2, 3)], 0),
        (vec!["'1.0.0", "'1.7.0", "'2.0.0-rc.1", "'4.0"], vec![(Skips, 2, 3)], 0),
        (vec!["99999999999999999999", "100000000000000000000"], vec![], 0),
        (vec!["1", "1.5", "3"], vec![], 2),
        (vec!["3", "1"], vec![(Backwards, 0, 1)], 0),
        (vec!["'2017-01-01", "'2019-01-01"], vec![], 1),
    ] {
        assert_eq!(judged(&written, Form::Auto, no_gaps), (faults, cannot_tell), "{written:?}");
    }
    let down = Demands { descending: true, ..no_gaps };
    assert_eq!(judged(&["4", "3", "1"], Form::Auto, down), (vec![(Skips, 1, 2)], 0));
}

#[test]
fn a_history_begins_with_its_lowest_number() {
    let demands = Demands { lowest_at_most: Some(1), ..PLAIN };
    assert_eq!(judged(&["0", "1"], Form::Auto, demands), (vec![], 0));
    assert_eq!(judged(&["'1.2.0"], Form::Auto, demands), (vec![], 0));
    assert_eq!(judged(&["'2.0.0", "'3.0.0"], Form::Auto, demands), (vec![(BeginsLate, 0, 0)], 0));
    let down = Demands { descending: true, ..demands };
    assert_eq!(judged(&["3", "2"], Form::Auto, down), (vec![(BeginsLate, 1, 1)], 0));
    assert_eq!(judged(&["2", "2.5"], Form::Auto, demands), (vec![], 1));
    assert_eq!(judged(&[], Form::Auto, demands), (vec![], 0));
}

#[test]
fn values_with_equal_keys_are_arranged_as_required() {
    let sorted = |keys: &[&str], of: &[&str]| {
        let (keys, of) = (values(keys), values(of));
        let (form_of_keys, form) = (form_of_all(Form::Auto, &keys), form_of_all(Form::Auto, &of));
        sorted_by((&keys, form_of_keys), (&of, form), false)
    };
    assert_eq!(sorted(&["'2021-07-23", "'2021-07-22"], &["'2", "'1"]), Some(vec![1, 0]));
    assert_eq!(
        sorted(&["'2021-07-22", "'2021-07-22", "'2021-07-21"], &["'10", "'9", "'11"]),
        Some(vec![2, 1, 0])
    );
    // The same instant in two offsets.
    let offsets = ["'2021-07-22T23:00:00Z", "'2021-07-23T01:00:00+02:00", "'2021-07-22T22:00:00Z"];
    assert_eq!(sorted(&offsets, &["3", "2", "1"]), Some(vec![2, 1, 0]));
    assert_eq!(sorted(&["'2021", "'2021", "'2020-12"], &["3", "2", "1"]), Some(vec![2, 1, 0]));
    assert_eq!(sorted(&["'2021", "'2021-07"], &["1", "2"]), None);
    assert_eq!(sorted(&["1", "'2"], &["1", "2"]), None);
    assert_eq!(sorted(&["'b", "'a"], &["1", "2"]), Some(vec![1, 0]));
    assert_eq!(sorted(&[], &[]), Some(vec![]));
}

#[test]
fn a_few_unreadable_values_do_not_turn_the_others_into_texts() {
    for (written, form) in [
        (vec!["'2021", "'2022"], Form::Date),
        (vec!["'2021-07", "'"], Form::Date),
        (vec!["'2021-07", "'soon"], Form::Date),
        (vec!["'2021", "'soon"], Form::Text),
        (vec!["'2021", "'12"], Form::Version),
        (vec!["'1.0", "'1.1", "'soon"], Form::Version),
        (vec!["'1.0", "'soon", "'later"], Form::Text),
        (vec!["'", "'"], Form::Text),
        (vec!["1", "2"], Form::Number),
        (vec!["1", "'2"], Form::Auto),
    ] {
        assert_eq!(form_of_all(Form::Auto, &values(&written)), form, "{written:?}");
    }
}

proptest! {
    #[test]
    fn sorted_values_have_no_fault(
        written in prop::collection::vec("'?[0-9]{1,4}(\\.[0-9]{1,2})?|'20[0-9]{2}-(0[1-9](-0[1-9])?|rc)|'[a-c]", 0..12),
        descending in any::<bool>(),
    ) {
        let written: Vec<&str> = written.iter().map(String::as_str).collect();
        let values = values(&written);
        let form = form_of_all(Form::Auto, &values);
        let same = vec![Scalar { text: "same", is_number: false }; values.len()];
        let positions = sorted_by((&same, Form::Text), (&values, form), descending).unwrap();
        let sorted: Vec<Scalar<'_>> = positions.iter().map(|position| values[*position]).collect();
        let judgement = judge(&sorted, form, Demands { descending, ..PLAIN });
        if judgement.cannot_tell == 0 {
            prop_assert_eq!(judgement.faults, vec![]);
        }
    }
}
