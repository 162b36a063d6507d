//! The built UI as static files.

use std::path::{Component, Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Answers a file below `root`. A path without an ending is a route of the UI and gets the page itself, which is told
/// the token.
pub(crate) async fn serve(root: &Path, path: &str, token: &str) -> Response {
    let Some(relative) = inside(path) else { return StatusCode::NOT_FOUND.into_response() };
    let is_page = relative.extension().is_none() || relative == Path::new("index.html");
    let file = if is_page { root.join("index.html") } else { root.join(&relative) };
    let Ok(bytes) = tokio::fs::read(&file).await else { return StatusCode::NOT_FOUND.into_response() };
    let body = if is_page { Body::from(with_token(&bytes, token)) } else { Body::from(bytes) };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&file)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn inside(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| path.to_owned())
}

fn with_token(page: &[u8], token: &str) -> String {
    let page = String::from_utf8_lossy(page);
    let meta = format!("<head><meta name=\"showback-bridge\" content=\"{token}\">");
    page.replacen("<head>", &meta, 1)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_folder() {
        assert!(inside("/assets/index.js").is_some());
        assert!(inside("/../secret").is_none());
        assert!(inside("//etc/passwd").is_some_and(|path| path.is_relative()));
    }

    #[test]
    fn the_page_is_told_the_token() {
        let page = with_token(b"<html><head><title>x</title></head></html>", "abc");
        assert!(page.contains("<head><meta name=\"showback-bridge\" content=\"abc\"><title>"));
    }
}
