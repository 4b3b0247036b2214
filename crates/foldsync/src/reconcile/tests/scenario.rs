//! Little worlds written as text.

use crate::{ConflictRule, Kind, Mode, Plan, Policy, Side};

use super::laws::{plan_of, policy, settle};
use super::model::{Tell, Tree, World, line, path};

/// Does the edits of `script`, separated by `;`:
/// `put PATH CONTENT` (create or overwrite), `save PATH CONTENT` (a new file under the name), `mkdir PATH`, `ln NEW OLD`,
/// `mv FROM TO`, `rm PATH`, `swap A B`, `chmod PATH`, `touch PATH`, `symlink PATH TARGET`.
pub fn edit(tree: &mut Tree, script: &str) {
    for step in script.split(';').map(str::trim).filter(|step| !step.is_empty()) {
        let words: Vec<&str> = step.split_whitespace().collect();
        let at = path(words[1]);
        let number = || words[2].parse::<u64>().unwrap();
        match words[0] {
            "put" if tree.has(&at) => tree.write(&at, number(), 10 + number()),
            "put" => tree.create(&at, Kind::File, number(), 10 + number()),
            "save" => {
                tree.remove(&at);
                tree.create(&at, Kind::File, number(), 10 + number());
            }
            "symlink" => tree.create(&at, Kind::Symlink, number(), 10 + number()),
            "mkdir" => tree.create(&at, Kind::Folder, 0, 0),
            "ln" => tree.link(&path(words[2]), &at),
            "mv" => tree.rename(&at, &path(words[2])),
            "swap" => tree.swap(&at, &path(words[2])),
            "rm" => tree.remove(&at),
            "chmod" => {
                let mode = 0o600 + (tree.clock % 64) as u16;
                tree.chmod(&at, mode);
            }
            "touch" => tree.touch(&at),
            other => panic!("unknown edit {other}"),
        }
    }
}

/// A world that agrees on `base`, then edited.
pub fn world(base: &str, left: &str, right: &str) -> World {
    let mut world = World::empty();
    edit(&mut world.trees.left, base);
    let policy = policy(Mode::TwoWay, ConflictRule::Ask);
    let plan = plan_of(&world, &policy);
    world.apply(&plan);
    settle(&mut world, &policy);
    edit(&mut world.trees.left, left);
    edit(&mut world.trees.right, right);
    world
}

/// The operations that count, in order, and the conflicts.
pub fn summary(plan: &Plan) -> Vec<String> {
    let operations = plan.operations.iter().filter(|operation| operation.counts()).map(line);
    operations.chain(plan.conflicts.iter().map(|c| format!("conflict {}: {:?}", c.path.display(), c.reason))).collect()
}

/// Checks what a run does; carries it out; without conflicts both sides must be equal in a two-way run and
/// the next run must be idle.
pub fn check_with(policy: &Policy, [base, left, right]: [&str; 3], expected: &[&str]) -> World {
    let mut world = world(base, left, right);
    let plan = plan_of(&world, policy);
    let _tell = Tell::of(&world, &plan);
    assert_eq!(summary(&plan), expected, "base {base} | left {left} | right {right}");
    world.apply(&plan);
    if plan.conflicts.is_empty() && policy.mode == Mode::TwoWay {
        assert_eq!(world.trees.left.looks(), world.trees.right.looks());
    }
    settle(&mut world, policy);
    world
}

/// Checks a two-way run that asks.
pub fn check(script: [&str; 3], expected: &[&str]) -> World {
    check_with(&policy(Mode::TwoWay, ConflictRule::Ask), script, expected)
}

/// The names of a side, sorted.
pub fn names(world: &World, side: Side) -> Vec<String> {
    world.trees.get(side).names.keys().map(|at| at.display().into_owned()).collect()
}
