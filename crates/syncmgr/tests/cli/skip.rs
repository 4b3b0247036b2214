use crate::sandbox::Sandbox;
use crate::service::{Beside, slow_pair};

#[test]
fn an_item_of_a_running_session_is_skipped() {
    let world = Sandbox::new();
    slow_pair(&world);
    let mut sync = Beside::start(&world, &["sync", "docs"]);
    sync.wait_for("progress");
    world.run(&["skip", "docs"]).ends(0).says("skipping `docs`\n");
    let (lines, _) = sync.end();
    let item = lines.iter().find(|line| line["kind"] == "item").unwrap();
    assert!(item["status"] == "skipped" || item["status"] == "stopped", "{item}");
}

#[test]
fn what_does_not_run_cannot_be_skipped() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["skip", "docs"]).ends(1).complains("`docs` is not being synchronized");
    world.run(&["skip", "dcos"]).ends(2).complains("there is no item `dcos`");
}
