//! A question from its text.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::super::super::error::ExploreError;
use super::super::super::model::{ExploreOrder, ExploreRequest, Grain};
use super::words::{Placed, Word, refused, words};
use super::write::grain_word;
use super::{LINK, UNTOLD};
use crate::kernel::{DayRange, DimensionFilter, PageAsk};

/// Reads a text, or a link that holds one.
pub(in super::super) fn read(text: &str) -> Result<ExploreRequest, ExploreError> {
    let text = text.trim();
    let unlinked = text.strip_prefix(LINK).map(|_| decoded(text));
    let text = unlinked.as_deref().unwrap_or(text);
    let mut reader = Reader { words: words(text)?.into_iter().peekable(), end: text.chars().count() + 1 };
    let request = reader.question()?;
    match reader.words.next() {
        None => Ok(request),
        Some(left) => Err(refused(left.word.text(), left.place, "the end of the question")),
    }
}

fn decoded(link: &str) -> String {
    let parsed = url::Url::parse(link);
    let value = parsed.iter().flat_map(url::Url::query_pairs).find(|(name, _)| name == "q");
    value.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

struct Reader {
    words: Peekable<IntoIter<Placed>>,
    /// Place behind the last character.
    end: usize,
}

impl Reader {
    fn question(&mut self) -> Result<ExploreRequest, ExploreError> {
        let measures = self.names("a measure")?;
        let by = if self.takes("by") { self.names("a dimension")? } else { Vec::new() };
        let grain = if self.takes("per") { Some(self.grain()?) } else { None };
        self.expect("from")?;
        let range = self.days()?;
        let compare = if self.takes("compared") {
            self.expect("with")?;
            Some(self.days()?)
        } else {
            None
        };
        let filters = if self.takes("where") { self.conditions()? } else { Vec::new() };
        let currency = if self.takes("in") { Some(self.plain("a currency")?.to_uppercase()) } else { None };
        let order = if self.takes("ordered") { Some(self.order()?) } else { None };
        Ok(ExploreRequest {
            measures,
            by,
            grain,
            range,
            compare,
            filters,
            currency,
            order,
            page: PageAsk::default(),
        })
    }

    fn names(&mut self, what: &str) -> Result<Vec<String>, ExploreError> {
        let mut names = vec![self.plain(what)?];
        while self.words.next_if(|placed| placed.word == Word::Comma).is_some() {
            names.push(self.plain(what)?);
        }
        Ok(names)
    }

    fn grain(&mut self) -> Result<Grain, ExploreError> {
        let place = self.place();
        let word = self.plain("day, week or month")?;
        [Grain::Day, Grain::Week, Grain::Month]
            .into_iter()
            .find(|grain| grain_word(*grain) == word)
            .ok_or_else(|| refused(&word, place, "day, week or month"))
    }

    fn days(&mut self) -> Result<DayRange, ExploreError> {
        let from = self.plain("a day such as 2026-11-01")?;
        self.expect("to")?;
        let to = self.plain("the day after the last one, such as 2026-12-01")?;
        Ok(DayRange { from, to })
    }

    fn conditions(&mut self) -> Result<Vec<DimensionFilter>, ExploreError> {
        let mut filters = Vec::new();
        loop {
            let dimension = self.plain("a dimension")?;
            self.expect("is")?;
            let is_not = self.takes("not");
            loop {
                filters.push(DimensionFilter { dimension: dimension.clone(), value: self.value()?, is_not });
                if !self.takes("or") {
                    break;
                }
            }
            if !self.takes("and") {
                return Ok(filters);
            }
        }
    }

    fn value(&mut self) -> Result<Option<String>, ExploreError> {
        const EXPECTED: &str = "a value between quotation marks, or untold";
        match self.words.next() {
            Some(Placed { word: Word::Quoted(value), .. }) => Ok(Some(value)),
            Some(Placed { word: Word::Plain(word), .. }) if word == UNTOLD => Ok(None),
            Some(other) => Err(refused(other.word.text(), other.place, EXPECTED)),
            None => Err(refused("", self.end, EXPECTED)),
        }
    }

    fn order(&mut self) -> Result<ExploreOrder, ExploreError> {
        self.expect("by")?;
        let by = self.plain("a measure, change or name")?;
        Ok(ExploreOrder { by, is_ascending: self.takes("ascending") })
    }

    fn place(&mut self) -> usize {
        self.words.peek().map_or(self.end, |placed| placed.place)
    }

    fn takes(&mut self, word: &str) -> bool {
        self.words.next_if(|placed| matches!(&placed.word, Word::Plain(plain) if plain == word)).is_some()
    }

    fn expect(&mut self, word: &str) -> Result<(), ExploreError> {
        if self.takes(word) {
            return Ok(());
        }
        let place = self.place();
        let found = self.words.peek().map(|placed| placed.word.text().to_owned());
        Err(refused(&found.unwrap_or_default(), place, &format!("\"{word}\"")))
    }

    fn plain(&mut self, what: &str) -> Result<String, ExploreError> {
        match self.words.next() {
            Some(Placed { word: Word::Plain(word), .. }) => Ok(word),
            Some(other) => Err(refused(other.word.text(), other.place, what)),
            None => Err(refused("", self.end, what)),
        }
    }
}
