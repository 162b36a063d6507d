use std::collections::BTreeMap;

use rust_decimal::Decimal;
use showback_gateways::attempts::{Member, number};
use showback_gateways::{Attempt, CostBasis, Findings, IdScope, Note, ResponseCache, Status};

use crate::support::{beside, classes, read_any};

type Row = BTreeMap<String, String>;

/// What one row of the truth is compared with: nothing where the line is of no concern.
struct Line {
    truth: Row,
    attempt: Option<Attempt>,
}

fn rows(csv: &[u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv);
    reader.deserialize().map(|row| row.expect("a row of the truth")).collect()
}

/// The sample's lines beside their truth, attempts numbered.
fn lines() -> Option<Vec<Line>> {
    let log = beside("litellm-standard-logging.jsonl")?;
    let truth = beside("litellm-standard-logging.truth.csv")?;
    let (variant, found) = read_any("litellm-standard-logging.jsonl", &log);
    assert_eq!((variant, found.rejections.len()), ("standard-logging", 0));
    let Findings { mut attempts, .. } = found;
    numbered(&mut attempts);
    let line = |truth: Row| {
        let record: u64 = truth["line"].parse().expect("a line number");
        let attempt = attempts.iter().find(|attempt| attempt.place.record == record).cloned();
        Line { truth, attempt }
    };
    Some(rows(&truth).into_iter().map(line).collect())
}

/// Numbers attempts by logical id, as a day is settled.
fn numbered(attempts: &mut [Attempt]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, attempt) in attempts.iter().enumerate() {
        groups.entry(attempt.logical_id.clone().expect("LiteLLM tells lineage")).or_default().push(index);
    }
    for indexes in groups.into_values() {
        let told: Vec<_> = indexes.iter().map(|index| attempts[*index].clone()).collect();
        let mut members: Vec<_> = indexes
            .iter()
            .zip(&told)
            .map(|(index, attempt)| Member {
                started_us: attempt.started_us,
                latency_us: attempt.latency_us,
                identity: *index as u64,
                status: attempt.status,
                target: attempt.dimensions.model_requested.as_deref(),
                attempt: attempt.attempt,
                is_retry: attempt.is_retry,
                fallback_hop: attempt.fallback_hop,
                request: 0,
            })
            .collect();
        number(&mut members);
        for member in members {
            let attempt = &mut attempts[usize::try_from(member.identity).expect("an index")];
            attempt.attempt = member.attempt;
            attempt.is_retry = member.is_retry;
            attempt.fallback_hop = member.fallback_hop;
        }
    }
}

#[test]
fn every_line_is_told_as_its_provider_charged_it() {
    let Some(lines) = lines() else { return };
    assert_eq!(lines.len(), 51);
    let mut charges = BTreeMap::<String, usize>::new();
    for line in &lines {
        let case = format!("line {} {}", line.truth["line"], line.truth["case"]);
        let Some(attempt) = &line.attempt else {
            assert_eq!(line.truth["provider_charged"], "no", "{case}");
            assert!(line.truth["case"].starts_with("batch_"), "{case}");
            continue;
        };
        status_and_lineage(line, attempt, &case);
        if attempt.id_scope == IdScope::Forever {
            let told = charges.entry(attempt.event_id.clone()).or_default();
            *told += 1;
            if *told > 1 {
                assert_eq!(
                    line.truth["provider_charged"], "no",
                    "{case}: told again under the same identity"
                );
                continue;
            }
        }
        charge(line, attempt, &case);
    }
    assert_eq!(charges.into_values().collect::<Vec<_>>(), [2], "one batch, told twice");
}

fn status_and_lineage(line: &Line, attempt: &Attempt, case: &str) {
    let status = if line.truth["callback"] == "success" { Status::Success } else { Status::Failure };
    assert_eq!(attempt.status, status, "{case}");
    assert_eq!(attempt.dimensions.batch, Some(line.truth["case"].starts_with("batch_")), "{case}");
    let is_hit = attempt.response_cache == ResponseCache::Hit;
    assert_eq!(is_hit, line.truth["gateway_response_cache_hit"] == "1", "{case}");
    if let Ok(number) = line.truth["attempt_no"].parse::<u32>() {
        assert_eq!(attempt.attempt, Some(number), "{case}");
        assert_eq!(attempt.is_retry, Some(number > 0), "{case}");
    }
    assert_eq!(attempt.fallback_hop, line.truth["fallback_no"].parse().ok(), "{case}");
}

fn charge(line: &Line, attempt: &Attempt, case: &str) {
    let is_charged = match line.truth["provider_charged"].as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    assert_eq!(attempt.is_charged, is_charged, "{case}");
    let Some(tokens) = &attempt.tokens else {
        assert!(attempt.notes.contains(&Note::UsageNotTold), "{case}: unknown usage says so");
        assert_eq!(attempt.cost, None, "{case}: what was computed from no usage is no cost");
        assert!(line.truth["note"].contains("recorded 0 tokens"), "{case}");
        return;
    };
    if is_charged.is_none() {
        assert!(attempt.notes.contains(&Note::UsageEstimated), "{case}: a cut stream is an estimate");
        return;
    }
    let names =
        ["tok_in", "tok_cache_read", "tok_cache_write_5m", "tok_cache_write_1h", "tok_out", "tok_reasoning"];
    let truth = names.map(|name| line.truth[name].parse::<u64>().expect("a count"));
    assert_eq!(classes(tokens), truth, "{case}");
    match (&attempt.cost, line.truth["list_cost_usd"].parse::<Decimal>()) {
        (Some(cost), Ok(list)) if cost.basis == CostBasis::Estimated => {
            let off = (cost.amount - list).abs();
            assert!(off < Decimal::new(1, 15), "{case}: {} is not {list}", cost.amount);
        }
        (Some(cost), Ok(list)) => {
            assert_eq!(cost.basis, CostBasis::Notional, "{case}");
            assert!(list.is_zero() && !cost.amount.is_zero(), "{case}");
        }
        (None, Ok(list)) => assert!(list.is_zero(), "{case}: {list}"),
        (told, Err(_)) => {
            assert_eq!(told, &None, "{case}");
            assert!(attempt.notes.contains(&Note::CostNotPriced), "{case}");
        }
    }
}
