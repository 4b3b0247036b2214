use crate::sandbox::Sandbox;

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
