//! The engine compiles for every target that is installed, not only for this machine.

use std::path::Path;
use std::process::Command;

use super::violation::Violation;
use crate::shell;

const RULE: &str = "targets";
const MANIFEST: &str = "crates/foldsync/Cargo.toml";

/// Compiles the engine for each installed target but this machine's own; without rustup there is none.
pub fn check(root: &Path) -> Vec<Violation> {
    let installed = shell::output(Command::new("rustup").args(["target", "list", "--installed"])).unwrap_or_default();
    let version = shell::output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let failed = |target: &str| compile(root, target).err().map(|error| (target.to_owned(), error));
    let failures = others(&installed, &version).into_iter().filter_map(failed);
    failures.map(|(target, error)| Violation::error(RULE, MANIFEST, 1, format!("for {target}: {error}"))).collect()
}

/// The installed targets besides the host that `rustc -vV` names.
fn others<'a>(installed: &'a str, version: &str) -> Vec<&'a str> {
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    installed.lines().map(str::trim).filter(|target| !target.is_empty() && *target != host).collect()
}

/// With the hash function in plain Rust, so that no C compiler for the target is needed.
fn compile(root: &Path, target: &str) -> anyhow::Result<String> {
    let args = ["check", "--quiet", "--package", "foldsync", "--lib", "--features", "blake3/pure", "--target", target];
    shell::output(shell::cargo().current_dir(root).args(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_left_out() {
        let version = "rustc 1.95.0\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0";
        let installed = "aarch64-apple-darwin\nx86_64-unknown-linux-gnu\nx86_64-pc-windows-msvc\n";
        assert_eq!(others(installed, version), ["aarch64-apple-darwin", "x86_64-pc-windows-msvc"]);
        assert_eq!(others("", version), [""; 0]);
    }
}
