//! The handle through which a test steers a file system while programs use it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use rustix::io::Errno;

use crate::content::Content;
use crate::faults::{Fault, Room, matcher};
use crate::namespace::{Place, RenameMode};
use crate::options::{Behaviour, Options, PowerCut};
use crate::record::{Call, Calls, Op};
use crate::state::{Hook, Power, Repeat, State, lock};
use crate::tree::{Body, Entries, Ino, ROOT, Tree};

/// Steers a file system from outside. Clones steer the same one. All paths are relative to its root.
///
/// What is read and written here goes past the kernel: no fault, hook or record sees it, nothing of it is durable
/// before [`Control::sync`], and it cannot deadlock in a hook.
#[derive(Clone)]
pub struct Control {
    state: Arc<Mutex<State>>,
}

impl Control {
    /// A file system that is not mounted.
    pub fn new(options: &Options) -> Self {
        Self { state: Arc::new(Mutex::new(State::new(options))) }
    }

    /// The state, for as long as the guard lives.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Changes how the file system behaves from now on.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        let mut state = self.state();
        change(&mut state.behaviour);
        state.tree.granularity = state.behaviour.granularity;
    }

    /// Takes everything back to what is durable. Handles that were open answer EIO from now on.
    pub fn power_cut(&self, cut: PowerCut) {
        self.state().cut_power(&cut);
    }

    /// Answers everything with EIO until [`Control::power_cut`] or [`Control::power_on`].
    pub fn power_off(&self) {
        self.state().power = Power::Off;
    }

    /// As [`Control::power_off`], after `operations` more that change or sync something: with 0 the next one fails.
    pub fn power_off_after(&self, operations: u64) {
        self.state().power = Power::For(operations);
    }

    /// Ends [`Control::power_off`] with nothing lost.
    pub fn power_on(&self) {
        self.state().power = Power::On;
    }

    /// Whether everything is answered with EIO.
    pub fn is_off(&self) -> bool {
        self.state().power == Power::Off
    }

    /// Makes everything durable.
    pub fn sync(&self) {
        let state = &mut *self.state();
        state.durable.sync_all(&mut state.tree);
    }

    /// What a file would hold after a power cut that leaves nothing unsynced; none if it would not be there.
    pub fn durable(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        let state = self.state();
        let after = state.durable.after_cut(&state.tree, &PowerCut::default(), state.behaviour.journal);
        let ino = after.resolve(path.as_ref()).ok()?;
        Some(after.node(ino).ok()?.content().ok()?.bytes())
    }

    /// Adds a rule under which operations fail.
    pub fn fail(&self, fault: Fault) {
        self.state().faults.add(fault);
    }

    /// Lets only `bytes` more be written in total; then writes fail with `errno` (ENOSPC, EDQUOT).
    pub fn limit_writes(&self, bytes: u64, errno: Errno) {
        self.state().faults.limit(Some(Room { bytes, errno }));
    }

    /// Removes every fault and limit.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Runs `action` before each of these operations on paths that match `glob`, while the operation waits.
    pub fn on(&self, ops: impl IntoIterator<Item = Op>, glob: &str, action: impl FnMut(&Self, &Call) + Send + 'static) {
        self.hook(ops, glob, Repeat::Always, action);
    }

    /// As [`Control::on`], but only the first time.
    pub fn once(
        &self,
        ops: impl IntoIterator<Item = Op>,
        glob: &str,
        action: impl FnMut(&Self, &Call) + Send + 'static,
    ) {
        self.hook(ops, glob, Repeat::Once, action);
    }

    fn hook(
        &self,
        ops: impl IntoIterator<Item = Op>,
        glob: &str,
        repeat: Repeat,
        action: impl FnMut(&Self, &Call) + Send + 'static,
    ) {
        let (ops, path, action) = (ops.into_iter().collect(), matcher(glob), Arc::new(Mutex::new(action)));
        self.state().hooks.push(Hook { ops, path, repeat, action });
    }

    /// Removes every action.
    pub fn clear_hooks(&self) {
        self.state().hooks.clear();
    }

    /// What was asked since the start or since [`Control::forget_calls`].
    pub fn calls(&self) -> Calls {
        Calls(self.state().calls.clone())
    }

    /// Starts the record anew.
    pub fn forget_calls(&self) {
        self.state().calls.clear();
    }

    /// Reads a whole file.
    pub fn read(&self, path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
        let state = self.state();
        let ino = state.tree.resolve(path.as_ref())?;
        Ok(state.tree.node(ino)?.content()?.bytes())
    }

    /// Writes a whole file, in place if it exists. Its times become now.
    pub fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let path = path.as_ref();
        let tree = &mut self.state().tree;
        let content = Content::from_bytes(bytes.as_ref());
        let ino = match tree.resolve(path) {
            Ok(ino) => ino,
            Err(Errno::NOENT) => make(tree, path, Body::File(Content::default()), 0o644)?,
            Err(error) => return Err(error.into()),
        };
        Ok(tree.edit(ino, |old| *old = content)?)
    }

    /// Makes a folder and those above it that are missing.
    pub fn make_folder(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let tree = &mut self.state().tree;
        let folders: Vec<_> = path.as_ref().ancestors().filter(|path| !path.as_os_str().is_empty()).collect();
        for folder in folders.into_iter().rev() {
            if tree.resolve(folder).is_err() {
                make(tree, folder, Body::Folder(Entries::new()), 0o755)?;
            }
        }
        Ok(())
    }

    /// Makes a symbolic link.
    pub fn symlink(&self, target: impl AsRef<Path>, path: impl AsRef<Path>) -> io::Result<()> {
        let body = Body::Link(target.as_ref().as_os_str().to_owned());
        make(&mut self.state().tree, path.as_ref(), body, 0o777)?;
        Ok(())
    }

    /// Removes a file, or a folder with all it holds.
    pub fn remove(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let tree = &mut self.state().tree;
        let mut doomed = paths_below(tree, tree.resolve(path)?);
        doomed.sort();
        for path in doomed.iter().rev() {
            take_away(tree, path)?;
        }
        Ok(take_away(tree, path)?)
    }

    /// Moves something, replacing what is there as `rename` does.
    pub fn rename(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
        let tree = &mut self.state().tree;
        let (from, to) = (place(tree, from.as_ref())?, place(tree, to.as_ref())?);
        Ok(tree.rename(from, to, RenameMode::Replace)?)
    }

    /// Whether something has this path.
    pub fn exists(&self, path: impl AsRef<Path>) -> bool {
        self.state().tree.resolve(path.as_ref()).is_ok()
    }

    /// Every path, sorted, folders before what they hold.
    pub fn paths(&self) -> Vec<PathBuf> {
        let mut paths = paths_below(&self.state().tree, ROOT);
        paths.sort();
        paths
    }
}

fn place<'path>(tree: &Tree, path: &'path Path) -> Result<Place<'path>, Errno> {
    let name = path.file_name().ok_or(Errno::INVAL)?;
    Ok(Place { parent: tree.resolve(path.parent().ok_or(Errno::INVAL)?)?, name })
}

fn make(tree: &mut Tree, path: &Path, body: Body, mode: u16) -> Result<Ino, Errno> {
    let place = place(tree, path)?;
    let (uid, gid) = { (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw()) };
    let meta = tree.fresh_meta(mode, uid, gid);
    tree.add(place, meta, body)
}

fn take_away(tree: &mut Tree, path: &Path) -> Result<(), Errno> {
    let (place, ino) = (place(tree, path)?, tree.resolve(path)?);
    if tree.node(ino)?.is_folder() { tree.remove_folder(place) } else { tree.unlink(place) }
}

fn paths_below(tree: &Tree, folder: Ino) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![(folder, tree.path_of(folder))];
    while let Some((folder, path)) = folders.pop() {
        let entries = tree.node(folder).ok().and_then(|node| node.entries().ok());
        for entry in entries.into_iter().flat_map(Entries::values) {
            let path = path.join(&entry.name);
            folders.push((entry.ino, path.clone()));
            paths.push(path);
        }
    }
    paths
}
