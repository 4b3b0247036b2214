//! A module that cannot be used says so in one line, as the answer to the first call.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::build::{handler, small_module};
use crate::child::{CLASS, Host};

/// What the manager is told, and that the process then ends by itself.
fn refusal(module: &Path, class: &str, script: &str) -> String {
    let mut host = Host::start_module(module, class, script);
    let mut ask = |method: &str, params| {
        let number = host.send(method, params);
        host.answer_to(number)["error"]["message"].as_str().unwrap().to_owned()
    };
    let said = ask("Initialize", json!({"protocol": 1, "flags": 3, "event": "manual"}));
    assert_eq!(ask("GetHandlerInfo", json!({})), said, "every call");
    assert!(!said.contains('\n'));
    assert!(host.end().status.success());
    said
}

#[test]
fn a_module_that_is_not_there_or_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("gone.so");
    let said = refusal(&missing, CLASS, "");
    assert!(said.starts_with(&format!("{} cannot be read (No such file", missing.display())), "{said}");
    assert!(said.contains("register"), "{said}");
    let text = folder.path().join("text.so");
    fs::write(&text, "no library at all").unwrap();
    let said = refusal(&text, CLASS, "");
    assert!(said.contains("text.so is no shared library"), "{said}");
    fs::write(&text, "").unwrap();
    assert!(refusal(&text, CLASS, "").contains("is no shared library"));
    assert!(refusal(folder.path(), CLASS, "").contains("cannot be read"));
}

#[test]
fn a_library_that_is_no_module() {
    let folder = tempfile::tempdir().unwrap();
    let library = small_module(folder.path(), "plain", "int plain;", &[]);
    let said = refusal(&library, CLASS, "");
    assert!(said.contains("plain.so exports no DllGetClassObject"), "{said}");
}

#[test]
fn a_module_for_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.so");
    let mut bytes = fs::read(handler()).unwrap();
    bytes[18..20].copy_from_slice(&0xF00D_u16.to_le_bytes());
    fs::write(&other, bytes).unwrap();
    let said = refusal(&other, CLASS, "");
    assert!(said.contains("other.so is built for machine 61453 (64 bits), but this program for"), "{said}");
}

#[test]
fn a_module_whose_library_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    small_module(
        folder.path(),
        "libneeded",
        "__attribute__((visibility(\"default\"))) int needed() { return 1; }",
        &[],
    );
    let place = folder.path().to_str().unwrap();
    let code = "int needed(); extern \"C\" __attribute__((visibility(\"default\"))) int DllGetClassObject() { return needed(); }";
    let library = small_module(folder.path(), "needy", code, &["-L", place, "-l:libneeded.so"]);
    let said = refusal(&library, CLASS, "");
    assert!(said.contains("needy.so needs libneeded.so, which is not installed here"), "{said}");
    let code = "int nowhere(); extern \"C\" __attribute__((visibility(\"default\"))) int DllGetClassObject() { return nowhere(); }";
    let library = small_module(folder.path(), "open", code, &[]);
    let said = refusal(&library, CLASS, "");
    assert!(said.contains("open.so cannot be loaded: ") && said.contains("undefined symbol"), "{said}");
}

/// Proves: R-SYS-16
#[test]
fn a_class_that_is_not_there_or_is_no_handler() {
    let module = handler();
    let other = "{6295df27-35ee-11d1-8707-00c04fd93327}";
    let said = refusal(&module, other, "");
    assert!(said.contains(&format!("has no class {other}: register it with the --clsid")), "{said}");
    let cases = [
        ("interface=none", "that is no handler (no ISyncMgrSynchronize)"),
        ("CreateInstance=0x8007000E", "(E_OUTOFMEMORY)"),
        ("DllGetClassObject=0x80004005", "(E_FAIL)"),
        ("instance=null", "(E_POINTER)"),
    ];
    for (script, part) in cases {
        let said = refusal(&module, CLASS, script);
        assert!(said.contains(part) && said.starts_with(module.to_str().unwrap()), "{said}");
    }
}

#[test]
fn a_relative_path_counts_from_here() {
    let said = refusal(Path::new("not-there.so"), CLASS, "");
    assert!(said.starts_with('/') && said.contains("/not-there.so cannot be read"), "{said}");
}
