//! Logs added up by real databases equal what a full import of the same rows adds up to.
//!
//! PostgreSQL is the system's. ClickHouse's engine is the real one, as a library behind an HTTP front of the test's own.
//! Run without `cargo xtask test --only databases` there is nothing to ask.

#![cfg(test)]

mod clickhouse;
mod desk;
mod postgres;

use desk::Desk;
use postgres::{PASSWORD, Postgres};
use serde_json::json;

/// Rows of the large table; SHOWBACK_PUSHDOWN_ROWS names another number, such as a million.
const ROWS: &str = "100000";
/// Days they are spread over.
const DAYS: u32 = 5;
const FIRST_DAY: &str = "2026-10-01";

fn is_asked() -> bool {
    let is_asked = std::env::var_os("SHOWBACK_DATABASES_TEST").is_some();
    if !is_asked {
        println!("not asked for: `cargo xtask test --only databases` runs this");
    }
    is_asked
}

fn file(name: &str) -> String {
    format!("{}/pushdown/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test(flavor = "multi_thread")]
async fn spend_logs_added_up_in_postgres_equal_their_import() {
    if !is_asked() {
        return;
    }
    let postgres = Postgres::start("pushdown-litellm");
    postgres.psql("postgres", &["-c", "CREATE DATABASE litellm"]);
    postgres.psql("litellm", &["-f", &file("litellm_schema.sql")]);
    let asked = std::env::var_os("SHOWBACK_PUSHDOWN_ROWS").and_then(|rows| rows.into_string().ok());
    let rows = format!("rows={}", asked.as_deref().unwrap_or(ROWS));
    let days = format!("days={DAYS}");
    postgres.psql("litellm", &["-v", &rows, "-v", &days, "-f", &file("litellm_rows.sql")]);
    let reader = format!("CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'");
    postgres.psql("litellm", &["-c", &reader, "-c", "GRANT SELECT ON \"LiteLLM_SpendLogs\" TO reader"]);

    let pushed = Desk::new("pushdown-litellm-pushed");
    let asked = json!({
        "source": "litellm-postgres", "label": "Gateway", "baseUrl": postgres.address("reader", "litellm"),
        "secret": PASSWORD, "backfillFrom": FIRST_DAY,
    });
    pushed.connect_and_sync(asked).await;

    let imported = Desk::new("pushdown-litellm-imported");
    let path = imported.folder.join("spend-logs.csv");
    let copy = format!("\\copy \"LiteLLM_SpendLogs\" TO '{}' WITH (FORMAT csv, HEADER)", path.display());
    postgres.psql("litellm", &["-c", &copy]);
    imported.import(&[&path], "Gateway");
    std::fs::remove_file(&path).unwrap();

    let (pushed_days, imported_days) = (pushed.rollups(), imported.rollups());
    assert!(pushed_days.len() > 100, "there is something to compare");
    desk::assert_same(&pushed_days, &imported_days);
    assert!(pushed.requests() > 100 && pushed.requests() < 3_000, "samples came home, the rest stayed");
    pushed.assert_holds_no("MARKER of a prompt");
}

#[tokio::test(flavor = "multi_thread")]
async fn inferences_added_up_in_postgres_equal_their_import() {
    if !is_asked() {
        return;
    }
    let postgres = Postgres::start("pushdown-tensorzero");
    postgres.psql("postgres", &["-c", "CREATE DATABASE tensorzero"]);
    postgres.psql("tensorzero", &["-f", &file("tensorzero.sql")]);
    let reader =
        format!("CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'; GRANT USAGE ON SCHEMA tensorzero TO reader");
    postgres.psql(
        "tensorzero",
        &["-c", &reader, "-c", "GRANT SELECT ON ALL TABLES IN SCHEMA tensorzero TO reader"],
    );

    let pushed = Desk::new("pushdown-tensorzero-pushed");
    let asked = json!({
        "source": "tensorzero-postgres", "label": "Gateway", "baseUrl": postgres.address("reader", "tensorzero"),
        "secret": PASSWORD, "backfillFrom": FIRST_DAY,
    });
    pushed.connect_and_sync(asked).await;

    let imported = Desk::new("pushdown-tensorzero-imported");
    let mut files = Vec::new();
    for table in ["chat_inferences", "model_inferences"] {
        let path = imported.folder.join(&format!("{table}.csv"));
        let copy = format!("\\copy tensorzero.{table} TO '{}' WITH (FORMAT csv, HEADER)", path.display());
        postgres.psql("tensorzero", &["-c", &copy]);
        files.push(path);
    }
    imported.import(&files.iter().collect::<Vec<_>>(), "Gateway");
    let pushed_days = pushed.rollups();
    assert!(pushed_days.len() > 5, "there is something to compare");
    desk::assert_same(&pushed_days, &imported.rollups());
}

#[tokio::test(flavor = "multi_thread")]
async fn observations_added_up_in_clickhouse_equal_their_import() {
    if !is_asked() {
        return;
    }
    let clickhouse = clickhouse::ClickHouse::start("pushdown-langfuse", &file("langfuse.sql"));
    let pushed = Desk::new("pushdown-langfuse-pushed");
    let asked = json!({
        "source": "langfuse-clickhouse", "label": "Gateway", "baseUrl": clickhouse.address(),
        "secret": clickhouse::KEY, "backfillFrom": FIRST_DAY,
    });
    pushed.connect_and_sync(asked).await;

    let imported = Desk::new("pushdown-langfuse-imported");
    let path = imported.folder.join("observations.jsonl");
    let rows = clickhouse
        .ask(
            "SELECT o.* EXCEPT (input, output), t.name AS trace_name, t.tags AS tags FROM observations AS o FINAL \
             LEFT JOIN (SELECT id, any(name) AS name, any(tags) AS tags FROM traces FINAL GROUP BY id) AS t \
             ON t.id = o.trace_id WHERE o.is_deleted = 0 FORMAT JSONEachRow",
        )
        .await;
    std::fs::write(&path, rows).unwrap();
    imported.import(&[&path], "Gateway");
    let pushed_days = pushed.rollups();
    assert!(pushed_days.len() > 5, "there is something to compare");
    desk::assert_same(&pushed_days, &imported.rollups());
    pushed.assert_holds_no("MARKER of a prompt");
}

#[tokio::test(flavor = "multi_thread")]
async fn helicone_requests_added_up_in_clickhouse_equal_their_import() {
    if !is_asked() {
        return;
    }
    let clickhouse = clickhouse::ClickHouse::start("pushdown-helicone", &file("helicone.sql"));
    let pushed = Desk::new("pushdown-helicone-pushed");
    let asked = json!({
        "source": "helicone-clickhouse", "label": "Gateway", "baseUrl": clickhouse.address(),
        "secret": clickhouse::KEY, "backfillFrom": FIRST_DAY,
    });
    pushed.connect_and_sync(asked).await;

    let imported = Desk::new("pushdown-helicone-imported");
    let path = imported.folder.join("requests.jsonl");
    let rows = clickhouse
        .ask("SELECT * EXCEPT (request_body, response_body) FROM request_response_rmt FORMAT JSONEachRow")
        .await;
    std::fs::write(&path, rows).unwrap();
    imported.import(&[&path], "Gateway");
    let pushed_days = pushed.rollups();
    assert!(pushed_days.len() > 50, "there is something to compare");
    desk::assert_same(&pushed_days, &imported.rollups());
    assert!(pushed.requests() > 100 && pushed.requests() < 1_500, "samples came home, the rest stayed");
    pushed.assert_holds_no("MARKER of a prompt");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_and_missing_right_are_told_apart() {
    if !is_asked() {
        return;
    }
    let postgres = Postgres::start("pushdown-refused");
    postgres.psql("postgres", &["-f", &file("litellm_schema.sql")]);
    postgres.psql("postgres", &["-c", &format!("CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")]);
    let desk = Desk::new("pushdown-refused-desk");
    let asked = |password: &str| {
        json!({
            "source": "litellm-postgres", "baseUrl": postgres.address("reader", "postgres"), "secret": password,
        })
    };
    assert_eq!(desk.refused("connections.probe", asked("another-password-0002")).await, "key_refused");
    assert_eq!(desk.refused("connections.probe", asked(PASSWORD)).await, "scope_missing");
}
