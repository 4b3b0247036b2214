//! The trash of a side: every version that a run replaced or deleted, by session and path.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::place::{Spot, move_to_free};
use super::private::{delete_tree, ensure_folder, ensure_private, existing_folder, existing_private, names};
use super::{Root, stat_at};
use crate::sys::Folder;
use crate::{Kind, PRIVATE, RelPath, Stat, Time};

/// The trash of one session on one side; its folder is made when the first version comes.
#[derive(Debug)]
pub struct Trash<'a> {
    root: &'a Root,
    session: String,
    /// The folder that was used last; guards the making of folders, too.
    last: Mutex<Option<Place>>,
}

/// Where the versions from one folder of the tree go.
#[derive(Debug)]
struct Place {
    /// The folder of the tree.
    of: RelPath,
    /// Its path in the session's trash.
    stored: RelPath,
    folder: Folder,
}

/// One version in the trash.
#[derive(Clone, Debug, PartialEq)]
pub struct TrashEntry {
    /// The session that put it there.
    pub session: String,
    /// Where it was in the tree.
    pub path: RelPath,
    /// What it is.
    pub stat: Stat,
    /// When it was put there.
    pub when: Time,
}

impl<'a> Trash<'a> {
    /// The trash of `session` in `root`; nothing is made yet.
    pub fn lazy(root: &'a Root, session: &str) -> Self {
        Self { root, session: session.to_owned(), last: Mutex::new(None) }
    }

    /// Where versions from `folder` go, as a path below the root.
    pub fn location(&self, folder: &RelPath) -> RelPath {
        let own = RelPath::from(PRIVATE).join(b"trash").join(self.session.as_bytes());
        folder.components().fold(own, |path, name| path.join(name))
    }

    fn last(&self) -> MutexGuard<'_, Option<Place>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves what is at `from` into the trash as the version of `path`; returns the path it has there
    /// (a number is added where this session trashed another version of the same path, or a file of a folder's name).
    pub fn put(&self, from: Spot<'_>, path: &RelPath) -> io::Result<RelPath> {
        let mut last = self.last();
        let parent = path.parent().unwrap_or_default();
        if last.as_ref().is_none_or(|place| place.of != parent) {
            *last = Some(self.ensure_parents(parent)?);
        }
        let Some(Place { stored, folder, .. }) = last.as_ref() else { return Err(io::ErrorKind::NotFound.into()) };
        for attempt in 0..1000u32 {
            let name = if attempt == 0 { path.name().to_vec() } else { numbered(path.name(), attempt) };
            match move_to_free(from, (folder, &name)) {
                Ok(()) => return Ok(stored.join(&name)),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn ensure_parents(&self, of: RelPath) -> io::Result<Place> {
        let private = ensure_private(self.root)?;
        let trash = ensure_folder(&private, b"trash")?;
        let mut folder = ensure_folder(&trash, self.session.as_bytes())?;
        let mut stored = RelPath::root();
        for name in of.components() {
            let mut name = name.to_vec();
            folder = match ensure_folder(&folder, &name) {
                // A file of that name was trashed before: the folder goes beside it.
                Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
                    name = numbered(&name, 0);
                    ensure_folder(&folder, &name)?
                }
                result => result?,
            };
            stored = stored.join(&name);
        }
        Ok(Place { of, stored, folder })
    }

    /// Opens the folder that holds `stored` (a path inside this session's trash).
    pub fn folder_of(&self, stored: &RelPath) -> io::Result<Folder> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let private = existing_private(self.root)?.ok_or_else(missing)?;
        let trash = existing_folder(&private, b"trash")?.ok_or_else(missing)?;
        let mut current = existing_folder(&trash, self.session.as_bytes())?.ok_or_else(missing)?;
        for name in stored.parent().unwrap_or_default().components() {
            current = existing_folder(&current, name)?.ok_or(io::ErrorKind::NotFound)?;
        }
        Ok(current)
    }
}

fn numbered(name: &[u8], number: u32) -> Vec<u8> {
    let suffix = format!(".~{number}");
    // 255 bytes is the limit of nearly every file system.
    let keep = name.len().min(255 - suffix.len());
    [&name[..keep], suffix.as_bytes()].concat()
}

/// Every version in the trash of `root`, oldest session first.
pub fn list(root: &Root) -> io::Result<Vec<TrashEntry>> {
    let mut out = Vec::new();
    let Some(private) = existing_private(root)? else { return Ok(out) };
    let Some(trash) = existing_folder(&private, b"trash")? else { return Ok(out) };
    for session in names(&trash)? {
        let when = stat_at(&trash, &session)?.ctime;
        let Some(folder) = existing_folder(&trash, &session)? else { continue };
        let session = String::from_utf8_lossy(&session).into_owned();
        collect(&folder, &RelPath::root(), &mut |path, stat| {
            out.push(TrashEntry { session: session.clone(), path, stat, when });
        })?;
    }
    out.sort_by(|a, b| a.when.cmp(&b.when).then_with(|| a.path.cmp(&b.path)));
    Ok(out)
}

fn collect(folder: &Folder, path: &RelPath, found: &mut dyn FnMut(RelPath, Stat)) -> io::Result<()> {
    for name in names(folder)? {
        let stat = stat_at(folder, &name)?;
        let path = path.join(&name);
        if stat.kind == Kind::Folder {
            let Some(inner) = existing_folder(folder, &name)? else { continue };
            collect(&inner, &path, found)?;
        } else {
            found(path, stat);
        }
    }
    Ok(())
}

/// Deletes the trash of every session that is older than `before`; returns how many sessions were deleted.
pub fn empty(root: &Root, before: Time) -> io::Result<u64> {
    let Some(private) = existing_private(root)? else { return Ok(0) };
    let Some(trash) = existing_folder(&private, b"trash")? else { return Ok(0) };
    let mut deleted = 0;
    for session in names(&trash)? {
        if stat_at(&trash, &session)?.ctime < before {
            delete_tree(&trash, &session)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}
