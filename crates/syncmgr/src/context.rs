//! What a command works with: where things live, how to print, the configuration. Nothing is read before it is needed.

use std::cell::OnceCell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use syncmgr_core::Store;
use syncmgr_proto::ExitCode;

use crate::cli::{Color, Globals};
use crate::config::{self, Config};
use crate::error::CliError;
use crate::items::{self, Pair};
use crate::render::escape::escaped;
use crate::render::print;

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// How much is printed for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// A summary.
    Normal,
    /// Every operation.
    Verbose,
}

/// What a command works with.
pub struct Context {
    /// How results are printed.
    pub format: Format,
    /// How much is printed for people.
    pub verbosity: Verbosity,
    config_file: Option<PathBuf>,
    state_dir: Option<PathBuf>,
    config: OnceCell<Config>,
    store: OnceCell<Arc<Store>>,
}

impl Context {
    /// Takes the global options; touches nothing.
    pub fn new(globals: &Globals) -> Self {
        match globals.color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
        Self {
            format: if globals.json { Format::Json } else { Format::Human },
            verbosity: match (globals.quiet, globals.verbose) {
                (true, _) => Verbosity::Quiet,
                (false, 0) => Verbosity::Normal,
                (false, _) => Verbosity::Verbose,
            },
            config_file: globals.config.clone(),
            state_dir: globals.state_dir.clone(),
            config: OnceCell::new(),
            store: OnceCell::new(),
        }
    }

    /// The same places, with the configuration as it is now.
    pub fn again(&self) -> Self {
        Self {
            format: self.format,
            verbosity: self.verbosity,
            config_file: self.config_file.clone(),
            state_dir: self.state_dir.clone(),
            config: OnceCell::new(),
            store: self.store.clone(),
        }
    }

    /// The configuration file, which need not exist.
    pub fn config_file(&self) -> Result<PathBuf, CliError> {
        match &self.config_file {
            Some(file) => absolute(file),
            None => config::dirs::config_file(),
        }
    }

    /// The folder of database, archives and locks, which need not exist.
    pub fn state_dir(&self) -> Result<PathBuf, CliError> {
        match &self.state_dir {
            Some(dir) => absolute(dir),
            None => config::dirs::state_dir(),
        }
    }

    /// The folder of the locks, which need not exist.
    pub fn locks(&self) -> Result<PathBuf, CliError> {
        Ok(self.state_dir()?.join("locks"))
    }

    /// The configuration, read once.
    pub fn config(&self) -> Result<&Config, CliError> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let read = Config::load(&self.config_file()?)?;
        Ok(self.config.get_or_init(|| read))
    }

    /// Every item of the configuration.
    pub fn pairs(&self) -> Result<Vec<Pair>, CliError> {
        items::all(self.config()?, &self.config_file()?)
    }

    /// What the manager remembers, opened once; made if it does not exist.
    pub fn store(&self) -> Result<Arc<Store>, CliError> {
        if let Some(store) = self.store.get() {
            return Ok(Arc::clone(store));
        }
        let opened = Arc::new(Store::open(&self.state_dir()?)?);
        Ok(Arc::clone(self.store.get_or_init(|| opened)))
    }

    /// What the manager remembers, if it remembers anything.
    pub fn history(&self) -> Result<Option<Arc<Store>>, CliError> {
        if self.store.get().is_none() && !self.state_dir()?.join(Store::FILE).exists() {
            return Ok(None);
        }
        self.store().map(Some)
    }

    /// Prints `text` for people, unless `--quiet` or `--json` was given.
    pub fn say(&self, text: impl std::fmt::Display) -> Result<(), CliError> {
        if self.format == Format::Human && self.verbosity > Verbosity::Quiet {
            writeln!(print::out(), "{text}")?;
        }
        Ok(())
    }

    /// Tells on standard error what a result leaves out, unless `--quiet` was given.
    pub fn note(&self, text: impl std::fmt::Display) {
        if self.verbosity > Verbosity::Quiet {
            print::note(self.format, &text.to_string());
        }
    }

    /// Tells that `name` was `what` (`added`, `removed`, …): a line of JSON, or the text for people.
    pub fn done(&self, what: &str, name: &str, text: impl FnOnce() -> String) -> Result<ExitCode, CliError> {
        match self.format {
            Format::Json => print::json(&serde_json::json!({"kind": what, "name": name}))?,
            Format::Human => self.say(escaped(&text()))?,
        }
        Ok(ExitCode::InSync)
    }
}

/// `path` counted from the current directory, symbolic links left alone.
fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    std::path::absolute(path).map_err(|error| CliError::usage(format!("cannot use {}", path.display())).because(error))
}
