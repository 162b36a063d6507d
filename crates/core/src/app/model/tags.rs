//! What a change makes stale. The UI refetches by tag and never guesses.

use serde::Serialize;
use ts_rs::TS;

/// A cache tag: what a screen shows, in the words of the rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Tag {
    /// Everything: another workspace was opened.
    Workspace,
    /// Preferences.
    Settings,
    /// Connections and their schedules.
    Connections,
    /// Run history.
    Runs,
    /// Coverage calendar.
    Coverage,
    /// Raw pages.
    RawPages,
    /// Any figure.
    Spend,
    /// Price book, contract, ratings.
    Prices,
    /// Log sources, imports, watched folders, attempts.
    Requests,
    /// Rules, tags, owners, splits and what they come to.
    Attribution,
    /// Budgets, and feedback on anomalies.
    Outlook,
    /// Kept questions.
    Views,
    /// Undo and redo.
    History,
    /// Keychain or vault state.
    Secrets,
}
