use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::service::Beside;

const CLSID: &str = "{6295df40-35ee-11d1-8707-00c04fd93327}";

/// The registered handlers without the built-in one.
fn registered(world: &Sandbox) -> Vec<Value> {
    let lines = world.run(&["handler", "list", "--json"]).ends(0).json();
    assert_eq!(lines[0]["description"], "Folders");
    lines[1..].to_vec()
}

#[test]
fn a_program_is_registered_replaced_and_taken_back() {
    let world = Sandbox::new();
    let register = ["handler", "register", "--command", "cat -u", "--clsid", "6295DF40-35EE-11D1-8707-00C04FD93327"];
    world
        .run(&[&register[..], &["--name", "Mail", "--events", "connect,idle"]].concat())
        .ends(0)
        .says(&format!("registered {CLSID}\n"));
    let lines = registered(&world);
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["clsid"], &lines[0]["description"]), (&json!(CLSID), &json!("Mail")));
    assert_eq!((&lines[0]["events"], &lines[0]["command"]), (&json!(["connect", "idle"]), &json!(["cat", "-u"])));
    world.run(&register).ends(0);
    assert_eq!((&registered(&world)[0]["description"], &registered(&world)[0]["events"]), (&Value::Null, &json!([])));
    world.run(&["handler", "unregister", CLSID]).ends(0).says(&format!("unregistered {CLSID}\n"));
    assert!(registered(&world).is_empty());
    world.run(&["handler", "unregister", CLSID]).ends(2).complains("no handler {6295df40-");
}

#[test]
fn a_program_without_a_class_id_always_gets_the_same() {
    let world = Sandbox::new();
    let made = || {
        let ran = world.run(&["handler", "register", "--command", "cat -u", "--json"]).ends(0);
        ran.json()[0]["clsid"].as_str().unwrap().to_owned()
    };
    assert_eq!(made(), made());
    assert_eq!(registered(&world).len(), 1);
}

#[test]
fn a_module_is_registered_with_its_absolute_path() {
    let world = Sandbox::new();
    // Any shared library will do as long as nobody loads it.
    let found = [
        "/lib/x86_64-linux-gnu/libc.so.6",
        "/lib/aarch64-linux-gnu/libc.so.6",
        "/usr/lib/libc.so.6",
        "/lib64/libc.so.6",
    ];
    let Some(library) = found.into_iter().find(|path| std::path::Path::new(path).exists()) else { return };
    std::os::unix::fs::symlink(library, world.path("mail.so")).unwrap();
    world.run(&["handler", "register", "./mail.so", "--clsid", CLSID]);
    for line in registered(&world) {
        assert_eq!(line["module"], "[DIR]/mail.so");
    }
}

#[test]
fn what_cannot_be_a_handler_is_refused() {
    let world = Sandbox::new();
    world.write("text.so", "hello\n");
    let fails = |arguments: &[&str], why: &str| {
        world.run(&[&["handler", "register"], arguments].concat()).ends(2).complains(why);
    };
    fails(&["text.so", "--clsid", CLSID], "text.so is no shared library");
    fails(&["none.so", "--clsid", CLSID], "none.so: No such file");
    fails(&["left", "--clsid", CLSID], "left is no file");
    fails(&["text.so"], "--clsid <GUID>");
    fails(&["text.so", "--clsid", "{1}"], "is not a GUID");
    fails(&["--command", "no-such-program x"], "there is no program `no-such-program`");
    fails(&["--command", "cat", "--events", "connect,logon"], "`logon` is no event");
    fails(&["--command", "cat", "--clsid", "{00000000-0000-0000-0000-000000000000}"], "cannot be the class id");
    fails(&["text.so", "--command", "cat"], "cannot be used with");
    assert!(registered(&world).is_empty());
}

#[test]
fn handlers_tell_about_themselves() {
    let world = Sandbox::new();
    let folders = world.run(&["handler", "list", "--json"]).json()[0]["clsid"].as_str().unwrap().to_owned();
    let info = world.run(&["handler", "info", &folders, "--json"]).ends(0).json();
    assert_eq!(
        (&info[0]["name"], &info[0]["flags"], &info[0]["properties"]),
        (&json!("Folders"), &json!(0), &json!(false))
    );
    world.run(&["handler", "info", CLSID]).ends(2).complains("no handler");
    for command in ["info", "unregister"] {
        let lists = "`mail` is not a GUID such as {6295df27-35ee-11d1-8707-00c04fd93327}; `syncmgr handler list` shows";
        world.run(&["handler", command, "mail"]).ends(2).complains(lists);
    }
}

/// A program that reads what it is asked and never answers; it ends with whoever asks.
fn silent_handler(world: &Sandbox) {
    world.run(&["handler", "register", "--command", "sh -c 'cat > /dev/null'", "--name", "Mail"]).ends(0);
}

#[test]
fn a_handler_that_is_waited_for_is_told() {
    let world = Sandbox::new();
    silent_handler(&world);
    let text = "waiting for Mail to list its items …";
    let (note, line) = (json!({"kind": "note", "message": text}).to_string(), format!("note: {text}"));
    let mut asking = Vec::new();
    for arguments in [&["list"][..], &["show", "docs"], &["sync"], &["sync", "docs"]] {
        for (json, expected) in [(None, &line), (Some("--json"), &note)] {
            let mut command = world.command(arguments);
            let child = command.args(json).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            asking.push((arguments, child, expected));
        }
    }
    for (arguments, mut child, expected) in asking {
        assert_eq!(first_complaint(&mut child).trim_end(), expected, "{arguments:?}");
    }
}

/// The first line on standard error of a program that is ended then.
fn first_complaint(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    line
}

#[test]
fn also_a_manager_tells_whom_it_waits_for() {
    let world = Sandbox::new();
    silent_handler(&world);
    let _serve = Beside::serve(&world);
    let mut sync = world.command(&["sync"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(first_complaint(&mut sync), "note: waiting for Mail to list its items …\n");
}
