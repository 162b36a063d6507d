//! No text of a prompt or an answer is kept anywhere.

use std::path::Path;

use showback_tests::{Folder, LitellmLog};

use super::importer::{dry, import};

const MARKER: &str = "heliotrope-umbrella-4711";

fn files_with(folder: &Path, wanted: &[u8], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_with(&path, wanted, found);
        } else {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(wanted.len()).any(|window| window == wanted) {
                found.push(path.display().to_string());
            }
        }
    }
}

#[test]
fn a_prompt_of_a_log_is_found_nowhere_in_the_workspace_its_stage_or_its_messages() {
    let folder = Folder::new("import-traces").unwrap();
    let logs = folder.join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let mut bytes = LitellmLog { seed: 5, requests: 300, marker: MARKER }.bytes();
    assert!(bytes.windows(MARKER.len()).any(|window| window == MARKER.as_bytes()));
    // Records that are rejected, with the marker where the fault is.
    for broken in [
        format!("{MARKER}\n"),
        format!("{{\"id\": \"{MARKER}\", \"messages\": \"{MARKER}\"\n"),
        format!(
            "{{\"messages\": [\"{MARKER}\"], \"startTime\": \"{MARKER}\", \"prompt_tokens\": \"{MARKER}\"}}\n"
        ),
    ] {
        bytes.extend_from_slice(broken.as_bytes());
    }
    let log = logs.join("log.jsonl");
    std::fs::write(&log, bytes).unwrap();
    let data = folder.join("data");
    std::fs::create_dir_all(&data).unwrap();
    let path = data.join("w.showback");
    let log = log.display().to_string();

    // The stage as it lies on the disk before it is applied.
    let told = dry(&path, &[&log], &mut || {
        let mut found = Vec::new();
        files_with(&data, MARKER.as_bytes(), &mut found);
        assert_eq!(found, Vec::<String>::new());
    });
    assert!(told.iter().all(|line| !line.contains(MARKER)), "{told:?}");
    assert!(told.len() >= 3, "each broken record is told: {told:?}");

    import(&path, &[&log], &|| false).unwrap();
    let mut found = Vec::new();
    files_with(&data, MARKER.as_bytes(), &mut found);
    assert_eq!(found, Vec::<String>::new());
}
