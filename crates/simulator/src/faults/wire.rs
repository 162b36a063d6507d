//! Connections that can be cut in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// How far the next answer on a connection gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Plan {
    #[default]
    Whole,
    /// Nothing is sent any more.
    Dead,
    /// The head and then so many bytes of the body.
    Body(usize),
    /// So many bytes are left.
    Left(usize),
}

/// Cuts a connection. Cloned into every request of the connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cutter(Arc<Mutex<Plan>>);

impl Cutter {
    /// Closes the connection instead of answering.
    pub(crate) fn cut_now(&self) {
        self.set(Plan::Dead);
    }

    /// Closes the connection after so many bytes of the answer's body.
    pub(crate) fn cut_after(&self, body_bytes: usize) {
        self.set(Plan::Body(body_bytes));
    }

    fn set(&self, plan: Plan) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    fn plan(&self) -> Plan {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener whose connections can be cut.
#[derive(Debug)]
pub(crate) struct Wire(pub(crate) TcpListener);

impl Listener for Wire {
    type Io = Cuttable;
    type Addr = Cutter;

    async fn accept(&mut self) -> (Cuttable, Cutter) {
        let (stream, _): (TcpStream, SocketAddr) = Listener::accept(&mut self.0).await;
        let cutter = Cutter::default();
        (Cuttable { stream, cutter: cutter.clone() }, cutter)
    }

    fn local_addr(&self) -> io::Result<Cutter> {
        Ok(Cutter::default())
    }
}

impl Connected<IncomingStream<'_, Wire>> for Cutter {
    fn connect_info(stream: IncomingStream<'_, Wire>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A connection that obeys its cutter.
#[derive(Debug)]
pub(crate) struct Cuttable {
    stream: TcpStream,
    cutter: Cutter,
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let allowed = match self.cutter.plan() {
            Plan::Whole => return Pin::new(&mut self.stream).poll_write(context, bytes),
            Plan::Dead => 0,
            Plan::Left(left) => left,
            Plan::Body(body) => match bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(head) => head + 4 + body,
                None => return Pin::new(&mut self.stream).poll_write(context, bytes),
            },
        };
        if allowed == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let part = bytes.get(..allowed.min(bytes.len())).unwrap_or(bytes);
        let written = Pin::new(&mut self.stream).poll_write(context, part);
        if let Poll::Ready(Ok(count)) = written {
            self.cutter.set(Plan::Left(allowed - count));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
