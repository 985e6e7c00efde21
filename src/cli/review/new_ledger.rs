//! Creates a ledger before the first decision, if the dataset has none.

use super::super::context::Stop;
use super::super::terminal::print_note;
use super::DatasetArguments;
use super::session::Target;
use crate::disk::{create, edit, system_path};
use toml_edit::{DocumentMut, value};

/// The file name of a new ledger.
const NAME: &str = "reviews.toml";

/// The text of a new ledger.
const TEXT: &str = "# What people have decided on the findings of this dataset.\n\nversion = 2\n";

/// Creates the ledger that the rulebook names, if it does not exist. If the rulebook names no ledger, creates
/// `reviews.toml` and adds this name to the rulebook. Does nothing if the rulebook is not TOML, if the name of the
/// ledger is not a string, or if the rulebook extends another rulebook and names no ledger itself.
pub(super) fn make_ledger(arguments: &DatasetArguments) -> Result<(), Stop> {
    let target = Target::of(arguments)?;
    let read = std::fs::read_to_string(&target.rulebook);
    let parsed = read.ok().and_then(|text| text.parse::<DocumentMut>().ok());
    let Some(rulebook) = parsed else { return Ok(()) };
    let setting = rulebook.get("ledger");
    if setting.is_none() && rulebook.contains_key("extends") {
        return Ok(());
    }
    let name = match setting.map(|setting| setting.as_str()) {
        None => NAME,
        Some(Some(name)) => name,
        Some(None) => return Ok(()),
    };
    let path = target.folder().join(system_path(name));
    if std::fs::symlink_metadata(&path).is_err() {
        create(&target.root, &path, name, TEXT).map_err(|error| error.to_string())?;
        print_note(&format!("created {}, the ledger for decisions", path.display()));
    }
    if setting.is_none() {
        let edited = edit(&target.root, &target.rulebook, with_ledger);
        edited.map_err(|error| error.to_string())?;
        print_note(&format!(
            "added the ledger to {}: ledger = \"{NAME}\"",
            target.rulebook.display()
        ));
    }
    Ok(())
}

/// Returns the text of a rulebook with the name of the ledger added.
fn with_ledger(text: &str) -> Result<String, String> {
    let mut rulebook: DocumentMut = text.parse().map_err(|_| "the rulebook is not TOML")?;
    rulebook.insert("ledger", value(NAME));
    Ok(rulebook.to_string())
}

#[cfg(test)]
mod tests {
    use super::with_ledger;

    #[test]
    fn the_ledger_is_named_before_the_first_table() {
        let rulebook = "# Ours.\nversion = 1\ndocuments = [\"a.json\"] # all\n\n[rules.a]\nkind = \"unique\"\n";
        assert_eq!(
            with_ledger(rulebook).unwrap(),
            "# Ours.\nversion = 1\ndocuments = [\"a.json\"] # all\nledger = \"reviews.toml\"\n\n[rules.a]\nkind = \"unique\"\n"
        );
    }
}
