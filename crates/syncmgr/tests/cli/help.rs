//! Help, version and usage errors.

use std::io::Read;
use std::process::Stdio;

use crate::sandbox::Sandbox;

#[test]
fn help_and_version_go_to_standard_output() {
    let world = Sandbox::new();
    let help = world.run(&["--help"]).ends(0);
    assert!(help.out.contains("First steps:") && help.err.is_empty());
    assert!(!help.out.contains("__generate"), "hidden commands are hidden");
    let version = world.run(&["-V"]).ends(0);
    assert_eq!(version.out, format!("syncmgr {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn no_help_is_wider_than_eighty_columns() {
    let world = Sandbox::new();
    let help = |command: &str| world.ran(world.command(&["help", command]).env("COLUMNS", "80")).ends(0).out;
    let whole = world.ran(world.command(&["--help"]).env("COLUMNS", "80")).ends(0).out;
    let commands = whole.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // What a command does may go on in the next line, further in.
    let names = commands.filter_map(|line| line.strip_prefix("  ")?.split_once(' ')).map(|(name, _)| name);
    let helps: Vec<_> = names.filter(|name| !name.is_empty()).map(help).collect();
    assert!(helps.len() > 20, "{whole}");
    let wide = |line: &&str| line.chars().count() > 80;
    assert_eq!(helps.iter().chain([&whole]).flat_map(|help| help.lines()).find(wide), None);
}

#[test]
fn usage_errors_end_with_2_and_say_nothing_on_standard_output() {
    let world = Sandbox::new();
    world.run(&[]).ends(2).says("").complains("Usage: syncmgr");
    world.run(&["shwo", "x"]).ends(2).says("").complains("similar subcommand exists: 'show'");
    world.run(&["show"]).ends(2).says("").complains("<NAME>");
    world.run(&["-q", "-v", "show", "x"]).ends(2).complains("cannot be used with");
}

#[test]
fn a_missing_command_shows_no_hidden_ones() {
    let world = Sandbox::new();
    let missing = world.ran(world.command(&[]).env("SYNCMGR_STATE_DIR", world.path("state"))).ends(2);
    assert!(missing.err.contains("sync") && !missing.err.contains("__"), "{}", missing.err);
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let world = Sandbox::new();
    assert!(!world.run(&["show", "x"]).err.contains('\u{1b}'));
    assert!(world.run(&["show", "x", "--color", "always"]).err.contains('\u{1b}'));
    let ran = world.ran(world.command(&["show", "x", "--color", "never"]).env("CLICOLOR_FORCE", "1"));
    assert!(!ran.err.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let mut child = world.command(&["show", "docs"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(err, "");
}
