//! Finding the arrays that are members of a document's value.

/// How far a document has been read, outside the arrays that are read by themselves.
#[derive(Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    /// Whether the document's value is an object.
    is_object: bool,
    within: Within,
    /// Whether a colon stands before, and no comma yet, in the document's value.
    is_after_colon: bool,
    /// The text that was read last in the document's value: a key, where a colon follows.
    text: Vec<u8>,
}

/// Inside of what the next byte stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    #[default]
    NoText,
    Text,
    /// A text, after a backslash.
    Escape,
}

impl Scan {
    /// Reads on up to the opening bracket of an array that may be read by itself: the number of bytes with
    /// that bracket, and the array's name. Nothing where the bytes end before one.
    pub(super) fn next_array(
        &mut self,
        bytes: &[u8],
        splits: &dyn Fn(&str) -> bool,
    ) -> Option<(usize, String)> {
        for (position, byte) in bytes.iter().enumerate() {
            if *byte == b'['
                && let Some(name) = self.name().filter(|name| splits(name))
            {
                self.is_after_colon = false;
                self.depth += 1;
                return Some((position + 1, name));
            }
            self.step(*byte);
        }
        None
    }

    /// The name of the array that would begin here, where it is a member of the document's value.
    fn name(&self) -> Option<String> {
        let is_member = self.depth == 1
            && self.is_object
            && self.is_after_colon
            && self.within == Within::NoText;
        // A key with escapes is left to the reading of the whole.
        let is_plain = is_member && !self.text.contains(&b'\\');
        is_plain.then(|| String::from_utf8(self.text.clone()).ok()).flatten()
    }

    fn step(&mut self, byte: u8) {
        if self.within != Within::NoText {
            return self.step_in_text(byte);
        }
        match byte {
            b'"' => {
                self.within = Within::Text;
                if self.depth == 1 {
                    self.text.clear();
                }
            }
            b'{' | b'[' => {
                self.is_object |= self.depth == 0 && byte == b'{';
                self.depth += 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' if self.depth == 1 => self.is_after_colon = true,
            b',' if self.depth == 1 => self.is_after_colon = false,
            _ => {}
        }
    }

    fn step_in_text(&mut self, byte: u8) {
        self.within = match (self.within, byte) {
            (Within::Text, b'"') => Within::NoText,
            (Within::Text, b'\\') => Within::Escape,
            _ => Within::Text,
        };
        if self.within == Within::NoText {
            return;
        }
        if self.depth == 1 {
            self.text.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scan;

    /// The arrays that are found where each is passed over at once.
    fn arrays(text: &str, at_once: usize) -> Vec<String> {
        let mut scan = Scan::default();
        let mut found = Vec::new();
        for chunk in text.as_bytes().chunks(at_once) {
            let mut rest = chunk;
            while let Some((length, name)) = scan.next_array(rest, &|name| name != "kept") {
                found.push(name);
                rest = &rest[length..];
            }
        }
        found
    }

    #[test]
    fn only_members_of_the_documents_value_are_found() {
        let text = r#"{"v": "a[\"[", "kept": [[]], "o": {"n": [1]}, "a": [], "b" : [], "x\n": []}"#;
        // Whatever the parser is given at once.
        for at_once in [1, 2, 7, 1000] {
            assert_eq!(arrays(text, at_once), ["a", "b"], "{at_once}");
        }
        assert_eq!(arrays("[[1], {\"a\": [2]}]", 100), Vec::<String>::new());
    }
}
