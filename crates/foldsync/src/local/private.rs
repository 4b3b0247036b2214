//! The private folder `.syncmgr/` of a root: its mark, and the stage where new content is prepared.
//!
//! ```text
//! .syncmgr/root                      the root's mark (32 hexadecimal digits)
//! .syncmgr/stage/SESSION/new/N       content that is not in the tree yet; worthless after a crash
//! .syncmgr/stage/SESSION/swap/N      content on its way in, or the old version on its way out: kept
//! .syncmgr/trash/SESSION/PATH        what a run replaced or deleted
//! ```

use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Root, move_to_free};
use crate::PRIVATE;
use crate::sys::{self, File, Folder, Locked};

const ONLY_ME: u16 = 0o700;

/// How often something is begun again because another run was in the way.
const MOST_ATTEMPTS: u32 = 100;

/// Opens the folder `name` in `at`, making it when it is missing.
pub(super) fn ensure_folder(at: &Folder, name: &[u8]) -> io::Result<Folder> {
    match at.child(name) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    match sys::make_folder((at, name), ONLY_ME) {
        Ok(()) => {
            let folder = at.child(name)?;
            // What a root's default ACL gives to new things must not reach the copies that are staged here.
            super::attributes::drop_default_acl(&folder);
            Ok(folder)
        }
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
        Err(_) => at.child(name),
    }
}

/// Makes the folder `name` in `at`, a folder of ours without a default ACL, and opens it; it may be there.
pub(super) fn make_inner(at: &Folder, name: &[u8]) -> io::Result<Folder> {
    match sys::make_folder((at, name), ONLY_ME) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
        _ => at.child(name),
    }
}

/// Opens the folder `name` in `at`; `None` when it is missing.
pub(super) fn existing_folder(at: &Folder, name: &[u8]) -> io::Result<Option<Folder>> {
    match at.child(name) {
        Ok(folder) => Ok(Some(folder)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// The private folder of `root`; `None` when it does not exist.
pub(super) fn existing_private(root: &Root) -> io::Result<Option<Folder>> {
    existing_folder(root.handle(), PRIVATE.as_bytes())
}

/// The private folder of `root`, made when it is missing.
pub(super) fn ensure_private(root: &Root) -> io::Result<Folder> {
    ensure_folder(root.handle(), PRIVATE.as_bytes())
}

pub(super) fn read_mark(root: &Root) -> io::Result<Option<[u8; 16]>> {
    let Some(private) = existing_private(root)? else { return Ok(None) };
    let file = match File::open((&private, b"root")) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut text = String::new();
    if file.into_std().take(64).read_to_string(&mut text).is_err() {
        return Ok(None);
    }
    Ok(parse_mark(text.trim()))
}

fn parse_mark(text: &str) -> Option<[u8; 16]> {
    u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32).map(u128::to_be_bytes)
}

/// Makes sure that `root` carries a mark and returns it: its own, or else `fresh`, or the one that another run, which
/// began at the same time, made first.
pub fn ensure_mark(root: &Root, fresh: [u8; 16]) -> io::Result<[u8; 16]> {
    if let Some(mark) = read_mark(root)? {
        return Ok(mark);
    }
    let private = ensure_private(root)?;
    let fresh_text = format!("{:032x}", u128::from_be_bytes(fresh));
    let name = format!("root.{fresh_text}");
    let mut file = File::create_private((&private, name.as_bytes()))?.into_std();
    writeln!(file, "{fresh_text}")?;
    file.sync_all()?;
    match move_to_free((&private, name.as_bytes()), (&private, b"root")) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
        moved => return moved.map(|()| fresh),
    }
    if let Some(mark) = read_mark(root)? {
        sys::remove_unless_folder((&private, name.as_bytes()))?;
        return Ok(mark);
    }
    // What is there is no mark.
    sys::rename((&private, name.as_bytes()), (&private, b"root"))?;
    Ok(fresh)
}

/// Where content is prepared before it gets its place in the tree.
///
/// Holds a kernel lock while it lives, so that another run never clears away what is still in use.
#[derive(Debug)]
pub struct Stage {
    /// `.syncmgr/stage`.
    above: Folder,
    session: Locked,
    new: Folder,
    swap: Folder,
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
        let stage = ensure_folder(&private, b"stage")?;
        recover(root, &private, &stage)?;
        let own = own_folder(&stage, session.as_bytes())?;
        let new = ensure_folder(own.folder(), b"new")?;
        let swap = ensure_folder(own.folder(), b"swap")?;
        Ok(Self { above: stage, session: own, new, swap, name: session.to_owned(), next: AtomicU64::new(0) })
    }

    /// The folder for content that will be new in the tree.
    pub fn new_folder(&self) -> &Folder {
        &self.new
    }

    /// The folder for content that will be exchanged with what is in the tree.
    pub fn swap_folder(&self) -> &Folder {
        &self.swap
    }

    /// A name that is used once.
    pub fn fresh_name(&self) -> String {
        self.next.fetch_add(1, Ordering::Relaxed).to_string()
    }

    /// Clears the stage away at the end of a run.
    pub fn close(self) -> io::Result<()> {
        clear(&self.new)?;
        for name in [&b"new"[..], b"swap"] {
            // Not empty means that a version could neither be put back nor trashed: it stays, the next run recovers it.
            let _ = sys::remove_folder((self.session.folder(), name));
        }
        let _ = self.session.clear_away();
        let _ = sys::remove_folder((&self.above, self.name.as_bytes()));
        Ok(())
    }
}

/// Makes the folder of `session` in `stage` and takes it. Another run that begins may take it first, for what a crash left,
/// and clear it away: then it is made again.
fn own_folder(stage: &Folder, session: &[u8]) -> io::Result<Locked> {
    let mut attempts = 0;
    loop {
        let taken = ensure_folder(stage, session).and_then(Locked::wait);
        let lost = match &taken {
            Ok(_) => existing_folder(stage, session)?.is_none(),
            Err(e) => e.kind() == io::ErrorKind::NotFound,
        };
        attempts += 1;
        if !lost || attempts == MOST_ATTEMPTS {
            return taken;
        }
    }
}

/// Clears away what crashed runs left in `root`, as opening a stage does: for a side that nothing is written to.
pub fn clear_stages(root: &Root) -> io::Result<()> {
    let Some(private) = existing_private(root)? else { return Ok(()) };
    match existing_folder(&private, b"stage")? {
        Some(stage) => recover(root, &private, &stage),
        None => Ok(()),
    }
}

/// Clears away the stages of runs that ended without doing so.
fn recover(root: &Root, private: &Folder, stage: &Folder) -> io::Result<()> {
    for session in names(stage)? {
        let Some(left) = existing_folder(stage, &session)? else { continue };
        let Ok(lock) = Locked::try_now(left) else { continue };
        let left = lock.folder();
        if let Some(new) = existing_folder(left, b"new")? {
            clear(&new)?;
        }
        if let Some(swap) = existing_folder(left, b"swap")?
            && !names(&swap)?.is_empty()
        {
            keep_swapped(root, private, left, &session)?;
        }
        for name in names(left)? {
            if !lock.is_own(&name) {
                delete_tree(left, &name)?;
            }
        }
        // Last, because from then on another run may take the folder: to clear it away or as its own.
        let _ = lock.clear_away();
        match sys::remove_folder((stage, &session)) {
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => {}
            result => result?,
        }
    }
    Ok(())
}

/// Moves the versions that a crashed run was replacing to the trash: one of each pair is the old one.
fn keep_swapped(root: &Root, private: &Folder, left: &Folder, session: &[u8]) -> io::Result<()> {
    let trash = ensure_folder(private, b"trash")?;
    let own = ensure_folder(&trash, session)?;
    for attempt in 0..MOST_ATTEMPTS {
        let name = format!("interrupted-{}-{attempt}", root.side().name());
        match move_to_free((left, b"swap"), (&own, name.as_bytes())) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result,
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The names in a folder, without `.` and `..`.
pub(super) fn names(folder: &Folder) -> io::Result<Vec<Vec<u8>>> {
    let mut out = Vec::new();
    folder.each_name(|name| {
        out.push(name.to_vec());
        ControlFlow::Continue(())
    })?;
    Ok(out)
}

/// Deletes everything in `folder`, which is ours.
pub(super) fn clear(folder: &Folder) -> io::Result<()> {
    for name in names(folder)? {
        delete_tree(folder, &name)?;
    }
    Ok(())
}

/// Deletes `name` in `folder` with everything below it; never follows a link.
pub(super) fn delete_tree(folder: &Folder, name: &[u8]) -> io::Result<()> {
    if sys::remove_unless_folder((folder, name))? {
        return Ok(());
    }
    let inner = match folder.child(name) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
            sys::set_mode_at((folder, name), ONLY_ME)?;
            folder.child(name)?
        }
        opened => opened?,
    };
    if let Err(e) = clear(&inner) {
        if e.kind() != io::ErrorKind::PermissionDenied {
            return Err(e);
        }
        inner.set_mode(ONLY_ME)?;
        clear(&inner)?;
    }
    sys::remove_folder((folder, name))
}
