//! Names are bytes, and paths may be deeper than the system takes at once.

use std::ffi::{OsStr, OsString};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, unlinkat};

use crate::world::{BOTH_WAYS, World, name};

/// Names that programs trip over.
fn nasty() -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = [
        " ",
        "  leading",
        "trailing ",
        "new\nline",
        "tab\there",
        "-n",
        "--delete",
        "*",
        "?",
        "[a]",
        "a\\b",
        "\"",
        "'",
        "$HOME",
        "~",
        "...",
        "é",
        "e\u{301}",
        "名前",
        "\u{1f600}",
        "\u{202e}rtl",
        "CON",
        "a:b",
        "#x#",
        "!x",
        ".hidden",
        "x.",
        "%41",
    ]
    .iter()
    .map(|name| name.as_bytes().to_vec())
    .collect();
    names.extend([
        b"\xff\xfe".to_vec(),
        b"caf\xe9".to_vec(),
        b"\x1b[31mred".to_vec(),
        b"\x01\x7f".to_vec(),
        vec![b'n'; 255],
    ]);
    names.push("ä".repeat(127).into_bytes());
    names
}

#[test]
fn every_name_travels_as_file_and_folder() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        for bytes in nasty() {
            world.write(world.path(from).join("files").join(name(&bytes)), "x");
            world.write(world.path(from).join("folders").join(name(&bytes)).join(name(&bytes)), "y");
            std::os::unix::fs::symlink(name(&bytes), {
                std::fs::create_dir_all(world.path(from).join("links")).unwrap();
                world.path(from).join("links").join(name(&bytes))
            })
            .unwrap();
        }
        let count = nasty().len();
        world.sync().ends(0).did(&format!("created={} bytes={}", 3 + 4 * count, 2 * count));
        world.settled();
        for bytes in nasty() {
            world.write(world.path(from).join("files").join(name(&bytes)), "changed");
            std::fs::rename(
                world.path(to).join("folders").join(name(&bytes)),
                world.path(to).join("links").join(name(&[b"m", &bytes[1..]].concat())),
            )
            .or_else(|_| std::fs::remove_dir_all(world.path(to).join("folders").join(name(&bytes))))
            .unwrap();
        }
        world.sync().ends(0);
        world.settled();
        std::fs::remove_dir_all(world.path(to).join("files")).unwrap();
        world.sync_with(&["--max-delete", "100%"]).ends(0).did(&format!("deleted={}", count + 1));
        world.settled();
    }
}

#[test]
fn no_control_character_reaches_a_terminal_or_breaks_json() {
    let world = World::new();
    for bytes in nasty() {
        world.write(world.path("left").join(name(&bytes)), "x");
    }
    for arguments in [vec!["plan", "./left", "./right"], vec!["sync", "-v", "./left", "./right"], vec!["log", "-v"]] {
        let ran = world.run(&arguments).ends(0);
        let bad: Vec<u8> = ran.out.iter().copied().filter(|b| (*b < 32 && *b != b'\n') || *b == 127).collect();
        assert!(bad.is_empty(), "{arguments:?}: {bad:?} in {:?}", ran.text());
        std::str::from_utf8(&ran.out).unwrap();
    }
    let world = World::new();
    for bytes in nasty() {
        world.write(world.path("left").join(name(&bytes)), "x");
    }
    let ran = world.run(["plan", "--json", "./left", "./right"]).ends(0);
    assert_eq!(ran.all("operation").len(), nasty().len());
    assert_eq!(ran.lines().len(), ran.text().lines().count(), "each line is JSON");
    let paths: std::collections::BTreeSet<String> =
        ran.all("operation").iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths.len(), nasty().len(), "two names look the same");
}

/// Opens `names` one below the other, making them.
fn dive(top: OwnedFd, names: &[OsString]) -> OwnedFd {
    let mut at = top;
    for name in names {
        let _ = mkdirat(&at, name, Mode::from_raw_mode(0o755));
        at = openat(&at, name, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    at
}

fn top(world: &World, side: &str) -> OwnedFd {
    openat(CWD, world.path(side), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap()
}

fn put(folder: &OwnedFd, name: &str, content: &[u8]) {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
    let file = openat(folder, name, flags, Mode::from_raw_mode(0o644)).unwrap();
    rustix::io::write(&file, content).unwrap();
}

#[test]
fn paths_deeper_than_the_system_takes_at_once() {
    for (from, to) in BOTH_WAYS {
        let world = World::new();
        let names: Vec<OsString> = (0..30).map(|n| OsStr::from_bytes(&[b'a' + n % 26; 200]).to_owned()).collect();
        let bottom = dive(top(&world, from), &names);
        put(&bottom, "file", b"deep");
        world.sync().ends(0).did("created=31 bytes=4");
        world.settled();
        put(&bottom, "file", b"deeper");
        put(&bottom, "second", b"2");
        world.sync().ends(0).did("created=1 updated=1 bytes=7");
        world.settled();
        unlinkat(&bottom, "file", AtFlags::empty()).unwrap();
        world.sync().ends(0).did("deleted=1");
        world.settled();
        // The trash of a deep path can be listed, and the version comes back.
        let list = world.run(["--json", "trash", "list"]).ends(0);
        assert!(!list.lines().is_empty(), "{}", list.text());
        let deep = names.iter().fold(String::new(), |path, name| path + name.to_str().unwrap() + "/") + "file";
        world.run(["trash", "restore", &deep]).ends(0);
        world.sync().ends(0);
        world.settled();
        assert_eq!(world.tree(from)[OsStr::new(&deep)].content, b"deeper");
        // Moved, deleted, undone.
        std::fs::rename(world.path(from).join(&names[0]), world.path(from).join("short")).unwrap();
        world.sync().ends(0).did("moved=1");
        world.settled();
        std::fs::create_dir(world.path("rubbish")).unwrap();
        std::fs::rename(world.path(to).join("short"), world.path("rubbish/short")).unwrap();
        world.sync_with(&["--max-delete", "1000", "--approve"]).ends(7);
        world.sync_with(&["--max-delete", "1000", "--approve"]).ends(0).did("deleted=32");
        world.settled();
        world.run(["undo"]).ends(0);
        world.run(["trash", "empty"]).ends(0);
    }
}
