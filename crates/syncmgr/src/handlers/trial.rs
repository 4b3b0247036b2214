//! Trying a module before it is registered, in a process of its own.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use syncmgr_proto::HandlerId;

use crate::error::CliError;

/// How long a module may take to make a handler.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(5);

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// The module gives a handler of the class.
    Well,
    /// It does not, and said so.
    Refused(String),
    /// It crashed or hung, which it may not do the next time.
    Unclear(String),
}

/// Has a child load the module and make a handler of the class.
pub fn try_module(module: &Path, clsid: HandlerId) -> Result<Trial, CliError> {
    let cannot = |error| CliError::other("cannot start a process to try the module").because(error);
    let program = std::env::current_exe().map_err(cannot)?;
    let mut command = Command::new(program);
    command.args(["--json", "com-host", "--check"]).arg(module).arg(clsid.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(cannot)?;
    // Read aside: a module that prints much must not wait for somebody to read it.
    let stderr = child.stderr.take();
    let said = thread::spawn(move || {
        let mut text = Vec::new();
        // What cannot be read was not said.
        let _ = stderr.map(|stderr| stderr.take(1 << 20).read_to_end(&mut text));
        text
    });
    let Some(status) = wait(&mut child) else {
        return Ok(Trial::Unclear(format!("it did not make a handler within {} s", PATIENCE.as_secs())));
    };
    if status.success() {
        return Ok(Trial::Well);
    }
    let said = said.join().unwrap_or_default();
    Ok(match (status.code(), message(&said)) {
        (Some(_), Some(message)) => Trial::Refused(message),
        (Some(code), None) => Trial::Unclear(format!("it ended the process with code {code}")),
        (None, _) => Trial::Unclear("it crashed".to_owned()),
    })
}

/// How the process ended; `None`: it hung and was ended.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(LOOK),
            _ => {
                // It may have ended just now.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// The error among what the process and the module printed.
fn message(said: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(said);
    text.lines().rev().find_map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        (value["kind"] == "error").then(|| value["message"].as_str().map(str::to_owned))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_found_among_other_output() {
        let said = b"noise\n{\"kind\":\"error\",\"message\":\"no class\"}\n{\"kind\":\"x\"}\nmore";
        assert_eq!(message(said).as_deref(), Some("no class"));
        assert_eq!(message(b"{\"message\":\"x\"}\n"), None);
    }
}
