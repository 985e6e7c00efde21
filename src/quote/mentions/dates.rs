//! Dates in English text: ISO 8601, months with years, days of months, years and ranges of years.

mod eras;
mod fiscal;
mod months;
mod numeric;
mod years;

use crate::quote::mentions::dates::eras::mark_other_eras;
use crate::quote::mentions::dates::fiscal::read_fiscal_years;
use crate::quote::mentions::dates::months::read_months;
use crate::quote::mentions::dates::numeric::read_numeric_dates;
use crate::quote::mentions::dates::years::{read_year_ranges, read_years, read_years_in_words};
use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::tokens::Tokens;
use crate::value::date::PartialDate;

/// A date in the text.
#[derive(Debug, Clone)]
pub(crate) struct DateMention {
    /// Index of its first token.
    pub(crate) first: usize,
    /// Index of its last token.
    pub(crate) last: usize,
    pub(crate) date: PartialDate,
    /// Whether the date is unambiguous. `2010-12` can be December 2010 or 2010 to 2012; a bare number such as
    /// 1500 can be a year or a count.
    pub(crate) is_sure: bool,
}

/// The dates in a text.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    /// Dates with a year.
    pub(crate) mentions: Vec<DateMention>,
    /// Months without a year, from 1 to 12.
    pub(crate) bare_months: Vec<u16>,
    /// Whether the text has dates in a notation that this module does not read, such as a slashed date or a
    /// decade.
    pub(crate) is_vague: bool,
    /// For each token, whether it belongs to a date, so that it is not read as a count. Tokens that may be a
    /// year or a count are not marked.
    pub(crate) taken: Vec<bool>,
}

/// Reads all dates in a text.
pub(crate) fn read_dates(tokens: &Tokens<'_>, numerals: &[Numeral]) -> Dates {
    let mut dates = Dates { taken: vec![false; tokens.len()], ..Dates::default() };
    read_fiscal_years(tokens, &mut dates);
    read_numeric_dates(tokens, &mut dates);
    read_months(tokens, &mut dates);
    read_year_ranges(tokens, &mut dates);
    read_years(tokens, &mut dates);
    read_years_in_words(tokens, numerals, &mut dates);
    dates.mentions.sort_by_key(|mention| (mention.first, mention.last));
    mark_other_eras(tokens, &mut dates);
    dates
}

impl Dates {
    fn add(&mut self, first: usize, last: usize, date: Option<PartialDate>, is_sure: bool) {
        match date {
            Some(date) => self.mentions.push(DateMention { first, last, date, is_sure }),
            None => self.is_vague = true,
        }
        self.take(first, last);
    }

    /// Adds an uncertain date. Its tokens may mean something else.
    fn add_possible(&mut self, first: usize, last: usize, date: Option<PartialDate>) {
        let mention = |date| DateMention { first, last, date, is_sure: false };
        self.mentions.extend(date.map(mention));
    }

    fn take(&mut self, first: usize, last: usize) {
        for place in self.taken.iter_mut().take(last + 1).skip(first) {
            *place = true;
        }
    }

    fn is_taken(&self, index: usize) -> bool {
        self.taken.get(index).copied().unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::fold::Folded;
    use crate::quote::mentions::numerals::numerals;

    #[track_caller]
    fn assert_dates(text: &str, sure: &[&str], unsure: &[&str]) {
        let folded = Folded::new(text);
        let tokens = Tokens::new(&folded, text);
        let dates = read_dates(&tokens, &numerals(&tokens));
        let written = |is_sure: bool| -> Vec<String> {
            dates
                .mentions
                .iter()
                .filter(|mention| mention.is_sure == is_sure)
                .map(|mention| mention.date.to_string())
                .collect()
        };
        assert_eq!(
            (written(true), written(false)),
            (
                sure.iter().map(ToString::to_string).collect(),
                unsure.iter().map(ToString::to_string).collect()
            ),
            "{text}"
        );
    }

    #[test]
    fn dates_are_read_in_all_their_forms() {
        for (text, sure) in [
            ("in August 2017", vec!["2017-08"]),
            ("AUGUST 2017", vec!["2017-08"]),
            ("in Aug. 2017", vec!["2017-08"]),
            ("in Sept. 2018, in Sep 2019", vec!["2018-09", "2019-09"]),
            ("in October, 2018", vec!["2018-10"]),
            ("in October of 2018", vec!["2018-10"]),
            ("on 20 January 2021.", vec!["2021-01-20"]),
            ("on 20\u{A0}January 2021", vec!["2021-01-20"]),
            ("on 20th January 2021", vec!["2021-01-20"]),
            ("on the 20th of January, 2021", vec!["2021-01-20"]),
            ("on January 20, 2021", vec!["2021-01-20"]),
            ("on January 20th 2021", vec!["2021-01-20"]),
            ("on May 5, 2021 in May 2022", vec!["2021-05-05", "2022-05"]),
            ("on 2017-08-31, from 2017-08 on", vec!["2017-08-31", "2017-08"]),
            ("at 2017-08-31T10:00:00Z.", vec!["2017-08-31T10:00:00Z"]),
            ("(2017-08-31)", vec!["2017-08-31"]),
            ("a three-year (2017-2020) project", vec!["2017", "2020"]),
            ("2017–2020", vec!["2017", "2020"]),
            ("2017 – 2020", vec!["2017", "2020"]),
            ("from 2017 to 2020", vec!["2017", "2020"]),
            ("between 2017 and 2020", vec!["2017", "2020"]),
            ("in 2017 and 2018", vec!["2017", "2018"]),
            ("the 2017-20 plan", vec!["2017", "2020"]),
            ("in 2015/17", vec!["2015", "2017"]),
            ("from August to December 2017", vec!["2017-08", "2017-12"]),
            ("from August 2017 to February 2021", vec!["2017-08", "2021-02"]),
            ("13-15 April 2015", vec!["2015-04-13", "2015-04-15"]),
            ("13 to 15 April 2015", vec!["2015-04-13", "2015-04-15"]),
            ("April 13–15, 2015", vec!["2015-04-13", "2015-04-15"]),
            ("30 March - 2 April 2015", vec!["2015-03-30", "2015-04-02"]),
            ("Additionally, in 2014, INTERPOL created", vec!["2014"]),
            ("mid-2017 and early 2018", vec!["2017", "2018"]),
            ("the 2017 programme", vec!["2017"]),
            ("the 2016 attacks", vec!["2016"]),
            ("created (2002)", vec!["2002"]),
            ("31 February 2017", vec![]),
            ("194 members, 5 of 900 and 3000", vec![]),
            ("EUR 2000, $2000, 2000 euros, 2000%, 2000 million, -2000, 2,000", vec![]),
            ("Resolution-2178 and G2000", vec![]),
            ("it may 2 march", vec![]),
        ] {
            assert_dates(text, &sure, &[]);
        }
        assert_dates("in 2017/18 and 2018/2019", &[], &["2017", "2018", "2018", "2019"]);
        assert_dates("the 2017-18 plan", &[], &["2017", "2018"]);
        assert_dates("in 2010-12", &["2010"], &["2010-12", "2012"]);
        assert_dates("in 2011-12", &[], &["2011", "2011-12", "2012"]);
        assert_dates("1500 participants", &[], &["1500"]);
        assert_dates("in 1500 cases", &[], &["1500"]);
        assert_dates("more than 2000 met", &[], &["2000"]);
        assert_dates("on 12/08/2017", &[], &["2017-08-12", "2017-12-08"]);
        assert_dates("on 29.09.1954", &[], &["1954-09-29"]);
        assert_dates("on 29-09-1954", &[], &["1954-09-29"]);
        assert_dates("on 1954/09/29", &[], &["1954-09-29"]);
        assert_dates("in nineteen fifty-four", &[], &["1954"]);
        assert_dates("in two thousand and five", &[], &["2005"]);
        assert_dates("two thousand members", &[], &[]);
    }

    #[test]
    fn dates_without_a_year_or_a_known_order_are_vague() {
        let read = |text: &str| {
            let folded = Folded::new(text);
            let tokens = Tokens::new(&folded, text);
            let dates = read_dates(&tokens, &numerals(&tokens));
            (dates.bare_months, dates.is_vague)
        };
        assert_eq!(read("in October and on 5 May"), (vec![10, 5], false));
        assert_eq!(read("May they march"), (vec![], false));
        assert_eq!(read("on 12/08"), (vec![], true));
        assert_eq!(read("in the 1990s"), (vec![], true));
    }
}
