//! Where things are when undoing took back some of the moves of a session and left others alone.
//!
//! The archive knows each thing by one path. Of a thing that was moved back that is the path from before the session; of
//! one that was not it is the path that the session gave it, or what has become of that since a folder above was moved back.

use std::collections::HashMap;

use super::log::{UndoEntry, Undoable};
use crate::RelPath;

/// The moves of a session, of both sides.
#[derive(Debug, Default)]
pub(super) struct Places {
    moves: Vec<Mover>,
    /// By the path in the archive before the session, and since.
    by_base: HashMap<RelPath, usize>,
    by_path: HashMap<RelPath, usize>,
}

/// Something that the session moved, with all that is in it.
#[derive(Debug)]
struct Mover {
    /// Its path in the archive before the session, and since.
    base: RelPath,
    path: RelPath,
    now: Now,
}

/// Where something is that the session moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    /// In the folder that it came from.
    Back,
    /// In the folder that the session moved it to.
    Moved,
}

/// What a path says: what the archive held there before the session, or what it holds there since.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Before,
    Since,
}

impl Places {
    /// Takes account of `entry`, if it is a move.
    pub fn learn(&mut self, entry: &UndoEntry, now: Now) {
        if !matches!(entry.what, Undoable::Moved(_) | Undoable::Swapped(_)) {
            return;
        }
        // What has no path of its own in the archive was new, or came back to where it was known.
        if entry.base.is_some() {
            self.add(Mover { base: entry.base(), path: entry.path(), now });
        }
        if let (Undoable::Swapped(with), Some(partner)) = (&entry.what, &entry.partner) {
            let (base, path) = (RelPath::from_bytes(partner.base.as_slice()), RelPath::from_bytes(with.as_slice()));
            self.add(Mover { base, path, now });
        }
    }

    fn add(&mut self, mover: Mover) {
        self.by_base.insert(mover.base.clone(), self.moves.len());
        self.by_path.insert(mover.path.clone(), self.moves.len());
        self.moves.push(mover);
    }

    /// The path of what the archive held at `base` before the session.
    pub fn of(&self, base: &RelPath) -> RelPath {
        self.find(base, Known::Before)
    }

    /// Goes up from one move to the next folder above that moved, and puts the names together.
    fn find(&self, path: &RelPath, known: Known) -> RelPath {
        let (mut path, mut known) = (path.clone(), known);
        let mut below: Vec<RelPath> = Vec::new();
        // Every step leaves one move behind; a log that goes round in circles is none that was written.
        for _ in 0..=2 * self.moves.len() {
            let Some((mover, above)) = self.deepest(&path, known) else { break };
            below.extend(path.rebase(&above, &RelPath::root()).filter(|rest| !rest.is_root()));
            let there = match mover.now {
                Now::Back => (&mover.base, Known::Before),
                Now::Moved => (&mover.path, Known::Since),
            };
            below.push(RelPath::from_bytes(there.0.name()));
            (path, known) = (there.0.parent().unwrap_or_default(), there.1);
        }
        below.iter().rev().fold(path, |folder, rest| rest.components().fold(folder, |path, name| path.join(name)))
    }

    /// The move of `path`, or of the innermost folder above it that moved; with the path of that.
    fn deepest(&self, path: &RelPath, known: Known) -> Option<(&Mover, RelPath)> {
        let by = if known == Known::Before { &self.by_base } else { &self.by_path };
        let mut above = std::iter::successors(Some(path.clone()), RelPath::parent);
        above.find_map(|folder| by.get(&folder).map(|index| (&self.moves[*index], folder)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Side;

    type Move = (&'static str, &'static str, Now);

    fn places(moves: &[Move]) -> Places {
        let mut places = Places::default();
        for (base, path, now) in moves {
            let entry = UndoEntry {
                side: Side::Left,
                path: path.as_bytes().to_vec(),
                base: Some(base.as_bytes().to_vec()),
                what: Undoable::Moved(base.as_bytes().to_vec()),
                expected: None,
                after: None,
                trashed: None,
                before: None,
                partner: None,
                partner_after: None,
                attributes: Vec::new(),
            };
            places.learn(&entry, *now);
        }
        places
    }

    #[test]
    fn things_are_where_the_moves_that_hold_leave_them() {
        use Now::{Back, Moved};
        let cases: &[(&[Move], &str, &str)] = &[
            (&[], "a/x", "a/x"),
            (&[("a", "b", Back)], "a/x", "a/x"),
            (&[("a", "b", Moved)], "a", "b"),
            (&[("a", "b", Moved)], "a/x/y", "b/x/y"),
            (&[("a", "b", Moved)], "ab", "ab"),
            // Inside a folder that moved.
            (&[("a", "b", Moved), ("a/x", "b/y", Back)], "a/x/f", "b/x/f"),
            (&[("a", "b", Back), ("a/x", "b/y", Moved)], "a/x/f", "a/y/f"),
            (&[("a", "b", Moved), ("a/x", "b/y", Moved)], "a/x/f", "b/y/f"),
            (&[("a", "b", Back), ("a/x", "b/y", Back)], "a/x/f", "a/x/f"),
            // Into one, and out of it.
            (&[("a", "b", Back), ("c", "b/c", Moved)], "c", "a/c"),
            (&[("a", "b", Moved), ("c", "b/c", Back)], "c", "c"),
            (&[("a", "b", Moved), ("a/c", "c", Back)], "a/c", "b/c"),
            (&[("a", "b", Back), ("a/c", "c", Moved)], "a/c", "c"),
            // Exchanged.
            (&[("a", "b", Moved), ("b", "a", Moved)], "a/x", "b/x"),
            (&[("a", "b", Back), ("b", "a", Back)], "b", "b"),
        ];
        for (moves, base, expected) in cases {
            assert_eq!(places(moves).of(&RelPath::from(*base)), RelPath::from(*expected), "{base} with {moves:?}");
        }
    }

    #[test]
    fn moves_that_go_round_in_circles_lead_somewhere() {
        let places = places(&[("a/b", "b", Now::Back), ("b", "a/b", Now::Moved), ("a", "b/a", Now::Moved)]);
        let _ = places.of(&RelPath::from("a/b/c"));
    }
}
