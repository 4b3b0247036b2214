//! Keeping both versions: the right one gets another name, and both end on both sides.

use std::collections::HashSet;

use crate::{Action, Change, Kind, Operation, Reason, RelPath, Side};

use super::walk::{Role, Spot, Walk};

/// Finds free names for conflict copies.
#[derive(Debug, Default)]
pub(super) struct CopyNames {
    stamp: String,
    taken: HashSet<RelPath>,
}

impl CopyNames {
    /// Names with `stamp`, except those that `changes` already hold.
    pub(super) fn new<'a>(stamp: &str, changes: impl Iterator<Item = &'a Change>) -> Self {
        let mark = format!(".conflict-right-{stamp}");
        let holds = |path: &RelPath| path.name().windows(mark.len()).any(|part| part == mark.as_bytes());
        let taken = changes.filter(|c| c.now.is_some() && holds(&c.path)).map(|c| c.path.clone()).collect();
        Self { stamp: stamp.to_owned(), taken }
    }

    /// `NAME.conflict-right-STAMP.EXT`, or with `-2`, `-3`… after the stamp where that is taken.
    fn free(&mut self, path: &RelPath, kind: Kind) -> RelPath {
        let folder = path.parent().unwrap_or_default();
        let mut count = 1_u32;
        loop {
            let name = copy_name(path.name(), kind, &self.stamp, count);
            let copy = folder.join(&name);
            if self.taken.insert(copy.clone()) {
                return copy;
            }
            count += 1;
        }
    }
}

fn copy_name(name: &[u8], kind: Kind, stamp: &str, count: u32) -> Vec<u8> {
    let dot = name.iter().rposition(|b| *b == b'.').filter(|at| *at > 0 && kind != Kind::Folder);
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let mut out = stem.to_vec();
    out.extend_from_slice(b".conflict-right-");
    out.extend_from_slice(stamp.as_bytes());
    if count > 1 {
        out.extend_from_slice(format!("-{count}").as_bytes());
    }
    out.extend_from_slice(extension);
    out
}

impl Walk<'_> {
    /// Renames the right version on the right, copies it to the left, and the left one to the right.
    pub(super) fn keep_both(&mut self, mut spot: Spot) {
        let Some(right) = spot.now(Side::Right).copied() else { return };
        let copy = self.copies.free(&spot.path, right.kind);
        let action = Action::Move { from: spot.path.clone(), expected: Box::new(right) };
        self.out.copies.push(copied(Side::Right, copy.clone(), action));
        let action = if right.kind == Kind::Folder {
            self.folder_time(&copy, right.mtime);
            self.enter(spot.path.clone(), Role::Copied(copy.clone()));
            Action::CreateFolder { source: right }
        } else {
            self.enter(spot.path.clone(), Role::Force(Side::Left));
            self.file_action(&copy, Side::Left, right, None)
        };
        self.out.content.push(copied(Side::Left, copy, action));
        spot.seats.right.now = None;
        self.put(spot, Side::Right, Reason::ConflictRule);
    }

    /// A path below a folder of the right that got the name `copy` instead of `folder`.
    pub(super) fn follow_copy(&mut self, spot: Spot, folder: &RelPath, copy: &RelPath) {
        if let (Some(source), Some(path)) = (spot.now(Side::Right).copied(), spot.path.rebase(folder, copy)) {
            let action = if source.kind == Kind::Folder {
                self.folder_time(&path, source.mtime);
                Action::CreateFolder { source }
            } else {
                self.file_action(&path, Side::Left, source, None)
            };
            self.out.content.push(copied(Side::Left, path, action));
        }
        // Neither side has the old path any more.
        let from = self.base(&spot.path);
        self.out.adoptions.push(crate::Adoption { path: spot.path, now: None, from });
    }
}

fn copied(side: Side, path: RelPath, action: Action) -> Operation {
    Operation { side, path, action, reason: Reason::ConflictRule, source_path: None, base: None, was: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_stands_before_the_extension() {
        let name = |name: &str, kind, count| String::from_utf8(copy_name(name.as_bytes(), kind, "S", count)).unwrap();
        assert_eq!(name("a.tar.gz", Kind::File, 1), "a.tar.conflict-right-S.gz");
        assert_eq!(name("a", Kind::File, 1), "a.conflict-right-S");
        assert_eq!(name(".profile", Kind::File, 1), ".profile.conflict-right-S");
        assert_eq!(name("a.d", Kind::Folder, 2), "a.d.conflict-right-S-2");
    }

    #[test]
    fn a_taken_name_is_not_used_again() {
        let mut names = CopyNames { stamp: "S".into(), taken: HashSet::from(["d/a.conflict-right-S".into()]) };
        assert_eq!(names.free(&"d/a".into(), Kind::File), "d/a.conflict-right-S-2".into());
        assert_eq!(names.free(&"d/a".into(), Kind::File), "d/a.conflict-right-S-3".into());
        assert_eq!(names.free(&"a".into(), Kind::File), "a.conflict-right-S".into());
    }
}
