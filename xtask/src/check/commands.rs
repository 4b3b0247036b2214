//! Each command of the program has a test of the same name.

use std::collections::BTreeSet;
use std::path::Path;

use super::violation::Violation;
use crate::source::Tree;

const RULE: &str = "commands";
const COMMANDS: &str = "crates/syncmgr/src/commands";
const TESTS: &str = "crates/syncmgr/tests";

/// Compares the files of `commands/` with those anywhere under `tests/`: `sync.rs` wants `tests/**/sync.*` or `tests/**/sync/`.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let tested = tested_names(tree);
    let mut found = Vec::new();
    for file in tree.sources() {
        let Ok(below) = file.path.strip_prefix(COMMANDS) else { continue };
        let Some(command) = command_of(below) else { continue };
        if !tested.contains(&command) {
            let message =
                format!("no test of this command: add {TESTS}/{command}.rs or a transcript {command}.* below {TESTS}");
            found.push(Violation::error(RULE, &file.path, 1, message));
        }
    }
    found
}

/// `sync.rs` → `sync`, `trash/mod.rs` → `trash`; other files of a command's folder belong to the command.
fn command_of(below: &Path) -> Option<String> {
    let parts: Vec<&str> = below.iter().filter_map(|part| part.to_str()).collect();
    match parts[..] {
        ["mod.rs"] => None,
        [file] => file.strip_suffix(".rs").map(|name| name.trim_end_matches('_').to_owned()),
        [folder, "mod.rs"] => Some(folder.to_owned()),
        _ => None,
    }
}

fn tested_names(tree: &Tree) -> BTreeSet<String> {
    let below = tree.files.iter().filter_map(|file| file.strip_prefix(TESTS).ok());
    let parts = below.flat_map(|path| path.iter().filter_map(|part| part.to_str()));
    parts.map(|part| part.split('.').next().unwrap_or(part).trim_end_matches('_').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(files: &[&str]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|path| (*path, "")).collect();
        places(&check(&Tree::of(&files)))
    }

    #[test]
    fn a_command_without_a_test_fails() {
        assert_eq!(
            found(&["crates/syncmgr/src/commands/sync.rs", "crates/syncmgr/tests/synchronize.rs"]),
            ["crates/syncmgr/src/commands/sync.rs:1 commands"]
        );
        assert_eq!(
            found(&["crates/syncmgr/src/commands/trash/mod.rs"]),
            ["crates/syncmgr/src/commands/trash/mod.rs:1 commands"]
        );
    }

    #[test]
    fn a_test_or_a_transcript_of_that_name_is_enough() {
        for test in ["sync.rs", "cmd/sync.trycmd", "sync/first.rs"] {
            assert_eq!(
                found(&["crates/syncmgr/src/commands/sync.rs", &format!("crates/syncmgr/tests/{test}")]),
                [""; 0],
                "{test}"
            );
        }
    }

    #[test]
    fn the_list_of_commands_and_parts_of_a_command_are_no_commands() {
        assert_eq!(
            found(&["crates/syncmgr/src/commands/mod.rs", "crates/syncmgr/src/commands/trash/list.rs"]),
            [""; 0]
        );
    }
}
