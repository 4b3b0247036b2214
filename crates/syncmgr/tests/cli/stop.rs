use rustix::process::Signal;

use crate::sandbox::Sandbox;
use crate::service::{Beside, broken_handler, slow_pair};

#[test]
fn a_foreground_session_is_stopped_from_elsewhere() {
    let world = Sandbox::new();
    slow_pair(&world);
    let mut sync = Beside::start(&world, &["sync", "docs"]);
    let session = sync.wait_for("progress")["session"].as_str().unwrap().to_owned();
    world.run(&["stop", "ffffffff-not"]).ends(2).complains("no session `ffffffff-not` runs");
    world.run(&["stop", &session[1..9]]).ends(0).says("stopping 1 session\n");
    let (lines, code) = sync.end();
    assert_eq!(code, 130);
    assert_eq!(lines.last().unwrap()["kind"], "finished");
    assert_eq!(lines[lines.len() - 2]["status"], "stopped");
}

#[test]
fn a_session_in_the_manager_is_stopped_like_one_in_the_foreground() {
    let world = Sandbox::new();
    slow_pair(&world);
    broken_handler(&world);
    let serve = Beside::serve(&world);
    let mut sync = Beside::start(&world, &["sync", "docs"]);
    sync.wait_for("progress");
    world.run(&["stop"]).ends(0);
    assert_eq!(sync.end().1, 130);
    let mut sync = Beside::start(&world, &["sync", "docs"]);
    sync.wait_for("progress");
    sync.signal(Signal::INT);
    let (lines, code) = sync.end();
    assert_eq!((code, &lines.last().unwrap()["kind"]), (130, &"finished".into()));
    serve.finish();
}

#[test]
fn the_end_of_a_manager_stops_its_sessions() {
    let world = Sandbox::new();
    slow_pair(&world);
    broken_handler(&world);
    let serve = Beside::serve(&world);
    let mut sync = Beside::start(&world, &["sync", "docs"]);
    sync.wait_for("progress");
    serve.finish();
    let (lines, code) = sync.end();
    assert_eq!((code, &lines.last().unwrap()["kind"]), (130, &"finished".into()));
}

#[test]
fn without_a_session_there_is_nothing_to_stop() {
    Sandbox::new().run(&["stop"]).ends(1).complains("nothing runs");
}
