//! One step of the cascade: amounts of a coarser book divided among the rows of a finer one.

use super::shares::shares;

/// An amount of the coarser book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parent<K> {
    /// Whose it is.
    pub key: K,
    /// Nanos; below zero for a credit.
    pub amount_nanos: i128,
}

/// A row of the finer book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Child<K> {
    /// Whose it is.
    pub key: K,
    /// Rated cost in nanos; `None` when it has no price. Zero is a price.
    pub weight_nanos: Option<i128>,
    /// How much was counted; used only when everything that has a price costs nothing.
    pub quantity: i128,
}

/// What the coarser book counted itself, in the measures of the children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// Rated cost in nanos; `None` when it has no price.
    pub weight_nanos: Option<i128>,
    /// How much was counted.
    pub quantity: i128,
}

/// How much of the parents the children can explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explains {
    /// All of it: they are another account of the same usage, so a difference is a factor on their cost.
    Everything,
    /// What they are of the whole; the rest of the whole is the remainder.
    PartOf(Whole),
}

/// By what the amounts were divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DividedBy {
    /// Rated cost.
    Cost,
    /// Quantity, because what has a price costs nothing.
    Quantity,
    /// Nothing: no child has a price, or there is none. The parents keep their amounts.
    Nothing,
}

/// Amounts divided. Shares and remainder of a parent add up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division<K> {
    /// Of each parent, in order: one share per child, in order.
    pub shares: Vec<Vec<i128>>,
    /// Of each parent: what no child explains.
    pub remainders: Vec<i128>,
    /// By what.
    pub by: DividedBy,
    /// Children without a price; they took no share by cost.
    pub unpriced: Vec<K>,
    /// Amounts over the rated cost of what divided them, as an exact fraction; `None` unless divided by cost.
    pub scale: Option<(i128, i128)>,
    /// By how much the children exceed the whole, in nanos of rated cost, or in quantity when divided by it. Never spend.
    pub excess: i128,
}

/// Divides parents among children. Every parent is divided by the same weights, credits included.
pub fn divide<P, K: Copy>(parents: &[Parent<P>], children: &[Child<K>], explains: Explains) -> Division<K> {
    let unpriced: Vec<K> =
        children.iter().filter(|child| child.weight_nanos.is_none()).map(|child| child.key).collect();
    let costs: Vec<i128> = children.iter().map(|child| child.weight_nanos.unwrap_or(0).max(0)).collect();
    let cost: i128 = costs.iter().sum();
    let whole = match explains {
        Explains::Everything => None,
        Explains::PartOf(whole) => Some(whole),
    };
    let priced_whole = whole.map(|whole| whole.weight_nanos.unwrap_or(0).max(0));
    if cost > 0 && priced_whole.is_none_or(|whole| whole > 0) {
        let measure = (&costs[..], cost, priced_whole);
        return by_weights(parents, measure, DividedBy::Cost, unpriced);
    }
    let quantities: Vec<i128> = children
        .iter()
        .map(|child| if child.weight_nanos.is_some() { child.quantity.max(0) } else { 0 })
        .collect();
    let quantity: i128 = quantities.iter().sum();
    let has_price = whole.is_none_or(|whole| whole.weight_nanos.is_some());
    if cost == 0 && quantity > 0 && has_price {
        let measure = (&quantities[..], quantity, whole.map(|whole| whole.quantity.max(0)));
        return by_weights(parents, measure, DividedBy::Quantity, unpriced);
    }
    Division {
        shares: parents.iter().map(|_| vec![0; children.len()]).collect(),
        remainders: parents.iter().map(|parent| parent.amount_nanos).collect(),
        by: DividedBy::Nothing,
        unpriced,
        scale: None,
        excess: cost,
    }
}

fn by_weights<P, K>(
    parents: &[Parent<P>],
    (weights, sum, whole): (&[i128], i128, Option<i128>),
    by: DividedBy,
    unpriced: Vec<K>,
) -> Division<K> {
    let rest = whole.map_or(0, |whole| whole.saturating_sub(sum).max(0));
    let mut parts = weights.to_vec();
    parts.push(rest);
    let (mut all, mut remainders) = (Vec::with_capacity(parents.len()), Vec::with_capacity(parents.len()));
    for parent in parents {
        let mut of_parent = shares(parent.amount_nanos, &parts).unwrap_or_else(|| vec![0; parts.len()]);
        remainders.push(of_parent.pop().unwrap_or(0));
        all.push(of_parent);
    }
    let amount: i128 = parents.iter().map(|parent| parent.amount_nanos).sum();
    Division {
        shares: all,
        remainders,
        by,
        unpriced,
        scale: (by == DividedBy::Cost).then_some((amount, sum.saturating_add(rest))),
        excess: whole.map_or(0, |whole| sum.saturating_sub(whole).max(0)),
    }
}
