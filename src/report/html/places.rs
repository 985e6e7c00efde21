//! Draws which place lies in which: boxes inside of each other, with the letters of the sides. A table contains
//! the same data.

use super::super::case::{Case, Containing};
use super::side::color;
use crate::words::{listed, truncated};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Height of a box without contents, height of the name of a box, and space between boxes, in pixels.
const ROW: usize = 34;
const NAME: usize = 30;
const SPACE: usize = 8;

/// Maximum number of boxes inside of each other. The style has a width for each depth.
const MAX_DEPTH: usize = 6;

/// Maximum number of boxes in a picture.
const MAX_BOXES: usize = 24;

/// Maximum number of characters of a name in a box.
const MAX_NAME: usize = 36;

/// The places of a case, each inside of at most one other.
struct Map<'c> {
    /// The places by id, in the order in which they occur.
    places: Vec<&'c Containing>,
    /// The id of the place that is drawn around each place.
    around: BTreeMap<&'c str, &'c str>,
    /// The letters of the sides whose value a place is.
    letters: BTreeMap<&'c str, BTreeSet<&'c str>>,
}

/// A box in the picture.
struct Drawn<'c> {
    place: &'c Containing,
    depth: usize,
    y: usize,
    height: usize,
}

/// Returns the figure of a case whose sides name places.
pub(super) fn figure(case: &Case) -> Markup {
    let sides = case.sides.iter().filter(|side| !side.places.is_empty()).count();
    let map = Map::of(case);
    let mut boxes = Vec::new();
    let mut y = 0;
    for root in map.inside(None) {
        y = map.draw(root, 0, y, &mut boxes) + SPACE;
    }
    if sides < 2 || boxes.len() > MAX_BOXES {
        return html! {};
    }
    html! {
        figure {
            figcaption { "Where the places lie, according to the dataset" }
            p.small { (map.relation(case)) }
            svg.places width="100%" height=(y) aria-hidden="true" {
                @for one in &boxes { (map.one_box(one)) }
            }
            details { summary { "The same as a table" } (map.table()) }
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

    /// Returns the ids of a place and of the boxes around it, from the inside.
    fn chain(&self, id: &'c str) -> Vec<&'c str> {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(around) = self.around.get(at).filter(|around| !chain.contains(around)) {
            chain.push(around);
            at = around;
        }
        chain
    }

    /// Returns the places directly inside of a box, or those in no box.
    fn inside(&self, id: Option<&str>) -> Vec<&'c Containing> {
        let is_inside =
            |place: &&Containing| self.around.get(place.place.id.as_str()).copied() == id;
        self.places.iter().copied().filter(is_inside).collect()
    }

    /// Adds the box of a place and the boxes inside of it. Returns the lower edge of the box.
    fn draw(
        &self,
        place: &'c Containing,
        depth: usize,
        y: usize,
        boxes: &mut Vec<Drawn<'c>>,
    ) -> usize {
        let position = boxes.len();
        boxes.push(Drawn { place, depth: depth.min(MAX_DEPTH), y, height: ROW });
        if position > MAX_BOXES {
            return y + ROW;
        }
        let mut end = y + NAME;
        let inside = self.inside(Some(&place.place.id));
        for inner in &inside {
            end = self.draw(inner, depth + 1, end, boxes) + SPACE;
        }
        let end = if inside.is_empty() { y + ROW } else { end };
        if let Some(own) = boxes.get_mut(position) {
            own.height = end - y;
        }
        end
    }

    fn letters_of(&self, place: &Containing) -> Vec<&'c str> {
        self.letters.get(place.place.id.as_str()).into_iter().flatten().copied().collect()
    }

    fn one_box(&self, one: &Drawn<'_>) -> Markup {
        let letters = self.letters_of(one.place);
        let class = letters.first().map_or("", |letter| color(letter));
        let x = one.depth * 12;
        html! {
            rect class={ "place in-" (one.depth) " " (class) } x=(x) y=(one.y) height=(one.height) rx="6" {}
            text class={ "place " (class) } x=(x + 12) y=(one.y + 22) {
                (truncated(&one.place.place.name, MAX_NAME))
                @for letter in &letters { tspan.letter dx="8" { (letter) } }
            }
        }
    }

    /// Returns a sentence about the places of two sides.
    fn relation(&self, case: &Case) -> String {
        let values: Vec<&Containing> = case
            .sides
            .iter()
            .filter_map(|side| side.places.iter().find(|place| place.is_value))
            .collect();
        let [one, other] = values.as_slice() else {
            return "A box inside of another lies in it.".to_owned();
        };
        let (of_one, of_other) = (self.all_around(one), self.all_around(other));
        let names: Vec<String> = of_one
            .iter()
            .filter(|id| of_other.contains(*id))
            .filter_map(|id| Some(self.find(id)?.place.name.clone()))
            .collect();
        let (one, other) = (&one.place.name, &other.place.name);
        match names.is_empty() {
            true => format!(
                "Neither of {one} and {other} lies in the other, and no recorded place contains both."
            ),
            false => format!(
                "{one} and {other} both lie in {}, and neither lies in the other.",
                listed(&names, "and")
            ),
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

    fn table(&self) -> Markup {
        let within = |place: &Containing| {
            let names = place
                .within
                .iter()
                .map(|id| self.find(id).map_or(id.clone(), |place| place.place.name.clone()));
            names.collect::<Vec<_>>().join(", ")
        };
        html! {
            div.scroll tabindex="0" role="group" aria-label="Where the places lie, as a table" { table {
                thead { tr { th scope="col" { "Place" } th scope="col" { "Side" } th scope="col" { "Lies in" } } }
                tbody {
                    @for place in &self.places {
                        tr {
                            th scope="row" { (place.place.name) }
                            td { (self.letters_of(place).join(", ")) }
                            td { (within(place)) }
                        }
                    }
                }
            } }
        }
    }
}
