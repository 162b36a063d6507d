//! The real network: one GET at a time over HTTPS, complete answers only.

use std::error::Error as _;
use std::io;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Proxy, Response, redirect};
use thiserror::Error;
use url::Url;

use super::postgres;
use crate::sources::{DatabaseAsk, HttpRequest, HttpResponse, Transport, TransportError, is_loopback};

/// Most redirects followed within one host.
const REDIRECTS_LIMIT: usize = 5;
/// First capacity of a body whose length is not told.
const BODY_CAPACITY: usize = 64 * 1024;

/// How to reach the network. The default is what an analyst's machine needs.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Certificates trusted beside the system's, as PEM: a company's inspecting proxy, or a test.
    pub extra_roots_pem: Vec<Vec<u8>>,
    /// Proxy for every request; `None` takes the system's proxy, which loopback addresses bypass.
    pub proxy: Option<String>,
    /// Longest time to connect.
    pub connect_timeout: Duration,
    /// Longest time of a whole exchange.
    pub total_timeout: Duration,
    /// Largest body after decompression.
    pub body_limit_bytes: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            extra_roots_pem: Vec::new(),
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(60),
            body_limit_bytes: 64 * 1024 * 1024,
        }
    }
}

/// Why the network adapter could not be made.
#[derive(Debug, Error)]
pub enum HttpSetupError {
    /// A file of certificates that are none.
    #[error("the extra root certificates cannot be read: expected PEM")]
    NotACertificate,
    /// A proxy address that is none.
    #[error("the proxy address cannot be used: expected http:// or https:// and a host")]
    NotAProxy,
}

/// [`Transport`] over reqwest: rustls, the system's certificates and proxy, gzip, no redirect to another host, plain
/// HTTP only to this machine.
pub struct HttpTransport {
    options: HttpOptions,
    roots: Vec<Certificate>,
    proxy: Option<Proxy>,
    /// For this machine: no proxy unless one was given.
    loopback: OnceLock<Result<Client, String>>,
    /// For everything else.
    remote: OnceLock<Result<Client, String>>,
}

impl HttpTransport {
    /// Checks certificates and proxy; connections are made when first needed.
    pub fn new(options: HttpOptions) -> Result<Self, HttpSetupError> {
        let mut roots = Vec::new();
        for pem in &options.extra_roots_pem {
            let bundle = Certificate::from_pem_bundle(pem).map_err(|_| HttpSetupError::NotACertificate)?;
            if bundle.is_empty() {
                return Err(HttpSetupError::NotACertificate);
            }
            roots.extend(bundle);
        }
        let proxy = options
            .proxy
            .as_deref()
            .map(|address| Proxy::all(address).map_err(|_| HttpSetupError::NotAProxy))
            .transpose()?;
        Ok(Self { options, roots, proxy, loopback: OnceLock::new(), remote: OnceLock::new() })
    }

    fn client(&self, target: &Target) -> Result<&Client, TransportError> {
        let slot = if target.is_loopback { &self.loopback } else { &self.remote };
        slot.get_or_init(|| self.build(target.is_loopback))
            .as_ref()
            .map_err(|detail| TransportError::Tls { host: target.host.clone(), detail: detail.clone() })
    }

    fn build(&self, is_loopback: bool) -> Result<Client, String> {
        let mut builder = Client::builder()
            .connect_timeout(self.options.connect_timeout)
            .timeout(self.options.total_timeout)
            .redirect(redirect::Policy::custom(follow_within_host));
        if !self.roots.is_empty() {
            builder = builder.tls_certs_merge(self.roots.iter().cloned());
        }
        builder = match &self.proxy {
            Some(proxy) => builder.proxy(proxy.clone()),
            None if is_loopback => builder.no_proxy(),
            None => builder,
        };
        builder.build().map_err(|error| root_cause(&error))
    }

    fn failure(&self, target: &Target, error: &reqwest::Error) -> TransportError {
        let host = target.host.clone();
        let detail = root_cause(error);
        let words = cause_words(error);
        if is_proxy_fault(&words)
            || (self.proxy.is_some() && error.is_connect() && !is_tls_fault(error, &words))
        {
            return TransportError::Proxy { host, detail };
        }
        if is_tls_fault(error, &words) {
            return TransportError::Tls { host, detail };
        }
        if error.is_timeout() {
            let is_connecting = error.is_connect();
            let after = if is_connecting { self.options.connect_timeout } else { self.options.total_timeout };
            return TransportError::TimedOut { host, after };
        }
        if error.is_connect() {
            return TransportError::Unreachable { host, detail };
        }
        TransportError::Torn { host, detail }
    }

    async fn read_body(&self, target: &Target, mut response: Response) -> Result<Vec<u8>, TransportError> {
        let limit_bytes = self.options.body_limit_bytes;
        let too_large = || TransportError::TooLarge { host: target.host.clone(), limit_bytes };
        if response.content_length().is_some_and(|length| length > limit_bytes) {
            return Err(too_large());
        }
        let mut body = Vec::with_capacity(BODY_CAPACITY);
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(target, &error))? {
            let length = u64::try_from(body.len().saturating_add(chunk.len())).unwrap_or(u64::MAX);
            if length > limit_bytes {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let target = Target::of(&request)?;
        let headers = headers_of(&request)?;
        let client = self.client(&target)?;
        let asked = match request.question {
            None => client.get(target.url.clone()),
            Some(question) => client
                .post(target.url.clone())
                .header(reqwest::header::CONTENT_TYPE, "application/json")
                .body(question),
        };
        let sent = asked.headers(headers).send().await;
        let response = sent.map_err(|error| self.failure(&target, &error))?;
        let status = response.status().as_u16();
        if status == 407 {
            let detail = "it asks for a name and password".to_owned();
            return Err(TransportError::Proxy { host: target.host, detail });
        }
        let headers = response
            .headers()
            .iter()
            .filter(|(name, _)| *name != reqwest::header::SET_COOKIE)
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let body = self.read_body(&target, response).await?;
        Ok(HttpResponse { status, headers, body })
    }

    async fn ask_database(&self, ask: &DatabaseAsk<'_>) -> Result<Vec<u8>, TransportError> {
        postgres::ask(ask, self.options.connect_timeout, self.options.body_limit_bytes).await
    }
}

/// A checked address.
struct Target {
    url: Url,
    /// Host and port, for errors.
    host: String,
    is_loopback: bool,
}

impl Target {
    fn of(request: &HttpRequest) -> Result<Self, TransportError> {
        let bad = || TransportError::BadAddress { url: shown(&request.url) };
        let mut url = Url::parse(&request.url).map_err(|_| bad())?;
        if !url.has_host() {
            return Err(bad());
        }
        let is_loopback = is_loopback(&url);
        let is_allowed = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
        if !is_allowed || !url.username().is_empty() || url.password().is_some() {
            return Err(bad());
        }
        let port = url.port_or_known_default().ok_or_else(bad)?;
        let host = format!("{}:{port}", url.host_str().unwrap_or_default());
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        Ok(Self { url, host, is_loopback })
    }
}

/// An address without anything that could be a secret: no query, no name and password.
fn shown(address: &str) -> String {
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    match (plain.split_once("://"), plain.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://{rest}"),
        (None, Some((_, rest))) => rest.to_owned(),
        _ => plain.to_owned(),
    }
}

fn headers_of(request: &HttpRequest) -> Result<HeaderMap, TransportError> {
    let mut headers = HeaderMap::new();
    for header in &request.headers {
        let mut value = HeaderValue::from_str(&header.value)
            .map_err(|_| TransportError::BadAddress { url: shown(&request.url) })?;
        value.set_sensitive(header.is_secret);
        headers.insert(HeaderName::from_static(header.name), value);
    }
    Ok(headers)
}

/// A redirect to another host would hand it the key.
fn follow_within_host(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let next = attempt.url();
    let is_same = attempt.previous().last().is_some_and(|last| last.origin() == next.origin());
    if is_same && attempt.previous().len() <= REDIRECTS_LIMIT { attempt.follow() } else { attempt.stop() }
}

/// The innermost cause, which names neither the address nor a header.
fn root_cause(error: &reqwest::Error) -> String {
    cause_words(error).pop().unwrap_or_else(|| "the connection failed".to_owned())
}

/// The causes below the outermost error, which alone carries the address.
fn cause_words(error: &reqwest::Error) -> Vec<String> {
    causes(error).map(ToString::to_string).collect()
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

fn is_proxy_fault(words: &[String]) -> bool {
    words.iter().any(|word| word.starts_with("tunnel error"))
}

/// rustls reports a refused handshake as invalid data inside an input and output error.
fn is_tls_fault(error: &reqwest::Error, words: &[String]) -> bool {
    let is_invalid_data = causes(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::InvalidData);
    let is_said = |word: &String| TLS_WORDS.iter().any(|part| word.contains(part));
    error.is_connect() && (is_invalid_data || words.iter().any(is_said))
}

/// How rustls begins its refusals; those of a host that speaks no TLS at all reach us as text only.
const TLS_WORDS: &[&str] =
    &["certificate", "TLS", "corrupt message", "peer is incompatible", "peer misbehaved", "fatal alert"];

#[cfg(test)]
mod tests;
