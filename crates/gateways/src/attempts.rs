//! Numbering the attempts of one logical request, where a log shows them and does not number them itself.
//!
//! A pure rule over the members of one logical id, told in any order. What a source tells stays; the rest follows from the
//! order of starts: after a failure comes the next attempt, after a success another request, and a change of target is a
//! fallback hop, at which the count begins again. Numbers count what the log shows: where a gateway drops failed attempts
//! and does not tell their number, they are lower bounds.

use crate::record::Status;

/// Longest pause between the end of a failed attempt and the next one. Gateways wait seconds, at most the minute that a
/// rate limit asks for; after more, it is a new request under an old id.
const PAUSE_US: i64 = 120_000_000;

/// Longest an attempt takes that does not tell: the usual time limit of a client.
const DURATION_US: i64 = 600_000_000;

/// One attempt among those that share a logical id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member<'a> {
    /// Start, microseconds since 1970 in UTC.
    pub started_us: i64,
    /// Duration in microseconds; `None` when not told.
    pub latency_us: Option<u64>,
    /// Orders attempts that start together.
    pub identity: u64,
    /// How it ended.
    pub status: Status,
    /// What it was sent to (the model asked for); another target is a fallback hop. `None` when not told.
    pub target: Option<&'a str>,
    /// 0 for the first attempt of a hop. Told, or `None` and then numbered.
    pub attempt: Option<u32>,
    /// Whether it is an attempt after the first. Told, or `None` and then decided.
    pub is_retry: Option<bool>,
    /// Hop in the fallback chain, 0 for the primary. Told, or `None` and then numbered.
    pub fallback_hop: Option<u32>,
    /// Which request of those under this logical id, from 0: an id may be a conversation's. Always decided here.
    pub request: u32,
}

/// The attempt before.
struct Last<'a> {
    target: Option<&'a str>,
    attempt: u32,
    hop: u32,
    end_us: i64,
    is_over: bool,
}

/// Where an attempt stands in its request.
enum Step {
    First,
    Next,
    Hop,
}

/// Sorts the members of one logical id by start and fills what they do not tell. When a late member joins, give all of them
/// again as told: what was filled before is no telling.
pub fn number(group: &mut [Member<'_>]) {
    group.sort_by_key(|member| (member.started_us, member.identity));
    let mut last: Option<Last<'_>> = None;
    let mut request = 0_u32;
    for member in group {
        let (attempt, hop) = match last.as_ref().map(|last| (step(last, member), last)) {
            Some((Step::Next, last)) => (last.attempt.saturating_add(1), last.hop),
            Some((Step::Hop, last)) => (0, last.hop.saturating_add(1)),
            Some((Step::First, _)) => {
                request = request.saturating_add(1);
                (0, 0)
            }
            None => (0, 0),
        };
        member.request = request;
        let attempt = *member.attempt.get_or_insert(attempt);
        let hop = *member.fallback_hop.get_or_insert(hop);
        member.is_retry.get_or_insert(attempt > 0);
        last = Some(Last {
            target: member.target,
            attempt,
            hop,
            end_us: end_of(member),
            is_over: member.status == Status::Success,
        });
    }
}

fn step(last: &Last<'_>, member: &Member<'_>) -> Step {
    if last.is_over || member.started_us.saturating_sub(last.end_us) > PAUSE_US {
        return Step::First;
    }
    if member.fallback_hop.is_some_and(|told| told > last.hop) {
        return Step::Hop;
    }
    let is_same_target = last.target == member.target || last.target.is_none() || member.target.is_none();
    if is_same_target {
        // An attempt that is told to be earlier than the next is of another request.
        let is_next = member.attempt.is_none_or(|told| told > last.attempt)
            && member.fallback_hop.is_none_or(|told| told >= last.hop);
        return if is_next { Step::Next } else { Step::First };
    }
    if member.fallback_hop.is_none() { Step::Hop } else { Step::First }
}

fn end_of(member: &Member<'_>) -> i64 {
    let duration = member.latency_us.map_or(DURATION_US, |took| i64::try_from(took).unwrap_or(DURATION_US));
    member.started_us.saturating_add(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn member(second: i64, status: Status, target: &str) -> Member<'_> {
        let identity = second.unsigned_abs();
        let started_us = second * SECOND;
        Member {
            started_us,
            latency_us: Some(10),
            identity,
            status,
            target: Some(target),
            ..Member::default()
        }
    }

    fn told(mut member: Member<'_>, attempt: u32, hop: u32) -> Member<'_> {
        member.attempt = Some(attempt);
        member.fallback_hop = Some(hop);
        member
    }

    /// Request, attempt, hop, and whether it is a retry.
    type Numbered = (u32, Option<u32>, Option<u32>, Option<bool>);

    fn numbered(mut group: Vec<Member<'_>>) -> Vec<Numbered> {
        number(&mut group);
        group.iter().map(|m| (m.request, m.attempt, m.fallback_hop, m.is_retry)).collect()
    }

    #[test]
    fn failures_are_followed_by_the_next_attempt_until_a_success() {
        let group = vec![
            member(3, Status::Success, "a"),
            member(1, Status::Failure, "a"),
            member(2, Status::Failure, "a"),
            member(4, Status::Success, "a"),
        ];
        let expected = [
            (0, Some(0), Some(0), Some(false)),
            (0, Some(1), Some(0), Some(true)),
            (0, Some(2), Some(0), Some(true)),
            (1, Some(0), Some(0), Some(false)),
        ];
        assert_eq!(numbered(group), expected);
    }

    #[test]
    fn the_count_begins_again_at_a_fallback_hop() {
        let group = vec![
            member(1, Status::Failure, "a"),
            member(2, Status::Failure, "a"),
            member(3, Status::Failure, "b"),
            told(member(4, Status::Success, "c"), 0, 2),
        ];
        let expected = [
            (0, Some(0), Some(0), Some(false)),
            (0, Some(1), Some(0), Some(true)),
            (0, Some(0), Some(1), Some(false)),
            (0, Some(0), Some(2), Some(false)),
        ];
        assert_eq!(numbered(group), expected);
    }

    #[test]
    fn a_told_hop_to_another_seller_of_the_same_model_is_one_request() {
        let group =
            vec![told(member(1, Status::Failure, "a"), 0, 0), told(member(1, Status::Success, "a"), 0, 1)];
        let expected = [(0, Some(0), Some(0), Some(false)), (0, Some(0), Some(1), Some(false))];
        assert_eq!(numbered(group), expected);
    }

    #[test]
    fn what_is_told_stays_and_parts_requests() {
        let group = vec![
            member(1, Status::Failure, "a"),
            told(member(2, Status::Success, "a"), 3, 0),
            member(3, Status::Failure, "a"),
            told(member(4, Status::Success, "a"), 0, 0),
            member(5, Status::Failure, "a"),
            told(member(6, Status::Success, "b"), 0, 0),
        ];
        let expected = [
            (0, Some(0), Some(0), Some(false)),
            (0, Some(3), Some(0), Some(true)),
            (1, Some(0), Some(0), Some(false)),
            (2, Some(0), Some(0), Some(false)),
            (3, Some(0), Some(0), Some(false)),
            (4, Some(0), Some(0), Some(false)),
        ];
        assert_eq!(numbered(group), expected);
    }

    #[test]
    fn a_failure_long_ago_is_of_another_request() {
        let group = vec![member(1, Status::Failure, "a"), member(200, Status::Success, "a")];
        assert_eq!(numbered(group)[1], (1, Some(0), Some(0), Some(false)));
        let mut slow = member(1, Status::Failure, "a");
        slow.latency_us = Some(190 * SECOND.unsigned_abs());
        assert_eq!(numbered(vec![slow, member(200, Status::Success, "a")])[1].0, 0);
    }

    #[test]
    fn numbering_again_changes_nothing() {
        let mut group = vec![
            member(1, Status::Failure, "a"),
            member(2, Status::Failure, "b"),
            member(3, Status::Success, "b"),
            member(4, Status::Success, "b"),
        ];
        number(&mut group);
        let once = group.clone();
        number(&mut group);
        assert_eq!(group, once);
    }
}
