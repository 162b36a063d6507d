//! Sums of the roll-ups by a few dimensions, in the words of the contract.

use crate::app::App;
use crate::app::model::{RequestPivotElsewhere, RequestPivotRequest, RequestPivotRow, RequestPivotView};
use crate::kernel::words::units;
use crate::kernel::{DimensionFilter, Problem, ProblemCode};
use crate::requests::pivot::{self, PivotAsk, PivotDimension};
use crate::requests::views::Asked;
use crate::requests::{Column, RequestsError};

/// Sums by dimension, the largest of the first measure first.
pub fn pivot(app: &App, request: RequestPivotRequest) -> Result<RequestPivotView, Problem> {
    let ask = asked(&request)?;
    let workspace = app.workspace()?;
    let answer = pivot::pivot(&workspace.store, &workspace.roll_ups, &ask)?;
    let texts = |sums: &[i128]| -> Vec<String> {
        sums.iter().zip(&ask.measures).map(|(sum, measure)| text(*measure, *sum)).collect()
    };
    let (offset, limit) = request.page.bounds();
    let window = answer.rows.iter().skip(offset as usize).take(limit as usize);
    let elsewhere = answer
        .elsewhere
        .iter()
        .map(|(currency, sums)| RequestPivotElsewhere { currency: currency.clone(), sums: texts(sums) });
    Ok(RequestPivotView {
        rows: window
            .map(|row| RequestPivotRow { values: row.values.clone(), sums: texts(&row.sums) })
            .collect(),
        total_rows: answer.rows.len() as u64,
        total: texts(&answer.total),
        elsewhere: elsewhere.collect(),
    })
}

/// Money in units of its currency, everything else as it is counted.
fn text(measure: Column, sum: i128) -> String {
    if measure.is_money() { units(sum) } else { sum.to_string() }
}

fn asked(request: &RequestPivotRequest) -> Result<PivotAsk, Problem> {
    if request.measures.is_empty() {
        return Err(
            Problem::new(ProblemCode::BadRequest, "a pivot adds up at least one measure").about("measures")
        );
    }
    let measures = request.measures.iter().map(|name| {
        Column::parse(name).ok_or_else(|| {
            let message = format!("\"{name}\" is no measure of requests");
            Problem::new(ProblemCode::BadRequest, message).about("measures")
        })
    });
    let dimensions = request.dimensions.iter().map(|name| dimension(name, "dimensions"));
    Ok(PivotAsk {
        measures: measures.collect::<Result<_, _>>()?,
        dimensions: dimensions.collect::<Result<_, _>>()?,
        period: request.range.period()?,
        currency: request.currency.clone(),
        source_id: request.source_id,
        filters: request.filters.iter().map(condition).collect::<Result<_, _>>()?,
    })
}

fn dimension(name: &str, field: &str) -> Result<PivotDimension, Problem> {
    PivotDimension::parse(name)
        .ok_or_else(|| Problem::from(RequestsError::NoDimension { name: name.to_owned() }).about(field))
}

fn condition(filter: &DimensionFilter) -> Result<(PivotDimension, Asked), Problem> {
    let of = dimension(&filter.dimension, "filters")?;
    if matches!(of, PivotDimension::Source | PivotDimension::Month | PivotDimension::Day) {
        let message = format!("requests are not filtered by {}", of.name());
        return Err(Problem::new(ProblemCode::BadRequest, message)
            .hint("choose the source and the days beside the filters")
            .about("filters"));
    }
    Ok((of, filter.kept()?.map_or(Asked::NotTold, Asked::Value)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::app::App;
    use crate::app::tests::{call, options, refused};
    use crate::kernel::ProblemCode;
    use crate::requests::tests::fixture::{DAY, START, import, request};

    #[tokio::test]
    async fn a_pivot_tells_money_in_units_and_counts_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(options(folder.path()));
        let mut foreign = request("eur", START, "search", 5);
        foreign.rated.currency = "EUR".to_owned();
        let log = [request("a", START, "search", 10), request("b", START + DAY, "chat", 20), foreign];
        import(&app.workspace().unwrap().store, "Gateway", &log);
        let range = json!({ "from": "2026-11-01", "to": "2026-12-01" });
        let ask = json!({
            "measures": ["rated_nanos", "attempts"], "dimensions": ["team", "source"], "range": range, "currency": "USD",
        });
        let answer = call(&app, "requests.pivot", ask.clone()).await;
        let expected = json!([
            { "values": ["chat", "Gateway"], "sums": ["0.000000207", "1"] },
            { "values": ["search", "Gateway"], "sums": ["0.000000107", "2"] },
        ]);
        assert_eq!(answer["rows"], expected);
        assert_eq!((&answer["totalRows"], &answer["total"]), (&json!(2), &json!(["0.000000314", "3"])));
        assert_eq!(answer["elsewhere"], json!([{ "currency": "EUR", "sums": ["0.000000057", "0"] }]));
        let mut one = ask.clone();
        one["filters"] = json!([{ "dimension": "team", "value": "chat" }]);
        assert_eq!(call(&app, "requests.pivot", one).await["total"], json!(["0.000000207", "1"]));
        for (field, value) in [
            ("measures", json!([])),
            ("measures", json!(["tokens"])),
            ("dimensions", json!(["mood"])),
            ("filters", json!([{ "dimension": "day", "value": "2026-11-01" }])),
        ] {
            let mut wrong = ask.clone();
            wrong[field] = value;
            let problem = refused(&app, "requests.pivot", wrong).await;
            assert_eq!((problem.code, problem.subject.as_str()), (ProblemCode::BadRequest, field));
        }
    }
}
