//! Names of the contract: private models, deployment names, seats.

use showback_pricebook::Window;

use super::contract::{prices, scope};
use super::small::window;
use super::support::{dec, priced, pricer_of, quantities, request, says, under};
use crate::pricing::{
    Contract, Entry, ModelMatch, NameFor, NegotiatedRate, PrivateModel, RatingStatus, ReasonCode, Term,
    bundled,
};

fn private(model: &str, same_as: Option<(&str, &str)>, list: &[(&str, &str)]) -> Term {
    Term::Model(PrivateModel {
        channel: "azure-openai".to_owned(),
        model: model.to_owned(),
        same_as: same_as.map(|(channel, model)| (channel.to_owned(), model.to_owned())),
        prices: prices(list),
        per: 1_000_000,
    })
}

fn name(channel: &str, name: &str, model: &str) -> Term {
    Term::Alias(NameFor { channel: channel.to_owned(), name: name.to_owned(), model: model.to_owned() })
}

#[test]
fn deployment_name_leads_to_its_model() {
    let list = quantities(&[("input", 1_000)]);
    let usage = request("azure-openai", "prod-chat", "2026-11-01", &list);
    assert!(says(&under([]).rate(&usage), ReasonCode::UnknownModel));
    let rating = under([("prod", name("azure-openai", "prod-chat", "gpt-4.1"))]).rate(&usage);
    assert_eq!(rating.matched, Some(ModelMatch::Contract));
    assert_eq!(rating.model.as_deref(), Some("gpt-4.1"));
    let direct = under([]).rate(&request("azure-openai", "gpt-4.1", "2026-11-01", &list));
    assert_eq!(priced(&rating), priced(&direct));
}

#[test]
fn name_of_the_contract_wins_over_the_book() {
    let list = quantities(&[("input", 1_000)]);
    let usage = request("azure-openai", "gpt-4.1", "2026-11-01", &list);
    let rating = under([("shadow", name("azure-openai", "gpt-4.1", "gpt-4.1-mini"))]).rate(&usage);
    assert_eq!(rating.model.as_deref(), Some("gpt-4.1-mini"));
}

#[test]
fn name_holds_only_in_its_time() {
    let entry = |id: &str, valid: Window, model: &str| Entry {
        id: id.to_owned(),
        valid,
        reason: "the deployment was moved".to_owned(),
        term: name("azure-openai", "prod", model),
    };
    let entries = vec![
        entry("old", window("", "2026-06-01"), "gpt-4.1"),
        entry("new", window("2026-06-01", ""), "gpt-4.1-mini"),
    ];
    let pricer = pricer_of(bundled::book().clone(), Contract { entries });
    let list = quantities(&[("input", 1_000)]);
    let of = |when: &str| {
        let rating = pricer.rate(&request("azure-openai", "prod", when, &list));
        rating.model.map(|model| model.to_string())
    };
    assert_eq!(of("2026-05-31T23:59:59Z").as_deref(), Some("gpt-4.1"));
    assert_eq!(of("2026-06-01").as_deref(), Some("gpt-4.1-mini"));
}

#[test]
fn private_model_has_its_own_prices_over_those_it_is_like() {
    let list = quantities(&[("input", 1_000_000), ("output", 1_000_000)]);
    let like = private("tuned", Some(("openai", "gpt-4.1")), &[("output", "20")]);
    let usage = request("azure-openai", "tuned", "2026-11-01", &list);
    let rating = under([("tuned", like)]).rate(&usage);
    assert_eq!(priced(&rating), dec("22"));
    assert_eq!(rating.matched, Some(ModelMatch::Contract));
    assert_eq!(rating.lines[1].rates[0].rate, None);
    assert_eq!(rating.lines[1].rates[0].terms, ["tuned"]);
    let alone = under([("tuned", private("tuned", None, &[("output", "20")]))]).rate(&usage);
    assert_eq!((alone.status, alone.list.unwrap().low), (RatingStatus::Partial, dec("20")));
}

#[test]
fn name_may_lead_to_a_private_model() {
    let list = quantities(&[("output", 1_000_000)]);
    let terms = [
        ("tuned", private("tuned", None, &[("output", "20")])),
        ("prod", name("azure-openai", "prod", "tuned")),
    ];
    let rating = under(terms).rate(&request("azure-openai", "prod", "2026-11-01", &list));
    assert_eq!((priced(&rating), rating.model.as_deref()), (dec("20"), Some("tuned")));
}

#[test]
fn negotiated_price_of_a_model_the_book_lacks_is_its_public_price_too() {
    let term = Term::Rate(NegotiatedRate {
        scope: scope("azure-openai", "secret"),
        over: 0,
        prices: prices(&[("input", "3")]),
        per: 1_000_000,
    });
    let list = quantities(&[("input", 1_000_000)]);
    let rating = under([("deal", term)]).rate(&request("azure-openai", "secret", "2026-11-01", &list));
    assert_eq!((priced(&rating), rating.contracted), (dec("3"), rating.list));
    assert_eq!(rating.lines[0].rates[0].rate, None);
}

#[test]
fn seats_cost_what_the_contract_says() {
    let list = quantities(&[("seat_month", 25)]);
    let mut usage = request("openai", "", "2026-11-01", &list);
    (usage.served_model, usage.requested_model) = (None, None);
    let rating = under([]).rate(&usage);
    assert_eq!((rating.status, rating.list), (RatingStatus::Unpriced, None));
    assert!(says(&rating, ReasonCode::NoModel));
    let term = Term::Rate(NegotiatedRate {
        scope: scope("openai", "*"),
        over: 0,
        prices: prices(&[("seat_month", "25")]),
        per: 1,
    });
    let rating = under([("seats", term)]).rate(&usage);
    assert_eq!(priced(&rating), dec("625"));
}

#[test]
fn term_outside_its_time_has_no_effect() {
    let entry = Entry {
        id: "deal".to_owned(),
        valid: window("2026-11-01", "2026-12-01"),
        reason: "one month".to_owned(),
        term: Term::Rate(NegotiatedRate {
            scope: scope("openai", "gpt-4.1"),
            over: 0,
            prices: prices(&[("input", "1")]),
            per: 1_000_000,
        }),
    };
    let pricer = pricer_of(bundled::book().clone(), Contract { entries: vec![entry] });
    let list = quantities(&[("input", 1_000_000)]);
    let ours = |when: &str| {
        pricer.rate(&request("openai", "gpt-4.1", when, &list)).contracted.map(|contracted| contracted.low)
    };
    assert_eq!(ours("2026-10-31T23:59:59Z"), Some(dec("2")));
    assert_eq!(ours("2026-11-01"), Some(dec("1")));
    assert_eq!(ours("2026-11-30T23:59:59Z"), Some(dec("1")));
    assert_eq!(ours("2026-12-01"), Some(dec("2")));
}
