//! Where Showback keeps its files on this system.

use std::path::PathBuf;

use thiserror::Error;

use super::environment::Environment;

/// Overrides the data folder, for tests and portable use.
pub const DATA_DIR_VARIABLE: &str = "SHOWBACK_DATA_DIR";

/// No place for the data folder could be found.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("this system names no home folder: set {DATA_DIR_VARIABLE} to a folder that Showback may use")]
pub struct NoDataDir;

/// The folder of the analyst's own workspace, the sample, the vault and the note of what was open last. Not created here.
pub fn data_dir(environment: &dyn Environment) -> Result<PathBuf, NoDataDir> {
    if let Some(chosen) = environment.variable(DATA_DIR_VARIABLE) {
        return Ok(PathBuf::from(chosen));
    }
    platform_dir(environment).ok_or(NoDataDir)
}

#[cfg(target_os = "windows")]
fn platform_dir(environment: &dyn Environment) -> Option<PathBuf> {
    environment.variable("APPDATA").map(|folder| PathBuf::from(folder).join("Showback"))
}

#[cfg(target_os = "macos")]
fn platform_dir(environment: &dyn Environment) -> Option<PathBuf> {
    let home = PathBuf::from(environment.variable("HOME")?);
    Some(home.join("Library").join("Application Support").join("Showback"))
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn platform_dir(environment: &dyn Environment) -> Option<PathBuf> {
    // A relative XDG_DATA_HOME is to be ignored, says the base directory specification.
    let stated = environment.variable("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base =
        stated.or_else(|| Some(PathBuf::from(environment.variable("HOME")?).join(".local").join("share")))?;
    Some(base.join("showback"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::environment::GivenEnvironment;

    #[test]
    fn the_override_wins() {
        let environment = GivenEnvironment::of([(DATA_DIR_VARIABLE, "/somewhere"), ("HOME", "/home/ada")]);
        assert_eq!(data_dir(&environment), Ok(PathBuf::from("/somewhere")));
    }

    #[test]
    fn a_system_without_a_home_is_told_what_to_set() {
        let refusal = data_dir(&GivenEnvironment::default()).unwrap_err();
        assert!(refusal.to_string().contains(DATA_DIR_VARIABLE), "{refusal}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_follows_the_base_directory_specification() {
        let with = |variables: &[(&str, &str)]| data_dir(&GivenEnvironment::of(variables.iter().copied()));
        assert_eq!(with(&[("HOME", "/home/ada")]), Ok(PathBuf::from("/home/ada/.local/share/showback")));
        assert_eq!(with(&[("XDG_DATA_HOME", "/data"), ("HOME", "/h")]), Ok(PathBuf::from("/data/showback")));
        assert_eq!(
            with(&[("XDG_DATA_HOME", "relative"), ("HOME", "/h")]),
            Ok(PathBuf::from("/h/.local/share/showback"))
        );
    }
}
