use std::collections::BTreeMap;

use proptest::prelude::*;

use super::index::Scratch;
use super::*;

const COLUMNS: [&str; 11] = [
    "key",
    "key_name",
    "project",
    "project_name",
    "user",
    "account",
    "line_item",
    "feature",
    "customer",
    "environment",
    "gateway",
];

/// A subject: group, value (empty: none), and what it has in some columns.
type Row = (u32, String, Vec<(&'static str, String)>);

struct World {
    subjects: Subjects,
    told: Vec<Told>,
    groups: Vec<u32>,
    names: Vec<(String, Vec<String>)>,
}

fn world(rows: &[Row], names: &[(&str, &[&str])]) -> World {
    let mut subjects = Subjects::of_columns(&COLUMNS);
    for (_, _, texts) in rows {
        subjects.add(|column| texts.iter().find(|(name, _)| *name == column).map(|(_, text)| text.as_str()));
    }
    let told = |(_, value, _): &Row| match value.as_str() {
        "" => Told { value: None, why: Why::Nothing },
        "none by hand" => Told { value: None, why: Why::Hand(1) },
        value => Told { value: Some(value.to_owned()), why: Why::Inherited },
    };
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    World {
        subjects,
        told: rows.iter().map(told).collect(),
        groups: rows.iter().map(|(group, _, _)| *group).collect(),
        names: names.iter().map(|(value, others)| ((*value).to_owned(), owned(others))).collect(),
    }
}

impl World {
    fn suggester(&self) -> Suggester<'_> {
        Suggester::new(&self.subjects, &self.told, &self.groups, &self.names)
    }
}

fn row(group: u32, value: &str, texts: &[(&'static str, &str)]) -> Row {
    (group, value.to_owned(), texts.iter().map(|(column, text)| (*column, (*text).to_owned())).collect())
}

/// Method, value, right and predicted, reason.
fn told(found: &[Suggestion]) -> Vec<(SuggestedBy, &str, (u32, u32), &str)> {
    let of = |one: &Suggestion| (one.right, one.predicted);
    found.iter().map(|one| (one.method, one.value.as_str(), of(one), one.reason.as_str())).collect()
}

fn last(rows: &[Row], names: &[(&str, &[&str])]) -> Vec<Suggestion> {
    world(rows, names).suggester().of(&[rows.len() - 1])
}

#[test]
fn most_of_a_project_says_whose_the_rest_is() {
    let of = |group, value: &str| row(group, value, &[("project", "p-1"), ("project_name", "core")]);
    let mut rows: Vec<Row> = (0..14).map(|group| of(group, "Search")).collect();
    rows.extend([of(14, "Ads"), of(15, "")]);
    let found = last(&rows, &[]);
    assert_eq!(
        told(&found),
        [(SuggestedBy::SameProject, "Search", (14, 15), "14 of 15 tagged series of project core are Search")]
    );
    assert_eq!((found[0].support, found[0].others), (14, 1), "the word of the name says the same");
}

#[test]
fn each_method_gives_its_reason() {
    let asked = |texts: &[(&'static str, &str)], rows: &[Row]| {
        let mut rows = rows.to_vec();
        rows.push(row(99, "", texts));
        last(&rows, &[("Ads", &["Marketing"]), ("Search", &[])])
            .into_iter()
            .map(|found| (found.method, found.reason))
            .collect::<Vec<_>>()
    };
    let key = ("key", "sk-1");
    assert_eq!(
        asked(&[key, ("key_name", "crawler")], &[row(1, "Search", &[key])]),
        [(SuggestedBy::SameKey, "1 of 1 tagged series of API key crawler is Search".to_owned())]
    );
    assert_eq!(
        asked(&[("user", "u-1")], &[row(1, "Ads", &[("user", "u-1")]), row(2, "Ads", &[("user", "u-1")])]),
        [(SuggestedBy::SameUser, "2 of 2 tagged series of user u-1 are Ads".to_owned())]
    );
    assert_eq!(
        asked(&[("account", "org-1")], &[row(1, "Ads", &[("account", "org-1")])]),
        [(SuggestedBy::SameAccount, "1 of 1 tagged series of account org-1 is Ads".to_owned())]
    );
    assert_eq!(
        asked(&[("key_name", "marketing-prod")], &[]),
        [(SuggestedBy::Name, "the name of its API key \"marketing-prod\" holds that of Ads".to_owned())]
    );
    assert_eq!(
        asked(&[("project_name", "crawlerProdKey")], &[row(1, "Search", &[("key_name", "crawler-2")])]),
        [(SuggestedBy::Name, "1 of 1 tagged series with \"crawler\" in a name is Search".to_owned())]
    );
    assert_eq!(
        asked(
            &[("feature", "summarise"), ("gateway", "litellm")],
            &[
                row(1, "Ads", &[("gateway", "litellm")]),
                row(2, "Search", &[("feature", "summarise"), ("gateway", "litellm")]),
                row(3, "Search", &[("feature", "summarise")])
            ]
        ),
        [(SuggestedBy::Metadata, "2 of 2 tagged series of feature summarise are Search".to_owned())]
    );
}

#[test]
fn several_things_are_counted_together() {
    let rows = [
        row(1, "Ads", &[("user", "ann")]),
        row(2, "Ads", &[("user", "bob")]),
        row(3, "Search", &[("user", "bob")]),
        row(4, "", &[("user", "ann")]),
        row(4, "", &[("user", "bob")]),
    ];
    let world = world(&rows, &[]);
    let found = world.suggester().of(&[3, 4]);
    assert_eq!(found[0].reason, "2 of 3 tagged series of the same 2 users are Ads");
}

#[test]
fn words_like_prod_and_key_are_no_likeness() {
    let rows = [row(1, "Ads", &[("key_name", "prod-api-key")]), row(2, "", &[("key_name", "prod-test-key")])];
    assert_eq!(last(&rows, &[]), []);
    let found = last(&rows, &[("prod", &["production"])]);
    assert_eq!(found[0].value, "prod", "unless a value is called so");
}

#[test]
fn what_has_a_value_or_was_said_to_have_none_gets_no_suggestion() {
    let of = |group, value: &str| row(group, value, &[("project", "core")]);
    let rows = [of(1, "Search"), of(2, "Ads"), of(3, "none by hand"), of(4, "")];
    let world = world(&rows, &[]);
    let suggester = world.suggester();
    assert_eq!((suggester.of(&[1]), suggester.of(&[2]), suggester.of(&[1, 2])), (vec![], vec![], vec![]));
    assert_eq!(suggester.of(&[3]).len(), 1);
    assert_eq!((suggester.of(&[]), suggester.of(&[77])), (vec![], vec![]));
}

#[test]
fn own_group_is_no_evidence_for_a_suggestion() {
    let of = |group, value: &str| row(group, value, &[("key", "sk-1")]);
    let rows = [of(1, "Search"), of(1, "")];
    assert_eq!(last(&rows, &[]), []);
}

#[test]
fn a_surer_method_goes_first_and_a_value_is_there_once() {
    let mut rows = Vec::new();
    // Projects are right each time. Of users, only Ann's first two groups are: without one of them it is one against one,
    // and Ads is the first by name.
    for group in 0..6 {
        let user = if group % 2 == 0 { "ann" } else { "bob" };
        let (team, project) = if group < 3 { ("Ads", "p-1") } else { ("Search", "p-2") };
        rows.push(row(group, team, &[("project", project), ("user", user)]));
    }
    rows.push(row(9, "", &[("project", "p-2"), ("user", "ann")]));
    let found = last(&rows, &[]);
    assert_eq!(
        told(&found),
        [
            (SuggestedBy::SameProject, "Search", (6, 6), "3 of 3 tagged series of project p-2 are Search"),
            (SuggestedBy::SameUser, "Ads", (2, 6), "2 of 3 tagged series of user ann are Ads")
        ]
    );
}

#[test]
fn a_group_does_not_prove_its_own_tags() {
    // Each key has one group with two series: without it nothing is known of the key.
    let mut rows = Vec::new();
    for group in 0..5 {
        let key = format!("sk-{group}");
        for _ in 0..2 {
            rows.push(row(group, "Search", &[("key", key.as_str())]));
        }
    }
    rows.push(row(9, "", &[("key", "sk-0")]));
    let found = last(&rows, &[]);
    assert_eq!((found[0].right, found[0].predicted, found[0].support), (0, 0, 2));
    let shared: Vec<Row> = (0..5).map(|group| row(group, "Search", &[("key", "sk-0")])).collect();
    let found = last(&[shared, vec![row(9, "", &[("key", "sk-0")])]].concat(), &[]);
    assert_eq!((found[0].right, found[0].predicted), (5, 5));
}

#[test]
fn a_name_that_only_one_group_has_proves_nothing() {
    let rows = [
        row(1, "Ads", &[("key_name", "ads-1")]),
        row(2, "Search", &[("key_name", "search-1")]),
        row(3, "Search", &[("key_name", "search-2")]),
        row(4, "", &[("key_name", "ads-2")]),
    ];
    let found = last(&rows, &[("Ads", &[]), ("Search", &[])]);
    assert_eq!((found[0].value.as_str(), found[0].right, found[0].predicted), ("Ads", 2, 2));
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let text = |texts: &'static [&'static str]| prop::option::of(prop::sample::select(texts.to_vec()));
    let value = prop::sample::select(vec!["", "", "Ads", "Chat", "Search", "none by hand"]);
    let owned =
        (text(&["k1", "k2", "k3"]), text(&["p1", "p2"]), text(&["u1", "u2", "u3"]), text(&["o1", "o2"]));
    let names =
        (text(&["ads-prod", "chatBot", "crawl"]), text(&["core search", "crawl"]), text(&["Chat usage"]));
    let meta = (text(&["f1", "f2"]), text(&["c1", "c2"]), text(&["prod", "dev"]), text(&["g1"]));
    let row = (0_u32..7, value, owned, names, meta).prop_map(|(group, value, owned, names, meta)| {
        let told = [
            ("key", owned.0),
            ("project", owned.1),
            ("user", owned.2),
            ("account", owned.3),
            ("key_name", names.0),
            ("project_name", names.1),
            ("line_item", names.2),
            ("feature", meta.0),
            ("customer", meta.1),
            ("environment", meta.2),
            ("gateway", meta.3),
        ];
        let texts = told.into_iter().filter_map(|(column, text)| Some((column, text?.to_owned())));
        (group, value.to_owned(), texts.collect())
    });
    prop::collection::vec(row, 0..24)
}

const NAMES: [(&str, &[&str]); 2] = [("Ads", &["marketing"]), ("Search", &["core"])];

fn all_suggestions(world: &World) -> Vec<Vec<Suggestion>> {
    let suggester = world.suggester();
    (0..world.told.len()).map(|subject| suggester.of(&[subject])).collect()
}

proptest! {
    #[test]
    fn measured_is_what_comes_out_when_the_tags_of_each_group_are_taken_away(rows in rows()) {
        let whole = world(&rows, &NAMES);
        let suggester = whole.suggester();
        let mut expected: BTreeMap<SuggestedBy, Measured> = BTreeMap::new();
        for (group, subjects) in &suggester.tagged {
            let without = |row: &Row| {
                let is_own = row.0 == *group;
                let (group, value, texts) = row.clone();
                (group, if is_own { String::new() } else { value }, texts)
            };
            let blank = world(&rows.iter().map(without).collect::<Vec<_>>(), &NAMES);
            let blank = blank.suggester();
            let mut scratch = Scratch::new(blank.values.len());
            for method in SuggestedBy::ALL {
                let is_known = |value: u32| blank.groups_of_value[value as usize] > 0;
                let Some(guess) = blank.guess(method, subjects, &[], is_known, &mut scratch) else { continue };
                let value = blank.values[guess.value as usize];
                let of_method = expected.entry(method).or_default();
                for subject in subjects {
                    of_method.predicted += 1;
                    of_method.right += u32::from(whole.told[*subject].value.as_deref() == Some(value));
                }
            }
        }
        prop_assert_eq!(&suggester.measured, &expected);
    }

    #[test]
    fn suggestions_are_the_same_in_any_order(rows in rows(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|place| (u64::try_from(*place).unwrap() + 1).wrapping_mul(seed | 1));
        let turned: Vec<Row> = order
            .iter()
            .map(|place| (90 - rows[*place].0, rows[*place].1.clone(), rows[*place].2.clone()))
            .collect();
        let (straight, turned) = (
            all_suggestions(&world(&rows, &NAMES)),
            all_suggestions(&world(&turned, &[NAMES[1], NAMES[0]])),
        );
        for (place, found) in order.iter().zip(turned) {
            prop_assert_eq!(&straight[*place], &found);
        }
    }

    #[test]
    fn the_order_of_what_is_asked_does_not_matter(rows in rows()) {
        let world = world(&rows, &NAMES);
        let suggester = world.suggester();
        let all: Vec<usize> = (0..rows.len()).collect();
        let turned: Vec<usize> = all.iter().rev().chain(&all).copied().collect();
        prop_assert_eq!(suggester.of(&all), suggester.of(&turned));
    }
}
