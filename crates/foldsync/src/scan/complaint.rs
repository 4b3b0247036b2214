//! The words for what went wrong on one path.

use std::io;

use crate::sys::{self, Fault};

/// What happened and what the user can do; becomes a [`crate::Problem`].
pub(super) struct Complaint {
    pub(super) message: String,
    pub(super) hint: Option<&'static str>,
}

const AGAIN: &str = "run again when nothing else changes it";
const INSIDE: &str = "make it point to something inside the folder by a relative path, or choose to keep or skip links";

impl Complaint {
    fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint: Some(hint) }
    }

    /// A path could not be looked at or into.
    pub(super) fn unreadable(error: &io::Error) -> Self {
        if sys::fault(error) == Some(Fault::TooManyOpen) {
            return Self::new("cannot be read: too many open files", "raise the limit with ulimit -n");
        }
        match error.kind() {
            io::ErrorKind::PermissionDenied => {
                Self::new("cannot be read: permission denied", "allow this user to read it, or exclude it")
            }
            io::ErrorKind::NotFound => Self::new("disappeared during the scan", AGAIN),
            io::ErrorKind::NotADirectory => Self::new("turned into something else during the scan", AGAIN),
            io::ErrorKind::StaleNetworkFileHandle => {
                Self::new("cannot be read: stale file handle", "mount the network folder again")
            }
            _ => Self {
                message: format!("cannot be read: {error}"),
                hint: Some("check the disk and the system's log; nothing in it was taken for deleted"),
            },
        }
    }

    /// A symbolic link could not be followed.
    pub(super) fn unfollowable(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::new("is a link that points to nothing", INSIDE),
            io::ErrorKind::CrossesDevices => Self::new("is a link that points outside the folder", INSIDE),
            io::ErrorKind::Unsupported => {
                Self::new("this system cannot follow links safely", "choose to keep or skip links")
            }
            _ => Self::new(format!("is a link that cannot be followed: {error}"), INSIDE),
        }
    }

    /// A folder holds a name that no path can hold.
    pub(super) fn invalid_names() -> Self {
        Self::new("holds an entry whose name is not valid", "check the file system")
    }

    /// A folder is one of those that it lies in.
    pub(super) fn loops() -> Self {
        Self::new("leads back into a folder that it lies in", "exclude it, or remove the mount or link")
    }

    /// A socket, fifo or device.
    pub(super) fn special(noun: &str) -> Self {
        Self::new(format!("is a {noun}; not synchronized"), "exclude it to silence this")
    }
}
