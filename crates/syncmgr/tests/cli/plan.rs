use crate::sandbox::Sandbox;

#[test]
fn a_plan_leaves_no_trace() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    let before = (world.tree("left"), world.tree("right"));
    let lines = world.run(&["plan", "--json", "./left", "./right"]).json();
    assert_eq!(lines[0]["dry_run"], true);
    assert_eq!(lines.last().unwrap()["kind"], "finished");
    assert_eq!((world.tree("left"), world.tree("right")), before);
    for made in ["left/.syncmgr", "right/.syncmgr", "home/.local"] {
        assert!(!world.path(made).exists(), "{made}");
    }
}

#[test]
fn a_plan_refuses_what_sync_refuses() {
    let world = Sandbox::new();
    world.run(&["plan", "./left", "./missing"]).ends(2).complains("missing does not exist");
    world.run(&["plan", "./left"]).ends(2).complains("only one location");
    world.run(&["plan", "--dry-run", "./left", "./right"]).ends(2).complains("unexpected argument '--dry-run'");
}

#[test]
fn a_plan_says_when_there_is_nothing_to_do() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    let told = ["plan", "--error-on-no-change", "./left", "./right"];
    world.run(&told).ends(0);
    world.run(&["sync", "./left", "./right"]).ends(0);
    world.run(&told).ends(9);
    world.run(&["sync", "-n", "--error-on-no-change", "./left", "./right"]).ends(9);
    world.run(&["plan", "./left", "./right"]).ends(0);
}
