//! An in-memory file system with the semantics that matter: identities, hard links, change times, renames.

use std::collections::{BTreeMap, HashMap};

use crate::archive::Record;
use crate::{Action, Change, FileId, Kind, Operation, Plan, RelPath, Side, Sides, Snapshot, Stat, Time};

use super::super::{Contents, Sameness};

/// What a name leads to.
#[derive(Clone, Debug)]
pub struct Inode {
    pub kind: Kind,
    /// Stands for the bytes; its size is [`Inode::size`].
    pub content: u64,
    pub size: u64,
    pub mode: u16,
    pub mtime: Time,
    pub ctime: Time,
}

/// One side.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub names: BTreeMap<RelPath, u64>,
    pub inodes: HashMap<u64, Inode>,
    pub clock: i64,
    next: u64,
}

pub fn path(text: &str) -> RelPath {
    RelPath::from(text)
}

impl Tree {
    pub fn new(first_inode: u64, clock: i64) -> Self {
        Self { next: first_inode, clock, ..Self::default() }
    }

    fn tick(&mut self) -> Time {
        self.clock += 1;
        Time::new(self.clock, 0)
    }

    pub fn has(&self, at: &RelPath) -> bool {
        at.is_root() || self.names.contains_key(at)
    }

    pub fn inode(&self, at: &RelPath) -> Option<&Inode> {
        self.names.get(at).map(|id| &self.inodes[id])
    }

    pub fn inode_mut(&mut self, at: &RelPath) -> &mut Inode {
        self.inodes.get_mut(&self.names[at]).unwrap()
    }

    pub fn is_folder(&self, at: &RelPath) -> bool {
        at.is_root() || self.inode(at).is_some_and(|inode| inode.kind == Kind::Folder)
    }

    pub fn is_empty_folder(&self, at: &RelPath) -> bool {
        !self.names.keys().any(|name| name != at && name.starts_with(at))
    }

    pub fn stat(&self, at: &RelPath) -> Option<Stat> {
        let id = *self.names.get(at)?;
        let inode = &self.inodes[&id];
        let links = if inode.kind == Kind::Folder {
            1
        } else {
            self.names.values().filter(|other| **other == id).count() as u32
        };
        Some(Stat {
            kind: inode.kind,
            id: FileId { inode: id, birth: 1 },
            size: if inode.kind == Kind::Folder { 0 } else { inode.size },
            mtime: inode.mtime,
            ctime: inode.ctime,
            mode: inode.mode,
            uid: 0,
            gid: 0,
            links,
        })
    }

    fn touch_parent(&mut self, at: &RelPath) {
        let parent = at.parent().unwrap();
        let now = self.tick();
        if let Some(id) = self.names.get(&parent) {
            let inode = self.inodes.get_mut(id).unwrap();
            (inode.mtime, inode.ctime) = (now, now);
        }
    }

    fn insert(&mut self, at: &RelPath, kind: Kind, content: u64, size: u64) {
        let now = self.tick();
        self.next += 1;
        self.inodes.insert(self.next, Inode { kind, content, size, mode: 0o644, mtime: now, ctime: now });
        self.names.insert(at.clone(), self.next);
    }

    /// Puts a new file, folder or symlink at a free path.
    pub fn create(&mut self, at: &RelPath, kind: Kind, content: u64, size: u64) {
        assert!(!self.has(at) && self.is_folder(&at.parent().unwrap()), "cannot create {at:?}");
        self.insert(at, kind, content, size);
        self.touch_parent(at);
    }

    /// Changes the content in place.
    pub fn write(&mut self, at: &RelPath, content: u64, size: u64) {
        let now = self.tick();
        let inode = self.inode_mut(at);
        (inode.content, inode.size, inode.mtime, inode.ctime) = (content, size, now, now);
    }

    pub fn chmod(&mut self, at: &RelPath, mode: u16) {
        let now = self.tick();
        let inode = self.inode_mut(at);
        (inode.mode, inode.ctime) = (mode, now);
    }

    pub fn touch(&mut self, at: &RelPath) {
        let now = self.tick();
        let inode = self.inode_mut(at);
        (inode.mtime, inode.ctime) = (now, now);
    }

    fn bump(&mut self, id: u64) {
        let now = self.tick();
        if let Some(inode) = self.inodes.get_mut(&id) {
            inode.ctime = now;
        }
    }

    /// Takes the path and everything below it away.
    pub fn remove(&mut self, at: &RelPath) {
        let gone: Vec<_> = self.names.keys().filter(|name| name.starts_with(at)).cloned().collect();
        for name in gone {
            let id = self.names.remove(&name).unwrap();
            self.bump(id);
        }
        self.touch_parent(at);
    }

    pub fn link(&mut self, from: &RelPath, to: &RelPath) {
        let id = self.names[from];
        self.names.insert(to.clone(), id);
        self.bump(id);
        self.touch_parent(to);
    }

    /// Renames without replacing.
    pub fn rename(&mut self, from: &RelPath, to: &RelPath) {
        assert!(self.has(from) && !self.has(to) && !to.starts_with(from), "cannot rename {from:?} to {to:?}");
        assert!(self.is_folder(&to.parent().unwrap()), "no folder for {to:?}");
        self.shift(from, to);
        self.bump(self.names[to]);
        self.touch_parent(from);
        self.touch_parent(to);
    }

    fn shift(&mut self, from: &RelPath, to: &RelPath) {
        let all: Vec<_> = self.names.keys().filter(|name| name.starts_with(from)).cloned().collect();
        for name in all {
            let id = self.names.remove(&name).unwrap();
            self.names.insert(name.rebase(from, to).unwrap(), id);
        }
    }

    pub fn swap(&mut self, a: &RelPath, b: &RelPath) {
        assert!(!a.starts_with(b) && !b.starts_with(a), "cannot swap {a:?} with {b:?}");
        let aside = path("\u{1}aside");
        self.shift(a, &aside);
        self.shift(b, a);
        self.shift(&aside, b);
        for at in [a, b] {
            self.bump(self.names[at]);
        }
    }

    /// What a scan hands on.
    pub fn scan(&self, side: Side, archive: &Archive) -> Snapshot {
        let mut changes = Vec::new();
        let mut paths: Vec<&RelPath> = self.names.keys().chain(archive.keys()).collect();
        paths.sort();
        paths.dedup();
        for at in paths {
            let (was, now) = (archive.get(at), self.stat(at));
            if let (Some(was), Some(now)) = (was, &now)
                && was.matches(side, now)
            {
                continue;
            }
            changes.push(Change { path: at.clone(), was: was.copied().map(Box::new), now });
        }
        Snapshot { changes, scanned: self.names.len() as u64, ..Snapshot::default() }
    }

    /// Path → kind and content, for comparisons.
    pub fn looks(&self) -> BTreeMap<RelPath, (Kind, u64)> {
        let look = |id: &u64| {
            (self.inodes[id].kind, if self.inodes[id].kind == Kind::Folder { 0 } else { self.inodes[id].content })
        };
        self.names.iter().map(|(at, id)| (at.clone(), look(id))).collect()
    }

    /// Contents of all files.
    pub fn contents(&self) -> Vec<u64> {
        self.looks().values().filter(|(kind, _)| *kind != Kind::Folder).map(|(_, content)| *content).collect()
    }
}

/// What both sides agreed on.
pub type Archive = BTreeMap<RelPath, Record>;

/// Both sides and what they agreed on.
#[derive(Clone, Debug)]
pub struct World {
    pub trees: Sides<Tree>,
    pub archive: Archive,
}

impl Contents for World {
    fn same(&self, left: &RelPath, right: &RelPath) -> Sameness {
        let (l, r) = (self.trees.left.inode(left), self.trees.right.inode(right));
        let (l, r) =
            (l.unwrap_or_else(|| panic!("no left {left:?}")), r.unwrap_or_else(|| panic!("no right {right:?}")));
        assert_eq!((l.kind, l.size), (r.kind, r.size), "asked for what cannot be equal: {left:?} {right:?}");
        if l.content == r.content { Sameness::Same } else { Sameness::Different }
    }

    fn holds(&self, path: &RelPath) -> bool {
        self.trees.left.has(path) || self.trees.right.has(path)
    }
}

impl World {
    /// Two empty folders; the inode numbers of the sides overlap on purpose.
    pub fn empty() -> Self {
        Self { trees: Sides::new(Tree::new(100, 1000), Tree::new(100, 2000)), archive: Archive::new() }
    }

    pub fn scan(&self) -> (Snapshot, Snapshot) {
        (self.trees.left.scan(Side::Left, &self.archive), self.trees.right.scan(Side::Right, &self.archive))
    }

    /// Does what the plan says and checks that each operation can be done at its time.
    pub fn apply(&mut self, plan: &Plan) {
        for operation in &plan.operations {
            Self::check_stage(plan, operation);
            self.operate(operation);
        }
        for time in &plan.folder_times {
            for side in Side::BOTH {
                let tree = self.trees.get_mut(side);
                assert!(tree.is_folder(&time.path), "{:?} is no folder on the {}", time.path, side.name());
                tree.inode_mut(&time.path).mtime = time.time;
            }
        }
        self.commit(plan);
    }

    fn check_stage(plan: &Plan, operation: &Operation) {
        let index = plan.operations.iter().position(|other| std::ptr::eq(other, operation)).unwrap();
        if index >= plan.sequential {
            assert!(!matches!(operation.action, Action::Move { .. } | Action::Swap { .. }), "late move {operation:?}");
        }
    }

    fn operate(&mut self, operation: &Operation) {
        let (side, at) = (operation.side, &operation.path);
        let other = self.trees.get(side.other()).clone();
        let source_path = operation.source_path.as_ref().unwrap_or(at);
        let tree = self.trees.get_mut(side);
        let fits = |tree: &Tree, at: &RelPath, expected: &Stat| {
            let now =
                tree.stat(at).unwrap_or_else(|| panic!("nothing at {at:?} on the {}: {operation:?}", side.name()));
            assert_eq!((now.kind, now.id, now.size), (expected.kind, expected.id, expected.size), "{operation:?}");
        };
        let source = |stat: &Stat| {
            let now = other.stat(source_path).unwrap_or_else(|| panic!("no source {operation:?}"));
            assert_eq!(
                (now.kind, now.id, now.size, now.mtime),
                (stat.kind, stat.id, stat.size, stat.mtime),
                "{operation:?}"
            );
            other.inode(source_path).unwrap().clone()
        };
        let parents = [path("")].into_iter().chain(at.parent());
        for parent in parents {
            assert!(tree.is_folder(&parent), "no folder for {operation:?}");
        }
        // Folder times are put back by whoever carries the plan out.
        let before: Vec<_> =
            tree.inodes.iter().filter(|(_, i)| i.kind == Kind::Folder).map(|(id, i)| (*id, i.mtime, i.ctime)).collect();
        match &operation.action {
            Action::CreateFolder { source } => {
                assert!(!tree.has(at), "{operation:?}");
                tree.create(at, Kind::Folder, 0, 0);
                (tree.inode_mut(at).mode, tree.inode_mut(at).mtime) = (source.mode, source.mtime);
            }
            Action::Create { source: stat } => {
                assert!(!tree.has(at), "{operation:?}");
                copy(tree, at, &source(stat), stat);
            }
            Action::Update { source: stat, expected } => {
                fits(tree, at, expected);
                assert!(tree.is_empty_folder(at), "{operation:?}");
                tree.remove(at);
                copy(tree, at, &source(stat), stat);
            }
            Action::Link { target, source: stat, expected } => {
                match expected {
                    Some(expected) => {
                        fits(tree, at, expected);
                        tree.remove(at);
                    }
                    None => assert!(!tree.has(at), "{operation:?}"),
                }
                assert_eq!(tree.inode(target).unwrap_or_else(|| panic!("{operation:?}")).content, source(stat).content);
                tree.link(target, at);
            }
            Action::Metadata { source, expected, .. } => {
                if **expected != *source {
                    fits(tree, at, expected);
                }
                let now = tree.tick();
                let inode = tree.inode_mut(at);
                (inode.mode, inode.ctime) = (source.mode, now);
                if inode.kind != Kind::Folder {
                    inode.mtime = source.mtime;
                }
            }
            Action::Move { from, expected } => {
                fits(tree, from, expected);
                tree.rename(from, at);
            }
            Action::Swap { with, expected_with, expected, .. } => {
                fits(tree, with, expected_with);
                fits(tree, at, expected);
                tree.swap(with, at);
            }
            Action::Delete { expected } => {
                fits(tree, at, expected);
                assert!(tree.is_empty_folder(at), "not empty: {operation:?}");
                tree.remove(at);
            }
        }
        let moved = matches!(operation.action, Action::Move { .. } | Action::Swap { .. } | Action::Metadata { .. });
        for (id, mtime, ctime) in before {
            let keep_ctime = moved && tree.names.get(at) == Some(&id);
            if let Some(inode) = tree.inodes.get_mut(&id) {
                inode.mtime = mtime;
                if !keep_ctime {
                    inode.ctime = ctime;
                }
            }
        }
    }

    /// Records what the plan's documentation says.
    fn commit(&mut self, plan: &Plan) {
        for operation in &plan.operations {
            if matches!(operation.action, Action::Delete { .. }) {
                self.archive.remove(operation.base.as_deref().unwrap_or(&operation.path));
            }
        }
        for adoption in plan.adoptions.iter().filter(|adoption| adoption.now.is_none()) {
            self.archive.remove(adoption.from.as_ref().unwrap_or(&adoption.path));
        }
        let old = std::mem::take(&mut self.archive);
        for (base, record) in old {
            let rename = plan
                .renames
                .iter()
                .filter(|rename| base.starts_with(&rename.from))
                .max_by_key(|rename| rename.from.as_bytes().len());
            let to = rename.map_or_else(|| base.clone(), |rename| base.rebase(&rename.from, &rename.to).unwrap());
            assert!(self.archive.insert(to.clone(), record).is_none(), "two records become {to:?}");
        }
        let settled = plan.operations.iter().filter(|operation| {
            !matches!(operation.action, Action::Move { .. } | Action::Swap { .. } | Action::Delete { .. })
        });
        let paths = settled
            .map(|operation| &operation.path)
            .chain(plan.adoptions.iter().filter(|adoption| adoption.now.is_some()).map(|adoption| &adoption.path));
        for at in paths.chain(plan.folder_times.iter().map(|time| &time.path)) {
            if let (Some(left), Some(right)) = (self.trees.left.stat(at), self.trees.right.stat(at)) {
                assert_eq!(left.kind, right.kind, "{at:?}");
                self.archive.insert(at.clone(), Record::of(&left, &right));
            }
        }
    }
}

fn copy(tree: &mut Tree, at: &RelPath, source: &Inode, wanted: &Stat) {
    tree.create(at, source.kind, source.content, source.size);
    let inode = tree.inode_mut(at);
    (inode.mode, inode.mtime) = (wanted.mode, wanted.mtime);
}

/// The plan in a few lines.
pub fn show(plan: &Plan) -> String {
    let mut out = vec![format!("sequential {}", plan.sequential)];
    out.extend(plan.operations.iter().map(line));
    out.extend(plan.conflicts.iter().map(|c| format!("conflict {:?} {:?} moved {:?}", c.path, c.reason, c.moved)));
    out.extend(plan.adoptions.iter().map(|a| format!("adopt {:?} from {:?} gone {}", a.path, a.from, a.now.is_none())));
    out.push(format!("renames {:?}", plan.renames));
    out.join("\n")
}

/// An operation in a line: `right a: move from b`.
pub fn line(operation: &Operation) -> String {
    let what = match &operation.action {
        Action::Move { from, .. } => format!("move from {}", from.display()),
        Action::Swap { with, .. } => format!("swap with {}", with.display()),
        Action::Link { target, expected: None, .. } => format!("link to {}", target.display()),
        Action::Link { target, .. } => format!("relink to {}", target.display()),
        Action::Metadata { attributes, .. } => format!("metadata {attributes:?}").to_lowercase(),
        Action::CreateFolder { .. } => "folder".into(),
        Action::Create { .. } => "create".into(),
        Action::Update { .. } => "update".into(),
        Action::Delete { .. } => "delete".into(),
    };
    format!("{} {}: {what}", operation.side.name(), operation.path.display())
}
