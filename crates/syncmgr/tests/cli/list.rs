use crate::sandbox::Sandbox;
use crate::service::broken_handler;

#[test]
fn without_items_the_first_step_is_told() {
    let world = Sandbox::new();
    world.run(&["list"]).ends(0).says("there are no items yet; make one with `syncmgr add NAME LEFT RIGHT`\n");
    world.run(&["list", "--json"]).ends(0).says("");
}

#[test]
fn items_stand_under_their_handler_in_the_order_of_the_configuration() {
    let world = Sandbox::new();
    world.write("more/x", "");
    world.run(&["add", "zebra", "left", "right"]).ends(0);
    world.run(&["add", "ant", "left", "more"]).ends(0);
    let lines = world.run(&["list", "--json"]).ends(0).json();
    assert_eq!(lines[0]["kind"], "handler");
    assert_eq!(lines[0]["name"], "Folders");
    for field in ["clsid", "flags", "properties"] {
        assert!(!lines[0][field].is_null(), "{field}");
    }
    let names: Vec<_> = lines[1..].iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["zebra", "ant"]);
    assert_eq!(lines[1]["handler"], lines[0]["clsid"]);
    assert_eq!(lines[1]["last_update"], serde_json::Value::Null);
    assert_eq!(
        lines[1]["checked"],
        serde_json::json!({"manual": true, "logon": false, "logoff": false, "idle": false, "schedule": false})
    );
}

#[test]
fn people_see_a_table() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["list"]).ends(0).says(
        "Folders\n\
         NAME  CHECKED FOR  LAST RESULT  FOLDERS\n\
         docs  manual       never ran    [DIR]/left ↔ [DIR]/right\n",
    );
}

#[test]
fn where_a_handler_could_not_list_its_items_it_is_said_why() {
    let world = Sandbox::new();
    broken_handler(&world);
    let why = "Broken: the handler ended with exit code 1";
    let listed = world.run(&["list"]).ends(0).out;
    assert!(listed.starts_with(&format!("not listed: {why}")) && listed.lines().count() == 1, "{listed}");
    world.run(&["list", "--json"]).ends(0).says("");
    for command in
        [&["check", "docs"][..], &["show", "docs"], &["skip", "docs"], &["sync", "docs"], &["properties", "docs"]]
    {
        let ran = world.run(command).ends(2).complains("there is no item `docs`").complains(&format!("hint: {why}"));
        assert!(!ran.err.contains("there are no items yet"), "{command:?}: {}", ran.err);
    }
}
