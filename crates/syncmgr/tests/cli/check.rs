use crate::sandbox::Sandbox;

#[test]
fn a_choice_is_kept_for_each_kind_of_run() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    for kind in ["logon", "logoff", "idle", "schedule"] {
        world.run(&["check", "docs", "--for", kind]).ends(0).says(&format!("checked `docs` for {kind} runs\n"));
    }
    world.run(&["uncheck", "docs"]).ends(0);
    let checked = world.run(&["list", "--json"]).json()[1]["checked"].clone();
    assert_eq!(
        checked,
        serde_json::json!({"manual": false, "logon": true, "logoff": true, "idle": true, "schedule": true})
    );
}

#[test]
fn all_are_checked_or_none() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["check", "docs", "nothing", "--for", "idle"]).ends(2).complains("there is no item `nothing`");
    assert_eq!(world.run(&["list", "--json"]).json()[1]["checked"]["idle"], false);
    world.run(&["check", "docs", "--for", "never"]).ends(2).complains("possible values: manual, logon");
}
