use crate::sandbox::Sandbox;

#[test]
fn without_conflicts_there_is_nothing_to_decide() {
    let world = Sandbox::new();
    world.run(&["conflicts"]).ends(0).says("no conflicts\n");
    world.run(&["conflicts", "list", "--json"]).ends(0).says("");
    world.run(&["conflicts", "resolve", "--all", "--keep", "left"]).ends(0).says("no conflicts\n");
}

#[test]
fn an_unknown_conflict_is_refused() {
    let world = Sandbox::new();
    world.run(&["conflicts", "show", "a.txt"]).ends(2).complains("there is no conflict `a.txt`");
    world.run(&["conflicts", "resolve", "7", "--keep", "left"]).ends(2).complains("there is no conflict `7`");
}

#[test]
fn a_decision_is_needed() {
    let world = Sandbox::new();
    world.run(&["conflicts", "resolve", "a.txt"]).ends(2).complains("--keep <VERSION>");
    world.run(&["conflicts", "resolve", "--keep", "left"]).ends(2).complains("<ID|PATH>");
    world
        .run(&["conflicts", "resolve", "a.txt", "--keep", "none"])
        .ends(2)
        .complains("possible values: left, right, both");
}
