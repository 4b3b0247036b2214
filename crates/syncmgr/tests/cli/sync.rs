//! What `sync` accepts and refuses.

use crate::sandbox::Sandbox;

#[test]
fn two_locations_make_a_pair_and_nothing_else_does() {
    let world = Sandbox::new();
    for (arguments, message, hint) in [
        (&["./left"][..], "there is only one location: ./left", "syncmgr sync ./left OTHER"),
        (&["./left", "./right", "./third"], "there are 3 locations", "in pairs"),
        (&["./left", "right"], "names of items and locations together", "./right"),
        (&["left", "right"], "there is no item `left`", "./left ./right"),
        (&["docs", "music"], "there is no item `docs`", "syncmgr add"),
        (&["ssh://host/left", "./right"], "ssh:// locations are not supported yet", "folders of this machine"),
    ] {
        world.run(&[&["sync"], arguments].concat()).ends(2).says("").complains(message).complains(hint);
    }
}

#[test]
fn bad_pairs_are_refused_before_anything_is_touched() {
    let world = Sandbox::new();
    world.write("file", "");
    world.write("left/inner/x", "1");
    let before = (world.tree("left"), world.tree("right"));
    for (left, right, message) in [
        ("./left", "./missing", "the folder [DIR]/missing does not exist"),
        ("./missing", "./left", "the folder [DIR]/missing does not exist"),
        ("./left", "./left", "are the same folder"),
        ("./left", "./right/../left", "are the same folder"),
        ("./left", "./left/inner", "[DIR]/left/inner lies inside [DIR]/left"),
        ("./left/inner", "./left", "[DIR]/left/inner lies inside [DIR]/left"),
        ("./file", "./right", "[DIR]/file is not a folder"),
        ("./left", "./file", "[DIR]/file is not a folder"),
    ] {
        world.run(&["sync", left, right]).ends(2).says("").complains(message).complains("hint: ");
    }
    assert_eq!((world.tree("left"), world.tree("right")), before);
    assert!(!world.path("home/.local").exists(), "not even state is made");
}

#[cfg(unix)]
#[test]
fn the_same_folder_is_recognized_behind_a_link() {
    let world = Sandbox::new();
    std::os::unix::fs::symlink(world.path("left"), world.path("link")).unwrap();
    world.run(&["sync", "./left", "./link"]).ends(2).complains("are the same folder");
    std::os::unix::fs::symlink(world.path("nowhere"), world.path("broken")).unwrap();
    world.run(&["sync", "./left", "./broken"]).ends(2).complains("a symbolic link that leads nowhere");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let world = Sandbox::new();
    std::fs::set_permissions(world.path("right"), std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_superuser = std::fs::read_dir(world.path("right")).is_ok();
    let ran = world.run(&["sync", "-n", "./left", "./right"]);
    std::fs::set_permissions(world.path("right"), std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_superuser {
        assert_ne!(ran.code, 2, "nothing is forbidden to root: {}", ran.err);
    } else {
        ran.ends(2).complains("cannot read the folder [DIR]/right: ");
    }
}

#[test]
fn a_state_folder_that_cannot_be_made_is_named() {
    let world = Sandbox::new();
    world.write("file", "");
    let ran = world.run(&["--state-dir", "file/state", "sync", "./left", "./right"]).ends(2);
    ran.complains("[DIR]/file/state").complains("--state-dir");
}

#[test]
fn a_refused_run_still_ends_with_the_last_line_of_json() {
    let world = Sandbox::new();
    let ran = world.run(&["sync", "--json", "./left", "./missing"]).ends(2);
    let lines = ran.json();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["kind"], "finished");
    assert_eq!(lines[0]["exit"], 2);
    assert_eq!(lines[0]["stats"]["created"], 0);
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["kind"], "error");
    assert!(error["message"].as_str().unwrap().contains("missing"));
}

#[test]
fn unknown_options_and_values_are_refused() {
    let world = Sandbox::new();
    for (arguments, message) in [
        (&["--nonsense"][..], "unexpected argument '--nonsense'"),
        (&["--mode", "sideways"], "possible values: two-way, left-to-right, right-to-left, mirror-left, mirror-right"),
        (&["--conflict", "guess"], "possible values: ask, keep-both"),
        (&["--max-delete", "101%"], "neither a number like 12 nor a share like 30%"),
        (&["--bwlimit", "fast"], "not a rate like 512k or 10M"),
        (&["--jobs", "0"], "--jobs"),
        (&["--exclude", "[z-a]"], "exclude, line 1: this is not a pattern"),
        (&["--exclude-from", "missing"], "cannot read the patterns in [DIR]/missing"),
    ] {
        world.run(&[&["sync", "./left", "./right"], arguments].concat()).ends(2).says("").complains(message);
    }
}

#[test]
fn with_no_items_there_is_nothing_to_do() {
    let world = Sandbox::new();
    world.run(&["sync"]).ends(0).says("nothing is chosen; `syncmgr list` shows the items and their check marks\n");
    let lines = world.run(&["sync", "--json"]).ends(0).json();
    assert_eq!(lines.last().unwrap()["kind"], "finished");
}

#[test]
fn events_have_their_four_fields_and_gapless_numbers() {
    let world = Sandbox::new();
    let lines = world.run(&["sync", "--json", "./left", "./right"]).json();
    for (line, next) in lines.iter().zip(&lines[1..]) {
        for field in ["time", "session", "kind"] {
            assert!(line[field].is_string(), "{field} in {line}");
        }
        assert_eq!(line["seq"].as_u64().unwrap() + 1, next["seq"].as_u64().unwrap());
        assert_eq!(line["session"], next["session"]);
    }
    assert_eq!(lines.last().unwrap()["kind"], "finished");
}
