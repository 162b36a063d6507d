//! Where a connection leads: the provider's own address, or one the analyst gave.

use url::Url;

use crate::kernel::{Problem, ProblemCode};
use crate::sources::{Connector, is_loopback};

/// An address that is encrypted or on this machine, without anything secret in it.
pub(super) fn stated_address(connector: &dyn Connector, base_url: Option<&str>) -> Result<String, Problem> {
    let own = connector.descriptor().base_url;
    let text = base_url.map(str::trim).filter(|text| !text.is_empty());
    let text = text.unwrap_or(own).trim_end_matches('/');
    let is_database = own.starts_with("postgres://");
    match if is_database { database(text) } else { api(text) } {
        Ok(()) => Ok(text.to_owned()),
        Err(why) => {
            let message =
                format!("\"{}\" cannot be the address of a provider: {why}", without_password(text));
            Err(Problem::new(ProblemCode::BadRequest, message).about("baseUrl"))
        }
    }
}

fn api(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).map_err(|_| "expected https:// and a host")?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err("it may hold neither a user name nor a query");
    }
    match (url.scheme(), is_loopback(&url)) {
        ("https", _) | ("http", true) if url.has_host() => Ok(()),
        ("http", false) => Err("the key would travel unencrypted. Use https://"),
        _ => Err("expected https:// and a host"),
    }
}

/// Encryption is not a matter of the address: beyond this machine it is always asked for.
fn database(text: &str) -> Result<(), &'static str> {
    const FORM: &str = "expected postgres://user@host:port/database";
    let url = Url::parse(text).map_err(|_| FORM)?;
    let is_postgres = matches!(url.scheme(), "postgres" | "postgresql");
    if url.password().is_some() {
        return Err("it may hold no password: enter that as the key");
    }
    if url.query().is_some() {
        return Err("it may hold no options");
    }
    let is_whole = url.has_host() && !url.username().is_empty() && url.path().len() > 1;
    if is_postgres && is_whole { Ok(()) } else { Err(FORM) }
}

/// What was typed, for a message: a password in it is left out.
fn without_password(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) if url.password().is_some() => {
            if url.set_password(None).is_err() {
                return "the address".to_owned();
            }
            url.to_string()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Registry;

    fn stated(source: &str, text: &str) -> Result<String, String> {
        let registry = Registry::standard();
        let connector = registry.find(source).unwrap();
        stated_address(connector.as_ref(), Some(text)).map_err(|problem| problem.message)
    }

    #[test]
    fn database_has_a_user_and_a_name_and_never_a_password() {
        let good = "postgres://reader@db.example.com:5432/litellm";
        assert_eq!(stated("litellm-postgres", good).as_deref(), Ok(good));
        let told =
            stated("litellm-postgres", "postgres://reader:hunter2@db.example.com/litellm").unwrap_err();
        assert!(told.contains("no password") && !told.contains("hunter2"), "{told}");
        for bad in [
            "postgres://db.example.com/litellm",
            "postgres://reader@db.example.com",
            "https://db.example.com",
        ] {
            assert!(stated("litellm-postgres", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn api_is_encrypted_or_on_this_machine() {
        assert!(stated("litellm", "http://127.0.0.1:4000").is_ok());
        assert!(stated("litellm", "http://litellm.example.com").unwrap_err().contains("unencrypted"));
        assert!(stated("litellm", "postgres://reader@db.example.com/litellm").is_err());
    }
}
