//! Running other programs, with errors that name the command.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a command with the terminal as its own; an exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", text(command)))?;
    if !status.success() {
        bail!("{}: {status}", text(command));
    }
    Ok(())
}

/// Runs a command that has nothing to say unless it fails; returns its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", text(command)))?;
    if !out.status.success() {
        bail!("{}: {}\n{}", text(command), out.status, String::from_utf8_lossy(&out.stderr).trim_end());
    }
    String::from_utf8(out.stdout).with_context(|| format!("{}: output is not UTF-8", text(command)))
}

/// The cargo that runs this tool, so that a toolchain chosen by the caller stays chosen.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Looks a program up in PATH, and in the system directories that a user's PATH may lack.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(system).map(|dir| dir.join(program)).find(|file| is_executable(file))
}

/// The number of the user this process runs as, `None` where there is no `id` program.
pub fn user_id() -> Option<u32> {
    output(Command::new("id").arg("-u")).ok()?.trim().parse().ok()
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file() || file.with_extension("exe").is_file()
}

/// The command as one would type it.
fn text(command: &Command) -> String {
    let words: Vec<_> =
        std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named_with_its_complaint() {
        let error = output(Command::new("sh").args(["-c", "echo broken >&2; exit 3"])).unwrap_err().to_string();
        assert!(error.starts_with("sh -c echo broken"), "{error}");
        assert!(error.contains("broken") && error.contains('3'), "{error}");
    }

    #[test]
    fn what_succeeds_hands_back_its_output() {
        assert_eq!(output(Command::new("echo").arg("yes")).unwrap(), "yes\n");
        assert!(run(Command::new("true").stdin(Stdio::null())).is_ok());
        assert!(run(&mut Command::new("false")).is_err());
    }

    #[test]
    fn programs_are_found_or_not() {
        assert!(find("sh").is_some());
        assert_eq!(find("no-such-program-as-this"), None);
    }
}
