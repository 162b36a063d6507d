//! What the app tells and takes: the shapes of the contract that are about the app itself.

mod attribution;
mod budgets;
mod connections;
mod evidence;
mod imports;
mod jobs;
mod mappings;
mod outlook;
mod prices;
mod request_pivot;
mod requests;
mod runs;
mod sources;
mod spend;
mod tags;
mod views;
mod watched;
mod workspace;

pub use attribution::*;
pub use budgets::*;
pub use connections::{
    ConnectionAddRequest, ConnectionIdRequest, ConnectionProbeRequest, ConnectionState,
    ConnectionUpdateRequest, ConnectionView, FindingState, FindingView, KeyReplaceRequest, ProbeView,
};
pub use evidence::{
    CoverageCell, CoverageRequest, CoverageSlot, CoverageState, CoverageView, RawListRequest, RawListView,
    RawPageRequest, RawPageRow, RawPageView,
};
pub use imports::*;
pub use jobs::{ByteProgress, Event, Job, JobState, NoticeLevel};
pub use mappings::*;
pub use outlook::*;
pub use prices::*;
pub use request_pivot::*;
pub use requests::*;
pub use runs::{RunDetailView, RunIdRequest, RunListRequest, RunNote, RunView, SyncStartRequest};
pub use sources::{SlotView, SourceView};
pub use spend::{
    SpendAccountView, SpendAmount, SpendClassView, SpendCurrencyView, SpendDayView, SpendDiscrepancyView,
    SpendRecordView, SpendShare,
};
pub use tags::Tag;
pub use views::*;
pub use watched::*;
pub use workspace::{
    BackupRequest, Density, DoctorCheck, DoctorState, DoctorView, FileRequest, HistoryEntry, HistoryView,
    NegativeStyle, RestoreRequest, SecretStoreKind, SecretStoreState, SecretsView, Settings, Theme,
    VaultPassphraseRequest, WorkspaceKind, WorkspaceView,
};
