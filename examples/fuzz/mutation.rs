//! Mutates inputs.

/// Random numbers from a seed (splitmix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    /// Returns a generator for the input with this number.
    pub(crate) fn new(seed: u64, number: u64) -> Numbers {
        Numbers(seed.wrapping_add(number.wrapping_mul(0x5851_f42d_4c95_7f2d)))
    }

    /// Returns the next number, which is less than `end`, or 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap_or_default()
    }

    fn one_of<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        items.get(self.below(items.len()))
    }
}

/// Byte sequences that parsers often handle wrongly.
const TOKENS: [&[u8]; 44] = [
    b"\0",
    b"\x1b[31m",
    b"\x7f",
    b"\xc2\x9b",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\\u0000",
    b"\\ud800",
    b"\\udc00",
    b"\xe2\x80\xae",
    b"\r",
    b"\n",
    b"\t",
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b",",
    b":",
    b"null",
    b"true",
    b"-1",
    b"1e999999999",
    b"99999999999999999999",
    b"0.1",
    b"2018-02-30",
    b"$",
    b"$..*..*",
    b"@",
    b"[?@]",
    b"[*]",
    b"..",
    b"#",
    b"(((a*)*)*)*",
    b"{1,1000}",
    b"\\p{L}",
    b"\xe2\x80\xa6",
    b"[[",
    b"\"\"\"",
];

/// Returns a known input with one to four changes.
pub(crate) fn input(known: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut data = numbers.one_of(known).cloned().unwrap_or_default();
    for _ in 0..=numbers.below(4) {
        data = mutated(&data, known, numbers);
    }
    data
}

fn mutated(data: &[u8], known: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let at = numbers.below(data.len() + 1);
    let length = numbers.one_of(&[1, 1, 2, 8, 64, 1024]).copied().unwrap_or(1);
    let end = data.len().min(at + length);
    let (before, rest) = data.split_at(at);
    let part = data.get(at..end).unwrap_or_default();
    let after = data.get(end..).unwrap_or_default();
    match numbers.below(8) {
        0 => {
            let mut changed = data.to_vec();
            let bit = 1 << numbers.below(8);
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= bit;
            }
            changed
        }
        1 => [before, after].concat(),
        2 => {
            let times = numbers.one_of(&[2, 3, 50]).copied().unwrap_or(2);
            [before, &part.repeat(times), after].concat()
        }
        3 => before.to_vec(),
        4 => {
            let mut lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
            let [one, other] = [0, 0].map(|_| numbers.below(lines.len()));
            lines.swap(one, other);
            lines.join(&b'\n')
        }
        5 => {
            let other = numbers.one_of(known).map(Vec::as_slice).unwrap_or_default();
            let start = numbers.below(other.len() + 1);
            let length = numbers.one_of(&[4, 40, 400]).copied().unwrap_or(4);
            let part = other.get(start..other.len().min(start + length)).unwrap_or_default();
            [before, part, rest].concat()
        }
        6 => {
            let words: Vec<&[u8]> = data.split(|byte| !byte.is_ascii_alphanumeric()).collect();
            let word = numbers.one_of(&words).copied().unwrap_or_default();
            [before, word, after].concat()
        }
        _ => {
            let token = numbers.one_of(&TOKENS).copied().unwrap_or_default();
            [before, token, rest].concat()
        }
    }
}
