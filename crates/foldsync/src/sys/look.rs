//! What one look at a path tells.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{Stat, Time};

/// Tells one folder from every other that is mounted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The file system's number; not stable over a reboot.
    pub device: u64,
    /// The inode number on it.
    pub inode: u64,
}

/// What the system tells of one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What is kept.
    pub stat: Stat,
    /// The file system that it is on.
    pub device: u64,
    /// Whether it is what was mounted there, where the system tells so: also a part of the same file system can be.
    pub mounted: bool,
    /// What it is, more exactly than [`crate::Kind`] for special files: `fifo`, `socket`, …
    pub noun: &'static str,
}

impl Look {
    /// Which folder this is.
    pub const fn identity(&self) -> Identity {
        Identity { device: self.device, inode: self.stat.id.inode }
    }
}

/// The time of day, for [`crate::scan::trust`].
pub fn now() -> Time {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Time::new(since.as_secs() as i64, since.subsec_nanos()),
        Err(before) => Time::new(-(before.duration().as_secs() as i64) - 1, 0),
    }
}

/// Digests a creation time to 32 bits; never 0, which stands for "none is kept".
pub(super) const fn birth_digest(secs: i64, nanos: u32) -> u32 {
    let mixed = ((secs as u64) ^ ((nanos as u64) << 34)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let digest = (mixed >> 32) as u32;
    if digest == 0 { 1 } else { digest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_births_have_different_digests_and_none_is_zero() {
        let mut seen = std::collections::HashSet::new();
        for secs in 0..100 {
            for nanos in [0, 1, 4_000_000, 999_999_999] {
                let digest = birth_digest(1_700_000_000 + secs, nanos);
                assert_ne!(digest, 0);
                assert!(seen.insert(digest), "{secs} {nanos}");
            }
        }
        assert_ne!(birth_digest(0, 0), 0);
    }
}
