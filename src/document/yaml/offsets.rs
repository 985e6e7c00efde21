//! Converts character offsets to byte offsets, since the parser counts characters.

use std::cell::Cell;

/// The byte offsets of characters. Looking them up is fast if they are looked up roughly in text order.
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// The character offset that was looked up last, and its byte offset.
    last: Cell<(usize, usize)>,
}

impl<'t> Offsets<'t> {
    pub(super) fn new(text: &'t str) -> Offsets<'t> {
        Offsets { text, last: Cell::new((0, 0)) }
    }

    /// Returns the byte offset of a character. Returns the text's length if the text has fewer characters.
    pub(super) fn byte(&self, character: usize) -> usize {
        let (last, byte) = self.last.get();
        let (before, after) = self.text.split_at_checked(byte).unwrap_or((self.text, ""));
        let byte = match character.checked_sub(last) {
            Some(0) => byte,
            Some(ahead) => {
                after.char_indices().nth(ahead).map_or(self.text.len(), |(at, _)| byte + at)
            }
            None => {
                let back = last - character;
                before.char_indices().nth_back(back - 1).map_or(0, |(at, _)| at)
            }
        };
        // Beyond the end of the text, the character offset may be too large, so it is not kept.
        if byte < self.text.len() {
            self.last.set((character, byte));
        }
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn characters_have_their_offsets_in_any_order() {
        let text = "aé😀b";
        let offsets = Offsets::new(text);
        for (character, byte) in [(3, 7), (0, 0), (2, 3), (1, 1), (4, 8), (9, 8), (2, 3), (3, 7)] {
            assert_eq!(offsets.byte(character), byte, "{character}");
        }
    }
}
