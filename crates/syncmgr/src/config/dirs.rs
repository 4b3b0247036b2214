//! Where configuration and state live when nothing else is said: XDG folders, or the platform's usual places.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::error::CliError;

const PROGRAM: &str = "syncmgr";

/// The configuration file.
pub fn config_file() -> Result<PathBuf, CliError> {
    Ok(strategy()?.config_dir().join(PROGRAM).join("config.toml"))
}

/// The folder of database, archives and locks.
pub fn state_dir() -> Result<PathBuf, CliError> {
    let strategy = strategy()?;
    Ok(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join(PROGRAM))
}

/// `path` with a leading `~` replaced by the home folder.
pub fn expand_home(path: &Path) -> Result<PathBuf, CliError> {
    match path.strip_prefix("~") {
        Ok(rest) if rest.as_os_str().is_empty() => home(),
        Ok(rest) => Ok(home()?.join(rest)),
        Err(_) => Ok(path.to_owned()),
    }
}

fn home() -> Result<PathBuf, CliError> {
    etcetera::home_dir().map_err(no_home)
}

fn strategy() -> Result<impl BaseStrategy, CliError> {
    choose_native_strategy().map_err(no_home)
}

fn no_home(error: etcetera::HomeDirError) -> CliError {
    CliError::usage("cannot find the home folder")
        .because(error)
        .hint("set HOME, or give --config FILE and --state-dir DIR")
}
