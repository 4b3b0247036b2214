//! Programs that are linked with the library, as its users write them: the example, and one in C.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::artifacts::{library, succeed};
use crate::build;
use crate::client::{command, world};
use crate::world::CLSID;

/// Compiles and links a program as the README of the example says.
fn linked(compiler: &str, source: &Path, folder: &Path) -> PathBuf {
    let beside = library().parent().unwrap().display().to_string();
    let built = folder.join("client");
    let mut command = Command::new(compiler);
    command.args(["-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"]).arg(build::manifest("../mobsync/include"));
    command.arg(source).arg("-o").arg(&built).args(["-L", &beside, "-lsyncmgr"]).arg(format!("-Wl,-rpath,{beside}"));
    succeed(&mut command);
    built
}

/// Proves: R-SYS-9, R-REG-1, R-REG-4, R-REG-11, R-REG-13, R-INV-1, R-INV-2, R-INV-5, R-INV-7, R-INV-11
#[test]
fn the_example_does_what_it_says() {
    let world = world("");
    let serve = world.serve("");
    let client = linked("g++", &build::manifest("../../examples/client.cpp"), &world.sandbox.path("."));
    let out =
        succeed(command(&world, "", &client).env("SYNCMGR_CONFLICT_ANSWER", "keep-local+all").args([CLSID, "abc"]));
    let expected = "DllGetClassObject: 0x00000000
CreateInstance: 0x00000000
QueryInterface: 0x00000000
RegisterSyncMgrHandler: 0x00000000
GetHandlerRegistrationInfo: 0x00000000
  events: 0x5
UpdateItems: 0x00000000
UpdateAll: 0x00000000
SyncMgrResolveConflict: keep local, for all further conflicts
";
    assert_eq!(out, expected);
    crate::service::until("both sessions", || world.called("Release").len() == 2);
    let mut begun = world.called("Initialize");
    begun.sort_unstable();
    let flags = ["flags=0x205 cb=0 cookie=NULL", "flags=0x5 cb=3 cookie=616263"];
    assert_eq!(begun, flags.map(|flags| format!("Initialize reserved=0 {flags}")));
    serve.finish();
}

/// Proves: R-ABI-6, R-ABI-7, R-ABI-18
#[test]
fn a_program_in_c_is_linked_with_the_library() {
    let world = world("");
    let serve = world.serve("");
    let client = linked("gcc", &build::manifest("tests/cpp/client.c"), &world.sandbox.path("."));
    succeed(command(&world, "", &client).env("SYNCMGR_CONFLICT_ANSWER", "keep-both"));
    serve.finish();
}
