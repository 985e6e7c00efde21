//! Divides conflicting claims into sides. The claims of one side agree with each other.

/// Returns, for each of `number` claims, the number of its side. A claim joins the first side whose claims
/// all agree with it. `agree` takes the positions of two claims.
#[must_use]
pub fn sides(number: usize, agree: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut sides: Vec<Vec<usize>> = Vec::new();
    let side_of = |claim: usize| {
        let joined = sides.iter().position(|side| side.iter().all(|other| agree(*other, claim)));
        let side = joined.unwrap_or(sides.len());
        match sides.get_mut(side) {
            Some(members) => members.push(claim),
            None => sides.push(vec![claim]),
        }
        side
    };
    (0..number).map(side_of).collect()
}

#[cfg(test)]
mod tests {
    use super::sides;
    use crate::value::Agreement;
    use crate::value::date::PartialDate;

    fn of(dates: &[&str]) -> Vec<usize> {
        let dates: Vec<PartialDate> =
            dates.iter().map(|date| PartialDate::parse(date).unwrap()).collect();
        sides(dates.len(), |one, other| dates[one].agrees_with(&dates[other]) == Agreement::Agree)
    }

    #[test]
    fn claims_that_agree_at_their_precision_stand_on_one_side() {
        assert_eq!(of(&["2021-02", "2021", "2020"]), [0, 0, 1]);
        assert_eq!(of(&[]), [0; 0]);
    }

    #[test]
    fn a_year_does_not_bring_two_of_its_months_to_one_side() {
        assert_eq!(of(&["2021-02", "2021-03", "2021"]), [0, 1, 0]);
    }
}
