//! Runs `cases.md`.

use crate::{ConflictRule, Kind, Mode, Side};

use super::laws::{plan_of, policy, settle};
use super::model::{Tree, World, path, show};

struct Row {
    line: usize,
    base: String,
    sides: [String; 2],
    work: [String; 2],
    rule: String,
}

fn rows() -> Vec<Row> {
    let lines = include_str!("../cases.md").lines().enumerate().filter(|(_, line)| line.starts_with("| "));
    lines
        .skip(1)
        .map(|(number, line)| {
            let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            let [base, left, right, on_left, on_right, rule, why] = cells.try_into().unwrap();
            assert!(!why.is_empty(), "line {number} gives no reason");
            Row { line: number + 1, base, sides: [left, right], work: [on_left, on_right], rule }
        })
        .collect()
}

/// Whether contents have equal lengths, so that only a comparison tells them apart.
#[derive(Clone, Copy, Debug)]
enum Lengths {
    Equal,
    Different,
}

fn put(tree: &mut Tree, state: &str, lengths: Lengths) {
    let at = path("p");
    let content = state[1..].parse().unwrap_or(9);
    let size = if matches!(lengths, Lengths::Equal) { 10 } else { 10 + content };
    match &state[..1] {
        "-" => {}
        "f" => tree.create(&at, Kind::File, content, size),
        "s" => tree.create(&at, Kind::Symlink, content, size),
        "d" | "D" => tree.create(&at, Kind::Folder, 0, 0),
        other => panic!("unknown state {other}"),
    }
    if state == "D" {
        tree.create(&path("p/x"), Kind::File, content, size);
    }
}

fn change(tree: &mut Tree, base: &str, state: &str, lengths: Lengths) {
    if state == base {
        return;
    }
    if state == "D" && base == "d" {
        return tree.create(&path("p/x"), Kind::File, 9, 10);
    }
    if tree.has(&path("p")) {
        tree.remove(&path("p"));
    }
    put(tree, state, lengths);
}

fn check(row: &Row, lengths: Lengths, exchanged: bool) {
    let policy = policy(Mode::TwoWay, ConflictRule::Ask);
    let mut world = World::empty();
    put(&mut world.trees.left, &row.base, lengths);
    let plan = plan_of(&world, &policy);
    world.apply(&plan);
    settle(&mut world, &policy);
    let order = if exchanged { [Side::Right, Side::Left] } else { Side::BOTH };
    for (side, state) in order.into_iter().zip(&row.sides) {
        change(world.trees.get_mut(side), &row.base, state, lengths);
    }
    let plan = plan_of(&world, &policy);
    let context = format!("line {} ({lengths:?}, exchanged {exchanged}): {}", row.line, show(&plan));
    for (side, expected) in order.into_iter().zip(&row.work) {
        let work: Vec<&str> = plan.operations.iter().filter(|o| o.side == side).filter_map(word).collect();
        let work = if work.is_empty() { "–".to_owned() } else { work.join(" + ") };
        assert_eq!(work, *expected, "{context}");
    }
    let rules: Vec<String> = plan.conflicts.iter().map(|c| format!("conflict {}", rule(c.reason))).collect();
    match (plan.operations.iter().find(|o| word(o).is_some()), &rules[..]) {
        (None, []) => assert_eq!(row.rule, "agree", "{context}"),
        (None, [conflict]) => assert_eq!(row.rule, *conflict, "{context}"),
        (Some(first), []) => assert_eq!(row.rule, rule(first.reason), "{context}"),
        _ => panic!("{context}"),
    }
    let before = (world.trees.left.looks(), world.trees.right.looks());
    world.apply(&plan);
    if rules.is_empty() {
        assert_eq!(world.trees.left.looks(), world.trees.right.looks(), "{context}");
    } else {
        assert!(plan.operations.is_empty(), "{context}");
        assert_eq!((world.trees.left.looks(), world.trees.right.looks()), before, "{context}");
    }
    settle(&mut world, &policy);
}

/// The word of the table; metadata has its own tests.
fn word(operation: &crate::Operation) -> Option<&'static str> {
    use crate::Action;
    Some(match operation.action {
        Action::Create { .. } => "create",
        Action::CreateFolder { .. } => "folder",
        Action::Update { .. } => "update",
        Action::Delete { .. } => "delete",
        Action::Metadata { .. } => return None,
        _ => "something else",
    })
}

fn rule(reason: crate::Reason) -> String {
    serde_json::to_string(&reason).unwrap().trim_matches('"').to_owned()
}

#[test]
fn every_row_holds() {
    let rows = rows();
    assert!(rows.len() > 150, "the table is there");
    for row in &rows {
        for lengths in [Lengths::Equal, Lengths::Different] {
            check(row, lengths, false);
            check(row, lengths, true);
        }
    }
}

#[test]
fn every_combination_of_kinds_has_a_row() {
    let rows = rows();
    let kind = |state: &str| state[..1].to_lowercase();
    for base in ["-", "f", "d", "s"] {
        for left in ["-", "f", "d", "s"] {
            for right in ["-", "f", "d", "s"] {
                let found = rows.iter().any(|row| {
                    [&row.base, &row.sides[0], &row.sides[1]].map(|state| kind(state))
                        == [base, left, right].map(String::from)
                });
                assert!(found, "no row for {base} {left} {right}");
            }
        }
    }
}
