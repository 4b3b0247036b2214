//! Why something is not undone, or not all of it.

use std::io;

use super::log::UndoEntry;
use crate::Problem;
use crate::apply::explain;

/// Why one entry was not undone.
pub(super) enum Refusal {
    ChangedSince,
    /// Its old version is not in the trash.
    NotKept,
    /// The folder that it was in could not be put back.
    NoFolder,
    /// Its attributes cannot be stored here any more.
    NotStored,
    Failed(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// What people are told when `entry` was not undone because of `refusal`.
pub(super) fn complaint(entry: &UndoEntry, refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::ChangedSince => Problem {
            path: entry.path(),
            side: Some(entry.side),
            message: "changed since; left as it is".to_owned(),
            hint: Some("its old version, if there was one, is still in the trash: syncmgr trash list".to_owned()),
        },
        Refusal::NotKept => Problem {
            path: entry.path(),
            side: Some(entry.side),
            message: "its old version was not kept; left as it is".to_owned(),
            hint: Some("the run kept no trash, or the trash was emptied since".to_owned()),
        },
        Refusal::NoFolder => Problem {
            path: entry.path(),
            side: Some(entry.side),
            message: "the folder that it was in was not put back; left as it is".to_owned(),
            hint: Some("its old version, if there was one, is still in the trash: syncmgr trash list".to_owned()),
        },
        Refusal::NotStored => Problem {
            path: entry.path(),
            side: Some(entry.side),
            message: "its extended attributes could not be put back; the rest is as it was".to_owned(),
            hint: Some("this file system does not store them, or only the administrator may set them".to_owned()),
        },
        Refusal::Failed(error) => explain(entry.side, &entry.path(), "put it back", error),
    }
}
