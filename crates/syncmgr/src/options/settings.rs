//! The settings of a run: every choice made.

use std::num::NonZeroU16;
use std::path::Path;

use foldsync::{Carry, Limit, Policy};
use ignore::gitignore::GitignoreBuilder;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Mode, conflicts, what travels, symbolic links.
    pub policy: Policy,
    /// Lines in gitignore syntax; the last one that matches decides, an inclusion begins with `!`.
    pub patterns: Vec<String>,
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
        Ok(Self {
            policy: Policy {
                mode: options.mode.unwrap_or_default(),
                conflict: options.conflict.unwrap_or_default(),
                carry,
                links: options.links.unwrap_or_default(),
            },
            patterns: patterns(options)?,
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

/// Files with patterns first, then exclusions, then inclusions, so that an inclusion wins over an exclusion.
fn patterns(options: &Options) -> Result<Vec<String>, CliError> {
    let mut lines = Vec::new();
    for file in &options.exclude_from {
        lines.extend(read_patterns(file)?);
    }
    for pattern in &options.exclude {
        check_pattern(pattern).map_err(CliError::usage)?;
        lines.push(pattern.clone());
    }
    for pattern in &options.include {
        check_pattern(pattern).map_err(CliError::usage)?;
        lines.push(match pattern.strip_prefix('!') {
            Some(excluded) => excluded.to_owned(),
            None => format!("!{pattern}"),
        });
    }
    Ok(lines)
}

fn read_patterns(file: &Path) -> Result<Vec<String>, CliError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| CliError::usage(format!("cannot read the patterns in {}", file.display())).because(error))?;
    for (number, line) in text.lines().enumerate() {
        check_pattern(line)
            .map_err(|error| CliError::usage(format!("{}, line {}: {error}", file.display(), number + 1)))?;
    }
    Ok(text.lines().map(str::to_owned).collect())
}

/// Whether `text` is a pattern in gitignore syntax; the error says why not.
pub fn check_pattern(text: &str) -> Result<(), String> {
    match GitignoreBuilder::new("").add_line(None, text) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("`{text}` is not a pattern in gitignore syntax: {error}")),
    }
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
        assert_eq!(settings.max_delete, Limit::Percent(50));
        assert_eq!(settings.compare, Compare::Quick);
        assert_eq!(settings.trash, Trash::Keep { days: 30 });
        assert_eq!(settings.bytes_per_second, None);
        let carry = settings.policy.carry;
        assert!(carry.perms && carry.times && carry.hard_links && carry.xattrs);
        assert_eq!(carry.owner, is_superuser());
        assert_eq!(carry.acls, is_superuser());
    }

    #[test]
    fn an_inclusion_wins_over_an_exclusion_and_both_over_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("patterns");
        std::fs::write(&file, "# comment\n*.o\n").unwrap();
        let options = Options {
            exclude: vec!["*.tmp".into()],
            include: vec!["keep.tmp".into(), "!drop.tmp".into()],
            exclude_from: vec![file],
            ..Options::default()
        };
        let patterns = Settings::resolve(&options).unwrap().patterns;
        assert_eq!(patterns, ["# comment", "*.o", "*.tmp", "!keep.tmp", "drop.tmp"]);
    }

    #[test]
    fn a_broken_pattern_names_file_and_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("patterns");
        std::fs::write(&file, "*.o\n[z-a]\n").unwrap();
        let options = Options { exclude_from: vec![file.clone()], ..Options::default() };
        let message = Settings::resolve(&options).unwrap_err().message();
        assert!(message.starts_with(&format!("{}, line 2: `[z-a]` is not a pattern", file.display())), "{message}");
        let options = Options { exclude_from: vec![dir.path().join("missing")], ..Options::default() };
        assert!(Settings::resolve(&options).unwrap_err().message().contains("missing"));
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
