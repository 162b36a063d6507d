//! Events of the core as server-sent events.

use std::convert::Infallible;

use axum::response::sse::{Event as Line, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use showback_core::app::model::{Event, Tag};
use tokio::sync::broadcast::{self, error::RecvError};

/// Sends each event as one JSON line. A reader that fell behind is told that everything is stale.
pub(crate) fn stream(
    receiver: broadcast::Receiver<Event>,
) -> Sse<impl Stream<Item = Result<Line, Infallible>>> {
    let lines = unfold(receiver, |mut receiver| async move {
        let event = match receiver.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => Event::Stale { tags: vec![Tag::Workspace] },
            Err(RecvError::Closed) => return None,
        };
        let json = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok(Line::default().data(json)), receiver))
    });
    Sse::new(lines).keep_alive(KeepAlive::default())
}
