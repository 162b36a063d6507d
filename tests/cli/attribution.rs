//! Attribution from the command line: the queue, tags, rules as text, thresholds.

use crate::stage::Stage;

const NOW: &str = "2026-11-20T12:00:00Z";
const MONTH: [&str; 2] = ["--month", "2026-10"];

async fn stage(test: &str) -> Stage {
    let stage = Stage::new(test, NOW).await;
    stage.connect("2026-10-01").await;
    stage.json(&["sync", "--all"]).await;
    stage
}

fn file(stage: &Stage, name: &str, text: &str) -> String {
    let path = stage.folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn with<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().copied().chain(MONTH).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_listed_tagged_and_held_against_a_threshold() {
    let stage = stage("cli-tag").await;
    assert_eq!(stage.exit(&with(&["coverage", "--fail-under", "95"])).await.0, 6, "nothing has a team yet");
    let queue = stage.json(&with(&["tag"])).await;
    let first = queue["groups"][0]["id"].as_str().unwrap();
    let told = stage.json(&with(&["tag", "Search", "--group", first])).await;
    assert_eq!(told["groups"], 1);
    assert_eq!(told["meter"]["attributed"], queue["groups"][0]["amount"]["value"]);
    let all = stage.run(&with(&["tag", "Platform", "--match", ""])).await;
    let said = String::from_utf8_lossy(&all.stdout).into_owned();
    assert!(said.contains("tagged as Platform") && said.contains("attributed by team"), "{said}");
    assert_eq!(stage.exit(&with(&["coverage", "--fail-under", "95"])).await.0, 0);
    let coverage = stage.run(&with(&["coverage", "--dimension", "team"])).await;
    let coverage = String::from_utf8_lossy(&coverage.stdout).into_owned();
    assert!(coverage.contains("2026-10") && coverage.contains("E By hand"), "{coverage}");
    let (code, said) = stage.exit(&with(&["tag", "Search", "--dimension", "colour", "--match", ""])).await;
    assert!(code == 2 && said.contains("the dimension \"colour\" is not known"), "{code}: {said}");
    let (code, said) = stage.exit(&with(&["tag", "Search"])).await;
    assert!(code == 2 && said.contains("--group") && said.contains("--match"), "{code}: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_previewed_saved_tested_exported_and_imported() {
    let stage = stage("cli-rules").await;
    let rule = "# ours\n[[rule]]\nid = \"mini\"\nwhen.model_family = { glob = \"*mini*\" }\nset.team = \"Platform\"\n";
    let path = file(&stage, "rules.toml", rule);
    let preview = stage.json(&["rules", "preview", &path]).await;
    assert_eq!(preview["canApply"], true);
    assert_eq!(
        stage.json(&["rules", "list"]).await["rules"].as_array().unwrap().len(),
        0,
        "nothing is saved"
    );
    let told = stage.run(&["rules", "apply", &path]).await;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("1 rule; Team") && told.contains("unattributed"), "{told}");
    let exported = stage.run(&["rules", "export"]).await;
    assert_eq!(String::from_utf8_lossy(&exported.stdout), rule, "byte for byte");
    let copy = stage.folder.join("copy.toml").display().to_string();
    assert_eq!(stage.exit(&["rules", "export", &copy]).await.0, 0);
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), rule);

    let more = "[[rule]]\nid = \"all\"\nwhen.all = true\nset.team = \"Rest\"\n\n[[test]]\nname = \"rest\"\nwith = { key = \"none\" }\non = 2026-10-02\nexpect = { team = \"Rest\" }\n";
    stage.json(&["rules", "import", &file(&stage, "more.toml", more)]).await;
    let list = stage.json(&["rules", "list"]).await;
    assert_eq!((&list["rules"][0]["id"], &list["rules"][1]["id"]), (&"mini".into(), &"all".into()));
    assert_eq!(stage.exit(&["rules", "test"]).await.0, 0);
    let broken = more.replace("expect = { team = \"Rest\" }", "expect = { team = \"Search\" }");
    let broken = file(&stage, "broken.toml", &broken);
    assert_eq!(stage.exit(&["rules", "test", &broken]).await.0, 6);
    let (code, said) = stage.exit(&["rules", "apply", &broken]).await;
    assert!(code == 2 && said.contains("1 test of the rules does not hold"), "{code}: {said}");
    let (code, said) = stage.exit(&["rules", "import", &path]).await;
    assert!(code == 2 && said.contains("mini"), "an id is there once: {code}: {said}");
    assert_eq!(stage.exit(&["rules", "preview", &file(&stage, "bad.toml", "[[rule]\n")]).await.0, 2);
    assert_eq!(stage.exit(&["rules", "apply", "missing.toml"]).await.0, 2);
}
