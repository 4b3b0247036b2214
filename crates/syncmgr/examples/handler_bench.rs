//! Measures what a handler in a module pays for `Progress`, by its own clock, while `com-host` tells the manager:
//! `cargo build --release && cargo run --release -p syncmgr --example handler_bench`. It needs g++.

#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

const CLASS: &str = "{0badf00d-0001-0002-0003-000000000000}";
const ITEM: &str = "{0badf00d-0001-0002-0003-000000000001}";
const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    // target/release/examples/handler_bench → target/release/syncmgr
    let own = env::current_exe()?;
    let program = own.ancestors().nth(2).ok_or("no folder of programs")?.join("syncmgr");
    let folder = tempfile::tempdir()?;
    let module = folder.path().join("handler.so");
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = Command::new("g++")
        .args(["-std=c++17", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", "-I"])
        .arg(crates.join("../mobsync/include"))
        .arg(crates.join("tests/cpp/handler.cpp"))
        .arg("-o")
        .arg(&module)
        .status()?;
    if !built.success() {
        return Err("the handler does not compile".into());
    }
    for (what, action) in [("without text", "flood:1000000"), ("text of 55 characters", "textflood:200000")] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(session(&program, &module, &folder.path().join("log"), action)?);
        }
        rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (nanoseconds, lines) = rounds[ROUNDS / 2];
        println!(
            "Progress through com-host, {what}: {nanoseconds:.0} ns for the handler, {lines} lines to the manager"
        );
    }
    Ok(())
}

/// One session; returns nanoseconds for a call, and how many reports the manager got.
fn session(program: &Path, module: &Path, log: &Path, action: &str) -> Result<(f64, usize), Box<dyn Error>> {
    let _ = fs::remove_file(log);
    let script = format!("other.Synchronize={action};after.Synchronize=done:sync");
    let mut child = Command::new(program)
        .arg("com-host")
        .arg(module)
        .arg(CLASS)
        .env("TEST_HANDLER", script)
        .env("TEST_HANDLER_LOG", log)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no pipe")?;
    writeln!(input, r#"{{"id":1,"method":"Initialize","params":{{"protocol":1,"flags":3,"event":"manual"}}}}"#)?;
    writeln!(input, r#"{{"id":2,"method":"EnumSyncMgrItems"}}"#)?;
    writeln!(input, r#"{{"id":3,"method":"SetProgressCallback","params":{{"set":true}}}}"#)?;
    writeln!(input, r#"{{"id":4,"method":"PrepareForSync","params":{{"items":["{ITEM}"]}}}}"#)?;
    writeln!(input, r#"{{"id":5,"method":"Synchronize"}}"#)?;
    let mut reports = 0;
    for line in BufReader::new(child.stdout.take().ok_or("no pipe")?).lines() {
        let line = line?;
        reports += usize::from(line.contains("\"Progress\""));
        if line.contains("SynchronizeCompleted") {
            break;
        }
    }
    drop(input);
    child.wait()?;
    let log = fs::read_to_string(log)?;
    let spent = log.lines().find_map(|line| line.split_once("flood -> ")).ok_or("nothing was measured")?.1;
    Ok((spent.split(' ').next().unwrap_or_default().parse()?, reports))
}
