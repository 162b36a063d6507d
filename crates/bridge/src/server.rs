//! Routes and the token.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use showback_core::app::App;
use showback_core::app::model::Event;
use showback_core::ipc::dispatch;
use showback_core::kernel::{Problem, ProblemCode};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use crate::{cors, events, files};

/// How the door is opened.
#[derive(Clone, Debug)]
pub struct BridgeConfig {
    /// Port on loopback; 0 takes a free one.
    pub port: u16,
    /// What a caller must know.
    pub token: String,
    /// Folder of the built UI; absent when only the contract is served.
    pub ui: Option<PathBuf>,
}

/// A listening bridge.
pub struct Bridge {
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<Door>,
}

struct Door {
    app: Arc<App>,
    events: broadcast::Sender<Event>,
    config: BridgeConfig,
}

impl Bridge {
    /// Binds to loopback. Everything sent on `events` reaches the listeners of `/events`.
    pub async fn bind(
        app: Arc<App>,
        events: broadcast::Sender<Event>,
        config: BridgeConfig,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, state: Arc::new(Door { app, events, config }) })
    }

    /// Where it listens, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until the process ends.
    pub async fn serve(self) -> std::io::Result<()> {
        axum::serve(self.listener, router(self.state)).await
    }
}

fn router(state: Arc<Door>) -> Router {
    let guarded = Router::new()
        .route("/rpc/{command}", post(rpc))
        .route("/events", get(listen))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), check_token));
    Router::new()
        .merge(guarded)
        .route("/bridge.json", get(introduce))
        .fallback(get(page))
        .layer(middleware::from_fn(share_with_loopback))
        .with_state(state)
}

async fn rpc(State(door): State<Arc<Door>>, Path(command): Path<String>, body: Bytes) -> Response {
    let request = if body.is_empty() {
        serde_json::Value::Null
    } else {
        match serde_json::from_slice(&body) {
            Ok(request) => request,
            Err(error) => {
                return refuse(&Problem::new(
                    ProblemCode::BadRequest,
                    format!("the body is not JSON: {error}"),
                ));
            }
        }
    };
    match dispatch(&door.app, &command, request).await {
        Ok(response) => Json(response).into_response(),
        Err(problem) => refuse(&problem),
    }
}

fn refuse(problem: &Problem) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response()
}

async fn listen(State(door): State<Arc<Door>>) -> Response {
    events::stream(door.events.subscribe()).into_response()
}

async fn introduce(State(door): State<Arc<Door>>, headers: HeaderMap) -> Response {
    // A page of another origin gets the token from the person who starts it, not from here.
    if headers.contains_key(header::ORIGIN) {
        return StatusCode::FORBIDDEN.into_response();
    }
    Json(serde_json::json!({ "token": door.config.token })).into_response()
}

async fn page(State(door): State<Arc<Door>>, uri: Uri) -> Response {
    match &door.config.ui {
        Some(root) => files::serve(root, uri.path(), &door.config.token).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn check_token(
    State(door): State<Arc<Door>>,
    Query(query): Query<Vec<(String, String)>>,
    request: Request,
    next: Next,
) -> Response {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let in_query = query.iter().find(|(name, _)| name == "token").map(|(_, value)| value.as_str());
    if bearer.or(in_query) == Some(door.config.token.as_str()) {
        next.run(request).await
    } else {
        let problem = Problem::new(ProblemCode::NotAllowedNow, "the bridge does not know this token")
            .hint("Use the token printed when the bridge started");
        (StatusCode::UNAUTHORIZED, Json(problem)).into_response()
    }
}

async fn share_with_loopback(request: Request, next: Next) -> Response {
    let origin = cors::loopback_origin(request.headers());
    let mut response = if request.method() == axum::http::Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    cors::allow(&mut response, origin);
    response
}
