use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// The history cannot be kept or read; synchronizing goes on without it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The state folder cannot be made or written.
    #[error("the state folder {path} cannot be written: {source}; choose another one with --state-dir")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database was written by a newer program.
    #[error(
        "{path} was written by a newer syncmgr (format {found}, this program knows {known}); use the newer program or another --state-dir"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// The disk is full.
    #[error("no space left for {path}; free some, the next run keeps its history again")]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// The database is damaged.
    #[error("{path} is damaged; the next start moves it aside and begins a new one")]
    Damaged {
        /// The database.
        path: PathBuf,
    },
    /// The database is held by other programs for too long.
    #[error("{path} is in use by another program; try again")]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// Anything else that `SQLite` says.
    #[error("{path}: {source}")]
    Database {
        /// The database.
        path: PathBuf,
        /// What `SQLite` says.
        source: rusqlite::Error,
    },
    /// The writer has ended.
    #[error("the history in {path} is closed")]
    Closed {
        /// The database.
        path: PathBuf,
    },
}

impl StoreError {
    /// Sorts an error of `SQLite` by what the user can do about it.
    pub(super) fn sort(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::Folder { path, source: io::Error::other(source.to_string()) }
            }
            _ => Self::Database { path, source },
        }
    }
}
