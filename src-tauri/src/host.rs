//! Starts the core on this machine.

use std::sync::Arc;

use showback_core::app::{App, AppOptions};
use showback_core::kernel::Problem;
use showback_sample::SampleCompany;

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
