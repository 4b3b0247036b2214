//! Two folders, a bystander, and the engine.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use foldsync::apply::TrashRule;
use foldsync::pair::{Finished, Pair, Settings, UndoOutcome};
use foldsync::undo::UndoLog;
use foldsync::{Carry, Event, Failure, Filter, Limit, Links, Policy, Side, Sides, Sink};
use tempfile::TempDir;

use crate::edits::perform;
use crate::history::{Edit, Rules};
use crate::observer::Observer;
use crate::plan;
use crate::trace;
use crate::tree::{self, Tree};

/// Everything that a history plays in.
pub struct World {
    folder: TempDir,
    pub rules: Rules,
    pub observer: Mutex<Observer>,
    sessions: AtomicU32,
    /// Whether any run was disturbed, crashed, or left a conflict: then it may have left a name out.
    pub disturbed: AtomicBool,
}

/// How a run ended.
pub enum End {
    Finished(Box<Finished>, u64),
    Failed(Failure),
    Crashed,
    /// The engine itself panicked.
    Panicked(String),
}

/// What disturbs a run.
#[derive(Clone, Copy, Default)]
pub struct Disturbance<'a> {
    /// Edits, each at the event of that number.
    pub edits: &'a [(u32, Side, Edit)],
    /// The event at which the run crashes.
    pub crash: Option<u32>,
}

impl World {
    /// Two empty folders and a third beside them; in memory where the system has such a place.
    pub fn new(rules: Rules) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        for name in ["left", "right", "outside/folder"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("outside/file"), "outside").unwrap();
        fs::write(folder.path().join("outside/folder/file"), "outside, deeper").unwrap();
        Self {
            folder,
            rules,
            observer: Mutex::default(),
            sessions: AtomicU32::new(0),
            disturbed: AtomicBool::new(false),
        }
    }

    pub fn root(&self, side: Side) -> PathBuf {
        self.folder.path().join(side.name())
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub fn trees(&self) -> Sides<Tree> {
        Sides::new(tree::read(&self.root(Side::Left)), tree::read(&self.root(Side::Right)))
    }

    /// Both trees, for people.
    pub fn print(&self) -> String {
        let Sides { left, right } = self.trees();
        format!("left\n{}right\n{}", tree::print(&left), tree::print(&right))
    }

    /// What must never change.
    pub fn outside(&self) -> Tree {
        tree::read(&self.folder.path().join("outside"))
    }

    /// What the engine keeps in the private folder of `side`.
    pub fn private(&self, side: Side) -> Tree {
        tree::read(&self.root(side).join(".syncmgr"))
    }

    pub fn edit(&self, side: Side, edit: Edit) {
        perform(&self.root(side), side, edit, &mut self.observer.lock().unwrap());
    }

    pub fn pair(&self) -> Result<Pair, Failure> {
        Pair::open(&self.root(Side::Left), &self.root(Side::Right), &self.state())
    }

    pub fn settings(&self) -> Settings {
        Settings {
            policy: Policy {
                mode: self.rules.mode,
                conflict: self.rules.conflict,
                carry: Carry::USER,
                links: Links::Keep,
            },
            filter: Filter::none(),
            max_delete: Limit::Percent(100),
            checksum: false,
            trash: TrashRule::Keep,
            trash_keep_days: 30,
            jobs: 1,
            bandwidth: None,
            overrides: BTreeMap::new(),
            // Runs are seconds apart: no two conflict copies get the same name.
            conflict_stamp: format!("20260101-{:06}", self.sessions.load(Ordering::Relaxed)),
            durability: Some(self.rules.durability),
        }
    }

    /// The name of a session that never was.
    pub fn fresh_session(&self) -> String {
        format!("s{:03}", self.sessions.fetch_add(1, Ordering::Relaxed))
    }

    /// Plans and applies, whatever the guard says: its owner approves.
    pub fn run(&self, session: &str, disturbance: Disturbance<'_>) -> End {
        if !disturbance.edits.is_empty() || disturbance.crash.is_some() {
            self.disturbed.store(true, Ordering::Relaxed);
        }
        let sink = Meddler { world: self, disturbance, events: AtomicU32::new(0), advanced: AtomicU64::new(0) };
        let settings = self.settings();
        let run = || {
            let pair = self.pair()?;
            let planned = pair.plan(&settings, &sink)?;
            trace::tell(|| format!("plan {}", plan::print(&planned.plan)));
            planned.apply(session, &sink)
        };
        match catch_unwind(AssertUnwindSafe(run)) {
            Ok(Ok(finished)) => End::Finished(Box::new(finished), sink.advanced.into_inner()),
            Ok(Err(failure)) => End::Failed(failure),
            Err(panic) if panic.is::<Crash>() => End::Crashed,
            Err(panic) => End::Panicked(
                panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "the engine panicked".to_owned()),
            ),
        }
    }
}

impl World {
    /// Undoes `session`; `None` when that crashes at the given event.
    pub fn undo(&self, log: &UndoLog, session: &str, crash: Option<u32>) -> Option<Result<UndoOutcome, Failure>> {
        let disturbance = Disturbance { edits: &[], crash };
        let sink = Meddler { world: self, disturbance, events: AtomicU32::new(0), advanced: AtomicU64::new(0) };
        let undo = || self.pair()?.undo(log, session, &self.fresh_session(), Carry::USER, &sink);
        match catch_unwind(AssertUnwindSafe(undo)) {
            Ok(undone) => Some(undone),
            Err(panic) if panic.is::<Crash>() => None,
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// What a crash throws.
struct Crash;

/// Counts events, edits at some of them, crashes at one.
struct Meddler<'a> {
    world: &'a World,
    disturbance: Disturbance<'a>,
    events: AtomicU32,
    advanced: AtomicU64,
}

impl Sink for Meddler<'_> {
    fn event(&self, event: Event) {
        // Those that come from the one thread that works, so that a history repeats.
        match event {
            Event::Advanced { operations, .. } => {
                self.advanced.fetch_add(operations, Ordering::Relaxed);
            }
            Event::Reached(_) | Event::Phase(_) => {}
            _ => return,
        }
        let number = self.events.fetch_add(1, Ordering::Relaxed);
        for (_, side, edit) in self.disturbance.edits.iter().filter(|(at, ..)| *at == number) {
            self.world.edit(*side, *edit);
        }
        if self.disturbance.crash == Some(number) {
            // Without the panic hook: nothing is printed.
            resume_unwind(Box::new(Crash));
        }
    }
}
