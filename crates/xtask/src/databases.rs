//! The stage that lets real databases add up logs: PostgreSQL from the system, ClickHouse's engine from its Python package.

use crate::failure::Result;
use crate::packages;
use crate::python;
use crate::stages::{Bench, Ending};
use crate::suite::counted;

/// Starts both beside the tests and compares what they add up with a full import of the same rows.
pub fn databases(bench: &Bench<'_>) -> Result<Ending> {
    if !cfg!(target_os = "linux") {
        return Ok(Ending::NotHere("the databases are Debian's and a package for Linux"));
    }
    packages::ensure(&[&packages::DATABASE_TEST])?;
    let engine = python::environment(bench, "tests/pushdown/requirements.txt", "clickhouse")?;
    let mut tests = bench.workspace.cargo(["test", "--workspace", "--test", "pushdown"]);
    engine.show_to(&mut tests);
    tests.env("SHOWBACK_DATABASES_TEST", "1").env("SHOWBACK_PYTHON", engine.python());
    bench.run(&mut tests)?;
    Ok(Ending::Passed(counted(&bench.printed())))
}
