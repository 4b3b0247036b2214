//! The root of the command line: global options, parsing, and what becomes of a result.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::error::{ContextKind, ContextValue};
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, ValueEnum};

use syncmgr_proto::ExitCode;

use crate::commands::Command;
use crate::context::Context;
use crate::error::{CliError, ErrorKind};
use crate::render::print;
use crate::{session, usage};

/// The help of the whole program fits one screen of 80 columns and begins with what a newcomer needs. Its lines are not
/// wrapped.
const TEMPLATE: &str = "\
{about}

{usage-heading} {usage}

First steps:
  syncmgr plan ~/Documents /media/usb/Documents   show what would be done
  syncmgr sync ~/Documents /media/usb/Documents   make both folders alike
  syncmgr undo                                    take the last run back

What a run replaces or deletes is kept in a trash; a run that would destroy
much stops and asks.

{all-args}{after-help}";

const AFTER_HELP: &str = "\
Pairs with a name:
  syncmgr add docs ~/Documents /media/usb/Documents   give the pair a name
  syncmgr sync docs                                   synchronize it
  syncmgr sync                                        all that is checked

`syncmgr help COMMAND` tells more. Every option can also be set in the
environment: --state-dir is SYNCMGR_STATE_DIR, and so on.";

/// Keep folders in step, in both directions
#[derive(Debug, Parser)]
#[command(name = "syncmgr", version, help_template = TEMPLATE, after_help = AFTER_HELP, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Read this configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Keep database, archives and locks in this folder
    #[arg(long, global = true, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
    /// Print one JSON object a line, for programs
    #[arg(long, global = true)]
    pub json: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell more (repeat for still more)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Use colours: auto, always or never
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    #[arg(hide_possible_values = true)]
    pub color: Color,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Parses `arguments` (the program's name first), runs the command, and returns the exit code.
pub fn main(arguments: impl Iterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.collect();
    let matches = command().try_get_matches_from(&arguments);
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return refuse(error, &arguments),
    };
    let context = Context::new(&cli.globals);
    end(cli.command.run(&context), cli.globals.json).number()
}

/// Tells the error of a command, and what of its output was lost on the way; returns how the process ends.
fn end(result: Result<ExitCode, CliError>, json: bool) -> ExitCode {
    let told = matches!(&result, Err(error) if error.kind() == ErrorKind::Printing);
    let exit = result.unwrap_or_else(|error| error.report(json));
    match print::loss() {
        Some(cause) if !told => {
            let loss = CliError::loss(cause, exit);
            loss.report_as(exit.combine(loss.exit_code()), json)
        }
        _ => exit,
    }
}

/// The whole command line as clap knows it; help, man pages and completions come from here.
pub fn command() -> clap::Command {
    with_environment(Cli::command())
}

/// The same for manual pages, which have no place for a template.
pub fn manual() -> clap::Command {
    let first_steps = TEMPLATE.split("{usage}").nth(1).and_then(|text| text.split("{all-args}").next());
    command().after_help(format!("{}\n\n{AFTER_HELP}", first_steps.unwrap_or_default().trim()))
}

/// The same for completions: what is hidden in the help is not proposed either.
pub fn proposed() -> clap::Command {
    without_hidden(&command())
}

fn without_hidden(command: &clap::Command) -> clap::Command {
    let shown = command.get_subcommands().filter(|command| !command.is_hide_set()).map(without_hidden);
    let mut bare = clap::Command::new(command.get_name().to_owned()).args(command.get_arguments().cloned());
    if let Some(about) = command.get_about() {
        bare = bare.about(about.clone());
    }
    if let Some(version) = command.get_version() {
        bare = bare.version(version.to_owned());
    }
    bare.subcommands(shown)
}

/// Lets every option be set by `SYNCMGR_<OPTION>`; an empty variable counts as not set.
fn with_environment(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let Some(long) = arg.get_long() else { return arg };
        let variable = format!("SYNCMGR_{}", long.to_uppercase().replace('-', "_"));
        if std::env::var_os(&variable).is_some_and(|value| value.is_empty()) {
            return arg;
        }
        let arg = if matches!(arg.get_action(), ArgAction::SetTrue) {
            arg.value_parser(FalseyValueParser::new())
        } else {
            arg
        };
        arg.env(variable).hide_env(true)
    });
    command.mut_subcommands(with_environment)
}

/// Prints help, version or a usage error.
fn refuse(mut error: clap::Error, arguments: &[OsString]) -> u8 {
    // What a missing command could have been: clap does not leave out here what the help does not show.
    if let Some(ContextValue::Strings(names)) = error.remove(ContextKind::ValidSubcommand) {
        let known = Cli::command();
        let is_shown = |name: &String| known.find_subcommand(name).is_none_or(|command| !command.is_hide_set());
        let shown = names.into_iter().filter(is_shown).collect();
        error.insert(ContextKind::ValidSubcommand, ContextValue::Strings(shown));
    }
    if error.use_stderr() && usage::wants_json(arguments) {
        if usage::is_of_session(arguments) {
            session::never_began(ExitCode::Usage);
        }
        return usage::told(&error).report(true).number();
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    match printed {
        // Help and version are what was asked for.
        Err(lost) if !error.use_stderr() => CliError::from(lost).report(false).number(),
        // Nobody is left to be told that the message could not be printed.
        _ => u8::try_from(error.exit_code()).unwrap_or(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn every_option_has_its_variable() {
        fn check(command: &clap::Command) {
            for arg in command.get_arguments().filter(|arg| arg.get_long().is_some()) {
                assert!(arg.get_env().is_some(), "{} of {}", arg.get_id(), command.get_name());
            }
            command.get_subcommands().for_each(check);
        }
        check(&command());
    }

    #[test]
    fn examples_are_not_wrapped_at_eighty_columns() {
        fn check(command: &clap::Command) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let wide: Vec<_> = help.lines().filter(|line| line.chars().count() > 80).collect();
            assert_eq!(wide, [""; 0], "{}", command.get_name());
            command.get_subcommands().for_each(check);
        }
        check(&command());
    }

    #[test]
    fn no_default_that_is_empty_is_shown() {
        fn check(command: &clap::Command) {
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_default_value_set()) {
                assert!(arg.get_default_values().iter().all(|value| !value.is_empty()), "{}", arg.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        check(&command());
    }

    #[test]
    fn every_command_and_option_has_a_help_text() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for arg in command.get_arguments() {
                assert!(arg.get_help().is_some(), "{} of {}", arg.get_id(), command.get_name());
            }
            command.get_subcommands().for_each(check);
        }
        check(&command());
    }
}
