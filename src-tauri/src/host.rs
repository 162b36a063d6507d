//! Starts the core on this machine.

use std::sync::Arc;
use std::time::Duration;

use showback_core::app::{App, AppOptions};
use showback_core::kernel::Problem;
use showback_sample::SampleCompany;
use tauri::{AppHandle, Manager};

/// How long quitting waits for a sync to put down the page at hand; what is cut off is gone on with at the next start.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(3);

/// The core with every real adapter and the sample company. A workspace that cannot be opened is not a failure here:
/// the window shows what is wrong with it and what to do.
pub fn start() -> Result<Arc<App>, Problem> {
    let mut options = AppOptions::of_this_machine(None)?;
    options.sample = Some(Arc::new(SampleCompany::default()));
    let _runtime = tauri::async_runtime::handle().inner().enter();
    let app = App::start(options);
    tauri::async_runtime::spawn(Arc::clone(&app).run_scheduler());
    Ok(app)
}

/// Ends what runs, so that nothing has to be cleaned up at the next start.
pub fn stop(handle: &AppHandle) {
    let core = Arc::clone(&handle.state::<Arc<App>>());
    let ended = tauri::async_runtime::block_on(async {
        tokio::time::timeout(PATIENCE_AT_THE_END, core.stop()).await
    });
    if ended.is_err() {
        tracing::info!("a sync was cut off by quitting");
    }
}
