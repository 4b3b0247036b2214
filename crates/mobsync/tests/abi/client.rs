//! A handler written in Rust is driven from C++.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::toolchain::{compiler, folder, is_installed, succeed, valgrind};

/// Builds the module that `examples/notebook_handler.rs` becomes. `cargo test --examples` would make it a test instead.
fn notebook() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let target = program.ancestors().nth(3).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--offline", "--quiet", "--example", "notebook_handler", "--target-dir"]).arg(target);
    succeed(cargo.current_dir(folder(".")));
    let name = format!("{}notebook_handler{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    target.join("debug/examples").join(name)
}

fn client(folder: &Path) -> PathBuf {
    let binary = folder.join("client");
    succeed(compiler("g++", "c++17").args(["-g", "-O1", "client.cpp", "-ldl", "-o"]).arg(&binary));
    binary
}

/// Proves: R-ABI-3, R-ABI-5, R-ABI-8, R-SYS-10, R-CB-2, R-CB-4, R-CB-7
#[test]
fn a_cpp_manager_drives_a_rust_handler_with_exact_counts() {
    let folder = tempfile::tempdir().unwrap();
    succeed(Command::new(client(folder.path())).arg(notebook()));
}

#[test]
fn the_cpp_manager_is_clean_under_valgrind() {
    let folder = tempfile::tempdir().unwrap();
    succeed(valgrind(&client(folder.path())).arg(notebook()));
}

#[test]
fn a_module_exports_its_two_functions() {
    if cfg!(target_os = "linux") && is_installed("nm") {
        let output = succeed(Command::new("nm").args(["-D", "--defined-only"]).arg(notebook()));
        let text = String::from_utf8(output.stdout).unwrap();
        let mut names: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().last()).collect();
        names.sort_unstable();
        assert_eq!(names, ["DllCanUnloadNow", "DllGetClassObject"]);
    }
}
