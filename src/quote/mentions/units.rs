//! Units of measure after numbers: `5 km`, `1920 kg`, `24-hour`.

use crate::quote::mentions::tokens::Tokens;

/// Units of measure in lower case, without years, months, weeks and days.
const UNITS: [&str; 98] = [
    "acre",
    "acres",
    "bytes",
    "calories",
    "carat",
    "carats",
    "celsius",
    "centimeters",
    "centimetres",
    "centuries",
    "cl",
    "cm",
    "cubic",
    "decades",
    "decibels",
    "dpi",
    "fahrenheit",
    "feet",
    "foot",
    "ft",
    "g",
    "gallons",
    "gb",
    "ghz",
    "grammes",
    "grams",
    "gw",
    "gwh",
    "ha",
    "hectare",
    "hectares",
    "hl",
    "horsepower",
    "hour",
    "hours",
    "hp",
    "hrs",
    "hz",
    "inch",
    "inches",
    "joules",
    "kb",
    "kcal",
    "kelvin",
    "kg",
    "khz",
    "kilo",
    "kilograms",
    "kilometers",
    "kilometres",
    "kilos",
    "kilowatts",
    "kj",
    "km",
    "knots",
    "kph",
    "kw",
    "kwh",
    "l",
    "lb",
    "lbs",
    "liters",
    "litres",
    "m",
    "mb",
    "megawatts",
    "meters",
    "metres",
    "mg",
    "mhz",
    "mile",
    "miles",
    "millimeters",
    "millimetres",
    "min",
    "mins",
    "minute",
    "minutes",
    "ml",
    "mm",
    "mph",
    "ms",
    "mw",
    "mwh",
    "ounces",
    "oz",
    "pixels",
    "px",
    "rpm",
    "seconds",
    "secs",
    "square",
    "tb",
    "times",
    "ton",
    "tonnes",
    "tons",
    "yards",
];

/// Whether a unit follows a number that ends at `last`, after a space or a hyphen.
pub(super) fn has_unit(tokens: &Tokens<'_>, last: usize) -> bool {
    let is_hyphenated = tokens.sign(last + 1) == Some('-')
        && tokens.is_attached(last + 1)
        && tokens.is_attached(last + 2);
    UNITS.binary_search(&tokens.word(last + 1 + usize::from(is_hyphenated))).is_ok()
        || matches!(tokens.sign(last + 1), Some('°' | '‰' | '′' | '″'))
        || is_time_of_day(tokens, last)
}

/// Whether a number that ends at `last` is a time of day: `6 p.m.`, `6 pm`, `6 o'clock`.
fn is_time_of_day(tokens: &Tokens<'_>, last: usize) -> bool {
    match tokens.word(last + 1) {
        "am" | "pm" | "o'clock" => true,
        "a" | "p" => tokens.sign(last + 2) == Some('.') && tokens.word(last + 3) == "m",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::UNITS;

    #[test]
    fn the_units_are_sorted() {
        assert!(UNITS.is_sorted());
    }
}
