//! Stories of every command, told as transcripts of a terminal: `transcripts/COMMAND.md`.
//!
//! In a `console` block each line after `$ ` is run by a shell, all blocks of a file in one folder of their own; what it
//! prints and, after `? `, an exit code other than 0 must be what stands below. `[..]` stands for anything.
//! `SNAPSHOTS=overwrite cargo test -p syncmgr --test transcripts` writes down what is printed now.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex::Regex;
use snapbox::{Assert, Data, Redactions};
use tempfile::TempDir;

/// Who runs the stories when the test runs as root, to whom nothing is forbidden: nobody.
const UNPRIVILEGED: u32 = 65534;

macro_rules! transcripts {
    ($($command:ident)*) => {
        const ALL: &[&str] = &[$(stringify!($command)),*];
        $(#[test]
        fn $command() {
            Story::new().check(stringify!($command));
        })*
    };
}

transcripts!(add check config conflicts handler list log pause plan remove rename resume show status sync trash uncheck undo why);

#[test]
fn every_transcript_is_run() {
    let listing = fs::read_dir(folder()).unwrap();
    let mut found: Vec<_> = listing.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    assert_eq!(found, ALL.iter().map(|name| format!("{name}.md")).collect::<Vec<_>>());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

/// The folder of one story, with a home and the program beside it; gone when dropped.
struct Story {
    world: TempDir,
}

impl Story {
    fn new() -> Self {
        let world = tempfile::tempdir().unwrap();
        let user = is_superuser().then_some(UNPRIVILEGED);
        for dir in ["", "bin", "home", "here"] {
            let dir = world.path().join(dir);
            fs::create_dir_all(&dir).unwrap();
            fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
            chown(&dir, user, user).unwrap();
        }
        // Where the program was built nobody may be forbidden to look.
        let (built, program) = (env!("CARGO_BIN_EXE_syncmgr"), world.path().join("bin/syncmgr"));
        fs::hard_link(built, &program).or_else(|_| fs::copy(built, &program).map(drop)).unwrap();
        Self { world }
    }

    fn check(&self, command: &str) {
        let file = folder().join(format!("{command}.md"));
        let told = self.tell(&fs::read_to_string(&file).unwrap());
        let assert = Assert::new().action_env("SNAPSHOTS").redact_with(self.redactions()).normalize_paths(false);
        assert.eq(told, Data::read_from(&file, None));
    }

    /// The transcript with what the commands print now.
    fn tell(&self, transcript: &str) -> String {
        let mut told = String::new();
        let mut within = false;
        let mut previous_printed = false;
        for line in transcript.lines() {
            if line.starts_with("```") {
                within = line == "```console";
                previous_printed = false;
            } else if let Some(command) = line.strip_prefix("$ ").filter(|_| within) {
                if previous_printed {
                    told.push('\n');
                }
                let printed = self.run(command);
                write!(told, "$ {command}\n{printed}").unwrap();
                previous_printed = !printed.is_empty();
                continue;
            }
            if !within || line.starts_with("```") {
                told.push_str(line);
                told.push('\n');
            }
        }
        told
    }

    /// What a command prints, with its exit code if that is not 0.
    fn run(&self, text: &str) -> String {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("exec 2>&1; {text}")]).current_dir(self.world.path().join("here")).env_clear();
        let path = format!("{}:/usr/bin:/bin", self.world.path().join("bin").display());
        shell.env("PATH", path).env("HOME", self.world.path().join("home")).env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
        if is_superuser() {
            shell.uid(UNPRIVILEGED).gid(UNPRIVILEGED);
        }
        let output = shell.stdin(Stdio::null()).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        match output.status.code() {
            Some(0) => printed,
            code => format!("? {}\n{printed}", code.map_or_else(|| "killed".to_owned(), |code| code.to_string())),
        }
    }

    /// What differs from run to run.
    fn redactions(&self) -> Redactions {
        let mut redactions = Redactions::new();
        redactions.insert("[DIR]", self.world.path().join("here")).unwrap();
        redactions.insert("[HOME]", self.world.path().join("home")).unwrap();
        for (name, pattern) in [
            ("[TIME]", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
            ("[STAMP]", r"\b[0-9]{8}-[0-9]{6}\b"),
            ("[ELAPSED]", r"\d+\.\d+ s|\d+ min \d\d s"),
            ("[SESSION]", r"\b[0-9a-f]{8}\b"),
            ("[ID]", r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        ] {
            redactions.insert(name, Regex::new(pattern).unwrap()).unwrap();
        }
        redactions
    }
}

fn is_superuser() -> bool {
    rustix::process::getuid().is_root()
}
