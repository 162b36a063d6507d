//! A contract against the bundled price book.

use crate::pricing::bundled::book;
use crate::pricing::contract::*;

fn warnings(text: &str) -> Vec<(ContractFindingLevel, String)> {
    let contract = Contract::parse(text).unwrap();
    let found = contract.check(book());
    found.into_iter().map(|finding| (finding.level, finding.what)).collect()
}

fn alias(model: &str) -> String {
    format!(
        "[[alias]]\nid = \"a\"\nreason = \"r\"\nchannel = \"anthropic\"\nname = \"ours\"\nmodel = \"{model}\"\n"
    )
}

fn discount(fields: &str) -> String {
    format!("[[discount]]\nid = \"d\"\nreason = \"r\"\npercent = \"5\"\n{fields}\n")
}

#[test]
fn an_alias_of_a_model_that_nobody_knows_is_an_error() {
    assert_eq!(warnings(&alias("claude-opus-5-5")), []);
    let message = "alias \"a\": no model of anthropic is called \"claude-opus-99\"".to_owned();
    assert_eq!(warnings(&alias("claude-opus-99")), [(ContractFindingLevel::Error, message)]);
    let private = "[[model]]\nid = \"m\"\nreason = \"r\"\nchannel = \"anthropic\"\nmodel = \"claude-opus-99\"\n\
                   price = { input = \"1\" }\n";
    assert_eq!(warnings(&format!("{}\n{private}", alias("claude-opus-99"))), []);
}

#[test]
fn unknown_channels_and_models_are_warnings() {
    for (fields, about) in [
        ("channel = \"antropic\"", "channel"),
        ("channel = \"anthropic\"\nmodel = \"gpt-*\"", "model"),
        ("model = \"claude-opus-99\"", "model"),
        ("geo = \"mars\"", "place"),
    ] {
        let found = warnings(&discount(fields));
        assert_eq!(found.len(), 1, "{fields}: {found:?}");
        assert_eq!(found[0].0, ContractFindingLevel::Warning);
        assert!(found[0].1.contains(about), "{found:?}");
    }
    assert_eq!(warnings(&discount("channel = \"anthropic\"\nmodel = \"claude-opus-*\"")), []);
}

#[test]
fn a_checked_text_has_its_warnings_in_their_places() {
    let text = discount("channel = \"antropic\"");
    let (contract, found) = check_text(&text, book()).unwrap();
    assert_eq!(contract.entries.len(), 1);
    assert_eq!((found[0].line, found[0].column), (Some(5), Some(11)));
    let errors = check_text(&alias("claude-opus-99"), book()).unwrap_err();
    assert_eq!((errors[0].line, errors[0].field.as_deref()), (Some(6), Some("model")));
}

#[test]
fn rates_of_the_default_place_and_of_none_are_of_one_key() {
    let rate = |id: &str, geo: &str| {
        format!(
            "[[rate]]\nid = \"{id}\"\nreason = \"r\"\nchannel = \"anthropic\"\nmodel = \"claude-opus-5-5\"\n{geo}\
             price = {{ input = \"3\" }}\n\n"
        )
    };
    let twice = warnings(&(rate("a", "") + &rate("b", "geo = \"global\"\n")));
    assert_eq!(twice.len(), 1, "{twice:?}");
    assert_eq!(twice[0].0, ContractFindingLevel::Error);
    assert_eq!(warnings(&(rate("a", "") + &rate("b", "geo = \"us\"\n"))), []);
}

#[test]
fn a_rate_of_a_band_that_the_model_has_not_is_a_warning() {
    let text = "[[rate]]\nid = \"a\"\nreason = \"r\"\nchannel = \"anthropic\"\nmodel = \"claude-haiku-5-5\"\n\
                over = 50_000\nprice = { input = \"3\" }\n";
    let found = Contract::parse(text).unwrap().check(book());
    assert_eq!(found[0].field.as_deref(), Some("over"));
    assert_eq!(found[0].remedy, "its bands are over 0, 100000");
}
