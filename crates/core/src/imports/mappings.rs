//! Mappings that were saved, and looking at a file whole to make one.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use showback_gateways::formats::mapped;
use showback_gateways::input::{self, Frames};
use showback_gateways::mapping::{Mapping, Profile, Profiler, Shape, Tally, fingerprint};
use showback_gateways::{Findings, Framing, Reader, Source};

use super::{ImportError, KnownMapping, LogFiles, queries_mappings as queries};
use crate::store::StoreError;

/// Saved mappings, the newest first. One that a newer Showback wrote and this one cannot read is left out.
pub fn saved_mappings(reader: &Connection) -> Result<Vec<KnownMapping>, ImportError> {
    let rows = queries::mappings(reader).map_err(StoreError::from)?;
    let known = rows.into_iter().filter_map(|(id, fingerprint, name, json)| {
        let mapping = Arc::new(serde_json::from_str(&json).ok()?);
        Some(KnownMapping { id, fingerprint, name, mapping })
    });
    Ok(known.collect())
}

/// Remembers a mapping for files whose columns have these names; answers its id.
pub fn save_mapping(
    tx: &Connection,
    name: &str,
    names: &[String],
    mapping: &Mapping,
    now: DateTime<Utc>,
) -> Result<i64, ImportError> {
    let print = fingerprint(names, mapping.shape);
    let json = serde_json::to_string(mapping).unwrap_or_default();
    Ok(queries::insert_mapping(tx, (&print, name, &json), now).map_err(StoreError::from)?)
}

/// Looks through a whole file: what its columns hold.
pub fn profile(files: &dyn LogFiles, path: &Path, framing: Framing) -> Result<Profile, ImportError> {
    let mut profiler = Profiler::new(Shape::of(framing));
    each_part(files, path, framing, &mut profiler, |_| ())?;
    Ok(profiler.finish())
}

/// Reads a whole file by a mapping and keeps only counts, sums and the first attempts.
pub fn try_mapping(
    files: &dyn LogFiles,
    path: &Path,
    framing: Framing,
    mapping: &Mapping,
) -> Result<Tally, ImportError> {
    let mut tally = Tally::default();
    let mut reader = mapped::reader_with(mapping.clone(), &Source::default());
    each_part(files, path, framing, reader.as_mut(), |found| tally.add(found))?;
    Ok(tally)
}

/// Gives a file to a reader part by part, so that memory does not grow with it.
fn each_part(
    files: &dyn LogFiles,
    path: &Path,
    framing: Framing,
    reader: &mut dyn Reader,
    mut take: impl FnMut(&Findings),
) -> Result<(), ImportError> {
    let failed = |source| ImportError::Input { path: path.to_owned(), source };
    let open = files.open(path)?;
    let mut frames = Frames::new(input::open(open).map_err(failed)?, framing).map_err(failed)?;
    if let Some(header) = frames.header() {
        reader.header(header);
    }
    while let Some(chunk) = frames.next_chunk().map_err(failed)? {
        let mut found = Findings::default();
        chunk.read(reader, &mut found);
        take(&found);
    }
    let mut found = Findings::default();
    reader.end(&mut found);
    take(&found);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::scripted::{Scripted, ScriptedFiles};
    use crate::store::{OpenMode, Store};

    const CSV: &str = "ts,prompt_tokens,ok\n2026-09-01T10:00:00Z,12,yes\n2026-09-01T11:00:00Z,,no\n";

    #[test]
    fn a_saved_mapping_is_known_again_by_its_header() {
        let folder = tempfile::tempdir().unwrap();
        let now = "2026-11-03T12:00:00Z".parse().unwrap();
        let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now).unwrap();
        let names = ["ts".to_owned(), "prompt_tokens".to_owned()];
        let mapping = Mapping::new(Shape::Csv);
        let id =
            store.write::<_, ImportError>(|tx| save_mapping(tx, "Own log", &names, &mapping, now)).unwrap();
        let known = store.read::<_, ImportError>(saved_mappings).unwrap();
        let known = known.first().unwrap();
        assert_eq!((known.id, known.name.as_str()), (id, "Own log"));
        assert_eq!(known.fingerprint, fingerprint(&names, Shape::Csv));
        assert_eq!(*known.mapping, mapping);
    }

    #[test]
    fn a_file_is_looked_through_whole_and_tried_by_what_is_suggested() {
        let files = ScriptedFiles(vec![Scripted::new("/own.csv", CSV)]);
        let path = Path::new("/own.csv");
        let seen = profile(&files, path, Framing::Csv).unwrap();
        assert_eq!((seen.records, seen.columns.len()), (2, 3));
        let mapping = showback_gateways::mapping::suggest(&seen).mapping;
        let tally = try_mapping(&files, path, Framing::Csv, &mapping).unwrap();
        assert_eq!((tally.attempts, tally.usage_unknown), (2, 1), "an empty count is not zero");
    }
}
