// Generated from the core's catalogue by its tests. Do not edit.
import type { AnomaliesView } from './AnomaliesView'
import type { AnomalyFeedbackRequest } from './AnomalyFeedbackRequest'
import type { AnomalyListRequest } from './AnomalyListRequest'
import type { AttributionCoverageView } from './AttributionCoverageView'
import type { AttributionHistoryView } from './AttributionHistoryView'
import type { AttributionTotalsView } from './AttributionTotalsView'
import type { BackupRequest } from './BackupRequest'
import type { BookFileRequest } from './BookFileRequest'
import type { BookHashRequest } from './BookHashRequest'
import type { BookPreview } from './BookPreview'
import type { BookTextView } from './BookTextView'
import type { BookView } from './BookView'
import type { BridgeRequest } from './BridgeRequest'
import type { BridgeView } from './BridgeView'
import type { BudgetDraft } from './BudgetDraft'
import type { BudgetId } from './BudgetId'
import type { BudgetListRequest } from './BudgetListRequest'
import type { BudgetsView } from './BudgetsView'
import type { ChangesRequest } from './ChangesRequest'
import type { ChangesView } from './ChangesView'
import type { CompareRequest } from './CompareRequest'
import type { CompareView } from './CompareView'
import type { ConnectionAddRequest } from './ConnectionAddRequest'
import type { ConnectionIdRequest } from './ConnectionIdRequest'
import type { ConnectionProbeRequest } from './ConnectionProbeRequest'
import type { ConnectionUpdateRequest } from './ConnectionUpdateRequest'
import type { ConnectionView } from './ConnectionView'
import type { ContractCheckView } from './ContractCheckView'
import type { ContractEditRequest } from './ContractEditRequest'
import type { ContractTextRequest } from './ContractTextRequest'
import type { ContractTextView } from './ContractTextView'
import type { ContractVersionRequest } from './ContractVersionRequest'
import type { ContractView } from './ContractView'
import type { CorrectRequest } from './CorrectRequest'
import type { CorrectionView } from './CorrectionView'
import type { CoverageAskRequest } from './CoverageAskRequest'
import type { CoverageRequest } from './CoverageRequest'
import type { CoverageView } from './CoverageView'
import type { DayRange } from './DayRange'
import type { DimensionDraft } from './DimensionDraft'
import type { DimensionNameRequest } from './DimensionNameRequest'
import type { DimensionView } from './DimensionView'
import type { DirectoryRequest } from './DirectoryRequest'
import type { DirectoryView } from './DirectoryView'
import type { DoctorView } from './DoctorView'
import type { DryRunRequest } from './DryRunRequest'
import type { ExploreMeasureView } from './ExploreMeasureView'
import type { ExploreRequest } from './ExploreRequest'
import type { ExploreText } from './ExploreText'
import type { ExploreView } from './ExploreView'
import type { FileRequest } from './FileRequest'
import type { FixRequest } from './FixRequest'
import type { ForecastRequest } from './ForecastRequest'
import type { ForecastView } from './ForecastView'
import type { HandSplitRequest } from './HandSplitRequest'
import type { HistoryIdRequest } from './HistoryIdRequest'
import type { HistoryView } from './HistoryView'
import type { ImportDetailView } from './ImportDetailView'
import type { ImportIdRequest } from './ImportIdRequest'
import type { ImportListRequest } from './ImportListRequest'
import type { ImportListView } from './ImportListView'
import type { ImportPathsRequest } from './ImportPathsRequest'
import type { ImportPreviewView } from './ImportPreviewView'
import type { Job } from './Job'
import type { KeyReplaceRequest } from './KeyReplaceRequest'
import type { LedgerRowsRequest } from './LedgerRowsRequest'
import type { LedgerRowsView } from './LedgerRowsView'
import type { LogFormatView } from './LogFormatView'
import type { LogSourceView } from './LogSourceView'
import type { LoopListRequest } from './LoopListRequest'
import type { LoopListView } from './LoopListView'
import type { MappingPreviewRequest } from './MappingPreviewRequest'
import type { MappingPreviewView } from './MappingPreviewView'
import type { MappingSaveRequest } from './MappingSaveRequest'
import type { MappingSavedView } from './MappingSavedView'
import type { MappingSuggestRequest } from './MappingSuggestRequest'
import type { MappingSuggestView } from './MappingSuggestView'
import type { ModelRequest } from './ModelRequest'
import type { ModelSearchRequest } from './ModelSearchRequest'
import type { ModelSearchView } from './ModelSearchView'
import type { ModelView } from './ModelView'
import type { NoteRequest } from './NoteRequest'
import type { Nothing } from './Nothing'
import type { OverviewRequest } from './OverviewRequest'
import type { OverviewView } from './OverviewView'
import type { OwnerIdRequest } from './OwnerIdRequest'
import type { OwnerPutRequest } from './OwnerPutRequest'
import type { PreviewIdRequest } from './PreviewIdRequest'
import type { ProbeView } from './ProbeView'
import type { QueryRequest } from './QueryRequest'
import type { QueryView } from './QueryView'
import type { QueueGroupDetailView } from './QueueGroupDetailView'
import type { QueueGroupRequest } from './QueueGroupRequest'
import type { QueueRequest } from './QueueRequest'
import type { QueueView } from './QueueView'
import type { RatingRequest } from './RatingRequest'
import type { RatingView } from './RatingView'
import type { RawListRequest } from './RawListRequest'
import type { RawListView } from './RawListView'
import type { RawPageRequest } from './RawPageRequest'
import type { RawPageView } from './RawPageView'
import type { RecogniseView } from './RecogniseView'
import type { RegistryRequest } from './RegistryRequest'
import type { RegistryView } from './RegistryView'
import type { RejectsRequest } from './RejectsRequest'
import type { RequestDetailView } from './RequestDetailView'
import type { RequestKeyRequest } from './RequestKeyRequest'
import type { RequestListRequest } from './RequestListRequest'
import type { RequestListView } from './RequestListView'
import type { RequestPivotRequest } from './RequestPivotRequest'
import type { RequestPivotView } from './RequestPivotView'
import type { RerateApplyRequest } from './RerateApplyRequest'
import type { RerateView } from './RerateView'
import type { RestoreRequest } from './RestoreRequest'
import type { RuleEditRequest } from './RuleEditRequest'
import type { RuleProposalsView } from './RuleProposalsView'
import type { RuleProposeRequest } from './RuleProposeRequest'
import type { RulesApplyRequest } from './RulesApplyRequest'
import type { RulesPreviewView } from './RulesPreviewView'
import type { RulesRequest } from './RulesRequest'
import type { RulesTextRequest } from './RulesTextRequest'
import type { RulesTextView } from './RulesTextView'
import type { RulesView } from './RulesView'
import type { RunDetailView } from './RunDetailView'
import type { RunIdRequest } from './RunIdRequest'
import type { RunListRequest } from './RunListRequest'
import type { RunView } from './RunView'
import type { SavedView } from './SavedView'
import type { SecretsView } from './SecretsView'
import type { Settings } from './Settings'
import type { SnoozeRequest } from './SnoozeRequest'
import type { SourceView } from './SourceView'
import type { SpendRecordView } from './SpendRecordView'
import type { SplitIdRequest } from './SplitIdRequest'
import type { SplitListRequest } from './SplitListRequest'
import type { SplitPutRequest } from './SplitPutRequest'
import type { SplitView } from './SplitView'
import type { SyncStartRequest } from './SyncStartRequest'
import type { TagRequest } from './TagRequest'
import type { TaggedView } from './TaggedView'
import type { UnpricedRequest } from './UnpricedRequest'
import type { UnpricedView } from './UnpricedView'
import type { ValueDraft } from './ValueDraft'
import type { ValueMergeRequest } from './ValueMergeRequest'
import type { ValueNameRequest } from './ValueNameRequest'
import type { VaultPassphraseRequest } from './VaultPassphraseRequest'
import type { ViewIdRequest } from './ViewIdRequest'
import type { ViewPutRequest } from './ViewPutRequest'
import type { WatchAddRequest } from './WatchAddRequest'
import type { WatchIdRequest } from './WatchIdRequest'
import type { WatchUpdateRequest } from './WatchUpdateRequest'
import type { WatchedFolderView } from './WatchedFolderView'
import type { WhatIfRequest } from './WhatIfRequest'
import type { WhatIfView } from './WhatIfView'
import type { WhyRequest } from './WhyRequest'
import type { WhyView } from './WhyView'
import type { WorkspaceView } from './WorkspaceView'

export interface Commands {
  /** The open workspace and what day it is. */
  'workspace.get': { request: Nothing; response: WorkspaceView }
  /** Opens an existing workspace file. */
  'workspace.open': { request: FileRequest; response: WorkspaceView }
  /** Creates a workspace file and opens it. */
  'workspace.create': { request: FileRequest; response: WorkspaceView }
  /** Opens the analyst's own workspace again. */
  'workspace.openOwn': { request: Nothing; response: WorkspaceView }
  /** Opens the sample workspace, made on first use and served by the built-in provider simulator. */
  'workspace.openSample': { request: Nothing; response: WorkspaceView }
  /** Copies the workspace to a file; answers where to. */
  'workspace.backup': { request: BackupRequest; response: FileRequest }
  /** Replaces the workspace by a backup, keeping the present file beside it. */
  'workspace.restore': { request: RestoreRequest; response: WorkspaceView }
  /** Checks the file, the secrets, the clock and the connections. */
  'workspace.doctor': { request: Nothing; response: DoctorView }
  /** Preferences. */
  'settings.get': { request: Nothing; response: Settings }
  /** Replaces the preferences. */
  'settings.set': { request: Settings; response: Settings }
  /** Where keys are kept. */
  'secrets.get': { request: Nothing; response: SecretsView }
  /** Makes the encrypted vault where no keychain answers. */
  'secrets.createVault': { request: VaultPassphraseRequest; response: SecretsView }
  /** Unlocks the vault. */
  'secrets.unlockVault': { request: VaultPassphraseRequest; response: SecretsView }
  /** Recorded changes. */
  'history.list': { request: Nothing; response: HistoryView }
  /** Undoes the newest change. */
  'history.undo': { request: Nothing; response: HistoryView }
  /** Redoes what was undone last. */
  'history.redo': { request: Nothing; response: HistoryView }
  /** Sources that can be connected. */
  'sources.list': { request: Nothing; response: Array<SourceView> }
  /** Connections, with removed ones last. */
  'connections.list': { request: Nothing; response: Array<ConnectionView> }
  /** Tries a key without keeping it. */
  'connections.probe': { request: ConnectionProbeRequest; response: ProbeView }
  /** Probes the key, keeps it in the secret store, adds the connection and starts its first sync. */
  'connections.add': { request: ConnectionAddRequest; response: ConnectionView }
  /** Changes name, schedule, pause or first day. */
  'connections.update': { request: ConnectionUpdateRequest; response: ConnectionView }
  /** Probes and keeps another key. */
  'connections.replaceKey': { request: KeyReplaceRequest; response: ConnectionView }
  /** Disconnects; figures stay, the key is deleted. */
  'connections.remove': { request: ConnectionIdRequest; response: Nothing }
  /** Starts syncs now; answers their jobs. */
  'sync.start': { request: SyncStartRequest; response: Array<Job> }
  /** Asks a running sync to stop after the page at hand. */
  'sync.cancel': { request: ConnectionIdRequest; response: Nothing }
  /** Run history. */
  'sync.runs': { request: RunListRequest; response: Array<RunView> }
  /** One run with its log and changes. */
  'sync.run': { request: RunIdRequest; response: RunDetailView }
  /** Long work, newest first. */
  'jobs.list': { request: Nothing; response: Array<Job> }
  /** Coverage calendar. */
  'coverage.get': { request: CoverageRequest; response: CoverageView }
  /** Stored answers. */
  'raw.list': { request: RawListRequest; response: RawListView }
  /** One stored answer. */
  'raw.get': { request: RawPageRequest; response: RawPageView }
  /** Everything Overview shows. */
  'overview.get': { request: OverviewRequest; response: OverviewView }
  /** Dimensions a query can name. */
  'spend.dimensions': { request: Nothing; response: Array<DimensionView> }
  /** Spend of record of a period: classes, evidence, accounts, days, and where books differ. */
  'spend.record': { request: DayRange; response: SpendRecordView }
  /** Any measure by any dimensions. */
  'spend.query': { request: QueryRequest; response: QueryView }
  /** One question of Explore: measures by dimensions, compared, in buckets of time. */
  'spend.explore': { request: ExploreRequest; response: ExploreView }
  /** Every measure that a question can name. */
  'spend.measures': { request: Nothing; response: Array<ExploreMeasureView> }
  /** Reads a question from its text form or a link. */
  'spend.exploreText': { request: ExploreText; response: ExploreRequest }
  /** Why an amount changed between two periods: bars that sum to the difference. */
  'spend.why': { request: BridgeRequest; response: BridgeView }
  /** Kept questions, by folder and name. */
  'views.list': { request: Nothing; response: Array<SavedView> }
  /** Keeps a question, or changes one that is kept. */
  'views.put': { request: ViewPutRequest; response: SavedView }
  /** Forgets a kept question. */
  'views.remove': { request: ViewIdRequest; response: Array<SavedView> }
  /** The ledger rows behind a figure. */
  'spend.rows': { request: LedgerRowsRequest; response: LedgerRowsView }
  /** What changed since an instant. */
  'spend.changes': { request: ChangesRequest; response: ChangesView }
  /** What a month or other days will probably come to, with how far such a forecast was wrong before. */
  'forecast.get': { request: ForecastRequest; response: ForecastView }
  /** Days and levels that are not normal, with what normal was and what caused them. */
  'anomalies.list': { request: AnomalyListRequest; response: AnomaliesView }
  /** Says that an anomaly was expected or not useful; floors of its cells follow. */
  'anomalies.feedback': { request: AnomalyFeedbackRequest; response: Nothing }
  /** Budgets of a month: spent, foreseen, and the day on which they are used up. */
  'budgets.list': { request: BudgetListRequest; response: BudgetsView }
  /** Adds a budget or changes one. */
  'budgets.put': { request: BudgetDraft; response: BudgetId }
  /** Removes a budget that has no parts. */
  'budgets.remove': { request: BudgetId; response: Nothing }
  /** The price book in use and every version kept. */
  'prices.book': { request: Nothing; response: BookView }
  /** A kept book in full. */
  'prices.bookText': { request: BookHashRequest; response: BookTextView }
  /** What would change with the book of a file. */
  'prices.bookPreview': { request: BookFileRequest; response: BookPreview }
  /** Keeps the book of a file and uses it for new usage. */
  'prices.bookImport': { request: BookFileRequest; response: BookView }
  /** Uses a kept book for new usage. */
  'prices.bookUse': { request: BookHashRequest; response: BookView }
  /** The contract in force. */
  'prices.contract': { request: Nothing; response: ContractView }
  /** What a text of the contract says, before it is saved. */
  'prices.contractCheck': { request: ContractTextRequest; response: ContractCheckView }
  /** One change of a text of the contract, which keeps everything else as it is. */
  'prices.contractEdit': { request: ContractEditRequest; response: ContractTextView }
  /** The text of an earlier version of the contract. */
  'prices.contractVersion': { request: ContractVersionRequest; response: ContractTextView }
  /** Saves the contract for new usage. */
  'prices.contractSave': { request: ContractTextRequest; response: ContractView }
  /** Adds an entry to the contract and rates again what it prices. */
  'prices.fix': { request: FixRequest; response: RerateView }
  /** How one usage row was rated. */
  'prices.rating': { request: RatingRequest; response: RatingView }
  /** What the book and contract in use would change of stored ratings. */
  'prices.rerate': { request: Nothing; response: RerateView }
  /** Rates stored usage again as previewed, outside closed months. */
  'prices.rerateApply': { request: RerateApplyRequest; response: RerateView }
  /** Models of all channels, used ones first. */
  'prices.models': { request: ModelSearchRequest; response: ModelSearchView }
  /** One model at one channel: its rates ever known, its sellers, what to know. */
  'prices.model': { request: ModelRequest; response: ModelView }
  /** What could not be rated exactly, with what would mend it. */
  'prices.unpriced': { request: UnpricedRequest; response: UnpricedView }
  /** Other rates for the same usage: a question that changes nothing. */
  'prices.whatIf': { request: WhatIfRequest; response: WhatIfView }
  /** Rated against billed, and where they part. */
  'prices.compare': { request: CompareRequest; response: CompareView }
  /** Formats of logs that can be read. */
  'imports.formats': { request: Nothing; response: Array<LogFormatView> }
  /** What files are, and why. */
  'imports.recognise': { request: ImportPathsRequest; response: RecogniseView }
  /** Reads files whole and changes nothing; answers the preview it makes. */
  'imports.dryRun': { request: DryRunRequest; response: ImportPreviewView }
  /** A dry run and what it found. */
  'imports.preview': { request: PreviewIdRequest; response: ImportPreviewView }
  /** Puts what a dry run found into the workspace. */
  'imports.apply': { request: PreviewIdRequest; response: ImportPreviewView }
  /** Stops a dry run or drops what it found; nothing of it is kept. */
  'imports.discard': { request: PreviewIdRequest; response: Nothing }
  /** Writes what could not be read to a file; answers where to. */
  'imports.rejects': { request: RejectsRequest; response: FileRequest }
  /** Applied imports. */
  'imports.list': { request: ImportListRequest; response: ImportListView }
  /** One applied import with its files and rejections. */
  'imports.get': { request: ImportIdRequest; response: ImportDetailView }
  /** What a file of unknown make holds, and how it could be read. */
  'imports.mappingSuggest': { request: MappingSuggestRequest; response: MappingSuggestView }
  /** What a mapping would bring of a whole file. */
  'imports.mappingPreview': { request: MappingPreviewRequest; response: MappingPreviewView }
  /** Remembers a mapping for files with the same header. */
  'imports.mappingSave': { request: MappingSaveRequest; response: MappingSavedView }
  /** Folders looked through on a schedule. */
  'imports.watched': { request: Nothing; response: Array<WatchedFolderView> }
  /** Watches a folder. */
  'imports.watchAdd': { request: WatchAddRequest; response: WatchedFolderView }
  /** Pauses, resumes or changes a watched folder. */
  'imports.watchUpdate': { request: WatchUpdateRequest; response: WatchedFolderView }
  /** Stops watching a folder; what was imported stays. */
  'imports.watchRemove': { request: WatchIdRequest; response: Nothing }
  /** Looks through a folder now and imports what is new. */
  'imports.watchLook': { request: WatchIdRequest; response: WatchedFolderView }
  /** Sources of request records. */
  'requests.sources': { request: Nothing; response: Array<LogSourceView> }
  /** Attempts, newest first. */
  'requests.list': { request: RequestListRequest; response: RequestListView }
  /** One attempt with all that is known of it. */
  'requests.get': { request: RequestKeyRequest; response: RequestDetailView }
  /** Tasks with many attempts. */
  'requests.loops': { request: LoopListRequest; response: LoopListView }
  /** Sums of requests by up to three dimensions. */
  'requests.pivot': { request: RequestPivotRequest; response: RequestPivotView }
  /** Spend without an owner, by signature. */
  'attribution.queue': { request: QueueRequest; response: QueueView }
  /** One group of the queue with its series and what is likely. */
  'attribution.group': { request: QueueGroupRequest; response: QueueGroupDetailView }
  /** Tags groups by hand. */
  'attribution.tag': { request: TagRequest; response: TaggedView }
  /** Hides groups until a day, or shows them again. */
  'attribution.snooze': { request: SnoozeRequest; response: TaggedView }
  /** Notes something on groups. */
  'attribution.note': { request: NoteRequest; response: TaggedView }
  /** Why a series has its value, and what it would have without it. */
  'attribution.why': { request: WhyRequest; response: WhyView }
  /** What a table of owners would bring. */
  'attribution.directoryPreview': { request: DirectoryRequest; response: DirectoryView }
  /** Brings the owners of a table, all or none. */
  'attribution.directoryImport': { request: DirectoryRequest; response: DirectoryView }
  /** Splits what groups spent among several values. */
  'attribution.splitGroups': { request: HandSplitRequest; response: TaggedView }
  /** Splits of shared cost and what they do. */
  'attribution.splits': { request: SplitListRequest; response: Array<SplitView> }
  /** Adds a split or changes one. */
  'attribution.splitPut': { request: SplitPutRequest; response: Nothing }
  /** Removes a split. */
  'attribution.splitRemove': { request: SplitIdRequest; response: Nothing }
  /** Spend by the values of a dimension, splits and corrections included. */
  'attribution.totals': { request: CoverageAskRequest; response: AttributionTotalsView }
  /** Posts what a closed month would have elsewhere as corrections of an open month. */
  'attribution.correct': { request: CorrectRequest; response: Array<CorrectionView> }
  /** Rules in force and what they do. */
  'attribution.rules': { request: RulesRequest; response: RulesView }
  /** What a text of rules would do over all history. */
  'attribution.rulesPreview': { request: RulesTextRequest; response: RulesPreviewView }
  /** Saves a text of rules. */
  'attribution.rulesApply': { request: RulesApplyRequest; response: RulesPreviewView }
  /** One change of a text of rules; nothing is saved. */
  'attribution.ruleEdit': { request: RuleEditRequest; response: RulesTextView }
  /** Rules that a selection could become. */
  'attribution.rulePropose': { request: RuleProposeRequest; response: RuleProposalsView }
  /** Decisions on attribution, newest first. */
  'attribution.history': { request: Nothing; response: AttributionHistoryView }
  /** Puts attribution back to what it was after an entry, as a new entry. */
  'attribution.restore': { request: HistoryIdRequest; response: AttributionHistoryView }
  /** Dimensions, values and owners. */
  'attribution.registry': { request: RegistryRequest; response: RegistryView }
  /** Adds a dimension or changes one. */
  'attribution.dimensionPut': { request: DimensionDraft; response: RegistryView }
  /** Removes an own dimension that nothing uses. */
  'attribution.dimensionRemove': { request: DimensionNameRequest; response: RegistryView }
  /** Adds a value, changes or renames one. */
  'attribution.valuePut': { request: ValueDraft; response: RegistryView }
  /** Makes a value part of another. */
  'attribution.valueMerge': { request: ValueMergeRequest; response: RegistryView }
  /** Removes a value that nothing uses. */
  'attribution.valueRemove': { request: ValueNameRequest; response: RegistryView }
  /** Says who owns a key, a user, a project or an account. */
  'attribution.ownerPut': { request: OwnerPutRequest; response: RegistryView }
  /** Removes an owner. */
  'attribution.ownerRemove': { request: OwnerIdRequest; response: RegistryView }
  /** How much of spend is attributed, by month and evidence. */
  'attribution.coverage': { request: CoverageAskRequest; response: AttributionCoverageView }
}

export type CommandName = keyof Commands

/** Tags that a success makes stale, for commands that change something. */
export const STALE = {
  'workspace.open': ['workspace'],
  'workspace.create': ['workspace'],
  'workspace.openOwn': ['workspace'],
  'workspace.openSample': ['workspace'],
  'workspace.restore': ['workspace'],
  'settings.set': ['settings', 'history'],
  'secrets.createVault': ['secrets'],
  'secrets.unlockVault': ['secrets'],
  'history.undo': ['history', 'settings', 'connections', 'coverage', 'prices', 'spend', 'attribution', 'outlook', 'views'],
  'history.redo': ['history', 'settings', 'connections', 'coverage', 'prices', 'spend', 'attribution', 'outlook', 'views'],
  'connections.add': ['connections', 'history'],
  'connections.update': ['connections', 'history', 'coverage'],
  'connections.replaceKey': ['connections', 'history'],
  'connections.remove': ['connections', 'history'],
  'sync.start': ['connections', 'runs'],
  'sync.cancel': ['connections', 'runs'],
  'views.put': ['views', 'history'],
  'views.remove': ['views', 'history'],
  'anomalies.feedback': ['outlook', 'history'],
  'budgets.put': ['outlook', 'history'],
  'budgets.remove': ['outlook', 'history'],
  'prices.bookImport': ['prices', 'history'],
  'prices.bookUse': ['prices', 'history'],
  'prices.contractSave': ['prices', 'history'],
  'prices.fix': ['prices', 'spend', 'history'],
  'prices.rerateApply': ['prices', 'spend', 'history'],
  'imports.apply': ['requests', 'spend'],
  'imports.mappingSave': ['requests'],
  'imports.watchAdd': ['requests'],
  'imports.watchUpdate': ['requests'],
  'imports.watchRemove': ['requests'],
  'imports.watchLook': ['requests', 'spend'],
  'attribution.tag': ['attribution', 'history'],
  'attribution.snooze': ['attribution', 'history'],
  'attribution.note': ['attribution', 'history'],
  'attribution.directoryImport': ['attribution', 'history'],
  'attribution.splitGroups': ['attribution', 'history'],
  'attribution.splitPut': ['attribution', 'history'],
  'attribution.splitRemove': ['attribution', 'history'],
  'attribution.correct': ['attribution', 'history'],
  'attribution.rulesApply': ['attribution', 'history'],
  'attribution.restore': ['attribution', 'history'],
  'attribution.dimensionPut': ['attribution', 'history'],
  'attribution.dimensionRemove': ['attribution', 'history'],
  'attribution.valuePut': ['attribution', 'history'],
  'attribution.valueMerge': ['attribution', 'history'],
  'attribution.valueRemove': ['attribution', 'history'],
  'attribution.ownerPut': ['attribution', 'history'],
  'attribution.ownerRemove': ['attribution', 'history'],
} as const
