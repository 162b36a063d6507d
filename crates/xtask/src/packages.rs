//! System packages: installed where apt can do it, named as a line to type everywhere else.

use std::process::Command;

use crate::command::{output, run, succeeds};
use crate::failure::{Failure, Result};

/// A set of Debian packages and what it is for.
pub struct Set {
    /// What a person gets from it.
    pub purpose: &'static str,
    debian: &'static [&'static str],
}

/// What compiling the window needs.
pub const BUILD: Set = Set {
    purpose: "building the window",
    debian: &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libayatana-appindicator3-dev"],
};
/// A screen for machines that have none. `xvfb-run` fails without xauth, which xvfb only recommends.
pub const SCREEN: Set = Set { purpose: "a screen in memory", debian: &["xvfb", "xauth"] };
/// What driving a real window and a real keychain needs.
pub const WINDOW_TEST: Set = Set {
    purpose: "testing the window and the keychain",
    debian: &[
        "xvfb",
        "xauth",
        "webkit2gtk-driver",
        "dbus",
        "gnome-keyring",
        "libsecret-tools",
        "fonts-noto-core",
        "fonts-dejavu-core",
        "openbox",
        "xdotool",
    ],
};
/// The browser of the browser tests. Ubuntu does not package it: there SHOWBACK_CHROMIUM names another.
pub const BROWSER: Set = Set { purpose: "browser tests", debian: &["chromium-headless-shell"] };
/// What the comparison with public price libraries needs, where Python is there without what makes environments.
pub const PRICE_TEST: Set = Set { purpose: "comparing prices", debian: &["python3", "python3-venv"] };
/// The database that adds up logs.
pub const DATABASE_TEST: Set = Set { purpose: "adding up logs in a database", debian: &["postgresql"] };
/// What packing an installer needs on top of a build.
pub const BUNDLE: Set = Set { purpose: "packing", debian: &["file", "librsvg2-dev"] };

const FEDORA: &str = "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel";
const ARCH: &str = "sudo pacman -S --needed base-devel webkit2gtk-4.1 libayatana-appindicator";
const MACOS: &str = "xcode-select --install";
const WINDOWS: &str = "winget install Microsoft.VisualStudio.2022.BuildTools (WebView2 is part of Windows 11; on Windows 10: winget \
     install Microsoft.EdgeWebView2Runtime)";

/// Makes sure the packages of the sets are installed, or says exactly what to type.
pub fn ensure(sets: &[&Set]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return ensure_elsewhere();
    }
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) {
        return ensure_other_linux();
    }
    let wanted = sets.iter().flat_map(|set| set.debian.iter().copied());
    let missing: Vec<&str> =
        wanted.filter(|package| is_packaged(package, &release) && !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let purposes = sets.iter().map(|set| set.purpose).collect::<Vec<_>>().join(", ");
    println!("missing system packages for {purposes}: {}", missing.join(" "));
    let line =
        format!("sudo apt-get update && sudo apt-get install --no-install-recommends {}", missing.join(" "));
    let Some(apt) = apt_prefix() else {
        return Err(Failure::new(format!("these packages need an administrator. Type:\n  {line}")));
    };
    let install = [&["apt-get", "install", "-y", "--no-install-recommends"], missing.as_slice()].concat();
    run(&mut privileged(apt, &["apt-get", "update"]))
        .and_then(|()| run(&mut privileged(apt, &install)))
        .map_err(|failure| Failure::new(format!("{failure}. To install by hand, type:\n  {line}")))
}

/// Whether this is Debian or a system made from it.
fn is_debian(os_release: &str) -> bool {
    let of =
        |key: &str| os_release.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().to_owned();
    let names = format!("{} {}", of("ID="), of("ID_LIKE=")).replace('"', "");
    names.split_whitespace().any(|name| name == "debian" || name == "ubuntu")
}

fn is_packaged(package: &str, os_release: &str) -> bool {
    package != "chromium-headless-shell" || !os_release.lines().any(|line| line == "ID=ubuntu")
}

fn is_installed(package: &str) -> bool {
    output(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]))
        .is_ok_and(|status| status == "installed")
}

/// How this user may run apt: `Some("")` as root, `Some("sudo")` without a password, `None` not at all.
fn apt_prefix() -> Option<&'static str> {
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if is_root {
        return Some("");
    }
    succeeds(Command::new("sudo").args(["-n", "true"])).then_some("sudo")
}

fn privileged(prefix: &str, words: &[&str]) -> Command {
    let quiet = ["env", "DEBIAN_FRONTEND=noninteractive"];
    let mut command = if prefix.is_empty() { Command::new("env") } else { Command::new(prefix) };
    if !prefix.is_empty() {
        command.args(["-n", "env"]);
    }
    command.args(&quiet[1..]).args(words);
    command
}

fn ensure_other_linux() -> Result<()> {
    if succeeds(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"])) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "WebKitGTK 4.1 with its headers is not installed. Type one of:\n  Fedora: {FEDORA}\n  Arch:   {ARCH}"
    )))
}

fn ensure_elsewhere() -> Result<()> {
    if cfg!(target_os = "macos") && !succeeds(Command::new("xcode-select").arg("-p")) {
        return Err(Failure::new(format!("the command line tools are not installed. Type:\n  {MACOS}")));
    }
    if cfg!(windows) {
        println!("if the build cannot find a linker, type:\n  {WINDOWS}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_children_are_recognised() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\n"));
    }

    #[test]
    fn ubuntu_is_not_asked_for_a_package_it_does_not_have() {
        assert!(!is_packaged("chromium-headless-shell", "ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_packaged("chromium-headless-shell", "ID=debian\n"));
        assert!(is_packaged("xvfb", "ID=ubuntu\n"));
    }

    #[test]
    fn sudo_is_never_asked_for_a_password() {
        let words: Vec<_> =
            privileged("sudo", &["apt-get", "update"]).get_args().map(|a| a.to_owned()).collect();
        assert_eq!(words, ["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update"]);
    }
}
