use crate::sandbox::Sandbox;

#[test]
fn without_pairs_the_trash_is_empty() {
    let world = Sandbox::new();
    world.run(&["trash", "list"]).ends(0).says("the trash is empty\n");
    world.run(&["trash", "list", "--json"]).ends(0).says("");
    world.run(&["trash", "empty"]).ends(0).says("deleted 0 versions (0 B) for good\n");
}

#[test]
fn what_is_not_there_cannot_be_restored() {
    let world = Sandbox::new();
    world.run(&["trash", "restore", "a/b"]).ends(2).complains("there is no version of `a/b` in the trash");
    world.run(&["trash", "restore", "../b"]).ends(2).complains("leads out of the folder");
    world.run(&["trash", "list", "--item", "docs"]).ends(2).complains("there is no item `docs`");
    world.run(&["trash"]).ends(2).complains("Usage: syncmgr trash");
}
