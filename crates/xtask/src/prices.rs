//! The stage that compares our rating with two public price libraries. They are Python, and kept in the build folder.

use std::path::{Path, PathBuf};

use crate::command::{output, succeeds};
use crate::failure::{Failure, Result};
use crate::packages;
use crate::stages::{Bench, Ending};
use crate::stamp::Stamp;

/// Why the two libraries are not there, where even pip is missing.
const NO_PYTHON: &str =
    "Python 3.11 or newer with venv or pip is needed. Debian and Ubuntu: sudo apt-get install python3-venv";

/// Rates random usage with the command line and both libraries; a difference without a rule fails.
pub fn prices(bench: &Bench<'_>) -> Result<Ending> {
    let workspace = bench.workspace;
    let libraries = install(bench)?;
    bench.run(&mut workspace.cargo(["build", "-p", "showback-cli", "--bins"]))?;
    let checks = workspace.root.join("tests/checks");
    let mut compare = workspace.program(&libraries.python.to_string_lossy(), []);
    compare.arg(checks.join("differential.py"));
    compare.arg("--showback").arg(workspace.built("debug", "showback"));
    compare.arg("--prices").arg(workspace.root.join("prices"));
    compare.arg("--rules").arg(checks.join("known_differences.toml"));
    compare.arg("--keep").arg(workspace.artifacts().join("prices"));
    // No compiled copies beside the sources, and only this list of packages.
    compare.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONNOUSERSITE", "1");
    if let Some(path) = libraries.path {
        compare.env("PYTHONPATH", path);
    }
    bench.run(&mut compare)?;
    Ok(Ending::Passed(told(&bench.printed())))
}

/// The interpreter, and the folder to add to its path when the packages could not be given an environment of their own.
struct Libraries {
    python: PathBuf,
    path: Option<PathBuf>,
}

/// Installs the libraries once per version of their list.
fn install(bench: &Bench<'_>) -> Result<Libraries> {
    let list = bench.workspace.root.join("tests/checks/requirements.txt");
    let home = bench.workspace.tools().join("price-libraries");
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

/// The shares of agreement and the count of differences, from what the comparison printed.
fn told(printed: &str) -> String {
    let shares = printed.lines().filter_map(|line| {
        let (library, rest) = line.split_once(": ")?;
        let (_, share) = rest.rsplit_once(": ").filter(|_| rest.contains("are the same"))?;
        Some(format!("{library} {share}"))
    });
    let last = printed.lines().rfind(|line| line.contains("unexplained,")).unwrap_or_default();
    shares.chain([last.to_owned()]).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_differences_are_told_in_one_line() {
        let printed = "one: 9 of 10 amounts that both give are the same: 90.0 %\n  3 not compared: x\n\
            two: 5 of 5 amounts that both give are the same: 100.0 %\n\n4 differences, 4 explained, 0 unexplained, 0 stale rules\n";
        let expected = "one 90.0 %; two 100.0 %; 4 differences, 4 explained, 0 unexplained, 0 stale rules";
        assert_eq!(told(printed), expected);
    }
}
