//! `pricebook check DIR` and `pricebook publish DIR`: the checks of the build, for whoever keeps the prices.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks on its terminal")]

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use showback_pricebook::{Compiled, LOCK_FILE, compile, next_lock};

const HELP: &str = "pricebook check DIR     compile the book of the folder and print every finding
pricebook publish DIR   check it, then write DIR/published.txt from it";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["check", folder] => check(Path::new(folder)).map(|_| ()),
        ["publish", folder] => publish(Path::new(folder)),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Prints what was found. An error when the book is broken.
fn check(folder: &Path) -> Result<Compiled, String> {
    let files =
        source_files(folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let (done, findings) = match compile(&files) {
        Ok(compiled) => (Some(compiled.clone()), compiled.notes),
        Err(findings) => (None, findings),
    };
    for finding in &findings {
        println!("{finding}");
    }
    let Some(compiled) = done else {
        return Err(format!("the book is broken: {} findings", findings.len()));
    };
    let hash = compiled.book.hash().map_err(|error| error.to_string())?;
    println!(
        "{} channels, {} models, {} rates, {} notes, hash {hash}",
        compiled.book.channels.len(),
        compiled.book.channels.iter().map(|channel| channel.models.len()).sum::<usize>(),
        compiled.book.row_count(),
        findings.len(),
    );
    Ok(compiled)
}

/// Writes the lock of a book that passes its checks, those against the lock it has so far included.
fn publish(folder: &Path) -> Result<(), String> {
    let book = check(folder)?.book;
    let path = folder.join(LOCK_FILE);
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
    };
    let lock = next_lock(&book, &before);
    fs::write(&path, &lock).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    println!("{} has {} rates", path.display(), lock.lines().filter(|line| !line.starts_with('#')).count());
    Ok(())
}

fn source_files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml" || end == "txt") {
            files.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}
