//! The loopback server: takes a request, lets the provider answer it, and keeps a log.

use std::future::IntoFuture;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::books::Books;
use crate::cell::{Known, Provider};
use crate::company::Company;
use crate::http::{Answer, Call, Params};
use crate::keys::Keys;
use crate::options::{Analytics, SimulatorOptions};
use crate::world::{self, Memo, Surface, World};
use crate::{anthropic, gateway_log, openai};

/// How long answers under way may take when the server stops.
const DRAIN: Duration = Duration::from_secs(2);

/// What answering a request may look at.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) world: &'a World,
    pub(crate) options: &'a SimulatorOptions,
    pub(crate) keys: &'a Keys,
    pub(crate) now: DateTime<Utc>,
    pub(crate) ordinal: u64,
    pub(crate) analytics: &'a Memo<Vec<anthropic::Base>>,
}

impl Site<'_> {
    pub(crate) fn known(&self, provider: Provider, surface: Surface) -> Known {
        world::known(provider, surface, self.now)
    }
}

/// One request as served. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// Position since the start, from 1.
    pub ordinal: u64,
    /// `openai`, `anthropic`, or empty for a path of neither.
    pub provider: &'static str,
    /// HTTP method.
    pub method: String,
    /// Path below the provider's base URL.
    pub path: String,
    /// Query as sent.
    pub query: String,
    /// HTTP status of the answer; 0 when the connection was cut before one.
    pub status: u16,
    /// The injected fault; absent when the provider behaved.
    pub fault: Option<String>,
}

/// State shared by all requests.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Arc<World>,
    options: SimulatorOptions,
    keys: Keys,
    now: Mutex<DateTime<Utc>>,
    log: Mutex<Vec<RequestRecord>>,
    analytics: Memo<Vec<anthropic::Base>>,
    #[cfg(feature = "faults")]
    pub(crate) faults: crate::faults::Engine,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        *locked(&self.now)
    }

    #[cfg(feature = "faults")]
    pub(crate) fn set_now(&self, now: DateTime<Utc>) {
        *locked(&self.now) = now;
    }

    #[cfg(feature = "faults")]
    pub(crate) fn controlled(&self) -> bool {
        self.options.control
    }

    #[cfg(feature = "faults")]
    pub(crate) fn log(&self) -> Vec<RequestRecord> {
        locked(&self.log).clone()
    }

    pub(crate) fn books(&self) -> Books {
        let surface = match self.options.anthropic_analytics {
            Analytics::Enabled => Surface::Analytics,
            Analytics::Refused | Analytics::Hidden => Surface::Admin,
        };
        Books::over(Arc::clone(&self.world), self.now(), surface)
    }

    /// The provider's answer to a request at an instant.
    pub(crate) fn answer(&self, route: &Route, now: DateTime<Utc>, ordinal: u64) -> Answer {
        let (options, keys) = (&self.options, &self.keys);
        let site = Site { world: &self.world, options, keys, now, ordinal, analytics: &self.analytics };
        match route.provider {
            Some(Provider::OpenAi) => openai::answer(&site, &route.call),
            Some(Provider::Anthropic) => anthropic::answer(&site, &route.call),
            None => Answer { status: 404, body: "not found".to_owned(), headers: Vec::new() },
        }
    }

    /// Counts a request before it is answered; the status follows.
    pub(crate) fn begin(&self, route: &Route) -> u64 {
        let mut log = locked(&self.log);
        let ordinal = u64::try_from(log.len()).unwrap_or(u64::MAX).saturating_add(1);
        log.push(RequestRecord {
            ordinal,
            provider: route.name(),
            method: route.call.method.clone(),
            path: route.call.path.clone(),
            query: route.query.clone(),
            status: 0,
            fault: None,
        });
        ordinal
    }

    /// Notes how a counted request ended.
    pub(crate) fn end(&self, ordinal: u64, status: u16, fault: Option<String>) {
        let at = usize::try_from(ordinal.saturating_sub(1)).unwrap_or(usize::MAX);
        if let Some(record) = locked(&self.log).get_mut(at) {
            record.status = status;
            record.fault = fault;
        }
    }
}

/// A request split into provider and call.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) provider: Option<Provider>,
    pub(crate) call: Call,
    pub(crate) query: String,
}

impl Route {
    pub(crate) fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let (provider, path) = if let Some(rest) = path.strip_prefix("/openai/v1") {
            (Some(Provider::OpenAi), rest)
        } else if let Some(rest) = path.strip_prefix("/anthropic") {
            (Some(Provider::Anthropic), rest)
        } else {
            (None, path)
        };
        let query = request.uri().query().unwrap_or_default().to_owned();
        let call = Call {
            method: request.method().as_str().to_owned(),
            path: path.to_owned(),
            params: Params::parse(&query),
            headers: request.headers().clone(),
        };
        Self { provider, call, query }
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.provider {
            Some(Provider::OpenAi) => "openai",
            Some(Provider::Anthropic) => "anthropic",
            None => "",
        }
    }
}

/// An answer as bytes on the wire; the date header is the simulated instant.
pub(crate) fn respond(answer: Answer, date: DateTime<Utc>) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in answer.headers.into_iter().chain([("date", date)]) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

#[cfg(not(feature = "faults"))]
async fn serve(
    axum::extract::State(shared): axum::extract::State<Arc<Shared>>,
    request: Request,
) -> Response<Body> {
    let route = Route::of(&request);
    let ordinal = shared.begin(&route);
    let now = shared.now();
    let answer = shared.answer(&route, now, ordinal);
    shared.end(ordinal, answer.status, None);
    respond(answer, now)
}

/// Starts simulators.
#[derive(Debug)]
pub struct Simulator;

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No port of the loopback interface could be opened.
    #[error("could not listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for; 0 means any.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Simulator {
    /// Starts a simulator on the loopback interface, inside the running tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port cannot be opened.
    pub async fn start(options: SimulatorOptions) -> Result<SimulatorHandle, StartError> {
        let port = options.port;
        let listen = |source| StartError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let shared = Arc::new(Shared {
            world: Arc::new(World::new(Company::new(options.company))),
            keys: Keys::of(options.company.seed),
            now: Mutex::new(options.now),
            log: Mutex::default(),
            analytics: Memo::default(),
            #[cfg(feature = "faults")]
            faults: crate::faults::Engine::new(options.scenario.clone()),
            options,
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new();
        #[cfg(not(feature = "faults"))]
        let service = router.fallback(serve).with_state(Arc::clone(&shared)).into_make_service();
        #[cfg(feature = "faults")]
        let (listener, service) = crate::faults::wire(listener, router, &shared);
        let task = tokio::spawn(async move {
            let (drain, draining) = oneshot::channel::<()>();
            let until = async move {
                // Ends when the other half is dropped.
                let _ = draining.await;
            };
            let mut serving =
                pin!(axum::serve(listener, service).with_graceful_shutdown(until).into_future());
            tokio::select! {
                _ = &mut serving => {}
                // A dropped handle stops the server as well.
                _ = stopped => {
                    drop(drain);
                    let _ = tokio::time::timeout(DRAIN, serving).await;
                }
            }
        });
        Ok(SimulatorHandle { address, shared, stop: Some(stop), task })
    }
}

/// A running simulator; dropping it stops it.
#[derive(Debug)]
pub struct SimulatorHandle {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl SimulatorHandle {
    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Base URL to use in place of `https://api.openai.com/v1`.
    #[must_use]
    pub fn openai_base_url(&self) -> String {
        format!("http://{}/openai/v1", self.address)
    }

    /// Base URL to use in place of `https://api.anthropic.com`.
    #[must_use]
    pub fn anthropic_base_url(&self) -> String {
        format!("http://{}/anthropic", self.address)
    }

    /// The invented keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.shared.keys
    }

    /// The books as known at the simulated instant, by the Anthropic surface that is enabled.
    #[must_use]
    pub fn books(&self) -> Books {
        self.shared.books()
    }

    /// The log of the company's gateway for whole days, as LiteLLM writes it: JSON lines in order of time.
    #[must_use]
    pub fn gateway_log(&self, from: NaiveDate, to: NaiveDate) -> String {
        gateway_log::log(&self.shared.world, from, to)
    }

    /// The simulated instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.now()
    }

    /// Moves the simulated instant.
    pub fn set_now(&self, now: DateTime<Utc>) {
        *locked(&self.shared.now) = now;
    }

    /// Every request served so far, in order.
    #[must_use]
    pub fn request_log(&self) -> Vec<RequestRecord> {
        locked(&self.shared.log).clone()
    }

    /// How many requests were served so far.
    #[must_use]
    pub fn requests_served(&self) -> usize {
        locked(&self.shared.log).len()
    }

    /// Stops the server and waits until its port is closed.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = self.task.await;
    }
}
