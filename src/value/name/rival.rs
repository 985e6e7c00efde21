//! Finds names that are as near to a misspelt text as the name that it is probably meant to be.

use super::{KnownNames, Letters, fold_name};
use crate::value::look_alike::visible_form;
use std::borrow::Cow;

/// The length and the letters of a name's visible form, folded.
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
    /// Whether another name, of any length and with any words, is as near to a text as the name that the text
    /// may be a misspelling of. Names that are the same after folding have no rivals. Only names that
    /// `may_be` accepts are considered; `name_at` returns the name at a position.
    pub fn has_rival<'n>(
        &self,
        text: &str,
        meant: &str,
        may_be: impl Fn(usize) -> bool,
        name_at: impl Fn(usize) -> Option<Cow<'n, str>>,
    ) -> bool {
        let text = fold_name(&visible_form(text));
        let most = strsim::damerau_levenshtein(&text, &fold_name(&visible_form(meant)));
        if most == 0 {
            return false;
        }
        let (length, letters) = (text.chars().count(), Letters::of(&text));
        let start = self.shapes.partition_point(|shape| shape.length + most < length);
        let as_long = self.shapes.get(start..).unwrap_or_default().iter();
        let as_long = as_long.take_while(|shape| shape.length <= length + most);
        let mut near = as_long.filter(|shape| shape.letters.min_distance(&letters) <= most);
        near.any(|shape| {
            let position = shape.position as usize;
            let Some(name) = name_at(position).filter(|name| **name != *meant) else {
                return false;
            };
            may_be(position)
                && strsim::damerau_levenshtein(&text, &fold_name(&visible_form(&name))) <= most
        })
    }
}
