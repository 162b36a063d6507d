use proptest::prelude::*;

use super::super::super::model::{ExploreOrder, ExploreRequest, Grain};
use super::{read, write};
use crate::kernel::{DayRange, DimensionFilter, PageAsk};

const WHOLE: &str = "spend, tokens by team, model per week from 2026-10-01 to 2026-11-01 compared with 2026-09-01 to \
                     2026-10-01 where model is \"a \\\"b\\\"\" or untold and team is not \"x\\\\y\" in USD ordered by change \
                     ascending";

#[test]
fn every_part_of_a_question_is_read_and_written_back() {
    let request = read(WHOLE).unwrap();
    assert_eq!(request.filters.len(), 3);
    assert_eq!(request.filters[0].value.as_deref(), Some("a \"b\""));
    assert_eq!((request.filters[1].value.as_deref(), request.filters[2].is_not), (None, true));
    assert_eq!(write(&request), WHOLE);
}

#[test]
fn a_link_is_read_as_the_text_it_holds() {
    let link = "showback://explore?q=spend%20by%20team%20from%202026-10-01%20to%202026-11-01%20where%20team%20is%20%22a%26b%22";
    let request = read(link).unwrap();
    assert_eq!((request.by, request.filters[0].value.as_deref()), (vec!["team".to_owned()], Some("a&b")));
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let refused = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(
        refused("spend by from 2026-10-01 to 2026-11-01"),
        "the question cannot be read at \"2026-10-01\" (character 15): \"from\" is expected there"
    );
    assert!(
        refused("spend from 2026-10-01 to 2026-11-01 where team is search")
            .contains("between quotation marks")
    );
    assert!(
        refused("spend from 2026-10-01 to 2026-11-01 where team is \"search")
            .contains("closing quotation mark")
    );
    assert!(refused("spend; DROP TABLE series").contains("at \";\" (character 6)"));
    assert!(refused("").contains("a measure is expected"));
    assert!(refused("spend per hour from 2026-10-01 to 2026-11-01").contains("day, week or month"));
    assert!(refused("spend from 2026-10-01 to 2026-11-01 again").contains("the end of the question"));
}

fn filter() -> impl Strategy<Value = DimensionFilter> {
    let dimension = prop::sample::select(vec!["team", "model", "key"]);
    (dimension, prop::option::of(".{0,12}"), any::<bool>()).prop_map(|(dimension, value, is_not)| {
        DimensionFilter { dimension: dimension.to_owned(), value, is_not }
    })
}

proptest! {
    #[test]
    fn a_question_is_the_same_after_it_was_written_and_read(
        mut filters in prop::collection::vec(filter(), 0..5),
        grain in prop::sample::select(vec![None, Some(Grain::Day), Some(Grain::Week), Some(Grain::Month)]),
        is_ascending in any::<bool>(),
        has_order in any::<bool>(),
    ) {
        // Conditions on the same dimension stand together in the text.
        filters.sort_by_key(|filter| (filter.dimension.clone(), filter.is_not));
        let range = |from: &str, to: &str| DayRange { from: from.to_owned(), to: to.to_owned() };
        let request = ExploreRequest {
            measures: vec!["class:retry".to_owned(), "tokens".to_owned()],
            by: vec!["team".to_owned()],
            grain,
            range: range("2026-10-01", "2026-11-01"),
            compare: has_order.then(|| range("2026-09-01", "2026-10-01")),
            filters,
            currency: has_order.then(|| "EUR".to_owned()),
            order: has_order.then(|| ExploreOrder { by: "name".to_owned(), is_ascending }),
            page: PageAsk::default(),
        };
        prop_assert_eq!(read(&write(&request)).unwrap(), request);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        drop(read(&text));
    }
}
