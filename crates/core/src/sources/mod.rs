//! Where evidence comes from: one folder per connector, all behind one contract.
//!
//! Owns: what can be asked of a provider, how its answers are read, what they mean in the ledger's words.
//! Never does: store anything, read a clock, name a keychain. The network is the [`Transport`] it is handed.
//! Invariant: `normalize` is pure, so a stored page can be read again without a network.

mod anthropic;
mod contract;
mod exchange;
mod gateways;
mod helicone;
mod langfuse;
mod litellm;
mod openai;
mod openrouter;
mod pushdown;
mod reading;
mod registry;
#[cfg(test)]
mod tests;
mod transport;

pub use anthropic::Anthropic;
pub use contract::{
    Access, Ask, Book, Capabilities, Capability, Connector, Descriptor, DirectoryEntry, DirectoryKind,
    FetchError, Field, Finding, KeyHelp, LateWindow, NormalizeError, Normalized, Observed, Offer, Page,
    PageAsk, PageRef, Probe, ProbeVerdict, Slot, Stream,
};
pub use helicone::Helicone;
pub use langfuse::Langfuse;
pub use litellm::LiteLlm;
pub use openai::OpenAi;
pub use openrouter::OpenRouter;
pub use pushdown::Pushdown;
pub use registry::Registry;
pub(crate) use transport::host_of;
pub use transport::{
    Credential, DatabaseAsk, Header, HttpRequest, HttpResponse, Transport, TransportError, is_loopback,
};
