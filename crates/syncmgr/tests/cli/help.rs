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
fn a_value_that_is_none_is_told_with_one_that_is() {
    let world = Sandbox::new();
    for (arguments, message) in [
        (&["sync", "--jobs", "none"][..], "'--jobs <N>': `none` is not a number of files like 4, from 1 to 65535"),
        (&["sync", "--jobs", "0"], "`0` is not a number of files like 4, from 1 to 65535"),
        (&["add", "--trash-keep", "week"], "`week` is not a number of days like 30, from 0 to 4294967295"),
        (&["trash", "empty", "--older-than", "week"], "`week` is not a number of days like 30"),
        (&["log", "-n", "all"], "`all` is not a number of sessions like 20"),
        (&["serve", "--port", "http"], "`http` is not a port like 8080, from 0 to 65535"),
        (
            &["handler", "test", "--command", "x", "--patience", "0"],
            "`0` is not a number of seconds like 60, from 1 to 3600",
        ),
    ] {
        world.run(arguments).ends(2).complains(message);
    }
    for (line, message) in [
        ("jobs = \"none\"", "string \"none\", expected a number of files like 4, from 1 to 65535"),
        ("jobs = 0", "integer `0`, expected a number of files like 4"),
        ("trash-keep = -1", "integer `-1`, expected a number of days like 30"),
    ] {
        world.write("c.toml", &format!("[defaults]\n{line}\n"));
        world.run(&["--config", "c.toml", "list"]).ends(2).complains(message);
    }
}

#[test]
fn programs_are_told_of_usage_errors_as_of_all_others() {
    let world = Sandbox::new();
    for (arguments, message, hint) in [
        (&["list", "--json", "--jobs", "1"][..], "unexpected argument '--jobs' found", "Usage: syncmgr list"),
        (&["--json", "shwo"], "unrecognized subcommand 'shwo'", "'show'"),
        (&["--json", "show"], "the following required arguments were not provided: <NAME>", "--help"),
        (
            &["check", "x", "--for", "y", "--json"],
            "invalid value 'y' for '--for <KIND>' [possible values: manual,",
            "--help",
        ),
        (&["--json"], "a command is missing", "syncmgr help"),
    ] {
        let ran = world.run(arguments).ends(2).says("");
        let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap_or_else(|e| panic!("{e}: {}", ran.err));
        assert_eq!((&error["kind"], &error["exit"]), (&"error".into(), &2.into()), "{error}");
        assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
        assert!(error["hints"].to_string().contains(hint), "{error}");
    }
    let ran = world.ran(world.command(&["shwo"]).env("SYNCMGR_JSON", "1")).ends(2);
    assert!(ran.err.starts_with('{'), "{}", ran.err);
    for plain in [&["shwo"][..], &["show", "--", "--json", "x"]] {
        assert!(world.run(plain).ends(2).err.starts_with("error: "));
    }
    assert!(world.run(&["--json", "--help"]).ends(0).out.contains("First steps:"));
}

#[test]
fn a_session_that_is_not_understood_has_its_last_line_too() {
    let world = Sandbox::new();
    for command in ["sync", "plan", "undo", "fire"] {
        let ran = world.run(&["--config", "c.toml", command, "--nonsense", "--json"]).ends(2);
        let lines = ran.json();
        assert_eq!(lines.len(), 1, "{command}: {}", ran.out);
        assert_eq!((&lines[0]["kind"], &lines[0]["exit"]), (&"finished".into(), &2.into()), "{command}");
    }
}

#[test]
fn a_missing_command_shows_no_hidden_ones() {
    let world = Sandbox::new();
    let missing = world.ran(world.command(&[]).env("SYNCMGR_STATE_DIR", world.path("state"))).ends(2);
    assert!(
        missing.err.contains("sync") && !missing.err.contains("__") && !missing.err.contains("com-host"),
        "{}",
        missing.err
    );
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
