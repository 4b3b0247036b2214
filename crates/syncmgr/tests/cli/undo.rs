use crate::sandbox::Sandbox;

#[test]
fn without_history_there_is_nothing_to_undo() {
    let world = Sandbox::new();
    world.run(&["undo"]).ends(2).says("").complains("error: there is nothing to undo");
    assert!(!world.path("home/.local").exists(), "asking makes no state");
}

#[test]
fn an_unknown_session_is_refused() {
    let world = Sandbox::new();
    world.run(&["sync"]).ends(0);
    for session in ["deadbeef", "x", "6295df27-35ee-11d1-8707-00c04fd93327"] {
        world.run(&["undo", session]).ends(2).complains("there is no session").complains("syncmgr log");
    }
}

#[test]
fn a_second_undo_changes_nothing_and_names_the_run_before() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    let first = world.run(&["log", "--json"]).json()[0]["session"].as_str().unwrap()[1..9].to_owned();
    world.write("left/a", "22");
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.run(&["undo"]).ends(0);
    let before = (world.tree("left"), world.tree("right"));
    let again = world.run(&["undo"]).ends(2).says("").complains("there is nothing to undo for session");
    again.complains(&format!("`syncmgr undo {first}`"));
    assert_eq!((world.tree("left"), world.tree("right")), before);
    assert_eq!(world.run(&["log", "--json"]).json().len(), 3, "what was refused is no session");
    world.run(&["undo", &first]).ends(0);
    assert_eq!(world.read("right/a"), None);
}

#[test]
fn what_later_runs_did_to_a_file_of_a_session_is_no_new_work() {
    use std::os::unix::fs::PermissionsExt;
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    let first = world.run(&["log", "--json"]).json()[0]["session"].as_str().unwrap()[1..9].to_owned();
    std::fs::set_permissions(world.path("left/a"), std::fs::Permissions::from_mode(0o600)).unwrap();
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.run(&["undo", &first]).ends(0);
    assert_eq!(world.read("right/a"), None);
}

#[test]
fn items_that_a_session_left_alone_are_no_obstacle() {
    let world = Sandbox::new();
    for name in ["one", "two"] {
        world.write(&format!("{name}/a"), "1");
        std::fs::create_dir(world.path(&format!("{name}-copy"))).unwrap();
        world.run(&["add", name, name, &format!("{name}-copy")]).ends(0);
    }
    world.run(&["sync"]).ends(0);
    world.write("one/a", "22");
    world.run(&["sync"]).ends(0);
    world.run(&["undo"]).ends(0);
    assert_eq!((world.read("one-copy/a").unwrap(), world.read("two-copy/a").unwrap()), ("1".into(), "1".into()));
}

#[test]
fn what_was_not_kept_cannot_come_back_and_is_told_so() {
    for (keep, empty) in [("--no-trash", false), ("--trash", true)] {
        let world = Sandbox::new();
        for name in ["updated", "deleted"] {
            world.write(&format!("left/{name}"), "1");
        }
        world.run(&["sync", "./left", "./right"]).ends(0);
        world.write("left/updated", "22");
        std::fs::remove_file(world.path("left/deleted")).unwrap();
        world.run(&["sync", keep, "./left", "./right"]).ends(0);
        if empty {
            world.run(&["trash", "empty"]).ends(0);
        }
        let before = world.tree("right");
        let lines = world.run(&["undo", "--json"]).ends(4).json();
        let told: Vec<_> = lines.iter().filter(|line| line["kind"] == "problem").collect();
        assert_eq!(told.len(), 2, "{lines:?}");
        assert!(told.iter().all(|line| line["message"].as_str().unwrap().contains("was not kept")), "{told:?}");
        assert_eq!(world.tree("right"), before);
    }
}

#[test]
fn the_log_says_what_was_undone() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    let session = world.run(&["sync", "./left", "./right", "--json"]).ends(0).json()[0]["session"].clone();
    let short = &session.as_str().unwrap()[1..9];
    let began = world.run(&["undo", "--json"]).ends(0).json()[0].clone();
    assert_eq!((&began["purpose"], &began["undoes"]), (&"undo".into(), &session));
    let sessions = world.run(&["log", "--json"]).ends(0).json();
    let told = |at: usize| (sessions[at]["purpose"].as_str().unwrap(), &sessions[at]["undoes"]);
    assert_eq!((told(0), told(1)), (("undo", &session), ("synchronize", &serde_json::Value::Null)));
    let log = world.run(&["log"]).ends(0).out;
    let line = log.lines().nth(1).unwrap();
    assert!(line.contains("undone  ") && line.ends_with(&format!("  undo of {short}: 1 deleted")), "{log}");
    let undoing = began["session"].as_str().unwrap();
    let log = world.run(&["log", undoing]).ends(0).out;
    assert!(log.contains(&format!("began (manual, undo of {short}): ./left")), "{log}");
    assert!(log.contains("undone: 1 deleted") && !log.contains("in sync"), "{log}");
}

#[test]
fn the_log_tells_also_of_an_undoing_that_left_something_alone() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.write("right/a", "changed since");
    world.run(&["undo"]).ends(4);
    let log = world.run(&["log"]).ends(0).out;
    assert!(log.lines().nth(1).unwrap().contains("not undone  "), "{log}");
}
