//! Finds rivals: names that are at least as similar to a misspelt text as the name that was probably meant.

use super::{KnownNames, Letters, fold_name};
use crate::value::look_alike::visible_form;
use std::borrow::Cow;

/// The length and the letters of the folded visible form of a name.
#[derive(Debug)]
pub(super) struct Shape {
    length: usize,
    letters: Letters,
    position: u32,
}

impl Shape {
    pub(super) fn of(name: &str, position: u32) -> Shape {
        let folded = fold_name(&visible_form(name));
        Shape { length: folded.chars().count(), letters: Letters::of(&folded), position }
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }
}

impl KnownNames {
    /// Given a text that may be a misspelling of the name `meant`, returns whether another name is at least as similar
    /// to the text. The other name may have any length and any words. If the text and `meant` are the same
    /// after folding, there are no rivals. Only names that `may_be` accepts are considered. `name_at` returns
    /// the name at a position.
    pub fn has_rival<'n>(
        &self,
        text: &str,
        meant: &str,
        may_be: impl Fn(usize) -> bool,
        name_at: impl Fn(usize) -> Option<Cow<'n, str>>,
    ) -> bool {
        let text = fold_name(&visible_form(text));
        let limit = strsim::damerau_levenshtein(&text, &fold_name(&visible_form(meant)));
        if limit == 0 {
            return false;
        }
        let (length, letters) = (text.chars().count(), Letters::of(&text));
        let start = self.shapes.partition_point(|shape| shape.length + limit < length);
        let shapes = self.shapes.get(start..).unwrap_or_default().iter();
        let of_similar_length = shapes.take_while(|shape| shape.length <= length + limit);
        let mut near =
            of_similar_length.filter(|shape| shape.letters.min_distance(&letters) <= limit);
        near.any(|shape| {
            let position = shape.position as usize;
            let Some(name) = name_at(position).filter(|name| **name != *meant) else {
                return false;
            };
            may_be(position)
                && strsim::damerau_levenshtein(&text, &fold_name(&visible_form(&name))) <= limit
        })
    }
}
