//! What is refused before a trial, and what options leave out.

use crate::build::{manifest, module};
use crate::kit::Kit;

const FAULTY: &str = "{fa017001-0001-0002-0003-000000000000}";

/// Exit code, standard output and standard error of a run without JSON.
fn ran(arguments: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_syncmgr"));
    command.args(["handler", "test"]).args(arguments).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", home.path());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_cannot_be_tested_is_refused() {
    let built = module("faulty", &manifest("tests/cpp/faulty.cpp"), &[]);
    let built = built.to_str().unwrap();
    for (arguments, why) in [
        (vec!["/none.so", "--clsid", FAULTY], "cannot read /none.so"),
        (vec![built], "a module is tested with its class id"),
        (vec![built, "--clsid", "{6295df40-35ee-11d1-8707-00c04fd93327}"], "has no class"),
        (vec![FAULTY], "is registered"),
        (vec!["--command", "no-such-program-here"], "there is no program"),
        (vec![built, "--clsid", FAULTY, "--item", "mail"], "the handler lists no item “mail”"),
        (vec![], "required"),
    ] {
        let (exit, _, complaint) = ran(&arguments);
        assert_eq!(exit, 2, "{arguments:?}: {complaint}");
        assert!(complaint.contains(why), "{arguments:?}: {complaint}");
    }
}

#[test]
fn a_registered_handler_is_tested_by_its_class() {
    let built = module("faulty", &manifest("tests/cpp/faulty.cpp"), &[]);
    let home = tempfile::tempdir().unwrap();
    let mut register = std::process::Command::new(env!("CARGO_BIN_EXE_syncmgr"));
    register.args(["handler", "register"]).arg(&built).args(["--clsid", FAULTY]).env("HOME", home.path());
    assert!(register.env_remove("XDG_STATE_HOME").env_remove("XDG_CONFIG_HOME").status().unwrap().success());
    let report = Kit::new(&[FAULTY, "--no-sync"]).with("HOME", home.path()).report();
    report.conforms(&["R-SYS-10", "R-ENU-8"]);
}

#[test]
fn people_read_failures_first_and_scripts_the_exit_code() {
    let script = manifest("tests/conformance/faulty.py");
    let (exit, text, _) = ran(&["--command", &format!("python3 '{}' stray", script.display()), "--no-sync"]);
    assert_eq!(exit, 4);
    assert!(text.starts_with("Failed\n  Protocol\n    K-20    Prints nothing on standard output"), "{text}");
    assert!(text.contains("    seen    “hello”\n    next    print what is for people on standard error\n"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("does not conform: "), "{text}");
}

#[test]
fn without_synchronizing_the_rest_is_seen() {
    let built = module("faulty", &manifest("tests/cpp/faulty.cpp"), &[]);
    let report = Kit::of_module(&built, FAULTY, &["--no-sync"]).report();
    report.conforms(&["R-INI-15", "R-ENU-9", "R-CB-7", "R-GIO-1"]);
    for id in ["R-PFS-3", "R-PSC-3", "R-SYN-3", "R-SYC-1", "R-PRG-5", "R-SIS-3", "R-SHE-7"] {
        assert_eq!(report.rows[id].0, "not-observed", "{id}");
    }
}

#[test]
fn what_is_not_checked_is_not_synchronized_unasked() {
    let built = module("faulty", &manifest("tests/cpp/faulty.cpp"), &[]);
    let report = Kit::of_module(&built, FAULTY, &[]).with("TEST_FAULT", "nothing-checked").report();
    report.conforms(&["R-INI-15"]);
    assert_eq!(report.rows["R-SYN-6"].0, "not-observed", "{:?}", report.rows["R-SYN-6"]);
}

#[test]
fn only_the_items_that_are_named_are_synchronized() {
    let built = module("faulty", &manifest("tests/cpp/faulty.cpp"), &[]);
    let built = built.to_str().unwrap();
    let (exit, text, _) = ran(&[built, "--clsid", FAULTY, "--item", "item 3"]);
    assert_eq!(exit, 0, "{text}");
    assert!(text.starts_with("synchronizing for real: item 3\n"), "{text}");
}
