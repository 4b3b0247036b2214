//! What becomes of output that cannot be written: it is never lost in silence, except where nobody reads any more.

use std::process::Stdio;

use crate::sandbox::Sandbox;

/// A device on which nothing can be written, as on a full disk.
#[cfg(target_os = "linux")]
fn full() -> Stdio {
    std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

const COMMANDS: [&[&str]; 13] = [
    &["sync", "./left", "./right"],
    &["sync", "-v", "docs"],
    &["plan", "./left", "./right"],
    &["list"],
    &["show", "docs"],
    &["status"],
    &["log"],
    &["why", "docs", "a.txt"],
    &["trash", "list"],
    &["conflicts"],
    &["handler", "list"],
    &["undo"],
    &["add", "more", "./left", "./more"],
];

fn world() -> Sandbox {
    let world = Sandbox::new();
    world.write("left/a.txt", "1");
    world.write("more/b.txt", "1");
    world.run(&["add", "docs", "./left", "./right"]).ends(0);
    world.run(&["sync", "docs"]).ends(0);
    world.write("left/a.txt", "22");
    world
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_could_not_be_written_is_an_error() {
    for arguments in COMMANDS {
        for format in [&[][..], &["--json"]] {
            let world = world();
            // These have nothing to say to a program here.
            if !format.is_empty() && ["conflicts", "status", "trash"].contains(&arguments[0]) {
                continue;
            }
            let arguments = [arguments, format].concat();
            let ran = world.ran_into(&mut world.command(&arguments), full());
            assert_eq!(ran.code, 1, "{arguments:?}: {}", ran.err);
            assert_eq!(
                ran.err.matches("cannot print: No space left on device").count(),
                1,
                "{arguments:?}: {}",
                ran.err
            );
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_and_version_are_output_too() {
    let world = Sandbox::new();
    for arguments in [&["--help"][..], &["--version"], &["help", "sync"], &["sync", "-h"]] {
        let ran = world.ran_into(&mut world.command(arguments), full()).ends(1);
        ran.complains("cannot print: No space left on device");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_done_is_done_and_said_to_be() {
    let world = world();
    let ran = world.ran_into(&mut world.command(&["sync", "docs"]), full()).ends(1);
    ran.complains("hint: only output was lost; the work itself ended with exit code 0");
    assert_eq!(world.read("right/a.txt").as_deref(), Some("22"));
    world.write("left/a.txt", "333");
    world.write("right/a.txt", "4444");
    let ran = world.ran_into(&mut world.command(&["sync", "docs", "--json"]), full()).ends(1);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((&error["kind"], &error["exit"]), (&"error".into(), &1.into()), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("ended with exit code 3"), "{error}");
}

/// A worse end keeps its code: the first in the order of exit codes.
#[cfg(target_os = "linux")]
#[test]
fn a_worse_end_keeps_its_exit_code() {
    let world = Sandbox::new();
    let ran = world.ran_into(&mut world.command(&["sync", "--json", "./left", "./missing"]), full()).ends(2);
    ran.complains("the folder [DIR]/missing does not exist");
}

#[test]
fn a_closed_pipe_is_quiet_and_stops_nothing() {
    for arguments in COMMANDS {
        for format in [&[][..], &["--json"]] {
            let world = world();
            let arguments = [arguments, format].concat();
            let ran = world.ran_into(&mut world.command(&arguments), closed());
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
            if arguments[0] == "sync" {
                assert_eq!(world.tree("left"), world.tree("right"));
                assert_eq!(world.read("right/a.txt").as_deref(), Some("22"));
            }
        }
    }
}
