//! The wording of messages: numbers with their nouns, lists, and truncated texts.

/// Formats a number with its noun: `1 record`, `1,412 records`, `2 properties`.
pub(crate) fn counted(number: usize, singular: &str) -> String {
    format!("{} {}", grouped(number), noun(number, singular))
}

/// Returns a noun, in the plural unless the number is 1.
pub(crate) fn noun(number: usize, singular: &str) -> String {
    match singular.strip_suffix('y') {
        _ if number == 1 => singular.to_owned(),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{singular}s"),
    }
}

/// Returns `is` for the number 1, and `are` for any other number.
pub(crate) fn are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

/// Returns `was` for the number 1, and `were` for any other number.
pub(crate) fn were(number: usize) -> &'static str {
    if number == 1 { "was" } else { "were" }
}

/// Formats a number with commas between its thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Joins items with a conjunction, as in `a`, `a or b` and `a, b or c`.
pub(crate) fn listed<T: AsRef<str>>(items: &[T], conjunction: &str) -> String {
    let words: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} {conjunction} {last}", others.join(", ")),
    }
}

/// Truncates a text to its first `max` characters, followed by `…` if there are more.
pub(crate) fn truncated(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Truncates a text to `max` characters around the place where it differs from similar texts. `same` is the number of
/// characters at its start that it shares with one of these texts.
pub(crate) fn truncated_around(text: &str, same: usize, max: usize) -> String {
    let context = max / 4;
    if text.chars().count() <= max || same + context < max {
        return truncated(text, max);
    }
    let rest: String = text.chars().skip(same.saturating_sub(context)).collect();
    format!("…{}", truncated(&rest, max))
}

/// Returns the longest beginning that `one` and `other` share, in whole characters.
pub(crate) fn shared_start<'t>(one: &'t str, other: &str) -> &'t str {
    let pairs = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    let length = pairs.map(|(character, _)| character.len_utf8()).sum();
    one.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truncated_text_keeps_what_differs() {
        let text = format!("{}: 1990", "a".repeat(100));
        assert_eq!(truncated_around("short", 2, 20), "short");
        assert_eq!(truncated_around(&text, 3, 20), format!("{}…", "a".repeat(20)));
        assert_eq!(truncated_around(&text, 102, 20), "…aaa: 1990");
    }

    #[test]
    fn a_noun_agrees_with_its_number() {
        assert_eq!(counted(1, "change"), "1 change");
        assert_eq!(counted(0, "property"), "0 properties");
        assert_eq!(counted(2, "day"), "2 days");
        assert_eq!(counted(1412, "record"), "1,412 records");
    }

    #[test]
    fn thousands_are_separated() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn a_list_reads_as_english() {
        let items = ["a", "b", "c"].map(str::to_owned);
        let lists = [0, 1, 2, 3].map(|number| listed(&items[..number], "or"));
        assert_eq!(lists, ["", "a", "a or b", "a, b or c"]);
    }

    #[test]
    fn a_text_is_truncated_between_characters() {
        assert_eq!(truncated("éü", 2), "éü");
        assert_eq!(truncated("éüö", 2), "éü…");
    }
}
