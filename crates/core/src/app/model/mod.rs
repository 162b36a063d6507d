//! What the app tells and takes: the shapes of the contract that are about the app itself.

mod jobs;
mod sources;
mod tags;
mod workspace;

pub use jobs::{Event, Job, JobState, NoticeLevel};
pub use sources::{
    ConnectionAddRequest, ConnectionIdRequest, ConnectionProbeRequest, ConnectionState,
    ConnectionUpdateRequest, ConnectionView, CoverageCell, CoverageRequest, CoverageSlot, CoverageState,
    CoverageView, FindingState, FindingView, KeyReplaceRequest, ProbeView, RawListRequest, RawListView,
    RawPageRequest, RawPageRow, RawPageView, RunCause, RunDetailView, RunIdRequest, RunListRequest, RunNote,
    RunState, RunView, Schedule, SlotView, SourceView, SyncStartRequest,
};
pub use tags::Tag;
pub use workspace::{
    BackupRequest, Density, DoctorCheck, DoctorState, DoctorView, FileRequest, HistoryEntry, HistoryView,
    NegativeStyle, RestoreRequest, SecretStoreKind, SecretStoreState, SecretsView, Settings, Theme,
    VaultPassphraseRequest, WorkspaceKind, WorkspaceView,
};
