use crate::sandbox::Sandbox;

fn checked(world: &Sandbox, mark: &str) -> bool {
    world.run(&["list", "--json"]).ends(0).json()[1]["checked"][mark].as_bool().unwrap()
}

#[test]
fn a_trigger_sets_and_clears_the_mark() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    for (event, mark) in [("logon", "logon"), ("disconnect", "logoff"), ("idle:10m", "idle")] {
        assert!(!checked(&world, mark));
        world.run(&["trigger", "docs", "--on", event]).ends(0);
        assert!(checked(&world, mark), "{event}");
        world.run(&["trigger", "docs", "--on", event, "off"]).ends(0);
        assert!(!checked(&world, mark), "{event}");
    }
    world.run(&["trigger", "docs", "--on", "connect:office"]).ends(0).says("`docs` runs at connect:office\n");
    assert!(!checked(&world, "logon"), "one network is not all");
}

#[test]
fn bad_triggers_say_what_is_wrong() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    for (arguments, why) in [
        (&["docs", "--on", "boot"][..], "`boot` is no event"),
        (&["docs", "--on", "active"], "nothing can wait for `active`"),
        (&["docs", "--on", "mount"], "cannot be watched for"),
        (&["docs", "--on", "idle:soon"], "is no interval"),
        (&["docs", "--on", "logon", "--every", "5m"], "only runs in idle time are repeated"),
        (&["docs", "--on", "idle", "--every", "fast"], "is no interval"),
        (&["docs", "--on", "idle", "off", "--ask"], "cannot be used with"),
        (&["docs", "--on", "idle", "of"], "invalid value 'of'"),
        (&["docs"], "--on <EVENT>"),
        (&["dosc", "--on", "idle"], "there is no item `dosc`"),
    ] {
        world.run(&[&["trigger"], arguments].concat()).ends(2).complains(why);
    }
}
