//! What a finished command cost.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// GNU time: a small parent that waits for the command. A child of this process would count our memory as its own peak.
const GNU_TIME: &str = "/usr/bin/time";

/// The cost of one command, its children included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of processor time, user and system.
    pub cpu: f64,
    /// Peak of resident memory, in MiB.
    pub peak_mib: f64,
}

/// Runs `command` with `vars` set; output is thrown away, a failure is an error with the end of what it said.
pub fn cost(command: &[String], vars: &[(&str, &Path)]) -> Result<Cost> {
    if !Path::new(GNU_TIME).exists() {
        bail!("needs GNU time as {GNU_TIME} (Debian package time)");
    }
    let report = tempfile::NamedTempFile::new()?;
    let mut time = Command::new(GNU_TIME);
    time.args(["-f", "%U %S %M", "-o"]).arg(report.path()).args(command).envs(vars.iter().copied());
    let start = Instant::now();
    let out = time.stdin(Stdio::null()).stdout(Stdio::null()).output()?;
    let wall = start.elapsed().as_secs_f64();
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        let end = said.char_indices().rev().nth(2000).map_or(0, |(at, _)| at);
        bail!("{}: {}\n{}", command.join(" "), out.status, &said[end..]);
    }
    let text = std::fs::read_to_string(report.path())?;
    parse(&text, wall).with_context(|| format!("GNU time said {text:?}"))
}

fn parse(report: &str, wall: f64) -> Option<Cost> {
    let mut numbers = report.split_whitespace().map(str::parse::<f64>);
    let mut next = || numbers.next()?.ok();
    let (user, system, kib) = (next()?, next()?, next()?);
    Some(Cost { wall, cpu: user + system, peak_mib: kib / 1024.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_read() {
        assert_eq!(parse("0.5 0.25 2048\n", 1.0), Some(Cost { wall: 1.0, cpu: 0.75, peak_mib: 2.0 }));
        assert_eq!(parse("Command terminated by signal 9", 1.0), None);
    }

    #[test]
    fn a_command_is_measured_or_its_failure_told() {
        if !Path::new(GNU_TIME).exists() {
            return;
        }
        let shell = |script: &str| cost(&["sh".into(), "-c".into(), script.into()], &[("SAID", Path::new("so"))]);
        assert!(shell("test \"$SAID\" = so").unwrap().peak_mib > 0.1);
        let error = shell("echo no good >&2; exit 4").unwrap_err().to_string();
        assert!(error.contains("no good"), "{error}");
    }
}
