//! Options as one place states them; what it does not mention is left open.

use std::num::NonZeroU16;
use std::path::PathBuf;

use foldsync::{ConflictRule, Links, Mode};
use serde::de::{Deserialize, Error, MapAccess};

use super::{MaxDelete, Rate, Whole};

/// Options as one place states them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which way changes travel.
    pub mode: Option<Mode>,
    /// What to do with conflicts.
    pub conflict: Option<ConflictRule>,
    /// Patterns of what is left alone.
    pub exclude: Vec<String>,
    /// Patterns of what is synchronized although an exclusion names it.
    pub include: Vec<String>,
    /// Files with patterns, one a line.
    pub exclude_from: Vec<PathBuf>,
    /// The guard limit.
    pub max_delete: Option<MaxDelete>,
    /// Whether contents are compared.
    pub checksum: Option<bool>,
    /// Whether permission bits travel.
    pub perms: Option<bool>,
    /// Whether owner and group travel.
    pub owner: Option<bool>,
    /// Whether extended attributes travel.
    pub xattrs: Option<bool>,
    /// Whether access control lists travel.
    pub acls: Option<bool>,
    /// Whether hard links stay joined.
    pub hard_links: Option<bool>,
    /// Whether modification times travel.
    pub times: Option<bool>,
    /// How symbolic links are treated.
    pub links: Option<Links>,
    /// Whether replaced and deleted versions are kept.
    pub trash: Option<bool>,
    /// For how many days.
    pub trash_keep: Option<u32>,
    /// The most bytes a second.
    pub bwlimit: Option<Rate>,
    /// How many things are done at once.
    pub jobs: Option<NonZeroU16>,
}

impl Options {
    /// The names of the options, as in the configuration and on the command line.
    pub const KEYS: &'static [&'static str] = &[
        "mode",
        "conflict",
        "exclude",
        "include",
        "exclude-from",
        "max-delete",
        "checksum",
        "perms",
        "owner",
        "xattrs",
        "acls",
        "hard-links",
        "times",
        "links",
        "trash",
        "trash-keep",
        "bwlimit",
        "jobs",
    ];

    /// Takes the value that follows `key` in a table of the configuration.
    pub fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "mode" => self.mode = some(map)?,
            "conflict" => self.conflict = some(map)?,
            "exclude" => self.exclude = map.next_value()?,
            "include" => self.include = map.next_value()?,
            "exclude-from" => self.exclude_from = map.next_value::<OneOrMany>()?.0,
            "max-delete" => self.max_delete = some(map)?,
            "checksum" => self.checksum = some(map)?,
            "perms" => self.perms = some(map)?,
            "owner" => self.owner = some(map)?,
            "xattrs" => self.xattrs = some(map)?,
            "acls" => self.acls = some(map)?,
            "hard-links" => self.hard_links = some(map)?,
            "times" => self.times = some(map)?,
            "links" => self.links = some(map)?,
            "trash" => self.trash = some(map)?,
            "trash-keep" => self.trash_keep = u32::try_from(map.next_value_seed(Whole::DAYS)?).ok(),
            "bwlimit" => self.bwlimit = some(map)?,
            "jobs" => {
                self.jobs = u16::try_from(map.next_value_seed(Whole::FILES)?).ok().and_then(NonZeroU16::new);
            }
            other => return Err(A::Error::unknown_field(other, Self::KEYS)),
        }
        Ok(())
    }

    /// These options where `self` states them, else those of `base`; patterns of both, those of `base` first.
    #[must_use]
    pub fn over(self, base: &Self) -> Self {
        let join = |first: &[String], then: Vec<String>| first.iter().cloned().chain(then).collect();
        Self {
            mode: self.mode.or(base.mode),
            conflict: self.conflict.or(base.conflict),
            exclude: join(&base.exclude, self.exclude),
            include: join(&base.include, self.include),
            exclude_from: base.exclude_from.iter().cloned().chain(self.exclude_from).collect(),
            max_delete: self.max_delete.or(base.max_delete),
            checksum: self.checksum.or(base.checksum),
            perms: self.perms.or(base.perms),
            owner: self.owner.or(base.owner),
            xattrs: self.xattrs.or(base.xattrs),
            acls: self.acls.or(base.acls),
            hard_links: self.hard_links.or(base.hard_links),
            times: self.times.or(base.times),
            links: self.links.or(base.links),
            trash: self.trash.or(base.trash),
            trash_keep: self.trash_keep.or(base.trash_keep),
            bwlimit: self.bwlimit.or(base.bwlimit),
            jobs: self.jobs.or(base.jobs),
        }
    }
}

fn some<'de, T: Deserialize<'de>, A: MapAccess<'de>>(map: &mut A) -> Result<Option<T>, A::Error> {
    map.next_value().map(Some)
}

/// A path or a list of paths.
struct OneOrMany(Vec<PathBuf>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a path or a list of paths")
            }

            fn visit_str<E: Error>(self, path: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![path.into()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = list.next_element()? {
                    paths.push(path);
                }
                Ok(OneOrMany(paths))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_later_wins_and_patterns_add_up() {
        let base = Options {
            mode: Some(Mode::MirrorRight),
            perms: Some(false),
            exclude: vec!["*.o".into()],
            ..Options::default()
        };
        let flags = Options {
            perms: Some(true),
            exclude: vec!["*.tmp".into()],
            jobs: NonZeroU16::new(3),
            ..Options::default()
        };
        let merged = flags.over(&base);
        assert_eq!(merged.mode, Some(Mode::MirrorRight));
        assert_eq!(merged.perms, Some(true));
        assert_eq!(merged.exclude, ["*.o", "*.tmp"]);
        assert_eq!(merged.jobs, NonZeroU16::new(3));
        assert_eq!(merged.links, None);
    }

    #[test]
    fn merging_with_nothing_changes_nothing() {
        let options =
            Options { acls: Some(true), include: vec!["a".into()], trash_keep: Some(3), ..Options::default() };
        assert_eq!(options.clone().over(&Options::default()), options);
        assert_eq!(Options::default().over(&options), options);
    }
}
