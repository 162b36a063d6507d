//! What a file is, and why.

use std::path::Path;
use std::sync::Arc;

use showback_gateways::formats::mapped::framing_of;
use showback_gateways::formats::{self, FORMATS};
use showback_gateways::input::{self, ParquetRows};
use showback_gateways::mapping::{self, Mapping, Shape};
use showback_gateways::{Certainty, Framing, Sample};

use super::{FoundFile, ImportError, LogFiles, Manner};

/// Names of columns that are told of a file nobody knows.
const NAMES_TOLD: usize = 8;

/// The format of logs of unknown make.
const MAPPED: &str = "mapped";

/// A mapping that was saved.
#[derive(Clone, Debug)]
pub struct KnownMapping {
    /// Row id.
    pub id: i64,
    /// Of the header it was made for.
    pub fingerprint: String,
    /// Its name.
    pub name: String,
    /// How it reads.
    pub mapping: Arc<Mapping>,
}

/// How the analyst wants files to be read.
#[derive(Clone, Debug, Default)]
pub enum Choice {
    /// By what each of them is.
    #[default]
    Recognised,
    /// By a format named by hand: `litellm`, `litellm/spend-logs-csv`.
    Format(String),
    /// By this mapping.
    Mapping(Arc<Mapping>),
}

/// What a file is.
#[derive(Debug)]
pub struct Recognition {
    /// The file.
    pub file: FoundFile,
    /// How to read it; `None` when nobody knows it.
    pub manner: Option<Manner>,
    /// Whether it has fields that only its source has.
    pub is_certain: bool,
    /// What says so, or what was found instead; a sentence.
    pub reason: String,
    /// The saved mapping that reads it; `None` when a format does.
    pub mapping: Option<KnownMapping>,
    /// Whether a mapping can be made for it, and how it would be cut.
    pub can_be_mapped: Option<Framing>,
    /// Why it cannot be opened; `None` when it can.
    pub problem: Option<ImportError>,
}

/// Says what a file is by its beginning. `known` are the saved mappings, newest first.
pub fn recognise(
    files: &dyn LogFiles,
    file: FoundFile,
    choice: &Choice,
    known: &[KnownMapping],
) -> Recognition {
    let mut recognition = Recognition {
        file,
        manner: None,
        is_certain: false,
        reason: String::new(),
        mapping: None,
        can_be_mapped: None,
        problem: None,
    };
    if let Err(problem) = fill(files, choice, known, &mut recognition) {
        recognition.reason = problem.to_string();
        recognition.problem = Some(problem);
    }
    recognition
}

fn fill(
    files: &dyn LogFiles,
    choice: &Choice,
    known: &[KnownMapping],
    into: &mut Recognition,
) -> Result<(), ImportError> {
    let path = into.file.path.clone();
    let mut open = files.open(&path)?;
    let head =
        input::sample(&mut open).map_err(|source| ImportError::Input { path: path.clone(), source })?;
    let name = into.file.name();
    let folders = folders(&path);
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let sample = Sample {
        file_name: without_compression(&name),
        folders: &folders,
        head: &head.bytes,
        is_whole: head.is_whole,
    };
    if sample.head.trim_ascii().is_empty() {
        into.reason = "the file is empty".to_owned();
        return Ok(());
    }
    let looks = framing_of(&sample).map(|(_, framing)| framing);
    into.can_be_mapped = looks;
    match choice {
        Choice::Format(name) => by_hand(name, &sample, looks, into)?,
        Choice::Mapping(mapping) => {
            into.manner = mapped(mapping, looks);
            into.reason = "read by the mapping that was given".to_owned();
        }
        Choice::Recognised => {
            let names = looks.map(|looks| names(files, &path, &sample, looks)).transpose()?;
            by_itself(&sample, looks, &names.unwrap_or_default(), known, into);
        }
    }
    if into.manner.is_none() && into.reason.is_empty() {
        let names = looks.map(|looks| names(files, &path, &sample, looks)).transpose()?;
        into.reason = unknown(looks, &names.unwrap_or_default());
    }
    Ok(())
}

/// Names of the columns of a file, as far as its beginning tells; of Parquet, those of its end.
fn names(
    files: &dyn LogFiles,
    path: &Path,
    sample: &Sample<'_>,
    looks: Framing,
) -> Result<Vec<String>, ImportError> {
    if looks != Framing::Parquet {
        return Ok(mapping::head_names(sample, looks).unwrap_or_default());
    }
    let rows = ParquetRows::open(files.open(path)?);
    let rows = rows.map_err(|source| ImportError::Input { path: path.to_owned(), source })?;
    Ok(rows.header().to_vec())
}

/// A form of a format named by hand: the one the format itself sees, else the first that is cut as the file looks.
fn by_hand(
    name: &str,
    sample: &Sample<'_>,
    looks: Option<Framing>,
    into: &mut Recognition,
) -> Result<(), ImportError> {
    let forms = Manner::named(name)?;
    let seen = forms.first().and_then(|form| form.format.recognise(sample));
    let seen = seen.and_then(|seen| {
        let is_asked = forms.iter().any(|form| form.variant == seen.variant);
        let form = forms.first().filter(|_| is_asked)?;
        Some((Manner::new(form.format, seen.variant, seen.framing), seen.reason))
    });
    if let Some((manner, reason)) = seen {
        (into.manner, into.reason, into.is_certain) = (Some(manner), reason, true);
        return Ok(());
    }
    let fits = |form: &&Manner| {
        looks.is_some_and(|looks| std::mem::discriminant(&looks) == std::mem::discriminant(&form.framing))
    };
    let form = forms.iter().find(fits).or_else(|| forms.first().filter(|_| forms.len() == 1));
    if let Some(form) = form {
        into.reason = format!("read as {} ({}) because that was asked for", form.format.name(), form.variant);
        into.manner = Some(form.clone());
    }
    Ok(())
}

fn by_itself(
    sample: &Sample<'_>,
    looks: Option<Framing>,
    names: &[String],
    known: &[KnownMapping],
    into: &mut Recognition,
) {
    let found = formats::recognise(sample);
    let is_certain = found.as_ref().is_some_and(|(_, found)| found.certainty == Certainty::Certain);
    // A mapping by hand stands before a guess and behind a certainty.
    if !is_certain && let Some((mapping, framing)) = remembered(names, looks, known) {
        into.reason = format!("its header is the one the mapping \"{}\" was made for", mapping.name);
        into.manner = mapped(&mapping.mapping, Some(framing));
        into.is_certain = true;
        into.mapping = Some(mapping);
        return;
    }
    // Without a mapping nothing is known of the columns of such a log.
    if let Some((format, found)) = found.filter(|(format, _)| format.id() != MAPPED) {
        into.manner = Some(Manner::new(format, found.variant, found.framing));
        into.is_certain = is_certain;
        into.reason = found.reason;
    }
}

/// The newest saved mapping whose header is this one, else the newest whose columns are all there.
fn remembered(
    names: &[String],
    looks: Option<Framing>,
    known: &[KnownMapping],
) -> Option<(KnownMapping, Framing)> {
    let framing = looks.filter(|_| !names.is_empty())?;
    let shape = Shape::of(framing);
    let print = mapping::fingerprint(names, shape);
    let same = known.iter().find(|known| known.fingerprint == print);
    let covering = || {
        let mut of_shape = known.iter().filter(|known| known.mapping.shape == shape);
        of_shape.find(|known| shape != Shape::Csv && mapping::covers(&known.mapping, names))
    };
    same.or_else(covering).map(|known| (known.clone(), framing))
}

/// How the format `mapped` reads a file by a mapping.
fn mapped(mapping: &Arc<Mapping>, looks: Option<Framing>) -> Option<Manner> {
    let format = FORMATS.iter().copied().find(|format| format.id() == MAPPED)?;
    let fits = |framing: &Framing| Shape::of(*framing) == mapping.shape;
    let forms = format.variants();
    let (variant, framing) = forms.iter().find(|(_, framing)| fits(framing)).copied()?;
    let framing = looks.filter(fits).unwrap_or(framing);
    Some(Manner { mapping: Some(Arc::clone(mapping)), ..Manner::new(format, variant, framing) })
}

/// What is told of a file that nobody knows: how it looks, and names of its columns.
fn unknown(looks: Option<Framing>, names: &[String]) -> String {
    let Some(looks) = looks else {
        return "it is neither JSON, nor CSV, nor Parquet".to_owned();
    };
    let shape = match looks {
        Framing::JsonLines => "lines of JSON",
        Framing::JsonDocument { .. } => "a JSON document",
        Framing::Csv => "rows with a header",
        Framing::Parquet => "Parquet",
    };
    if names.is_empty() {
        return format!("no format here knows it; it is {shape}: make a mapping for it");
    }
    let shown: Vec<String> =
        names.iter().take(NAMES_TOLD).map(|name| name.chars().take(40).collect()).collect();
    let more = if names.len() > NAMES_TOLD { ", ..." } else { "" };
    format!("no format here knows it; it is {shape} with {}{more}: make a mapping for it", shown.join(", "))
}

/// Folder names above a file, nearest first.
fn folders(path: &Path) -> Vec<String> {
    let parts = path.parent().into_iter().flat_map(Path::components).rev();
    parts
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect()
}

fn without_compression(name: &str) -> &str {
    [".gz", ".zst", ".zstd"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::scripted::{Scripted, ScriptedFiles};

    fn told(name: &str, text: &str) -> Recognition {
        let file = Scripted::new(name, text);
        let found = file.found();
        recognise(&ScriptedFiles(vec![file]), found, &Choice::Recognised, &[])
    }

    #[test]
    fn an_unknown_file_is_told_by_how_it_looks() {
        let csv = told("/a.csv", "when;who;how much\n1;2;3\n");
        assert_eq!(csv.can_be_mapped, Some(Framing::Csv));
        assert!(csv.reason.contains("make a mapping"), "{}", csv.reason);
        let json = told("/a.jsonl", "{\"when\":1,\"who\":{\"name\":\"x\"}}\n{\"when\":2}\n");
        assert_eq!(json.can_be_mapped, Some(Framing::JsonLines));
        assert!(json.reason.contains("lines of JSON with when, who.name"), "{}", json.reason);
        let document = told("/a.json", "[\n {\"when\": 1}\n]");
        assert_eq!(document.can_be_mapped, Some(Framing::JsonDocument { path: "" }));
        assert!(json.manner.is_none() && csv.manner.is_none() && document.manner.is_none());
    }

    #[test]
    fn what_is_no_log_says_so_and_cannot_be_mapped() {
        for (text, why) in [("", "empty"), (" \n ", "empty"), ("Dear diary\n", "neither JSON")] {
            let told = told("/a.txt", text);
            assert!(told.reason.contains(why), "{}", told.reason);
            assert_eq!(told.can_be_mapped, None);
        }
        let missing = recognise(
            &ScriptedFiles::default(),
            Scripted::new("/gone", "").found(),
            &Choice::Recognised,
            &[],
        );
        assert!(matches!(missing.problem, Some(ImportError::Missing { .. })));
    }

    #[test]
    fn a_format_that_does_not_exist_is_named_with_those_that_do() {
        let file = Scripted::new("/a", "{}\n");
        let found = file.found();
        let choice = Choice::Format("carrier-pigeon".to_owned());
        let told = recognise(&ScriptedFiles(vec![file]), found, &choice, &[]);
        assert!(matches!(told.problem, Some(ImportError::UnknownFormat { .. })), "{}", told.reason);
    }

    #[test]
    fn folders_above_a_file_are_told_nearest_first() {
        assert_eq!(
            folders(Path::new("/home/ada/.claude/projects/x.jsonl")),
            ["projects", ".claude", "ada", "home"]
        );
        assert_eq!(without_compression("a.jsonl.zst"), "a.jsonl");
    }
}
