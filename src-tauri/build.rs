//! Generates the Tauri context. Only the commands named here exist for the webview.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "pick_file", "pick_logs"]);
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(commands)
            .capabilities_path_pattern("./src-tauri/capabilities/**/*"),
    )?;
    Ok(())
}
