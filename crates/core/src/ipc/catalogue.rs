//! Each command once.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::TS;

use crate::app::App;
use crate::app::model::*;
use crate::app::{
    attribution, connections, coverage, doctor, figures, history, imports, jobs, outlook, prices, raw,
    requests, restore, runs, sample, secrets, settings, sources, spend, syncs, views, workspaces,
};
use crate::explore::*;
use crate::kernel::{DayRange, Nothing, Problem, ProblemCode};

/// One command as data.
pub struct CommandSpec {
    /// Name: `room.verb`.
    pub name: &'static str,
    /// For people and the generated types.
    pub about: &'static str,
    /// Tags that a success makes stale; empty for a command that only reads.
    pub stale: &'static [Tag],
    /// TypeScript name of the request.
    pub request: fn() -> String,
    /// TypeScript name of the response.
    pub response: fn() -> String,
}

fn read<Request: DeserializeOwned>(name: &str, request: Value) -> Result<Request, Problem> {
    let request = if request.is_null() { Value::Object(serde_json::Map::new()) } else { request };
    serde_json::from_value(request).map_err(|error| {
        let detail = without_values(&error.to_string());
        Problem::new(ProblemCode::BadRequest, format!("the request of {name} cannot be read: {detail}"))
    })
}

/// The reader quotes what it found, and what it found may be a key.
pub(super) fn without_values(text: &str) -> String {
    let (Some(first), Some(last)) = (text.find('"'), text.rfind('"')) else { return text.to_owned() };
    let (before, after) = (text.get(..first).unwrap_or_default(), text.get(last..).unwrap_or_default());
    format!("{before}\"...{after}")
}

fn write<Response: serde::Serialize>(name: &str, response: Response) -> Result<Value, Problem> {
    serde_json::to_value(response).map_err(|error| {
        Problem::new(ProblemCode::BadRequest, format!("the response of {name} cannot be written: {error}"))
    })
}

/// `blocking` commands touch the disk and run off the async threads; `waiting` commands await the network.
macro_rules! commands {
    ($($(#[doc = $about:literal])+ $mode:ident $name:literal: $request:ty => $response:ty, $stale:expr, $handler:path;)*) => {
        /// Every command of the contract.
        pub static CATALOGUE: &[CommandSpec] = &[$(CommandSpec {
            name: $name,
            about: concat!($($about),+),
            stale: $stale,
            request: || <$request as TS>::name(&ts_rs::Config::default()),
            response: || <$response as TS>::name(&ts_rs::Config::default()),
        },)*];

        /// Runs one command. Both sides are JSON; a problem is the only failure.
        pub async fn dispatch(app: &Arc<App>, name: &str, request: Value) -> Result<Value, Problem> {
            match name {
                $($name => {
                    let request: $request = read(name, request)?;
                    commands!(@call $mode, app, request, $handler, name, $response)
                })*
                _ => Err(Problem::new(ProblemCode::BadRequest, format!("there is no command \"{name}\""))),
            }
        }
    };
    (@call blocking, $app:ident, $request:ident, $handler:path, $name:ident, $response:ty) => {{
        let app = Arc::clone($app);
        let response: $response = tokio::task::spawn_blocking(move || $handler(&app, $request))
            .await
            .map_err(|_| Problem::new(ProblemCode::BadRequest, format!("{} stopped in the middle", $name)))??;
        write($name, response)
    }};
    (@call waiting, $app:ident, $request:ident, $handler:path, $name:ident, $response:ty) => {{
        let response: $response = $handler($app, $request).await?;
        write($name, response)
    }};
}

commands! {
    /// The open workspace and what day it is.
    blocking "workspace.get": Nothing => WorkspaceView, &[], workspaces::get;
    /// Opens an existing workspace file.
    blocking "workspace.open": FileRequest => WorkspaceView, &[Tag::Workspace], workspaces::open;
    /// Creates a workspace file and opens it.
    blocking "workspace.create": FileRequest => WorkspaceView, &[Tag::Workspace], workspaces::create;
    /// Opens the analyst's own workspace again.
    blocking "workspace.openOwn": Nothing => WorkspaceView, &[Tag::Workspace], workspaces::open_own;
    /// Opens the sample workspace, made on first use and served by the built-in provider simulator.
    waiting "workspace.openSample": Nothing => WorkspaceView, &[Tag::Workspace], sample::open;
    /// Copies the workspace to a file; answers where to.
    blocking "workspace.backup": BackupRequest => FileRequest, &[], workspaces::backup;
    /// Replaces the workspace by a backup, keeping the present file beside it.
    blocking "workspace.restore": RestoreRequest => WorkspaceView, &[Tag::Workspace], restore::restore;
    /// Checks the file, the secrets, the clock and the connections.
    blocking "workspace.doctor": Nothing => DoctorView, &[], doctor::doctor;
    /// Preferences.
    blocking "settings.get": Nothing => Settings, &[], settings::get;
    /// Replaces the preferences.
    blocking "settings.set": Settings => Settings, &[Tag::Settings, Tag::History], settings::set;
    /// Where keys are kept.
    blocking "secrets.get": Nothing => SecretsView, &[], secrets::get;
    /// Makes the encrypted vault where no keychain answers.
    blocking "secrets.createVault": VaultPassphraseRequest => SecretsView, &[Tag::Secrets], secrets::create_vault;
    /// Unlocks the vault.
    blocking "secrets.unlockVault": VaultPassphraseRequest => SecretsView, &[Tag::Secrets], secrets::unlock_vault;
    /// Recorded changes.
    blocking "history.list": Nothing => HistoryView, &[], history::list;
    /// Undoes the newest change.
    blocking "history.undo": Nothing => HistoryView, history::TAGS, history::undo;
    /// Redoes what was undone last.
    blocking "history.redo": Nothing => HistoryView, history::TAGS, history::redo;
    /// Sources that can be connected.
    blocking "sources.list": Nothing => Vec<SourceView>, &[], sources::list;
    /// Connections, with removed ones last.
    blocking "connections.list": Nothing => Vec<ConnectionView>, &[], connections::list;
    /// Tries a key without keeping it.
    waiting "connections.probe": ConnectionProbeRequest => ProbeView, &[], connections::probe;
    /// Probes the key, keeps it in the secret store, adds the connection and starts its first sync.
    waiting "connections.add": ConnectionAddRequest => ConnectionView, &[Tag::Connections, Tag::History], connections::add;
    /// Changes name, schedule, pause or first day.
    blocking "connections.update": ConnectionUpdateRequest => ConnectionView, &[Tag::Connections, Tag::History, Tag::Coverage], connections::update;
    /// Probes and keeps another key.
    waiting "connections.replaceKey": KeyReplaceRequest => ConnectionView, &[Tag::Connections, Tag::History], connections::replace_key;
    /// Disconnects; figures stay, the key is deleted.
    blocking "connections.remove": ConnectionIdRequest => Nothing, &[Tag::Connections, Tag::History], connections::remove;
    /// Starts syncs now; answers their jobs.
    blocking "sync.start": SyncStartRequest => Vec<Job>, &[Tag::Connections, Tag::Runs], syncs::start;
    /// Asks a running sync to stop after the page at hand.
    blocking "sync.cancel": ConnectionIdRequest => Nothing, &[Tag::Connections, Tag::Runs], syncs::cancel;
    /// Run history.
    blocking "sync.runs": RunListRequest => Vec<RunView>, &[], runs::list;
    /// One run with its log and changes.
    blocking "sync.run": RunIdRequest => RunDetailView, &[], runs::detail;
    /// Long work, newest first.
    blocking "jobs.list": Nothing => Vec<Job>, &[], jobs::list;
    /// Coverage calendar.
    blocking "coverage.get": CoverageRequest => CoverageView, &[], coverage::get;
    /// Stored answers.
    blocking "raw.list": RawListRequest => RawListView, &[], raw::list;
    /// One stored answer.
    blocking "raw.get": RawPageRequest => RawPageView, &[], raw::get;
    /// Everything Overview shows.
    blocking "overview.get": OverviewRequest => OverviewView, &[], figures::overview;
    /// Dimensions a query can name.
    blocking "spend.dimensions": Nothing => Vec<DimensionView>, &[], figures::dimensions;
    /// Spend of record of a period: classes, evidence, accounts, days, and where books differ.
    blocking "spend.record": DayRange => SpendRecordView, &[], spend::record;
    /// Any measure by any dimensions.
    blocking "spend.query": QueryRequest => QueryView, &[], figures::query;
    /// One question of Explore: measures by dimensions, compared, in buckets of time.
    blocking "spend.explore": ExploreRequest => ExploreView, &[], figures::explore;
    /// Every measure that a question can name.
    blocking "spend.measures": Nothing => Vec<ExploreMeasureView>, &[], figures::measures;
    /// Reads a question from its text form or a link.
    blocking "spend.exploreText": ExploreText => ExploreRequest, &[], figures::explore_text;
    /// Why an amount changed between two periods: bars that sum to the difference.
    blocking "spend.why": BridgeRequest => BridgeView, &[], figures::why;
    /// Kept questions, by folder and name.
    blocking "views.list": Nothing => Vec<SavedView>, &[], views::list;
    /// Keeps a question, or changes one that is kept.
    blocking "views.put": ViewPutRequest => SavedView, &[Tag::Views, Tag::History], views::put;
    /// Forgets a kept question.
    blocking "views.remove": ViewIdRequest => Vec<SavedView>, &[Tag::Views, Tag::History], views::remove;
    /// The ledger rows behind a figure.
    blocking "spend.rows": LedgerRowsRequest => LedgerRowsView, &[], figures::rows;
    /// What changed since an instant.
    blocking "spend.changes": ChangesRequest => ChangesView, &[], figures::changes;
    /// What a month or other days will probably come to, with how far such a forecast was wrong before.
    blocking "forecast.get": ForecastRequest => ForecastView, &[], outlook::forecast;
    /// Days and levels that are not normal, with what normal was and what caused them.
    blocking "anomalies.list": AnomalyListRequest => AnomaliesView, &[], outlook::anomalies;
    /// Says that an anomaly was expected or not useful; floors of its cells follow.
    blocking "anomalies.feedback": AnomalyFeedbackRequest => Nothing, &[Tag::Outlook, Tag::History], outlook::feedback;
    /// Budgets of a month: spent, foreseen, and the day on which they are used up.
    blocking "budgets.list": BudgetListRequest => BudgetsView, &[], outlook::budgets;
    /// Adds a budget or changes one.
    blocking "budgets.put": BudgetDraft => BudgetId, &[Tag::Outlook, Tag::History], outlook::put;
    /// Removes a budget that has no parts.
    blocking "budgets.remove": BudgetId => Nothing, &[Tag::Outlook, Tag::History], outlook::remove;
    /// The price book in use and every version kept.
    blocking "prices.book": Nothing => BookView, &[], prices::book::view;
    /// A kept book in full.
    blocking "prices.bookText": BookHashRequest => BookTextView, &[], prices::book_text::text;
    /// What would change with the book of a file.
    blocking "prices.bookPreview": BookFileRequest => BookPreview, &[], prices::book_files::preview;
    /// Keeps the book of a file and uses it for new usage.
    blocking "prices.bookImport": BookFileRequest => BookView, &[Tag::Prices, Tag::History], prices::book_files::import;
    /// Uses a kept book for new usage.
    blocking "prices.bookUse": BookHashRequest => BookView, &[Tag::Prices, Tag::History], prices::book_files::activate;
    /// The contract in force.
    blocking "prices.contract": Nothing => ContractView, &[], prices::contract::view;
    /// What a text of the contract says, before it is saved.
    blocking "prices.contractCheck": ContractTextRequest => ContractCheckView, &[], prices::contract::check;
    /// One change of a text of the contract, which keeps everything else as it is.
    blocking "prices.contractEdit": ContractEditRequest => ContractTextView, &[], prices::contract::edit;
    /// The text of an earlier version of the contract.
    blocking "prices.contractVersion": ContractVersionRequest => ContractTextView, &[], prices::contract::version;
    /// Saves the contract for new usage.
    blocking "prices.contractSave": ContractTextRequest => ContractView, &[Tag::Prices, Tag::History], prices::contract::save;
    /// Adds an entry to the contract and rates again what it prices.
    blocking "prices.fix": FixRequest => RerateView, &[Tag::Prices, Tag::Spend, Tag::History], prices::contract::fix;
    /// How one usage row was rated.
    blocking "prices.rating": RatingRequest => RatingView, &[], prices::rating::view;
    /// What the book and contract in use would change of stored ratings.
    blocking "prices.rerate": Nothing => RerateView, &[], prices::rerate::preview;
    /// Rates stored usage again as previewed, outside closed months.
    blocking "prices.rerateApply": RerateApplyRequest => RerateView, &[Tag::Prices, Tag::Spend, Tag::History], prices::rerate::apply;
    /// Models of all channels, used ones first.
    blocking "prices.models": ModelSearchRequest => ModelSearchView, &[], prices::models::search;
    /// One model at one channel: its rates ever known, its sellers, what to know.
    blocking "prices.model": ModelRequest => ModelView, &[], prices::models::view;
    /// What could not be rated exactly, with what would mend it.
    blocking "prices.unpriced": UnpricedRequest => UnpricedView, &[], prices::unpriced::view;
    /// Other rates for the same usage: a question that changes nothing.
    blocking "prices.whatIf": WhatIfRequest => WhatIfView, &[], prices::what_if::answer;
    /// Rated against billed, and where they part.
    blocking "prices.compare": CompareRequest => CompareView, &[], prices::compare::view;
    /// Formats of logs that can be read.
    blocking "imports.formats": Nothing => Vec<LogFormatView>, &[], imports::formats;
    /// What files are, and why.
    blocking "imports.recognise": ImportPathsRequest => RecogniseView, &[], imports::recognise;
    /// Reads files whole and changes nothing; answers the preview it makes.
    blocking "imports.dryRun": DryRunRequest => ImportPreviewView, &[], imports::dry_run;
    /// A dry run and what it found.
    blocking "imports.preview": PreviewIdRequest => ImportPreviewView, &[], imports::preview;
    /// Puts what a dry run found into the workspace.
    blocking "imports.apply": PreviewIdRequest => ImportPreviewView, &[Tag::Requests, Tag::Spend], imports::apply;
    /// Stops a dry run or drops what it found; nothing of it is kept.
    blocking "imports.discard": PreviewIdRequest => Nothing, &[], imports::discard;
    /// Writes what could not be read to a file; answers where to.
    blocking "imports.rejects": RejectsRequest => FileRequest, &[], imports::rejects;
    /// Applied imports.
    blocking "imports.list": ImportListRequest => ImportListView, &[], imports::list;
    /// One applied import with its files and rejections.
    blocking "imports.get": ImportIdRequest => ImportDetailView, &[], imports::get;
    /// What a file of unknown make holds, and how it could be read.
    blocking "imports.mappingSuggest": MappingSuggestRequest => MappingSuggestView, &[], imports::mapping_suggest;
    /// What a mapping would bring of a whole file.
    blocking "imports.mappingPreview": MappingPreviewRequest => MappingPreviewView, &[], imports::mapping_preview;
    /// Remembers a mapping for files with the same header.
    blocking "imports.mappingSave": MappingSaveRequest => MappingSavedView, &[Tag::Requests], imports::mapping_save;
    /// Folders looked through on a schedule.
    blocking "imports.watched": Nothing => Vec<WatchedFolderView>, &[], imports::watched;
    /// Watches a folder.
    blocking "imports.watchAdd": WatchAddRequest => WatchedFolderView, &[Tag::Requests], imports::watch_add;
    /// Pauses, resumes or changes a watched folder.
    blocking "imports.watchUpdate": WatchUpdateRequest => WatchedFolderView, &[Tag::Requests], imports::watch_update;
    /// Stops watching a folder; what was imported stays.
    blocking "imports.watchRemove": WatchIdRequest => Nothing, &[Tag::Requests], imports::watch_remove;
    /// Looks through a folder now and imports what is new.
    blocking "imports.watchLook": WatchIdRequest => WatchedFolderView, &[Tag::Requests, Tag::Spend], imports::watch_look;
    /// Sources of request records.
    blocking "requests.sources": Nothing => Vec<LogSourceView>, &[], requests::sources;
    /// Attempts, newest first.
    blocking "requests.list": RequestListRequest => RequestListView, &[], requests::list;
    /// One attempt with all that is known of it.
    blocking "requests.get": RequestKeyRequest => RequestDetailView, &[], requests::get;
    /// Tasks with many attempts.
    blocking "requests.loops": LoopListRequest => LoopListView, &[], requests::loops;
    /// Sums of requests by up to three dimensions.
    blocking "requests.pivot": RequestPivotRequest => RequestPivotView, &[], requests::pivot;
    /// Spend without an owner, by signature.
    blocking "attribution.queue": QueueRequest => QueueView, &[], attribution::queue;
    /// One group of the queue with its series and what is likely.
    blocking "attribution.group": QueueGroupRequest => QueueGroupDetailView, &[], attribution::group;
    /// Tags groups by hand.
    blocking "attribution.tag": TagRequest => TaggedView, &[Tag::Attribution, Tag::History], attribution::tag;
    /// Hides groups until a day, or shows them again.
    blocking "attribution.snooze": SnoozeRequest => TaggedView, &[Tag::Attribution, Tag::History], attribution::snooze;
    /// Notes something on groups.
    blocking "attribution.note": NoteRequest => TaggedView, &[Tag::Attribution, Tag::History], attribution::note;
    /// Why a series has its value, and what it would have without it.
    blocking "attribution.why": WhyRequest => WhyView, &[], attribution::why;
    /// What a table of owners would bring.
    blocking "attribution.directoryPreview": DirectoryRequest => DirectoryView, &[], attribution::directory_preview;
    /// Brings the owners of a table, all or none.
    blocking "attribution.directoryImport": DirectoryRequest => DirectoryView, &[Tag::Attribution, Tag::History], attribution::directory_import;
    /// Splits what groups spent among several values.
    blocking "attribution.splitGroups": HandSplitRequest => TaggedView, &[Tag::Attribution, Tag::History], attribution::split_groups;
    /// Splits of shared cost and what they do.
    blocking "attribution.splits": SplitListRequest => Vec<SplitView>, &[], attribution::splits;
    /// Adds a split or changes one.
    blocking "attribution.splitPut": SplitPutRequest => Nothing, &[Tag::Attribution, Tag::History], attribution::split_put;
    /// Removes a split.
    blocking "attribution.splitRemove": SplitIdRequest => Nothing, &[Tag::Attribution, Tag::History], attribution::split_remove;
    /// Spend by the values of a dimension, splits and corrections included.
    blocking "attribution.totals": CoverageAskRequest => AttributionTotalsView, &[], attribution::totals;
    /// Posts what a closed month would have elsewhere as corrections of an open month.
    blocking "attribution.correct": CorrectRequest => Vec<CorrectionView>, &[Tag::Attribution, Tag::History], attribution::correct;
    /// Rules in force and what they do.
    blocking "attribution.rules": RulesRequest => RulesView, &[], attribution::rules;
    /// What a text of rules would do over all history.
    blocking "attribution.rulesPreview": RulesTextRequest => RulesPreviewView, &[], attribution::rules_preview;
    /// Saves a text of rules.
    blocking "attribution.rulesApply": RulesApplyRequest => RulesPreviewView, &[Tag::Attribution, Tag::History], attribution::rules_apply;
    /// One change of a text of rules; nothing is saved.
    blocking "attribution.ruleEdit": RuleEditRequest => RulesTextView, &[], attribution::rule_edit;
    /// Rules that a selection could become.
    blocking "attribution.rulePropose": RuleProposeRequest => RuleProposalsView, &[], attribution::rule_propose;
    /// Decisions on attribution, newest first.
    blocking "attribution.history": Nothing => AttributionHistoryView, &[], attribution::history;
    /// Puts attribution back to what it was after an entry, as a new entry.
    blocking "attribution.restore": HistoryIdRequest => AttributionHistoryView, &[Tag::Attribution, Tag::History], attribution::restore;
    /// Dimensions, values and owners.
    blocking "attribution.registry": RegistryRequest => RegistryView, &[], attribution::registry;
    /// Adds a dimension or changes one.
    blocking "attribution.dimensionPut": DimensionDraft => RegistryView, &[Tag::Attribution, Tag::History], attribution::dimension_put;
    /// Removes an own dimension that nothing uses.
    blocking "attribution.dimensionRemove": DimensionNameRequest => RegistryView, &[Tag::Attribution, Tag::History], attribution::dimension_remove;
    /// Adds a value, changes or renames one.
    blocking "attribution.valuePut": ValueDraft => RegistryView, &[Tag::Attribution, Tag::History], attribution::value_put;
    /// Makes a value part of another.
    blocking "attribution.valueMerge": ValueMergeRequest => RegistryView, &[Tag::Attribution, Tag::History], attribution::value_merge;
    /// Removes a value that nothing uses.
    blocking "attribution.valueRemove": ValueNameRequest => RegistryView, &[Tag::Attribution, Tag::History], attribution::value_remove;
    /// Says who owns a key, a user, a project or an account.
    blocking "attribution.ownerPut": OwnerPutRequest => RegistryView, &[Tag::Attribution, Tag::History], attribution::owner_put;
    /// Removes an owner.
    blocking "attribution.ownerRemove": OwnerIdRequest => RegistryView, &[Tag::Attribution, Tag::History], attribution::owner_remove;
    /// How much of spend is attributed, by month and evidence.
    blocking "attribution.coverage": CoverageAskRequest => AttributionCoverageView, &[], attribution::coverage;
}
