use crate::sandbox::Sandbox;

#[test]
fn a_schedule_marks_its_item_and_off_takes_the_mark_away() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let checked = || world.run(&["list", "--json"]).json()[1]["checked"]["schedule"].as_bool().unwrap();
    world.run(&["schedule", "docs", "every", "120m"]).ends(0).says("`docs` runs every 2h while `syncmgr serve` runs\n");
    assert!(checked());
    world.run(&["schedule", "docs", "0 2 * * *"]).ends(0);
    world.run(&["schedule", "docs", "off"]).ends(0).says("`docs` has no schedule any more\n");
    assert!(!checked());
}

#[test]
fn bad_schedules_say_what_is_wrong() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    for (arguments, why) in [
        (&["docs", "every", "now"][..], "`now` is no interval"),
        (&["docs", "every 0s"], "`0s` is no interval"),
        (&["docs", "61 * * * *"], "`61 * * * *` is no schedule"),
        (&["docs", "soon"], "`soon` is no schedule"),
        (&["docs"], "<WHEN>"),
        (&["dosc", "off"], "there is no item `dosc`"),
    ] {
        world.run(&[&["schedule"], arguments].concat()).ends(2).complains(why);
    }
}
