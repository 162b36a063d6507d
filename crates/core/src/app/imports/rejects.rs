//! A file of what could not be read: where, which kind, why. Never the text of a record, which may be a prompt.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::adapters::files;
use crate::app::App;
use crate::app::model::{FileRequest, RejectsRequest};
use crate::app::workspace::stated_path;
use crate::kernel::{Problem, ProblemCode};
use crate::requests::{StagedRejection, views};

const HEADER: &str = "file,record,byte_offset,code,reason\n";

/// Writes the rejected records of a dry run or of an import; answers where to.
pub fn rejects(app: &App, request: RejectsRequest) -> Result<FileRequest, Problem> {
    let (name, text) = match (request.preview_id, request.import_id) {
        (Some(id), _) => {
            let run = app.previews().find(id)?;
            let text = run.with_stage(|stage| {
                let names = stage.file_names();
                let mut text = HEADER.to_owned();
                stage.each_rejection(|rejection| {
                    push(
                        &mut text,
                        names.get(rejection.file as usize).map_or("", String::as_str),
                        &rejection,
                    );
                    Ok(())
                })?;
                Ok(text)
            })?;
            (format!("rejects-{}", run.label), text)
        }
        (None, Some(id)) => {
            let (files, rejections) = app.workspace()?.store.read::<_, Problem>(|reader| {
                let (_, files) = views::import(reader, id)?.ok_or_else(|| super::list::no_import(id))?;
                Ok((files, views::rejections(reader, id, 0, u32::MAX)?))
            })?;
            let mut text = HEADER.to_owned();
            for rejection in &rejections {
                let file = files.iter().find(|file| file.ordinal == rejection.file);
                push(&mut text, file.map_or("", |file| file.name.as_str()), rejection);
            }
            (format!("rejects-import-{id}"), text)
        }
        (None, None) => {
            return Err(Problem::new(ProblemCode::BadRequest, "neither a dry run nor an import is named"));
        }
    };
    let path = match request.path.as_deref() {
        Some(path) => stated_path(path)?,
        None => free_path(app, &name),
    };
    files::write_whole(&path, text.as_bytes())?;
    Ok(FileRequest { path: path.display().to_string() })
}

/// Beside the workspace, under a name that is not taken.
fn free_path(app: &App, name: &str) -> PathBuf {
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '-' }).collect();
    let folder = app.workspace_path().parent().map(PathBuf::from).unwrap_or_default();
    let candidates = (1..1000_u32).map(|number| match number {
        1 => folder.join(format!("{name}.csv")),
        number => folder.join(format!("{name}-{number}.csv")),
    });
    let mut candidates = candidates.into_iter();
    candidates.find(|path| !files::exists(path)).unwrap_or_else(|| folder.join(format!("{name}.csv")))
}

fn push(text: &mut String, file: &str, rejection: &StagedRejection) {
    let StagedRejection { record, offset, code, reason, .. } = rejection;
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{},{record},{offset},{},{}", quoted(file), quoted(code), quoted(reason));
}

/// A CSV field; one that a spreadsheet would take for a formula is marked as text.
fn quoted(field: &str) -> String {
    let guard = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_file_is_never_a_formula() {
        assert_eq!(quoted("=cmd()"), "\"'=cmd()\"");
        assert_eq!(quoted("a \"b\""), "\"a \"\"b\"\"\"");
    }
}
