//! The process that holds a handler: what it inherits, and when it is gone.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

use crate::build;
use crate::service::until;
use crate::world::{World, finished, items};

/// The process in which the handler was loaded last: the first word of the log is its main thread.
fn host(world: &World) -> Pid {
    let log = world.sandbox.read("log").unwrap();
    let line = log.lines().rfind(|line| line.ends_with(" loaded")).unwrap();
    Pid::from_raw(line.split(' ').next().unwrap().parse().unwrap()).unwrap()
}

fn is_gone(process: Pid) -> bool {
    !Path::new(&format!("/proc/{}", process.as_raw_pid())).exists()
}

#[test]
fn a_library_that_is_preloaded_reaches_the_handler() {
    let world = World::new("");
    let code = "#include <stdlib.h>\n#include <stdio.h>\n__attribute__((constructor)) static void here() {\n\
                const char *name = getenv(\"PRELOADED\");\n\
                FILE *log = fopen(name, \"a\");\n\
                char own[4096] = {0};\n\
                FILE *command = fopen(\"/proc/self/cmdline\", \"r\");\n\
                fread(own, 1, sizeof own - 1, command);\n\
                fprintf(log, \"%s %s\\n\", own, own + __builtin_strlen(own) + 1);\n\
                fclose(command); fclose(log); }";
    let library = build::small_module(&world.sandbox.path("."), "preloaded", code, &[]);
    let mut command = world.command("", &["sync", "item 1"]);
    command.env("LD_PRELOAD", &library).env("PRELOADED", world.sandbox.path("seen"));
    world.sandbox.ran(&mut command).ends(0);
    let seen = world.sandbox.read("seen").unwrap();
    assert!(seen.lines().any(|line| line.ends_with(" com-host")), "{seen}");
}

#[test]
fn a_process_that_was_halted_is_ended_all_the_same() {
    let world = World::new("");
    let patient = "after.Synchronize=progress:1:3:0:5:go,cancelled:1,done:sync";
    let mut sync = world.beside(patient, &["sync"]);
    sync.wait_for("progress");
    let process = host(&world);
    kill_process(process, Signal::STOP).unwrap();
    // It does not hear of it, and the second wish is not for waiting.
    world.run("", &["stop"]).ends(0);
    sync.signal(Signal::INT);
    let (lines, code) = sync.end();
    assert_eq!((code, finished(&lines)), (130, 130));
    assert!(items(&lines).iter().all(|(_, status)| status == "stopped"), "{lines:?}");
    until("the end of the process", || is_gone(process));
}

#[test]
fn nothing_is_left_of_it_soon_after_the_session() {
    let world = World::new("");
    for behaviour in [
        "",
        "in.Release=hang",
        "in.SetNull=hang",
        "in.Synchronize=fork",
        "after.Synchronize=work,done:sync,hang",
        "after.Synchronize=work,done:sync,spin",
        "in.SetProgressCallback=keep",
    ] {
        world.forget();
        let mut sync = world.beside(behaviour, &["sync"]);
        sync.wait_for("finished");
        let process = host(&world);
        until("the end of the process", || is_gone(process));
        sync.end();
    }
}
