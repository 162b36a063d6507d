//! From the first start to a restart with the same figures.

use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde_json::json;
use showback_core::app::model::NoticeLevel;
use showback_simulator::Provider;

use crate::stage::{Stage, call, connection, newest_run, notices, sync};

#[tokio::test]
async fn a_first_run_ends_with_the_figures_of_the_provider() {
    let stage = Stage::new("first-run").await;
    let app = stage.app();
    assert_eq!(call(&app, "workspace.get", json!({})).await["hasConnections"], json!(false));
    let probe = stage.openai();
    let found = call(&app, "connections.probe", probe.clone()).await;
    assert_eq!(found["canConnect"], json!(true), "{found}");
    let added = call(&app, "connections.add", probe).await;
    assert_eq!(added["label"], json!("OpenAI production"));
    app.idle().await;
    let run = newest_run(&app).await;
    assert_eq!(run["state"], json!("succeeded"), "{run}");
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi));
    let now = connection(&app, 0).await;
    assert_eq!((&now["state"], &now["freshThrough"]), (&json!("good"), &json!("2026-11-19")), "{now}");
    assert!(now["nextRunAt"].as_str().unwrap() > now["lastRun"]["startedAt"].as_str().unwrap());

    let again = sync(&app, &now).await;
    assert_eq!(again["state"], json!("succeeded"), "{again}");
    let run = newest_run(&app).await;
    assert_eq!(
        (&run["rowsAdded"], &run["bucketsRestated"]),
        (&json!(0), &json!(0)),
        "nothing changed: {run}"
    );
    assert!(again["outcome"].as_str().unwrap().ends_with("nothing changed"), "{again}");
    drop(app);

    let reopened = stage.app();
    assert_eq!(stage.billed(&reopened).await, stage.booked(Provider::OpenAi), "the same after a restart");
}

#[tokio::test]
async fn a_restatement_is_read_told_and_shown() {
    let stage = Stage::new("restatement").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = stage.billed(&app).await;
    let mut restated = None;
    for _ in 0..4 {
        stage.pass(TimeDelta::days(1));
        let mut events = app.events();
        sync(&app, &connection(&app, 0).await).await;
        let told = notices(&mut events);
        restated = restated.or(told.into_iter().find(|(level, _)| *level == NoticeLevel::Restated));
    }
    assert_ne!(stage.billed(&app).await, before);
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi), "restated days count once");
    let (_, text) = restated.expect("four days bring a restatement");
    assert!(text.contains("restated by the provider") && text.contains("USD"), "{text}");
    let run = newest_run(&app).await;
    let detail = call(&app, "sync.run", json!({ "id": run["id"] })).await;
    assert!(
        !detail["changes"].as_array().unwrap().is_empty() && !detail["notes"].as_array().unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_figure_opens_down_to_the_page_it_came_from() {
    let stage = Stage::new("down-to-the-page").await;
    let app = stage.app();
    let added = call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let day = json!({ "connectionId": added["id"], "day": "2026-11-10", "stream": null, "page": { "offset": 0, "limit": 5 } });
    let pages = call(&app, "raw.list", day).await;
    let first = pages["pages"].as_array().unwrap().first().unwrap();
    let page = call(&app, "raw.get", json!({ "id": first["id"] })).await;
    assert!(serde_json::from_str::<serde_json::Value>(page["body"].as_str().unwrap()).is_ok());
    assert_eq!(page["row"]["bodySha256"].as_str().unwrap().len(), 64);
    let range = json!({ "from": "2026-10-01", "to": "2026-11-25" });
    let calendar = call(&app, "coverage.get", json!({ "connectionId": added["id"], "range": range })).await;
    let billed =
        calendar["slots"].as_array().unwrap().iter().find(|slot| slot["slot"]["book"] == "billed").unwrap();
    let state = |day: usize| billed["cells"].as_array().unwrap().get(day).unwrap()["state"].clone();
    assert_eq!(state(0), json!("not_wanted"), "before the first day");
    assert_eq!(state(20), json!("full"));
    assert_eq!(state(50), json!("partial"), "today is not over");
    assert_eq!(state(53), json!("not_wanted"), "the future");
}

#[tokio::test]
async fn a_backup_brings_the_figures_of_its_moment_back() {
    let stage = Stage::new("backup").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = stage.billed(&app).await;
    let backup = call(&app, "workspace.backup", json!({})).await;
    stage.pass(TimeDelta::days(2));
    sync(&app, &connection(&app, 0).await).await;
    assert_ne!(stage.billed(&app).await, before);
    call(&app, "workspace.restore", backup).await;
    assert_eq!(stage.billed(&app).await, before);
    sync(&app, &connection(&app, 0).await).await;
    assert_eq!(stage.billed(&app).await, stage.booked(Provider::OpenAi), "the next sync catches up");
}

#[tokio::test]
async fn the_sample_is_a_workspace_of_its_own_read_through_the_same_connectors() {
    let stage = Stage::new("sample").await;
    let app = stage.app();
    let opened = call(&app, "workspace.openSample", json!({})).await;
    assert_eq!((&opened["kind"], &opened["name"]), (&json!("sample"), &json!("sample")));
    app.idle().await;
    let connections = call(&app, "connections.list", json!({})).await;
    let connections = connections.as_array().unwrap();
    assert_eq!(connections.len(), 2);
    for connection in connections {
        assert_eq!(connection["state"], json!("good"), "{connection}");
    }
    assert!(stage.billed(&app).await > Decimal::ZERO);
    let own = call(&app, "workspace.openOwn", json!({})).await;
    assert_eq!((&own["kind"], &own["hasConnections"]), (&json!("own"), &json!(false)));
    drop(app);

    let again = stage.app();
    call(&again, "workspace.openSample", json!({})).await;
    again.idle().await;
    let seen = call(&again, "connections.list", json!({})).await;
    assert_eq!(seen.as_array().unwrap().len(), 2, "opened again, not made again");
    let (label, state) = (&seen[0]["label"], &seen[0]["state"]);
    assert_eq!(state, &json!("good"), "{label} reads from the simulator's new address");
}

#[tokio::test]
async fn the_scheduler_catches_up_once_after_a_long_sleep() {
    let stage = Stage::new("scheduler").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    assert_eq!(app.run_due().await.unwrap(), 0, "it was read just now");
    stage.pass(TimeDelta::days(3));
    assert_eq!(app.run_due().await.unwrap(), 1);
    assert_eq!(newest_run(&app).await["cause"], json!("catch_up"));
    assert_eq!(app.run_due().await.unwrap(), 0, "three days asleep are one run");
}

#[tokio::test]
async fn the_doctor_finds_a_read_workspace_in_order() {
    let stage = Stage::new("doctor").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let report = call(&app, "workspace.doctor", json!({})).await;
    for check in report["checks"].as_array().unwrap() {
        assert_eq!(check["state"], json!("good"), "{check}");
    }
}
