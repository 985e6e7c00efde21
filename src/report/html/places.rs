//! Draws which place lies in which, as nested boxes with the letters of the sides. The boxes are lists, so screen
//! readers can read them.

use super::super::case::{Case, Containing};
use super::side::{color, listed};
use crate::words::counted;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of boxes that are shown unfolded.
const MAX_UNFOLDED: usize = 24;

/// The places of a case, each nested in at most one other.
struct Map<'c> {
    /// The places by id, in the order in which they occur.
    places: Vec<&'c Containing>,
    /// The id of the place that is drawn around each place.
    around: BTreeMap<&'c str, &'c str>,
    /// The letters of the sides whose value a place is.
    letters: BTreeMap<&'c str, BTreeSet<&'c str>>,
}

/// Returns the figure of a case, or nothing if fewer than two sides name places.
pub(super) fn figure(case: &Case) -> Markup {
    let sides = case.sides.iter().filter(|side| !side.places.is_empty()).count();
    let map = Map::of(case);
    if sides < 2 {
        return html! {};
    }
    html! {
        figure {
            figcaption { "Where the places lie, according to the dataset" }
            p.small { (map.relation(case)) }
            @if map.places.len() > MAX_UNFOLDED {
                details { summary { (counted(map.places.len(), "place")) } (map.boxes(None)) }
            } @else { (map.boxes(None)) }
        }
    }
}

impl<'c> Map<'c> {
    fn of(case: &'c Case) -> Map<'c> {
        let mut map = Map { places: Vec::new(), around: BTreeMap::new(), letters: BTreeMap::new() };
        for side in &case.sides {
            for place in &side.places {
                let id = place.place.id.as_str();
                if place.is_value {
                    map.letters.entry(id).or_default().insert(&side.letter);
                }
                if map.places.iter().all(|known| known.place.id != id) {
                    map.places.push(place);
                }
            }
        }
        for place in map.places.clone() {
            let id = place.place.id.as_str();
            let around = place.within.iter().map(String::as_str);
            let around = around.filter(|around| map.find(around).is_some());
            if let Some(around) = around.into_iter().find(|around| !map.chain(around).contains(&id))
            {
                map.around.insert(id, around);
            }
        }
        map
    }

    fn find(&self, id: &str) -> Option<&'c Containing> {
        self.places.iter().copied().find(|place| place.place.id == id)
    }

    /// Returns the ids of a place and of the boxes around it, innermost first.
    fn chain(&self, id: &'c str) -> Vec<&'c str> {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(around) = self.around.get(at).filter(|around| !chain.contains(around)) {
            chain.push(around);
            at = around;
        }
        chain
    }

    /// Returns the places directly inside a box, or the outermost places if `id` is `None`.
    fn inside(&self, id: Option<&str>) -> Vec<&'c Containing> {
        let is_inside =
            |place: &&Containing| self.around.get(place.place.id.as_str()).copied() == id;
        self.places.iter().copied().filter(is_inside).collect()
    }

    fn letters_of(&self, place: &Containing) -> Vec<&'c str> {
        self.letters.get(place.place.id.as_str()).into_iter().flatten().copied().collect()
    }

    /// Returns the boxes directly inside a box, or the outermost boxes if `around` is `None`, each with its contents.
    fn boxes(&self, around: Option<&str>) -> Markup {
        let inside = self.inside(around);
        html! {
            @if !inside.is_empty() {
                ul.boxes {
                    @for place in inside {
                        @let letters = self.letters_of(place);
                        @let side = letters.first().map(|letter| format!("side-{}", color(letter)));
                        li class=[side] {
                            @for letter in &letters { span.tag { span.vh { "side " } (letter) } " " }
                            bdi { (place.place.name) }
                            @let others = self.also_around(place, around);
                            @if !others.is_empty() { span.small.soft { " (also in " (listed(&others)) ")" } }
                            (self.boxes(Some(&place.place.id)))
                        }
                    }
                }
            }
        }
    }

    /// Returns the names of the places that directly contain a place, except the one that is drawn around it.
    fn also_around(&self, place: &Containing, around: Option<&str>) -> Vec<&'c str> {
        let others = place.within.iter().filter(|id| Some(id.as_str()) != around);
        others.filter_map(|id| Some(self.find(id)?.place.name.as_str())).collect()
    }

    /// Returns a sentence about the places of two sides.
    fn relation(&self, case: &Case) -> Markup {
        let values: Vec<&Containing> = case
            .sides
            .iter()
            .filter_map(|side| side.places.iter().find(|place| place.is_value))
            .collect();
        let [one, other] = values.as_slice() else {
            let words = match self.around.is_empty() {
                true => "None of these places lies in another.",
                false => "Each box lies in the box around it.",
            };
            return html! { (words) };
        };
        let (of_one, of_other) = (self.all_around(one), self.all_around(other));
        let names: Vec<&str> = of_one
            .iter()
            .filter(|id| of_other.contains(*id))
            .filter_map(|id| Some(self.find(id)?.place.name.as_str()))
            .collect();
        let both = listed(&[&one.place.name, &other.place.name]);
        html! {
            @if names.is_empty() {
                "Neither of " (both) " lies in the other, and no recorded place contains both."
            } @else {
                (both) " both lie in " (listed(&names)) ", and neither lies in the other."
            }
        }
    }

    /// Returns the ids of all places that contain a place.
    fn all_around(&self, place: &Containing) -> BTreeSet<&'c str> {
        let mut around: BTreeSet<&str> = BTreeSet::new();
        let mut waiting: Vec<&Containing> = vec![place];
        while let Some(place) = waiting.pop() {
            for id in &place.within {
                let Some(found) = self.find(id) else { continue };
                if around.insert(found.place.id.as_str()) {
                    waiting.push(found);
                }
            }
        }
        around
    }
}
