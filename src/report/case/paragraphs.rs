//! Splits the text of a source into paragraphs.

use std::ops::Range;

/// Characters that begin an item of a list.
const BULLETS: [char; 6] = ['•', '‣', '◦', '▪', '*', '–'];

/// Returns the paragraphs of a text as byte ranges without surrounding white space. A blank line ends a
/// paragraph. Each list item begins a new paragraph.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let from = start + (line.len() - line.trim_start().len());
        let range = from..from + content.len();
        start += line.len();
        let is_item = content.starts_with(BULLETS);
        match paragraphs.last_mut() {
            _ if content.is_empty() => {}
            Some(paragraph) if goes_on && !is_item => paragraph.end = range.end,
            _ => paragraphs.push(range),
        }
        goes_on = !content.is_empty();
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn blank_lines_and_list_items_divide_a_text() {
        let text = "A title\n\nOne is.\nTwo is.\n\n  • an item\n  • another\r\n\n\n last ";
        let parts: Vec<&str> = paragraphs(text).into_iter().map(|part| &text[part]).collect();
        assert_eq!(parts, ["A title", "One is.\nTwo is.", "• an item", "• another", "last"]);
    }
}
