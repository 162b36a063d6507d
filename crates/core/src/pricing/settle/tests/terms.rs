//! Each kind of term by an example.

use super::support::*;
use crate::pricing::contract::Contract;
use crate::pricing::rating::Bounds;
use crate::pricing::settle::*;

const PREPAID: &str = "[[commitment]]\nid = \"pre\"\nreason = \"r\"\nfrom = 2026-01-01\nto = 2026-04-01\n\
                       channel = \"a\"\namount = \"100\"\npaid = \"80\"\ncurrency = \"USD\"\nevery = \"once\"\n\
                       settlement = \"prepaid\"\n";

#[test]
fn without_terms_all_four_costs_follow_the_rates() {
    let months = settled("", 1, &[usage("2026-01", "a", "10", "9"), usage("2026-01", "b", "1", "1")], None);
    let month = &months[0];
    assert_eq!((month.list, month.contracted), (exact("11"), exact("10")));
    assert_eq!((month.effective, month.billed), (exact("10"), exact("10")));
    assert!(month.terms.is_empty() && !month.is_at_least);
}

#[test]
fn a_prepayment_is_drawn_down_and_the_rest_is_lost_at_its_end() {
    let usage = [
        usage("2026-01", "a", "60", "50"),
        usage("2026-02", "a", "30", "25"),
        usage("2026-02", "b", "9", "9"),
    ];
    let months = settled(PREPAID, 3, &usage, None);
    let january = line(&months[0], "pre");
    assert_eq!((january.billed, january.base, january.carried), (exact("80"), exact("50"), exact("40")));
    assert_eq!((january.left, january.lost), (Some(exact("50")), exact("0")));
    assert_eq!((months[0].effective, months[0].billed), (exact("40"), exact("80")));
    assert_eq!((months[1].effective, months[1].billed), (exact("29"), exact("9")));
    let march = line(&months[2], "pre");
    assert_eq!((march.left, march.lost), (Some(exact("0")), exact("25")));
    assert_eq!((march.effective, march.billed), (exact("20"), exact("0")));
}

#[test]
fn usage_beyond_a_prepayment_is_billed_as_it_comes() {
    let months = settled(PREPAID, 1, &[usage("2026-01", "a", "150", "130")], None);
    let usage = &months[0].usage[0];
    assert_eq!((usage.effective, usage.billed), (exact("110"), exact("30")));
    assert_eq!(usage.shares[0].from, ShareOf::Entry("pre".to_owned()));
    assert_eq!((usage.shares[0].covered, usage.shares[0].effective), (exact("100"), exact("80")));
    assert!(!usage.shares[0].is_allocated);
}

#[test]
fn what_is_not_over_is_not_lost() {
    let contract = contract(PREPAID);
    let input = SettleInput {
        contract: &contract,
        months: period("2026-01-01", "2026-04-01"),
        known_until: day("2026-03-20"),
        usage: &[],
        purchases: None,
    };
    let settlement = settle(&input).unwrap();
    let march = line(&settlement[0].months[2], "pre");
    assert_eq!((march.left, march.lost, march.effective), (Some(exact("100")), exact("0"), exact("0")));
}

#[test]
fn the_prepayment_that_ends_first_is_drawn_first() {
    let later = PREPAID.replace("\"pre\"", "\"later\"").replace("2026-04-01", "2026-05-01");
    for text in [format!("{PREPAID}\n{later}"), format!("{later}\n{PREPAID}")] {
        let months = settled(&text, 1, &[usage("2026-01", "a", "120", "120")], None);
        assert_eq!(line(&months[0], "pre").left, Some(exact("0")));
        assert_eq!(line(&months[0], "later").left, Some(exact("80")));
    }
}

#[test]
fn a_monthly_prepayment_renews_and_its_rest_is_lost_each_month() {
    let text = PREPAID.replace("\"once\"", "\"month\"");
    let months = settled(&text, 2, &[usage("2026-01", "a", "40", "40")], None);
    assert_eq!(line(&months[0], "pre").lost, exact("60"));
    assert_eq!((line(&months[1], "pre").lost, months[1].billed), (exact("100"), exact("80")));
}

#[test]
fn what_is_missing_to_a_minimum_is_billed_at_its_end() {
    let text = PREPAID.replace("paid = \"80\"\n", "").replace("\"prepaid\"", "\"minimum\"");
    let usage = [usage("2026-01", "a", "60", "50"), usage("2026-03", "a", "30", "25")];
    let months = settled(&text, 3, &usage, None);
    assert_eq!(months[0].billed, exact("50"));
    assert_eq!(line(&months[1], "pre").left, Some(exact("50")));
    let march = line(&months[2], "pre");
    assert_eq!((march.base, march.billed, march.effective), (exact("25"), exact("25"), exact("25")));
    assert_eq!((months[2].billed, months[2].effective), (exact("50"), exact("50")));
}

const CAPACITY: &str = "[[capacity]]\nid = \"ptu\"\nreason = \"r\"\nfrom = 2026-01-01\nchannel = \"a\"\n\
                        units = \"10\"\nunit_price_per_month = \"10\"\ncurrency = \"USD\"\n";

#[test]
fn capacity_is_divided_over_what_ran_on_it_and_labelled() {
    let usage =
        [usage("2026-01", "a", "20", "0"), usage("2026-01", "a", "10", "0"), usage("2026-01", "b", "5", "5")];
    let months = settled(CAPACITY, 2, &usage, None);
    let shares: Vec<Ends> = months[0].usage.iter().map(|usage| usage.effective).collect();
    assert_eq!(shares, [exact("66.666666667"), exact("33.333333333"), exact("5")]);
    assert!(months[0].usage[0].shares[0].is_allocated);
    assert_eq!((months[0].effective, months[0].billed), (exact("105"), exact("105")));
    let idle = line(&months[1], "ptu");
    assert_eq!((idle.effective, idle.carried, idle.billed), (exact("100"), exact("0"), exact("100")));
}

#[test]
fn capacity_of_a_part_of_a_month_costs_its_days() {
    let text = CAPACITY.replace("2026-01-01", "2026-01-17");
    assert_eq!(settled(&text, 1, &[], None)[0].billed, exact("48.387096774"));
}

fn fee(base: &str) -> String {
    format!(
        "[[fee]]\nid = \"fee\"\nreason = \"r\"\nchannel = \"a\"\npercent = \"5.5\"\nminimum = \"0.80\"\n\
         currency = \"USD\"\nbase = \"{base}\"\n"
    )
}

fn purchase(on: &str, amount: &str) -> Purchase {
    let (channel, currency) = ("a".to_owned(), "USD".to_owned());
    Purchase { on: day(on), channel, account: None, currency, amount: dec(amount) }
}

#[test]
fn a_fee_on_credits_is_part_of_what_they_pay_for() {
    let purchases = [purchase("2026-01-03", "100"), purchase("2026-01-20", "10")];
    let usage = [usage("2026-01", "a", "40", "40"), usage("2026-02", "a", "65", "65")];
    let months = settled(&fee("credit_purchase"), 2, &usage, Some(&purchases));
    // 5.50 on the first, the minimum of 0.80 on the second.
    assert_eq!((months[0].billed, line(&months[0], "fee").billed), (exact("116.3"), exact("6.3")));
    assert_eq!((months[0].effective, months[0].usage[0].billed), (exact("42.2"), exact("0")));
    assert_eq!(line(&months[0], "fee").left, Some(exact("4.1")));
    assert_eq!(months[0].purchases[0].left, exact("60"));
    assert_eq!((months[1].effective, months[1].billed), (exact("68.7"), exact("0")));
    assert_eq!((months[1].purchases[1].drawn, months[1].purchases[1].left), (exact("5"), exact("5")));
}

#[test]
fn unknown_purchases_leave_the_total_at_least() {
    let months = settled(&fee("credit_purchase"), 1, &[usage("2026-01", "a", "40", "40")], None);
    assert!(months[0].is_at_least && !line(&months[0], "fee").is_known);
    assert_eq!(months[0].billed, exact("40"));
    let none = settled(&fee("credit_purchase"), 1, &[usage("2026-01", "a", "40", "40")], Some(&[]));
    assert!(!none[0].is_at_least);
}

#[test]
fn a_fee_on_usage_is_divided_over_it() {
    let usage = [
        usage("2026-01", "a", "40", "30"),
        usage("2026-01", "a", "20", "10"),
        usage("2026-01", "b", "7", "7"),
    ];
    let months = settled(&fee("usage"), 2, &usage, None);
    let effective: Vec<Ends> = months[0].usage.iter().map(|usage| usage.effective).collect();
    assert_eq!(effective, [exact("31.65"), exact("10.55"), exact("7")]);
    assert_eq!(months[0].billed, exact("49.2"));
    assert_eq!(line(&months[1], "fee").billed, exact("0"));
}

#[test]
fn a_fee_on_the_invoice_counts_what_is_billed_beside_usage() {
    let text = format!("{}\n{}", fee("invoice"), CAPACITY);
    let months =
        settled(&text, 1, &[usage("2026-01", "a", "40", "40"), usage("2026-01", "b", "7", "7")], None);
    let fee = line(&months[0], "fee");
    assert_eq!((fee.base, fee.billed, fee.effective), (exact("140"), exact("7.7"), exact("7.7")));
    assert_eq!(months[0].billed, exact("154.7"));
}

#[test]
fn credits_pay_the_bill_and_leave_the_effective_cost() {
    let credit = |id: &str, to: &str, amount: &str| {
        format!(
            "[[credit]]\nid = \"{id}\"\nreason = \"r\"\nfrom = 2026-01-01\nto = {to}\nchannel = \"a\"\n\
             amount = \"{amount}\"\ncurrency = \"USD\"\n\n"
        )
    };
    let text = credit("second", "2026-04-01", "100") + &credit("first", "2026-02-01", "50");
    let usage = [usage("2026-01", "a", "40", "30"), usage("2026-02", "a", "60", "60")];
    let months = settled(&text, 3, &usage, None);
    assert_eq!((months[0].effective, months[0].billed), (exact("30"), exact("0")));
    let first = line(&months[0], "first");
    assert_eq!((first.billed, first.lost), (exact("-30"), exact("20")));
    assert_eq!(line(&months[1], "second").billed, exact("-60"));
    assert_eq!(line(&months[2], "second").lost, exact("40"));
    assert_eq!(months[2].effective, exact("0"));
}

#[test]
fn each_currency_is_settled_by_itself() {
    let text = CAPACITY.replace("USD", "EUR");
    let contract = contract(&text);
    let usage = [usage("2026-01", "a", "40", "40")];
    let months = period("2026-01-01", "2026-02-01");
    let known_until = day("2026-02-01");
    let input = SettleInput { contract: &contract, months, known_until, usage: &usage, purchases: None };
    let settlements = settle(&input).unwrap();
    let billed: Vec<_> =
        settlements.iter().map(|one| (one.currency.as_str(), one.months[0].billed)).collect();
    assert_eq!(billed, [("EUR", exact("100")), ("USD", exact("40"))]);
}

#[test]
fn a_range_gives_two_pictures_that_foot() {
    let mut one = usage("2026-01", "a", "0", "0");
    (one.list, one.contracted) =
        (Bounds { low: dec("80"), high: dec("160") }, Bounds { low: dec("70"), high: dec("150") });
    let text = PREPAID.replace("2026-04-01", "2026-02-01");
    let months = settled(&text, 1, &[one], None);
    let (month, pre) = (&months[0], line(&months[0], "pre"));
    assert_eq!(month.contracted, Ends { low: dec("70"), high: dec("150") });
    assert_eq!(pre.lost, Ends { low: dec("30"), high: dec("0") });
    assert_eq!(month.effective, Ends { low: dec("80"), high: dec("130") });
    assert_eq!(month.billed, Ends { low: dec("80"), high: dec("130") });
    assert_eq!(pre.lost.bounds(), Bounds { low: dec("0"), high: dec("30") });
}

fn error(contract: &Contract, months: (&str, &str), usage: &[UsageCost]) -> SettleError {
    let months = period(months.0, months.1);
    settle(&SettleInput { contract, months, known_until: months.end(), usage, purchases: None }).unwrap_err()
}

#[test]
fn what_cannot_be_settled_is_refused() {
    let none = Contract::default();
    let year = ("2026-01-01", "2027-01-01");
    assert!(matches!(error(&none, ("2026-01-02", "2026-02-01"), &[]), SettleError::NotMonths { .. }));
    assert!(matches!(error(&none, ("2026-01-01", "2026-01-01"), &[]), SettleError::NotMonths { .. }));
    let outside = usage("2027-01", "a", "1", "1");
    assert!(matches!(error(&none, year, &[outside]), SettleError::Outside { .. }));
    for (list, contracted) in [("-1", "1"), ("99999999999", "1")] {
        let bad = usage("2026-01", "a", list, contracted);
        assert!(matches!(error(&none, year, &[bad]), SettleError::BadAmount { .. }));
    }
    let mid = contract(&CAPACITY.replace("2026-01-01", "2026-01-17"));
    let across = error(&mid, year, &[usage("2026-01", "a", "1", "1")]);
    assert_eq!(
        across.to_string(),
        "usage from 2026-01-01 to 2026-02-01 goes across the start or end of \"ptu\": cut it there"
    );
}

#[test]
fn usage_is_grouped_by_months_cut_at_terms() {
    let contract = contract(&CAPACITY.replace("2026-01-01", "2026-01-17"));
    let periods = settlement_periods(&contract, period("2026-01-01", "2026-03-01"));
    assert_eq!(
        periods,
        [
            period("2026-01-01", "2026-01-17"),
            period("2026-01-17", "2026-02-01"),
            period("2026-02-01", "2026-03-01"),
        ]
    );
}

#[test]
fn a_month_needs_usage_from_the_start_of_what_still_runs() {
    let contract = contract(PREPAID);
    assert_eq!(settled_from(&contract, day("2026-03-15")), day("2026-01-01"));
    assert_eq!(settled_from(&contract, day("2026-04-01")), day("2026-04-01"));
}
