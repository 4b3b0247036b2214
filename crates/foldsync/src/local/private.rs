//! The private folder `.syncmgr/` of a root: its mark, and the stage where new content is prepared.
//!
//! ```text
//! .syncmgr/root                      the root's mark (32 hexadecimal digits)
//! .syncmgr/stage/SESSION/new/N       content that is not in the tree yet; worthless after a crash
//! .syncmgr/stage/SESSION/swap/N      content on its way in, or the old version on its way out: kept
//! .syncmgr/trash/SESSION/PATH        what a run replaced or deleted
//! ```

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, RenameFlags, flock, mkdirat, openat, renameat_with, unlinkat};

use super::Root;
use crate::PRIVATE;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
const ONLY_ME: Mode = Mode::RWXU;

/// Opens the folder `name` in `at`, making it when it is missing.
pub(super) fn ensure_folder(at: BorrowedFd<'_>, name: &[u8]) -> io::Result<OwnedFd> {
    match openat(at, name, FOLDER, Mode::empty()) {
        Err(rustix::io::Errno::NOENT) => {}
        result => return Ok(result?),
    }
    match mkdirat(at, name, ONLY_ME) {
        Ok(()) | Err(rustix::io::Errno::EXIST) => Ok(openat(at, name, FOLDER, Mode::empty())?),
        Err(e) => Err(e.into()),
    }
}

/// Opens the folder `name` in `at`; `None` when it is missing.
pub(super) fn existing_folder(at: BorrowedFd<'_>, name: &[u8]) -> io::Result<Option<OwnedFd>> {
    match openat(at, name, FOLDER, Mode::empty()) {
        Ok(folder) => Ok(Some(folder)),
        Err(rustix::io::Errno::NOENT) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// The private folder of `root`; `None` when it does not exist.
pub(super) fn existing_private(root: &Root) -> io::Result<Option<OwnedFd>> {
    existing_folder(root.as_fd(), PRIVATE.as_bytes())
}

/// The private folder of `root`, made when it is missing.
pub(super) fn ensure_private(root: &Root) -> io::Result<OwnedFd> {
    ensure_folder(root.as_fd(), PRIVATE.as_bytes())
}

pub(super) fn read_mark(root: &Root) -> io::Result<Option<[u8; 16]>> {
    let Some(private) = existing_private(root)? else { return Ok(None) };
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = match openat(&private, c"root", flags, Mode::empty()) {
        Ok(file) => file,
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        Err(e) => return Err(e.into()),
    };
    let mut text = String::new();
    if std::fs::File::from(file).take(64).read_to_string(&mut text).is_err() {
        return Ok(None);
    }
    Ok(parse_mark(text.trim()))
}

fn parse_mark(text: &str) -> Option<[u8; 16]> {
    u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32).map(u128::to_be_bytes)
}

/// Makes sure that `root` carries a mark and returns it.
pub fn ensure_mark(root: &Root, fresh: [u8; 16]) -> io::Result<[u8; 16]> {
    if let Some(mark) = read_mark(root)? {
        return Ok(mark);
    }
    let private = ensure_private(root)?;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = std::fs::File::from(openat(&private, c"root.new", flags, Mode::RUSR | Mode::WUSR)?);
    writeln!(file, "{:032x}", u128::from_be_bytes(fresh))?;
    file.sync_all()?;
    rustix::fs::renameat(&private, c"root.new", &private, c"root")?;
    Ok(fresh)
}

/// Where content is prepared before it gets its place in the tree.
///
/// Holds a kernel lock while it lives, so that another run never clears away what is still in use.
#[derive(Debug)]
pub struct Stage {
    /// `.syncmgr/stage`.
    above: OwnedFd,
    session: OwnedFd,
    new: OwnedFd,
    swap: OwnedFd,
    name: String,
    next: AtomicU64,
}

impl Stage {
    /// Opens the stage of `session` in `root`, making the private folder and the root's mark
    /// (`fresh_mark` if there is none yet). What crashed runs left is cleared away first: replaced
    /// versions go to the trash, half-made copies are deleted.
    pub fn open(root: &Root, session: &str, fresh_mark: [u8; 16]) -> io::Result<Self> {
        ensure_mark(root, fresh_mark)?;
        let private = ensure_private(root)?;
        let stage = ensure_folder(private.as_fd(), b"stage")?;
        recover(root, &private, &stage)?;
        let own = ensure_folder(stage.as_fd(), session.as_bytes())?;
        flock(&own, FlockOperation::LockExclusive)?;
        let new = ensure_folder(own.as_fd(), b"new")?;
        let swap = ensure_folder(own.as_fd(), b"swap")?;
        Ok(Self { above: stage, session: own, new, swap, name: session.to_owned(), next: AtomicU64::new(0) })
    }

    /// The folder for content that will be new in the tree.
    pub fn new_folder(&self) -> BorrowedFd<'_> {
        self.new.as_fd()
    }

    /// The folder for content that will be exchanged with what is in the tree.
    pub fn swap_folder(&self) -> BorrowedFd<'_> {
        self.swap.as_fd()
    }

    /// A name that is used once.
    pub fn fresh_name(&self) -> String {
        self.next.fetch_add(1, Ordering::Relaxed).to_string()
    }

    /// Clears the stage away at the end of a run.
    pub fn close(self) -> io::Result<()> {
        clear(self.new.as_fd())?;
        for name in [c"new", c"swap"] {
            // Not empty means that a version could neither be put back nor trashed: it stays, the next run recovers it.
            let _ = unlinkat(&self.session, name, AtFlags::REMOVEDIR);
        }
        let _ = unlinkat(&self.above, self.name.as_bytes(), AtFlags::REMOVEDIR);
        Ok(())
    }
}

/// Clears away what crashed runs left in `root`, as opening a stage does: for a side that nothing is written to.
pub fn clear_stages(root: &Root) -> io::Result<()> {
    let Some(private) = existing_private(root)? else { return Ok(()) };
    match existing_folder(private.as_fd(), b"stage")? {
        Some(stage) => recover(root, &private, &stage),
        None => Ok(()),
    }
}

/// Clears away the stages of runs that ended without doing so.
fn recover(root: &Root, private: &OwnedFd, stage: &OwnedFd) -> io::Result<()> {
    for session in names(stage.as_fd())? {
        let Some(left) = existing_folder(stage.as_fd(), &session)? else { continue };
        if flock(&left, FlockOperation::NonBlockingLockExclusive).is_err() {
            continue;
        }
        if let Some(new) = existing_folder(left.as_fd(), b"new")? {
            clear(new.as_fd())?;
        }
        if let Some(swap) = existing_folder(left.as_fd(), b"swap")?
            && !names(swap.as_fd())?.is_empty()
        {
            keep_swapped(root, private, &left, &session)?;
        }
        clear(left.as_fd())?;
        unlinkat(stage, session.as_slice(), AtFlags::REMOVEDIR)?;
    }
    Ok(())
}

/// Moves the versions that a crashed run was replacing to the trash: one of each pair is the old one.
fn keep_swapped(root: &Root, private: &OwnedFd, left: &OwnedFd, session: &[u8]) -> io::Result<()> {
    let trash = ensure_folder(private.as_fd(), b"trash")?;
    let own = ensure_folder(trash.as_fd(), session)?;
    for attempt in 0..100u32 {
        let name = format!("interrupted-{}-{attempt}", root.side().name());
        match renameat_with(left, c"swap", &own, name.as_str(), RenameFlags::NOREPLACE) {
            Err(rustix::io::Errno::EXIST) => {}
            Err(rustix::io::Errno::INVAL) => return Ok(rustix::fs::renameat(left, c"swap", &own, name.as_str())?),
            result => return Ok(result?),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The names in a folder, without `.` and `..`.
pub(super) fn names(folder: BorrowedFd<'_>) -> io::Result<Vec<Vec<u8>>> {
    let mut out = Vec::new();
    for entry in rustix::fs::Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name != b"." && name != b".." {
            out.push(name.to_vec());
        }
    }
    Ok(out)
}

/// Deletes everything in `folder`, which is ours.
pub(super) fn clear(folder: BorrowedFd<'_>) -> io::Result<()> {
    for name in names(folder)? {
        delete_tree(folder, &name)?;
    }
    Ok(())
}

/// Deletes `name` in `folder` with everything below it; never follows a link.
pub(super) fn delete_tree(folder: BorrowedFd<'_>, name: &[u8]) -> io::Result<()> {
    match unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(rustix::io::Errno::NOENT) => return Ok(()),
        Err(rustix::io::Errno::ISDIR | rustix::io::Errno::PERM) => {}
        Err(e) => return Err(e.into()),
    }
    let inner = match openat(folder, name, FOLDER, Mode::empty()) {
        Ok(inner) => inner,
        Err(rustix::io::Errno::ACCESS) => {
            rustix::fs::chmodat(folder, name, ONLY_ME, AtFlags::empty())?;
            openat(folder, name, FOLDER, Mode::empty())?
        }
        Err(e) => return Err(e.into()),
    };
    if let Err(e) = clear(inner.as_fd()) {
        if e.kind() != io::ErrorKind::PermissionDenied {
            return Err(e);
        }
        rustix::fs::fchmod(&inner, ONLY_ME)?;
        clear(inner.as_fd())?;
    }
    Ok(unlinkat(folder, name, AtFlags::REMOVEDIR)?)
}
