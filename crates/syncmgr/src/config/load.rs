//! Reading the configuration.

use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;

use super::connection::Connection;
use super::dirs::expand_home;
use super::history::History;
use super::item::{Defaults, Item};
use super::name::check_name;
use super::place::place_of;
use super::sessions::Sessions;
use crate::error::CliError;
use crate::options::Options;

/// What the configuration file says; a missing file says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    defaults: Defaults,
    /// The pairs, in the order of the file.
    #[serde(default)]
    pub items: IndexMap<String, Item>,
    #[serde(default)]
    connections: IndexMap<String, Connection>,
    /// What holds for all sessions.
    #[serde(default)]
    pub sessions: Sessions,
    /// How long the history is kept.
    #[serde(default)]
    pub history: History,
}

impl Config {
    /// Reads `file`; errors name it, the line and the key.
    pub fn load(file: &Path) -> Result<Self, CliError> {
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(&text, file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                Err(CliError::usage(format!("cannot read the configuration {}", file.display())).because(error))
            }
        }
    }

    /// Parses `text`, which stands in `file`.
    pub fn parse(text: &str, file: &Path) -> Result<Self, CliError> {
        let mut config: Self = toml::from_str(text).map_err(|error| broken(text, file, &error))?;
        let items = config.items.values_mut().map(|item| &mut item.options);
        for pattern_file in items.chain([&mut config.defaults.0]).flat_map(|options| &mut options.exclude_from) {
            *pattern_file = beside(file, pattern_file)?;
        }
        for name in config.items.keys() {
            check_name(name).map_err(|error| {
                CliError::usage(format!("{}: {}", place_of(file, &["items", name]), error.message()))
            })?;
        }
        if config.connections.values().filter(|connection| connection.default).count() > 1 {
            return Err(CliError::usage(format!("{}: more than one connection is the default", file.display()))
                .hint("keep `default = true` in one of them"));
        }
        Ok(config)
    }

    /// The connection of a name; without a name, the default one.
    pub fn connection(&self, name: Option<&str>) -> Option<&Connection> {
        match name {
            Some(name) => self.connections.get(name),
            None => self.connections.values().find(|connection| connection.default),
        }
    }

    /// The name of the default connection.
    pub fn default_connection(&self) -> Option<&str> {
        self.connections.iter().find(|(_, connection)| connection.default).map(|(name, _)| name.as_str())
    }

    /// Options of pairs that do not state them.
    pub fn defaults(&self) -> &Options {
        &self.defaults.0
    }
}

/// A path that `file` names: it counts from the folder of that file, wherever the process was started.
fn beside(file: &Path, path: &Path) -> Result<PathBuf, CliError> {
    let path = expand_home(path)?;
    Ok(file.parent().map_or_else(|| path.clone(), |folder| folder.join(&path)))
}

fn broken(text: &str, file: &Path, error: &toml::de::Error) -> CliError {
    let Some(span) = error.span() else {
        return CliError::usage(format!("{}: {}", file.display(), error.message()));
    };
    let before = text.get(..span.start).unwrap_or(text);
    let number = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default().trim();
    let message = error.message().replace("unknown field", "unknown key").replace("missing field", "missing key");
    let error = CliError::usage(format!("{}, line {number}: {message}", file.display()))
        .hint(format!("the line reads: {line}"));
    match line.split_once('=') {
        Some((key, word)) if is_bare_word(word.trim()) => {
            error.hint(format!("texts stand in quotes: {}= \"{}\"", key, word.trim()))
        }
        _ => error,
    }
}

/// Whether a value is a text without quotes.
fn is_bare_word(value: &str) -> bool {
    value.starts_with(|c: char| c.is_alphabetic() || "/~.".contains(c))
        && !value.contains(['"', '\'', '#'])
        && !["true", "false", "inf", "nan"].contains(&value)
}

#[cfg(test)]
mod tests {
    use foldsync::Mode;

    use super::super::history::Keep;

    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("c.toml")).map_err(|error| error.message())
    }

    #[test]
    fn an_empty_or_missing_file_says_nothing() {
        assert_eq!(parse(""), Ok(Config::default()));
        assert_eq!(Config::load(Path::new("does-not-exist/config.toml")).unwrap(), Config::default());
    }

    #[test]
    fn every_key_is_read() {
        let config = parse(
            r#"
            [defaults]
            trash-keep = 7
            [items.docs]
            id = "6295df27-35ee-11d1-8707-00c04fd93327"
            left = "/a"
            right = "/b"
            paused = true
            mode = "mirror-right"
            conflict = "newer"
            exclude = ["*.o"]
            include = ["keep.o"]
            exclude-from = "/patterns"
            max-delete = "30%"
            checksum = true
            perms = false
            owner = true
            xattrs = false
            acls = false
            hard-links = false
            times = false
            links = "skip"
            trash = false
            trash-keep = 3
            bwlimit = "10M"
            jobs = 4
            [items.a]
            left = "/c"
            right = "/d"
            max-delete = 12
            "#,
        )
        .unwrap();
        assert_eq!(config.defaults().trash_keep, Some(7));
        assert_eq!(config.items.keys().collect::<Vec<_>>(), ["docs", "a"]);
        let docs = &config.items["docs"];
        assert!(docs.paused && docs.id.is_some());
        assert_eq!(docs.left, PathBuf::from("/a"));
        let options = &docs.options;
        assert_eq!(options.mode, Some(Mode::MirrorRight));
        assert_eq!(options.exclude_from, [PathBuf::from("/patterns")]);
        assert_eq!(options.max_delete.unwrap().to_string(), "30%");
        assert_eq!(options.bwlimit.unwrap().to_string(), "10M");
        assert_eq!((options.perms, options.owner, options.trash), (Some(false), Some(true), Some(false)));
        assert_eq!(config.items["a"].options.max_delete.unwrap().to_string(), "12");
    }

    #[test]
    fn the_page_about_the_configuration_is_true() {
        let page = include_str!("../../../../docs/configuration.md");
        let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let config = parse(example).unwrap();
        assert_eq!(config.items["docs"].options.max_delete.unwrap().to_string(), "20%");
        assert_eq!((config.defaults().trash_keep, config.default_connection()), (Some(60), Some("office")));
        assert!(config.sessions.logoff_wait.is_some());
        assert_eq!(config.history.keep, Keep::Days(90));
        let untold = |key: &&&str| !page.contains(&format!("`{key}`"));
        assert_eq!(crate::config::item::KEYS.iter().chain(Options::KEYS).find(untold), None);
    }

    #[test]
    fn the_history_is_kept_for_days_or_for_ever() {
        let keep = |value: &str| parse(&format!("[history]\nkeep = {value}\n")).map(|config| config.history.keep);
        assert_eq!(parse("").map(|config| config.history.keep), Ok(Keep::Days(365)));
        assert_eq!(keep("7"), Ok(Keep::Days(7)));
        assert_eq!(keep("99999999999"), Ok(Keep::Days(u32::MAX)));
        assert_eq!(keep("\"forever\""), Ok(Keep::Forever));
        for wrong in ["0", "-1", "\"a year\"", "1.5", "true"] {
            let said = keep(wrong).unwrap_err();
            assert!(said.starts_with("c.toml, line 2: ") && said.contains("a number of days from 1 on"), "{said}");
        }
    }

    #[test]
    fn the_wait_at_log_off_is_an_interval() {
        let wait = |text: &str| parse(text).map(|config| config.sessions.logoff_wait);
        assert_eq!(wait(""), Ok(None));
        assert_eq!(wait("[sessions]\nlogoff-wait = \"2m\"\n"), Ok(Some(std::time::Duration::from_mins(2))));
        assert!(wait("[sessions]\nlogoff-wait = \"soon\"\n").unwrap_err().contains("line 2: `soon` is no interval"));
    }

    #[test]
    fn connections_are_found_by_name_or_as_the_default() {
        let text = "[connections.a]\nup = \"x\"\n[connections.b]\nup = \"y\"\ndown = \"z\"\ndefault = true\n";
        let config = parse(text).unwrap();
        assert_eq!(config.connection(Some("a")).unwrap().up, "x");
        assert_eq!(config.connection(None).unwrap().down.as_deref(), Some("z"));
        assert_eq!(config.connection(Some("c")), None);
        assert_eq!(parse("[connections.a]\nup = \"x\"\n").unwrap().connection(None), None);
        let both = text.replace("up = \"x\"", "up = \"x\"\ndefault = true");
        assert_eq!(parse(&both), Err("c.toml: more than one connection is the default".to_owned()));
        assert!(parse("[connections.a]\nupp = \"x\"\n").unwrap_err().contains("line 2: unknown key `upp`"));
    }

    #[test]
    fn errors_name_file_line_and_key() {
        for (text, message) in [
            (
                "[items.a]\nleft = \"/l\"\nright = \"/r\"\nmoed = \"two-way\"\n",
                "c.toml, line 4: unknown key `moed`; did you mean `mode`?",
            ),
            ("[items.a]\nleft = \"/l\"\nright = \"/r\"\nxyz = 1\n", "c.toml, line 4: unknown key `xyz`"),
            ("[item.a]\nleft = \"/l\"\n", "c.toml, line 1: unknown key `item`"),
            ("[defaults]\nleft = 1\n", "c.toml, line 2: unknown key `left`"),
            ("[items.a]\nleft = \"/l\"\n", "c.toml, line 1: missing key `right`"),
            ("[items.\"a/b\"]\nleft = \"/l\"\nright = \"/r\"\n", "c.toml: `a/b` cannot be the name"),
            ("[items.a\n", "c.toml, line 1: "),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn a_text_without_quotes_is_told() {
        for (line, word) in [("left = /l", "left = \"/l\""), ("mode = two-way", "mode = \"two-way\"")] {
            let error = Config::parse(&format!("[items.a]\n{line}\n"), Path::new("c.toml")).unwrap_err();
            assert_eq!(error.hints()[1], format!("texts stand in quotes: {word}"));
        }
        let error = Config::parse("[items.a]\nperms = true\n", Path::new("c.toml")).unwrap_err();
        assert_eq!(error.hints().len(), 1);
    }

    #[test]
    fn a_bad_value_is_shown_with_its_key() {
        for line in
            ["mode = \"up\"", "max-delete = \"half\"", "max-delete = -1", "bwlimit = \"fast\"", "perms = 1", "jobs = 0"]
        {
            let text = format!("[items.a]\nleft = \"/l\"\nright = \"/r\"\n{line}\n");
            let error = Config::parse(&text, Path::new("c.toml")).unwrap_err();
            assert!(error.message().starts_with("c.toml, line 4: "), "{}", error.message());
            assert!(error.hints()[0].contains(line), "{:?}", error.hints());
        }
    }
}
