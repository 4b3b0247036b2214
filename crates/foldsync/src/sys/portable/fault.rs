//! What the kinds of errors of the standard library mean.

use std::io::{self, ErrorKind};

use crate::sys::Fault;

/// What `error` means; `None` where there are no words for it.
pub fn fault(error: &io::Error) -> Option<Fault> {
    Some(match error.kind() {
        ErrorKind::StorageFull => Fault::DiskFull,
        ErrorKind::QuotaExceeded => Fault::QuotaUsedUp,
        ErrorKind::ReadOnlyFilesystem => Fault::ReadOnly,
        ErrorKind::PermissionDenied => Fault::Denied,
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => Fault::BadName,
        ErrorKind::CrossesDevices => Fault::OtherFileSystem,
        ErrorKind::FileTooLarge => Fault::FileTooLarge,
        ErrorKind::NotFound => Fault::Gone,
        ErrorKind::AlreadyExists => Fault::Exists,
        ErrorKind::DirectoryNotEmpty => Fault::NotEmpty,
        ErrorKind::NotADirectory => Fault::NotAFolder,
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => Fault::Busy,
        ErrorKind::Unsupported => Fault::Unsupported,
        ErrorKind::TooManyLinks => Fault::TooManyLinks,
        _ => return None,
    })
}

/// Whether a second name could not be made because the file system, or this file on it, may not be able to have one.
/// Systems say that in many ways, "permission denied" among them: whatever else it means is met again on the other way.
pub fn links_impossible(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::AlreadyExists
            | ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::StorageFull
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::InvalidFilename
    )
}

/// The error of a file system that cannot do what was asked.
pub fn unsupported() -> io::Error {
    ErrorKind::Unsupported.into()
}
