//! The programs that tests call, where they come from, and how to get them.

use std::process::Command;

use anyhow::{Result, anyhow, bail};

use crate::shell;

/// A program that tests call.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// Debian's package.
    pub package: &'static str,
    /// A program by which its presence is known.
    pub program: &'static str,
    /// What the tests do with it.
    pub reason: &'static str,
}

const fn tool(package: &'static str, program: &'static str, reason: &'static str) -> Tool {
    Tool { package, program, reason }
}

/// Every program that tests call.
pub const TOOLS: &[Tool] = &[
    tool("acl", "setfacl", "access control lists that have to travel"),
    tool("attr", "setfattr", "extended attributes that have to travel"),
    tool("binutils", "nm", "what a library exports, and which libraries it needs"),
    tool("fuse3", "fusermount3", "file systems that fail, tear writes and hang on demand"),
    tool("g++", "g++", "handlers written in C++ against mobsync.h"),
    tool("git", "git", "repositories that the example handlers keep in step"),
    tool("python3", "python3", "handlers written in Python"),
    tool("util-linux", "losetup", "a file system of a block device, which is told of syncfs"),
    tool("valgrind", "valgrind", "memory that C++ and Rust lend each other"),
];

/// Makes sure that all tools are there: installs the missing ones on Debian as root, otherwise fails and says what to do.
pub fn ensure() -> Result<()> {
    let missing = missing(|program| shell::find(program).is_some());
    if missing.is_empty() {
        return Ok(());
    }
    if shell::find("apt-get").is_none() || shell::user_id() != Some(0) {
        bail!("{}", advice(&missing));
    }
    install(&missing).map_err(|error| anyhow!("{error:#}\n{}", advice(&missing)))?;
    let still = self::missing(|program| shell::find(program).is_some());
    if still.is_empty() { Ok(()) } else { bail!("apt-get succeeded, but {}", advice(&still)) }
}

fn missing(has: impl Fn(&str) -> bool) -> Vec<Tool> {
    TOOLS.iter().filter(|tool| !has(tool.program)).copied().collect()
}

fn advice(missing: &[Tool]) -> String {
    let mut lines = vec!["the tests need programs that are not here:".to_owned()];
    lines.extend(
        missing.iter().map(|tool| format!("  {} (Debian package {}): {}", tool.program, tool.package, tool.reason)),
    );
    let packages: Vec<_> = missing.iter().map(|tool| tool.package).collect();
    lines.push(format!("on Debian: sudo apt-get install {}", packages.join(" ")));
    lines.join("\n")
}

fn install(missing: &[Tool]) -> Result<()> {
    for tool in missing {
        println!("xtask test: installing {} ({})", tool.package, tool.reason);
    }
    let packages = missing.iter().map(|tool| tool.package);
    shell::output(apt().arg("update"))?;
    shell::output(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))?;
    Ok(())
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    apt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Tree, has_word};
    use crate::workspace;

    #[test]
    fn only_what_is_missing_is_named() {
        let missing = missing(|program| program != "nm" && program != "losetup");
        assert_eq!(missing.iter().map(|tool| tool.package).collect::<Vec<_>>(), ["binutils", "util-linux"]);
    }

    #[test]
    fn the_advice_names_program_package_reason_and_command() {
        let text = advice(&[TOOLS[0]]);
        for part in ["setfacl", "package acl", TOOLS[0].reason, "sudo apt-get install acl"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn each_tool_is_listed_once_with_a_reason() {
        let packages: std::collections::BTreeSet<_> = TOOLS.iter().map(|tool| tool.package).collect();
        assert_eq!(packages.len(), TOOLS.len());
        assert!(TOOLS.iter().all(|tool| tool.reason.len() > 10 && !tool.program.is_empty()));
    }

    #[test]
    fn each_tool_is_called_by_some_test() {
        let root = workspace::root();
        let tree = Tree::load(&root).unwrap();
        let ours = tree.rust.iter().map(|file| &file.path).filter(|path| path.starts_with("crates"));
        let sources: Vec<_> = ours.map(|path| std::fs::read_to_string(root.join(path)).unwrap()).collect();
        let is_called = |tool: &Tool| sources.iter().any(|source| has_word(source, tool.program));
        let idle: Vec<_> = TOOLS.iter().filter(|tool| !is_called(tool)).map(|tool| tool.program).collect();
        assert_eq!(idle, [""; 0]);
    }
}
