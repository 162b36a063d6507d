//! The workspace file, the vault, and the doctor.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::arguments::Vault;
use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::table::Table;
use crate::words::{items, text};
use crate::{out, secret};

pub(super) async fn backup(core: &Core, file: Option<PathBuf>) -> Result<(), Failure> {
    let path = file.map(absolute).transpose()?;
    let written = core.call("workspace.backup", json!({ "path": path })).await?;
    if core.is_json {
        out::json(&written);
    } else {
        out::answer(&format!("Copied the workspace to {}", text(&written, "path")));
    }
    Ok(())
}

pub(super) async fn restore(core: &Core, file: PathBuf) -> Result<(), Failure> {
    let view = core.call("workspace.restore", json!({ "path": absolute(file)? })).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&format!("Restored {}; the file before is kept beside it", text(&view, "path")));
    }
    Ok(())
}

fn absolute(path: PathBuf) -> Result<String, Failure> {
    let shown = path.display().to_string();
    std::path::absolute(path)
        .map(|path| path.display().to_string())
        .map_err(|error| usage(format!("{shown} is not a path: {error}"), ""))
}

pub(super) async fn vault(core: &Core, command: &Vault) -> Result<(), Failure> {
    let view = match command {
        Vault::Status => core.call("secrets.get", Value::Null).await?,
        Vault::Create => {
            let passphrase = secret::passphrase()?;
            core.call("secrets.createVault", json!({ "passphrase": passphrase.as_str() })).await?
        }
    };
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(text(&view, "detail"));
    }
    Ok(())
}

pub(super) async fn doctor(core: &Core) -> Result<(), Failure> {
    let view = core.call("workspace.doctor", Value::Null).await?;
    let checks = items(&view, "checks");
    if core.is_json {
        out::json(&view);
    } else {
        let mut table = Table::default().text("Check").text("").text("Found");
        for check in checks {
            let cell = |field: &str| text(check, field).to_owned();
            table.row(vec![cell("name"), cell("state"), cell("detail")]);
            if !text(check, "hint").is_empty() {
                table.row(vec![String::new(), String::new(), format!("  {}", text(check, "hint"))]);
            }
        }
        out::answer(&table.render());
    }
    if checks.iter().any(|check| text(check, "state") == "broken") {
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}
