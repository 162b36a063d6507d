//! The stage that compares our rating with two public price libraries. They are Python, and kept in the build folder.

use crate::failure::Result;
use crate::python;
use crate::stages::{Bench, Ending};

/// Rates random usage with the command line and both libraries; a difference without a rule fails.
pub fn prices(bench: &Bench<'_>) -> Result<Ending> {
    let workspace = bench.workspace;
    let libraries = python::environment(bench, "tests/checks/requirements.txt", "price-libraries")?;
    bench.run(&mut workspace.cargo(["build", "-p", "showback-cli", "--bins"]))?;
    let checks = workspace.root.join("tests/checks");
    let mut compare = workspace.program(&libraries.python().to_string_lossy(), []);
    compare.arg(checks.join("differential.py"));
    compare.arg("--showback").arg(workspace.built("debug", "showback"));
    compare.arg("--prices").arg(workspace.root.join("prices"));
    compare.arg("--rules").arg(checks.join("known_differences.toml"));
    compare.arg("--keep").arg(workspace.artifacts().join("prices"));
    libraries.show_to(&mut compare);
    bench.run(&mut compare)?;
    Ok(Ending::Passed(told(&bench.printed())))
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
