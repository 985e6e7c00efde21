//! Byte offsets of characters: the parser counts characters.

/// The byte offset of every 64th character of a text.
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// Empty if every character is one byte.
    marks: Vec<u32>,
}

/// Number of characters between two marks.
const CHARACTERS_PER_MARK: usize = 64;

impl<'t> Offsets<'t> {
    /// Indexes a text of less than 4 GiB.
    pub(super) fn new(text: &'t str) -> Offsets<'t> {
        let marks = match text.is_ascii() {
            true => Vec::new(),
            false => {
                text.char_indices().step_by(CHARACTERS_PER_MARK).map(|(at, _)| at as u32).collect()
            }
        };
        Offsets { text, marks }
    }

    /// Returns the byte offset of a character, or the text's length if there are not so many.
    pub(super) fn byte(&self, character: usize) -> usize {
        if self.marks.is_empty() {
            return character.min(self.text.len());
        }
        let Some(mark) = self.marks.get(character / CHARACTERS_PER_MARK) else {
            return self.text.len();
        };
        let (mark, rest) = (*mark as usize, character % CHARACTERS_PER_MARK);
        let mut after = self.text.get(mark..).unwrap_or_default().char_indices();
        after.nth(rest).map_or(self.text.len(), |(at, _)| mark + at)
    }
}
