//! Brings both sides to the dimensions that both have: a bill that tells less than usage is not a difference.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::cells::{Key, Sides, Symbol, Symbols, UNTOLD};
use crate::ledger::{Meter, MeterKind};

/// A meter, and the wider one that a bill may count it under.
const WIDER: &[(&str, &str)] = &[
    ("input_audio", "input"),
    ("input_image", "input"),
    ("input_video", "input"),
    ("cache_read_audio", "cache_read"),
    ("cache_read_image", "cache_read"),
    ("cache_write_5m", "cache_write"),
    ("cache_write_30m", "cache_write"),
    ("cache_write_1h", "cache_write"),
    ("cache_write_12h", "cache_write"),
    ("output_audio", "output"),
    ("output_image", "output"),
    ("output_video", "output"),
];

/// Wider still, for usage only: where the bill of a model knows no cached price at all, cached tokens are in its input.
const BILLED_AS_INPUT: &[(&str, &str)] = &[("cache_read", "input"), ("cache_write", "input")];

/// The wider meters that a bill may count usage of a meter under, the closest first.
pub fn wider_meters(meter: &str) -> Vec<&'static str> {
    let closest = WIDER.iter().find(|(narrow, _)| *narrow == meter).map(|(_, wide)| *wide);
    let widest = |of: &str| BILLED_AS_INPUT.iter().find(|(narrow, _)| *narrow == of).map(|(_, wide)| *wide);
    let further = closest.map_or_else(|| widest(meter), widest);
    closest.into_iter().chain(further).collect()
}

/// Connection, model and meter.
type Place = (Symbol, Symbol, Symbol);

/// Cells with both sides at common dimensions, and what was counted together for that, for people.
pub(super) fn fold(
    cells: HashMap<Key, Sides>,
    symbols: &mut Symbols,
) -> (HashMap<Key, Sides>, BTreeSet<String>) {
    let mut together = BTreeSet::new();
    let (mut usage, mut bill) = (Vec::new(), Vec::new());
    for (key, sides) in cells {
        if sides.rated.is_some() || sides.has_unpriced {
            usage.push((key, Sides { billed: None, ..sides }));
        }
        if sides.billed.is_some() {
            bill.push((key, Sides { billed: sides.billed, ..Sides::default() }));
        }
    }
    let known = places(&bill);
    let wide = Widths::new(symbols, true);
    for (key, _) in &mut usage {
        wide.move_to(key, &known, symbols, &mut together);
    }
    let known = places(&usage);
    let wide = Widths::new(symbols, false);
    for (key, _) in &mut bill {
        wide.move_to(key, &known, symbols, &mut together);
    }
    let mut folded: HashMap<Key, Sides> = HashMap::with_capacity(usage.len());
    for (key, sides) in usage.into_iter().chain(bill) {
        folded.entry(key).or_default().add(&sides);
    }
    (folded, together)
}

fn places(cells: &[(Key, Sides)]) -> HashSet<Place> {
    cells.iter().map(|(key, _)| (key.connection, key.model, key.meter)).collect()
}

/// The wider meter of each.
struct Widths {
    wider: HashMap<Symbol, Vec<Symbol>>,
}

impl Widths {
    fn new(symbols: &mut Symbols, is_usage: bool) -> Self {
        let mut wider: HashMap<Symbol, Vec<Symbol>> = HashMap::new();
        for (meter, wide) in WIDER {
            let mut chain = vec![symbols.of(Some(wide))];
            if is_usage {
                let further = BILLED_AS_INPUT.iter().filter(|(meter, _)| meter == wide);
                chain.extend(further.map(|(_, widest)| symbols.of(Some(widest))));
            }
            wider.insert(symbols.of(Some(meter)), chain);
        }
        for (meter, wide) in BILLED_AS_INPUT.iter().filter(|_| is_usage) {
            wider.insert(symbols.of(Some(meter)), vec![symbols.of(Some(wide))]);
        }
        Self { wider }
    }

    fn move_to(
        &self,
        key: &mut Key,
        known: &HashSet<Place>,
        symbols: &Symbols,
        together: &mut BTreeSet<String>,
    ) {
        let Key { connection, model, meter, .. } = *key;
        if known.contains(&(connection, model, meter)) || meter == UNTOLD {
            return;
        }
        let name = symbols.text(meter).unwrap_or_default();
        let chain = self.wider.get(&meter).map_or(&[][..], Vec::as_slice);
        if let Some(wide) = chain.iter().find(|wide| known.contains(&(connection, model, **wide))) {
            key.meter = *wide;
            let model = symbols.text(model).unwrap_or("charges without a model");
            together.insert(format!(
                "{} of {model} is compared as {}",
                plain(name),
                plain(symbols.text(*wide).unwrap_or_default())
            ));
        } else if !is_tokens(name) && known.contains(&(connection, UNTOLD, meter)) {
            key.model = UNTOLD;
        } else if known.contains(&(connection, model, UNTOLD)) {
            key.meter = UNTOLD;
        }
    }
}

/// Whether quantities of a meter are tokens.
pub(super) fn is_tokens(meter: &str) -> bool {
    Meter::parse(meter).map(Meter::kind) == Some(MeterKind::Tokens)
}

fn plain(meter: &str) -> String {
    meter.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(symbols: &mut Symbols, model: Option<&str>, meter: Option<&str>) -> Key {
        let (model, meter) = (symbols.of(model), symbols.of(meter));
        Key { currency: 1, day: 1, connection: 1, channel: 1, project: 1, model, meter }
    }

    fn rated(nanos: i128) -> Sides {
        Sides { rated: Some(nanos), rated_high: nanos, ..Sides::default() }
    }

    fn billed(nanos: i128) -> Sides {
        Sides { billed: Some(nanos), ..Sides::default() }
    }

    /// Model, meter, rated and billed.
    type Told = (Option<String>, Option<String>, Option<i128>, Option<i128>);

    fn told(cells: &[(Option<&str>, Option<&str>, Sides)]) -> Vec<Told> {
        let mut symbols = Symbols::default();
        symbols.of(Some("x"));
        let mut known: HashMap<Key, Sides> = HashMap::new();
        for (model, meter, sides) in cells {
            known.entry(key(&mut symbols, *model, *meter)).or_default().add(sides);
        }
        let (folded, _) = fold(known, &mut symbols);
        let text = |symbol| symbols.text(symbol).map(str::to_owned);
        let mut rows: Vec<_> = folded
            .iter()
            .map(|(key, sides)| (text(key.model), text(key.meter), sides.rated, sides.billed))
            .collect();
        rows.sort();
        rows
    }

    #[test]
    fn a_lifetime_the_bill_does_not_tell_is_no_difference() {
        let rows = told(&[
            (Some("m"), Some("cache_write_30m"), rated(5)),
            (Some("m"), Some("cache_write_12h"), rated(7)),
            (Some("m"), Some("cache_write"), billed(12)),
            (Some("m"), Some("input"), rated(1)),
            (Some("m"), Some("input"), billed(1)),
        ]);
        let of =
            |meter: &str, nanos| (Some("m".to_owned()), Some(meter.to_owned()), Some(nanos), Some(nanos));
        assert_eq!(rows, [of("cache_write", 12), of("input", 1)]);
    }

    #[test]
    fn a_tool_billed_without_a_model_is_compared_over_all_models() {
        let rows = told(&[
            (Some("m"), Some("web_search_call"), rated(3)),
            (Some("n"), Some("web_search_call"), rated(4)),
            (None, Some("web_search_call"), billed(7)),
        ]);
        assert_eq!(rows, [(None, Some("web_search_call".to_owned()), Some(7), Some(7))]);
    }

    #[test]
    fn cached_tokens_billed_without_usage_of_them_stay_apart() {
        let rows = told(&[(Some("m"), Some("input"), rated(3)), (Some("m"), Some("cache_read"), billed(1))]);
        assert_eq!(rows.len(), 2);
    }
}
