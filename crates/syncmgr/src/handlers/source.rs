//! What the user writes to say where a handler comes from, checked as far as that is possible without running it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::elf::{self, Misfit};
use crate::error::CliError;

/// The absolute path of a module, if it looks like one that can be loaded.
pub fn module_path(module: &Path) -> Result<PathBuf, CliError> {
    let path = std::path::absolute(module)
        .map_err(|error| CliError::usage(format!("cannot use {}", module.display())).because(error))?;
    let shown = path.display();
    let mut head = Vec::new();
    let metadata = path.metadata().map_err(|error| {
        CliError::usage(format!("cannot read {shown}"))
            .because(error)
            .hint("a relative path counts from the current folder; write where the handler's .so file is")
    })?;
    if !metadata.is_file() {
        return Err(CliError::usage(format!("{shown} is no file")).hint("write the path of the handler's .so file"));
    }
    File::open(&path)
        .and_then(|file| file.take(elf::HEAD as u64).read_to_end(&mut head))
        .map_err(|error| CliError::usage(format!("cannot read {shown}")).because(error))?;
    match elf::check(&head) {
        Ok(()) => Ok(path),
        Err(Misfit::NoLibrary) => Err(CliError::usage(format!("{shown} is no shared library"))
            .hint("a handler written as a program is registered with --command 'PROGRAM ARGUMENTS'")),
        Err(Misfit::OtherMachine) => {
            Err(CliError::usage(format!("{shown} was built for another kind of machine than this program"))
                .hint(format!("build it for {}", std::env::consts::ARCH)))
        }
    }
}

/// A command line as words, the program first with its absolute path where it has one.
pub fn command_words(line: &str) -> Result<Vec<String>, CliError> {
    let Some(mut words) = shlex::split(line) else {
        return Err(CliError::usage(format!("a quote is open in the command `{line}`")));
    };
    let Some(program) = words.first() else {
        return Err(CliError::usage("the command is empty").hint("write --command 'PROGRAM ARGUMENTS'"));
    };
    let found = find_program(program).ok_or_else(|| {
        if program.contains('/') && Path::new(program).is_file() {
            return CliError::usage(format!("the program `{program}` may not be executed"))
                .hint(format!("`chmod +x {program}`"));
        }
        CliError::usage(format!("there is no program `{program}`"))
            .hint("write its whole path, or put its folder into PATH")
    })?;
    if program.contains('/') {
        words[0] = found.to_str().map(str::to_owned).ok_or_else(|| no_text(&found))?;
    }
    Ok(words)
}

/// A path that cannot be kept.
pub fn no_text(path: &Path) -> CliError {
    CliError::usage(format!("the path {} is not valid UTF-8 and cannot be kept", path.display()))
        .hint("move the file to a folder with an ordinary name")
}

/// The program that the system would start for a name, or the absolute path of one that was written as a path.
fn find_program(name: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return std::path::absolute(name).ok().filter(|path| is_executable(path));
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(OsStr::new(name))).find(|path| is_executable(path))
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_split_like_a_shell_does() {
        assert_eq!(command_words("sh -c 'a  b' \"c d\"").unwrap(), ["sh", "-c", "a  b", "c d"]);
        assert_eq!(command_words("/bin/sh").unwrap(), ["/bin/sh"]);
    }

    #[test]
    fn bad_commands_say_what_is_wrong() {
        for (line, message) in [
            ("", "the command is empty"),
            ("  ", "the command is empty"),
            ("sh 'a", "a quote is open in the command `sh 'a`"),
            ("no-such-program-here", "there is no program `no-such-program-here`"),
            ("/etc/hostname-or-not x", "there is no program `/etc/hostname-or-not`"),
            ("/tmp", "there is no program `/tmp`"),
            ("/etc/passwd x", "the program `/etc/passwd` may not be executed"),
        ] {
            assert_eq!(command_words(line).unwrap_err().message(), message, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_a_module_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let text = dir.path().join("a.so");
        std::fs::write(&text, "INPUT(libreal.so)\n").unwrap();
        assert!(module_path(&text).unwrap_err().message().ends_with("a.so is no shared library"));
        assert!(module_path(dir.path()).unwrap_err().message().ends_with("is no file"));
        assert!(module_path(&dir.path().join("none.so")).unwrap_err().message().contains("cannot read"));
    }
}
