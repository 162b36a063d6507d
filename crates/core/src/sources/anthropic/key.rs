//! Which kind of key this is, by how it starts and by what Anthropic answers.

use super::PROVIDER;
use crate::sources::{Access, FetchError};

const USE_ADMIN_KEY: &str = "Use an admin key (sk-ant-admin01-...) made by an admin of the organization";

/// Kinds of key that cannot read billing, known before asking.
const OTHER_KINDS: &[(&str, &str)] = &[
    ("sk-ant-api03-", "it is a workspace key"),
    ("sk-proj-", "it is a key of OpenAI"),
    ("sk-admin-", "it is a key of OpenAI"),
    ("sk-svcacct-", "it is a key of OpenAI"),
    ("sk-or-", "it is a key of OpenRouter"),
];

/// Refuses a key that starts like one of another kind.
pub(super) fn check_kind(access: &Access) -> Result<(), FetchError> {
    let key = access.credential.reveal();
    match OTHER_KINDS.iter().find(|(start, _)| key.starts_with(start)) {
        Some((_, found)) => Err(FetchError::WrongKeyKind {
            provider: PROVIDER,
            found: (*found).to_owned(),
            hint: USE_ADMIN_KEY.to_owned(),
        }),
        None => Ok(()),
    }
}

/// What a 401 or 403 means: revoked, of another kind, or without the right.
pub(super) fn refusal(status: u16, access: &Access, what: &str) -> FetchError {
    if let Err(wrong) = check_kind(access) {
        return wrong;
    }
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
