//! A request as the provider reads it, and the answer it gives.

use axum::http::HeaderMap;

use crate::rng::fingerprint;

/// A parsed request.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    /// Below the base URL, starting with a slash.
    pub(crate) path: String,
    pub(crate) params: Params,
    pub(crate) headers: HeaderMap,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// An answer before it goes on the wire.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub(crate) fn ok(body: String) -> Self {
        Self { status: 200, body, headers: Vec::new() }
    }

    pub(crate) fn json(body: &serde_json::Value) -> Self {
        Self::ok(body.to_string())
    }
}

/// Query parameters in the order sent.
#[derive(Debug, Clone)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The single value of a parameter; the last one when repeated.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(had, _)| had == name).map(|(_, value)| value.as_str())
    }

    /// All values sent as `name[]`, and as plain `name` where `plain` is accepted too.
    pub(crate) fn many(&self, name: &str, plain: bool) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(had, _)| had.strip_suffix("[]") == Some(name) || (plain && had == name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The names sent, without repetition.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// A fingerprint of every parameter but the cursor, for one path.
    pub(crate) fn fingerprint(&self, path: &str) -> u64 {
        let mut pairs: Vec<String> = self
            .0
            .iter()
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| format!("{}={value}", name.trim_end_matches("[]")))
            .collect();
        pairs.sort_unstable();
        fingerprint(&format!("{path}?{}", pairs.join("&")))
    }
}

/// Where the next page starts, and what the request was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) offset: usize,
    pub(crate) request: u64,
    /// Unix seconds of the state of knowledge the first page was made of.
    pub(crate) known: i64,
}

impl Cursor {
    pub(crate) fn encode(self) -> String {
        let text = format!("{:08x}{:016x}{:010x}", self.offset, self.request, self.known);
        format!("page_{text}{:08x}", fingerprint(&text) >> 32)
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        let body = text.strip_prefix("page_")?;
        let (fields, check) = body.split_at_checked(34)?;
        if format!("{:08x}", fingerprint(fields) >> 32) != check {
            return None;
        }
        Some(Self {
            offset: usize::from_str_radix(fields.get(..8)?, 16).ok()?,
            request: u64::from_str_radix(fields.get(8..24)?, 16).ok()?,
            known: i64::from_str_radix(fields.get(24..)?, 16).ok()?,
        })
    }
}

/// A bucket width of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    Day,
    Hour,
    Minute,
}

impl Width {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "1d" => Some(Self::Day),
            "1h" => Some(Self::Hour),
            "1m" => Some(Self::Minute),
            _ => None,
        }
    }

    pub(crate) fn seconds(self) -> i64 {
        match self {
            Self::Day => 86_400,
            Self::Hour => 3_600,
            Self::Minute => 60,
        }
    }

    /// Default and maximum number of buckets of the usage reports of both providers.
    pub(crate) fn buckets(self) -> (i64, i64) {
        match self {
            Self::Day => (7, 31),
            Self::Hour => (24, 168),
            Self::Minute => (60, 1440),
        }
    }
}

/// The half-open buckets of `[from, to)` in Unix seconds, the first one starting at or before `from`.
pub(crate) fn buckets(from: i64, to: i64, width: Width) -> impl Iterator<Item = (i64, i64)> {
    let step = width.seconds();
    let first = from.div_euclid(step) * step;
    std::iter::successors(Some(first), move |at| Some(at + step))
        .take_while(move |at| *at < to)
        .map(move |at| (at, at + step))
}
