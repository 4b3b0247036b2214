//! The programs that tests call, where they come from, and how to get them.

use std::process::Command;

use anyhow::{Result, bail};

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

/// All of them.
pub const TOOLS: &[Tool] = &[
    tool("acl", "setfacl", "access control lists that have to travel"),
    tool("attr", "setfattr", "extended attributes that have to travel"),
    tool("btrfs-progs", "mkfs.btrfs", "a file system that clones files and holds subvolumes"),
    tool("dosfstools", "mkfs.vfat", "a file system without case, permissions, links and fine times"),
    tool("e2fsprogs", "mkfs.ext4", "small and full file systems of the usual kind"),
    tool("fuse3", "fusermount3", "file systems that fail, tear writes and hang on demand"),
    tool("g++", "g++", "handlers written in C++ against mobsync.h"),
    tool("openssh-server", "sshd", "synchronization over ssh with a server on this machine"),
    tool("rsync", "rsync", "an independent opinion whether two trees are equal"),
    tool("util-linux", "losetup", "images mounted as file systems, mount namespaces"),
    tool("valgrind", "valgrind", "memory that C++ and Rust lend each other"),
    tool("xfsprogs", "mkfs.xfs", "a file system that clones files"),
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
    install(&missing)?;
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

    #[test]
    fn only_what_is_missing_is_named() {
        let missing = missing(|program| program != "sshd" && program != "rsync");
        assert_eq!(missing.iter().map(|tool| tool.package).collect::<Vec<_>>(), ["openssh-server", "rsync"]);
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
}
