//! What the user chose for a pair of folders.

use serde::{Deserialize, Serialize};

/// Which way changes travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Both ways.
    #[default]
    TwoWay,
    /// Copies and updates from left to right; deletes nothing on the right.
    LeftToRight,
    /// Copies and updates from right to left; deletes nothing on the left.
    RightToLeft,
    /// The left becomes exactly what the right is.
    MirrorLeft,
    /// The right becomes exactly what the left is.
    MirrorRight,
}

/// What to do where both sides changed differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConflictRule {
    /// Leave both as they are and list the conflict.
    #[default]
    Ask,
    /// Both versions end on both sides; the right one gets another name.
    KeepBoth,
    /// The version with the later modification time.
    Newer,
    /// The version with the earlier modification time.
    Older,
    /// The longer version.
    Larger,
    /// The left version.
    Left,
    /// The right version.
    Right,
}

/// How symbolic links are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Links {
    /// A link stays a link.
    #[default]
    Keep,
    /// What the link points to is synchronized in its place; a target outside the root is a problem.
    Follow,
    /// Links are left alone.
    Skip,
}

/// What travels besides names, kinds and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "one independent switch per command line option")]
pub struct Carry {
    /// Permission bits.
    pub perms: bool,
    /// Owner and group.
    pub owner: bool,
    /// Extended attributes (not ACLs).
    pub xattrs: bool,
    /// POSIX access control lists.
    pub acls: bool,
    /// Hard-link groups.
    pub hard_links: bool,
    /// Modification times.
    pub times: bool,
}

impl Carry {
    /// The default of an ordinary user: everything that needs no privilege.
    pub const USER: Self = Self { perms: true, owner: false, xattrs: true, acls: false, hard_links: true, times: true };
    /// The default of the superuser: everything.
    pub const ROOT: Self = Self { perms: true, owner: true, xattrs: true, acls: true, hard_links: true, times: true };
}

/// A guard limit: an absolute count or a share of the side's entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// At most so many.
    Count(u64),
    /// At most so many of a hundred.
    Percent(u8),
    /// Nobody stated one: at most half, and only when at least 20 entries are concerned.
    #[default]
    Half,
}

/// Everything that reconciling needs to know about the user's wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which way changes travel.
    pub mode: Mode,
    /// What to do with conflicts.
    pub conflict: ConflictRule,
    /// What travels.
    pub carry: Carry,
    /// How symbolic links are treated.
    pub links: Links,
}
