//! The handler of `examples/handlers/cpp`, on real repositories.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use syncmgr_proto::Code;

use crate::build::{manifest, module};
use crate::child::Host;

const CLASS: &str = "2b6c1f0a-6d6d-4c0e-9d5b-5e0a6a2f7c11";

fn git(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=x", "-c", "user.email=x@example.org"]).args(words);
    let output = command.output().unwrap_or_else(|error| panic!("this test needs git: {error}"));
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A repository that both sides clone, in a folder with a configuration that lists the clone `mine`.
fn world() -> tempfile::TempDir {
    let world = tempfile::tempdir().unwrap();
    let at = world.path();
    git(at, &["init", "--quiet", "--bare", "-b", "main", "shared"]);
    for clone in ["theirs", "mine"] {
        git(at, &["clone", "--quiet", "shared", clone]);
        if clone == "theirs" {
            commit(&at.join(clone), "first");
            git(&at.join(clone), &["push", "--quiet", "-u", "origin", "HEAD:main"]);
        }
    }
    let config = at.join("config/syncmgr-git");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("repositories"), format!("{}/\n# no path\n", at.join("mine").display())).unwrap();
    world
}

fn commit(repository: &Path, name: &str) {
    fs::write(repository.join(name), name).unwrap();
    git(repository, &["add", name]);
    git(repository, &["commit", "--quiet", "-m", name]);
}

/// The handler, up to its items.
fn started(world: &Path) -> (Host, Vec<Value>) {
    let built = module("git-handler", &manifest("../../examples/handlers/cpp/git_handler.cpp"), &[]);
    let config = world.join("config");
    let mut host = Host::start_with(&built, CLASS, &[("XDG_CONFIG_HOME", config.to_str().unwrap())]);
    assert_eq!(host.code("Initialize", json!({"protocol": 1, "flags": 0x203, "event": "manual"})), Code::OK);
    assert_eq!(host.call("GetHandlerInfo", json!({}))["name"], "Git repositories");
    let list = host.call("EnumSyncMgrItems", json!({}));
    host.code("SetProgressCallback", json!({"set": true}));
    (host, list["items"].as_array().unwrap().clone())
}

/// Prepares and synchronizes; returns how it ended.
fn synchronize(host: &mut Host, item: &Value) -> Value {
    assert_eq!(host.code("PrepareForSync", json!({"items": [item["id"]]})), Code::OK);
    host.until("PrepareForSyncCompleted");
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    host.until("SynchronizeCompleted")["params"]["code"].clone()
}

/// Proves: R-SYS-2, R-SYS-3
#[test]
fn changes_travel_both_ways() {
    let world = world();
    let (theirs, mine) = (world.path().join("theirs"), world.path().join("mine"));
    commit(&theirs, "their work");
    git(&theirs, &["push", "--quiet"]);
    let (mut host, items) = started(world.path());
    assert_eq!((items.len(), &items[0]["name"]), (1, &json!("mine")));
    assert_eq!(synchronize(&mut host, &items[0]), "S_OK");
    assert!(mine.join("their work").exists());
    let last = host.heard.iter().rfind(|message| message["method"] == "Progress").unwrap();
    assert_eq!(last["params"]["status"], "succeeded");
    assert_eq!(last["params"]["value"], 3);
    assert!(host.end().status.success());

    commit(&mine, "my work");
    let (mut host, items) = started(world.path());
    assert!(items[0]["last_update"].is_string(), "{items:?}");
    assert_eq!(synchronize(&mut host, &items[0]), "S_OK");
    git(&theirs, &["pull", "--quiet"]);
    assert!(theirs.join("my work").exists());
}

#[test]
fn what_parted_is_told_and_tried_again_on_demand() {
    let world = world();
    let (theirs, mine) = (world.path().join("theirs"), world.path().join("mine"));
    git(&mine, &["pull", "--quiet"]);
    commit(&mine, "my work");
    commit(&theirs, "their work");
    git(&theirs, &["push", "--quiet"]);
    let (mut host, items) = started(world.path());
    assert_eq!(synchronize(&mut host, &items[0]), "E_FAIL");
    let message = host.until("LogError")["params"].clone();
    let text = message["text"].as_str().unwrap();
    assert!(message["jump"] == true && text.contains("updating failed") && !text.contains('\n'), "{message}");

    git(&mine, &["pull", "--quiet", "--rebase"]);
    host.heard.clear();
    assert_eq!(host.code("ShowError", json!({"error": message["error"]})), Code::OK);
    let completed = host.until("ShowErrorCompleted")["params"].clone();
    assert_eq!(completed, json!({"code": "S_SYNCMGR_RETRYSYNC", "items": [items[0]["id"]]}));
    assert!(host.heard.iter().any(|heard| heard["method"] == "DeleteLogError"));
    host.heard.clear();
    assert_eq!(synchronize(&mut host, &items[0]), "S_OK");
}

/// Proves: R-PRG-3
#[test]
fn a_cancel_ends_the_work_and_leaves_the_rest() {
    let world = world();
    let (mut host, items) = started(world.path());
    assert_eq!(host.code("PrepareForSync", json!({"items": [items[0]["id"]]})), Code::OK);
    host.cancel(None);
    assert_eq!(host.code("Synchronize", json!({})), Code::OK);
    let completed = host.until("SynchronizeCompleted")["params"]["code"].clone();
    assert_eq!(completed, "E_FAIL");
    let last = host.heard.iter().rfind(|message| message["method"] == "Progress").unwrap();
    assert_eq!(last["params"]["status"], "skipped");
}
