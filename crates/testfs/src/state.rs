//! Everything one file system consists of, and the gate that each operation passes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use globset::GlobMatcher;
use rustix::io::Errno;

use crate::control::Control;
use crate::durable::Durable;
use crate::faults::{Effect, Faults, concerns};
use crate::options::{Access, Behaviour, Options, PowerCut};
use crate::record::{Call, Op};
use crate::tree::{Ino, Tree};

/// A function of a test that runs before an operation.
pub type Action = Arc<Mutex<dyn FnMut(&Control, &Call) + Send>>;

/// When an action runs.
pub struct Hook {
    pub(crate) ops: Vec<Op>,
    pub(crate) path: GlobMatcher,
    pub(crate) repeat: Repeat,
    pub(crate) action: Action,
}

/// How often an action runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Repeat {
    /// The first time only.
    Once,
    /// Each time.
    Always,
}

/// Whether the machine that holds the file system still answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Power {
    /// It does.
    On,
    /// It does for so many more operations that change or sync something.
    For(u64),
    /// Everything is answered with EIO.
    Off,
}

/// An open file or folder.
#[derive(Debug)]
pub struct Handle {
    pub(crate) ino: Ino,
    /// Handles from before a power cut or remount are answered with EIO.
    pub(crate) epoch: u64,
    /// A folder's listing, taken when it was opened or rewound, so that it stays stable.
    pub(crate) listing: Vec<Listed>,
}

/// One line of a listing.
#[derive(Clone, Debug)]
pub struct Listed {
    pub(crate) ino: Ino,
    pub(crate) kind: fuser::FileType,
    pub(crate) name: std::ffi::OsString,
}

/// Everything one file system consists of.
pub struct State {
    pub(crate) tree: Tree,
    pub(crate) durable: Durable,
    pub(crate) behaviour: Behaviour,
    pub(crate) faults: Faults,
    pub(crate) calls: Vec<Call>,
    pub(crate) hooks: Vec<Hook>,
    pub(crate) handles: BTreeMap<u64, Handle>,
    pub(crate) next_handle: u64,
    pub(crate) epoch: u64,
    pub(crate) power: Power,
    /// Counts mounts: the first is 0.
    pub(crate) mounts: u64,
}

/// Locks the state. A test that panicked in a hook leaves it whole: each operation is one critical section.
pub fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// An empty file system.
    pub fn new(options: &Options) -> Self {
        let mut tree = Tree::new(options.names, options.behaviour.granularity);
        Self {
            durable: Durable::everything(&mut tree),
            tree,
            behaviour: options.behaviour.clone(),
            faults: Faults::default(),
            calls: Vec::new(),
            hooks: Vec::new(),
            handles: BTreeMap::new(),
            next_handle: 1,
            epoch: 0,
            power: Power::On,
            mounts: 0,
        }
    }

    /// Takes out the actions that `call` sets off.
    pub fn take_actions(&mut self, call: &Call) -> Vec<Action> {
        let strikes = |hook: &Hook| hook.ops.contains(&call.op) && concerns(&hook.path, call);
        let actions = self.hooks.iter().filter(|hook| strikes(hook)).map(|hook| Arc::clone(&hook.action)).collect();
        self.hooks.retain(|hook| hook.repeat == Repeat::Always || !strikes(hook));
        actions
    }

    /// Whether an operation may go on, and with how many bytes at most.
    pub fn admit(&mut self, call: &Call) -> Result<Option<usize>, Errno> {
        self.draw_power(call.op)?;
        let effect = self.faults.strike(call);
        if let Some(Effect::Errno(errno)) = effect {
            return Err(errno);
        }
        if call.op.changes() && self.behaviour.access == Access::ReadOnly {
            return Err(Errno::ROFS);
        }
        Ok(effect.and_then(|effect| if let Effect::Short(bytes) = effect { Some(bytes) } else { None }))
    }

    fn draw_power(&mut self, op: Op) -> Result<(), Errno> {
        if let Power::For(left) = self.power
            && (op.changes() || op.syncs())
        {
            self.power = if left == 0 { Power::Off } else { Power::For(left - 1) };
        }
        // A kernel that cannot close what it has open would keep the mount for ever.
        let closing = matches!(op, Op::Release | Op::ReleaseDir);
        if self.power == Power::Off && !closing { Err(Errno::IO) } else { Ok(()) }
    }

    /// Replaces everything by what is on the disk.
    pub fn cut_power(&mut self, cut: &PowerCut) {
        self.tree = self.durable.after_cut(&self.tree, cut, self.behaviour.journal);
        self.durable = Durable::everything(&mut self.tree);
        self.power = Power::On;
        self.epoch += 1;
    }

    /// Opens a handle.
    pub fn open(&mut self, ino: Ino) -> Result<u64, Errno> {
        self.tree.opened(ino)?;
        let handle = self.next_handle;
        self.next_handle += 1;
        self.handles.insert(handle, Handle { ino, epoch: self.epoch, listing: Vec::new() });
        Ok(handle)
    }

    /// Closes a handle.
    pub fn close(&mut self, handle: u64) {
        if let Some(handle) = self.handles.remove(&handle)
            && handle.epoch == self.epoch
        {
            self.tree.closed(handle.ino);
        }
    }

    /// EIO for a handle that was opened before the power failed.
    pub fn check_handle(&self, handle: u64) -> Result<(), Errno> {
        match self.handles.get(&handle) {
            Some(handle) if handle.epoch == self.epoch => Ok(()),
            Some(_) => Err(Errno::IO),
            None => Err(Errno::BADF),
        }
    }
}
