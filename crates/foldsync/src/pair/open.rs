//! Opening a pair: both roots, their identities, and the item's state folder.

use std::path::{Path, PathBuf};

use crate::archive::{self, Reader, Roots};
use crate::local::{Flush, Identity, Root};
use crate::{Failure, FailureKind, Side, Sides};

/// A pair of folders that is about to be synchronized.
#[derive(Debug)]
pub struct Pair {
    pub(super) roots: Sides<Root>,
    pub(super) identities: Sides<Identity>,
    pub(super) state: PathBuf,
}

/// The stable id of the pair of folders at two canonical locations: the same pair always has the same
/// archive, whether it has a name or not.
pub fn pair_id(left: &Path, right: &Path) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("syncmgr 2026 pair of folders");
    for location in [left, right] {
        let bytes = location.as_os_str().as_encoded_bytes();
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    id
}

impl Pair {
    /// Opens both folders. `state` is the item's own folder for archive and undo logs; nothing is made yet.
    pub fn open(left: &Path, right: &Path, state: &Path) -> Result<Self, Failure> {
        let roots = Sides::new(Root::open(Side::Left, left)?, Root::open(Side::Right, right)?);
        let identities = Sides::new(identity(&roots.left)?, identity(&roots.right)?);
        Ok(Self { roots, identities, state: state.to_owned() })
    }

    /// Says how changes of `side` are made durable, where that is known better than by the kind of file system.
    #[must_use]
    pub fn with_flush(self, side: Side, flush: Flush) -> Self {
        let Sides { left, right } = self.roots;
        let roots = match side {
            Side::Left => Sides::new(left.with_flush(flush), right),
            Side::Right => Sides::new(left, right.with_flush(flush)),
        };
        Self { roots, ..self }
    }

    /// The root of `side`.
    pub fn root(&self, side: Side) -> &Root {
        self.roots.get(side)
    }

    /// The folder for archive and undo logs.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Both roots.
    pub fn roots(&self) -> Sides<&Root> {
        Sides::new(&self.roots.left, &self.roots.right)
    }

    /// What the archive is to remember of the roots, given the marks they carry (or will carry).
    pub(super) fn archive_roots(&self, marks: &Sides<[u8; 16]>) -> Roots {
        let root = |side: Side| archive::Root { identity: *marks.get(side), inode: self.identities.get(side).inode };
        Sides::new(root(Side::Left), root(Side::Right))
    }

    /// The marks of both roots. A root that lost its mark gets the one that the archive knows, if it is still the same
    /// folder: should the run end before it can record a new one, the next run must not take the root for another.
    pub(super) fn marks(&self) -> Sides<[u8; 16]> {
        let found = Sides::new(self.identities.left.mark, self.identities.right.mark);
        if let Sides { left: Some(left), right: Some(right) } = found {
            return Sides::new(left, right);
        }
        // A damaged archive knows nothing, and no mark is compared with it.
        let known = Reader::open(&self.state).ok().flatten().map(|reader| *reader.roots());
        let mark = |side: Side| {
            let known = known.as_ref().map(|roots| roots.get(side));
            let same = known.filter(|it| it.inode == self.identities.get(side).inode && it.identity != [0; 16]);
            found.get(side).or(same.map(|it| it.identity)).unwrap_or_else(fresh_mark)
        };
        Sides::new(mark(Side::Left), mark(Side::Right))
    }
}

fn identity(root: &Root) -> Result<Identity, Failure> {
    root.identity().map_err(|error| Failure {
        kind: FailureKind::Usage,
        message: format!("cannot read the identity of {}: {error}", root.location().display()),
        hint: Some("check the permissions of the folder .syncmgr in it".to_owned()),
    })
}

/// A random mark. The standard library's seeds come from the system's random numbers.
pub(crate) fn fresh_mark() -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let half = || RandomState::new().hash_one(std::time::SystemTime::now()).to_le_bytes();
    let mut mark = [0; 16];
    mark[..8].copy_from_slice(&half());
    mark[8..].copy_from_slice(&half());
    mark
}
