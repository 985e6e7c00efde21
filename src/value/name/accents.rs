//! Removes accents from the letters of names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Removes the accents of Latin and Greek letters: `é` becomes `e`, and `ł` becomes `l`. In other scripts, letters
/// with marks are letters of their own, and are kept. The text must be in lower case.
pub(super) fn without_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for character in text.nfc() {
        let mut parts = std::iter::once(character).nfd();
        match parts.next() {
            Some(letter) if is_latin_or_greek(letter) && parts.all(is_combining_mark) => {
                match written_elsewhere(letter) {
                    Some(letters) => plain.push_str(letters),
                    None => plain.push(letter),
                }
            }
            _ => plain.push(character),
        }
    }
    plain
}

fn is_latin_or_greek(letter: char) -> bool {
    matches!(letter, 'a'..='z' | '\u{DF}'..='\u{24F}' | '\u{3B1}'..='\u{3C9}')
}

/// Returns the plain letters that replace a letter with a stroke, a ligature or the like.
fn written_elsewhere(letter: char) -> Option<&'static str> {
    Some(match letter {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::without_accents;

    #[test]
    fn letters_of_latin_and_greek_lose_their_accents() {
        for (text, want) in [
            ("société générale", "societe generale"),
            ("łódź ørsted æsir", "lodz orsted aesir"),
            ("socie\u{301}te\u{301}", "societe"),
            ("αθήνα", "αθηνα"),
            ("йод", "йод"),
            ("が", "が"),
            ("한국", "한국"),
            ("harbour", "harbour"),
        ] {
            assert_eq!(without_accents(text), want);
        }
    }
}
