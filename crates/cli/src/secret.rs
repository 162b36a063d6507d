//! Reads a key from where the analyst keeps it. It is never an argument and never printed.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;

use showback_core::adapters::environment::{Environment, ProcessEnvironment};
use showback_core::kernel::{Problem, ProblemCode};
use zeroize::Zeroizing;

use crate::arguments::KeyFrom;
use crate::failure::{Failure, usage};

/// A key is a line; anything longer is another file.
const LONGEST_BYTES: u64 = 16 * 1024;

/// The key, from what was named or from the provider's own variable.
pub fn key(from: &KeyFrom, provider_variable: &str) -> Result<Zeroizing<String>, Failure> {
    if from.key_stdin {
        return standard_input("the key");
    }
    if let Some(file) = &from.key_file {
        return if file == Path::new("-") { standard_input("the key") } else { file_key(file) };
    }
    let name = from.key_env.as_deref().unwrap_or(provider_variable);
    variable(name).ok_or_else(|| {
        let message = format!("the variable {name} holds no key");
        let hint = "Set it, or use --key-stdin or --key-file";
        Problem::new(ProblemCode::SecretMissing, message).hint(hint).about(name).into()
    })
}

/// The passphrase of the vault, from its variable or from the standard input.
pub fn passphrase() -> Result<Zeroizing<String>, Failure> {
    match variable("SHOWBACK_VAULT_PASSPHRASE") {
        Some(passphrase) => Ok(passphrase),
        None => standard_input("the passphrase"),
    }
}

fn variable(name: &str) -> Option<Zeroizing<String>> {
    ProcessEnvironment.variable(name).map(Zeroizing::new).filter(|text| !text.is_empty())
}

fn standard_input(what: &str) -> Result<Zeroizing<String>, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        // Typed text would stay on the screen.
        return Err(usage(
            format!("{what} is read from a pipe, not typed"),
            "For example: pass show openai | showback connect openai --label OpenAI --key-stdin",
        ));
    }
    let mut line = Zeroizing::new(String::new());
    stdin
        .lock()
        .take(LONGEST_BYTES)
        .read_line(&mut line)
        .map_err(|error| usage(format!("the standard input cannot be read: {error}"), ""))?;
    trimmed(&line, "the standard input")
}

fn file_key(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let cannot = |error: io::Error| {
        let message = format!("{} cannot be read: {error}", file.display());
        usage(message, "Check the path and its permissions")
    };
    let mut text = Zeroizing::new(String::new());
    let opened = std::fs::File::open(file).map_err(cannot)?;
    opened.take(LONGEST_BYTES).read_to_string(&mut text).map_err(cannot)?;
    trimmed(&text, &file.display().to_string())
}

fn trimmed(text: &str, place: &str) -> Result<Zeroizing<String>, Failure> {
    let key = text.trim();
    if key.is_empty() {
        let message = format!("{place} holds no key");
        return Err(Problem::new(ProblemCode::SecretMissing, message).into());
    }
    Ok(Zeroizing::new(key.to_owned()))
}
