//! `unique`: near-misses and cases that its page omits.

use super::check;

#[test]
fn an_item_that_is_selected_twice_is_not_its_own_duplicate() {
    let rules = |items: &str| {
        format!(
            "[collections]\nthings = {{ select = \"$.things[*]\", id = \"id\" }}\n[rules.tags]\nkind = \"unique\"\nin = \"things\"\nitems = {items}\n"
        )
    };
    let data = r#"{ "things": [
{ "id": "a", "tags": ["red", "blue"] },
{ "id": "b", "tags": ["red", "red"] }
] }"#;
    let want = ["data.json:3:30: error[tags]: 2 items in `tags[0, 0, 1]` of `b` are `red`"];
    check(&rules("\"tags[0, 0, 1]\""), data, &want);
    let want = ["data.json:3:30: error[tags]: 2 items in `tags[*]`, `tags[0]` of `b` are `red`"];
    check(&rules("[\"tags[*]\", \"tags[0]\"]"), data, &want);
}
