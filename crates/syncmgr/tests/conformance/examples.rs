//! The handlers of `examples/handlers` and of `mobsync`, at their real work, conform.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::{manifest, module};
use crate::kit::Kit;

fn example(path: &str) -> PathBuf {
    manifest("../../examples/handlers").join(path)
}

/// An example of another crate, built unless that was done since it was written.
fn built(package: &str, source: &Path, name: &str, file: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let built = target.join("debug/examples").join(file);
    let time = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    if time(&built) < time(source) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--offline", "--quiet", "-p", package, "--example", name, "--target-dir"]).arg(target);
        assert!(cargo.status().unwrap().success());
    }
    built
}

fn git(folder: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=x", "-c", "user.email=x@example.org"]).args(words);
    let output = command.output().unwrap_or_else(|error| panic!("this test needs git: {error}"));
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A shared repository with one commit, and clones of it: the last one has gone another way.
fn repositories(at: &Path, clones: &[&str]) {
    git(at, &["init", "--quiet", "--bare", "-b", "main", "shared"]);
    for clone in clones {
        git(at, &["clone", "--quiet", "shared", clone]);
        let folder = at.join(clone);
        fs::write(folder.join(clone), clone).unwrap();
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "-m", clone]);
        if clone == &clones[0] {
            git(&folder, &["push", "--quiet", "-u", "origin", "HEAD:main"]);
        }
    }
}

/// Proves: R-SYS-10, R-REG-3, R-SYN-9, R-SHE-7
#[test]
fn the_git_handler() {
    let world = tempfile::tempdir().unwrap();
    repositories(world.path(), &["one", "two", "parted"]);
    git(&world.path().join("two"), &["pull", "--quiet", "--rebase"]);
    let list = ["one", "two", "parted"].map(|clone| world.path().join(clone).display().to_string()).join("\n");
    let config = world.path().join("config/syncmgr-git");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("repositories"), list).unwrap();
    let handler = module("git-handler", &example("cpp/git_handler.cpp"), &[]);
    let kit = Kit::of_module(&handler, "2b6c1f0a-6d6d-4c0e-9d5b-5e0a6a2f7c11", &[]);
    let report = kit.with("XDG_CONFIG_HOME", world.path().join("config")).report();
    report.conforms(&["R-SYN-3", "R-SYC-1", "R-PRG-5", "R-PRG-6", "R-SHE-7", "R-SHE-11", "R-SYN-9", "D-21", "D-14"]);
}

#[test]
fn the_shell_handler() {
    let world = tempfile::tempdir().unwrap();
    repositories(world.path(), &["one"]);
    let script = example("shell/git-mirror.sh");
    let at = world.path().display();
    let command = format!("'{}' '{at}/shared' '{at}/mirror'", script.display());
    Kit::new(&["--command", &command]).report().conforms(&["R-SYN-3", "R-SYC-1", "K-20", "K-22", "K-24"]);
    assert!(world.path().join("mirror/HEAD").exists(), "it was its real work");
}

#[test]
fn the_python_handler() {
    let world = tempfile::tempdir().unwrap();
    fs::write(world.path().join("a.ics"), "BEGIN:VCALENDAR\nEND:VCALENDAR\n").unwrap();
    let (script, at) = (example("python/calendars.py"), world.path().display());
    let command =
        format!("python3 '{}' '{at}/kept' work='file://{at}/a.ics' home='file://{at}/a.ics'", script.display());
    Kit::new(&["--command", &command]).report().conforms(&["R-SYN-3", "R-SYC-1", "K-20", "K-22", "K-24"]);
    assert!(world.path().join("kept/work.ics").exists(), "it was its real work");
}

#[test]
fn the_rust_handler() {
    let world = tempfile::tempdir().unwrap();
    for card in ["card", "phone"] {
        fs::create_dir(world.path().join(card)).unwrap();
        fs::write(world.path().join(card).join("1.jpg"), card).unwrap();
    }
    let at = world.path().display();
    let handler = built("syncmgr-core", &example("rust/import_photos.rs"), "import_photos", "import_photos");
    let command = format!("'{}' '{at}/photos' '{at}/card' '{at}/phone'", handler.display());
    Kit::new(&["--command", &command]).report().conforms(&["R-SYN-3", "R-SYC-1", "K-20", "K-22", "K-24"]);
    assert!(world.path().join("photos").exists(), "it was its real work");
}

/// Proves: R-SYS-10, R-INI-16, R-SHE-9
#[test]
fn the_notebook() {
    let name = format!("{}notebook_handler{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let source = manifest("../mobsync/examples/notebook_handler.rs");
    let handler = built("mobsync", &source, "notebook_handler", &name);
    let report = Kit::of_module(&handler, "7e0f2b9c-52b7-4b9e-9f5a-6b1d3c0a8e11", &["--ui"]).report();
    report
        .conforms(&["R-SYN-3", "R-SYC-1", "R-SIS-3", "R-PRG-5", "R-PRG-6", "R-SHE-7", "R-SHE-9", "R-EMO-4", "R-SPC-2"]);
}
