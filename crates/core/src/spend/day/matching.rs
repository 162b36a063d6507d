//! Which usage of providers a row of requests is about.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::evidence::{Account, Observed};
use super::facts::{MeterGroup, SeriesFacts, Symbol, UNTOLD};
use super::unit::Unit;
use crate::spend::cascade::shares;

/// Usage that some requests are about and nothing tells apart, of one account and currency.
pub(super) struct Pool {
    pub units: Vec<usize>,
    /// How many of lane, project and key the requests told to choose it.
    pub narrowness: u8,
    pub children: Vec<PoolChild>,
}

/// Requests of one row and meter group, or the part of them that falls to a pool.
pub(super) struct PoolChild {
    /// Place in the day's observed rows.
    pub observed: usize,
    /// What they are rated as.
    pub group: MeterGroup,
    /// Rated cost; `None` without a price.
    pub weight: Option<i128>,
    pub quantity: i128,
}

/// Dimensions of requests that choose their usage.
type Asked = (SeriesFacts, MeterGroup);
/// Usage by channel, model and meter group.
type Index = HashMap<(Symbol, Symbol, MeterGroup), Vec<usize>>;

/// Finds pools; rows of equal dimensions have the same ones.
pub(super) struct Matcher<'a> {
    units: &'a [Unit],
    accounts: &'a [Account],
    index: Index,
    channels: HashSet<Symbol>,
    known: HashMap<Asked, Vec<usize>>,
    places: HashMap<(Vec<usize>, u8), usize>,
    pub pools: Vec<Pool>,
}

impl<'a> Matcher<'a> {
    pub fn new(units: &'a [Unit], accounts: &'a [Account]) -> Self {
        let mut index: Index = HashMap::new();
        for (place, unit) in units.iter().enumerate() {
            index.entry((unit.facts.channel, unit.facts.model, unit.group)).or_default().push(place);
        }
        Self {
            units,
            accounts,
            index,
            channels: units.iter().map(|unit| unit.facts.channel).collect(),
            known: HashMap::new(),
            places: HashMap::new(),
            pools: Vec::new(),
        }
    }

    /// Whether a provider tells anything of the day about what is sold through that channel.
    pub fn has_books(&self, channel: Symbol) -> bool {
        self.channels.contains(&channel)
    }

    /// Puts requests into the pools they are about, in proportion to the usage of each; false when there is none.
    pub fn place(&mut self, facts: SeriesFacts, child: &PoolChild) -> bool {
        let asked = (SeriesFacts { band: UNTOLD, region: UNTOLD, ..facts }, child.group);
        let pools = match self.known.get(&asked) {
            Some(pools) => pools.clone(),
            None => {
                let pools = self.find(&asked);
                self.known.insert(asked, pools.clone());
                pools
            }
        };
        let parts = |whole: i128| match pools.len() {
            1 => vec![whole],
            _ => {
                let sizes: Vec<i128> = pools.iter().map(|pool| self.size(*pool)).collect();
                shares(whole, &sizes).unwrap_or_else(|| vec![whole])
            }
        };
        let (weights, quantities) = (child.weight.map(parts), parts(child.quantity));
        for (at, pool) in pools.iter().enumerate() {
            let of = |parts: &[i128]| parts.get(at).copied().unwrap_or(0);
            let child = PoolChild {
                observed: child.observed,
                group: child.group,
                weight: weights.as_deref().map(of),
                quantity: of(&quantities),
            };
            if let Some(pool) = self.pools.get_mut(*pool) {
                pool.children.push(child);
            }
        }
        !pools.is_empty()
    }

    /// Cost of a pool's usage, or its quantity where nothing has a price.
    fn size(&self, pool: usize) -> i128 {
        let units = || self.pools.get(pool).into_iter().flat_map(|pool| &pool.units);
        let cost: i128 =
            units().filter_map(|place| self.units.get(*place)).filter_map(|unit| unit.weight).sum();
        let quantity = || units().filter_map(|place| self.units.get(*place)).map(|unit| unit.quantity).sum();
        if cost > 0 { cost } else { quantity() }
    }

    fn find(&mut self, (facts, group): &Asked) -> Vec<usize> {
        let mut found = self.candidates(facts, *group);
        self.keep_account(&mut found, facts.account);
        let mut narrowness = 0;
        // A lane that is told on both sides and differs is other usage; a project or key that no usage has is another name.
        found.retain(|place| self.unit_is(*place, |unit| is_alike(unit.facts.lane, facts.lane)));
        narrowness += u8::from(self.narrow(&mut found, facts.lane, |unit| unit.facts.lane));
        narrowness += u8::from(self.narrow(&mut found, facts.project, |unit| unit.facts.project));
        narrowness += u8::from(self.narrow(&mut found, facts.credential, |unit| unit.facts.credential));
        let mut by_account: BTreeMap<(i64, usize), Vec<usize>> = BTreeMap::new();
        let mut currencies: Vec<(i64, Symbol)> = Vec::new();
        for place in found {
            let Some(unit) = self.units.get(place) else { continue };
            let key = (unit.connection, unit.currency);
            let at = currencies.iter().position(|known| *known == key).unwrap_or_else(|| {
                currencies.push(key);
                currencies.len().saturating_sub(1)
            });
            by_account.entry((unit.connection, at)).or_default().push(place);
        }
        by_account.into_values().map(|units| self.pool(units, narrowness)).collect()
    }

    fn candidates(&self, facts: &SeriesFacts, group: MeterGroup) -> Vec<usize> {
        let of = |model, group| self.index.get(&(facts.channel, model, group));
        let wider = match group {
            MeterGroup::CacheRead | MeterGroup::CacheWrite => Some(MeterGroup::Input),
            _ => None,
        };
        of(facts.model, group)
            .or_else(|| of(facts.model, wider?))
            .or_else(|| of(facts.model, MeterGroup::Other))
            .or_else(|| of(UNTOLD, group))
            .cloned()
            .unwrap_or_default()
    }

    fn keep_account(&self, found: &mut Vec<usize>, account: Symbol) {
        if account == UNTOLD || !self.accounts.iter().any(|known| known.account == account) {
            return;
        }
        let is_of = |connection: i64| {
            self.accounts.iter().any(|known| known.id == connection && known.account == account)
        };
        found.retain(|place| self.unit_is(*place, |unit| is_of(unit.connection)));
    }

    fn unit_is(&self, place: usize, holds: impl Fn(&Unit) -> bool) -> bool {
        self.units.get(place).is_some_and(holds)
    }

    /// Keeps the units with an equal value where there are any.
    fn narrow(&self, found: &mut Vec<usize>, value: Symbol, of: impl Fn(&Unit) -> Symbol) -> bool {
        let has = |place: &usize| self.unit_is(*place, |unit| of(unit) == value);
        if value == UNTOLD || !found.iter().any(has) {
            return false;
        }
        found.retain(has);
        true
    }

    fn pool(&mut self, units: Vec<usize>, narrowness: u8) -> usize {
        let next = self.pools.len();
        let place = *self.places.entry((units.clone(), narrowness)).or_insert(next);
        if place == next {
            self.pools.push(Pool { units, narrowness, children: Vec::new() });
        }
        place
    }
}

fn is_alike(left: Symbol, right: Symbol) -> bool {
    left == UNTOLD || right == UNTOLD || left == right
}

/// The meter groups a row of requests has something in.
pub(super) fn children(place: usize, row: &Observed) -> impl Iterator<Item = PoolChild> + '_ {
    MeterGroup::ALL.into_iter().filter_map(move |group| {
        let (cost, quantity) = (Observed::at(&row.meters, group), Observed::at(&row.tokens, group));
        let has_price = row.unpriced == 0 || cost > 0;
        (cost != 0 || quantity != 0).then_some(PoolChild {
            observed: place,
            group,
            weight: has_price.then_some(cost),
            quantity,
        })
    })
}
