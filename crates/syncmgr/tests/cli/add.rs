use crate::sandbox::Sandbox;

#[test]
fn a_pair_gets_a_name() {
    let world = Sandbox::new();
    let ran = world.run(&["add", "docs", "left", "./right"]);
    // `left` alone could be a name: add takes both, its arguments can only be locations.
    ran.ends(0).says("added `docs`; synchronize it with `syncmgr sync docs`\n");
    assert_eq!(world.config(), "[items.docs]\nleft = \"[DIR]/left\"\nright = \"[DIR]/right\"\n");
}

#[test]
fn options_are_kept() {
    let world = Sandbox::new();
    let options = ["--mode", "mirror-right", "--exclude", "*.o", "--exclude", "*.tmp", "--max-delete", "30%"];
    world.run(&[&["add", "docs", "left", "right", "--no-trash", "--no-perms"], &options[..]].concat()).ends(0);
    assert_eq!(
        world.config(),
        "[items.docs]\nleft = \"[DIR]/left\"\nright = \"[DIR]/right\"\nmode = \"mirror-right\"\n\
         exclude = [\"*.o\", \"*.tmp\"]\nmax-delete = \"30%\"\nperms = false\ntrash = false\n"
    );
}

#[test]
fn the_environment_sets_options_and_flags_win_over_it() {
    let world = Sandbox::new();
    let mut command = world.command(&["add", "docs", "left", "right", "--perms", "--mode", "left-to-right"]);
    command.env("SYNCMGR_NO_PERMS", "1").env("SYNCMGR_OWNER", "no").env("SYNCMGR_MODE", "mirror-left");
    command.env("SYNCMGR_EXCLUDE", "*.o\n*.tmp").env("SYNCMGR_JOBS", "");
    world.ran(&mut command).ends(0);
    let config = world.config();
    for line in ["perms = true", "owner = false", "mode = \"left-to-right\"", "exclude = [\"*.o\", \"*.tmp\"]"] {
        assert!(config.contains(line), "{line} in {config}");
    }
    assert!(!config.contains("jobs"), "an empty variable counts as not set");
}

#[test]
fn a_name_and_a_pair_are_taken_once() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let before = world.config();
    world.write("other/x", "");
    world.run(&["add", "docs", "left", "other"]).ends(2).complains("error: there is an item `docs` already\nhint: ");
    world.run(&["add", "again", "left", "right/."]).ends(2).complains("these folders are the item `docs` already");
    assert_eq!(world.config(), before);
}

#[test]
fn bad_pairs_are_refused_before_anything_is_written() {
    let world = Sandbox::new();
    world.write("file", "");
    world.write("left/inner/x", "");
    for (left, right, message) in [
        ("left", "missing", "the folder [DIR]/missing does not exist"),
        ("left", "left", "are the same folder"),
        ("left", "left/inner", "[DIR]/left/inner lies inside [DIR]/left"),
        ("file", "right", "[DIR]/file is not a folder"),
        ("left", "ssh://host/right", "ssh:// locations are not supported yet"),
    ] {
        world.run(&["add", "docs", left, right]).ends(2).complains(message);
    }
    assert_eq!(world.config(), "");
}

#[test]
fn names_that_could_be_taken_for_something_else_are_refused() {
    let world = Sandbox::new();
    for name in ["a/b", ".a", "~a", "a@b", "", "{6295df27-35ee-11d1-8707-00c04fd93327}"] {
        world.run(&["add", name, "left", "right"]).ends(2).complains("cannot be the name of an item");
    }
}

#[test]
fn bad_options_are_refused() {
    let world = Sandbox::new();
    for (option, value) in [("--max-delete", "half"), ("--bwlimit", "fast"), ("--mode", "up"), ("--exclude", "[z-a]")] {
        world.run(&["add", "docs", "left", "right", option, value]).ends(2).complains(value);
    }
    let ran = world.run(&["add", "docs", "left", "right", "--exclude-from", "missing"]);
    ran.ends(2).complains("cannot read the patterns in [DIR]/missing");
    world.run(&["add", "docs", "left", "right", "--nonsense"]).ends(2).complains("unexpected argument '--nonsense'");
    assert_eq!(world.config(), "");
}

#[test]
fn adding_prints_json_for_programs() {
    let world = Sandbox::new();
    let ran = world.run(&["add", "docs", "left", "right", "--json"]).ends(0);
    assert_eq!(ran.json()[0]["kind"], "added");
    assert_eq!(ran.json()[0]["name"], "docs");
}
