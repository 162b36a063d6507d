//! Mappings of files of unknown make: suggested, tried on the whole file, remembered.

use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use showback_gateways::Framing;
use showback_gateways::mapping::{
    ColumnProfile, ColumnSuggestion, Kinds, Mapping, Profile, Reading, SampleAttempt, Severity, Shape, Tally,
    Target, check, fingerprint, suggest,
};

use super::mapping_form::{form, mapping, reading_form, word};
use super::recognise::{day, instant};
use crate::adapters::log_files::DiskLogs;
use crate::app::App;
use crate::app::model::{
    MappedAttempt, MappingColumnView, MappingFinding, MappingForm, MappingPreviewRequest, MappingPreviewView,
    MappingSaveRequest, MappingSavedView, MappingSuggestRequest, MappingSuggestView, MappingTarget,
    ReasonCount,
};
use crate::imports::{
    Choice, FoundFile, LogFiles, profile, recognise, save_mapping, saved_mappings, try_mapping,
};
use crate::kernel::{Amount, Problem, ProblemCode};

/// What a file of unknown make holds, and how it could be read.
pub fn mapping_suggest(app: &App, request: MappingSuggestRequest) -> Result<MappingSuggestView, Problem> {
    let (file, framing) = mappable(&request.path)?;
    let seen = profile(&DiskLogs, &file.path, framing)?;
    let suggested = suggest(&seen);
    let print = fingerprint(&seen.names(), Shape::of(framing));
    let known = app.workspace()?.store.read::<_, Problem>(|reader| Ok(saved_mappings(reader)?))?;
    let saved = known.into_iter().find(|known| known.fingerprint == print);
    let columns = seen.columns.iter().zip(&suggested.columns);
    Ok(MappingSuggestView {
        fingerprint: print,
        records: seen.records,
        unreadable: seen.unreadable,
        columns: columns.map(|(column, guess)| column_view(&seen, column, guess)).collect(),
        columns_left_out: seen.columns_left_out,
        targets: Target::ALL.iter().map(|target| target_view(*target)).collect(),
        mapping: form(saved.as_ref().map_or(&suggested.mapping, |saved| saved.mapping.as_ref())),
        is_saved: saved.is_some(),
        name: saved.map_or_else(|| stem(&file), |saved| saved.name),
        notes: suggested.notes,
    })
}

/// What a mapping would bring of a whole file; while something stops it, the file is not read.
pub fn mapping_preview(_: &App, request: MappingPreviewRequest) -> Result<MappingPreviewView, Problem> {
    let (file, framing) = mappable(&request.path)?;
    let mapping = mapping(&request.mapping)?;
    let findings: Vec<MappingFinding> = findings(&mapping);
    let is_blocked = findings.iter().any(|finding| finding.blocks);
    let tally = match is_blocked {
        true => Tally::default(),
        false => try_mapping(&DiskLogs, &file.path, framing, &mapping)?,
    };
    Ok(preview_view(findings, !is_blocked, &tally))
}

/// Remembers a mapping for files with the same header.
pub fn mapping_save(app: &App, request: MappingSaveRequest) -> Result<MappingSavedView, Problem> {
    let name = request.name.trim();
    if name.is_empty() {
        let problem = Problem::new(ProblemCode::BadRequest, "the mapping has no name");
        return Err(problem.hint("name it, so that an import can say what it was read by").about("name"));
    }
    let mapping = usable(&request.mapping)?;
    let (file, framing) = mappable(&request.path)?;
    let names = profile(&DiskLogs, &file.path, framing)?.names();
    let now = app.now();
    let id = app
        .workspace()?
        .store
        .write::<_, Problem>(|tx| Ok(save_mapping(tx, name, &names, &mapping, now)?))?;
    let fingerprint = fingerprint(&names, mapping.shape);
    Ok(MappingSavedView { id, name: name.to_owned(), fingerprint })
}

/// The mapping of a form; refused while something stops it.
pub(super) fn usable(form: &MappingForm) -> Result<Mapping, Problem> {
    let mapping = mapping(form)?;
    match findings(&mapping).into_iter().find(|finding| finding.blocks) {
        Some(stopped) => Err(Problem::new(ProblemCode::BadRequest, stopped.message).about("mapping")),
        None => Ok(mapping),
    }
}

/// The file and how it is cut; refused where it has no records with named fields.
fn mappable(path: &str) -> Result<(FoundFile, Framing), Problem> {
    let mut found = DiskLogs.find(path)?;
    let file = found.pop().filter(|_| found.is_empty()).ok_or_else(|| {
        Problem::new(ProblemCode::BadRequest, format!("{path} is more than one file")).hint("name one file")
    })?;
    let told = recognise(&DiskLogs, file, &Choice::Recognised, &[]);
    if let Some(problem) = told.problem {
        return Err(problem.into());
    }
    let framing = told.can_be_mapped.ok_or_else(|| {
        let name = told.file.name();
        Problem::new(ProblemCode::BadRequest, format!("{name} has no columns: {}", told.reason))
            .hint("give a CSV, JSON Lines, JSON or Parquet file")
    })?;
    Ok((told.file, framing))
}

fn stem(file: &FoundFile) -> String {
    let name = PathBuf::from(file.name());
    let plain = name.file_stem().map(Path::new).and_then(Path::file_stem).unwrap_or_default();
    plain.to_string_lossy().into_owned()
}

fn findings(mapping: &Mapping) -> Vec<MappingFinding> {
    let told = check(mapping).into_iter().map(|finding| MappingFinding {
        blocks: finding.severity == Severity::Blocks,
        code: finding.code.to_owned(),
        target: finding.target.map(|target| target.name().to_owned()),
        column: finding.column,
        message: finding.message,
    });
    told.collect()
}

fn target_view(target: Target) -> MappingTarget {
    MappingTarget {
        id: target.name().to_owned(),
        label: target.label().to_owned(),
        meaning: target.meaning().to_owned(),
        kind: word(target.kind()),
        may_be_constant: target.may_be_constant(),
        takes_many: target.takes_many(),
        plain: reading_form(&Reading::plain(target.kind())),
    }
}

fn column_view(seen: &Profile, column: &ColumnProfile, guess: &ColumnSuggestion) -> MappingColumnView {
    let share = u128::from(column.filled).saturating_mul(10_000).checked_div(u128::from(seen.records));
    MappingColumnView {
        name: column.name.clone(),
        kind: kind_words(&column.kinds).to_owned(),
        times_without_zone: column.kinds.time_without_zone,
        filled_basis_points: u32::try_from(share.unwrap_or_default()).unwrap_or(10_000),
        distinct: column.distinct,
        examples: column.examples.clone(),
        target: guess.target.map(|target| target.name().to_owned()),
        confidence: word(guess.confidence),
        reason: guess.reason.clone(),
    }
}

/// What most values of a column are.
fn kind_words(kinds: &Kinds) -> &'static str {
    let times = kinds.times();
    let numbers = kinds.numbers().saturating_sub(kinds.epochs());
    let most = [
        (times, "times"),
        (numbers, if kinds.fraction > 0 { "numbers" } else { "whole numbers" }),
        (kinds.boolean, "true or false"),
        (kinds.text, "text"),
        (kinds.nested, "nested"),
    ];
    let largest = most.into_iter().max_by_key(|(count, _)| *count);
    largest.filter(|(count, _)| *count > 0).map_or("empty", |(_, words)| words)
}

fn preview_view(findings: Vec<MappingFinding>, was_read: bool, tally: &Tally) -> MappingPreviewView {
    let told = tally.money.iter().map(|money| amount(money.amount, &money.currency, money.basis));
    MappingPreviewView {
        findings,
        was_read,
        attempts: tally.attempts,
        outcomes: tally.outcomes,
        rejected: tally.rejected,
        rejections: tally
            .rejections
            .iter()
            .map(|one| ReasonCount { code: one.code.to_owned(), text: one.reason.clone(), count: one.count })
            .collect(),
        usage_unknown: tally.usage_unknown,
        failed: tally.failed,
        first_day: tally.first_us.map(day),
        last_day: tally.last_us.map(day),
        told: told.collect(),
        first: tally.first.iter().map(attempt_view).collect(),
    }
}

fn attempt_view(attempt: &SampleAttempt) -> MappedAttempt {
    MappedAttempt {
        record: attempt.record,
        started_at: instant(attempt.started_us),
        provider: attempt.provider.clone(),
        model: attempt.model.clone(),
        input: attempt.input,
        cache_read: attempt.cache_read,
        cache_write: attempt.cache_write,
        output: attempt.output,
        told: attempt.told.map(|told| amount(told, attempt.currency.as_deref().unwrap_or_default(), "told")),
        status: attempt.status.to_owned(),
    }
}

fn amount(value: Decimal, currency: &str, basis: &str) -> Amount {
    Amount { value: value.normalize().to_string(), currency: currency.to_owned(), basis: basis.to_owned() }
}
