//! `SyncMgrResolveConflict` with a person at the terminal of the caller, played by the other end of a pseudo terminal.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::artifacts::{library, succeed};
use crate::client::{command, program, world};
use crate::world::World;

const PROMPT: &str = "Keep both, local or network, or cancel";

/// What stood on the screen, and what the caller printed.
struct Dialog {
    screen: String,
    out: Vec<String>,
}

/// Runs a command with a terminal of its own, whose person types one line for each question, and at last the end of input.
fn at_terminal(command: &Command, answers: &[&str]) -> Dialog {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let slave = File::options().read(true).write(true).open(ptsname(&master, []).unwrap().to_str().unwrap()).unwrap();
    // It makes its standard input the terminal of a new session.
    let mut session = Command::new("/usr/bin/setsid");
    session.args(["--ctty", "--wait"]).arg(command.get_program()).args(command.get_args());
    session.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = session.stdin(slave).stdout(Stdio::piped()).spawn().unwrap();
    drop(session);
    let screen = converse(File::from(master), answers);
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert!(child.wait().unwrap().success(), "{screen}\n{out}");
    Dialog { screen, out: out.lines().map(str::to_owned).collect() }
}

/// Reads until the last one who has the terminal closes it.
fn converse(mut terminal: File, answers: &[&str]) -> String {
    let (mut seen, mut buffer, mut asked) = (Vec::new(), [0; 1024], 0);
    let mut answers = answers.iter();
    loop {
        match terminal.read(&mut buffer) {
            Ok(0) | Err(_) => return String::from_utf8_lossy(&seen).replace("\r\n", "\n"),
            Ok(count) => seen.extend_from_slice(&buffer[..count]),
        }
        let screen = String::from_utf8_lossy(&seen);
        // Complete, because it was written at once.
        if screen.matches(PROMPT).count() > asked && screen.ends_with(": ") {
            asked += 1;
            let line = answers.next().map_or_else(|| "\x04".into(), |answer| format!("{answer}\n"));
            terminal.write_all(line.as_bytes()).unwrap();
        }
    }
}

/// A caller that asks about a conflict where a person can be asked.
fn asking(world: &World, form: &str, words: &[&str]) -> Command {
    let mut command = command(world, "", &program("caller"));
    command.arg(library()).args(["conflict", form]).args(words);
    command.env_remove("SYNCMGR_UI").env("SYNCMGR_CONFLICT_ANSWER", "keep-both");
    command
}

/// Proves: R-CON-1, R-CON-2, R-CON-3, D-41, D-42
#[test]
fn d_41_d_42_a_person_decides_and_is_offered_what_the_caller_allows() {
    let world = world("");
    for form in ["W", "A"] {
        for (flags, answers, code) in [
            ("0", &["local"][..], "0x2"),
            ("0", &["local all", "network"], "0x3"),
            ("1", &["local all"], "0x12"),
            ("1", &["both"], "0x1"),
            ("1", &["cancel all"], "0x0"),
            ("1", &["perhaps", ""], "0x0"),
            ("0", &[], "0x0"),
        ] {
            let dialog = at_terminal(&asking(&world, form, &[flags, "NAME=report.odt"]), answers);
            assert_eq!(dialog.out, [format!("-> {code}")], "{answers:?}\n{}", dialog.screen);
            assert_eq!(dialog.screen.contains("for all further"), flags == "1", "{}", dialog.screen);
        }
    }
}

/// Proves: R-CON-3, R-CON-4, D-44, D-45, D-46
#[test]
fn d_44_d_45_the_person_sees_what_was_filled_in_and_may_look_at_both_versions() {
    let world = world("");
    for form in ["W", "A"] {
        let words = ["0", "NAME=report.odt", "LOCATION=half", "fill=0x3cf", "parent=9"];
        let dialog = at_terminal(&asking(&world, form, &words), &["view local", "v n", "n"]);
        let question = "
report.odt was changed in both places.
  place: half \u{FFFD} end
  local: changed by piece 64, piece 128
  if both are kept, one is called: piece 256
Keep both, local or network, or cancel; \"view local\", \"view network\" to see one: ";
        assert_eq!(dialog.screen, format!("{question}view local\n{question}v n\n{question}n\n"));
        let call = |message: u32, word: u32| format!("message={message} word={word:#x} parent=9 data=77");
        let needed = [2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x100].map(|bit| call(3, bit));
        let expected = [&needed[..], &[call(1, 0), call(2, 0), "-> 0x3".into()]].concat();
        assert_eq!(dialog.out, expected);
        let dialog = at_terminal(&asking(&world, form, &["0"]), &["view local", "l"]);
        let question = "\nA file was changed in both places.\nKeep both, local or network, or cancel: ";
        assert_eq!(dialog.screen, format!("{question}view local\n{question}l\n"), "nothing to look at with");
        assert_eq!(dialog.out, ["-> 0x2"]);
    }
}

/// Proves: A12, D-47
#[test]
fn a12_who_cannot_answer_is_not_asked() {
    let world = world("");
    let headless = at_terminal(asking(&world, "W", &["0"]).env("SYNCMGR_UI", "headless"), &[]);
    assert_eq!((headless.screen.as_str(), headless.out), ("", vec!["-> 0x1".to_owned()]));

    let asking = asking(&world, "W", &["0"]);
    let mut alone = command(&world, "", "/usr/bin/setsid".as_ref());
    alone.arg("--wait").arg(asking.get_program()).args(asking.get_args());
    let out = succeed(alone.env_remove("SYNCMGR_UI").env("SYNCMGR_CONFLICT_ANSWER", "keep-both"));
    assert_eq!(out, "-> 0x1\n", "no terminal");

    // A process in the background would be stopped as soon as it read from the terminal.
    let mut shell = command(&world, "", "/bin/bash".as_ref());
    shell
        .args(["-c", "exec 2>/dev/null; set -m; \"$@\" & wait $!", "bash"])
        .arg(asking.get_program())
        .args(asking.get_args());
    let background = at_terminal(shell.env_remove("SYNCMGR_UI").env("SYNCMGR_CONFLICT_ANSWER", "keep-both"), &[]);
    assert_eq!((background.screen.as_str(), background.out), ("", vec!["-> 0x1".to_owned()]));
}
