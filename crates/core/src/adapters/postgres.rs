//! A PostgreSQL database that is only asked: one statement in a transaction that cannot write.

use std::time::Duration;

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::sources::{DatabaseAsk, TransportError, host_of};

/// Longest time of one statement; a day of logs is added up in seconds.
const STATEMENT_SECONDS: u64 = 600;

/// Asks once over a connection of its own. Beyond this machine the connection is encrypted, and the server's certificate
/// must be one this machine trusts.
pub(super) async fn ask(
    ask: &DatabaseAsk<'_>,
    connect_timeout: Duration,
    limit_bytes: u64,
) -> Result<Vec<u8>, TransportError> {
    let host = host_of(ask.url);
    let bad = || TransportError::BadAddress { url: host.clone() };
    let mut config: Config = ask.url.parse().map_err(|_| bad())?;
    config.password(ask.password.reveal()).connect_timeout(connect_timeout).application_name("Showback");
    let text = if is_here(&config) {
        config.ssl_mode(SslMode::Disable);
        exchange(&config, NoTls, ask, &host, connect_timeout).await?
    } else {
        config.ssl_mode(SslMode::Require);
        let tls = ClientConfig::with_platform_verifier()
            .map_err(|error| TransportError::Tls { host: host.clone(), detail: error.to_string() })?;
        exchange(&config, MakeRustlsConnect::new(tls), ask, &host, connect_timeout).await?
    };
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > limit_bytes {
        return Err(TransportError::TooLarge { host, limit_bytes });
    }
    Ok(text.into_bytes())
}

/// Whether every host of the address is this machine.
fn is_here(config: &Config) -> bool {
    !config.get_hosts().is_empty()
        && config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => {
                name == "localhost"
                    || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
            }
            #[cfg(unix)]
            Host::Unix(_) => true,
        })
}

async fn exchange<T>(
    config: &Config,
    tls: T,
    ask: &DatabaseAsk<'_>,
    host: &str,
    connect_timeout: Duration,
) -> Result<String, TransportError>
where
    T: MakeTlsConnect<Socket> + Send,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection) = tokio::time::timeout(connect_timeout, config.connect(tls))
        .await
        .map_err(|_| TransportError::TimedOut { host: host.to_owned(), after: connect_timeout })?
        .map_err(|error| failure(host, &error))?;
    let driving = tokio::spawn(connection);
    let longest = Duration::from_secs(STATEMENT_SECONDS);
    let answer = tokio::time::timeout(longest, answer(client, ask)).await;
    driving.abort();
    answer
        .map_err(|_| TransportError::TimedOut { host: host.to_owned(), after: longest })?
        .map_err(|error| failure(host, &error))
}

async fn answer(mut client: Client, ask: &DatabaseAsk<'_>) -> Result<String, Error> {
    let transaction = client.build_transaction().read_only(true).start().await?;
    let limit = format!("SET LOCAL statement_timeout = {}", STATEMENT_SECONDS.saturating_mul(1_000));
    transaction.batch_execute(&limit).await?;
    let parameters: Vec<&(dyn ToSql + Sync)> =
        ask.parameters.iter().map(|parameter| parameter as &(dyn ToSql + Sync)).collect();
    let row = transaction.query_one(ask.statement, &parameters).await?;
    row.try_get(0)
}

/// What went wrong, without the database's own words, which may quote values.
fn failure(host: &str, error: &Error) -> TransportError {
    let host = host.to_owned();
    if let Some(code) = error.code() {
        return TransportError::Database { host, code: code.code().to_owned() };
    }
    if error.is_closed() {
        return TransportError::Torn { host, detail: "the connection was closed".to_owned() };
    }
    let words = error.to_string();
    if words.contains("TLS") || words.contains("tls") {
        let detail = "the server offers no encryption this machine trusts".to_owned();
        return TransportError::Tls { host, detail };
    }
    TransportError::Unreachable { host, detail: words }
}
