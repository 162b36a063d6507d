//! The list of connectors. Adding one is one line here.

use std::sync::Arc;

use super::anthropic::Anthropic;
use super::contract::Connector;
use super::helicone::Helicone;
use super::langfuse::Langfuse;
use super::litellm::LiteLlm;
use super::openai::OpenAi;
use super::openrouter::OpenRouter;
use super::pushdown::Pushdown;

/// The connectors an app knows, by descriptor id.
#[derive(Clone, Default)]
pub struct Registry(Vec<Arc<dyn Connector>>);

impl Registry {
    /// A registry of just these.
    pub fn of(connectors: Vec<Arc<dyn Connector>>) -> Self {
        Self(connectors)
    }

    /// Every connector the product has.
    pub fn standard() -> Self {
        Self::of(vec![
            Arc::new(OpenAi),
            Arc::new(Anthropic),
            Arc::new(OpenRouter),
            Arc::new(LiteLlm),
            Arc::new(Langfuse),
            Arc::new(Helicone),
            Arc::new(Pushdown::litellm()),
            Arc::new(Pushdown::tensorzero()),
            Arc::new(Pushdown::langfuse()),
            Arc::new(Pushdown::helicone()),
        ])
    }

    /// The connector of that descriptor id.
    pub fn find(&self, id: &str) -> Option<&Arc<dyn Connector>> {
        self.0.iter().find(|connector| connector.descriptor().id == id)
    }

    /// All of them, in the order shown to the analyst.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Connector>> {
        self.0.iter()
    }
}
