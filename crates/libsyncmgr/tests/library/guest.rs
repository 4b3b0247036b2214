//! The library as a guest in a foreign program: what it exports, needs, leaves alone, and does when the program is not there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::artifacts::{library, succeed};
use crate::client::{caller, command, program, world};
use crate::service::until;
use crate::world::{CLSID, World};

const FAIL: &str = "0x80004005\n";

/// Proves: R-ABI-18
#[test]
fn it_exports_its_four_functions_and_needs_the_c_library_only() {
    let text = succeed(Command::new("nm").args(["-D", "--defined-only"]).arg(library()));
    let mut names: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().last()).collect();
    names.sort_unstable();
    let public = ["DllCanUnloadNow", "DllGetClassObject", "SyncMgrResolveConflictA", "SyncMgrResolveConflictW"];
    assert_eq!(names, public);
    let text = succeed(Command::new("readelf").arg("-dW").arg(library()));
    for needed in text.lines().filter(|line| line.contains("(NEEDED)")) {
        assert!(["[libc.so", "[libgcc_s.so", "[ld-linux"].iter().any(|name| needed.contains(name)), "{needed}");
    }
}

/// Proves: R-SYS-9, R-SYS-11, R-ABI-2, R-ABI-6, R-ABI-7, R-ABI-19, R-REG-14, D-26, D-30
#[test]
fn the_object_is_one_in_two_interfaces_and_refuses_what_com_refuses() {
    let world = world("");
    succeed(command(&world, "", &program("object")).arg(library()));
}

#[test]
fn no_memory_is_lost_and_none_is_misused() {
    let world = world("");
    let mut valgrind = command(&world, "", Path::new("valgrind"));
    valgrind.args(["--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect"]);
    succeed(valgrind.arg(program("object")).arg(library()));
}

/// The process of the manager that was started in the background of a world.
fn manager_of(world: &World) -> Option<PathBuf> {
    let state = world.sandbox.path("home/.local/state/syncmgr");
    let serves = |process: &Path| {
        let words = fs::read_to_string(process.join("cmdline")).unwrap_or_default();
        words.contains("\0serve\0") && words.split('\0').any(|word| Path::new(word) == state)
    };
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    processes.into_iter().find(|process| serves(process))
}

/// Proves: R-INV-9, A13
#[test]
fn a_program_notices_nothing_and_leaves_nothing_to_the_manager_that_it_starts() {
    for kind in ["plain", "ignoring", "waiting"] {
        let world = world("");
        world.forget();
        // The first session ends when its item is skipped, so the manager is there to be looked at.
        let behaviour = "after.Synchronize=skipped:1,progress:1:4::,progress:2:4::,done:sync";
        succeed(command(&world, behaviour, &program("guest")).arg(library()).arg(kind));
        let manager = manager_of(&world).unwrap();
        let status = fs::read_to_string(manager.join("status")).unwrap();
        // Those above 31 belong to the C library.
        let signals = |name: &str| u64::from_str_radix(after(&status, name), 16).unwrap() & 0x7FFF_FFFF;
        assert_eq!(signals("SigBlk:"), 0, "{kind}");
        assert_eq!(signals("SigIgn:") & !SIGPIPE, 0, "{kind}");
        let own = after(&fs::read_to_string("/proc/self/status").unwrap(), "NSsid:").to_owned();
        assert_ne!(after(&status, "NSsid:"), own, "{kind}: a session of its own, out of reach of the terminal");
        let socket = world.sandbox.path("home/.local/state/syncmgr/run/serve.sock");
        until("the end of the manager", || {
            world.run("", &["skip", "item 1"]);
            !socket.exists()
        });
        let sessions = world.run("", &["log", "--json"]).ends(0).json();
        assert_eq!(sessions.iter().filter(|session| session["trigger"] == "invoke").count(), 2, "{kind}");
        assert!(sessions.iter().all(|session| session["exit"] == 0), "{kind}: {sessions:?}");
    }
}

/// The Rust runtime ignores it.
const SIGPIPE: u64 = 1 << 12;

/// The first word behind a name in a file of `/proc`.
fn after<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines().find_map(|line| line.strip_prefix(name)).unwrap().split_whitespace().next().unwrap()
}

/// Proves: R-INV-6, A13
#[test]
fn a13_without_the_program_there_is_a_code_and_no_crash() {
    let world = world("");
    let script = |name: &str, text: &str| {
        let path = world.sandbox.path(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let unmarked = world.sandbox.path("plain");
    fs::write(&unmarked, "no program").unwrap();
    for program in [
        "/nowhere/syncmgr",
        "/usr",
        unmarked.to_str().unwrap(),
        "/bin/false",
        "/bin/true",
        &script("killed", "#!/bin/sh\nkill -9 $$\n"),
        &script("other", "#!/bin/sh\ncat >/dev/null; echo '{\"exit\": 2}'\n"),
        &script("torn", "#!/bin/sh\necho '{\"hresult\": 0'\n"),
    ] {
        for call in [
            &["update", "2", CLSID, "=1048576"][..],
            &["all"],
            &["register", CLSID, "1", "Mail"],
            &["unregister", CLSID],
        ] {
            let out = succeed(caller(&world, "", call).env("SYNCMGR_PROGRAM", program));
            assert_eq!(out, FAIL, "{program} {call:?}");
        }
        let out = succeed(caller(&world, "", &["info", CLSID]).env("SYNCMGR_PROGRAM", program));
        assert_eq!(out, "0x80004005 flags=0xdeadbeef\n", "{program}: what was passed in stays");
    }
    // It never ends by itself.
    assert_eq!(succeed(caller(&world, "", &["all"]).env("SYNCMGR_PROGRAM", "/usr/bin/yes")), FAIL);
}

/// Proves: A13
#[test]
fn a13_the_program_is_named_or_beside_the_library_or_in_the_path() {
    let world = world("");
    let (alone, beside) = (world.sandbox.path("alone"), world.sandbox.path("beside"));
    for folder in [&alone, &beside] {
        fs::create_dir(folder).unwrap();
        fs::copy(library(), folder.join("libsyncmgr.so")).unwrap();
    }
    let stand_in = |at: &Path, answer: &str| {
        fs::write(at, format!("#!/bin/sh\necho '{{\"hresult\":{answer}}}'\n")).unwrap();
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).unwrap();
    };
    stand_in(&beside.join("syncmgr"), "11");
    let bin = world.sandbox.path("bin");
    fs::create_dir(&bin).unwrap();
    stand_in(&bin.join("syncmgr"), "12");
    stand_in(&bin.join("named"), "13");
    let answer = |folder: &Path, named: Option<&Path>, path: &str| {
        let mut command = command(&world, "", &program("caller"));
        command.arg(folder.join("libsyncmgr.so")).arg("all").env("PATH", path);
        command.envs(named.map(|named| ("SYNCMGR_PROGRAM", named)));
        succeed(&mut command)
    };
    let path = format!("{}:/usr/bin:/bin", bin.display());
    assert_eq!(answer(&beside, Some(&bin.join("named")), &path), "0x0000000d\n");
    assert_eq!(answer(&beside, None, &path), "0x0000000b\n");
    assert_eq!(answer(&alone, None, &path), "0x0000000c\n");
    assert_eq!(answer(&alone, None, "/usr/bin:/bin"), FAIL);
}
