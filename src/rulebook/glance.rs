//! Lists the rules of a rulebook, even if the rulebook has errors.

use toml::de::{DeTable, DeValue};

/// A rule as written in the rulebook, which may be invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleGlance {
    /// The rule's id.
    pub id: String,
    /// The name of the rule's kind, or `None` if the entry just sets the level of a built-in rule.
    pub kind: Option<String>,
    /// The rule's level, or `None` if the rulebook sets none.
    pub level: Option<String>,
}

/// Returns the rules in a rulebook's text. From invalid TOML, returns the rules that can be recovered.
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
