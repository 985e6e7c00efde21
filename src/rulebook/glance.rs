//! Lists the rules of a rulebook, even of one with errors.

use toml::de::{DeTable, DeValue};

/// A rule as written in the rulebook, valid or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleGlance {
    /// The rule's id.
    pub id: String,
    /// The name of its kind; `None` for a built-in rule whose level is set.
    pub kind: Option<String>,
    /// Its level, if the rulebook sets one.
    pub level: Option<String>,
}

/// Returns the rules in a rulebook's text, including what can be recovered from invalid TOML.
#[must_use]
pub fn rules_at_a_glance(text: &str) -> Vec<RuleGlance> {
    let (table, _) = DeTable::parse_recoverable(text);
    let Some(DeValue::Table(rules)) = table.get_ref().get("rules").map(toml::Spanned::get_ref)
    else {
        return Vec::new();
    };
    let rules = rules.iter().map(|(id, rule)| {
        let text_at = |key: &str| match rule.get_ref() {
            DeValue::Table(rule) => Some(rule.get(key)?.get_ref().as_str()?.to_owned()),
            _ => None,
        };
        RuleGlance { id: id.get_ref().to_string(), kind: text_at("kind"), level: text_at("level") }
    });
    rules.collect()
}

#[cfg(test)]
mod tests {
    use super::rules_at_a_glance;

    #[test]
    fn a_rule_is_listed_even_if_the_rulebook_has_mistakes() {
        let text = "vresion = 1\n[rules.\"a, b\"]\nkind = \"unique\"\nlevel = \"notice\"\nx = 1\n[rules.syntax]\n[rules]\nc = 1\n";
        let rules = rules_at_a_glance(text);
        let found = rules.iter().find(|rule| rule.id == "a, b").unwrap();
        assert_eq!(found.kind.as_deref(), Some("unique"));
        assert_eq!(found.level.as_deref(), Some("notice"));
        assert!(rules_at_a_glance("= 1").is_empty());
    }
}
