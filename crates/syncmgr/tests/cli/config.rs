//! The configuration file, seen from outside.

use crate::sandbox::Sandbox;

#[test]
fn a_broken_file_is_named_with_line_and_key() {
    let world = Sandbox::new();
    world.write("c.toml", "[items.docs]\nleft = \"/a\"\nright = \"/b\"\nmoed = \"two-way\"\n");
    let ran = world.run(&["--config", "c.toml", "show", "docs"]).ends(2);
    ran.says("").complains(
        "error: [DIR]/c.toml, line 4: unknown key `moed`; did you mean `mode`?\nhint: the line reads: moed = \"two-way\"\n",
    );
}

#[test]
fn no_command_edits_a_broken_file() {
    let world = Sandbox::new();
    let text = "[items.docs]\nleft = 1\n";
    world.write("c.toml", text);
    for arguments in [&["add", "x", "left", "right"][..], &["remove", "docs"], &["pause", "docs"]] {
        let ran = world.run(&[&["--config", "c.toml"], arguments].concat()).ends(2);
        ran.complains("c.toml, line 2: ").complains("left = 1");
        assert_eq!(world.read("c.toml").as_deref(), Some(text));
    }
}

#[test]
fn the_file_is_found_in_the_environment() {
    let world = Sandbox::new();
    world.write("c.toml", "[items.docs]\nleft = \"/a\"\nright = \"/b\"\n");
    world.ran(world.command(&["show", "docs"]).env("SYNCMGR_CONFIG", "c.toml")).ends(0);
    world.write("xdg/syncmgr/config.toml", "[items.xdg]\nleft = \"/a\"\nright = \"/b\"\n");
    world.ran(world.command(&["show", "xdg"]).env("XDG_CONFIG_HOME", world.path("xdg"))).ends(0);
}

#[test]
fn errors_are_json_for_programs() {
    let world = Sandbox::new();
    let ran = world.run(&["--json", "show", "nothing"]).ends(2).says("");
    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["kind"], "error");
    assert_eq!(error["exit"], 2);
    assert_eq!(error["message"], "there is no item `nothing`");
    assert!(error["hint"].as_str().unwrap().contains("syncmgr add"));
}

#[test]
fn edits_at_the_same_time_do_not_lose_each_other() {
    let world = Sandbox::new();
    let children: Vec<_> = (0..8)
        .map(|n| {
            world.write(&format!("r{n}/x"), "");
            world.command(&["add", &format!("item{n}"), "left", &format!("r{n}")]).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    for n in 0..8 {
        world.run(&["show", &format!("item{n}")]).ends(0);
    }
}

#[test]
fn files_that_it_names_count_from_its_folder() {
    let world = Sandbox::new();
    world.write("conf/patterns", "*.tmp\n");
    world.write("home/mine", "*.bak\n");
    let (left, right) = (world.path("left"), world.path("right"));
    let item = format!("[items.docs]\nleft = {left:?}\nright = {right:?}\nexclude-from = [\"patterns\"]\n");
    world.write("conf/c.toml", &format!("[defaults]\nexclude-from = \"~/mine\"\n{item}"));
    for name in ["a", "a.tmp", "a.bak"] {
        world.write(&format!("left/{name}"), "1");
    }
    for (folder, config) in [(".", "conf/c.toml"), ("conf", "c.toml"), ("right", "../conf/c.toml")] {
        let mut command = world.command(&["--config", config, "sync", "docs"]);
        world.ran(command.current_dir(world.path(folder))).ends(0);
        assert_eq!(world.tree("right").keys().collect::<Vec<_>>(), ["a"], "{folder}");
    }
    let ran = world.run(&["--config", "conf/c.toml", "show", "docs"]).ends(0);
    assert!(ran.out.contains("[DIR]/conf/patterns"), "{}", ran.out);
    std::fs::remove_file(world.path("conf/patterns")).unwrap();
    world.run(&["--config", "conf/c.toml", "sync", "docs"]).ends(2).complains("[DIR]/conf/patterns");
}
