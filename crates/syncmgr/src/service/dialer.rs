//! Connections that handlers ask for, as shell commands of the configuration (`[connections.NAME]`).

use std::path::PathBuf;
use std::process::{Command, Stdio};

use syncmgr_core::Dialer;
use syncmgr_proto::Code;

use crate::config::{Config, Connection};

/// Runs the commands that the configuration names; it is read afresh for each use.
pub struct ShellDialer {
    /// The configuration file.
    pub config: PathBuf,
}

impl ShellDialer {
    fn find(&self, name: Option<&str>) -> Option<Connection> {
        Config::load(&self.config).ok()?.connection(name).cloned()
    }
}

impl Dialer for ShellDialer {
    fn up(&self, name: Option<&str>) -> Code {
        match self.find(name) {
            Some(connection) if shell(&connection.up) => Code::OK,
            Some(_) => Code::FAIL,
            None => Code::INVALID_ARG,
        }
    }

    fn meant(&self, name: Option<&str>) -> Option<String> {
        let default = || Config::load(&self.config).ok()?.default_connection().map(str::to_owned);
        name.map(str::to_owned).or_else(default)
    }

    fn down(&self, name: Option<&str>) {
        if let Some(down) = self.find(name).and_then(|connection| connection.down) {
            // The session is over: whoever wrote the command has to see to its failures.
            let _ = shell(&down);
        }
    }
}

/// Whether a command ended well; what it prints is not ours to show.
fn shell(command: &str) -> bool {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null()).stdout(Stdio::null());
    shell.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_bring_connections_up_and_down() {
        let dir = tempfile::tempdir().unwrap();
        let (config, log) = (dir.path().join("config.toml"), dir.path().join("log"));
        let note = |word: &str| format!("echo {word} >> '{}'", log.display());
        let text = format!(
            "[connections.office]\nup = \"{}\"\ndown = \"{}\"\ndefault = true\n[connections.broken]\nup = \"exit 3\"\n",
            note("up"),
            note("down")
        );
        std::fs::write(&config, text).unwrap();
        let dialer = ShellDialer { config };
        assert_eq!(dialer.meant(None).as_deref(), Some("office"));
        for (name, code) in [
            (None, Code::OK),
            (Some("office"), Code::OK),
            (Some("broken"), Code::FAIL),
            (Some("unknown"), Code::INVALID_ARG),
        ] {
            assert_eq!(dialer.up(name), code, "{name:?}");
        }
        for name in [None, Some("broken"), Some("unknown")] {
            dialer.down(name);
        }
        assert_eq!(std::fs::read_to_string(log).unwrap(), "up\nup\ndown\n");
    }
}
