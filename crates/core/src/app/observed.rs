//! What gateways tell in a sync: rated and kept among the requests.

use std::sync::Arc;

use showback_gateways::formats;
use showback_gateways::{Rejection, Teller};

use super::App;
use super::workspace::Workspace;
use crate::imports::Rater;
use crate::kernel::Problem;
use crate::pricing::LoadedPricing;
use crate::requests::{
    Applied, ImportFacts, NewSource, Stage, StagedFile, StagedRequest, StagedRollup, bring_roll_ups,
    source_of_connection,
};
use crate::sources::Observed;
use crate::sync::{ObservedBook, ObservedCounts, ObservedFrom};

/// Keeps what the gateways of one workspace tell.
pub(super) struct Keeper<'a> {
    pub app: &'a App,
    pub workspace: &'a Workspace,
}

impl ObservedBook for Keeper<'_> {
    fn keep(&self, from: &ObservedFrom<'_>, told: Observed) -> Result<ObservedCounts, Problem> {
        let pricing = self.app.in_force_of(self.workspace)?;
        let label = self.label(from)?;
        let facts = facts(from, &label, told.format, &pricing);
        let mut rater = Rater::new(Arc::clone(&pricing.ready), &label);
        let mut counts = ObservedCounts::default();
        if let Some(rollups) = told.rollups {
            let rollups: Vec<StagedRollup> =
                rollups.into_iter().map(|rollup| rater.stage_rollup(rollup)).collect();
            let store = &self.workspace.store;
            let days = bring_roll_ups(store, &facts.source, from.period, &rollups, from.read_at)?;
            counts.new = if days.is_empty() { 0 } else { u64::try_from(rollups.len()).unwrap_or(u64::MAX) };
        }
        let found = told.found;
        let is_nothing = found.attempts.is_empty()
            && found.outcomes.is_empty()
            && found.annotations.is_empty()
            && found.rejections.is_empty();
        if is_nothing {
            return Ok(counts);
        }
        let mut stage = Stage::create(&self.workspace.store, &label)?;
        let requests: Vec<StagedRequest> =
            found.attempts.into_iter().map(|attempt| rater.stage(attempt, 0)).collect();
        stage.add(&requests)?;
        stage.add_outcomes(0, &found.outcomes)?;
        stage.add_annotations(&found.annotations)?;
        stage.add_rejections(0, &found.rejections)?;
        stage.finish(vec![page_file(from, told.format, requests.len(), &found.rejections, found.skipped)])?;
        let applied: Applied = stage.apply(&self.workspace.store, &facts)?;
        counts.new = counts.new.saturating_add(applied.requests.new).saturating_add(applied.outcomes.new);
        counts.changed = applied.requests.changed.saturating_add(applied.outcomes.changed);
        counts.rejected = applied.rejected;
        Ok(counts)
    }
}

impl Keeper<'_> {
    /// The source keeps the name it was made with: identities of its requests are made of it.
    fn label(&self, from: &ObservedFrom<'_>) -> Result<String, Problem> {
        let known = self.workspace.store.read::<_, Problem>(|reader| {
            Ok(source_of_connection(reader, from.connection.0).map_err(crate::store::StoreError::from)?)
        })?;
        Ok(known.unwrap_or_else(|| from.label.to_owned()))
    }
}

fn facts(from: &ObservedFrom<'_>, label: &str, format: &str, pricing: &LoadedPricing) -> ImportFacts {
    ImportFacts {
        source: NewSource {
            label: label.to_owned(),
            format: format.to_owned(),
            teller: formats::format(format).map_or(Teller::Gateway, |format| format.teller()),
            connection_id: Some(from.connection.0),
            settings_json: "{}".to_owned(),
        },
        run_id: Some(from.run.0),
        pricing_id: Some(pricing.pricing.id),
        applied_at: from.read_at,
        took_ms: 0,
    }
}

/// Pages of a window stand where a file would: the place of a request is its number among their rows.
fn page_file(
    from: &ObservedFrom<'_>,
    format: &str,
    requests: usize,
    rejections: &[Rejection],
    skipped: Vec<(&'static str, u64)>,
) -> StagedFile {
    let records = requests.saturating_add(rejections.len());
    StagedFile {
        name: format!("{}, {} to before {}", from.stream, from.period.start(), from.period.end()),
        folder: from.source.to_owned(),
        format: format.to_owned(),
        variant: from.stream.to_owned(),
        records: u64::try_from(records).unwrap_or(u64::MAX),
        skipped: skipped.into_iter().map(|(why, count)| (why.to_owned(), count)).collect(),
        ..StagedFile::default()
    }
}
