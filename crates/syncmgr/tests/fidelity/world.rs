//! A world with two folders and the program, for whole runs.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::fs::{AtFlags, CWD, Mode, Timespec, Timestamps, XattrFlags, utimensat};
use serde_json::Value;
use tempfile::TempDir;

use crate::tree::{Tree, differences, tree};

/// Each case is tried from left to right and from right to left.
pub const BOTH_WAYS: [(&str, &str); 2] = [("left", "right"), ("right", "left")];

/// A user that owns nothing else.
const NOBODY: u32 = 65534;

/// The counts that a run with nothing to do leaves at zero.
const COUNTS: [&str; 8] = ["created", "updated", "deleted", "moved", "metadata", "conflicts", "problems", "bytes"];

/// Who runs the program.
#[derive(Clone, Copy, PartialEq)]
enum User {
    Tester,
    Nobody,
}

/// Two folders, a home and the program; gone when dropped.
pub struct World {
    dir: TempDir,
    user: User,
}

/// What a run said.
#[derive(Debug)]
pub struct Ran {
    /// Exit code, or 128 and the signal.
    pub code: i32,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

impl World {
    /// Empty folders `left` and `right`.
    pub fn new() -> Self {
        Self::of(User::Tester)
    }

    /// The same for a user without rights, if the tests run as root; otherwise the tester is that user.
    pub fn unprivileged() -> Self {
        Self::of(if is_root() { User::Nobody } else { User::Tester })
    }

    fn of(user: User) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let world = Self { dir, user };
        for name in ["", "home", "left", "right"] {
            fs::create_dir_all(world.path(name)).unwrap();
            if user == User::Nobody {
                chown(world.path(name), Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        if user == User::Nobody {
            // The build folder need not be readable for everybody.
            let program = world.path("syncmgr");
            fs::hard_link(env!("CARGO_BIN_EXE_syncmgr"), &program)
                .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_syncmgr"), &program).map(|_| ()))
                .unwrap();
        }
        world
    }

    /// A path in this world.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs a shell script in this world as its user; for what the shell says best.
    #[track_caller]
    pub fn shell(&self, script: &str) {
        let mut command = self.program("sh");
        let output = command.args(["-ec", script]).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Content of a file; `None` where there is none.
    pub fn read(&self, name: impl AsRef<Path>) -> Option<String> {
        fs::read(self.path(name)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Sets the modification time.
    pub fn touch(&self, name: impl AsRef<Path>, secs: i64, nanos: i64) {
        let time = Timespec { tv_sec: secs, tv_nsec: nanos };
        let times = Timestamps { last_access: time, last_modification: time };
        utimensat(CWD, self.path(name), &times, AtFlags::SYMLINK_NOFOLLOW).unwrap();
    }

    /// Sets the permission bits.
    pub fn chmod(&self, name: impl AsRef<Path>, mode: u32) {
        rustix::fs::chmod(self.path(name), Mode::from_raw_mode(mode)).unwrap();
    }

    /// Sets an extended attribute.
    pub fn setxattr(&self, name: impl AsRef<Path>, key: &str, value: &[u8]) {
        rustix::fs::setxattr(self.path(name), key, value, XattrFlags::empty()).unwrap();
    }

    /// What is below `side`.
    pub fn tree(&self, side: &str) -> Tree {
        tree(&self.path(side))
    }

    fn program(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match self.user {
            User::Tester => Command::new(program),
            User::Nobody => {
                let mut command = Command::new("setpriv");
                let ids = [format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")];
                command.args(ids).arg("--clear-groups").arg(program);
                command
            }
        };
        command.current_dir(self.dir.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.path("home")).env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin").env("TZ", "UTC");
        command
    }

    /// The program with `arguments` and this world's state folder.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let own = self.path("syncmgr");
        let mut command = self.program(if own.exists() { own } else { PathBuf::from(env!("CARGO_BIN_EXE_syncmgr")) });
        command.args(arguments).arg("--state-dir").arg(self.path("state"));
        command
    }

    /// Runs the program.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Starts the program without waiting for it.
    pub fn start<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// `sync --json ./left ./right` with further options.
    pub fn sync_with(&self, options: &[&str]) -> Ran {
        self.run(["sync", "--json", "./left", "./right"].iter().chain(options))
    }

    /// `sync --json ./left ./right`.
    pub fn sync(&self) -> Ran {
        self.sync_with(&[])
    }

    /// Requires that both sides are alike in everything.
    #[track_caller]
    pub fn alike(&self) {
        let found = differences(&self.tree("left"), &self.tree("right"));
        assert!(found.is_empty(), "the sides differ:\n{found}");
    }

    /// Requires that a further run with these options finds nothing to do and changes nothing.
    #[track_caller]
    pub fn quiet_with(&self, options: &[&str]) {
        let before = (self.tree("left"), self.tree("right"));
        self.sync_with(options).ends(0).did("");
        let after = (self.tree("left"), self.tree("right"));
        let found = differences(&before.0, &after.0) + &differences(&before.1, &after.1);
        assert!(found.is_empty(), "a quiet run changed something:\n{found}");
    }

    /// Requires that both sides are alike and that a further run has nothing to do.
    #[track_caller]
    pub fn settled(&self) {
        self.alike();
        self.quiet_with(&[]);
    }
}

/// Whether the tests run as root.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Whether files below `path` belong to the caller's own group: some systems inherit the folder's.
pub fn owner(path: &Path) -> (u32, u32) {
    let found = fs::symlink_metadata(path).unwrap();
    (found.uid(), found.gid())
}

/// A name from bytes.
pub fn name(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}

impl Ran {
    /// From what a finished process left.
    pub fn of(output: std::process::Output) -> Self {
        let code = output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap());
        Self { code, out: output.stdout, err: String::from_utf8_lossy(&output.stderr).into_owned() }
    }

    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    /// Requires the exit code, in the last line of JSON, too.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.text(), self.err);
        if let Some(last) = self.lines().last().filter(|last| last["kind"] == "finished") {
            assert_eq!(last["exit"], code);
        }
        self
    }

    /// Lines of JSON; lines that are none are left out.
    pub fn lines(&self) -> Vec<Value> {
        self.out.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }

    /// Lines of one kind.
    pub fn all(&self, kind: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["kind"] == kind).collect()
    }

    /// The statistics of the last line.
    #[track_caller]
    pub fn stats(&self) -> Value {
        let last = self.lines().pop().unwrap_or_default();
        assert_eq!(last["kind"], "finished", "stdout:\n{}\nstderr:\n{}", self.text(), self.err);
        last["stats"].clone()
    }

    /// Requires exactly these counts, as `created=1 bytes=5`; those not named are 0, except `unchanged` and
    /// `scanned_…`, which are looked at only when named.
    #[track_caller]
    pub fn did(self, counts: &str) -> Self {
        let stats = self.stats();
        let wanted: Vec<(&str, u64)> = counts
            .split_whitespace()
            .map(|one| one.split_once('=').unwrap())
            .map(|(k, v)| (k, v.parse().unwrap()))
            .collect();
        let unnamed =
            COUNTS.iter().filter(|name| wanted.iter().all(|(known, _)| known != *name)).map(|name| (*name, 0));
        for (field, count) in wanted.iter().copied().chain(unnamed) {
            assert_eq!(stats[field], count, "{field} in {stats}\n{}", self.text());
        }
        self
    }
}
