//! Series as the cascade compares them: each dimension a number, so that thousands of rows a day match quickly.

use std::collections::HashMap;

use crate::ledger::{Meter, MeterKind};
use crate::pricing::views::compare::{charge_meaning, is_committed};

/// A text kept once; 0 stands for what is not told.
pub type Symbol = u32;
/// What is not told.
pub const UNTOLD: Symbol = 0;

/// Finds the model of the book that a name of a channel means; `None` when the book knows none.
pub type Names<'a> = &'a (dyn Fn(&str, &str) -> Option<String> + Sync);

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    texts: Vec<String>,
    numbers: HashMap<String, Symbol>,
}

impl Symbols {
    /// The number of a text.
    pub fn of(&mut self, text: Option<&str>) -> Symbol {
        let Some(text) = text else { return UNTOLD };
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.to_owned());
        let number = Symbol::try_from(self.texts.len()).unwrap_or(Symbol::MAX);
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The text; empty for what is not told.
    pub fn text(&self, number: Symbol) -> &str {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.texts.get(place)).map_or("", String::as_str)
    }
}

/// What is counted, as coarse as requests tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeterGroup {
    /// Input of any kind.
    Input,
    /// Cache writes of any lifetime.
    CacheWrite,
    /// Cache reads.
    CacheRead,
    /// Output.
    Output,
    /// Tools, images by the piece, fees, and what is not told.
    Other,
}

impl MeterGroup {
    /// Every group.
    pub const ALL: [Self; 5] = [Self::Input, Self::CacheWrite, Self::CacheRead, Self::Output, Self::Other];

    /// The stored word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::CacheWrite => "cache_write",
            Self::CacheRead => "cache_read",
            Self::Output => "output",
            Self::Other => "other",
        }
    }

    /// The group of a meter.
    pub fn of(meter: &str) -> Self {
        if Meter::parse(meter).is_none_or(|meter| meter.kind() != MeterKind::Tokens) {
            Self::Other
        } else if meter.starts_with("cache_read") {
            Self::CacheRead
        } else if meter.starts_with("cache_write") {
            Self::CacheWrite
        } else if meter.starts_with("output") {
            Self::Output
        } else {
            Self::Input
        }
    }
}

/// A series as it is stored; `None`: not told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredSeries {
    /// Who sells it.
    pub channel: String,
    /// Provider's account.
    pub account: Option<String>,
    /// Project or workspace.
    pub project: Option<String>,
    /// Key id.
    pub credential: Option<String>,
    /// Model asked for.
    pub model_requested: Option<String>,
    /// Model that answered.
    pub model_served: Option<String>,
    /// Context length band.
    pub context_band: Option<String>,
    /// Place of processing.
    pub region: Option<String>,
    /// What was called.
    pub operation: Option<String>,
    /// Text of a charge.
    pub line_item: Option<String>,
    /// Token class of a charge.
    pub token_class: Option<String>,
    /// Lane in our words.
    pub lane: Option<String>,
    /// The first half of its fingerprint: an order of series that does not depend on which came first.
    pub order: u128,
}

/// The dimensions by which rows match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeriesFacts {
    /// Who sells it.
    pub channel: Symbol,
    /// Provider's account.
    pub account: Symbol,
    /// Model as the book names it, else as told.
    pub model: Symbol,
    /// Project or workspace.
    pub project: Symbol,
    /// Key id.
    pub credential: Symbol,
    /// Lane.
    pub lane: Symbol,
    /// Context length band.
    pub band: Symbol,
    /// Place of processing.
    pub region: Symbol,
    /// The batch interface.
    pub is_batch: bool,
    /// Paid for as a commitment and never billed by use.
    pub is_committed: bool,
}

/// What a charge is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChargeFacts {
    /// Its dimensions.
    pub facts: SeriesFacts,
    /// Stored name of its meter.
    pub meter: Symbol,
}

/// Series and texts of one pass.
pub struct Facts<'a> {
    /// Every text met.
    pub texts: Symbols,
    names: Names<'a>,
    stored: HashMap<i64, StoredSeries>,
    models: HashMap<(Symbol, String), Symbol>,
    of_usage: HashMap<i64, SeriesFacts>,
    of_charges: HashMap<i64, ChargeFacts>,
}

impl<'a> Facts<'a> {
    /// Nothing known yet but how models are called.
    pub fn new(names: Names<'a>) -> Self {
        Self {
            texts: Symbols::default(),
            names,
            stored: HashMap::new(),
            models: HashMap::new(),
            of_usage: HashMap::new(),
            of_charges: HashMap::new(),
        }
    }

    /// The newest series that is known; 0 when there is none.
    pub fn newest(&self) -> i64 {
        self.stored.keys().copied().max().unwrap_or(0)
    }

    /// Adds series of the workspace.
    pub fn take(&mut self, stored: impl IntoIterator<Item = (i64, StoredSeries)>) {
        self.stored.extend(stored);
    }

    /// Where a series stands among others, whatever its id is in this workspace.
    pub fn order(&self, series: i64) -> (u128, i64) {
        (self.stored.get(&series).map_or(0, |stored| stored.order), series)
    }

    /// What usage or requests of a series are of.
    pub fn usage(&mut self, series: i64) -> SeriesFacts {
        if let Some(known) = self.of_usage.get(&series) {
            return *known;
        }
        let stored = self.stored.get(&series).cloned().unwrap_or_default();
        let named = [&stored.model_served, &stored.model_requested];
        let model = named.into_iter().flatten().find(|name| !name.is_empty()).cloned();
        let facts = self.facts(&stored, model.as_deref());
        self.of_usage.insert(series, facts);
        facts
    }

    /// What was found before for a series of usage or requests.
    pub fn known_usage(&self, series: i64) -> SeriesFacts {
        self.of_usage.get(&series).copied().unwrap_or_default()
    }

    /// What charges of a series are for.
    pub fn charge(&mut self, series: i64) -> ChargeFacts {
        if let Some(known) = self.of_charges.get(&series) {
            return *known;
        }
        let stored = self.stored.get(&series).cloned().unwrap_or_default();
        let named = [&stored.model_served, &stored.model_requested];
        let model = named.into_iter().flatten().find(|name| !name.is_empty());
        let texts = [stored.line_item.as_deref(), stored.operation.as_deref()];
        let meaning = charge_meaning(
            &stored.channel,
            model.map(String::as_str),
            stored.token_class.as_deref().filter(|class| !class.is_empty()),
            texts,
        );
        let facts = self.facts(&stored, meaning.model.as_deref());
        let charge = ChargeFacts { facts, meter: self.texts.of(meaning.meter.as_deref()) };
        self.of_charges.insert(series, charge);
        charge
    }

    fn facts(&mut self, stored: &StoredSeries, model: Option<&str>) -> SeriesFacts {
        let lane = stored.lane.as_deref().filter(|lane| !lane.is_empty());
        let channel = self.texts.of(Some(&stored.channel));
        SeriesFacts {
            channel,
            account: self.texts.of(stored.account.as_deref().filter(|account| !account.is_empty())),
            model: self.model(channel, &stored.channel, model),
            project: self.texts.of(stored.project.as_deref()),
            credential: self.texts.of(stored.credential.as_deref()),
            lane: self.texts.of(lane),
            band: self.texts.of(stored.context_band.as_deref()),
            region: self.texts.of(stored.region.as_deref()),
            is_batch: lane == Some("batch"),
            is_committed: is_committed(&stored.channel, lane),
        }
    }

    /// The book's name of a model; its own where the book does not know it.
    fn model(&mut self, channel: Symbol, channel_name: &str, name: Option<&str>) -> Symbol {
        let Some(name) = name else { return UNTOLD };
        let place = (channel, name.to_owned());
        if let Some(known) = self.models.get(&place) {
            return *known;
        }
        let resolved = (self.names)(channel_name, name);
        let symbol = self.texts.of(Some(resolved.as_deref().unwrap_or(name)));
        self.models.insert(place, symbol);
        symbol
    }
}
