//! Stands in while the commands are being wired.

use super::App;
use crate::kernel::{Problem, ProblemCode};

/// A command that is not wired yet.
pub fn pending<Request, Response>(_app: &App, _request: Request) -> Result<Response, Problem> {
    Err(Problem::new(ProblemCode::NotAllowedNow, "this command is not wired yet"))
}
