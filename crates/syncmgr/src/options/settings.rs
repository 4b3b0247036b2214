//! The settings of a run: every choice made.

use std::num::NonZeroU16;
use std::path::Path;

use foldsync::{Carry, Filter, FilterError, Limit, PatternFile, Policy};

use super::Options;
use crate::error::CliError;

/// How unchanged files are told from changed ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// By identity, size and times.
    Quick,
    /// By content.
    Content,
}

/// What becomes of replaced and deleted versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trash {
    /// They are gone.
    Off,
    /// They are kept for so many days.
    Keep {
        /// Days.
        days: u32,
    },
}

/// Everything that a run of one pair needs to know about the user's wishes.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Mode, conflicts, what travels, symbolic links.
    pub policy: Policy,
    /// Patterns of what is left alone.
    pub excludes: Vec<String>,
    /// Patterns of what is synchronized although an exclusion names it.
    pub includes: Vec<String>,
    /// The files of `--exclude-from`.
    pub pattern_files: Vec<PatternFile>,
    /// The guard limit.
    pub max_delete: Limit,
    /// How unchanged files are told from changed ones.
    pub compare: Compare,
    /// What becomes of replaced and deleted versions.
    pub trash: Trash,
    /// The most bytes a second; `None` is no limit.
    pub bytes_per_second: Option<u64>,
    /// How many things are done at once; `None` leaves the choice to the engine.
    pub jobs: Option<NonZeroU16>,
}

impl Settings {
    /// Fills in the defaults and reads the files with patterns.
    pub fn resolve(options: &Options) -> Result<Self, CliError> {
        let default = if is_superuser() { Carry::ROOT } else { Carry::USER };
        let carry = Carry {
            perms: options.perms.unwrap_or(default.perms),
            owner: options.owner.unwrap_or(default.owner),
            xattrs: options.xattrs.unwrap_or(default.xattrs),
            acls: options.acls.unwrap_or(default.acls),
            hard_links: options.hard_links.unwrap_or(default.hard_links),
            times: options.times.unwrap_or(default.times),
        };
        let pattern_files =
            options.exclude_from.iter().map(|file| read_patterns(file)).collect::<Result<Vec<_>, _>>()?;
        Filter::build(&options.exclude, &options.include, &pattern_files, None)
            .map_err(|error| pattern_error(&error))?;
        Ok(Self {
            policy: Policy {
                mode: options.mode.unwrap_or_default(),
                conflict: options.conflict.unwrap_or_default(),
                carry,
                links: options.links.unwrap_or_default(),
            },
            excludes: options.exclude.clone(),
            includes: options.include.clone(),
            pattern_files,
            max_delete: options.max_delete.map_or_else(Limit::default, |limit| limit.0),
            compare: if options.checksum == Some(true) { Compare::Content } else { Compare::Quick },
            trash: match options.trash {
                Some(false) => Trash::Off,
                _ => Trash::Keep { days: options.trash_keep.unwrap_or(30) },
            },
            bytes_per_second: options.bwlimit.map(|rate| rate.0).filter(|rate| *rate > 0),
            jobs: options.jobs,
        })
    }
}

fn read_patterns(file: &Path) -> Result<PatternFile, CliError> {
    let name = file.display().to_string();
    match std::fs::read(file) {
        Ok(text) => Ok(PatternFile { name, text }),
        Err(error) => Err(CliError::usage(format!("cannot read the patterns in {name}")).because(error)),
    }
}

/// A pattern that cannot be used, with the place where it stands.
pub fn pattern_error(error: &FilterError) -> CliError {
    CliError::usage(format!("{}, line {}: this is not a pattern: {}", error.source, error.line, error.message))
        .hint("patterns are written as in a .gitignore file")
}

#[cfg(unix)]
fn is_superuser() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_superuser() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use foldsync::{ConflictRule, Mode};

    use super::*;

    #[test]
    fn nothing_said_gives_the_promised_defaults() {
        let settings = Settings::resolve(&Options::default()).unwrap();
        assert_eq!(settings.policy.mode, Mode::TwoWay);
        assert_eq!(settings.policy.conflict, ConflictRule::Ask);
        assert_eq!(settings.max_delete, Limit::Half);
        assert_eq!(settings.compare, Compare::Quick);
        assert_eq!(settings.trash, Trash::Keep { days: 30 });
        assert_eq!(settings.bytes_per_second, None);
        let carry = settings.policy.carry;
        assert!(carry.perms && carry.times && carry.hard_links && carry.xattrs);
        assert_eq!(carry.owner, is_superuser());
        assert_eq!(carry.acls, is_superuser());
    }

    #[test]
    fn a_broken_pattern_names_file_and_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("patterns");
        std::fs::write(&file, "*.o\n[z-a]\n").unwrap();
        let options = Options { exclude_from: vec![file.clone()], ..Options::default() };
        let message = Settings::resolve(&options).unwrap_err().message();
        assert!(message.starts_with(&format!("{}, line 2: this is not a pattern", file.display())), "{message}");
        let options = Options { exclude_from: vec![dir.path().join("missing")], ..Options::default() };
        assert!(Settings::resolve(&options).unwrap_err().message().contains("missing"));
        let options = Options { include: vec!["!a".into()], ..Options::default() };
        assert!(Settings::resolve(&options).unwrap_err().message().starts_with("include, line 1: "));
    }

    #[test]
    fn no_trash_wins_over_days_and_a_rate_of_zero_is_no_limit() {
        let options = Options {
            trash: Some(false),
            trash_keep: Some(3),
            bwlimit: Some("0".parse().unwrap()),
            ..Options::default()
        };
        let settings = Settings::resolve(&options).unwrap();
        assert_eq!(settings.trash, Trash::Off);
        assert_eq!(settings.bytes_per_second, None);
    }
}
