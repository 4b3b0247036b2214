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
