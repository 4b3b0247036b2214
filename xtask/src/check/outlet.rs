//! Only the programs write to a terminal, read the environment or end the process; libraries emit events.

use super::violation::Violation;
use crate::source::{RustFile, Tree, has_word};

const RULE: &str = "outlet";

/// Crates that are programs.
const PROGRAMS: &[&str] = &["syncmgr", "xtask"];

/// What only a program does, and what a library does instead.
const FORBIDDEN: &[(&[&str], &str)] = &[
    (
        &["println!", "print!", "eprintln!", "eprint!", "dbg!", "io::stdout(", "io::stderr("],
        "write to a terminal: emit an event",
    ),
    (
        &[
            "env::var(",
            "env::var_os(",
            "env::vars(",
            "env::vars_os(",
            "env::args(",
            "env::args_os(",
            "env::home_dir(",
            "env::temp_dir(",
            "env::current_dir(",
            "env::set_current_dir(",
            "env::set_var(",
            "env::remove_var(",
        ],
        "touch the environment: take it as an argument",
    ),
    (&["process::exit(", "process::abort("], "end the process: return an error"),
];

/// (path prefix, beginning of the remedy that does not hold there, reason).
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "crates/libsyncmgr/src/",
        "touch",
        "it stands in a foreign program and finds ours by SYNCMGR_PROGRAM and the XDG folders",
    ),
    ("crates/syncmgr-proto/src/stdio.rs", "write", "the pipe of a handler program is its standard output"),
];

/// Looks through every library source outside tests.
pub fn check(tree: &Tree) -> Vec<Violation> {
    tree.sources().filter(|file| !is_program(file)).flat_map(check_file).collect()
}

fn is_program(file: &RustFile) -> bool {
    let main = file.path.ends_with("src/main.rs") || file.path.iter().any(|part| part == "bin");
    main || PROGRAMS.contains(&file.crate_name())
}

fn check_file(file: &RustFile) -> Vec<Violation> {
    let mut found = Vec::new();
    for (number, line) in file.product_code() {
        for (words, remedy) in FORBIDDEN.iter().filter(|(_, remedy)| !is_excepted(file, remedy)) {
            for word in words.iter().filter(|word| has_word(line, word)) {
                let message = format!("`{}` in a library; libraries never {remedy}", word.trim_end_matches('('));
                found.push(Violation::error(RULE, &file.path, number, message));
            }
        }
    }
    found
}

fn is_excepted(file: &RustFile, remedy: &str) -> bool {
    let path = file.path.to_string_lossy();
    EXCEPTIONS.iter().any(|(prefix, kind, _)| path.starts_with(prefix) && remedy.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::super::violation::testing::places;
    use super::*;

    fn found(path: &str, source: &str) -> Vec<String> {
        places(&check(&Tree::of(&[(path, source)])))
    }

    #[test]
    fn libraries_have_no_terminal_no_environment_and_no_exit() {
        for code in [
            "println!(\"x\");",
            "std::eprint!(\"x\");",
            "let o = std::io::stdout();",
            "let v = std::env::var(\"HOME\");",
            "let a = env::args_os();",
            "std::process::exit(1);",
        ] {
            assert_eq!(found("crates/foldsync/src/x.rs", code), ["crates/foldsync/src/x.rs:1 outlet"], "{code}");
        }
    }

    #[test]
    fn programs_tests_and_text_may() {
        let code = "println!(\"x\"); std::process::exit(1);";
        for path in
            ["crates/syncmgr/src/x.rs", "crates/testfs/src/main.rs", "crates/a/examples/x.rs", "crates/a/tests/x.rs"]
        {
            assert_eq!(found(path, code), [""; 0], "{path}");
        }
        assert_eq!(found("crates/a/src/x.rs", "// println!(\nlet x = \"env::var(\"; env!(\"X\");"), [""; 0]);
        assert_eq!(found("crates/a/src/x.rs", "#[cfg(test)]\nmod tests {\n    fn a() { println!() }\n}"), [""; 0]);
    }

    #[test]
    fn an_exception_covers_its_kind_only() {
        assert_eq!(found("crates/libsyncmgr/src/x.rs", "std::env::var(\"A\");"), [""; 0]);
        assert_eq!(found("crates/libsyncmgr/src/x.rs", "println!();"), ["crates/libsyncmgr/src/x.rs:1 outlet"]);
    }
}
