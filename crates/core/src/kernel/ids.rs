//! Row ids as types, so that one can never be passed for another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "number")]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

id!(/// A connection to one provider account with one key.
    ConnectionId);
id!(/// One run of a connection's sync.
    RunId);
id!(/// One request window of one stream, read page by page.
    WindowId);
id!(/// The stored bytes of one provider answer.
    RawPageId);
id!(/// One (connection, slot, day) whose content is replaced as a whole.
    BucketId);
id!(/// One version of a bucket's content.
    RevisionId);
id!(/// One interned combination of dimension values.
    SeriesId);
id!(/// One recorded change by the analyst.
    HistoryId);
