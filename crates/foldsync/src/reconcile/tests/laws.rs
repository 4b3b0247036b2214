//! Laws on random trees with random edits on both sides.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::{Action, Carry, ConflictRule, Kind, Links, Mode, Plan, Policy, RelPath, Side, Sides};

use super::super::{Choices, questions, reconcile};
use super::model::{Tree, World, path, show};

/// Something a person does to a tree; numbers select among what is there.
#[derive(Clone, Debug)]
pub enum Edit {
    Create { folder: u8, name: u8, kind: u8, size: u8 },
    Write { at: u8, size: u8 },
    Save { at: u8, size: u8 },
    Chmod { at: u8 },
    Touch { at: u8 },
    Remove { at: u8 },
    Rename { at: u8, folder: u8, name: u8 },
    Replace { at: u8, with: u8 },
    Swap { at: u8, with: u8 },
    Link { at: u8, folder: u8, name: u8 },
    Turn { at: u8, kind: u8 },
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let n = any::<u8>;
    prop_oneof![
        3 => (n(), n(), n(), 0..3_u8).prop_map(|(folder, name, kind, size)| Edit::Create { folder, name, kind, size }),
        2 => (n(), 0..3_u8).prop_map(|(at, size)| Edit::Write { at, size }),
        1 => (n(), 0..3_u8).prop_map(|(at, size)| Edit::Save { at, size }),
        1 => n().prop_map(|at| Edit::Chmod { at }),
        1 => n().prop_map(|at| Edit::Touch { at }),
        2 => n().prop_map(|at| Edit::Remove { at }),
        6 => (n(), n(), n()).prop_map(|(at, folder, name)| Edit::Rename { at, folder, name }),
        2 => (n(), n()).prop_map(|(at, with)| Edit::Replace { at, with }),
        2 => (n(), n()).prop_map(|(at, with)| Edit::Swap { at, with }),
        1 => (n(), n(), n()).prop_map(|(at, folder, name)| Edit::Link { at, folder, name }),
        1 => (n(), n()).prop_map(|(at, kind)| Edit::Turn { at, kind }),
    ]
}

const KINDS: [Kind; 4] = [Kind::File, Kind::Folder, Kind::File, Kind::Symlink];

/// Does one edit where it is possible; `fresh` counts contents.
pub fn perform(tree: &mut Tree, edit: &Edit, fresh: &mut u64) {
    let all: Vec<RelPath> = tree.names.keys().cloned().collect();
    let folders: Vec<RelPath> =
        [path("")].into_iter().chain(all.iter().filter(|p| tree.is_folder(p)).cloned()).collect();
    let some = |n: u8| all.get(usize::from(n) % all.len().max(1)).cloned();
    let spot = |folder: u8, name: u8| folders[usize::from(folder) % folders.len()].join(&[b'a' + name % 4]);
    *fresh += 1;
    match edit {
        Edit::Create { folder, name, kind, size } => {
            let at = spot(*folder, *name);
            if !tree.has(&at) && at.components().count() < 5 {
                tree.create(&at, KINDS[usize::from(*kind) % 4], *fresh, 10 + u64::from(*size));
            }
        }
        Edit::Write { at, size } | Edit::Save { at, size } => {
            let Some(at) = some(*at).filter(|at| !tree.is_folder(at)) else { return };
            let kind = tree.inode(&at).unwrap().kind;
            if matches!(edit, Edit::Write { .. }) && kind == Kind::File {
                tree.write(&at, *fresh, 10 + u64::from(*size));
            } else {
                tree.remove(&at);
                tree.create(&at, kind, *fresh, 10 + u64::from(*size));
            }
        }
        Edit::Chmod { at } => {
            if let Some(at) = some(*at) {
                tree.chmod(&at, (*fresh % 512) as u16);
            }
        }
        Edit::Touch { at } => {
            if let Some(at) = some(*at) {
                tree.touch(&at);
            }
        }
        Edit::Remove { at } => {
            if let Some(at) = some(*at) {
                tree.remove(&at);
            }
        }
        Edit::Rename { at, folder, name } => {
            let to = spot(*folder, *name);
            if let Some(at) = some(*at).filter(|at| !to.starts_with(at) && !tree.has(&to)) {
                tree.rename(&at, &to);
            }
        }
        Edit::Replace { at, with } => {
            if let (Some(at), Some(with)) = (some(*at), some(*with))
                && !at.starts_with(&with)
                && !with.starts_with(&at)
            {
                tree.remove(&at);
                tree.rename(&with, &at);
            }
        }
        Edit::Swap { at, with } => {
            if let (Some(at), Some(with)) = (some(*at), some(*with))
                && !at.starts_with(&with)
                && !with.starts_with(&at)
            {
                tree.swap(&at, &with);
            }
        }
        Edit::Link { at, folder, name } => {
            let to = spot(*folder, *name);
            if let Some(at) = some(*at).filter(|at| tree.inode(at).unwrap().kind == Kind::File && !tree.has(&to)) {
                tree.link(&at, &to);
            }
        }
        Edit::Turn { at, kind } => {
            if let Some(at) = some(*at) {
                tree.remove(&at);
                tree.create(&at, KINDS[usize::from(*kind) % 4], *fresh, 10);
            }
        }
    }
}

/// A random world: agreed content, then edits on both sides.
#[derive(Clone, Debug)]
pub struct Case {
    pub base: Vec<Edit>,
    pub left: Vec<Edit>,
    pub right: Vec<Edit>,
}

pub fn case() -> impl Strategy<Value = Case> {
    let list = |range| proptest::collection::vec(edit(), range);
    (list(2..14), list(0..7), list(0..7)).prop_map(|(base, left, right)| Case { base, left, right })
}

pub fn policy(mode: Mode, conflict: ConflictRule) -> Policy {
    Policy { mode, conflict, carry: Carry::USER, links: Links::Keep }
}

pub fn choices() -> Choices {
    Choices { stamp: "20260102-030405".into(), ..Choices::default() }
}

pub fn plan_of(world: &World, policy: &Policy) -> Plan {
    let (left, right) = world.scan();
    reconcile(left, right, policy, &choices(), world)
}

/// The world after `base` was built on the left and synchronized.
pub fn agreed(base: &[Edit], fresh: &mut u64) -> World {
    let mut world = World::empty();
    for edit in base {
        perform(&mut world.trees.left, edit, fresh);
    }
    let plan = plan_of(&world, &policy(Mode::TwoWay, ConflictRule::Ask));
    world.apply(&plan);
    assert_eq!(world.trees.left.looks(), world.trees.right.looks());
    settle(&mut world, &policy(Mode::TwoWay, ConflictRule::Ask));
    world
}

/// Runs again until the archive knows everything, which must not take an operation.
pub fn settle(world: &mut World, policy: &Policy) {
    for _ in 0..3 {
        let plan = plan_of(world, policy);
        let real: Vec<_> = plan.operations.iter().filter(|operation| operation.counts()).collect();
        assert!(real.is_empty(), "a second run still does {real:?}");
        world.apply(&plan);
    }
}

pub fn edited(case: &Case) -> World {
    let mut fresh = 0;
    let mut world = agreed(&case.base, &mut fresh);
    for edit in &case.left {
        perform(&mut world.trees.left, edit, &mut fresh);
    }
    for edit in &case.right {
        perform(&mut world.trees.right, edit, &mut fresh);
    }
    world
}

/// Where conflicts are.
fn region(plan: &Plan) -> Vec<RelPath> {
    let roots = plan.conflicts.iter().flat_map(|c| [Some(&c.path), c.moved.left.as_ref(), c.moved.right.as_ref()]);
    roots.flatten().cloned().collect()
}

fn check_two_way(case: &Case) {
    let mut world = edited(case);
    let before = world.clone();
    let policy = policy(Mode::TwoWay, ConflictRule::Ask);
    let plan = plan_of(&world, &policy);
    world.apply(&plan);
    // (a) without conflicts both sides are equal afterwards; with conflicts, away from them.
    let region = region(&plan);
    let outside = |tree: &Tree| {
        let mut looks = tree.looks();
        looks.retain(|at, _| !region.iter().any(|root| at.starts_with(root) || root.starts_with(at)));
        looks
    };
    assert_eq!(outside(&world.trees.left), outside(&world.trees.right), "{}", show(&plan));
    // (b) nothing is done at or below a conflict once moves are done.
    for operation in &plan.operations[plan.sequential..] {
        let below = plan.conflicts.iter().any(|c| operation.path.starts_with(&c.path));
        assert!(!below, "{operation:?} touches a conflict");
    }
    // (c) what is gone was agreed on before.
    let agreed: BTreeSet<u64> = agreed_contents(case);
    let after: BTreeSet<u64> = Side::BOTH.into_iter().flat_map(|side| world.trees.get(side).contents()).collect();
    for side in Side::BOTH {
        for content in before.trees.get(side).contents() {
            let at = |side: Side| {
                let looks = before.trees.get(side).looks();
                let paths = looks.into_iter().filter(|(_, look)| *look == (Kind::File, content)).map(|(at, _)| at);
                paths.collect::<BTreeSet<_>>()
            };
            let everywhere = !at(Side::Left).is_disjoint(&at(Side::Right));
            assert!(
                after.contains(&content) || (agreed.contains(&content) && !everywhere),
                "lost {content}: {}",
                show(&plan)
            );
        }
    }
    // (d) a second run has nothing to do; what conflicts still does.
    if plan.conflicts.is_empty() {
        settle(&mut world, &policy);
        let again = plan_of(&world, &policy);
        assert!(again.conflicts.is_empty(), "{}", show(&again));
        return;
    }
    // Beside conflicts, what has been done can show in a new light what was entangled with it: a few runs may pass.
    for _ in 0..4 {
        let again = plan_of(&world, &policy);
        let idle = !again.operations.iter().any(crate::Operation::counts);
        assert!(!idle || !again.conflicts.is_empty(), "the conflict vanished: {}", show(&plan));
        if idle {
            return;
        }
        world.apply(&again);
        if again.conflicts.is_empty() {
            return settle(&mut world, &policy);
        }
    }
    panic!("does not come to rest: {}", show(&plan));
}

fn agreed_contents(case: &Case) -> BTreeSet<u64> {
    agreed(&case.base, &mut 0).trees.left.contents().into_iter().collect()
}

/// What a plan does, without order and metadata, as if the sides were called the other way round.
fn essence(plan: &Plan, turned: bool) -> BTreeSet<String> {
    let name = |side: Side| if turned { side.other() } else { side };
    let operations = plan.operations.iter().filter_map(|operation| {
        let what = match &operation.action {
            Action::Metadata { .. } => return None,
            Action::Move { from, .. } => format!("move {from:?}"),
            Action::Swap { with, .. } => format!("swap {with:?}"),
            Action::Link { target, .. } => format!("link {target:?}"),
            Action::Create { .. } => "create".into(),
            Action::CreateFolder { .. } => "folder".into(),
            Action::Update { .. } => "update".into(),
            Action::Delete { .. } => "delete".into(),
        };
        Some(format!("{:?} {what} {:?}", name(operation.side), operation.path))
    });
    operations.chain(plan.conflicts.iter().map(|c| format!("conflict {:?} {:?}", c.path, c.reason))).collect()
}

fn turned(world: &World) -> World {
    let mut out = world.clone();
    std::mem::swap(&mut out.trees.left, &mut out.trees.right);
    for record in out.archive.values_mut() {
        record.seen = Sides::new(record.seen.right, record.seen.left);
    }
    out
}

fn check_symmetry(case: &Case) {
    let world = edited(case);
    let policy = policy(Mode::TwoWay, ConflictRule::Ask);
    let (plan, mirrored) = (plan_of(&world, &policy), plan_of(&turned(&world), &policy));
    assert_eq!(essence(&plan, false), essence(&mirrored, true));
}

fn check_mirror(case: &Case) {
    for (mode, winner) in [(Mode::MirrorRight, Side::Left), (Mode::MirrorLeft, Side::Right)] {
        let mut world = edited(case);
        let model = world.trees.get(winner).looks();
        let policy = policy(mode, ConflictRule::Ask);
        let plan = plan_of(&world, &policy);
        assert!(plan.conflicts.is_empty() && plan.operations.iter().all(|operation| operation.side != winner));
        world.apply(&plan);
        assert_eq!(world.trees.get(winner).looks(), model);
        assert_eq!(world.trees.get(winner.other()).looks(), model, "{}", show(&plan));
        settle(&mut world, &policy);
    }
}

fn check_copy(case: &Case) {
    for (mode, from) in [(Mode::LeftToRight, Side::Left), (Mode::RightToLeft, Side::Right)] {
        let mut world = edited(case);
        let before = world.clone();
        let policy = policy(mode, ConflictRule::Ask);
        let plan = plan_of(&world, &policy);
        assert!(plan.conflicts.is_empty() && plan.operations.iter().all(|operation| operation.side != from));
        world.apply(&plan);
        let (old, new) = (before.trees.get(from).looks(), world.trees.get(from.other()).looks());
        assert_eq!(world.trees.get(from).looks(), old);
        for (at, look) in &old {
            // What this side created or changed has arrived.
            let changed =
                before.archive.get(at).is_none_or(|was| !was.matches(from, &before.trees.get(from).stat(at).unwrap()));
            if changed
                && look.0 != Kind::Folder
                && before
                    .archive
                    .get(at)
                    .is_none_or(|was| was.seen.get(from).mtime != before.trees.get(from).stat(at).unwrap().mtime)
            {
                assert_eq!(new.get(at), Some(look), "{at:?} {}", show(&plan));
            }
        }
        settle(&mut world, &policy);
    }
}

fn check_rules(case: &Case) {
    for rule in [ConflictRule::Left, ConflictRule::Right, ConflictRule::KeepBoth, ConflictRule::Newer] {
        let mut world = edited(case);
        let before = world.clone();
        let policy = policy(Mode::TwoWay, rule);
        let plan = plan_of(&world, &policy);
        world.apply(&plan);
        if plan.conflicts.is_empty() && rule != ConflictRule::Newer {
            assert_eq!(world.trees.left.looks(), world.trees.right.looks(), "{rule:?} {}", show(&plan));
        }
        if rule == ConflictRule::KeepBoth {
            let agreed: BTreeSet<u64> = agreed_contents(case);
            let after: BTreeSet<u64> =
                world.trees.left.contents().into_iter().chain(world.trees.right.contents()).collect();
            for content in before.trees.left.contents().into_iter().chain(before.trees.right.contents()) {
                assert!(after.contains(&content) || agreed.contains(&content), "lost {content}: {}", show(&plan));
            }
        }
    }
}

/// Every announced question is asked.
fn check_questions(case: &Case) {
    struct Listen<'a>(&'a World, std::cell::RefCell<Vec<(RelPath, RelPath)>>);
    impl super::super::Contents for Listen<'_> {
        fn same(&self, left: &RelPath, right: &RelPath) -> super::super::Sameness {
            self.1.borrow_mut().push((left.clone(), right.clone()));
            self.0.same(left, right)
        }

        fn holds(&self, path: &RelPath) -> bool {
            self.0.holds(path)
        }
    }
    let world = edited(case);
    let policy = policy(Mode::TwoWay, ConflictRule::Ask);
    let (left, right) = world.scan();
    let asked = questions(&left, &right, &policy);
    let listen = Listen(&world, std::cell::RefCell::default());
    let _ = reconcile(left, right, &policy, &choices(), &listen);
    let heard = listen.1.into_inner();
    let moved = Side::BOTH.into_iter().any(|side| {
        let tree = world.trees.get(side);
        let old = |id: u64| world.archive.iter().filter(move |(_, was)| was.seen.get(side).id.inode == id);
        tree.names.iter().any(|(at, id)| old(*id).any(|(base, _)| base != at))
    });
    if !moved {
        for question in asked {
            assert!(heard.contains(&(question.left.clone(), question.right.clone())), "{question:?} was not asked");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_way(case in case()) { check_two_way(&case); }

    #[test]
    fn sides_are_equal_in_rank(case in case()) { check_symmetry(&case); }

    #[test]
    fn a_mirror_is_exact(case in case()) { check_mirror(&case); }

    #[test]
    fn a_copy_arrives(case in case()) { check_copy(&case); }

    #[test]
    fn rules_decide(case in case()) { check_rules(&case); }

    #[test]
    fn questions_are_asked(case in case()) { check_questions(&case); }
}

/// Some thousands; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    ProptestConfig::default().cases.max(3000)
}
