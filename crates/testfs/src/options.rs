//! How a mounted file system behaves: what it supports, how exact its times are, what survives a power cut.

use std::time::Duration;

use crate::names::NameRules;

/// What a file system is mounted with. `names` and `numbers` stay as they are while it is mounted.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which names are the same name, and which are refused.
    pub names: NameRules,
    /// Whether inode numbers stay the same over a remount.
    pub numbers: InodeNumbers,
    /// How the kernel is told about the file system.
    pub backing: Backing,
    /// What can be changed while mounted.
    pub behaviour: Behaviour,
}

/// What can be changed while mounted, see [`Control::behave`](crate::Control::behave).
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// Times are cut to a multiple of this (1 ns by default; 1 s, 2 s for old systems).
    pub granularity: Duration,
    /// ENOTSUP if refused.
    pub xattrs: Support,
    /// EPERM if refused.
    pub hard_links: Support,
    /// EPERM if refused.
    pub symlinks: Support,
    /// `RENAME_NOREPLACE` and `RENAME_EXCHANGE`: EINVAL if refused.
    pub rename_flags: Support,
    /// `copy_file_range` by the server; if refused the kernel copies through reads and writes.
    pub copy_range: Support,
    /// `fallocate`: EOPNOTSUPP if refused.
    pub fallocate: Support,
    /// Whether permission bits and owners are kept.
    pub permissions: Permissions,
    /// Whether anything can be changed: EROFS for all that changes if not.
    pub access: Access,
    /// In which order metadata becomes durable.
    pub journal: Journal,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            granularity: Duration::from_nanos(1),
            xattrs: Support::Full,
            hard_links: Support::Full,
            symlinks: Support::Full,
            rename_flags: Support::Full,
            copy_range: Support::Full,
            fallocate: Support::Full,
            permissions: Permissions::Kept,
            access: Access::ReadWrite,
            journal: Journal::PerFolder,
        }
    }
}

/// Whether a feature is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Support {
    /// It works.
    Full,
    /// It answers with the errno that a file system without it gives.
    Refused,
}

/// Whether inode numbers mean anything over time.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum InodeNumbers {
    /// They stay.
    #[default]
    Stable,
    /// They are others after each mount, as on vfat or many network file systems.
    PerMount,
}

/// How the kernel is told about the file system.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Backing {
    /// A plain FUSE mount. The kernel does not tell the server of `syncfs(2)`: it makes nothing durable.
    #[default]
    Plain,
    /// A file system of a (loop) device, where `syncfs(2)` arrives and makes everything durable. Needs root, a loop
    /// device and Linux 6.18, see [`Mounted::needed`](crate::Mounted::needed).
    Block,
}

/// Whether permission bits and owners are kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Permissions {
    /// As on any Unix file system.
    Kept,
    /// Every file has these bits, changes are answered with EPERM (vfat without `quiet`).
    FixedRefusing(u16),
    /// Every file has these bits, changes are answered with success and forgotten (vfat with `quiet`).
    FixedIgnoring(u16),
}

/// Whether anything can be changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Yes.
    ReadWrite,
    /// No: EROFS.
    ReadOnly,
}

/// In which order metadata becomes durable.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Journal {
    /// As nasty as POSIX allows: `fsync` of a file keeps only its inode and data, `fsync` of a folder only its
    /// entries. A rename between folders can leave both names or none.
    PerFolder,
    /// As ext4, XFS, btrfs do it: one journal, so any `fsync` makes every earlier change of metadata durable;
    /// data only of the file it was called for.
    Ordered,
}

/// What a power cut does, see [`Control::power_cut`](crate::Control::power_cut).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PowerCut {
    /// What of the unsynced metadata survives.
    pub survival: Survival,
    /// What becomes of data that was not synced, in files that are still there.
    pub torn: Torn,
    /// Chooses wherever something is left to chance; the same seed gives the same outcome.
    pub seed: u64,
}

/// What of the metadata that was never made durable survives a power cut.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Survival {
    /// Nothing: names, sizes, times, bits are as last synced.
    #[default]
    Nothing,
    /// All: every creation, rename, deletion is there, only the data is not (delayed allocation: the zero-length
    /// file after a rename).
    Metadata,
    /// Chosen per folder by the seed (for [`Journal::Ordered`]: for all or for none).
    Seeded,
}

/// What becomes of data that was not synced, in files that are still there after a power cut.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Torn {
    /// What was last synced, cut to the shortest length the file had since; nothing if it was never synced.
    #[default]
    Empty,
    /// A prefix of the new content (its length chosen by the seed), then what [`Torn::Empty`] would leave.
    Prefix,
    /// The new length, all zeros after a prefix chosen by the seed.
    Zeros,
    /// What was last synced, whole, even if the file was truncated since.
    Old,
    /// Chosen per file by the seed.
    Seeded,
}
