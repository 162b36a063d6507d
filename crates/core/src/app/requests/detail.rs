//! One attempt with all that is known of it.

use std::collections::BTreeMap;

use super::view::{amount, row};
use crate::app::App;
use crate::app::imports::{instant, note_words};
use crate::app::model::{
    ClassAmount, OutcomeView, RequestDetailView, RequestFact, RequestKeyRequest, RequestPlace,
};
use crate::kernel::{Problem, ProblemCode};
use crate::requests::{AttemptDetail, attempt_detail, note_names};

const DIMENSION_LABELS: [(&str, &str); 18] = [
    ("gateway", "Log source"),
    ("channel", "Sold by"),
    ("model_requested", "Model asked for"),
    ("model_served", "Model that answered"),
    ("team", "Team"),
    ("feature", "Feature"),
    ("customer", "Customer"),
    ("environment", "Environment"),
    ("workload", "Workload"),
    ("account", "Account"),
    ("project", "Project"),
    ("credential", "API key"),
    ("user", "Key owner"),
    ("operation", "Operation"),
    ("service_tier", "Service tier"),
    ("region", "Region"),
    ("product", "Product"),
    ("speed", "Speed"),
];

const ID_LABELS: [(&str, &str); 6] = [
    ("event_id", "Record"),
    ("response_id", "Answer"),
    ("logical_id", "Request"),
    ("task_id", "Task"),
    ("trace_id", "Trace"),
    ("end_user", "End user"),
];

const BASES: [&str; 3] = ["reported", "estimated", "notional"];

/// One attempt in full.
pub fn get(app: &App, request: RequestKeyRequest) -> Result<RequestDetailView, Problem> {
    let key = super::key(&request.key)?;
    let found = app.workspace()?.store.read::<_, Problem>(|reader| Ok(attempt_detail(reader, key)?))?;
    found.map(view).ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, "this request is not there any more")
            .hint("its rows may have been dropped by the retention of Settings; its totals stay")
    })
}

fn view(detail: AttemptDetail) -> RequestDetailView {
    let currency = detail.row.currency.clone();
    let rated = |nanos: Option<i64>| nanos.map(|nanos| amount(nanos, &currency, "rated"));
    let basis =
        |code: i64| BASES.get(usize::try_from(code).unwrap_or(usize::MAX)).copied().unwrap_or("estimated");
    RequestDetailView {
        dimensions: dimensions(&detail),
        ids: facts(&ID_LABELS, &detail.ids),
        first_token_us: detail.first_token_us,
        is_stream: detail.is_stream,
        is_charged: detail.is_charged,
        meters: meters(detail.more_json.as_deref()),
        notes: note_names(detail.notes).into_iter().map(|name| note_words(name).to_owned()).collect(),
        reported: detail.reported.map(|(nanos, code)| amount(nanos, &detail.reported_currency, basis(code))),
        list: rated(detail.list_nanos),
        classes: classes(&detail),
        cache_benefit: rated(detail.cache_benefit_nanos),
        attempts: detail.attempts.iter().map(row).collect(),
        outcomes: detail
            .outcomes
            .into_iter()
            .map(|outcome| OutcomeView {
                about: outcome.about,
                name: outcome.name,
                kind: outcome.kind,
                score: outcome.score,
                label: outcome.label,
                judge: outcome.judge,
                at: outcome.at_us.map(instant),
            })
            .collect(),
        tellings: detail.tellings.iter().map(row).collect(),
        place: RequestPlace {
            import_id: detail.place.import,
            imported_at: detail.place.applied_at,
            file: detail.place.file,
            folder: detail.place.folder,
            record: detail.place.record,
        },
        revisions: detail.revisions,
        row: row(&detail.row),
    }
}

fn facts(labels: &[(&str, &str)], told: &[(&'static str, Option<String>)]) -> Vec<RequestFact> {
    labels
        .iter()
        .filter_map(|(name, label)| {
            let (_, value) = told.iter().find(|(known, _)| known == name)?;
            Some(RequestFact { label: (*label).to_owned(), value: value.clone() })
        })
        .collect()
}

fn dimensions(detail: &AttemptDetail) -> Vec<RequestFact> {
    let mut all = facts(&DIMENSION_LABELS, &detail.dimensions);
    let extra: BTreeMap<String, String> = serde_json::from_str(&detail.extra_json).unwrap_or_default();
    all.extend(extra.into_iter().map(|(label, value)| RequestFact { label, value: Some(value) }));
    all
}

fn meters(more: Option<&str>) -> Vec<RequestFact> {
    let counts: BTreeMap<String, u64> =
        more.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let named = counts
        .into_iter()
        .map(|(name, count)| RequestFact { label: name.replace('_', " "), value: Some(count.to_string()) });
    named.collect()
}

/// A retry is one class, else a batch is, else the meters are.
fn classes(detail: &AttemptDetail) -> Vec<ClassAmount> {
    let row = &detail.row;
    let Some(rated) = row.rated_nanos else { return Vec::new() };
    let of = |class: &str, nanos: i64| ClassAmount {
        class: class.to_owned(),
        rated: Some(amount(nanos, &row.currency, "rated")),
    };
    let has_failed = row.status == 2;
    if row.is_retry == Some(true) || has_failed {
        return vec![of("retry", rated)];
    }
    if detail.lane.as_deref() == Some("batch") {
        return vec![of("batch", rated)];
    }
    let names = ["input", "cache_write", "cache_read", "output", "other"];
    let told = names.into_iter().zip(detail.class_nanos);
    told.filter_map(|(class, nanos)| nanos.filter(|nanos| *nanos != 0).map(|nanos| of(class, nanos)))
        .collect()
}
