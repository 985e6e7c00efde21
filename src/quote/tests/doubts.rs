//! Tests of the words that an ellipsis may omit.

use super::*;

/// Returns the doubt about a quote: `sentences`, or the omitted word.
fn doubt(source: &str, quote: &str) -> String {
    let source = SourceText::new(source);
    match source.find(&Quote::exact(quote), MinimumLength { words: 1, characters: 1 }) {
        Match::Doubtful { doubt: Doubt::Sentences, .. } => "sentences".to_owned(),
        Match::Doubtful { doubt: Doubt::Negation(range), .. } => source.text()[range].to_owned(),
        Match::Found(_) | Match::Several(_) => "verified".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn an_ellipsis_over_the_end_of_a_sentence_is_doubtful() {
    for (source, quote, want) in [
        ("A is in Oslo. In 2014 B was built in Bonn.", "A ... in Bonn", "sentences"),
        ("A is in Oslo! In 2014 B was built in Bonn.", "A ... in Bonn", "sentences"),
        ("A is in Oslo. 2014 saw B built in Bonn.", "A ... in Bonn", "sentences"),
        ("A is in Oslo.[1] In 2014 B came to Bonn.", "A ... to Bonn", "sentences"),
        ("A is in Oslo\n\nB was built in Bonn", "A ... in Bonn", "sentences"),
        ("The list:\n- A is in Oslo\n- B is in Bonn", "A ... in Bonn", "sentences"),
        ("The list:\n1. A is in Oslo\n2. B is in Bonn", "A ... in Bonn", "sentences"),
        ("A is in the U.S. The other is in Bonn", "A ... in Bonn", "sentences"),
        (
            "A, led by Dr. Smith of the U.S. Army for 3.5 years, is in Bonn",
            "A ... in Bonn",
            "verified",
        ),
        ("A is\nled from Oslo, and then\nit is in Bonn", "A ... in Bonn", "verified"),
        // A part may contain the end of a sentence, since a part omits nothing.
        ("B is new. A is, as all know, in Bonn.", "B is new. A is ... in Bonn.", "verified"),
        // The end itself, or whole sentences, are omitted.
        ("A is new. It is old. B is odd.", "A is new ... B is odd", "sentences"),
        // The first parts are in different sentences, but the same parts also occur within one sentence.
        ("A is in Oslo. B is in Bonn. A is now in Bonn.", "A is ... in Bonn", "verified"),
    ] {
        assert_eq!(doubt(source, quote), want, "{quote:?} in {source:?}");
    }
}

#[test]
fn an_ellipsis_over_a_negation_is_doubtful() {
    for (source, quote, want) in [
        ("A did not, in the end, move to Bonn", "A did ... move to Bonn", "not"),
        ("A has never moved to Bonn", "A has ... moved to Bonn", "never"),
        ("A says it didn’t move to Bonn", "A says it ... move to Bonn", "didn’t"),
        ("A grew without moving to Bonn", "A grew ... to Bonn", "without"),
        ("A did, as is well known, move to Bonn", "A did ... move to Bonn", "verified"),
        (
            "It is not known whether A, of Oslo, moved to Bonn",
            "not known whether A ... to Bonn",
            "verified",
        ),
        (
            "A did not move to Bonn, but A did later move to Bonn",
            "A did ... move to Bonn",
            "verified",
        ),
    ] {
        assert_eq!(doubt(source, quote), want, "{quote:?} in {source:?}");
    }
}

#[test]
fn an_ellipsis_over_a_possible_end_of_a_sentence_is_doubtful() {
    for (source, want) in [
        ("Alpha Centre follows plan B. It moved to Oslo.", "sentences"),
        ("Alpha Centre follows plan B. Beta Hall moved to Oslo.", "sentences"),
        ("Alpha Centre opened at 5 p.m. Beta Hall moved to Oslo.", "sentences"),
        ("Alpha Centre is in Lyon. iPhone users moved to Oslo.", "sentences"),
        ("Alpha Centre\niPhone users moved to Oslo.", "sentences"),
        ("Alpha Centre | 5 staff | moved to Oslo.", "sentences"),
        ("Alpha Centre opened at 5 p.m. on Monday and moved to Oslo.", "verified"),
        ("Alpha Centre, with Dr. Smith of the U.S. Navy, moved to Oslo.", "verified"),
        ("Alpha Centre, which is No. 3 in the list, moved to Oslo.", "verified"),
        ("Alpha Centre, which was\nlater sold, moved to Oslo.", "verified"),
        ("Alpha Centre said no. 3 others moved to Oslo.", "sentences"),
    ] {
        assert_eq!(doubt(source, "Alpha Centre ... moved to Oslo"), want, "{source:?}");
    }
}
