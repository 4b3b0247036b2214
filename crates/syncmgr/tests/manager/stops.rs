use rustix::process::Signal;

use crate::service::{Beside, until};
use crate::world::{World, finished, items};

/// Works on the first item until it is cancelled, then does the second.
const PATIENT: &str = "after.Synchronize=progress:1:3:0:5:go,cancelled:1,progress:1:1,progress:2:4,done:sync";
/// Hangs in `Synchronize` once it knows that it is to stop.
const HANGING: &str = "in.Synchronize=progress:1:3:0:5:go,cancelled:1,hang";

fn wait_until_it_works(sync: &mut Beside) {
    while sync.wait_for("progress")["text"] != "go" {}
}

#[test]
fn an_item_is_skipped_wherever_its_session_runs() {
    let world = World::new("");
    let mut serve = None;
    for place in ["foreground", "manager"] {
        if place == "manager" {
            serve = Some(world.serve(PATIENT));
        }
        let mut sync = world.beside(PATIENT, &["sync"]);
        wait_until_it_works(&mut sync);
        world.run("", &["skip", "item 1"]).ends(0);
        let (lines, code) = sync.end();
        assert_eq!((code, finished(&lines)), (4, 4), "{place}");
        let statuses: Vec<_> = items(&lines).into_iter().map(|(_, status)| status).collect();
        assert_eq!(statuses, ["skipped", "succeeded"], "{place}");
    }
    assert_eq!(world.called("SetItemStatus"), ["SetItemStatus item=1 status=1"; 2]);
    serve.unwrap().finish();
}

#[test]
fn the_first_interrupt_asks_and_waits() {
    let world = World::new("");
    let mut sync = world.beside(PATIENT, &["sync"]);
    wait_until_it_works(&mut sync);
    sync.signal(Signal::INT);
    let (lines, code) = sync.end();
    assert_eq!((code, finished(&lines)), (130, 130));
    assert_eq!(world.called("cancelled"), ["cancelled 1 -> 0x00040204"]);
    assert_eq!(world.called("Release").len(), 1);
}

#[test]
fn the_second_interrupt_ends_a_handler_that_hangs() {
    let world = World::new("");
    for serving in [false, true] {
        world.forget();
        let serve = serving.then(|| world.serve(HANGING));
        let mut sync = world.beside(HANGING, &["sync"]);
        wait_until_it_works(&mut sync);
        sync.signal(Signal::INT);
        world.wait_for_call("cancelled 1 -> 0x00040204");
        sync.signal(Signal::INT);
        let (lines, code) = sync.end();
        assert_eq!((code, finished(&lines)), (130, 130));
        assert!(items(&lines).iter().all(|(_, status)| status == "stopped"), "{lines:?}");
        serve.into_iter().for_each(Beside::finish);
    }
}

#[test]
fn an_item_whose_handler_never_came_to_list_it_is_stopped_like_the_others() {
    let world = World::new("");
    world.run("", &["list"]).ends(0);
    for (call, logged) in [("Initialize", "Initialize reserved"), ("SetProgressCallback", "SetProgressCallback given")]
    {
        world.forget();
        let sync = world.beside(&format!("in.{call}=hang"), &["sync", "item 1"]);
        world.wait_for_call(logged);
        world.run("", &["stop"]).ends(0);
        sync.signal(Signal::INT);
        let (lines, code) = sync.end();
        assert_eq!((code, finished(&lines)), (130, 130), "{call}");
        assert_eq!(items(&lines), [("item 1".to_owned(), "stopped".to_owned())], "{call}");
    }
}

#[test]
fn stop_reaches_every_session() {
    let world = World::new("");
    let mut sync = world.beside(PATIENT, &["sync"]);
    wait_until_it_works(&mut sync);
    world.run("", &["list"]).ends(0);
    world.run("", &["stop"]).ends(0);
    assert_eq!(sync.end().1, 130);
}

#[test]
fn an_idle_session_ends_when_somebody_is_back() {
    let world = World::new("idle");
    let mut fire = world.beside(PATIENT, &["fire", "idle"]);
    wait_until_it_works(&mut fire);
    world.run("", &["fire", "active"]).ends(0);
    fire.end();
    assert_eq!(world.called("cancelled"), ["cancelled 1 -> 0x00040204"]);
    let serve = world.serve(PATIENT);
    world.forget();
    let mut fire = world.beside(PATIENT, &["fire", "idle"]);
    wait_until_it_works(&mut fire);
    world.run("", &["fire", "active"]).ends(0);
    fire.end();
    until("the cancel", || world.called("cancelled").len() == 1);
    serve.finish();
}
