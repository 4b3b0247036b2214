//! A pair of folders with its state folder, and runs of the engine over it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use foldsync::apply::{Durability, TrashRule};
use foldsync::local::Flush;
use foldsync::pair::{Finished, Pair, Settings, UndoOutcome};
use foldsync::undo::UndoLog;
use foldsync::{
    Carry, ConflictRule, Event, Failure, Filter, Limit, Links, Mode, Plan, Policy, Problem, Side, Sides, Sink,
};
use testfs::{Mounted, NO_FUSE, Options, TestFs};

use super::tree::{Tree, texts, tree};

/// Hears nothing.
pub struct Quiet;

impl Sink for Quiet {
    fn event(&self, _event: Event) {}
}

/// What tests choose: everything travels, conflicts are listed, nothing is held back.
pub fn settings() -> Settings {
    let carry = if rustix::process::geteuid().is_root() { Carry::ROOT } else { Carry::USER };
    Settings {
        policy: Policy { mode: Mode::TwoWay, conflict: ConflictRule::Ask, carry, links: Links::Keep },
        filter: Filter::none(),
        max_delete: Limit::Percent(100),
        checksum: false,
        trash: TrashRule::Keep,
        trash_keep_days: 30,
        jobs: 2,
        bandwidth: None,
        overrides: BTreeMap::new(),
        conflict_stamp: "20260101-000000".to_owned(),
        durability: None,
    }
}

/// A pair of folders and how it is synchronized.
pub struct Rig {
    pub left: PathBuf,
    pub right: PathBuf,
    pub state: PathBuf,
    pub settings: Settings,
    /// How changes of each side are made durable, where the test knows better than the engine.
    pub flush: Sides<Option<Flush>>,
    sessions: AtomicU64,
}

/// What one run came to.
#[derive(Debug)]
pub struct Ran {
    pub plan: Plan,
    pub finished: Finished,
}

impl Ran {
    /// The messages of all problems, with their paths.
    pub fn problems(&self) -> Vec<String> {
        self.finished.problems.iter().map(told).collect()
    }

    /// There is a problem of `path` that says `words`, and what can be done.
    pub fn says(&self, path: &str, words: &str) {
        let told = self.problems();
        let says = |it: &String| it.contains(path) && it.contains(words) && !it.contains("no hint");
        assert!(told.iter().any(says), "{told:#?}");
    }

    /// Whether the run found nothing to do.
    pub fn is_idle(&self) -> bool {
        let operations = self.plan.operations.iter().filter(|operation| operation.counts()).count();
        operations == 0 && self.plan.conflicts.is_empty()
    }
}

/// A problem as one line.
pub fn told(problem: &Problem) -> String {
    let side = problem.side.map_or("both", Side::name);
    let hint = problem.hint.as_deref().unwrap_or("no hint");
    format!("{side} {}: {} [{hint}]", problem.path.display(), problem.message)
}

impl Rig {
    /// A pair `left` and `right` with `state`; all three are made.
    pub fn at(left: &Path, right: &Path, state: &Path) -> Self {
        for folder in [left, right] {
            std::fs::create_dir_all(folder).unwrap();
        }
        let (left, right, state) = (left.to_owned(), right.to_owned(), state.to_owned());
        Self {
            left,
            right,
            state,
            settings: settings(),
            flush: Sides::new(None, None),
            sessions: AtomicU64::new(first_session()),
        }
    }

    /// A pair with all three folders in `home`.
    pub fn within(home: &Path) -> Self {
        Self::at(&home.join("left"), &home.join("right"), &home.join("state"))
    }

    /// A pair whose runs place content as `durability` says.
    pub fn placing(mut self, durability: Durability) -> Self {
        self.settings.durability = Some(durability);
        self
    }

    pub fn open(&self) -> Result<Pair, Failure> {
        let mut pair = Pair::open(&self.left, &self.right, &self.state)?;
        for side in Side::BOTH {
            if let Some(flush) = self.flush.get(side) {
                pair = pair.with_flush(side, *flush);
            }
        }
        Ok(pair)
    }

    /// One run as a session of its own.
    pub fn try_run(&self, sink: &dyn Sink) -> Result<Ran, Failure> {
        let pair = self.open()?;
        let planned = pair.plan(&self.settings, sink)?;
        assert_eq!(planned.stop, None, "the guard stops a run that is only to repair");
        let plan = planned.plan.clone();
        let finished = planned.apply(&self.next_session(), sink)?;
        Ok(Ran { plan, finished })
    }

    /// Undoes the last session that has an undo log.
    pub fn undo(&self, sink: &dyn Sink) -> Result<UndoOutcome, Failure> {
        let session = UndoLog::sessions(&self.state).unwrap().remove(0);
        let log = UndoLog::read(&self.state, &session).unwrap();
        self.open()?.undo(&log, &session, &self.next_session(), self.settings.policy.carry, sink)
    }

    /// A run that must not fail as a whole.
    pub fn run(&self) -> Ran {
        self.try_run(&Quiet).unwrap()
    }

    /// A run without any problem or conflict.
    pub fn run_well(&self) -> Ran {
        let ran = self.run();
        assert_eq!(ran.problems(), [""; 0]);
        let conflicts: Vec<_> = ran.plan.conflicts.iter().map(|it| (&it.path, it.reason)).collect();
        assert!(conflicts.is_empty(), "{conflicts:?}");
        ran
    }

    /// Runs until the archive trusts every look: what was written in the same tick of the clock as a scan is looked at
    /// once more by the next one.
    pub fn run_until_trusted(&self) {
        loop {
            let ran = self.run_well();
            if ran.is_idle() && ran.plan.adoptions.is_empty() {
                break;
            }
        }
    }

    fn next_session(&self) -> String {
        format!("session-{}", self.sessions.fetch_add(1, Ordering::Relaxed))
    }

    /// Runs until nothing is to do, which must be so after `runs`; both trees are equal then, and nothing of the
    /// engine's own is left outside its place.
    pub fn converge(&self, runs: usize) -> Tree {
        for _ in 1..runs {
            self.run_well();
        }
        let last = self.run_well();
        assert!(last.is_idle(), "still something to do: {:#?}", last.plan.operations);
        self.settled()
    }

    /// Both trees, which must be equal, without litter.
    pub fn settled(&self) -> Tree {
        let (left, right) = (tree(&self.left), tree(&self.right));
        let differ: Vec<_> = left.iter().filter(|(path, thing)| right.get(*path) != Some(*thing)).collect();
        let of_right: Vec<_> = right.iter().filter(|(path, thing)| left.get(*path) != Some(*thing)).collect();
        assert!(differ.is_empty() && of_right.is_empty(), "left has {differ:?}, right has {of_right:?}");
        for side in [&self.left, &self.right] {
            let stages = std::fs::read_dir(side.join(".syncmgr/stage")).map_or(0, Iterator::count);
            assert_eq!(stages, 0, "a stage is left in {}", side.display());
        }
        left
    }

    /// The texts of every version of both sides, trash included.
    pub fn versions(&self) -> BTreeSet<String> {
        &texts(&self.left) | &texts(&self.right)
    }

    /// Every text of `before` is still somewhere.
    pub fn assert_kept(&self, before: &BTreeSet<String>) {
        let now = self.versions();
        let lost: Vec<_> = before.difference(&now).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
    }
}

/// Sessions of a process have names of their own, as the manager's have.
fn first_session() -> u64 {
    u64::from(std::process::id()) * 1_000_000
}

/// An empty mounted test file system; `None` where there is no FUSE and tests may be skipped for that.
pub fn mount(options: Options) -> Option<Mounted> {
    TestFs::needed(options, std::env::var_os(NO_FUSE)).inspect_err(|skipped| eprintln!("{skipped}")).ok()
}

/// A temporary folder in memory where the machine has that, so that hundreds of runs take seconds.
pub fn home() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
