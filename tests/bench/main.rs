//! Measurements: `bench sync` and `bench start` at the scale of one year, `bench rate` over the whole price book,
//! `bench rules` on ten million requests.
//! `cargo xtask bench` prints the machine first.
#![expect(clippy::print_stdout, reason = "a measurement is there to be read")]

mod import;
mod import_once;
mod outlook;
mod outlook_series;
mod rate;
mod rules;
mod scale;
mod start;
mod sync;

use std::error::Error;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["sync"] => sync::measure(),
        ["rate"] => rate::measure(),
        ["rules"] => rules::measure(),
        ["outlook"] => outlook::measure(),
        ["triage-workspace", path] => rules::make(std::path::Path::new(path)),
        ["scale"] => scale::measure(),
        ["import"] => import::measure(),
        ["import-once", log] => import::once(log),
        ["import-parts", log] => import_once::parts(std::path::Path::new(log)),
        ["start"] => start::measure(),
        ["start-once", path] => start::once(path),
        _ => Err(
            "which measurement? `bench sync`, `bench start`, `bench rate`, `bench import`, `bench scale`, `bench rules` or `bench outlook`"
                .into(),
        ),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
