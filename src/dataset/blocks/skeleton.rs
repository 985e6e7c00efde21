//! Finds the arrays that are members of a document's root object.

/// The state of the scanner for the text outside the arrays that are read separately.
#[derive(Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    /// Whether the root is an object.
    is_object: bool,
    within: Within,
    /// Whether the last separator in the root object was a colon and not a comma.
    is_after_colon: bool,
    /// The last string in the root object. It is a key if a colon follows.
    text: Vec<u8>,
}

/// The position of the next byte: outside or inside a string.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    #[default]
    NoText,
    Text,
    /// In a string, after a backslash.
    Escape,
}

impl Scan {
    /// Scans up to the opening bracket of an array that may be read separately. Returns the number of bytes
    /// including the bracket, and the array's name. Returns `None` if the bytes end first.
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

    /// Returns the name of an array that would begin at the current position. Returns `None` if it would not
    /// be a member of the root object.
    fn name(&self) -> Option<String> {
        let is_member = self.depth == 1
            && self.is_object
            && self.is_after_colon
            && self.within == Within::NoText;
        // An array whose key contains escapes is not read separately. It stays in the skeleton.
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

    /// Returns the names of the arrays found when `at_once` bytes are scanned at a time.
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
        // The result does not depend on the chunk size.
        for at_once in [1, 2, 7, 1000] {
            assert_eq!(arrays(text, at_once), ["a", "b"], "{at_once}");
        }
        assert_eq!(arrays("[[1], {\"a\": [2]}]", 100), Vec::<String>::new());
    }
}
