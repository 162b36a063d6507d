//! The environment of the process as a parameter.

use std::collections::BTreeMap;

/// Reads environment variables.
pub trait Environment: Send + Sync {
    /// The value of a variable; `None` when it is not set, empty or not text.
    fn variable(&self, name: &str) -> Option<String>;
}

/// The environment this process was started with.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter that reads the environment")]
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }
}

/// An environment of just these variables, for tests.
#[derive(Clone, Default)]
pub struct GivenEnvironment(BTreeMap<String, String>);

impl GivenEnvironment {
    /// An environment of just these variables.
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

impl Environment for GivenEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }
}
