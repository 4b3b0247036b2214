//! Modules for the tests, built by g++ when they are needed and kept for the other tests of the run.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The configurable handler of `tests/cpp`.
pub fn handler() -> PathBuf {
    let sources = manifest("../syncmgr/tests/cpp");
    module("handler", &sources.join("handler.cpp"), &[&sources.join("script.hpp")])
}

/// The folder of this crate, or something in it.
pub fn manifest(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Builds a module.
pub fn module(name: &str, source: &Path, others: &[&Path]) -> PathBuf {
    kept(&format!("{name}.so"), source, others, &MODULE)
}

const MODULE: [&str; 3] = ["-shared", "-fPIC", "-fvisibility=hidden"];

/// Builds something once. The name of the result depends on what it is built from, so that nothing old is used.
pub fn kept(name: &str, source: &Path, others: &[&Path], arguments: &[&str]) -> PathBuf {
    let header = manifest("../mobsync/include/mobsync.h");
    let mut hasher = DefaultHasher::new();
    for file in [source, &header].iter().chain(others) {
        fs::read(file).unwrap().hash(&mut hasher);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let built = folder.join(format!("{:016x}-{name}", hasher.finish()));
    // Tests run in processes of their own; the first one builds.
    let lock = File::create(folder.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    if !built.exists() {
        let fresh = folder.join(format!("{name}.building"));
        let mut compiler = Command::new("g++");
        for seen in others.iter().chain([&header.as_path()]).filter_map(|file| file.parent()) {
            compiler.arg("-I").arg(seen);
        }
        compile(compiler.args(["-g", "-O1"]).arg(source).args(arguments), &fresh);
        fs::rename(fresh, &built).unwrap();
    }
    built
}

/// Builds a module from a line of C++.
pub fn small_module(folder: &Path, name: &str, code: &str, arguments: &[&str]) -> PathBuf {
    let source = folder.join(format!("{name}.cpp"));
    fs::write(&source, code).unwrap();
    let built = folder.join(format!("{name}.so"));
    compile(Command::new("g++").args(MODULE).arg(&source).args(arguments), &built);
    built
}

fn compile(command: &mut Command, output: &Path) {
    command.args(["-std=c++17", "-Wall", "-Wextra", "-Werror", "-pthread"]);
    let result = command.arg("-o").arg(output).output();
    let result = result.unwrap_or_else(|error| panic!("these tests need g++ (Debian: apt-get install g++): {error}"));
    assert!(result.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&result.stderr));
}
