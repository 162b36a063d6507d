//! Asking ClickHouse over HTTP, by GET: the engine itself refuses to write in answer to one.

use chrono::{DateTime, Utc};

use crate::kernel::{Period, day_start};
use crate::sources::exchange::USER_AGENT;
use crate::sources::gateways::Refusals;
use crate::sources::{Access, FetchError, Header, HttpRequest, Transport};

/// Asks for the rows of a statement in which `{from:String}` and `{until:String}` are the first instant of a period and the
/// first after it. The credential is `user:password`.
pub(super) async fn ask(
    provider: &'static str,
    access: &Access,
    statement: &str,
    period: Period,
    now: DateTime<Utc>,
    transport: &dyn Transport,
) -> Result<Vec<u8>, FetchError> {
    let time = |day| day_start(day).format("%Y-%m-%d %H:%M:%S").to_string();
    let key = access.credential.reveal();
    let (user, password) = key.split_once(':').unwrap_or(("default", key));
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let request = HttpRequest {
        url: format!("{}/", access.base_url),
        query: vec![
            pair("query", format!("{statement} FORMAT JSON")),
            pair("param_from", time(period.start())),
            pair("param_until", time(period.end())),
            pair("output_format_json_quote_64bit_integers", "1".to_owned()),
            pair("output_format_json_quote_decimals", "1".to_owned()),
        ],
        headers: vec![
            Header::plain("x-clickhouse-user", user),
            Header::secret("x-clickhouse-key", password.to_owned()),
            Header::plain("user-agent", USER_AGENT),
        ],
        question: None,
    };
    let response = transport.send(request).await?;
    if response.status != 200 {
        let refusals = Refusals { provider, hint: "Enter user and password with a colon between them" };
        return Err(refusals.of(&response, now, "its tables"));
    }
    Ok(response.body)
}

/// The columns of a table of the database asked.
pub(super) fn columns_of(table: &str) -> String {
    format!("SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '{table}'")
}
