use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use syncmgr_core::store::Draft;
use syncmgr_core::{EventSink, Store};
use syncmgr_proto::{Body, Event, ExitCode, Purpose, SessionId, Stats, Trigger};

use crate::sandbox::Sandbox;
use crate::service::broken_handler;

#[test]
fn nothing_ran_yet() {
    let world = Sandbox::new();
    world.run(&["log"]).ends(0).says("nothing has run yet\n");
    world.run(&["log", "--json"]).ends(0).says("");
    world.run(&["log", "deadbeef"]).ends(2).complains("there is no session `deadbeef`");
}

#[test]
fn a_session_is_found_by_the_beginning_of_its_id() {
    let world = Sandbox::new();
    let session = world.run(&["sync", "--json"]).ends(0).json()[0]["session"].as_str().unwrap().to_owned();
    let listed = world.run(&["log", "--json"]).ends(0).json();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["kind"], "session");
    assert_eq!(listed[0]["session"], session.as_str());
    assert_eq!(listed[0]["exit"], 0);
    for id in [&session, session.trim_matches(['{', '}']), &session[1..9]] {
        let events = world.run(&["log", id, "--json"]).ends(0).json();
        assert_eq!(events.first().unwrap()["kind"], "started");
        assert_eq!(events.last().unwrap()["kind"], "finished");
    }
    assert!(world.run(&["log"]).ends(0).out.contains(&session[1..9]));
}

#[test]
fn sessions_are_chosen_by_time_and_number() {
    let world = Sandbox::new();
    for _ in 0..3 {
        world.run(&["sync"]).ends(0);
    }
    let number = |arguments: &[&str]| world.run(&[&["log", "--json"], arguments].concat()).ends(0).json().len();
    assert_eq!(number(&[]), 3);
    assert_eq!(number(&["-n", "2"]), 2);
    assert_eq!(number(&["--since", "1h"]), 3);
    assert_eq!(number(&["--since", "2999-01-01"]), 0);
    world.run(&["log", "--since", "yesterday"]).ends(2).complains("neither a time like");
    world.run(&["log", "--item", "docs"]).ends(2).complains("there is no item `docs`");
}

/// A history with a session of so many days ago, which is due to be pruned.
fn aged(world: &Sandbox, days: i64) -> String {
    let ago = |days: i64| Timestamp::now() - SignedDuration::from_hours(24 * days);
    let (store, session) = (Store::open(&world.path("home/.local/state/syncmgr")).unwrap(), SessionId::random());
    let draft = |body| Draft { time: ago(days), session, body, instance: None };
    let sink: Arc<dyn EventSink> = Arc::new(Nobody);
    let stats = Stats::default();
    let bodies = [
        Body::Started { trigger: Trigger::Manual, dry_run: false, items: Vec::new(), purpose: Purpose::Synchronize },
        Body::Finished { exit: ExitCode::InSync, duration_ms: 1, stats },
    ];
    store.append(bodies.map(draft).to_vec(), &sink);
    // As if that had been done two days ago, by this call or an earlier one.
    store.claim_pruning(ago(2)).unwrap();
    session.to_string()[1..9].to_owned()
}

struct Nobody;

impl EventSink for Nobody {
    fn event(&self, _: &Event) {}
}

#[test]
fn old_sessions_are_forgotten_after_a_session_and_the_log_says_so() {
    let world = Sandbox::new();
    world.write("home/.config/syncmgr/config.toml", "[history]\nkeep = 30\n");
    let (old, fresh) = (aged(&world, 40), aged(&world, 20));
    let listed = || world.run(&["log"]).ends(0).out;
    assert!(listed().contains(&old) && listed().contains(&fresh), "reading forgets nothing");
    world.run(&["sync", "./left", "./right"]).ends(0);
    let log = listed();
    assert!(!log.contains(&old) && log.contains(&fresh), "{log}");
    assert!(log.lines().last().unwrap().starts_with("sessions that began before 2"), "{log}");
    assert_eq!(world.run(&["log", "--json"]).json().last().unwrap()["kind"], "forgotten");
    for whole in [&["log", "-n", "1"][..], &["log", "--since", "3d"]] {
        assert!(!world.run(whole).ends(0).out.contains("forgotten"), "{whole:?}: all that was asked for is there");
    }
    world.run(&["log", &old]).ends(2).complains("sessions that began before").complains("are forgotten");
    let again = aged(&world, 40);
    broken_handler(&world);
    world.run(&["sync"]).ends(4);
    assert!(!listed().contains(&again), "a session over every handler forgets, too");
}

#[test]
fn what_can_be_undone_is_not_forgotten() {
    let world = Sandbox::new();
    let (lost, kept) = (aged(&world, 4000), aged(&world, 4000));
    let whole = |short: &str| world.run(&["log", short, "--json"]).ends(0).json()[0]["session"].clone();
    let name = whole(&kept).as_str().unwrap().trim_matches(['{', '}']).to_owned();
    world.write(&format!("home/.local/state/syncmgr/items/6295df27-35ee-11d1-8707-00c04fd93327/undo/{name}"), "");
    world.run(&["sync"]).ends(0);
    let log = world.run(&["log"]).ends(0).out;
    assert!(log.contains(&kept) && !log.contains(&lost), "{log}");
}

#[test]
fn a_history_is_kept_for_ever_if_that_is_wanted() {
    let world = Sandbox::new();
    world.write("home/.config/syncmgr/config.toml", "[history]\nkeep = \"forever\"\n");
    let old = aged(&world, 4000);
    world.run(&["sync"]).ends(0);
    let log = world.run(&["log"]).ends(0).out;
    assert!(log.contains(&old) && !log.contains("forgotten"), "{log}");
}

#[test]
fn a_folder_stands_for_its_item() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.write("third/b", "1");
    world.run(&["add", "other", "left", "third"]).ends(0);
    world.run(&["sync", "other"]).ends(0);
    for (folder, item) in [("./right", "./left ↔ ./right"), ("./left/../third/", "other")] {
        let sessions = world.run(&["log", "--item", folder, "--json"]).ends(0).json();
        assert_eq!(sessions.len(), 1, "{folder}");
        assert_eq!(sessions[0]["items"][0]["item"], item);
        world.run(&["trash", "list", "--item", folder]).ends(0);
        world.run(&["conflicts", "list", "--item", folder]).ends(0);
    }
    world.run(&["log", "--item", "./left"]).ends(2).complains("several items: `other`, `./left ↔ ./right`");
    world.run(&["log", "--item", "./none"]).ends(2).complains("there is no item `./none`");
}
