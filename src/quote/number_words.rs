//! English words for numbers, and the words that multiply the number before them or turn it into another number.
//! `quote` and `value-in-quote` share them, so that a quote cannot be cut off before a word that changes its number.

/// Words for small numbers, with their value.
pub(crate) const SMALL: [(&str, u64); 20] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];
pub(crate) const TENS: [(&str, u64); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Words that multiply the number before them, with the power of ten.
const SCALES: [(&str, i16); 10] = [
    ("thousand", 3),
    ("million", 6),
    ("mn", 6),
    ("mln", 6),
    ("billion", 9),
    ("bn", 9),
    ("trillion", 12),
    ("tn", 12),
    ("quadrillion", 15),
    ("quintillion", 18),
];

/// Indian words that multiply a number in digits, with the power of ten.
const INDIAN_SCALES: [(&str, i16); 4] = [("lakh", 5), ("lakhs", 5), ("crore", 7), ("crores", 7)];

/// Words after a number that may multiply it or be a unit (`5 M`), including words of other languages.
pub(crate) const POSSIBLE_SCALES: [(&str, i16); 61] = [
    ("b", 9),
    ("bio", 12),
    ("bln", 9),
    ("cr", 7),
    ("k", 3),
    ("lac", 5),
    ("lacs", 5),
    ("m", 6),
    ("md", 9),
    ("mds", 9),
    ("mia", 9),
    ("mil", 3),
    ("mil", 6),
    ("miliardi", 9),
    ("milioni", 6),
    ("miljard", 9),
    ("miljoen", 6),
    ("mille", 3),
    ("milliard", 9),
    ("milliarde", 9),
    ("milliarden", 9),
    ("milliards", 9),
    ("millionen", 6),
    ("millones", 6),
    ("milhões", 6),
    ("mill", 6),
    ("mio", 6),
    ("mios", 6),
    ("mld", 9),
    ("mlrd", 9),
    ("mm", 6),
    ("mrd", 9),
    ("mrds", 9),
    ("tausend", 3),
    ("thd", 3),
    ("thous", 3),
    ("ths", 3),
    ("thsd", 3),
    ("trn", 12),
    ("tsd", 3),
    ("млн", 6),
    ("млрд", 9),
    ("тыс", 3),
    ("миллион", 6),
    ("миллиона", 6),
    ("миллионов", 6),
    ("миллиард", 9),
    ("миллиарда", 9),
    ("миллиардов", 9),
    ("тысяч", 3),
    ("тысячи", 3),
    ("百", 2),
    ("千", 3),
    ("万", 4),
    ("萬", 4),
    ("亿", 8),
    ("億", 8),
    ("兆", 12),
    ("만", 4),
    ("억", 8),
    ("조", 12),
];

/// Words after a number that turn it into another number: a fraction, an ordinal, dozens.
pub(crate) const NOT_CARDINAL: [&str; 35] = [
    "half",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fourth",
    "fourths",
    "fifth",
    "fifths",
    "sixth",
    "sixths",
    "seventh",
    "eighth",
    "eighths",
    "ninth",
    "tenth",
    "tenths",
    "first",
    "second",
    "hundredth",
    "hundredths",
    "thousandth",
    "thousandths",
    "millionth",
    "dozen",
    "dozens",
    "gross",
    "pair",
    "pairs",
    "score",
    "hundreds",
    "thousands",
    "millions",
    "billions",
];

/// Names of denominators from 2 on, in the singular.
pub(crate) const DENOMINATORS: [(&str, u64); 10] = [
    ("half", 2),
    ("third", 3),
    ("quarter", 4),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
];

/// Returns the value of a word in a list, or `None` if the list does not have the word.
pub(crate) fn value_in<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    // Most words in a text are not numerals, and the first byte already rules them out.
    let first = word.bytes().next();
    let mut alike = list.iter().filter(|(name, _)| name.bytes().next() == first);
    alike.find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// Whether a lowercase word is a number below a hundred.
pub(crate) fn is_number_word(word: &str) -> bool {
    value_in(&SMALL, word).is_some() || value_in(&TENS, word).is_some()
}

/// Returns the value of a lowercase word for a number below twenty, or `None` for any other word.
pub(crate) fn small_number(word: &str) -> Option<u64> {
    value_in(&SMALL, word)
}

/// Returns the power of ten by which a word multiplies the number before it (6 for `million`), or `None` for
/// any other word.
pub(crate) fn scale(word: &str) -> Option<i16> {
    value_in(&SCALES, word).or_else(|| value_in(&INDIAN_SCALES, word))
}

/// Whether a lowercase word after a number multiplies it, or may do so.
pub(crate) fn multiplies(word: &str) -> bool {
    is_sure_scale(word) || value_in(&POSSIBLE_SCALES, word).is_some()
}

/// Whether a lowercase word after a number can only multiply it.
pub(crate) fn is_sure_scale(word: &str) -> bool {
    word == "hundred" || scale(word).is_some()
}

/// Whether a character is a fraction (Unicode, Number Forms).
pub(crate) fn is_fraction(character: char) -> bool {
    matches!(character, '¼'..='¾' | '⅐'..='⅞' | '↉')
}
