//! The options of a pair as flags.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};
use foldsync::{ConflictRule, Links, Mode};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as WordError;

use super::{MaxDelete, Options, Rate, Whole};

/// The options of a pair as flags.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of the pair")]
pub struct OptionArgs {
    /// Which way changes travel [default: two-way]
    #[arg(long, value_name = "MODE", value_parser = words::<Mode>(&MODES))]
    mode: Option<Mode>,
    /// What to do where both sides changed differently [default: ask]
    #[arg(long, value_name = "RULE", value_parser = words::<ConflictRule>(&CONFLICT_RULES))]
    conflict: Option<ConflictRule>,
    /// Leave alone what matches PATTERN (gitignore syntax; repeat for more)
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Synchronize what matches PATTERN although it is excluded
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Leave alone what matches a pattern in FILE
    #[arg(long, value_name = "FILE")]
    exclude_from: Vec<PathBuf>,
    /// Stop before deleting and overwriting more than this on one side [default: 50%, from 20 entries on]
    #[arg(long, value_name = "N|N%")]
    max_delete: Option<MaxDelete>,
    #[command(flatten)]
    switches: Switches,
    /// How symbolic links are treated [default: keep]
    #[arg(long, value_name = "HOW", value_parser = words::<Links>(&LINKS))]
    links: Option<Links>,
    /// Keep replaced and deleted versions for so many days [default: 30]
    #[arg(long, value_name = "DAYS", value_parser = Whole::DAYS.parser::<u32>())]
    trash_keep: Option<u32>,
    /// Transfer at most RATE bytes a second (like 512k or 10M) [default: no limit]
    #[arg(long, value_name = "RATE")]
    bwlimit: Option<Rate>,
    /// Copy and compare at most N files at once [default: one for each core, 8 at most]
    #[arg(long, value_name = "N", value_parser = Whole::FILES.parser::<NonZeroU16>())]
    jobs: Option<NonZeroU16>,
}

impl OptionArgs {
    /// What the flags and the environment state; relative files count from the current directory.
    pub fn stated(&self) -> Options {
        // A variable of the environment can hold several patterns, one a line.
        let lines = |patterns: &[String]| {
            patterns.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let [checksum, perms, owner, xattrs, acls, hard_links, times, trash] = self.switches.0;
        Options {
            mode: self.mode,
            conflict: self.conflict,
            exclude: lines(&self.exclude),
            include: lines(&self.include),
            exclude_from: self
                .exclude_from
                .iter()
                .map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone()))
                .collect(),
            max_delete: self.max_delete,
            checksum,
            perms,
            owner,
            xattrs,
            acls,
            hard_links,
            times,
            links: self.links,
            trash,
            trash_keep: self.trash_keep,
            bwlimit: self.bwlimit,
            jobs: self.jobs,
        }
    }
}

/// Flags that exist in two forms, `--NAME` and `--no-NAME`; what stands last on the command line wins, and the command
/// line wins over the environment.
#[derive(Clone, Debug, Default)]
struct Switches([Option<bool>; SWITCHES.len()]);

struct Switch {
    name: &'static str,
    no_name: &'static str,
    help: &'static str,
    no_help: &'static str,
    /// Whether `--no-NAME` is the form that people look for.
    negative: bool,
}

const fn switch(name: &'static str, no_name: &'static str, help: &'static str, no_help: &'static str) -> Switch {
    Switch { name, no_name, help, no_help, negative: false }
}

const SWITCHES: [Switch; 8] = [
    switch("checksum", "no-checksum", "Compare contents, do not trust times and sizes", "Trust times and sizes"),
    switch(
        "perms",
        "no-perms",
        "Permissions travel (default; --no-perms turns it off, likewise the others)",
        "Permissions do not travel",
    ),
    switch("owner", "no-owner", "Owner and group travel (default for root)", "Owner and group do not travel"),
    switch("xattrs", "no-xattrs", "Extended attributes travel (default)", "Extended attributes do not travel"),
    switch("acls", "no-acls", "Access control lists travel (default for root)", "Access control lists do not travel"),
    switch("hard-links", "no-hard-links", "Hard links stay joined (default)", "Hard links become files of their own"),
    switch("times", "no-times", "Modification times travel (default)", "Modification times do not travel"),
    Switch {
        name: "trash",
        no_name: "no-trash",
        help: "Keep replaced and deleted versions (default)",
        no_help: "Keep no replaced and deleted versions; `undo` cannot put them back",
        negative: true,
    },
];

impl Args for Switches {
    fn augment_args(command: clap::Command) -> clap::Command {
        let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).overrides_with(name);
        SWITCHES.iter().fold(command, |command, switch| {
            command
                .arg(flag(switch.name).help(switch.help).hide(switch.negative))
                .arg(flag(switch.no_name).help(switch.no_help).hide(!switch.negative))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Switches {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(SWITCHES.each_ref().map(|switch| {
            [ValueSource::CommandLine, ValueSource::EnvVariable].into_iter().find_map(|source| {
                let said = |name, yes: bool| {
                    let from_here = matches.value_source(name) == Some(source);
                    from_here.then(|| (matches.index_of(name), matches.get_flag(name) == yes))
                };
                let last = said(switch.name, true).max(said(switch.no_name, false));
                last.map(|(_, value)| value)
            })
        })))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

const MODES: [(&str, &str); 5] = [
    ("two-way", "Changes travel both ways"),
    ("left-to-right", "Copies and updates the right, deletes nothing"),
    ("right-to-left", "Copies and updates the left, deletes nothing"),
    ("mirror-left", "Makes the left exactly what the right is"),
    ("mirror-right", "Makes the right exactly what the left is"),
];

const CONFLICT_RULES: [(&str, &str); 7] = [
    ("ask", "Leaves both sides as they are and lists the conflict"),
    ("keep-both", "Both versions end on both sides, the right one as NAME.conflict-right-TIME.EXT"),
    ("newer", "The later modification wins"),
    ("older", "The earlier modification wins"),
    ("larger", "The longer version wins"),
    ("left", "The left version wins"),
    ("right", "The right version wins"),
];

const LINKS: [(&str, &str); 3] = [
    ("keep", "A link stays a link"),
    ("follow", "What the link points to takes its place"),
    ("skip", "Links are left alone"),
];

/// Parses one of `words`, which are the names that `T` has in the configuration.
fn words<T>(words: &'static [(&'static str, &'static str)]) -> impl TypedValueParser<Value = T>
where
    T: for<'de> Deserialize<'de> + Clone + Send + Sync + 'static,
{
    let values = words.iter().map(|(word, help)| PossibleValue::new(*word).help(*help));
    PossibleValuesParser::new(values)
        .try_map(|word| T::deserialize(IntoDeserializer::<WordError>::into_deserializer(word)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: OptionArgs,
    }

    fn parsed(arguments: &[&str]) -> Result<Options, String> {
        Line::try_parse_from([&["x"], arguments].concat()).map(|line| line.options.stated()).map_err(|e| e.to_string())
    }

    #[test]
    fn nothing_said_leaves_everything_open() {
        assert_eq!(parsed(&[]), Ok(Options::default()));
    }

    #[test]
    fn every_word_of_the_help_is_understood() {
        for (option, words) in [("--mode", &MODES[..]), ("--conflict", &CONFLICT_RULES), ("--links", &LINKS)] {
            for (word, _) in words {
                assert!(parsed(&[option, word]).is_ok(), "{option} {word}");
            }
        }
        assert_eq!(parsed(&["--mode", "mirror-left"]).unwrap().mode, Some(Mode::MirrorLeft));
        assert_eq!(parsed(&["--conflict", "keep-both"]).unwrap().conflict, Some(ConflictRule::KeepBoth));
    }

    #[test]
    fn the_last_form_of_a_switch_wins() {
        for (arguments, perms) in [
            (&["--perms"][..], Some(true)),
            (&["--no-perms"], Some(false)),
            (&["--perms", "--no-perms"], Some(false)),
            (&["--no-perms", "--perms"], Some(true)),
            (&[], None),
        ] {
            assert_eq!(parsed(arguments).unwrap().perms, perms, "{arguments:?}");
        }
        assert_eq!(parsed(&["--no-trash"]).unwrap().trash, Some(false));
    }

    #[test]
    fn bad_values_are_refused_with_the_reason() {
        for (arguments, reason) in [
            (["--max-delete", "half"], "neither a number like 12 nor a share like 30%"),
            (["--bwlimit", "fast"], "not a rate like 512k"),
            (["--jobs", "0"], "0"),
            (["--mode", "sideways"], "possible values: two-way"),
        ] {
            let message = parsed(&arguments).unwrap_err();
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn options_of_the_configuration_and_flags_have_the_same_names() {
        let command = Line::command();
        let flags: Vec<_> = command.get_arguments().filter_map(Arg::get_long).collect();
        for key in Options::KEYS {
            assert!(flags.contains(key), "{key}");
        }
        for flag in flags.iter().filter(|flag| !flag.starts_with("no-")) {
            assert!(Options::KEYS.contains(flag), "{flag}");
        }
    }
}
