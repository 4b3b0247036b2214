//! A person at a terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Stdio;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::world::World;

/// Both ends of a terminal: the person's and the program's.
fn terminal() -> (File, File) {
    let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&person).unwrap();
    unlockpt(&person).unwrap();
    let name = ptsname(&person, Vec::new()).unwrap();
    let program = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    (person.into(), program.into())
}

/// Runs a command on a terminal, waits for a question and answers it.
fn answered(world: &World, arguments: &[&str], answer: &str) -> String {
    let (mut person, program) = terminal();
    let mut command = world.command("", arguments);
    command.env_remove("SYNCMGR_UI").stdin(program.try_clone().unwrap()).stderr(program).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut asked = Vec::new();
    while !asked.ends_with(b"[y/N] ") {
        let mut byte = [0];
        person.read_exact(&mut byte).unwrap();
        asked.push(byte[0]);
    }
    writeln!(person, "{answer}").unwrap();
    assert!(child.wait().unwrap().success());
    String::from_utf8(asked).unwrap()
}

/// Proves: R-UI-5
#[test]
fn who_fires_an_event_is_asked_wherever_the_session_runs() {
    let world = World::new("connect");
    world.run("", &["trigger", "item 1", "--on", "logon", "--ask"]).ends(0);
    world.run("", &["uncheck", "item 2", "--for", "logon"]).ends(0);
    let mut serve = None;
    for place in ["here", "in the manager"] {
        world.forget();
        world.run("", &["fire", "logon"]).ends(0);
        assert!(world.called("PrepareForSync").is_empty(), "{place}: nobody could be asked");
        for (answer, runs) in [("n", 0), ("", 0), ("y", 1)] {
            world.forget();
            let question = answered(&world, &["fire", "logon"], answer);
            assert!(question.contains("logon: synchronize item 1 now?"), "{question}");
            assert_eq!(world.called("PrepareForSync").len(), runs, "{place}: {answer}");
        }
        serve.get_or_insert_with(|| world.serve(""));
    }
    serve.unwrap().finish();
}
