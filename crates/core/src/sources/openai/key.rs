//! Which kind of key this is, by how it starts and by what OpenAI answers.

use super::PROVIDER;
use crate::sources::exchange::Refusal;
use crate::sources::{Access, FetchError};

const USE_ADMIN_KEY: &str = "Use an admin key (sk-admin-...) made by an owner of the organization";

/// Kinds of key that cannot read billing, known before asking.
const OTHER_KINDS: &[(&str, &str)] = &[
    ("sk-proj-", "it is a project key"),
    ("sk-svcacct-", "it is a service account key"),
    ("sk-ant-", "it is a key of Anthropic"),
    ("sk-or-", "it is a key of OpenRouter"),
];

/// Refuses a key that starts like one of another kind.
pub(super) fn check_kind(access: &Access) -> Result<(), FetchError> {
    let key = access.credential.reveal();
    match OTHER_KINDS.iter().find(|(start, _)| key.starts_with(start)) {
        Some((_, found)) => Err(wrong_kind(found)),
        None => Ok(()),
    }
}

fn wrong_kind(found: &str) -> FetchError {
    FetchError::WrongKeyKind { provider: PROVIDER, found: found.to_owned(), hint: USE_ADMIN_KEY.to_owned() }
}

/// What a 401 or 403 means: revoked, of another kind, or without the right.
pub(super) fn refusal(status: u16, refusal: &Refusal, access: &Access, what: &str) -> FetchError {
    let is_admin_key = access.credential.reveal().starts_with("sk-admin-");
    let is_scope = status == 403 || refusal.names("scope") || refusal.names("permission");
    if let Err(wrong) = check_kind(access) {
        return wrong;
    }
    if is_scope && is_admin_key {
        return FetchError::ScopeMissing {
            provider: PROVIDER,
            what: what.to_owned(),
            hint: "Make an admin key that may read usage, or ask an owner of the organization".to_owned(),
        };
    }
    if is_scope {
        return wrong_kind("it is not an admin key");
    }
    FetchError::KeyRefused {
        provider: PROVIDER,
        hint: "it was revoked, has expired or was not copied whole. Make a new admin key".to_owned(),
    }
}
