//! Other loopback origins may call: the UI's development server is one.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// The origin of the request when it is a page served from this machine.
pub(crate) fn loopback_origin(headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    let host = text.strip_prefix("http://")?;
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    ["127.0.0.1", "localhost", "[::1]"].contains(&host).then(|| origin.clone())
}

/// Lets a loopback page read the answer.
pub(crate) fn allow(response: &mut Response, origin: Option<HeaderValue>) {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &'static str) -> Option<HeaderValue> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, HeaderValue::from_static(text));
        loopback_origin(&headers)
    }

    #[test]
    fn only_pages_of_this_machine_may_call() {
        assert!(origin("http://localhost:5173").is_some());
        assert!(origin("http://127.0.0.1:5173").is_some());
        assert!(origin("https://example.com").is_none());
        assert!(origin("http://localhost.example.com").is_none());
    }
}
