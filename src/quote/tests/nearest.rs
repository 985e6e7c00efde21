//! Tests of the passage that is suggested if a source does not contain a quote.

use super::*;

#[test]
fn the_nearest_passage_shows_the_whole_token_that_a_quote_cuts() {
    for (text, quote, quote_says, source_says) in [
        ("it grew to 5 million members", "it grew to 5", "5", "5 million"),
        ("it grew to -5 members", "5 members", "5", "-5"),
        ("costs EUR 5 in total", "5 in total", "5", "EUR 5"),
    ] {
        let result = SourceText::new(text)
            .find(&Quote::exact(quote), MinimumLength { words: 1, characters: 1 });
        let Match::Missing { nearest: Search::Found(Nearest { differs_at: Some(difference), .. }) } =
            result
        else {
            panic!("{quote}: {result:?}")
        };
        assert_eq!(
            (difference.quote.as_str(), difference.source.as_str()),
            (quote_says, source_says)
        );
    }
}

#[test]
fn a_difference_after_hundreds_of_words_is_found() {
    let words: Vec<String> = (0..1_000).map(|number| format!("word{number}")).collect();
    let source = SourceText::new(words.join(" "));
    for at in [0, 199, 200, 201, 555, 999] {
        let mut quoted = words.clone();
        quoted[at] = format!("wrod{at}");
        let quote = quoted.join(" ");
        let result = source.find(&Quote::exact(&quote), MinimumLength::default());
        let Match::Missing { nearest: Search::Found(nearest) } = result else {
            panic!("{at}: {result:?}")
        };
        let difference = nearest.differs_at.unwrap();
        assert_eq!((difference.quote, difference.source), (quoted[at].clone(), words[at].clone()));
        let mut longer = words.clone();
        longer.insert(at, "more".to_owned());
        let source = SourceText::new(longer.join(" "));
        let result = source.find(&Quote::exact(&words.join(" ")), MinimumLength::default());
        if at > 0 {
            let Match::Missing { nearest: Search::Found(nearest) } = result else {
                panic!("{at}: {result:?}")
            };
            let difference = nearest.differs_at.unwrap();
            assert_eq!(
                (difference.quote.as_str(), difference.source.as_str()),
                ("", "more"),
                "{at}"
            );
        }
    }
}

#[test]
fn a_search_that_is_given_up_says_so() {
    let source = SourceText::new("to be or not ".repeat(30_000));
    let result = source.find(&Quote::exact("not or be to"), MinimumLength::default());
    assert_eq!(result, Match::Missing { nearest: Search::GivenUp });
}

#[test]
fn a_nearest_passage_counts_the_frequent_words_that_were_left_out() {
    let text = format!("{}Orion sails on Monday to Bergen.", "to be or not ".repeat(30_000));
    let source = SourceText::new(text);
    let left_out = |quote: &str| match source.find(&Quote::exact(quote), MinimumLength::default()) {
        Match::Missing { nearest: Search::Found(nearest) } => nearest.words_left_out,
        result => panic!("{quote}: {result:?}"),
    };
    assert_eq!(left_out("Orion sails on Tuesday to Bergen"), 1, "to");
    assert_eq!(left_out("Orion sails on Tuesday"), 0);
}

#[test]
fn a_word_on_more_lines_than_the_index_allows_is_found() {
    let source = "an inter-\nna-\ntion-\nal-\nis-\nation plan";
    assert_found(source, &["an internationalisation plan", "an inter-nationalis-ation plan"]);
    assert_missing(source, &["an internationalis", "nationalisation plan"]);
}

#[test]
fn the_nearest_passage_ends_with_the_words_that_the_quote_has() {
    let text = "It ends the work of groups. Its activities are a part of the fight with illicit weapons and \
        materials in the Caribbean to help others. The centre is located in Bergen, as said.";
    for (quote, want) in [
        // Words in another order at an end.
        ("The centre is located Bergen in", "The centre is located in Bergen,"),
        (
            "the fight with illicit weapons materials and",
            "the fight with illicit weapons and \
        materials",
        ),
        ("activities Its are a part of", "Its activities are a part of"),
        // A word too many at an end.
        ("Its Its activities are a part of", "Its activities are a part of"),
        ("materials in the Caribbean Caribbean", "materials in the Caribbean"),
        ("very Its activities are a part of", "Its activities are a part of"),
        ("a part of the fight with new", "a part of the fight with"),
        // A misspelt, a wrong and a missing word at an end.
        ("Itz activities are a part of", "Its activities are a part of"),
        ("The centre is located in Singapore", "The centre is located in Bergen,"),
        ("centre located in Bergen", "centre is located in Bergen,"),
    ] {
        let result = SourceText::new(text).find(&Quote::exact(quote), MinimumLength::default());
        let Match::Missing { nearest: Search::Found(nearest) } = result else {
            panic!("{quote}: {result:?}")
        };
        let got = text[nearest.range].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(got, want.split_whitespace().collect::<Vec<_>>().join(" "), "{quote}");
    }
}

#[test]
fn a_difference_names_no_punctuation_that_touches_its_words() {
    for (text, quote, quote_says, source_says) in [
        ("The centre is in Seville.", "The centre is in Madrid", "Madrid", "Seville"),
        ("It lies (in Seville), by the sea", "It lies (in Madrid) by the sea", "Madrid", "Seville"),
        ("It lies in Seville, by the sea", "It lies in Seville by the sea", "Seville", "Seville,"),
        (
            "It was founded in the U.S. in 1923",
            "It was founded in the U.K. in 1923",
            "U.K.",
            "U.S.",
        ),
        ("It has 194 members. It grew.", "It has 193 members. It grew.", "193", "194"),
        ("It grew by 3.5. It shrank by 4", "It grew by 3.4. It shrank by 4", "3.4", "3.5"),
        ("It lies in «Seville».", "It lies in Madrid.", "Madrid", "Seville"),
    ] {
        let result = SourceText::new(text).find(&Quote::exact(quote), MinimumLength::default());
        let Match::Missing { nearest: Search::Found(Nearest { differs_at: Some(difference), .. }) } =
            result
        else {
            panic!("{quote}: {result:?}")
        };
        let got = (difference.quote.as_str(), difference.source.as_str());
        assert_eq!(got, (quote_says, source_says));
        assert_eq!(&quote[difference.quote_range], quote_says);
        assert_eq!(&text[difference.source_range], source_says);
    }
}
