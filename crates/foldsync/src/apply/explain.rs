//! What went wrong with one path, in words that lead on.

use std::io;

use crate::sys::{self, Fault};
use crate::{Problem, RelPath, Side};

/// The problem that `error` is for the work `doing` ("copy the file", …) on `path`.
pub fn explain(side: Side, path: &RelPath, doing: &str, error: &io::Error) -> Problem {
    let (what, hint) = words(error);
    Problem {
        path: path.clone(),
        side: Some(side),
        message: format!("cannot {doing}: {what}"),
        hint: hint.map(str::to_owned),
    }
}

/// The problem of a path that was changed by somebody else while the run worked on it.
pub fn changed_meanwhile(side: Side, path: &RelPath) -> Problem {
    Problem {
        path: path.clone(),
        side: Some(side),
        message: "was changed while the run worked on it; left as it is".to_owned(),
        hint: Some("run sync again".to_owned()),
    }
}

fn words(error: &io::Error) -> (String, Option<&'static str>) {
    let Some(fault) = sys::fault(error) else {
        return (error.to_string(), None);
    };
    let (what, hint) = match fault {
        Fault::DiskFull => ("the disk is full", "free some space (syncmgr trash empty helps), then run sync again"),
        Fault::QuotaUsedUp => ("the disk quota is used up", "free some space or ask for more, then run sync again"),
        Fault::ReadOnly => {
            ("the file system is read-only", "mount it writable, or use a one-way mode towards the other side")
        }
        Fault::Denied => ("permission denied", "check owner and permissions of the path and the folders above it"),
        Fault::NotPermitted => {
            ("the operation is not permitted", "check the owner and attributes (lsattr) of the path")
        }
        Fault::TooManyOpen => ("too many open files", "raise the limit with ulimit -n, or use --jobs 1"),
        Fault::NameTooLong => ("the name is too long for this file system", "rename it on the other side"),
        Fault::OtherFileSystem => {
            ("it lies on another file system than the root", "synchronize that folder as an item of its own")
        }
        Fault::FileTooLarge => ("the file is too large for this file system", "exclude it or use another file system"),
        Fault::Gone => ("it is not there any more", "run sync again"),
        Fault::Exists => (
            "something with this name appeared, or its name differs only by case or Unicode form from one that is there",
            "run sync again; if it stays, rename one of the two",
        ),
        Fault::NotEmpty => ("the folder is not empty: something new or excluded is in it", "run sync again"),
        Fault::NotAFolder | Fault::Link => ("a folder above it was replaced", "run sync again"),
        Fault::Device => ("the device reported an input/output error", "check the disk; the system log has details"),
        Fault::BadName => ("the file system does not accept this name or attribute", "rename it on the other side"),
        Fault::Busy => ("it is in use", "close the program that uses it, then run sync again"),
        Fault::Unsupported | Fault::TooManyLinks => return (error.to_string(), None),
    };
    (what.to_owned(), Some(hint))
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn every_problem_says_what_happened_and_what_to_do() {
        for errno in
            [Errno::NOSPC, Errno::ROFS, Errno::ACCESS, Errno::DQUOT, Errno::MFILE, Errno::NAMETOOLONG, Errno::XDEV]
        {
            let problem = explain(Side::Right, &RelPath::from("a"), "copy the file", &errno.into());
            assert!(problem.message.starts_with("cannot copy the file: "), "{}", problem.message);
            assert!(problem.hint.is_some_and(|h| h.len() > 10), "{errno:?}");
        }
    }
}
