//! The network as a parameter.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use thiserror::Error;
use url::{Host, Url};
use zeroize::Zeroizing;

/// A key in memory: wiped when dropped, and never printed.
#[derive(Clone)]
pub struct Credential(Zeroizing<String>);

impl Credential {
    /// Takes a key, without the white space around it.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.trim().to_owned()))
    }

    /// The key itself; only a connector's header and the vault may ask.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The last four characters, for the eye; empty for keys shorter than twelve.
    pub fn hint(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        if characters.len() < 12 { String::new() } else { characters.iter().rev().take(4).rev().collect() }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(hidden)")
    }
}

/// Whether an address leads to this machine: plain HTTP is allowed there, and no provider's patience is spent.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// One header. A secret one is never printed.
#[derive(Clone)]
pub struct Header {
    /// Lower-case name.
    pub name: &'static str,
    /// Value.
    pub value: Zeroizing<String>,
    /// Whether the value must never be shown.
    pub is_secret: bool,
}

impl Header {
    /// A header anyone may see.
    pub fn plain(name: &'static str, value: &str) -> Self {
        Self { name, value: Zeroizing::new(value.to_owned()), is_secret: false }
    }

    /// A header that carries the key.
    pub fn secret(name: &'static str, value: String) -> Self {
        Self { name, value: Zeroizing::new(value), is_secret: true }
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, if self.is_secret { "(hidden)" } else { self.value.as_str() })
    }
}

/// A request that only reads: GET, or POST where an API takes its question as a body.
#[derive(Clone, Debug, Default)]
pub struct HttpRequest {
    /// Absolute address without the query.
    pub url: String,
    /// Query pairs in order; encoded by the transport.
    pub query: Vec<(String, String)>,
    /// Headers, the key among them.
    pub headers: Vec<Header>,
    /// JSON body of a POST; `None` for a GET. Carries no key.
    pub question: Option<String>,
}

impl HttpRequest {
    /// Path and query as stored beside a raw page: no host, no header.
    pub fn path_and_query(&self) -> String {
        let path = Url::parse(&self.url).map_or_else(|_| self.url.clone(), |url| url.path().to_owned());
        let query: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}

/// A complete answer, whatever its status.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case with values; credentials never come back.
    pub headers: Vec<(String, String)>,
    /// The body, complete.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// First header of that lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Why no complete answer came. None of these carries a header or a body.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TransportError {
    /// Name not resolved, refused, no route.
    #[error("{host} cannot be reached: {detail}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// The system's words.
        detail: String,
    },
    /// A proxy stands between and does not answer or refuses.
    #[error("the proxy for {host} does not let the request through: {detail}")]
    Proxy {
        /// Host behind the proxy.
        host: String,
        /// The proxy's words.
        detail: String,
    },
    /// The certificate is not trusted, or the two sides cannot agree.
    #[error("{host} does not show a certificate this machine trusts: {detail}")]
    Tls {
        /// Host and port.
        host: String,
        /// The library's words.
        detail: String,
    },
    /// No answer in time.
    #[error("{host} did not answer within {} seconds", after.as_secs())]
    TimedOut {
        /// Host and port.
        host: String,
        /// The limit that passed.
        after: Duration,
    },
    /// The connection broke inside the answer.
    #[error("the answer of {host} broke off: {detail}")]
    Torn {
        /// Host and port.
        host: String,
        /// The library's words.
        detail: String,
    },
    /// The answer is larger than any page can be.
    #[error("the answer of {host} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// Host and port.
        host: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// A database answered with an error of its own.
    #[error("the database at {host} refused the question, SQLSTATE {code}")]
    Database {
        /// Host and port.
        host: String,
        /// Five characters: `28P01` is a wrong password, `42501` a missing right, `42P01` a missing table.
        code: String,
    },
    /// The address of the connection is not a usable URL.
    #[error("\"{url}\" is not an address that can be called: expected https:// and a host")]
    BadAddress {
        /// What was configured.
        url: String,
    },
}

/// A question to a database that only reads. Its answer is one JSON text.
#[derive(Clone, Debug)]
pub struct DatabaseAsk<'a> {
    /// `postgres://user@host:port/database?sslmode=...`, without a password.
    pub url: &'a str,
    /// The password.
    pub password: &'a Credential,
    /// One statement whose single column and row is the answer as JSON text.
    pub statement: &'a str,
    /// Its parameters `$1`, `$2`, ... as text.
    pub parameters: &'a [&'a str],
}

/// Sends one request and reads the whole answer. Retries are the caller's.
#[async_trait]
pub trait Transport: Send + Sync {
    /// One exchange.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;

    /// One question to a database, in a transaction that cannot write. A transport that reaches none says so.
    async fn ask_database(&self, ask: &DatabaseAsk<'_>) -> Result<Vec<u8>, TransportError> {
        let detail = "databases are not reached from here".to_owned();
        Err(TransportError::Unreachable { host: host_of(ask.url), detail })
    }
}

/// Host and port of an address, for errors.
pub(crate) fn host_of(address: &str) -> String {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("the database").to_owned();
    url.and_then(|url| url.port()).map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
}
