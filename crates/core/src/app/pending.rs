//! Stands in while the commands are being wired.

use crate::kernel::{Problem, ProblemCode};

/// The app.
pub struct App {}

/// A command that is not wired yet.
pub fn pending<Request, Response>(_app: &App, _request: Request) -> Result<Response, Problem> {
    Err(Problem::new(ProblemCode::NotAllowedNow, "this command is not wired yet"))
}
