use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::CATALOGUE;

fn identifiers(type_name: &str) -> BTreeSet<String> {
    let words = type_name.split(|character: char| !character.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty() && *word != "Array").map(str::to_owned).collect()
}

fn commands_file() -> String {
    let mut used = BTreeSet::new();
    let mut body = String::new();
    for command in CATALOGUE {
        let (request, response) = ((command.request)(), (command.response)());
        used.extend(identifiers(&request));
        used.extend(identifiers(&response));
        let _ = writeln!(
            body,
            "  /** {} */\n  '{}': {{ request: {request}; response: {response} }}",
            command.about.trim(),
            command.name
        );
    }
    let mut file = String::from("// Generated from the core's catalogue by its tests. Do not edit.\n");
    for name in used {
        let _ = writeln!(file, "import type {{ {name} }} from './{name}'");
    }
    let changing: Vec<String> = CATALOGUE
        .iter()
        .filter(|command| !command.stale.is_empty())
        .map(|command| {
            let tags: Vec<String> = command
                .stale
                .iter()
                .map(|tag| serde_json::to_string(tag).unwrap().replace('"', "'"))
                .collect();
            format!("  '{}': [{}],\n", command.name, tags.join(", "))
        })
        .collect();
    let _ = write!(
        file,
        "\nexport interface Commands {{\n{body}}}\n\nexport type CommandName = keyof Commands\n\n/** Tags that a success makes stale, for commands that change something. */\nexport const STALE = {{\n{}}} as const\n",
        changing.concat()
    );
    file
}

#[test]
fn the_typescript_command_table_is_written_from_the_catalogue() {
    let folder = std::env::var_os("TS_RS_EXPORT_DIR").map(PathBuf::from).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("commands.ts"), commands_file()).unwrap();
}

#[test]
fn each_command_is_named_once_as_room_and_verb() {
    let names: BTreeSet<&str> = CATALOGUE.iter().map(|command| command.name).collect();
    assert_eq!(names.len(), CATALOGUE.len(), "a name stands for one command");
    assert!(names.iter().all(|name| name.split('.').count() == 2), "a name is room.verb");
}

#[test]
fn a_request_that_cannot_be_read_is_told_without_its_values() {
    let error = serde_json::from_value::<bool>(serde_json::json!("sk-admin-simulated-\"secret")).unwrap_err();
    let told = super::catalogue::without_values(&error.to_string());
    assert_eq!(told, "invalid type: string \"...\", expected a boolean");
}
