//! Properties every rating has, over random usage of the real book.

use std::sync::{Arc, LazyLock};

use chrono::TimeDelta;
use proptest::prelude::*;
use rust_decimal::Decimal;
use showback_pricebook::{Book, Instant, MeterId, Rate};

use super::contract::scope;
use super::support::{PRICER, at, dec, pricer_of, under};
use crate::pricing::{
    Contract, Discount, Grain, Owner, Pricer, Rating, RatingStatus, Term, Usage, UsageTime, bundled,
};

/// Every card of the book: channel, model, and one of its rates.
static CARDS: LazyLock<Vec<(&str, &str, &Rate)>> = LazyLock::new(|| {
    let channels = bundled::book().channels.iter();
    channels
        .flat_map(|channel| channel.models.iter().map(move |model| (channel, model)))
        .flat_map(|(channel, model)| {
            model.rates.iter().map(|rate| (channel.id.as_str(), model.id.as_str(), rate))
        })
        .collect()
});

/// A usage that owns what it says.
#[derive(Clone, Debug)]
struct Case {
    card: usize,
    when: Instant,
    quantities: Vec<(MeterId, Decimal)>,
}

impl Case {
    fn usage<'a>(&self, quantities: &'a [(MeterId, Decimal)]) -> Usage<'a> {
        let (channel, model, rate) = CARDS[self.card];
        Usage {
            channel,
            requested_model: None,
            served_model: Some(model),
            geo: Some(&rate.geo),
            tier_served: Some(&rate.tier),
            tier_requested: None,
            speed: Some(""),
            batch: Some(false),
            time: UsageTime::At(self.when),
            grain: Grain::Request,
            prompt: Some((0, Some(1_000))),
            owner: Owner::default(),
            quantities,
        }
    }

    fn rate(&self, pricer: &Pricer) -> Rating {
        pricer.rate(&self.usage(&self.quantities))
    }
}

fn quantities() -> impl Strategy<Value = Vec<(MeterId, Decimal)>> {
    let names = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "web_search_call"];
    let counts = proptest::array::uniform6(0_u64..200);
    counts.prop_map(move |counts| {
        let meters = names.iter().map(|name| MeterId::parse(name).unwrap());
        meters.zip(counts.iter().map(|count| Decimal::from(*count))).collect()
    })
}

fn case() -> impl Strategy<Value = Case> {
    let first = at("2025-01-01").timestamp();
    let last = at("2027-01-01").timestamp();
    (0..CARDS.len(), first..last, quantities()).prop_map(|(card, seconds, quantities)| Case {
        card,
        when: Instant::from_timestamp(seconds, 0).unwrap(),
        quantities,
    })
}

fn with_discount() -> Pricer {
    let term =
        Discount { scope: scope("", ""), percent: dec("7.25"), meters: Vec::new(), includes_tools: false };
    under([("seven", Term::Discount(term))])
}

/// Lists and ours, low and high; nothing when unpriced.
fn amounts(rating: &Rating) -> Option<[Decimal; 4]> {
    let (list, contracted) = (rating.list?, rating.contracted?);
    Some([list.low, list.high, contracted.low, contracted.high])
}

static SHUFFLED: LazyLock<Pricer> = LazyLock::new(|| {
    let mut book: Book = bundled::book().clone();
    book.channels.reverse();
    for channel in &mut book.channels {
        channel.models.reverse();
        channel.fees.reverse();
        channel.tier_words.reverse();
        for model in &mut channel.models {
            model.rates.reverse();
            model.aliases.reverse();
        }
    }
    pricer_of(book, Contract::default())
});
static DISCOUNTED: LazyLock<Pricer> = LazyLock::new(with_discount);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn requests_of_one_band_add_up(case in case(), other in quantities()) {
        let sum: Vec<(MeterId, Decimal)> =
            case.quantities.iter().zip(&other).map(|((meter, a), (_, b))| (*meter, a + b)).collect();
        for pricer in [&*PRICER, &*DISCOUNTED] {
            let mut parts = case.clone();
            let one = parts.rate(pricer);
            parts.quantities.clone_from(&other);
            let two = parts.rate(pricer);
            let whole = pricer.rate(&case.usage(&sum));
            if let (Some(one), Some(two), Some(whole)) = (amounts(&one), amounts(&two), amounts(&whole)) {
                for ((one, two), whole) in one.iter().zip(&two).zip(&whole) {
                    prop_assert_eq!(one + two, *whole);
                }
            }
        }
    }

    #[test]
    fn a_meter_of_zero_changes_no_amount(case in case()) {
        let rating = case.rate(&PRICER);
        let mut more = case.quantities.clone();
        more.push((MeterId::parse("input_image").unwrap(), Decimal::ZERO));
        let with_zero = PRICER.rate(&case.usage(&more));
        prop_assert_eq!(amounts(&rating), amounts(&with_zero));
        prop_assert_eq!(rating.status, with_zero.status);
    }

    #[test]
    fn order_of_quantities_changes_no_amount(case in case()) {
        let mut turned = case.quantities.clone();
        turned.reverse();
        let (a, b) = (case.rate(&DISCOUNTED), DISCOUNTED.rate(&case.usage(&turned)));
        prop_assert_eq!(amounts(&a), amounts(&b));
        prop_assert_eq!(a.status, b.status);
    }

    #[test]
    fn order_of_the_rows_of_the_book_changes_nothing(case in case()) {
        prop_assert_eq!(case.rate(&PRICER), case.rate(&SHUFFLED));
    }

    #[test]
    fn the_same_again_is_the_same_bit_for_bit(case in case()) {
        let again = Pricer::new(
            Arc::clone(DISCOUNTED.book()),
            DISCOUNTED.book_hash().to_owned(),
            Arc::new(DISCOUNTED.contract().clone()),
            DISCOUNTED.contract_hash().to_owned(),
            None,
        ).unwrap();
        let (a, b) = (case.rate(&DISCOUNTED), case.rate(&again));
        prop_assert_eq!(format!("{a:?}"), format!("{b:?}"));
        let resolved = again.resolve(&case.usage(&[]).identity());
        let mut reused = case.rate(&PRICER);
        for _ in 0..2 {
            again.rate_resolved(&resolved, &case.usage(&case.quantities), &mut reused);
        }
        prop_assert_eq!(format!("{a:?}"), format!("{reused:?}"));
    }

    #[test]
    fn cutting_a_time_where_nothing_changes_changes_nothing(case in case(), share in 1_i64..3_600) {
        let (from, to) = (case.when, case.when + TimeDelta::hours(1));
        let middle = from + TimeDelta::seconds(share).min(to - from - TimeDelta::seconds(1));
        let within = |from, to| {
            let mut usage = case.usage(&case.quantities);
            (usage.time, usage.grain) = (UsageTime::Within(from, to), Grain::Aggregate { requests: None });
            PRICER.rate(&usage)
        };
        let (whole, left, right) = (within(from, to), within(from, middle), within(middle, to));
        if whole.status == RatingStatus::Priced {
            prop_assert_eq!(&whole.list, &left.list);
            prop_assert_eq!(&whole.list, &right.list);
        }
        if let (Some(whole), Some(left), Some(right)) = (whole.list, left.list, right.list) {
            prop_assert!(whole.low <= left.low.min(right.low) && whole.high >= left.high.max(right.high));
        }
    }

    #[test]
    fn an_instant_lies_within_the_range_of_its_day(case in case()) {
        let day = at(&case.when.date_naive().to_string());
        let mut usage = case.usage(&case.quantities);
        usage.time = UsageTime::Within(day, day + TimeDelta::days(1));
        if let (Some(whole), Some(one)) = (PRICER.rate(&usage).list, case.rate(&PRICER).list) {
            prop_assert!(whole.low <= one.low && one.high <= whole.high);
        }
    }

    #[test]
    fn more_of_a_meter_never_costs_less_and_across_an_edge_jumps_up(
        case in case(), place in 0_usize..6, more in 1_u64..400_000,
    ) {
        let mut dearer = case.quantities.clone();
        dearer[place].1 += Decimal::from(more);
        let of = |quantities: &[(MeterId, Decimal)]| {
            let mut usage = case.usage(quantities);
            usage.prompt = None;
            let rating = PRICER.rate(&usage);
            rating.list.filter(|_| rating.status == RatingStatus::Priced)
        };
        if let (Some(before), Some(after)) = (of(&case.quantities), of(&dearer)) {
            prop_assert!(before.low <= after.low);
        }
    }

    #[test]
    fn status_tells_whether_there_is_an_amount(case in case()) {
        let rating = case.rate(&DISCOUNTED);
        prop_assert_eq!(rating.list.is_none(), rating.status == RatingStatus::Unpriced);
        prop_assert_eq!(rating.list.is_some(), rating.currency.is_some());
        let unpriced = rating.lines.iter().any(|line| line.status == RatingStatus::Unpriced);
        prop_assert_eq!(unpriced, rating.status >= RatingStatus::Partial);
        for line in &rating.lines {
            prop_assert_eq!(line.list.is_none(), line.status == RatingStatus::Unpriced);
            prop_assert!(line.list.is_some() || !line.reasons.is_empty());
        }
        if let (Some(list), Some(contracted)) = (rating.list, rating.contracted) {
            prop_assert!(list.low <= list.high && contracted.low <= contracted.high);
            prop_assert!(contracted.high <= list.high);
        }
    }
}
