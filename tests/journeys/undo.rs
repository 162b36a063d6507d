//! Every change of the analyst can be taken back and done again.

use std::sync::Arc;

use serde_json::{Value, json};
use showback_core::app::App;

use crate::stage::{Stage, call, connection, refused};

/// What undo promises to restore, without what a sync adds.
async fn decided(app: &Arc<App>) -> Value {
    let mut connections = call(app, "connections.list", json!({})).await;
    for connection in connections.as_array_mut().unwrap() {
        let facts = connection.as_object_mut().unwrap();
        facts.retain(|name, _| {
            ["id", "label", "schedule", "isPaused", "backfillFrom"].contains(&name.as_str())
                || name == "state"
        });
        let is_removed = facts["state"] == json!("removed");
        facts.insert("state".to_owned(), json!(is_removed));
    }
    json!({ "settings": call(app, "settings.get", json!({})).await, "connections": connections })
}

async fn change(app: &Arc<App>, kind: usize, step: usize, id: &Value) -> bool {
    let settings = call(app, "settings.get", json!({})).await;
    let (name, request) = match kind {
        0 => ("connections.update", json!({ "id": id, "label": format!("name {step}") })),
        1 => (
            "connections.update",
            json!({ "id": id, "schedule": { "kind": "every_hours", "hours": step + 1 } }),
        ),
        2 => ("connections.update", json!({ "id": id, "isPaused": step.is_multiple_of(2) })),
        3 => (
            "connections.update",
            json!({ "id": id, "backfillFrom": format!("2026-09-{:02}", step % 28 + 1) }),
        ),
        4 => ("connections.remove", json!({ "id": id })),
        _ => {
            let mut wanted = settings;
            wanted["theme"] = json!(["light", "dark", "system"][step % 3]);
            ("settings.set", wanted)
        }
    };
    showback_core::ipc::dispatch(app, name, request).await.is_ok()
}

#[tokio::test]
async fn undo_restores_exactly_and_redo_applies_exactly_whatever_was_changed() {
    let stage = Stage::new("undo").await;
    let app = stage.app();
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let id = connection(&app, 0).await["id"].clone();
    let mut draw = 7_usize;
    for round in 0..12 {
        let mut states = vec![decided(&app).await];
        for step in 0..8 {
            draw = draw.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            change(&app, (draw >> 16) % 6, round * 8 + step, &id).await;
            let now = decided(&app).await;
            if states.last() != Some(&now) {
                states.push(now);
            }
        }
        for wanted in states.iter().rev().skip(1) {
            call(&app, "history.undo", json!({})).await;
            assert_eq!(decided(&app).await, *wanted, "undo in round {round}");
        }
        for wanted in states.iter().skip(1) {
            call(&app, "history.redo", json!({})).await;
            assert_eq!(decided(&app).await, *wanted, "redo in round {round}");
        }
        for wanted in states.iter().rev().skip(1) {
            call(&app, "history.undo", json!({})).await;
            assert_eq!(decided(&app).await, *wanted, "undo again in round {round}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_comes_back_asks_for_its_key() {
    let stage = Stage::new("remove").await;
    let app = stage.app();
    let added = call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = stage.billed(&app).await;
    call(&app, "connections.remove", json!({ "id": added["id"] })).await;
    assert_eq!(connection(&app, 0).await["state"], json!("removed"));
    assert_eq!(stage.billed(&app).await, before, "the figures stay");
    call(&app, "history.undo", json!({})).await;
    assert_eq!(connection(&app, 0).await["state"], json!("needs_key"));
    let replaced = json!({ "id": added["id"], "secret": stage.simulator.keys().openai_admin });
    let back = call(&app, "connections.replaceKey", replaced).await;
    assert_eq!(back["state"], json!("good"));
}

#[tokio::test]
async fn undo_is_refused_when_the_name_is_taken_and_nothing_changes() {
    let stage = Stage::new("undo-refused").await;
    let app = stage.app();
    let added = call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    call(&app, "connections.remove", json!({ "id": added["id"] })).await;
    call(&app, "connections.add", stage.openai()).await;
    app.idle().await;
    let before = decided(&app).await;
    let problem = refused(&app, "history.undo", json!({})).await;
    assert!(problem.message.contains("OpenAI production"), "{problem:?}");
    assert_eq!(decided(&app).await, before);
}
