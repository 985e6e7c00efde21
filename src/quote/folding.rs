//! Optional folding of differences in notation that do not change the meaning. A dataset must request it.

use std::borrow::Cow;
use std::ops::Range;

use crate::quote::fold::Folded;

/// The foldings that are applied in addition to those for typesetting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Folding {
    /// Whether letter case is ignored (compares lower case, Unicode section 3.13).
    pub case: bool,
    /// Whether a Greek letter by itself equals its name: `α` and `alpha`.
    pub greek: bool,
    /// Whether mathematical signs equal their typed forms: `≥` and `>=`, `±` and `+/-`, and
    /// between two numbers `×` and `*`.
    pub signs: bool,
}

impl Folding {
    /// The names of the options in a rulebook and in a dataset.
    pub const WORDS: [&'static str; 3] = ["case", "greek", "signs"];
    /// Number of combinations, including the empty combination.
    pub(crate) const COMBINATIONS: usize = 8;

    /// Returns the folding with this name, or `None` if there is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Folding> {
        let none = Folding::default();
        match word {
            "case" => Some(Folding { case: true, ..none }),
            "greek" => Some(Folding { greek: true, ..none }),
            "signs" => Some(Folding { signs: true, ..none }),
            _ => None,
        }
    }

    /// Returns the union of two foldings.
    #[must_use]
    pub fn and(self, other: Folding) -> Folding {
        Folding {
            case: self.case || other.case,
            greek: self.greek || other.greek,
            signs: self.signs || other.signs,
        }
    }

    /// Whether nothing is folded in addition to typesetting.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Folding::default()
    }

    /// Returns the index of this combination; 0 is the empty combination.
    pub(crate) fn number(self) -> usize {
        usize::from(self.case) + 2 * usize::from(self.greek) + 4 * usize::from(self.signs)
    }
}

/// Returns the number of bytes to replace at a byte offset of the text, and their replacement, or `None` if
/// the text stays as it is.
pub(crate) fn replacement(
    text: &str,
    at: usize,
    folding: Folding,
) -> Option<(usize, Cow<'static, str>)> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    if folding.signs
        && let Some((length, sign)) = sign(text, at, first)
    {
        return Some((length, Cow::Borrowed(sign)));
    }
    if folding.greek
        && let Some(name) = greek_name(text, at, first)
    {
        return Some((first.len_utf8(), if folding.case { lower_case(name) } else { name.into() }));
    }
    if folding.case {
        let lower = match first {
            'ß' | 'ẞ' => "ss".to_owned(),
            'ς' => "σ".to_owned(),
            _ => first.to_lowercase().collect(),
        };
        return (!rest.starts_with(&lower)).then(|| (first.len_utf8(), lower.into()));
    }
    None
}

fn lower_case(name: &str) -> Cow<'static, str> {
    name.to_lowercase().into()
}

/// Reads a typed form or a variant of a sign (`>=` or `≧` for `≥`) at a byte offset. Returns the length of the
/// form in bytes, and the sign. Returns `None` if there is no such form.
fn sign(text: &str, at: usize, first: char) -> Option<(usize, &'static str)> {
    let rest = text.get(at..)?;
    let typed = [
        ("<=>", "<=>"),
        (">=", "≥"),
        ("≧", "≥"),
        ("⩾", "≥"),
        ("<=", "≤"),
        ("≦", "≤"),
        ("⩽", "≤"),
        ("!=", "≠"),
        ("=/=", "≠"),
        ("+/-", "±"),
        ("+-", "±"),
        ("~=", "≈"),
    ];
    if let Some((typed, sign)) = typed.iter().find(|(typed, _)| rest.starts_with(typed)) {
        return Some((typed.len(), sign));
    }
    let after = rest.get(first.len_utf8()..)?;
    let is_factor = |text: Option<char>| text.is_some_and(char::is_numeric);
    let is_product = matches!(first, '*' | '∗' | '⋅' | '·' | '∙')
        && is_factor(text.get(..at)?.trim_end_matches(' ').chars().next_back())
        && is_factor(after.trim_start_matches(' ').chars().next());
    is_product.then_some((first.len_utf8(), "×"))
}

/// Returns the name of a Greek letter. Returns `None` if the letter is next to another Greek letter, since a
/// Greek word stays as it is. Also returns `None` for a part of a unit (`μ` after a number and before a
/// letter).
fn greek_name(text: &str, at: usize, letter: char) -> Option<&'static str> {
    let (small, capital) = NAMES.iter().find_map(|(letters, small, capital)| {
        letters.contains(letter).then_some((*small, *capital))
    })?;
    let before = text.get(..at)?;
    let after = text.get(at + letter.len_utf8()..)?.chars().next();
    let is_greek = |other: char| matches!(other, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}');
    if before.chars().next_back().is_some_and(is_greek) || after.is_some_and(is_greek) {
        return None;
    }
    let follows_number = before.trim_end_matches(' ').ends_with(char::is_numeric);
    if small == "mu" && follows_number && after.is_some_and(char::is_alphabetic) {
        return None;
    }
    Some(if letter.is_uppercase() { capital } else { small })
}

/// Greek letters with their variants, and their names.
const NAMES: [(&str, &str, &str); 24] = [
    ("αΑ", "alpha", "Alpha"),
    ("βϐΒ", "beta", "Beta"),
    ("γΓ", "gamma", "Gamma"),
    ("δΔ", "delta", "Delta"),
    ("εϵΕ", "epsilon", "Epsilon"),
    ("ζΖ", "zeta", "Zeta"),
    ("ηΗ", "eta", "Eta"),
    ("θϑΘ", "theta", "Theta"),
    ("ιΙ", "iota", "Iota"),
    ("κϰΚ", "kappa", "Kappa"),
    ("λΛ", "lambda", "Lambda"),
    ("μµΜ", "mu", "Mu"),
    ("νΝ", "nu", "Nu"),
    ("ξΞ", "xi", "Xi"),
    ("οΟ", "omicron", "Omicron"),
    ("πϖΠ", "pi", "Pi"),
    ("ρϱΡ", "rho", "Rho"),
    ("σςϲΣ", "sigma", "Sigma"),
    ("τΤ", "tau", "Tau"),
    ("υΥ", "upsilon", "Upsilon"),
    ("φϕΦ", "phi", "Phi"),
    ("χΧ", "chi", "Chi"),
    ("ψΨ", "psi", "Psi"),
    ("ωΩ", "omega", "Omega"),
];

impl Folded {
    /// Folds a text, and then applies the additional folding.
    pub(crate) fn with(original: &str, folding: Folding) -> Folded {
        let folded = Folded::new(original);
        if folding.is_none() {
            return folded;
        }
        let mut again = Folded::empty(&folded);
        let text = folded.text();
        let mut at = 0;
        while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
            if folded.is_passage_start(at) {
                again.begin_passage();
            }
            let (length, replaced) = match replacement(text, at, folding) {
                Some((length, replaced)) => (length, Some(replaced)),
                None => (character.len_utf8(), None),
            };
            let range: Range<usize> = at..at + length;
            match replaced {
                Some(replaced) => again.replace(folded.original_range(range), &replaced),
                None => again.copy_from(&folded, range),
            }
            at += length;
        }
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str, words: &[&str]) -> String {
        let folding = words.iter().filter_map(|word| Folding::from_word(word));
        let folding = folding.fold(Folding::default(), Folding::and);
        Folded::with(text, folding).text().to_owned()
    }

    #[test]
    fn requested_differences_are_folded() {
        for (words, text, want) in [
            (&["case"][..], "The STRAẞE, Ünal, “ΣΟΦΟΣ”", "the strasse, ünal, \"σοφοσ\""),
            (
                &["greek"],
                "TNF-α, Δ9, the μ opioid, 5 μg, λόγος",
                "TNF-alpha, Delta9, the mu opioid, 5 μg, λόγος",
            ),
            (
                &["signs"],
                "p >= 0.05, x<=3, a != b, 5 +/- 1, 2*3, a*b",
                "p ≥ 0.05, x≤3, a ≠ b, 5 ± 1, 2×3, a*b",
            ),
            (&["case", "greek"], "Δ and TNF", "delta and tnf"),
            (&[], "Α >= β", "Α >= β"),
        ] {
            assert_eq!(fold(text, words), want, "{words:?}");
        }
        assert!(Folding::WORDS.iter().all(|word| Folding::from_word(word).is_some()));
    }

    #[test]
    fn ranges_lead_back_to_the_original() {
        let text = "“TNF-α”  is\u{A0}≥5";
        let folding = Folding { case: true, greek: true, signs: true };
        let folded = Folded::with(text, folding);
        assert_eq!(folded.text(), "\"tnf-alpha\" is ≥5");
        for (part, want) in
            [("tnf-alpha", "TNF-α"), ("is ≥5", "is\u{A0}≥5"), ("alpha\" is", "α”  is")]
        {
            let start = folded.text().find(part).unwrap();
            assert_eq!(&text[folded.original_range(start..start + part.len())], want);
        }
    }
}
