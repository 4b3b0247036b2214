//! What was asked of the file system: one entry per operation, in order.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// An operation the kernel asks for. One system call may be several, or none.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "each is named after the FUSE request it stands for")]
pub enum Op {
    Lookup,
    GetAttr,
    SetAttr,
    ReadLink,
    MkNod,
    MkDir,
    Unlink,
    RmDir,
    Symlink,
    Rename,
    Link,
    Open,
    Read,
    Write,
    Flush,
    Release,
    Fsync,
    OpenDir,
    ReadDir,
    ReleaseDir,
    FsyncDir,
    SyncFs,
    StatFs,
    SetXattr,
    GetXattr,
    ListXattr,
    RemoveXattr,
    Access,
    Create,
    Fallocate,
    Seek,
    CopyRange,
}

impl Op {
    /// Whether the operation changes what is stored: content, names or attributes.
    pub fn changes(self) -> bool {
        use Op::{
            CopyRange, Create, Fallocate, Link, MkDir, MkNod, RemoveXattr, Rename, RmDir, SetAttr, SetXattr, Symlink,
            Unlink, Write,
        };
        matches!(
            self,
            SetAttr
                | MkNod
                | MkDir
                | Unlink
                | RmDir
                | Symlink
                | Rename
                | Link
                | Write
                | SetXattr
                | RemoveXattr
                | Create
                | Fallocate
                | CopyRange
        )
    }

    /// Whether the operation makes something durable.
    pub fn syncs(self) -> bool {
        matches!(self, Self::Fsync | Self::FsyncDir | Self::SyncFs)
    }
}

/// One operation that was asked for, whether or not it succeeded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    /// What.
    pub op: Op,
    /// On which path, relative to the root (empty for the root itself); the last known one if it is deleted.
    pub path: PathBuf,
    /// The second path of a rename (new name), link (new name) or range copy (target).
    pub to: Option<PathBuf>,
}

impl Call {
    /// Whether one of the paths is `prefix` or below it.
    pub fn touches(&self, prefix: impl AsRef<Path>) -> bool {
        let prefix = prefix.as_ref();
        self.path.starts_with(prefix) || self.to.as_ref().is_some_and(|to| to.starts_with(prefix))
    }
}

impl fmt::Display for Call {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} {}", self.op, self.path.display())?;
        self.to.as_ref().map_or(Ok(()), |to| write!(out, " -> {}", to.display()))
    }
}

/// The calls recorded so far, in the order in which they were served.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Calls(pub Vec<Call>);

impl Calls {
    /// How often `op` was asked for.
    pub fn count(&self, op: Op) -> usize {
        self.0.iter().filter(|call| call.op == op).count()
    }

    /// How often each operation was asked for.
    pub fn counts(&self) -> BTreeMap<Op, usize> {
        let mut counts = BTreeMap::new();
        for call in &self.0 {
            *counts.entry(call.op).or_default() += 1;
        }
        counts
    }

    /// The calls that change something.
    #[must_use]
    pub fn changes(&self) -> Self {
        self.only(|call| call.op.changes())
    }

    /// The calls on `path` or below it.
    #[must_use]
    pub fn under(&self, path: impl AsRef<Path>) -> Self {
        self.only(|call| call.touches(path.as_ref()))
    }

    /// The calls whose paths are not all in `path` or below it: what a program did elsewhere.
    #[must_use]
    pub fn outside(&self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        self.only(|call| !call.path.starts_with(path) || call.to.as_ref().is_some_and(|to| !to.starts_with(path)))
    }

    /// The calls that `wanted` accepts.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&Call) -> bool) -> Self {
        Self(self.0.iter().filter(|call| wanted(call)).cloned().collect())
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many calls there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Calls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|call| writeln!(out, "{call}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(op: Op, path: &str, to: Option<&str>) -> Call {
        Call { op, path: path.into(), to: to.map(PathBuf::from) }
    }

    #[test]
    fn selections() {
        let calls = Calls(vec![
            call(Op::Read, "a/x", None),
            call(Op::Write, "a/x", None),
            call(Op::Rename, "a/x", Some("b/x")),
            call(Op::Read, "ab", None),
        ]);
        assert_eq!(calls.count(Op::Read), 2);
        assert_eq!(calls.counts(), BTreeMap::from([(Op::Read, 2), (Op::Write, 1), (Op::Rename, 1)]));
        assert_eq!(calls.changes().len(), 2);
        assert_eq!(calls.under("b").len(), 1);
        assert_eq!(calls.under("a").len(), 3, "ab is not below a");
        assert_eq!(calls.outside("a").to_string(), "Rename a/x -> b/x\nRead ab\n");
        assert!(calls.under("c").is_empty());
    }
}
