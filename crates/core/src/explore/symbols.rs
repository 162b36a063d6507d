//! Texts as small numbers, so that grouping compares numbers.

use std::collections::HashMap;

/// A text or `None`, as a number.
pub(super) type Symbol = u32;

/// The symbol of "not told".
pub(super) const NOT_TOLD: Symbol = 0;

/// Every text seen, once.
#[derive(Debug)]
pub(super) struct Symbols {
    numbers: HashMap<String, Symbol>,
    texts: Vec<Option<String>>,
}

impl Symbols {
    pub(super) fn new() -> Self {
        Self { numbers: HashMap::new(), texts: vec![None] }
    }

    /// The symbol of a text; the same for the same text.
    pub(super) fn of(&mut self, text: Option<&str>) -> Symbol {
        let Some(text) = text else { return NOT_TOLD };
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let symbol = Symbol::try_from(self.texts.len()).unwrap_or(Symbol::MAX);
        self.texts.push(Some(text.to_owned()));
        self.numbers.insert(text.to_owned(), symbol);
        symbol
    }

    /// The text of a symbol; `None` for "not told".
    pub(super) fn text(&self, symbol: Symbol) -> Option<&str> {
        self.texts.get(symbol as usize).and_then(Option::as_deref)
    }
}
