//! Instructions of reconciling ten thousand changes of every kind, moves included: `cargo xtask bench counts`.

use std::error::Error;
use std::hint::black_box;

use foldsync::archive::Record;
use foldsync::{
    Carry, Change, Choices, ConflictRule, Contents, FileId, Kind, Links, Mode, Plan, Policy, RelPath, Sameness,
    Snapshot, Stat, Time, reconcile,
};

const CHANGES: u64 = 10_000;
const POLICY: Policy =
    Policy { mode: Mode::TwoWay, conflict: ConflictRule::Ask, carry: Carry::USER, links: Links::Keep };

/// Everything that is compared differs, except what was only moved.
struct Different;

impl Contents for Different {
    fn same(&self, left: &RelPath, right: &RelPath) -> Sameness {
        if left == right { Sameness::Different } else { Sameness::Same }
    }

    fn holds(&self, _path: &RelPath) -> bool {
        false
    }
}

fn file(number: u64, age: i64) -> Stat {
    Stat {
        kind: Kind::File,
        id: FileId { inode: number + 1, birth: 1 },
        size: 1000 + number % 7,
        mtime: Time::new(age, 0),
        ctime: Time::new(age, 5),
        mode: 0o644,
        uid: 1000,
        gid: 1000,
        links: 1,
    }
}

fn path(number: u64) -> RelPath {
    RelPath::from_bytes(format!("folder-{:03}/file-{number:06}", number / 100).into_bytes())
}

/// Each seventh path is created, changed, deleted, changed on both sides, given other permissions, moved, deleted on both.
fn snapshots() -> (Snapshot, Snapshot) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for number in 0..CHANGES {
        let (old, new) = (file(number, 1_000), file(number, 2_000));
        let was = Some(Box::new(Record::of(&old, &old)));
        let change = |was: &Option<Box<Record>>, now| Change { path: path(number), was: was.clone(), now };
        match number % 7 {
            0 => left.push(change(&None, Some(new))),
            1 => right.push(change(&was, Some(new))),
            2 => left.push(change(&was, None)),
            3 => {
                left.push(change(&was, Some(new)));
                right.push(change(&was, Some(Stat { size: new.size + 1, ..new })));
            }
            4 => right.push(change(&was, Some(Stat { mode: 0o600, ctime: new.ctime, ..old }))),
            5 => {
                left.push(change(&was, None));
                let to = RelPath::from_bytes(format!("moved/file-{number:06}").into_bytes());
                left.push(Change { path: to, was: None, now: Some(Stat { ctime: new.ctime, ..old }) });
            }
            _ => {
                left.push(change(&was, None));
                right.push(change(&was, None));
            }
        }
    }
    let snapshot = |mut changes: Vec<Change>| {
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Snapshot { changes, scanned: CHANGES, ..Snapshot::default() }
    };
    (snapshot(left), snapshot(right))
}

#[inline(never)]
fn measured_reconcile(left: Snapshot, right: Snapshot) -> Plan {
    reconcile(left, right, &POLICY, &Choices::default(), &Different)
}

fn main() -> Result<(), Box<dyn Error>> {
    let (left, right) = snapshots();
    let plan = measured_reconcile(left, right);
    if (plan.operations.len() as u64) < CHANGES / 2 || plan.conflicts.is_empty() || plan.renames.is_empty() {
        return Err("a plan of other work than was meant".into());
    }
    black_box(plan);
    Ok(())
}
