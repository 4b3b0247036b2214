//! What an approval is bound to: a digest of everything a plan does.

use crate::{Action, Operation, Plan, Side, Stat};

impl Plan {
    /// A digest of all operations in hexadecimal: equal for the plan that was shown and for the one made later,
    /// as long as nothing changed on either side that the plan touches. `stamp` stands for the time of planning in the
    /// names of conflict copies, which are other ones in each plan.
    pub fn fingerprint(&self, stamp: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        for operation in self.operations.iter().filter(|operation| operation.counts()) {
            add(&mut hasher, operation, stamp.as_bytes());
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

fn add(hasher: &mut blake3::Hasher, operation: &Operation, stamp: &[u8]) {
    let side = u8::from(operation.side == Side::Right);
    let (tag, other, stats) = parts(&operation.action);
    hasher.update(&[side, tag]);
    for path in [Some(operation.path.as_bytes()), other, operation.source_path.as_ref().map(crate::RelPath::as_bytes)] {
        let path = path.unwrap_or_default();
        hasher.update(&(path.len() as u64).to_le_bytes());
        let mut rest = path;
        while let Some(at) = find(rest, stamp) {
            hasher.update(&rest[..at]);
            rest = &rest[at + stamp.len()..];
        }
        hasher.update(rest);
    }
    for stat in stats {
        add_version(hasher, stat);
    }
}

fn find(path: &[u8], stamp: &[u8]) -> Option<usize> {
    if stamp.is_empty() {
        return None;
    }
    path.windows(stamp.len()).position(|part| part == stamp)
}

/// A tag, the other path, and the versions that an action concerns.
fn parts(action: &Action) -> (u8, Option<&[u8]>, [Option<&Stat>; 2]) {
    match action {
        Action::CreateFolder { .. } => (0, None, [None, None]),
        Action::Create { source } => (1, None, [Some(source), None]),
        Action::Update { source, expected } => (2, None, [Some(source), Some(expected)]),
        Action::Link { target, source, expected } => (3, Some(target.as_bytes()), [Some(source), expected.as_deref()]),
        Action::Metadata { source, expected, .. } => (4, None, [Some(source), Some(expected)]),
        Action::Move { from, expected } => (5, Some(from.as_bytes()), [Some(expected), None]),
        Action::Swap { with, expected_with, expected, .. } => {
            (6, Some(with.as_bytes()), [Some(expected_with), Some(expected)])
        }
        Action::Delete { expected } => (7, None, [Some(expected), None]),
    }
}

/// A version of a path. Times of folders and change times are left out: looking at a plan may move them.
fn add_version(hasher: &mut blake3::Hasher, stat: Option<&Stat>) {
    let Some(stat) = stat else {
        hasher.update(&[0]);
        return;
    };
    hasher.update(&[1, stat.kind as u8]);
    hasher.update(&stat.id.inode.to_le_bytes());
    hasher.update(&stat.size.to_le_bytes());
    hasher.update(&u32::from(stat.mode).to_le_bytes());
    if stat.kind != crate::Kind::Folder {
        hasher.update(&stat.mtime.secs.to_le_bytes());
        hasher.update(&stat.mtime.nanos.to_le_bytes());
    }
}
