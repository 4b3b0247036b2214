//! Runs the kit and reads its report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

/// How many breaches are tried at a time: they mostly wait.
const AT_ONCE: usize = 6;

/// A run of the kit that is being put together.
pub struct Kit {
    command: Command,
    _home: TempDir,
}

/// A report.
#[derive(Debug)]
pub struct Report {
    pub exit: i32,
    pub grade: String,
    /// Verdict and what was seen, by id.
    pub rows: BTreeMap<String, (String, String)>,
}

impl Kit {
    /// A run with these arguments, in a home of its own.
    pub fn new(arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_syncmgr"));
        command.args(["handler", "test", "--json"]).args(arguments).env("HOME", home.path());
        command.env_remove("XDG_CONFIG_HOME").env_remove("XDG_STATE_HOME");
        Self { command, _home: home }
    }

    /// A run with a module.
    pub fn of_module(module: &Path, clsid: &str, arguments: &[&str]) -> Self {
        Self::new(&[&[module.to_str().unwrap(), "--clsid", clsid], arguments].concat())
    }

    /// In this environment, too.
    pub fn with(mut self, key: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    /// The report.
    pub fn report(mut self) -> Report {
        let output = self.command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let Some((last, rows)) = lines.split_last() else {
            panic!("no report: {}", String::from_utf8_lossy(&output.stderr));
        };
        assert_eq!(last["kind"], "report");
        let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        let rows = rows.iter().map(|row| (text(row, "id"), (text(row, "verdict"), text(row, "seen")))).collect();
        Report { exit: output.status.code().unwrap(), grade: text(last, "grade"), rows }
    }
}

impl Report {
    /// What failed and what was advised.
    pub fn complaints(&self) -> BTreeSet<&str> {
        let is_one = |(_, (verdict, _)): &(&String, &(String, String))| verdict == "failed" || verdict == "advice";
        self.rows.iter().filter(is_one).map(|(id, _)| id.as_str()).collect()
    }

    /// What has a verdict.
    pub fn with(&self, verdict: &str) -> BTreeSet<&str> {
        self.rows.iter().filter(|(_, (of, _))| of == verdict).map(|(id, _)| id.as_str()).collect()
    }

    /// Requires that everything was kept that was seen, and that these were seen.
    #[track_caller]
    pub fn conforms(&self, seen: &[&str]) {
        assert_eq!((self.exit, self.grade.as_str()), (0, "conforms"), "{:#?}", self.rows);
        for id in seen {
            assert_eq!(self.rows[*id].0, "passed", "{id}: {:?}", self.rows[*id]);
        }
    }
}

/// How long a handler with a breach may be silent: not for long if silence is the breach, else as long as a busy machine needs.
pub fn patience(breach: &str) -> &'static str {
    if breach == "hang" || breach == "never" || breach.ends_with("-never") { "4" } else { "60" }
}

/// Tries breaches, several at a time: of each exactly these ids are complained of.
#[track_caller]
pub fn each(breaches: &[(&str, &[&str])], run: impl Fn(&str) -> Report + Sync) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((breach, ids)) = breaches.get(at) else { return };
                    let report = run(breach);
                    let wanted: BTreeSet<&str> = ids.iter().copied().collect();
                    if report.complaints() != wanted {
                        let seen: Vec<_> =
                            report.complaints().into_iter().map(|id| (id, report.rows[id].clone())).collect();
                        let missing: Vec<_> = wanted.iter().map(|id| (*id, report.rows[*id].clone())).collect();
                        let text = format!("{breach}: complained of {seen:#?}\nwanted {missing:#?}");
                        wrong.lock().unwrap().push(text);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
