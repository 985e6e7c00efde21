//! Tests of numbers that the words around them make a bound, an estimate, a difference, a multiple or a denial, and
//! of right values in unusual words.

use super::*;

#[track_caller]
fn assert_number(texts: &[&str], value: &str, want: &str) {
    for text in texts {
        assert_eq!(kind(&shows_number(text, &number(value))), want, "{value} in {text:?}");
    }
}

#[test]
fn a_number_that_is_only_a_bound_or_an_estimate_is_not_shown() {
    assert_number(
        &[
            "it has 20 pens approx",
            "it has 20 pens, give or take",
            "it has 20 pens give or take a few",
            "it has 20 something pens",
            "it has 20(±2) pens",
            "it has 20 (± 2) pens",
            "it has upto 20 pens",
            "it topped 20 pens",
            "it surpassed 20 pens",
            "it is north of 20 pens",
            "it is near 20 pens",
            "it is likely 20 pens",
            "it has perhaps 20 pens",
            "it is within 20 pens",
            "it takes as many as 20 pens",
            "it takes as few as 20 pens",
        ],
        "20",
        "cannot tell",
    );
    assert_number(&["it takes as little as 20 pens"], "19", "no");
    assert_number(&["it takes as much as 20 pens"], "21", "no");
    assert_number(&["it has 20 pens, given to it", "it has 20 pens (in town)"], "20", "yes");
}

#[test]
fn a_number_of_another_time_is_not_shown() {
    let texts = ["it has 19, down from 20 pens", "it has 19 (previously 20) pens"];
    assert_number(&texts, "20", "cannot tell");
    assert_number(&texts, "19", "yes");
    assert_number(&["it rose from 20 to 45 pens"], "20", "yes");
    let texts = [
        "it formerly had 20 pens",
        "it previously employed 20 people",
        "it used to have 20 pens",
        "it once had 20 pens",
    ];
    assert_number(&texts, "20", "cannot tell");
    assert_number(
        &["it reportedly has 20 pens", "it has c.20 pens", "it has est. 20 pens"],
        "20",
        "cannot tell",
    );
    assert_number(&["it hardly has 20 pens", "it barely has 20 pens"], "20", "cannot tell");
    assert_number(&["it lost 20 pens"], "20", "cannot tell");
    assert_number(&["formerly a school, it has 20 pens", "it has 20 pens at once"], "20", "yes");
}

#[test]
fn a_right_number_in_unusual_words_is_not_reported() {
    assert_number(&["a hundred-and-twenty pens", "one-hundred-and-twenty pens"], "120", "yes");
    let texts = ["twenty and five pens", "five and twenty pens", "its twenty-fifth pen"];
    assert_number(&texts, "25", "cannot tell");
    assert_number(&["twenty and five pens"], "20", "cannot tell");
    assert_number(&["members of 20 and 5 states", "twenty and thirty pens"], "20", "yes");
    assert_number(&["all its pens", "every pen", "each pen", "sevenfold pens"], "7", "cannot tell");
    assert_number(&["threefold pens"], "7", "no");
    assert_number(&["it has 1,234567 pens", "it has 123,4567 pens"], "1234567", "cannot tell");
}

#[test]
fn a_number_that_another_one_contradicts_or_divides_is_not_shown() {
    assert_number(&["it has seven (8) pens", "it has 7 (eight) pens"], "7", "cannot tell");
    assert_number(&["it has seven (7) pens", "it has 7 (of which 8 are red) pens"], "7", "yes");
    assert_number(&["it is 20 over 3 pens", "it has 20 by 10 metres"], "20", "cannot tell");
    assert_number(&["it is 20' long", "it is 20\" long", "it is 20′ long"], "20", "cannot tell");
    assert_number(&["it has \"20\" pens", "its \"pens: 20\" it says"], "20", "yes");
}

#[test]
fn a_day_in_a_list_of_days_is_shown() {
    for (text, date) in [
        ("met on 5, 6 and 7 May 1954", "1954-05-05"),
        ("met on 5, 6, 7 and 8 May 1954", "1954-05-06"),
        ("opened on May 5,1954 in town", "1954-05-05"),
    ] {
        let date = PartialDate::parse(date).expect("a date");
        assert_eq!(kind(&shows_date(text, &date)), "yes", "{text}");
    }
}

#[test]
fn a_difference_without_by_is_not_a_count() {
    let texts =
        ["it rose 20 pens", "it rose 20 pens to 45", "it gained 20 pens", "it added 20 pens"];
    assert_number(&texts, "20", "cannot tell");
    assert_number(&["it has 45 pens, up 20 from May"], "20", "cannot tell");
    assert_number(&["it rose to 20 pens", "it set up 20 offices", "it won 20 votes"], "20", "yes");
}

#[test]
fn a_multiple_or_a_part_of_a_number_is_not_the_number() {
    assert_number(
        &[
            "it is twice 20 pens",
            "it is half of 20 pens",
            "it is double the 20 pens",
            "it is a third of 20 pens",
            "it is two thirds of 20 pens",
            "it is the square of 20 pens",
            "it has 20 squared pens",
            "it has 20 to the power 3",
            "it has 20 gross of pens",
            "it has 20 pairs of pens",
        ],
        "20",
        "cannot tell",
    );
    assert_number(&["half of the 20 pens", "one of 20 pens"], "20", "yes");
}

#[test]
fn a_number_that_a_verb_denies_is_not_shown() {
    assert_number(
        &["it lacks 20 pens", "it denied having 20 pens", "it is false that it has 20 pens"],
        "20",
        "cannot tell",
    );
    assert_number(&["it lacks a roof, and has 20 pens"], "20", "yes");
    let date = PartialDate::parse("1954-05-05").unwrap();
    assert_eq!(kind(&shows_date("it was denied on 5 May 1954", &date)), "yes");
}

#[test]
fn a_right_value_in_unusual_words_is_not_reported() {
    for (text, value) in [
        ("it has a score of members", "20"),
        ("it has three score members", "60"),
        ("it has threescore members", "60"),
        ("it has a gross of pens", "144"),
        ("it has 5 gross of pens", "720"),
        ("it has 5 gross of pens", "5"),
        ("it has two pairs of pens", "4"),
        ("the quartet met", "4"),
        ("a duo of members met", "2"),
        ("its twin towers", "2"),
        ("neither of the members came", "0"),
        ("VII members", "7"),
        ("it has three-fourths of a unit", "0.75"),
        ("it has five tenths units", "0.5"),
        ("会員は七人です", "7"),
        ("it has 七百 members", "700"),
        ("会員は三百二十万人です", "3200000"),
        ("会員は十二人です", "12"),
        ("it has ⑦ members", "7"),
    ] {
        assert_number(&[text], value, "cannot tell");
    }
    assert_number(&["VII members", "会員は七人です", "it has ⑦ members"], "9", "no");
    assert_number(&["it has a score of members", "its score is 7", "a gross income"], "9", "no");
    assert_number(&["it has three-fourths of a unit"], "0.25", "no");
    for (text, value, want) in [
        ("printed in MDCCCXLVIII here", "1848", "cannot tell"),
        ("printed in MDCCCXLVIII here", "1849", "no"),
        ("© MCMLIV by us", "1954", "cannot tell"),
        ("anno MDCCLXXXVI", "1786", "cannot tell"),
        ("วันที่ 29 กันยายน 2497 เปิด", "1954-09-29", "cannot tell"),
        ("opened in 2497", "1954", "no"),
    ] {
        let date = PartialDate::parse(value).unwrap();
        assert_eq!(kind(&shows_date(text, &date)), want, "{value} in {text:?}");
    }
    let duration = Duration::parse("P3Y").unwrap();
    assert_eq!(kind(&shows_duration("its triennial plan ended", &duration)), "cannot tell");
}
