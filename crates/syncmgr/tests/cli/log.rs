use crate::sandbox::Sandbox;

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
