//! Command lines that are not understood, told to programs.

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::cli;
use crate::error::CliError;

/// The commands that print a session, whose last line programs wait for.
const OF_SESSIONS: [&str; 4] = ["sync", "plan", "undo", "fire"];
/// What in the environment means that a switch is off.
const OFF: [&str; 7] = ["", "0", "f", "false", "n", "no", "off"];

/// Whether JSON is wanted; for arguments that cannot be parsed.
pub fn wants_json(arguments: &[OsString]) -> bool {
    let stated = arguments.iter().skip(1).take_while(|argument| *argument != "--").any(|argument| argument == "--json");
    stated || std::env::var("SYNCMGR_JSON").is_ok_and(|value| !OFF.contains(&value.to_lowercase().as_str()))
}

/// Whether the command is one that prints a session.
pub fn is_of_session(arguments: &[OsString]) -> bool {
    let guessed = cli::command().ignore_errors(true).try_get_matches_from(arguments);
    guessed.is_ok_and(|matches| matches.subcommand_name().is_some_and(|name| OF_SESSIONS.contains(&name)))
}

/// The error as every other is told: what is wrong in one line, and what can be done.
pub fn told(error: &clap::Error) -> CliError {
    let kind = error.kind();
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand || kind == ErrorKind::MissingSubcommand {
        return CliError::usage("a command is missing").hint("`syncmgr help` lists the commands");
    }
    let text = error.render().to_string();
    let mut parts = text.split("\n\n").map(in_a_line);
    let message = parts.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    parts
        .filter(|part| !part.is_empty())
        .fold(CliError::usage(message), |error, part| error.hint(part.strip_prefix("tip: ").unwrap_or(&part)))
}

fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
