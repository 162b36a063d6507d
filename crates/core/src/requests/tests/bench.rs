//! How long a large import takes; asked for by name only.

use std::time::Instant;

use super::fixture::*;

#[test]
#[ignore = "a measurement: asked for by name, in a release build"]
fn staging_and_applying_three_hundred_thousand() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), "w.showback");
    let mut stage = crate::requests::Stage::create(&store, "Gateway").unwrap();
    let mut adding = std::time::Duration::ZERO;
    let keys: Vec<_> = (0..200).map(|team| std::sync::Arc::new(key(&format!("team {team}")))).collect();
    for part in 0..300 {
        let batch: Vec<_> = (0..1_000_i64)
            .map(|row| {
                let number = part * 1_000 + row;
                let id = format!("chatcmpl-{:032x}", number * 7_919);
                let mut staged = request(
                    &id,
                    START + number * 1_000_000 + (number % 7) * 100,
                    "x",
                    (number % 997).unsigned_abs(),
                );
                staged.series = keys[usize::try_from(number % 200).unwrap()].clone();
                staged.attempt.logical_id = Some(format!("request-{number:026}"));
                staged.attempt.task_id = Some(format!("task-{:026}", number / 3));
                staged.attempt.response_id = Some(format!("resp-{number:026}"));
                staged
            })
            .collect();
        let start = Instant::now();
        stage.add(&batch).unwrap();
        adding += start.elapsed();
    }
    let start = Instant::now();
    stage.finish(Vec::new()).unwrap();
    let finishing = start.elapsed();
    let start = Instant::now();
    stage.preview(&store).unwrap();
    let preview = start.elapsed();
    let start = Instant::now();
    stage.apply(&store, &facts("Gateway")).unwrap();
    let applying = start.elapsed();
    eprintln!("add {adding:?}, finish {finishing:?}, preview {preview:?}, apply {applying:?}");
}
