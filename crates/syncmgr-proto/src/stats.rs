use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What a run found and did, in counts (`bytes`: content bytes transferred).
///
/// With a dry run: what would be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// Entries seen on the left side.
    pub scanned_left: u64,
    /// Entries seen on the right side.
    pub scanned_right: u64,
    /// Entries made on either side.
    pub created: u64,
    /// Entries whose content was replaced.
    pub updated: u64,
    /// Entries taken away.
    pub deleted: u64,
    /// Entries moved or renamed; a folder is one for all it holds.
    pub moved: u64,
    /// Entries of which only metadata was changed.
    pub metadata: u64,
    /// Entries that needed nothing.
    pub unchanged: u64,
    /// Paths that wait for a decision.
    pub conflicts: u64,
    /// Paths that could not be handled.
    pub problems: u64,
    /// Content bytes transferred; a reflink or a move counts 0.
    pub bytes: u64,
}

impl Stats {
    /// Returns how many operations were done.
    pub const fn operations(&self) -> u64 {
        self.created + self.updated + self.deleted + self.moved + self.metadata
    }
}

impl AddAssign for Stats {
    fn add_assign(&mut self, other: Self) {
        self.scanned_left += other.scanned_left;
        self.scanned_right += other.scanned_right;
        self.created += other.created;
        self.updated += other.updated;
        self.deleted += other.deleted;
        self.moved += other.moved;
        self.metadata += other.metadata;
        self.unchanged += other.unchanged;
        self.conflicts += other.conflicts;
        self.problems += other.problems;
        self.bytes += other.bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_field_by_field() {
        let one = Stats {
            scanned_left: 1,
            scanned_right: 2,
            created: 3,
            updated: 4,
            deleted: 5,
            moved: 6,
            metadata: 7,
            unchanged: 8,
            conflicts: 9,
            problems: 10,
            bytes: 11,
        };
        let mut sum = one;
        sum += one;
        let doubled: Vec<u64> = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|n| 2 * n).to_vec();
        let json = serde_json::to_value(sum).unwrap();
        let names = [
            "scanned_left",
            "scanned_right",
            "created",
            "updated",
            "deleted",
            "moved",
            "metadata",
            "unchanged",
            "conflicts",
            "problems",
            "bytes",
        ];
        assert_eq!(json.as_object().unwrap().len(), names.len());
        assert_eq!(names.map(|n| json[n].as_u64().unwrap()).to_vec(), doubled);
        assert_eq!(one.operations(), 25);
    }
}
