//! A folder of its own for each test, with a home, two folders to synchronize and the program.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A world of its own; gone when dropped.
pub struct Sandbox {
    dir: TempDir,
}

/// The program. The tests of other packages find it where the build puts it, above their own folder.
pub fn program() -> PathBuf {
    let beside = || std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("syncmgr");
    option_env!("CARGO_BIN_EXE_syncmgr").map_or_else(beside, PathBuf::from)
}

/// Puts a call of the library for programs to the hidden command.
pub fn library(command: &mut Command, call: &Value) -> Value {
    let mut child = command.arg("__library").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(call.to_string().as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

/// What a run of the program said, with the sandbox's path shown as `[DIR]`.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; 128 + the signal when one ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Sandbox {
    /// A world with the empty folders `left` and `right`.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for name in ["home", "left", "right"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        Self { dir }
    }

    /// A path in this world.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Reads a file; `None` when there is none.
    pub fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// The configuration file.
    pub fn config(&self) -> String {
        self.read("home/.config/syncmgr/config.toml").unwrap_or_default().replace(&self.text(), "[DIR]")
    }

    /// The program with `arguments`, ready to be run in this world.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.dir.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.path("home")).env("PATH", "/usr/bin:/bin").env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.ran(&mut self.command(arguments))
    }

    /// Runs a prepared command.
    pub fn ran(&self, command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&self.text(), "[DIR]");
        Ran { code: code_of(output.status), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Runs a prepared command with its standard output sent to `out`, which then is empty in the result.
    pub fn ran_into(&self, command: &mut Command, out: Stdio) -> Ran {
        let child = command.stdout(out).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).replace(&self.text(), "[DIR]");
        Ran { code: code_of(output.status), out: String::new(), err }
    }

    /// Every file below `folder` with its content, without `.syncmgr`.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), "", &mut files);
        files
    }

    fn text(&self) -> String {
        self.dir.path().to_str().unwrap().to_owned()
    }
}

#[cfg(unix)]
fn code_of(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap())
}

#[cfg(not(unix))]
fn code_of(status: std::process::ExitStatus) -> i32 {
    status.code().unwrap()
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if prefix.is_empty() && name == ".syncmgr" {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            files.insert(format!("{path}/"), String::new());
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
}

impl Ran {
    /// Requires the exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Requires exactly this on standard output.
    #[track_caller]
    pub fn says(self, out: &str) -> Self {
        assert_eq!(self.out, out, "stderr:\n{}", self.err);
        self
    }

    /// Requires this somewhere on standard error.
    #[track_caller]
    pub fn complains(self, part: &str) -> Self {
        assert!(self.err.contains(part), "wanted {part:?} in:\n{}", self.err);
        self
    }

    /// Standard output as lines of JSON.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    }
}
