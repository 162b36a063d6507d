//! Asking PostgreSQL: one statement whose answer is one JSON text.

use crate::kernel::{Period, day_start, format_instant};
use crate::sources::{Access, DatabaseAsk, FetchError, Transport, TransportError};

/// Asks for the rows of a statement in which `$1` and `$2` are the first instant of a period and the first after it,
/// as text.
pub(super) async fn ask(
    provider: &'static str,
    access: &Access,
    statement: &str,
    period: Period,
    transport: &dyn Transport,
) -> Result<Vec<u8>, FetchError> {
    let from = format_instant(day_start(period.start()));
    let until = format_instant(day_start(period.end()));
    let statement = format!("SELECT coalesce(json_agg(t), '[]'::json)::text FROM ({statement}) t");
    let parameters = [from.as_str(), until.as_str()];
    let asked = DatabaseAsk {
        url: &access.base_url,
        password: &access.credential,
        statement: &statement,
        parameters: if statement.contains("$1") { &parameters } else { &[] },
    };
    transport.ask_database(&asked).await.map_err(|error| refusal(provider, error))
}

/// The columns of a table, in whatever schema it stands.
pub(super) fn columns_of(table: &str) -> String {
    format!(
        "SELECT DISTINCT column_name AS name FROM information_schema.columns WHERE table_name = '{table}'"
    )
}

/// What the database's own errors mean.
fn refusal(provider: &'static str, error: TransportError) -> FetchError {
    let TransportError::Database { code, .. } = &error else { return FetchError::Transport(error) };
    match code.as_str() {
        "28000" | "28P01" => FetchError::KeyRefused {
            provider,
            hint: "Check the user in the address and its password".to_owned(),
        },
        "42501" => FetchError::ScopeMissing {
            provider,
            what: "its tables".to_owned(),
            hint: "Grant select on them to this user".to_owned(),
        },
        "3D000" | "42P01" | "42703" => FetchError::Refused {
            provider,
            status: 404,
            parameter: "none".to_owned(),
            detail: "a table or column that its logs need is not there: check the name of the database"
                .to_owned(),
        },
        _ => FetchError::Transport(error),
    }
}
