//! Models of all channels: searched, and one at a time with its history and its sellers.

use chrono::{DateTime, Days, Utc};
use rust_decimal::Decimal;
use showback_pricebook::{Channel, Rate};

use super::slots::{metered, pricer};
use crate::app::App;
use crate::app::model::{
    ChannelView, ModelRequest, ModelRow, ModelSearchRequest, ModelSearchView, ModelView, RateView, SellerRow,
};
use crate::kernel::{Period, Problem, ProblemCode, format_instant};
use crate::pricing::Pricer;
use crate::pricing::views::{
    Found, FoundModel, MixShares, ModelSearch, Seller, Used, clock_words, doubt_words, find_model,
    known_words, model_prices, names, ordered_rates, our_rate_price, page_notes, search_models, sellers,
    status_word, terms_of,
};

/// Days whose tokens order the search.
const SEARCH_DAYS: u64 = 90;
/// Days whose tokens are the mix that sellers are compared by.
const MIX_DAYS: u32 = 30;

/// Models that match, used ones first.
pub fn search(app: &App, request: ModelSearchRequest) -> Result<ModelSearchView, Problem> {
    let pricer = pricer(app)?;
    let now = app.now();
    let used = used(app, &pricer, now, SEARCH_DAYS)?;
    let wanted = ModelSearch {
        text: &request.text,
        channel: request.channel.as_deref(),
        is_used_only: request.is_used_only,
    };
    let found = search_models(&pricer, &used, &wanted);
    let (offset, limit) = request.page.bounds();
    let window = found.iter().skip(offset as usize).take(limit as usize);
    Ok(ModelSearchView {
        rows: window.map(|found| row(&pricer, found, now)).collect(),
        total_rows: found.len() as u64,
        channels: pricer.book().channels.iter().map(channel_view).collect(),
    })
}

/// Everything known of one model at one channel.
pub fn view(app: &App, request: ModelRequest) -> Result<ModelView, Problem> {
    let pricer = pricer(app)?;
    let now = app.now();
    let (channel, model) = find_model(&pricer, &request.channel, &request.model).ok_or_else(|| {
        let message =
            format!("neither the price book nor the contract has {} at {}", request.model, request.channel);
        Problem::new(ProblemCode::NotFound, message).hint("Look for it in the list of models")
    })?;
    let ordered = used(app, &pricer, now, SEARCH_DAYS)?;
    let recent = used(app, &pricer, now, u64::from(MIX_DAYS))?;
    let found = Found { channel, model, tokens: ordered.tokens(&channel.id, model.id()) };
    let mix = MixShares::of(recent.mix(&channel.id, model.id()));
    let mut view = ModelView {
        summary: row(&pricer, &found, now),
        released: None,
        retired: None,
        context_window: None,
        aliases: Vec::new(),
        rates: Vec::new(),
        sellers: Vec::new(),
        mix: mix.as_ref().map(|mix| mix.words(MIX_DAYS)),
        terms: terms_of(pricer.contract(), &channel.id, model.id()),
        notes: Vec::new(),
    };
    match model {
        FoundModel::Listed(listed) => {
            view.released = listed.released.map(|day| day.to_string());
            view.retired = listed.retired.map(|day| day.to_string());
            view.context_window = listed.context_window;
            view.aliases = names(listed);
            let rates = ordered_rates(listed, now).into_iter();
            view.rates = rates.map(|rate| rate_view(&pricer, channel, &listed.id, rate, now)).collect();
            let others = sellers(&pricer, &recent, (channel, listed), mix.as_ref(), now);
            view.sellers = others.into_iter().map(seller_row).collect();
            view.notes = page_notes(channel, listed, now);
        }
        FoundModel::Private(private) => {
            view.notes.push(match &private.same_as {
                Some((channel, model)) => format!("of the contract; priced as {model} of {channel}"),
                None => "of the contract alone: the price book does not know it".to_owned(),
            });
        }
    }
    Ok(view)
}

/// Tokens of the days before now, today included.
fn used(app: &App, pricer: &Pricer, now: DateTime<Utc>, days: u64) -> Result<Used, Problem> {
    let today = now.date_naive();
    let first = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let period = Period::new(first, today.checked_add_days(Days::new(1)).unwrap_or(today))?;
    let slots = metered(&app.options.registry);
    let workspace = app.workspace()?;
    workspace.store.read::<_, Problem>(|reader| Ok(Used::read(reader, &slots, period, pricer, now)?))
}

fn channel_view(channel: &Channel) -> ChannelView {
    ChannelView {
        id: channel.id.clone(),
        name: channel.name.clone(),
        models: u32::try_from(channel.models.len()).unwrap_or(u32::MAX),
    }
}

fn text(price: Option<Decimal>) -> Option<String> {
    price.map(|price| price.normalize().to_string())
}

fn row(pricer: &Pricer, found: &Found<'_>, now: DateTime<Utc>) -> ModelRow {
    let prices = model_prices(pricer, found, now);
    ModelRow {
        channel: found.channel.id.clone(),
        channel_name: found.channel.name.clone(),
        model: found.model.id().to_owned(),
        is: found.model.is(),
        currency: found.channel.currency.clone(),
        input: text(prices.input),
        cache_read: text(prices.cache_read),
        output: text(prices.output),
        contracted_input: text(prices.our_input),
        contracted_output: text(prices.our_output),
        tiers: prices.tiers.into_iter().map(str::to_owned).collect(),
        band_over: prices.band_over,
        status: prices.status.map(|status| status_word(status).to_owned()),
        tokens: found.tokens.map(|tokens| tokens.to_string()),
    }
}

/// A rate for the screen.
pub(super) fn rate_view(
    pricer: &Pricer,
    channel: &Channel,
    model: &str,
    rate: &Rate,
    now: DateTime<Utc>,
) -> RateView {
    let source = channel.sources.iter().find(|source| source.id == rate.source);
    let is_present = rate.known.to.is_none() && rate.valid.contains(now);
    let contracted = if is_present { our_rate_price(pricer, &channel.id, model, rate, now) } else { None };
    RateView {
        id: rate.id.to_string(),
        tier: rate.tier.clone(),
        geo: rate.geo.clone(),
        band_over: rate.band.over,
        clock: rate.clock.as_ref().map(|clock| clock_words(channel, clock)),
        meter: rate.meter.name().to_owned(),
        unit: rate.meter.spec().unit.to_owned(),
        price: text(rate.price),
        per: rate.per,
        contracted: text(contracted.and_then(|price| per(price, rate))),
        from: rate.valid.from.map(format_instant),
        to: rate.valid.to.map(format_instant),
        is_present,
        status: status_word(rate.status).to_owned(),
        doubt: doubt_words(rate, source.map(|source| source.retrieved), now),
        source: source.map_or_else(|| rate.source.clone(), source_words),
        retrieved: source.map(|source| source.retrieved.to_string()).unwrap_or_default(),
        known: known_words(rate),
    }
}

/// A price of a million as a price of the units the rate is for.
fn per(per_million: Decimal, rate: &Rate) -> Option<Decimal> {
    per_million.checked_mul(Decimal::from(rate.per))?.checked_div(Decimal::from(1_000_000_u32))
}

fn source_words(source: &showback_pricebook::Source) -> String {
    match &source.url {
        Some(url) => format!("{}, {url}", source.text),
        None => source.text.clone(),
    }
}

fn seller_row(seller: Seller<'_>) -> SellerRow {
    SellerRow {
        channel: seller.channel.id.clone(),
        channel_name: seller.channel.name.clone(),
        model: seller.model.to_owned(),
        geo: seller.geo,
        currency: seller.channel.currency.clone(),
        input: text(seller.input),
        cache_read: text(seller.cache_read),
        output: text(seller.output),
        mix_price: text(seller.mix_price),
        difference_basis_points: seller.difference_basis_points,
        notes: seller.notes,
        is_present: seller.is_present,
    }
}
