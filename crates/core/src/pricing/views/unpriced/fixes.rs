//! Contract entries that would price a group.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use showback_pricebook::{MeterId, RateStatus};

use super::gather::Group;
use super::nearest::{Cost, Nearest};
use crate::kernel::{day_end, parse_day};
use crate::pricing::views::our_price::{Shelf, unit_prices};
use crate::pricing::{
    AliasForm, AssumeForm, EntryDraft, ModelForm, PriceForm, Pricer, RateForm, ReasonCode, SameAsForm,
    ScopeForm, TakesForm, TermForm,
};

/// Keys there are: 1 to 9.
const MOST: usize = 9;
const MILLION: u64 = 1_000_000;

/// What kind of entry mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FixKind {
    /// Another name of a known model.
    Alias,
    /// Prices of the contract.
    Override,
    /// An assumption.
    Assume,
}

impl FixKind {
    /// The stored word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alias => "alias",
            Self::Override => "override",
            Self::Assume => "assume",
        }
    }
}

/// A contract entry that would price the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What kind.
    pub kind: FixKind,
    /// In words.
    pub label: String,
    /// The entry.
    pub draft: EntryDraft,
    /// Whether it can be applied as it is.
    pub is_complete: bool,
    /// What the group would cost then.
    pub cost: Option<Cost>,
}

/// What can be done about a group, the likeliest first.
pub fn fixes(pricer: &Pricer, group: &Group, nearest: &[Nearest]) -> Vec<Fix> {
    let maker = Maker { pricer, group };
    let mut fixes: Vec<Fix> = nearest.iter().filter_map(|near| maker.of_nearest(near)).collect();
    fixes.extend(maker.sources());
    fixes.extend(maker.own_prices());
    if group.status.is_unpriced() {
        fixes.extend(maker.free());
    }
    fixes.truncate(MOST);
    // Each fix is used alone, so that only the contract's own ids are in the way.
    let taken: BTreeSet<&str> = pricer.contract().entries.iter().map(|entry| entry.id.as_str()).collect();
    for fix in &mut fixes {
        fix.draft.id = free_id(&fix.draft.id, &taken);
    }
    fixes
}

fn free_id(wanted: &str, taken: &BTreeSet<&str>) -> String {
    if !taken.contains(wanted) {
        return wanted.to_owned();
    }
    let mut numbered = (2..=taken.len().saturating_add(2)).map(|number| format!("{wanted}-{number}"));
    numbered.find(|id| !taken.contains(id.as_str())).unwrap_or_else(|| wanted.to_owned())
}

struct Maker<'a> {
    pricer: &'a Pricer,
    group: &'a Group,
}

impl Maker<'_> {
    fn name(&self) -> &str {
        self.group.model.as_deref().or(self.group.name.as_deref()).unwrap_or_default()
    }

    fn scope(&self) -> ScopeForm {
        ScopeForm {
            channel: Some(self.group.channel.clone()),
            model: Some(self.name().to_owned()).filter(|name| !name.is_empty()),
            ..ScopeForm::default()
        }
    }

    fn draft(&self, word: &str, reason: String, term: TermForm) -> EntryDraft {
        let name: String = format!("{word}-{}", self.name())
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
            .collect();
        EntryDraft { id: name, from: None, to: None, reason, term }
    }

    fn assume(&self, label: String, takes: TakesForm, cost: Option<Cost>) -> Fix {
        let term = TermForm::Assume(AssumeForm { scope: self.scope(), takes });
        let reason = format!("usage of {} does not tell it", self.name());
        Fix {
            kind: FixKind::Assume,
            label,
            draft: self.draft("assume", reason, term),
            is_complete: true,
            cost,
        }
    }

    fn of_nearest(&self, near: &Nearest) -> Option<Fix> {
        let reading = &near.reading;
        let cost = near.cost.clone();
        if let (Some(channel), Some(model)) = (&reading.channel, &reading.model) {
            return self.same_as(channel, model, cost);
        }
        if let Some(model) = &reading.model {
            return self.alias(model, cost);
        }
        if let Some(tier) = &reading.tier {
            return Some(self.assume(format!("Take the tier {tier}"), TakesForm::Tier(tier.clone()), cost));
        }
        if let Some(geo) = &reading.geo {
            return Some(self.assume(format!("Take the place {geo}"), TakesForm::Geo(geo.clone()), cost));
        }
        if let Some(over) = reading.over {
            return Some(self.assume(format!("Take {}", near.what), TakesForm::Over(over), cost));
        }
        if let Some((_, meter)) = reading.meter {
            let takes = TakesForm::Lifetime(meter.name().to_owned());
            return Some(self.assume(format!("Take {}", near.what), takes, cost));
        }
        self.dated(near)
    }

    fn alias(&self, model: &str, cost: Option<Cost>) -> Option<Fix> {
        let name = self.group.name.clone().filter(|_| self.group.reason.code == ReasonCode::UnknownModel)?;
        let form = AliasForm { channel: self.group.channel.clone(), name, model: model.to_owned() };
        let reason = format!("{} is another name of {model}", form.name);
        Some(Fix {
            kind: FixKind::Alias,
            label: format!("Price it as {model}"),
            draft: self.draft("alias", reason, TermForm::Alias(form)),
            is_complete: true,
            cost,
        })
    }

    /// The rates of another channel, as a model of the contract.
    fn same_as(&self, channel: &str, model: &str, cost: Option<Cost>) -> Option<Fix> {
        let name = self.group.name.clone().filter(|_| self.group.reason.code == ReasonCode::UnknownModel)?;
        let form = ModelForm {
            channel: self.group.channel.clone(),
            model: name,
            same_as: Some(SameAsForm { channel: channel.to_owned(), model: model.to_owned() }),
            prices: Vec::new(),
            per: MILLION,
        };
        let reason = format!("{} has the prices of {model} at {channel}", form.model);
        Some(Fix {
            kind: FixKind::Override,
            label: format!("Give it the prices of {model} at {channel}"),
            draft: self.draft("model", reason, TermForm::Model(form)),
            is_complete: true,
            cost,
        })
    }

    /// The prices of another day, for the days of the group.
    fn dated(&self, near: &Nearest) -> Option<Fix> {
        let at = near.reading.at?;
        let channel = self.pricer.book().channels.iter().find(|channel| channel.id == self.group.channel)?;
        let tier = self.tier();
        let geo = self.group.geo.clone().filter(|geo| !geo.is_empty());
        let meters: Vec<MeterId> =
            self.group.meters().iter().filter_map(|(meter, _)| MeterId::parse(meter)).collect();
        let place = geo.clone().unwrap_or_else(|| channel.default_geo.clone());
        let shelf = Shelf { channel: &channel.id, model: self.name(), geo: &place, tier: &tier, over: 0, at };
        let prices = unit_prices(self.pricer, shelf, &meters);
        let million = Decimal::from(MILLION);
        let mut forms: Vec<PriceForm> = Vec::new();
        for (meter, price) in &prices {
            let price = price.list.checked_mul(million)?.normalize().to_string();
            forms.push(PriceForm { meter: meter.name().to_owned(), price });
        }
        let is_complete = meters.iter().all(|meter| prices.contains_key(meter));
        let scope = ScopeForm { tier: Some(tier.clone()), geo, ..self.scope() };
        let form = RateForm { scope, over: 0, prices: forms, per: MILLION };
        let reason = format!("{} is taken for days without a price", near.what);
        let mut draft = self.draft("rate", reason, TermForm::Rate(form));
        draft.from = self.group.days.keys().next().cloned();
        let last = parse_day(self.group.days.keys().next_back()?).ok()?;
        draft.to = Some(day_end(last).date_naive().to_string());
        Some(Fix {
            kind: FixKind::Override,
            label: format!("Take {} for these days", near.what),
            draft,
            is_complete,
            cost: near.cost.clone().filter(|_| is_complete),
        })
    }

    /// Our tier of the group; the word as told where it is none of ours.
    fn tier(&self) -> String {
        let told = self.group.speed.clone().or_else(|| self.group.tier.clone());
        told.filter(|tier| !matches!(tier.as_str(), "" | "default")).unwrap_or_else(|| "standard".to_owned())
    }

    /// One assumption for each source of a disputed price.
    fn sources(&self) -> Vec<Fix> {
        if self.group.reason.code != ReasonCode::DisputedPrice {
            return Vec::new();
        }
        let channels = self.pricer.book().channels.iter().filter(|channel| channel.id == self.group.channel);
        let rates = channels.flat_map(|channel| &channel.models).filter(|model| model.id == self.name());
        let rates = rates.flat_map(|model| &model.rates);
        let disputed: BTreeSet<&str> = rates
            .filter(|rate| rate.status == RateStatus::Disputed && rate.known.to.is_none())
            .map(|rate| rate.source.as_str())
            .collect();
        let label = |source: &str| format!("Believe the source {source}");
        let fix = |source: &str| self.assume(label(source), TakesForm::Source(source.to_owned()), None);
        disputed.into_iter().map(fix).collect()
    }

    /// Prices to be filled in.
    fn own_prices(&self) -> Option<Fix> {
        let name = self.name();
        if name.is_empty() {
            return None;
        }
        let blank = |(meter, _): (String, i128)| PriceForm { meter, price: String::new() };
        let meters = self.group.meters().into_iter().filter(|(meter, _)| MeterId::parse(meter).is_some());
        let prices: Vec<PriceForm> = meters.map(blank).collect();
        let is_private =
            matches!(self.group.reason.code, ReasonCode::UnknownModel | ReasonCode::UnknownChannel);
        let term = if is_private {
            let model = name.to_owned();
            TermForm::Model(ModelForm {
                channel: self.group.channel.clone(),
                model,
                same_as: None,
                prices,
                per: MILLION,
            })
        } else {
            let geo = self.group.geo.clone().filter(|geo| !geo.is_empty());
            let scope = ScopeForm { tier: Some(self.tier()), geo, ..self.scope() };
            TermForm::Rate(RateForm { scope, over: 0, prices, per: MILLION })
        };
        Some(Fix {
            kind: FixKind::Override,
            label: "Fill in prices of your own".to_owned(),
            draft: self.draft("rate", format!("our prices of {name}"), term),
            is_complete: false,
            cost: None,
        })
    }

    fn free(&self) -> Option<Fix> {
        if self.name().is_empty() {
            return None;
        }
        Some(self.assume("Take it as free of charge".to_owned(), TakesForm::Free, None))
    }
}
