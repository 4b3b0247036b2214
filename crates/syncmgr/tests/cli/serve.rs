use crate::sandbox::Sandbox;
use crate::service::{Beside, broken_handler, until};

#[test]
fn a_manager_serves_until_it_is_told_to_end() {
    let world = Sandbox::new();
    let serve = Beside::serve(&world);
    let socket = world.path("home/.local/state/syncmgr/run/serve.sock");
    assert!(socket.exists());
    world.run(&["serve"]).ends(10).complains("a manager serves already");
    serve.finish();
    assert!(!socket.exists());
    Beside::serve(&world).finish();
}

#[test]
fn output_and_exit_codes_are_the_same_with_a_manager_and_without() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    broken_handler(&world);
    let shapes = |arguments: &[&str], code: i32| {
        let lines = world.run(arguments).ends(code).json();
        // Progress may be shown or be overtaken.
        let lines = lines.into_iter().filter(|line| line["kind"] != "progress");
        lines.map(|line| (line["kind"].clone(), line["exit"].clone())).collect::<Vec<_>>()
    };
    world.run(&["sync", "docs"]).ends(0);
    let alone = [
        shapes(&["sync", "docs", "--json"], 0),
        shapes(&["sync", "nothing", "--json"], 2),
        shapes(&["sync", "--json"], 4),
    ];
    let unknown = world.run(&["sync", "dosc"]).ends(2);
    let serve = Beside::serve(&world);
    let served = [
        shapes(&["sync", "docs", "--json"], 0),
        shapes(&["sync", "nothing", "--json"], 2),
        shapes(&["sync", "--json"], 4),
    ];
    assert_eq!(alone, served);
    // How far the broken handler gets before its end is noticed differs from run to run.
    let told = |err: &str| err.lines().filter(|line| !line.contains("Broken")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told(&world.run(&["sync", "dosc"]).ends(2).err), told(&unknown.err));
    assert!(unknown.err.contains("did you mean `docs`?"), "{}", unknown.err);
    serve.finish();
}

#[test]
fn options_reach_the_manager() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.write("right/b", "2");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    broken_handler(&world);
    let serve = Beside::serve(&world);
    world.run(&["sync", "docs", "--mode", "left-to-right", "--exclude", "*.tmp"]).ends(0);
    assert_eq!(world.tree("left").keys().collect::<Vec<_>>(), ["a"]);
    world.run(&["sync", "docs", "--error-on-no-change"]).ends(0);
    world.run(&["sync", "docs", "--error-on-no-change"]).ends(9);
    world.run(&["sync", "docs", "--max-delete", "half"]).ends(2);
    serve.finish();
}

#[test]
fn scheduled_items_run_by_themselves() {
    let world = Sandbox::new();
    world.write("left/a", "1");
    world.run(&["add", "docs", "left", "right"]).ends(0);
    let serve = Beside::serve(&world);
    // Set while it serves: settings are read afresh.
    world.run(&["schedule", "docs", "every", "1s"]).ends(0);
    until("the first run", || world.read("right/a").is_some());
    world.write("left/b", "2");
    until("the second run", || world.read("right/b").is_some());
    serve.finish();
    let sessions = world.run(&["log", "--json"]).json();
    assert!(sessions.iter().all(|session| session["trigger"] == "scheduled"), "{sessions:?}");
}

#[test]
fn idle_items_are_repeated_until_somebody_is_back() {
    let world = Sandbox::new();
    world.run(&["add", "docs", "left", "right"]).ends(0);
    world.run(&["trigger", "docs", "--on", "idle:10m", "--every", "1s"]).ends(0);
    let serve = Beside::serve(&world);
    world.write("left/a", "1");
    world.run(&["fire", "idle"]).ends(0);
    assert!(world.read("right/a").is_some());
    world.write("left/b", "2");
    until("the repetition", || world.read("right/b").is_some());
    world.run(&["fire", "active"]).ends(0);
    serve.finish();
}

#[test]
fn a_manager_serves_also_where_nobody_reads_what_it_says() {
    let world = Sandbox::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut serve = world.command(&["serve"]).stdout(writer).spawn().unwrap();
    let socket = world.path("home/.local/state/syncmgr/run/serve.sock");
    until("the manager listens", || socket.exists());
    world.run(&["serve"]).ends(10).complains("a manager serves already");
    let pid = rustix::process::Pid::from_child(&serve);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(serve.wait().unwrap().code(), Some(0));
}
