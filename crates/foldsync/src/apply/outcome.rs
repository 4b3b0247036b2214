//! What a run really did.

use std::collections::BTreeMap;

use crate::archive::Record;
use crate::local::Attribute;
use crate::{FolderTime, Plan, Problem, RelPath, Side, Stat};

/// The result of one operation that succeeded.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Index into [`Plan::operations`].
    pub operation: u32,
    /// What is at the operation's path now; `None` after a deletion.
    pub after: Option<Stat>,
    /// What few operations have to say besides.
    pub aside: Option<Box<Aside>>,
    /// Content bytes transferred.
    pub bytes: u64,
    /// Whether it changed something that people care about; a probe that found nothing did not.
    pub effective: bool,
}

/// What few operations have to say besides: apart, because a first copy keeps a [`Done`] for each file.
#[derive(Clone, Debug, PartialEq)]
pub enum Aside {
    /// Where the replaced or deleted version is in this session's trash.
    Trashed(RelPath),
    /// After an exchange: what is at the other path now.
    Partner(Stat),
}

// A run holds one for each operation: eight bytes more cost a first copy of 100,000 files 6 MB.
const _: () = assert!(size_of::<Done>() <= 128);

impl Done {
    /// Where the replaced or deleted version is in this session's trash.
    pub fn trashed(&self) -> Option<&RelPath> {
        match self.aside.as_deref() {
            Some(Aside::Trashed(path)) => Some(path),
            Some(Aside::Partner(_)) | None => None,
        }
    }

    /// After an exchange: what is at the other path now.
    pub fn partner(&self) -> Option<&Stat> {
        match self.aside.as_deref() {
            Some(Aside::Partner(stat)) => Some(stat),
            Some(Aside::Trashed(_)) | None => None,
        }
    }

    /// Operation `index` left `after` at its path.
    pub fn made(operation: u32, after: Stat) -> Self {
        Self { operation, after: Some(after), aside: None, bytes: 0, effective: true }
    }

    /// Operation `index` deleted its path; the version is at `trashed` in the trash.
    pub fn gone(operation: u32, trashed: Option<RelPath>) -> Self {
        let aside = trashed.map(|path| Box::new(Aside::Trashed(path)));
        Self { operation, after: None, aside, bytes: 0, effective: true }
    }
}

/// Operations that were done, by what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files, symlinks and folders that were made.
    pub created: u64,
    /// Files and symlinks that were replaced.
    pub updated: u64,
    /// Files, symlinks and folders that were deleted.
    pub deleted: u64,
    /// Renames; one for a folder and all it holds.
    pub moved: u64,
    /// Changes of permissions, times, owner or attributes alone.
    pub metadata: u64,
    /// Content bytes transferred; clones and moves count none.
    pub bytes: u64,
}

/// A folder of one side after its time was set.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderDone {
    /// The folder.
    pub path: RelPath,
    /// The side.
    pub side: Side,
    /// What it looks like now.
    pub now: Stat,
    /// What the archive holds of it, where that was needed.
    pub record: Option<Box<Record>>,
}

/// What applying a plan came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The plan that was carried out.
    pub plan: Plan,
    /// What was done, by index of the operation, ascending.
    pub done: Vec<Done>,
    /// Extended attributes that operations changed, or that a folder had which they deleted, as they were; by index of the
    /// operation.
    pub attributes: BTreeMap<u32, Vec<Attribute>>,
    /// Folders in which the run worked, or whose time was set, as they are now.
    pub folders: Vec<FolderDone>,
    /// Those of [`Plan::folder_times`] that a side did not get: its folder is not there any more, or not to be changed.
    pub untimed: Vec<FolderTime>,
    /// Folders that were made and did not get the permissions, owner and attributes that they were to have.
    pub undressed: Vec<RelPath>,
    /// What could not be done.
    pub problems: Vec<Problem>,
    /// Whether the user stopped the run before everything was done.
    pub interrupted: bool,
}

impl Outcome {
    /// The counts of what was done.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for done in &self.done {
            let operation = self.plan.operations.get(done.operation as usize);
            if let Some(operation) = operation.filter(|_| done.effective) {
                counts.add(operation, done.bytes);
            }
        }
        counts
    }
}

impl Counts {
    /// Counts one operation that transfers `bytes`.
    pub fn add(&mut self, operation: &crate::Operation, bytes: u64) {
        use crate::Action;
        self.bytes += bytes;
        let field = match &operation.action {
            Action::CreateFolder { .. } | Action::Create { .. } | Action::Link { expected: None, .. } => {
                &mut self.created
            }
            Action::Update { .. } | Action::Link { .. } => &mut self.updated,
            Action::Metadata { .. } => &mut self.metadata,
            Action::Move { .. } | Action::Swap { .. } => &mut self.moved,
            Action::Delete { .. } => &mut self.deleted,
        };
        *field += 1;
    }
}
