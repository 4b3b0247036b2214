//! The trash of a side: every version that a run replaced or deleted, by session and path.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::place::{Spot, move_to_free};
use super::private::{
    delete_tree, ensure_folder, ensure_private, existing_folder, existing_private, make_inner, names,
};
use super::{Root, stat_at};
use crate::sys::Folder;
use crate::{Kind, PRIVATE, RelPath, Stat, Time};

/// So many folders are kept open: those that several threads work in, with those above them.
const OPEN: usize = 64;

/// The trash of one session on one side; its folder is made when the first version comes.
#[derive(Debug)]
pub struct Trash<'a> {
    root: &'a Root,
    session: String,
    /// Where versions from folders of the tree go, for those used lately; guards the making of folders, too.
    places: Mutex<HashMap<RelPath, Arc<Place>>>,
}

/// Where the versions from one folder of the tree go.
#[derive(Debug)]
struct Place {
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
        Self { root, session: session.to_owned(), places: Mutex::default() }
    }

    /// Where versions from `folder` go, as a path below the root.
    pub fn location(&self, folder: &RelPath) -> RelPath {
        let own = RelPath::from(PRIVATE).join(b"trash").join(self.session.as_bytes());
        folder.components().fold(own, |path, name| path.join(name))
    }

    /// Moves what is at `from` into the trash as the version of `path`; returns the path it has there
    /// (a number is added where this session trashed another version of the same path, or a file of a folder's name).
    pub fn put(&self, from: Spot<'_>, path: &RelPath) -> io::Result<RelPath> {
        let place = self.place(&path.parent().unwrap_or_default())?;
        for attempt in 0..1000u32 {
            let name = if attempt == 0 { path.name().to_vec() } else { numbered(path.name(), attempt) };
            match move_to_free(from, (&place.folder, &name)) {
                Ok(()) => return Ok(place.stored.join(&name)),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where versions from the folder `of` go; made when it is missing, from the nearest known folder above on.
    fn place(&self, of: &RelPath) -> io::Result<Arc<Place>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.get(of) {
            return Ok(Arc::clone(place));
        }
        if places.len() >= OPEN {
            places.clear();
        }
        let mut missing = Vec::new();
        let mut next = Some(of.clone());
        let mut place = loop {
            let Some(path) = next else { break Arc::new(self.top()?) };
            if let Some(known) = places.get(&path) {
                break Arc::clone(known);
            }
            next = path.parent();
            if next.is_some() {
                missing.push(path);
            }
        };
        if places.is_empty() {
            places.insert(RelPath::root(), Arc::clone(&place));
        }
        while let Some(path) = missing.pop() {
            place = Arc::new(place.inner(path.name())?);
            if places.len() < OPEN || missing.is_empty() {
                places.insert(path, Arc::clone(&place));
            }
        }
        Ok(place)
    }

    fn top(&self) -> io::Result<Place> {
        let private = ensure_private(self.root)?;
        let trash = ensure_folder(&private, b"trash")?;
        Ok(Place { stored: RelPath::root(), folder: ensure_folder(&trash, self.session.as_bytes())? })
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

impl Place {
    /// The folder for what was in `name`.
    fn inner(&self, name: &[u8]) -> io::Result<Self> {
        let mut name = name.to_vec();
        let folder = match make_inner(&self.folder, &name) {
            // A file of that name was trashed before: the folder goes beside it.
            Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
                name = numbered(&name, 0);
                make_inner(&self.folder, &name)?
            }
            result => result?,
        };
        Ok(Self { stored: self.stored.join(&name), folder })
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
