//! Reconciling must not be felt: a first copy of a large tree is one look at each change.

use std::time::Instant;

use crate::{Carry, Change, ConflictRule, FileId, Kind, Links, Mode, Policy, RelPath, Snapshot, Stat, Time};

use super::super::{Choices, Contents, Sameness, reconcile};

struct Never;

impl Contents for Never {
    fn same(&self, _: &RelPath, _: &RelPath) -> Sameness {
        panic!("nothing is to be compared")
    }
}

fn first_copy(files: u64) -> Snapshot {
    let change = |number: u64| {
        let folder = number / 20;
        let path =
            if number.is_multiple_of(20) { format!("d{folder:07}") } else { format!("d{folder:07}/f{number:09}") };
        let now = Stat {
            kind: if number.is_multiple_of(20) { Kind::Folder } else { Kind::File },
            id: FileId { inode: number, birth: 1 },
            size: number,
            mtime: Time::new(number as i64, 0),
            ctime: Time::new(number as i64, 0),
            mode: 0o644,
            uid: 0,
            gid: 0,
            links: 1,
        };
        Change { path: path.as_str().into(), was: None, now: Some(now) }
    };
    Snapshot { changes: (0..files).map(change).collect(), ..Snapshot::default() }
}

/// A generous bound, so that a busy machine does not fail it; `--nocapture` shows the figure.
#[test]
fn a_first_copy_costs_one_look_at_each_change() {
    let policy = Policy { mode: Mode::TwoWay, conflict: ConflictRule::Ask, carry: Carry::USER, links: Links::Keep };
    let count = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };
    let left = first_copy(count);
    let start = Instant::now();
    let plan = reconcile(left, Snapshot::default(), &policy, &Choices::default(), &Never);
    let each = start.elapsed().as_nanos() / u128::from(count);
    println!("{each} ns a change, {} bytes an operation", size_of::<crate::Operation>());
    assert_eq!(plan.operations.len() as u64, count);
    assert!(plan.operations.is_sorted_by(|a, b| a.path <= b.path));
    assert!(each < 20_000, "{each} ns a change");
}

#[test]
fn an_operation_is_small() {
    assert!(size_of::<crate::Operation>() <= 144, "{}", size_of::<crate::Operation>());
    assert!(size_of::<Change>() <= 104, "{}", size_of::<Change>());
}
