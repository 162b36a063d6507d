//! Owners from a table: what it would bring, and bringing it.

use std::path::Path;

use super::decided::decided;
use super::why::dates_view;
use crate::adapters::files;
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{DirectoryFindingView, DirectoryRequest, DirectoryView, OwnerDraft};
use crate::attribution::{
    Attribution, DIRECTORY_BYTES_LIMIT, DirectoryFinding, DirectoryPlan, DirectoryRead, plan_directory,
    read_directory,
};
use crate::kernel::{Problem, ProblemCode};

/// Owners told.
const MOST: usize = 500;

/// What a table of owners would bring.
pub fn directory_preview(app: &App, request: DirectoryRequest) -> Result<DirectoryView, Problem> {
    let bytes = bytes(&request)?;
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let state = app.workspace()?.attribution.current(reader)?;
        let (read, plan) = planned(&state, &bytes);
        Ok(view(&read, &plan))
    })
}

/// Brings the owners of a table, all or none.
pub fn directory_import(app: &App, request: DirectoryRequest) -> Result<DirectoryView, Problem> {
    let bytes = bytes(&request)?;
    decided(app, "attribution.directoryImport", |_, state| {
        let (read, plan) = planned(&state, &bytes);
        let view = view(&read, &plan);
        let plan = plan.map_err(|findings| refused(&findings))?;
        Ok((plan.plan, view))
    })
}

fn bytes(request: &DirectoryRequest) -> Result<Vec<u8>, Problem> {
    match (&request.path, &request.text) {
        (_, Some(text)) => Ok(text.clone().into_bytes()),
        (Some(path), None) => {
            let path = Path::new(path);
            if files::size_bytes(path) > DIRECTORY_BYTES_LIMIT as u64 {
                let message = format!("{} is larger than 10 MB", path.display());
                return Err(Problem::new(ProblemCode::BadRequest, message)
                    .hint("split it into several files")
                    .about("path"));
            }
            files::read_if_present(path)?.ok_or_else(|| {
                Problem::new(ProblemCode::FileMissing, format!("there is no file {}", path.display()))
                    .hint("check the path")
                    .about("path")
            })
        }
        (None, None) => {
            Err(Problem::new(ProblemCode::BadRequest, "neither a file nor a text is named").about("path"))
        }
    }
}

fn planned(
    state: &Attribution,
    bytes: &[u8],
) -> (DirectoryRead, Result<DirectoryPlan, Vec<DirectoryFinding>>) {
    let resolve = |column: &str, name: &str| -> Vec<String> {
        let named = state.holdings.names.iter();
        let named = named.filter(|((of, _), known)| *of == column && known.as_str() == name);
        let mut ids: Vec<String> = named.map(|((_, id), _)| id.clone()).collect();
        ids.sort();
        ids
    };
    let read = read_directory(bytes, &state.registry.names(), resolve);
    let plan = if read.findings.is_empty() {
        plan_directory(state, &read.owners)
    } else {
        Err(read.findings.clone())
    };
    (read, plan)
}

fn refused(findings: &[DirectoryFinding]) -> Problem {
    let first = findings.first();
    let message = first.map_or_else(String::new, |first| format!("line {}: {}", first.line, first.what));
    let further = findings.len().saturating_sub(1);
    let more = if further > 0 { format!(" (and {further} more)") } else { String::new() };
    Problem::new(ProblemCode::BadRequest, format!("{message}{more}"))
        .hint(first.map(|first| first.remedy.clone()).unwrap_or_default())
        .about("text")
}

fn view(read: &DirectoryRead, plan: &Result<DirectoryPlan, Vec<DirectoryFinding>>) -> DirectoryView {
    let owner = |owner: &crate::attribution::NewOwner| OwnerDraft {
        column: owner.column.clone(),
        text: owner.text.clone(),
        dimension: owner.dimension.clone(),
        value: owner.value.clone(),
        dates: dates_view(owner.dates),
    };
    let findings = plan.as_ref().err().map_or(&[][..], Vec::as_slice);
    let (new_owners, new_values) =
        plan.as_ref().map_or((0, &[][..]), |plan| (plan.new_owners, plan.new_values.as_slice()));
    DirectoryView {
        owners: read.owners.iter().take(MOST).map(owner).collect(),
        total_owners: small(read.owners.len()),
        new_owners: small(new_owners),
        new_values: new_values.iter().map(|value| format!("{}: {}", value.dimension, value.name)).collect(),
        findings: findings
            .iter()
            .map(|finding| DirectoryFindingView {
                line: u32::try_from(finding.line).unwrap_or(u32::MAX),
                what: finding.what.clone(),
                remedy: finding.remedy.clone(),
            })
            .collect(),
    }
}
