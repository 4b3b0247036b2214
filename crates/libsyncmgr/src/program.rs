//! The program that does the work: where it is, and one question to it.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use syncmgr_proto::library::{COMMAND, Call, Reply};

use crate::sys;

/// Names the program.
const VARIABLE: &str = "SYNCMGR_PROGRAM";
const NAME: &str = "syncmgr";

/// Asks the program and waits for what it says. The environment is the caller's, and so are the folders it names.
pub fn ask(call: &Call) -> io::Result<Reply> {
    let program = locate(env::var_os(VARIABLE), sys::own_path().as_deref(), Path::is_file);
    let mut command = Command::new(program);
    command.arg(COMMAND);
    let reply = sys::exchange(command, &serde_json::to_vec(call)?)?;
    Ok(serde_json::from_slice(&reply)?)
}

/// Where the program is: as named, else beside the library, else wherever the path leads. A name that leads nowhere is not
/// passed over: another version would be called without anybody noticing.
fn locate(named: Option<OsString>, library: Option<&Path>, exists: impl Fn(&Path) -> bool) -> PathBuf {
    if let Some(named) = named.filter(|named| !named.is_empty()) {
        return named.into();
    }
    let file = format!("{NAME}{EXE_SUFFIX}");
    let beside = library.and_then(Path::parent).map(|folder| folder.join(file));
    beside.filter(|program| exists(program)).unwrap_or_else(|| NAME.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: A13
    #[test]
    fn a13_the_program_is_named_or_beside_or_in_the_path() {
        let library = Some("/opt/lib/libsyncmgr.so");
        for (named, library, exists, found) in [
            (Some("/x/y"), library, true, "/x/y"),
            (Some("/x/y"), library, false, "/x/y"),
            (Some(""), library, true, "/opt/lib/syncmgr"),
            (None, library, true, "/opt/lib/syncmgr"),
            (None, library, false, "syncmgr"),
            (None, None, true, "syncmgr"),
            (None, Some("libsyncmgr.so"), true, "syncmgr"),
        ] {
            let found_now = locate(named.map(OsString::from), library.map(Path::new), |_| exists);
            assert_eq!(found_now, PathBuf::from(found), "{named:?} {library:?} {exists}");
        }
    }
}
