//! Which kind of key this is, by how it starts and by what Anthropic answers.

use super::PROVIDER;
use crate::sources::{Access, FetchError};

const USE_ADMIN_KEY: &str = "Use an admin key (sk-ant-admin01-...) made by an admin of the organization";

/// Keys of other providers, known before asking.
const OTHER_PROVIDERS: &[(&str, &str)] = &[
    ("sk-proj-", "it is a key of OpenAI"),
    ("sk-admin-", "it is a key of OpenAI"),
    ("sk-svcacct-", "it is a key of OpenAI"),
    ("sk-or-", "it is a key of OpenRouter"),
];
/// How the keys of a workspace start. Keys with the scope `read:analytics`, and personal keys that belong to no
/// workspace, start the same and do work, so these are asked first.
const WORKSPACE_START: &str = "sk-ant-api";

/// Refuses a key that starts like one of another provider.
pub(super) fn check_kind(access: &Access) -> Result<(), FetchError> {
    let key = access.credential.reveal();
    match OTHER_PROVIDERS.iter().find(|(start, _)| key.starts_with(start)) {
        Some((_, found)) => Err(wrong_kind(found)),
        None => Ok(()),
    }
}

/// A key that may read nothing: of a workspace, by how it starts, or without the right.
pub(super) fn useless(access: &Access, refusal: FetchError) -> FetchError {
    if access.credential.reveal().starts_with(WORKSPACE_START) {
        return wrong_kind("it is a workspace key");
    }
    refusal
}

fn wrong_kind(found: &str) -> FetchError {
    FetchError::WrongKeyKind { provider: PROVIDER, found: found.to_owned(), hint: USE_ADMIN_KEY.to_owned() }
}

/// What a 401 or 403 means: revoked, or without the right.
pub(super) fn refusal(status: u16, what: &str) -> FetchError {
    if status == 401 {
        return FetchError::KeyRefused {
            provider: PROVIDER,
            hint: "it was revoked, has expired or was not copied whole. Make a new admin key".to_owned(),
        };
    }
    FetchError::ScopeMissing {
        provider: PROVIDER,
        what: what.to_owned(),
        hint: "Use an admin key".to_owned(),
    }
}
