//! One attempt with all that is known of it.

use showback_gateways::{CostBasis, Status};

use super::view::{amount, row};
use crate::app::App;
use crate::app::imports::{instant, note_words};
use crate::app::jobs::small;
use crate::app::model::{
    ClassAmount, OutcomeView, RequestDetailView, RequestFact, RequestKeyRequest, RequestPlace,
};
use crate::kernel::{Problem, ProblemCode};
use crate::requests::views::{self, RequestDetail, RequestRow, RowAmounts};

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

/// One attempt in full.
pub fn get(app: &App, request: RequestKeyRequest) -> Result<RequestDetailView, Problem> {
    let key = super::key(&request.key)?;
    let found = app.workspace()?.store.read::<_, Problem>(|reader| Ok(views::get(reader, key)?))?;
    found.as_ref().map(view).ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, "this request is not there any more")
            .hint("its rows may have been dropped by the retention of Settings; its totals stay")
    })
}

fn view(detail: &RequestDetail) -> RequestDetailView {
    let stored = &detail.row;
    let of_rated = |nanos: fn(&RowAmounts) -> Option<i64>| {
        let rated = stored.rated.as_ref()?;
        Some(amount(nanos(rated)?, &rated.currency, "rated"))
    };
    let (file, folder) = detail.place.clone().unzip();
    RequestDetailView {
        row: row(stored),
        dimensions: dimensions(stored),
        ids: ids(stored),
        first_token_us: stored.first_token_us,
        is_stream: stored.is_stream,
        is_charged: stored.is_charged,
        meters: meters(stored),
        notes: stored.notes.iter().map(|name| note_words(name).to_owned()).collect(),
        reported: stored
            .reported
            .as_ref()
            .map(|(nanos, basis, currency)| amount(*nanos, currency, basis_word(*basis))),
        list: of_rated(|rated| rated.list),
        classes: classes(stored),
        cache_benefit: of_rated(|rated| rated.cache_benefit),
        attempts: detail.attempts.iter().map(row).collect(),
        outcomes: detail
            .outcomes
            .iter()
            .map(|outcome| OutcomeView {
                about: outcome.about.clone(),
                name: outcome.name.clone(),
                kind: outcome.kind.clone(),
                score: outcome.score.clone(),
                label: outcome.label.clone(),
                judge: outcome.judge.clone(),
                at: outcome.at_us.map(instant),
            })
            .collect(),
        tellings: detail.tellings.iter().map(row).collect(),
        place: RequestPlace {
            import_id: stored.import_id,
            imported_at: detail.imported_at.clone(),
            file,
            folder,
            record: stored.record,
        },
        revisions: small(detail.revisions.len()),
    }
}

const fn basis_word(basis: CostBasis) -> &'static str {
    match basis {
        CostBasis::Reported => "reported",
        CostBasis::Estimated => "estimated",
        CostBasis::Notional => "notional",
    }
}

fn fact(label: &str, value: Option<&str>) -> RequestFact {
    RequestFact { label: label.to_owned(), value: value.map(str::to_owned) }
}

fn dimensions(row: &RequestRow) -> Vec<RequestFact> {
    let told = |name: &str| row.dimensions.get(name).map(String::as_str);
    let named = DIMENSION_LABELS.iter().map(|(name, label)| fact(label, told(name)));
    named.chain(row.extra.iter().map(|(label, value)| fact(label, Some(value)))).collect()
}

fn ids(row: &RequestRow) -> Vec<RequestFact> {
    let told = [
        ("Record", Some(&row.event_id)),
        ("Answer", row.response_id.as_ref()),
        ("Request", row.logical_id.as_ref()),
        ("Task", row.task_id.as_ref()),
        ("Trace", row.trace_id.as_ref()),
        ("End user", row.end_user.as_ref()),
    ];
    told.into_iter().map(|(label, id)| fact(label, id.map(String::as_str))).collect()
}

fn meters(row: &RequestRow) -> Vec<RequestFact> {
    let counts = row.tokens.iter().flat_map(|tokens| &tokens.more);
    counts.map(|(name, count)| fact(&name.replace('_', " "), Some(&count.to_string()))).collect()
}

/// A retry is one class, else a batch is, else the meters are.
fn classes(row: &RequestRow) -> Vec<ClassAmount> {
    let Some(rated) = &row.rated else { return Vec::new() };
    let of = |class: &str, nanos: i64| ClassAmount {
        class: class.to_owned(),
        rated: Some(amount(nanos, &rated.currency, "rated")),
    };
    if row.is_retry == Some(true) || row.status == Status::Failure {
        return vec![of("retry", rated.rated)];
    }
    if row.dimensions.get("lane").is_some_and(|lane| lane == "batch") {
        return vec![of("batch", rated.rated)];
    }
    let told = [
        ("input", rated.input),
        ("cache_write", rated.cache_write),
        ("cache_read", rated.cache_read),
        ("output", rated.output),
        ("other", rated.other),
    ];
    told.into_iter()
        .filter_map(|(class, nanos)| nanos.filter(|nanos| *nanos != 0).map(|nanos| of(class, nanos)))
        .collect()
}
