//! Starting programs: shown before they run, and copied to a log where one is kept.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::failure::{Failure, Result};

/// Variables that say where results go, and nothing about what is done.
const UNTOLD: &[&str] = &["CARGO_TARGET_DIR", "NO_COLOR", "PATH", "SHOWBACK_TEST_ARTIFACTS"];

/// How long output is read on after a command ended, for processes it left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(2);

/// The command as a person would type it, with the variables it adds.
pub fn shown(command: &Command) -> String {
    let is_told = |name: &std::ffi::OsStr| !UNTOLD.iter().any(|untold| name == *untold);
    let variables = command.get_envs().filter(|(name, _)| is_told(name)).filter_map(|(name, value)| {
        let (name, value) = (name.to_string_lossy(), value?.to_string_lossy());
        Some(format!("{name}={}", quoted(&value)))
    });
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let args = command.get_args().map(|arg| quoted(&arg.to_string_lossy()));
    variables.chain([program]).chain(args).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{word}'") }
}

/// Shows and runs a command on this terminal.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|cause| not_started(command, &cause))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{}` ended with {status}", shown(command))))
    }
}

/// Shows and runs a command; what it prints goes to this terminal and, word for word, to the end of `log`.
pub fn run_logged(command: &mut Command, log: &Path) -> Result<()> {
    let line = shown(command);
    println!("$ {line}");
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(log)
        .map_err(|cause| Failure::of(format!("the log {} cannot be written", log.display()), cause))?;
    let piped = |cause| Failure::of(format!("no pipe for `{line}`"), cause);
    let (mut reader, writer) = std::io::pipe().map_err(piped)?;
    command.stdin(Stdio::null()).stdout(writer.try_clone().map_err(piped)?).stderr(writer);
    let mut child = command.spawn().map_err(|cause| not_started(command, &cause))?;
    // The command keeps its copies of the pipe's writing end: without closing them the reading never ends.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let (copied, all_copied) = mpsc::channel();
    std::thread::spawn(move || copied.send(copy(&mut reader, &mut file)));
    let status = child.wait().map_err(|cause| Failure::of(format!("`{line}`"), cause))?;
    // A process that the command left behind may still hold the pipe; what it prints later is not waited for.
    if let Ok(Err(cause)) = all_copied.recv_timeout(LEFT_BEHIND) {
        return Err(Failure::of(format!("what `{line}` printed"), cause));
    }
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{line}` ended with {status}"))) }
}

fn copy(reader: &mut impl Read, log: &mut File) -> std::io::Result<()> {
    let mut buffer = vec![0_u8; 16 * 1024];
    loop {
        let read = reader.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { return Ok(()) };
        log.write_all(bytes)?;
        let mut terminal = std::io::stdout().lock();
        terminal.write_all(bytes)?;
        terminal.flush()?;
    }
}

/// The output of a command that is asked a question; its errors are part of the failure.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::piped()).output().map_err(|cause| not_started(command, &cause))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("`{}` ended with {}: {}", shown(command), output.status, errors.trim())))
}

/// Whether a command can be started and ends well; what it prints is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

fn not_started(command: &Command, cause: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    let hint = match program.as_ref() {
        "npm" | "npm.cmd" | "node" => ". Install Node.js 20.19 or newer",
        "git" => ". Install git",
        _ => "",
    };
    Failure::of(format!("{program} cannot be started"), format!("{cause}{hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_command_can_be_typed_again() {
        let mut command = Command::new("/usr/bin/xvfb-run");
        command.args(["-s", "-screen 0 1440x900x24"]).env("LANG", "en_US.UTF-8").env("PATH", "/hidden");
        assert_eq!(shown(&command), "LANG=en_US.UTF-8 xvfb-run -s '-screen 0 1440x900x24'");
    }

    #[test]
    fn both_streams_of_a_command_reach_the_log() {
        let (ended, kept) = logged("both", "echo told; echo warned >&2; exit 3");
        assert!(ended.unwrap_err().to_string().contains("exit status: 3"));
        assert_eq!(kept, "told\nwarned\n");
    }

    #[test]
    fn a_process_left_behind_does_not_hold_up_the_stage() {
        let begun = std::time::Instant::now();
        let (ended, kept) = logged("left", "echo told; sleep 20 &");
        assert!(ended.is_ok() && kept == "told\n");
        assert!(begun.elapsed() < Duration::from_secs(15));
    }

    fn logged(name: &str, script: &str) -> (Result<()>, String) {
        let log = std::env::temp_dir().join(format!("showback-xtask-{name}-{}", std::process::id()));
        let ended = run_logged(Command::new("sh").args(["-c", script]), &log);
        let kept = std::fs::read_to_string(&log).unwrap();
        std::fs::remove_file(&log).unwrap();
        (ended, kept)
    }
}
