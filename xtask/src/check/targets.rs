//! What is to run everywhere compiles for every target that is installed, not only for this machine.

use std::path::Path;
use std::process::Command;

use super::violation::Violation;
use crate::shell;

const RULE: &str = "targets";

/// The engine, the contract, and the protocol with the library for programs, each with what it needs to compile without a C
/// compiler for the target.
const CRATES: [(&[&str], Option<&str>); 3] = [
    (&["foldsync"], Some("blake3/pure")),
    (&["mobsync"], None),
    (&["syncmgr-proto", "libsyncmgr"], Some("blake3/pure")),
];

/// Compiles them for each installed target but this machine's own; without rustup there is none.
pub fn check(root: &Path) -> Vec<Violation> {
    let installed = shell::output(Command::new("rustup").args(["target", "list", "--installed"])).unwrap_or_default();
    let version = shell::output(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let mut violations = Vec::new();
    for target in others(&installed, &version) {
        for (packages, feature) in CRATES {
            if let Err(error) = compile(root, packages, feature, target) {
                let manifest = format!("crates/{}/Cargo.toml", packages[0]);
                violations.push(Violation::error(RULE, &manifest, 1, format!("for {target}: {error}")));
            }
        }
    }
    violations
}

/// The installed targets besides the host that `rustc -vV` names.
fn others<'a>(installed: &'a str, version: &str) -> Vec<&'a str> {
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    installed.lines().map(str::trim).filter(|target| !target.is_empty() && *target != host).collect()
}

fn compile(root: &Path, packages: &[&str], feature: Option<&str>, target: &str) -> anyhow::Result<String> {
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["check", "--quiet", "--lib", "--target", target]);
    cargo.args(packages.iter().flat_map(|package| ["--package", package]));
    cargo.args(feature.iter().flat_map(|feature| ["--features", feature]));
    shell::output(&mut cargo)
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
