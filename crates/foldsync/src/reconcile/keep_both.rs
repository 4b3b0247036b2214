//! Keeping both versions: the right one gets another name, and both end on both sides.

use std::collections::HashSet;

use crate::{Action, Change, Kind, Operation, Reason, RelPath, Side};

use super::walk::{Role, Spot, Walk};

/// The longest name that file systems take, in bytes.
const LONGEST_NAME: usize = 255;

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

    /// `NAME.conflict-right-STAMP.EXT`, or with `-2`, `-3`… after the stamp where that is taken or `in_use`.
    fn free(&mut self, path: &RelPath, kind: Kind, in_use: impl Fn(&RelPath) -> bool) -> RelPath {
        let folder = path.parent().unwrap_or_default();
        let mut count = 1_u32;
        loop {
            let name = copy_name(path.name(), kind, &self.stamp, count);
            let copy = folder.join(&name);
            if !in_use(&copy) && self.taken.insert(copy.clone()) {
                return copy;
            }
            count += 1;
        }
    }
}

/// A long name loses the end of what stands before the mark, so that the file system takes it.
fn copy_name(name: &[u8], kind: Kind, stamp: &str, count: u32) -> Vec<u8> {
    let number = if count > 1 { format!("-{count}") } else { String::new() };
    let mark = format!(".conflict-right-{stamp}{number}");
    let room = LONGEST_NAME.saturating_sub(mark.len());
    // What is longer than a name has room for is no extension.
    let dot = name.iter().rposition(|b| *b == b'.').filter(|at| *at > 0 && name.len() - at < room);
    let (stem, extension) = name.split_at(dot.filter(|_| kind != Kind::Folder).unwrap_or(name.len()));
    let mut out = shortened(stem, room - extension.len()).to_vec();
    out.extend_from_slice(mark.as_bytes());
    out.extend_from_slice(extension);
    out
}

/// At most `room` bytes of `name`, and no half characters.
fn shortened(name: &[u8], room: usize) -> &[u8] {
    let is_inside = |at: &usize| name.get(*at).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000);
    let end = (0..=room.min(name.len())).rev().find(|at| !is_inside(at)).unwrap_or(0);
    // Bytes that are no text have no characters.
    if end == 0 { &name[..room.min(name.len())] } else { &name[..end] }
}

impl Walk<'_> {
    /// Renames the right version on the right, copies it to the left, and the left one to the right.
    pub(super) fn keep_both(&mut self, mut spot: Spot) {
        let Some(right) = spot.now(Side::Right).copied() else { return };
        let copy = self.copies.free(&spot.path, right.kind, |path| self.contents.hold(path));
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
    fn a_long_name_is_shortened_to_what_file_systems_take() {
        let name = |name: &str, kind, count| String::from_utf8(copy_name(name.as_bytes(), kind, "S", count)).unwrap();
        let x = |count| "x".repeat(count);
        assert_eq!(name(&x(255), Kind::File, 1), format!("{}.conflict-right-S", x(238)));
        assert_eq!(name(&x(255), Kind::Folder, 10), format!("{}.conflict-right-S-10", x(235)));
        assert_eq!(name(&format!("{}.txt", x(251)), Kind::File, 1), format!("{}.conflict-right-S.txt", x(234)));
        assert_eq!(name(&format!("{}.txt", x(234)), Kind::File, 1), format!("{}.conflict-right-S.txt", x(234)));
        assert_eq!(name(&"é".repeat(127), Kind::File, 2), format!("{}.conflict-right-S-2", "é".repeat(118)));
        assert_eq!(name(&format!("a.{}", x(253)), Kind::File, 1), format!("a.{}.conflict-right-S", x(236)));
        let bytes = copy_name(&[0x80; 255], Kind::File, "S", 1);
        assert!(bytes.len() == 255 && bytes.ends_with(b"\x80.conflict-right-S"), "{bytes:?}");
    }

    #[test]
    fn a_taken_name_is_not_used_again() {
        let mut names = CopyNames { stamp: "S".into(), taken: HashSet::from(["d/a.conflict-right-S".into()]) };
        let mut free = |path: &str| names.free(&path.into(), Kind::File, |path| *path == "b.conflict-right-S".into());
        assert_eq!(free("d/a"), "d/a.conflict-right-S-2".into());
        assert_eq!(free("d/a"), "d/a.conflict-right-S-3".into());
        assert_eq!(free("a"), "a.conflict-right-S".into());
        assert_eq!(free("b"), "b.conflict-right-S-2".into(), "no change tells of the first one");
    }
}
