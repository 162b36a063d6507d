use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::*;
use crate::sources::Header;

const SECRET: &str = "sk-admin-never-shown-anywhere";

fn request(url: &str) -> HttpRequest {
    HttpRequest {
        url: url.to_owned(),
        query: vec![("group_by[]".to_owned(), "project_id".to_owned())],
        headers: vec![Header::secret("authorization", format!("Bearer {SECRET}"))],
        question: None,
    }
}

fn quick() -> HttpTransport {
    let options = HttpOptions {
        connect_timeout: Duration::from_millis(2000),
        total_timeout: Duration::from_millis(400),
        body_limit_bytes: 1000,
        ..HttpOptions::default()
    };
    HttpTransport::new(options).unwrap()
}

/// A listener that answers every connection with these bytes and hangs up; returns its address and what was sent.
async fn answering(bytes: &'static [u8]) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (heard, receiver) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = vec![0_u8; 4096];
            let length = stream.read(&mut buffer).await.unwrap_or(0);
            let _ = heard.send(String::from_utf8_lossy(&buffer[..length]).into_owned());
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
    });
    (address, receiver)
}

fn assert_hides_the_key(error: &TransportError) {
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET), "the key is in {shown}");
    assert!(!shown.contains("group_by"), "the query is in {shown}");
}

#[tokio::test]
async fn a_complete_answer_comes_back_with_status_and_headers() {
    let answer = b"HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}";
    let (address, mut heard) = answering(answer).await;
    let response = quick().send(request(&format!("{address}/v1/x"))).await.unwrap();
    assert_eq!((response.status, response.body.as_slice()), (429, b"{}".as_slice()));
    assert_eq!(response.header("retry-after"), Some("7"));
    assert_eq!(response.header("set-cookie"), None, "cookies never come back");
    let sent = heard.recv().await.unwrap();
    assert!(sent.starts_with("GET /v1/x?group_by%5B%5D=project_id HTTP/1.1"), "{sent}");
    assert!(sent.contains(SECRET));
}

#[tokio::test]
async fn a_refused_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = quick().send(request(&format!("http://{address}/"))).await.unwrap_err();
    assert!(
        matches!(&error, TransportError::Unreachable { host, .. } if *host == address.to_string()),
        "{error:?}"
    );
    assert_hides_the_key(&error);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_torn() {
    let (address, _heard) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":[").await;
    let error = quick().send(request(&address)).await.unwrap_err();
    assert!(matches!(error, TransportError::Torn { .. }), "{error:?}");
    let (address, _heard) = answering(b"").await;
    let error = quick().send(request(&address)).await.unwrap_err();
    assert!(matches!(error, TransportError::Torn { .. }), "{error:?}");
    assert_hides_the_key(&error);
}

#[tokio::test]
async fn a_server_that_says_nothing_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let error = quick().send(request(&address)).await.unwrap_err();
    assert!(
        matches!(error, TransportError::TimedOut { after, .. } if after == Duration::from_millis(400)),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_answer_above_the_limit_is_refused_told_or_not() {
    let (address, _heard) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n").await;
    let error = quick().send(request(&address)).await.unwrap_err();
    assert!(matches!(error, TransportError::TooLarge { limit_bytes: 1000, .. }), "{error:?}");
    let body: &'static [u8] = {
        let mut text = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        text.extend([b'x'; 2000]);
        Box::leak(text.into_boxed_slice())
    };
    let (address, _heard) = answering(body).await;
    let error = quick().send(request(&address)).await.unwrap_err();
    assert!(matches!(error, TransportError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let (other, mut heard) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let redirect = format!("HTTP/1.1 302 Found\r\nLocation: {other}/\r\nContent-Length: 0\r\n\r\n");
    let (address, _heard) = answering(Box::leak(redirect.into_bytes().into_boxed_slice())).await;
    let response = quick().send(request(&address)).await.unwrap();
    assert_eq!(response.status, 302);
    assert!(heard.try_recv().is_err(), "the other host heard nothing");
}

#[tokio::test]
async fn plain_http_leaves_this_machine_never() {
    for address in [
        "http://api.example.com/v1",
        "ftp://127.0.0.1/",
        "not an address",
        "https://name:word@example.com/",
        "",
    ] {
        let error = quick().send(request(address)).await.unwrap_err();
        assert!(matches!(error, TransportError::BadAddress { .. }), "{address}: {error:?}");
        assert!(!error.to_string().contains("word"), "{error}");
    }
}

/// A TLS listener with a certificate nobody signed; returns its address and the certificate as PEM.
async fn self_signed() -> (String, Vec<u8>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut buffer = vec![0_u8; 4096];
            let _ = stream.read(&mut buffer).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
            let _ = stream.shutdown().await;
        }
    });
    (format!("https://localhost:{port}"), cert.pem().into_bytes())
}

#[tokio::test]
async fn an_untrusted_certificate_is_named_and_an_extra_root_trusts_it() {
    let (address, pem) = self_signed().await;
    let error = quick().send(request(&address)).await.unwrap_err();
    assert!(matches!(error, TransportError::Tls { .. }), "{error:?}");
    assert_hides_the_key(&error);
    let options = HttpOptions { extra_roots_pem: vec![pem], ..HttpOptions::default() };
    let response = HttpTransport::new(options).unwrap().send(request(&address)).await.unwrap();
    assert_eq!(response.status, 200);
}

#[tokio::test]
async fn what_is_no_certificate_or_proxy_is_refused_at_setup() {
    let options = HttpOptions { extra_roots_pem: vec![b"no".to_vec()], ..HttpOptions::default() };
    assert!(matches!(HttpTransport::new(options), Err(HttpSetupError::NotACertificate)));
    let options = HttpOptions { proxy: Some("::".to_owned()), ..HttpOptions::default() };
    assert!(matches!(HttpTransport::new(options), Err(HttpSetupError::NotAProxy)));
}

fn through_proxy(proxy: &str) -> HttpTransport {
    HttpTransport::new(HttpOptions { proxy: Some(proxy.to_owned()), ..HttpOptions::default() }).unwrap()
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_gone_is_named_as_the_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = through_proxy(&gone).send(request("https://api.example.com/")).await.unwrap_err();
    assert!(
        matches!(&error, TransportError::Proxy { host, .. } if host == "api.example.com:443"),
        "{error:?}"
    );
    assert_hides_the_key(&error);
    let (refusing, mut heard) = answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
    let error = through_proxy(&refusing).send(request("https://api.example.com/")).await.unwrap_err();
    assert!(matches!(error, TransportError::Proxy { .. }), "{error:?}");
    let asked = heard.recv().await.unwrap();
    assert!(asked.starts_with("CONNECT api.example.com:443"), "{asked}");
    assert!(!asked.contains(SECRET), "a proxy never sees the key");
}

#[tokio::test]
async fn a_proxy_carries_loopback_requests_when_given() {
    let (proxy, mut heard) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let response = through_proxy(&proxy).send(request("http://127.0.0.1:9/v1")).await.unwrap();
    assert_eq!(response.status, 200);
    assert!(heard.recv().await.unwrap().starts_with("GET http://127.0.0.1:9/v1"));
}
