//! Decides whether a full stop certainly belongs to an abbreviation, an initial or an ordinal number.

use super::{ABBREVIATIONS, BEGINNINGS, LABELS};

/// Abbreviated titles that precede a name, in English, French, Spanish and German.
const TITLES: [&str; 44] = [
    "Abp", "Adm", "Amb", "Bp", "Capt", "Cdr", "Cmdr", "Cpl", "Det", "Dr", "Dra", "Fr", "Frl",
    "Gen", "Gov", "Hon", "Hr", "Hrn", "Ing", "Insp", "Lic", "Lt", "Mag", "Maj", "Messrs", "Mgr",
    "Mlle", "Mme", "Mr", "Mrs", "Ms", "Msgr", "Mt", "Pres", "Prof", "Pvt", "Rep", "Rev", "Sen",
    "Sgt", "Sr", "Sra", "Srta", "Supt",
];

/// Abbreviated months. A day, a year or a new sentence may follow.
const MONTHS: [&str; 12] =
    ["Apr", "Aug", "Dec", "Feb", "Jan", "Jul", "Jun", "Mar", "Nov", "Oct", "Sep", "Sept"];

/// The names of the months in German.
const GERMAN_MONTHS: [&str; 13] = [
    "Januar",
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// Labels that are also words, in lower case.
const LABELS_THAT_ARE_WORDS: [&str; 7] = ["app", "apt", "art", "cap", "no", "par", "sec"];

/// Labels that are also units of time, in lower case. They are not labels after a number.
const LABELS_THAT_ARE_UNITS: [&str; 2] = ["max", "min"];

/// Abbreviations, in lower case, after which the sentence continues unless a capital follows.
const INSIDE_SENTENCES: [&str; 28] = [
    "asst", "assn", "assoc", "bros", "cent", "co", "corp", "cu", "dept", "div", "est", "etc",
    "excl", "gmbh", "govt", "hrs", "inc", "incl", "intl", "jr", "ltd", "mfg", "natl", "oz", "resp",
    "sr", "univ", "viz",
];

/// Abbreviations, as written, that never end a sentence.
const NEVER_LAST: [&str; 17] = [
    "bzgl", "bzw", "cf", "d.h", "e.g", "ed", "eds", "evtl", "i.d.R", "i.e", "repr", "sog", "tr",
    "vgl", "viz", "vs", "z.B",
];

/// Words after which a number with a full stop is an ordinal number in German, in lower case.
const BEFORE_ORDINALS: [&str; 22] = [
    "ab", "am", "beim", "bis", "das", "dem", "den", "der", "des", "die", "dieser", "im", "ins",
    "jeder", "jedes", "seit", "seinem", "seinen", "und", "vom", "zum", "zur",
];

/// Words after which initials are those of a person, in lower case: words that neither name a thing nor end a
/// sentence.
const BEFORE_INITIALS: [&str; 12] = [
    "because", "but", "by", "dass", "par", "por", "that", "von", "when", "where", "which", "while",
];

/// Capitalised words that a single letter may follow, as in `Plan B` and `Vitamin C`, in lower case.
const LETTERED: [&str; 32] = [
    "annex",
    "appendix",
    "area",
    "article",
    "block",
    "building",
    "case",
    "category",
    "chapter",
    "class",
    "exhibit",
    "figure",
    "gate",
    "grade",
    "group",
    "hepatitis",
    "level",
    "line",
    "model",
    "part",
    "phase",
    "plan",
    "room",
    "schedule",
    "section",
    "series",
    "table",
    "terminal",
    "type",
    "vitamin",
    "wing",
    "zone",
];

/// Initials of countries and of organizations, without the last full stop.
const COUNTRIES: [&str; 4] = ["E.U", "U.K", "U.N", "U.S"];

/// Words that follow the initials of a country or organization in the name of an institution.
const INSTITUTIONS: [&str; 38] = [
    "Agency",
    "Air",
    "Ambassador",
    "Armed",
    "Army",
    "Attorney",
    "Bureau",
    "Charter",
    "Citizenship",
    "Coast",
    "Code",
    "Commission",
    "Congress",
    "Customs",
    "Department",
    "District",
    "Embassy",
    "Federal",
    "Forces",
    "General",
    "Government",
    "High",
    "House",
    "Immigration",
    "Justice",
    "Marine",
    "Marshals",
    "Military",
    "National",
    "Navy",
    "President",
    "Secret",
    "Secretary",
    "Security",
    "Senate",
    "State",
    "Supreme",
    "Treasury",
];

/// Checks whether a full stop before a lowercase word certainly belongs to an abbreviation or an ordinal number.
pub(super) fn is_abbreviation_inside(before: &str) -> bool {
    let mut words = last_words(before);
    let word = words.next().unwrap_or_default();
    let lower = word.to_lowercase();
    is_initials(word)
        || is_doubled_capital(word)
        || lacks_vowels(word)
        || is_ordinal_after(word, words.next().unwrap_or_default())
        || LABELS.binary_search(&lower.as_str()).is_ok()
        || ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
        || TITLES.iter().any(|known| known.eq_ignore_ascii_case(word))
        || INSIDE_SENTENCES.contains(&lower.as_str())
}

/// Checks whether a full stop before the possible start of a sentence certainly belongs to an abbreviation, an
/// initial or an ordinal number.
pub(super) fn is_abbreviation(before: &str, next: &str) -> bool {
    let mut words = last_words(before);
    let word = words.next().unwrap_or_default();
    let previous = words.next().unwrap_or_default();
    let next_word = next.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
    let is_split = are_one_abbreviation(word, next_word)
        || previous.strip_suffix('.').is_some_and(|previous| are_one_abbreviation(previous, word));
    if NEVER_LAST.contains(&word) || is_split {
        return true;
    }
    if BEGINNINGS.binary_search(&next_word).is_ok() {
        return false;
    }
    let is_numbered = !next.starts_with(char::is_alphabetic) || is_roman(next_word);
    if is_numbered && is_label(word, previous) {
        return true;
    }
    if is_ordinal_before(word, previous, next_word) || is_before_christ(word, next) {
        return true;
    }
    // `St.` certainly does not end a sentence in `in St. Petersburg`, but may do so in
    // `in Main St. Beta Hall`.
    let is_new_name = previous.ends_with(['.', ',']) || !previous.starts_with(char::is_uppercase);
    match word {
        "St" | "Dr" | "Mt" | "Fr" | "Ft" | "Sr" => is_new_name,
        "v" => !is_new_name && next_word.starts_with(char::is_uppercase),
        word if TITLES.contains(&word) => true,
        word if COUNTRIES.contains(&word) => INSTITUTIONS.contains(&next_word),
        word if is_capital_initials(word) => are_of_a_person(before, word, next_word),
        word => is_doubled_capital(word) && is_doubled_capital(next_word),
    }
}

/// Returns the last few words of a text in reverse order, without opening marks.
fn last_words(text: &str) -> impl Iterator<Item = &str> {
    const MAX_BYTES: usize = 100;
    let is_mark = |character: char| !character.is_alphanumeric();
    let near = (text.len().saturating_sub(MAX_BYTES)..).find_map(|start| text.get(start..));
    near.unwrap_or_default()
        .rsplit(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .map(move |word| word.trim_start_matches(is_mark))
}

/// Checks whether a word before a number is a label of the number, as in `p. 5`, `Nr. 5`, `c. 1920` and `Oct. 5`.
fn is_label(word: &str, previous: &str) -> bool {
    let lower = word.to_lowercase();
    let is_known =
        LABELS.binary_search(&lower.as_str()).is_ok() && !LABELS_THAT_ARE_WORDS.contains(&word);
    let is_unit = is_quantity(previous)
        && (LABELS_THAT_ARE_UNITS.contains(&word) || is_single_letter(word) && word != "p");
    let is_short = is_single_letter(word) && (word.starts_with(char::is_lowercase) || word == "S");
    !is_unit && (is_known || is_short || MONTHS.contains(&word) || word == "A.D")
}

/// Checks whether a number is an ordinal number in German, as in `am 5. Mai` and `im 19. Jahrhundert`.
fn is_ordinal_before(word: &str, previous: &str, next_word: &str) -> bool {
    is_short_number(word) && GERMAN_MONTHS.contains(&next_word)
        || is_ordinal_after(word, previous) && next_word.starts_with(char::is_uppercase)
}

/// Checks whether a word is a number of one or two digits after an article or a preposition of German.
fn is_ordinal_after(word: &str, previous: &str) -> bool {
    is_short_number(word) && BEFORE_ORDINALS.contains(&previous.to_lowercase().as_str())
}

fn is_short_number(word: &str) -> bool {
    matches!(word.len(), 1..=2) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Checks whether a word begins with a digit, and so may be the number before a unit.
fn is_quantity(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit()) && word.ends_with(char::is_alphanumeric)
}

/// Checks whether a full stop is the one in `av. J.-C.` or `v. Chr.`.
fn is_before_christ(word: &str, next: &str) -> bool {
    matches!(word, "av" | "apr" | "ap") && next.starts_with("J.")
        || matches!(word, "v" | "n") && next.starts_with("Chr")
}

/// Checks whether two words, without their full stops, belong to an abbreviation that is written with spaces, as in
/// `z. B.` and `p. ex.`.
fn are_one_abbreviation(first: &str, second: &str) -> bool {
    matches!(
        (first, second),
        ("z", "B") | ("d", "h" | "R") | ("p", "ex") | ("e", "g") | ("i", "e" | "d")
    )
}

/// Checks whether a word consists of initials: a single letter, or groups of one or two letters with
/// full stops between them. Examples are `B`, `U.S`, `p.m` and `Ph.D`.
fn is_initials(word: &str) -> bool {
    let is_short = |piece: &str| {
        matches!(piece.chars().count(), 1..=2) && piece.chars().all(char::is_alphabetic)
    };
    is_single_letter(word)
        || (word.contains('.') && word.split(".-").flat_map(|part| part.split('.')).all(is_short))
}

fn is_capital_initials(word: &str) -> bool {
    is_initials(word) && word.chars().all(|letter| letter == '.' || letter.is_uppercase())
}

fn is_single_letter(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

/// Checks whether a word is a doubled capital, which abbreviates a plural in Spanish, as in `EE. UU.`.
fn is_doubled_capital(word: &str) -> bool {
    let mut letters = word.chars();
    let (first, second) = (letters.next(), letters.next());
    first == second && letters.next().is_none() && first.is_some_and(char::is_uppercase)
}

/// Checks whether initials before a word are those of a person: `by J. R. Smith`, `Dr. J.R. Smith` and
/// `George W. Bush`, but perhaps not in `plan B. Beta Hall`, `Vitamin B. Beta Hall` and `William I. Beta Hall`.
fn are_of_a_person(before: &str, word: &str, next_word: &str) -> bool {
    let is_initial = |word: &&str| word.strip_suffix('.').is_some_and(is_single_letter);
    let Some(bearer) = last_words(before).skip(1).find(|word| !is_initial(word)) else {
        return false;
    };
    let lower = bearer.to_lowercase();
    let is_first_name = bearer.starts_with(char::is_uppercase)
        && bearer.chars().all(|letter| letter.is_alphabetic() || letter == '-')
        && bearer.chars().any(char::is_lowercase)
        && !LETTERED.contains(&lower.as_str());
    let is_between_names = is_first_name
        && is_single_letter(word)
        && !matches!(word, "I" | "V" | "X")
        && next_word.starts_with(char::is_uppercase);
    is_between_names
        || BEFORE_INITIALS.contains(&lower.as_str())
        || TITLES.contains(&bearer.strip_suffix('.').unwrap_or(bearer))
}

/// Checks whether a word of at least two letters has no vowel and is not in capitals, such as `Rd`, `sq` and
/// `vgl`. The four languages have no such word.
fn lacks_vowels(word: &str) -> bool {
    let letters = word.chars().count();
    let is_consonant = |letter: char| {
        letter.is_ascii_alphabetic()
            && !matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    };
    let has_lowercase = word.chars().any(char::is_lowercase);
    (2..=5).contains(&letters) && has_lowercase && word.chars().all(is_consonant)
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_words_are_labels() {
        let words = LABELS_THAT_ARE_WORDS.iter().chain(&LABELS_THAT_ARE_UNITS);
        assert!(words.into_iter().all(|word| LABELS.contains(word)));
    }
}
