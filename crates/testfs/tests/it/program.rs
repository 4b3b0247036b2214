//! The program: mounts, obeys signals, unmounts.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use testfs::{Backing, Mounted, NO_FUSE};

#[test]
fn signals_cut_the_power_and_end_it() {
    if let Err(skipped) = Mounted::needed(Backing::Plain, std::env::var_os(NO_FUSE)) {
        return eprintln!("{skipped}");
    }
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_testfs"))
        .arg(folder.path())
        .args(["--power-cut-on", "SIGUSR1", "--fail", "unlink:kept:16", "--print-calls"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let pid = Pid::from_child(&program);
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        line
    };
    assert_eq!(line(), "ready\n");
    for name in ["kept", "lost"] {
        fs::write(folder.path().join(name), name).unwrap();
        if name == "kept" {
            fs::File::open(folder.path().join(name)).unwrap().sync_all().unwrap();
            fs::File::open(folder.path()).unwrap().sync_all().unwrap();
        }
    }
    kill_process(pid, Signal::USR1).unwrap();
    assert_eq!(line(), "power cut\n");
    assert_eq!(fs::read_to_string(folder.path().join("kept")).unwrap(), "kept");
    assert!(!folder.path().join("lost").exists());
    assert_eq!(fs::remove_file(folder.path().join("kept")).unwrap_err().raw_os_error(), Some(16));
    kill_process(pid, Signal::TERM).unwrap();
    let mut calls = String::new();
    output.read_to_string(&mut calls).unwrap();
    assert!(program.wait().unwrap().success());
    assert!(calls.contains("Fsync kept\n") && calls.contains("Unlink kept\n"), "{calls}");
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "unmounted");
}

#[test]
fn mistakes_end_with_help() {
    let output = Command::new(env!("CARGO_BIN_EXE_testfs")).arg("--torn").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("Usage: testfs MOUNTPOINT"));
}
