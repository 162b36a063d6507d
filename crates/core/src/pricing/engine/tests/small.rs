//! A book made for one test.

use showback_pricebook::{
    Alias, Band, Book, Certainty, Channel, Model, Rate, RateId, RateStatus, Source, Window,
};

use super::support::{at, dec, meter};

/// `[from, to)` of days; empty for open.
pub fn window(from: &str, to: &str) -> Window {
    let day = |text: &str| (!text.is_empty()).then(|| at(text));
    Window { from: day(from), to: day(to) }
}

/// A rate at standard, global, base band, for a million, always valid.
pub fn rate(name: &str, price: &str) -> Rate {
    let mut rate = Rate {
        id: RateId(0),
        tier: "standard".to_owned(),
        geo: "global".to_owned(),
        band: Band { over: 0 },
        clock: None,
        meter: meter(name),
        price: (price != "none").then(|| dec(price)),
        per: 1_000_000,
        valid: Window::default(),
        known: Window::default(),
        status: RateStatus::Confirmed,
        source: "page".to_owned(),
        unverified_from: None,
        expected: None,
        is_observed: false,
        is_free: false,
    };
    renumber(&mut rate);
    rate
}

/// The same rate with something changed, and an id of its own.
pub fn but(mut rate: Rate, change: impl FnOnce(&mut Rate)) -> Rate {
    change(&mut rate);
    renumber(&mut rate);
    rate
}

fn renumber(rate: &mut Rate) {
    let text = serde_json::to_string(&but_id(rate)).unwrap();
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    rate.id = RateId(hash);
}

fn but_id(rate: &Rate) -> Rate {
    Rate { id: RateId(0), ..rate.clone() }
}

pub fn model(id: &str, rates: Vec<Rate>) -> Model {
    Model {
        id: id.to_owned(),
        is: format!("test/{id}"),
        released: None,
        retired: None,
        context_window: None,
        aliases: Vec::new(),
        snapshots: Vec::new(),
        own_snapshots: Vec::new(),
        expected: None,
        rates,
    }
}

pub fn alias(id: &str, from: &str, to: &str) -> Alias {
    Alias { id: id.to_owned(), valid: window(from, to), certainty: Certainty::Stated }
}

/// A book of one channel, `test`, whose default place is `global`.
pub fn book(models: Vec<Model>) -> Book {
    let channel = Channel {
        id: "test".to_owned(),
        name: "Test".to_owned(),
        currency: "USD".to_owned(),
        billing_zone: "UTC".to_owned(),
        usage_convention: "input excludes cache reads and writes".to_owned(),
        pages: Vec::new(),
        sources: vec![Source {
            id: "page".to_owned(),
            text: "a page".to_owned(),
            retrieved: at("2026-11-01").date_naive(),
            url: None,
        }],
        tier_words: Vec::new(),
        default_geo: "global".to_owned(),
        models,
        fees: Vec::new(),
        modifiers: Vec::new(),
        redirects: Vec::new(),
        allowances: Vec::new(),
        calendars: Vec::new(),
        credits: Vec::new(),
        capacities: Vec::new(),
    };
    Book {
        schema: 1,
        version: "2026-11-23".to_owned(),
        sequence: 1,
        channels: vec![channel],
        corrections: Vec::new(),
    }
}
