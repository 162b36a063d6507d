//! Python programs with packages of their own, kept in the build folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{output, succeeds};
use crate::failure::{Failure, Result};
use crate::packages;
use crate::stages::Bench;
use crate::stamp::Stamp;

/// Why the packages are not there, where even pip is missing.
const NO_PYTHON: &str =
    "Python 3.11 or newer with venv or pip is needed. Debian and Ubuntu: sudo apt-get install python3-venv";

/// The interpreter, and the folder to add to its path when the packages could not be given an environment of their own.
pub struct Libraries {
    python: PathBuf,
    path: Option<PathBuf>,
}

impl Libraries {
    /// The interpreter, for a program that starts it itself.
    pub fn python(&self) -> &Path {
        &self.python
    }

    /// Lets a command, and what it starts, see these packages and no others, and leave nothing compiled beside sources.
    pub fn show_to(&self, command: &mut Command) {
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONNOUSERSITE", "1");
        if let Some(path) = &self.path {
            command.env("PYTHONPATH", path);
        }
    }
}

/// Installs the packages of a list, a file below the root, once per version of it.
pub fn environment(bench: &Bench<'_>, list: &str, name: &str) -> Result<Libraries> {
    let list = bench.workspace.root.join(list);
    let home = bench.workspace.tools().join(name);
    let python = system_python(bench)?;
    let version = output(
        bench.workspace.program(&python, ["-c", "import sys; print(sys.version)"]).env_remove("PYTHONPATH"),
    )?;
    let stamp = Stamp::of(home.join("installed"), std::slice::from_ref(&list), &[], &[&version])?;
    if stamp.is_current() {
        return Ok(found(&home, &python));
    }
    if home.exists() {
        std::fs::remove_dir_all(&home).map_err(|c| Failure::of(home.display(), c))?;
    }
    std::fs::create_dir_all(&home).map_err(|c| Failure::of(home.display(), c))?;
    let words =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
    if has_venv(bench, &python) {
        bench.run(bench.workspace.program(&python, ["-m", "venv"]).arg(home.join("venv")))?;
        let inside = found(&home, &python).python;
        bench.run(bench.workspace.program(&inside.to_string_lossy(), words).arg(&list))?;
    } else {
        let mut install = bench.workspace.program(&python, words);
        bench.run(install.arg(&list).arg("--target").arg(home.join("packages")))?;
    }
    stamp.keep()?;
    Ok(found(&home, &python))
}

/// The environment when there is one, else the system's interpreter with a folder of packages.
fn found(home: &Path, python: &str) -> Libraries {
    let inside = home.join("venv").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if inside.exists() {
        return Libraries { python: inside, path: None };
    }
    Libraries { python: PathBuf::from(python), path: Some(home.join("packages")) }
}

/// A Python that can install packages; on Debian the missing part is installed.
fn system_python(bench: &Bench<'_>) -> Result<String> {
    if let Some(python) = able(bench) {
        return Ok(python);
    }
    if cfg!(target_os = "linux") {
        packages::ensure(&[&packages::PRICE_TEST])?;
    }
    able(bench).ok_or_else(|| Failure::new(NO_PYTHON))
}

fn able(bench: &Bench<'_>) -> Option<String> {
    let is_new = |python: &str| {
        let asked = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"];
        succeeds(&mut bench.workspace.program(python, asked))
    };
    let has_pip = |python: &str| succeeds(&mut bench.workspace.program(python, ["-m", "pip", "--version"]));
    let names = ["python3", "python"].into_iter();
    names
        .filter(|python| is_new(python))
        .find(|python| has_venv(bench, python) || has_pip(python))
        .map(str::to_owned)
}

/// Debian keeps what fills a new environment in a package of its own.
fn has_venv(bench: &Bench<'_>, python: &str) -> bool {
    succeeds(&mut bench.workspace.program(python, ["-c", "import venv, ensurepip"]))
}
