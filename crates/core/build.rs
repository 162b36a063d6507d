//! Compiles the price book into the core, and rebuilds the core when a price or a migration changes.
//!
//! A book that breaks a rule stops the build with the file, the line and the remedy of each fault.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use showback_pricebook::{Hash, Severity, compile};

/// Zstandard level: the best that still takes well under a second.
const LEVEL: i32 = 12;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=../../migrations");
    println!("cargo::rerun-if-changed=../../prices");
    match bundle(Path::new("../../prices")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("cargo::error=the price book could not be bundled: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the compressed canonical text and its hash. `false` when the book is broken, with its faults printed.
fn bundle(folder: &Path) -> Result<bool, Box<dyn Error>> {
    let compiled = match compile(&source_files(folder)?) {
        Ok(compiled) => compiled,
        Err(findings) => {
            for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
                println!("cargo::error={finding}");
            }
            return Ok(false);
        }
    };
    let text = compiled.book.to_canonical()?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?);
    fs::write(out.join("prices.json.zst"), zstd::encode_all(text.as_slice(), LEVEL)?)?;
    fs::write(out.join("prices.hash"), Hash::of(&text).to_string())?;
    Ok(true)
}

fn source_files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_source = path.extension().is_some_and(|end| end == "toml" || end == "txt");
        if let Some(name) = path.file_name().filter(|_| is_source) {
            files.push((format!("prices/{}", name.to_string_lossy()), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}
