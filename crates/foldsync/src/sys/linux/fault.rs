//! What error numbers mean.

use std::io;

use rustix::io::Errno;

use crate::sys::Fault;

/// What `error` means; `None` where there are no words for it, or where it does not come from the system.
pub fn fault(error: &io::Error) -> Option<Fault> {
    Some(match Errno::from_io_error(error)? {
        Errno::NOSPC => Fault::DiskFull,
        Errno::DQUOT => Fault::QuotaUsedUp,
        Errno::ROFS => Fault::ReadOnly,
        Errno::ACCESS => Fault::Denied,
        Errno::PERM => Fault::NotPermitted,
        Errno::MFILE | Errno::NFILE => Fault::TooManyOpen,
        Errno::NAMETOOLONG => Fault::NameTooLong,
        Errno::XDEV => Fault::OtherFileSystem,
        Errno::FBIG => Fault::FileTooLarge,
        Errno::NOENT => Fault::Gone,
        Errno::EXIST => Fault::Exists,
        Errno::NOTEMPTY => Fault::NotEmpty,
        Errno::NOTDIR => Fault::NotAFolder,
        Errno::LOOP => Fault::Link,
        Errno::IO => Fault::Device,
        Errno::ILSEQ | Errno::INVAL => Fault::BadName,
        Errno::BUSY | Errno::TXTBSY => Fault::Busy,
        Errno::OPNOTSUPP | Errno::NOSYS => Fault::Unsupported,
        Errno::MLINK => Fault::TooManyLinks,
        _ => return None,
    })
}

/// Whether a second name could not be made because the file system, or this file on it, cannot have one.
pub fn links_impossible(error: &io::Error) -> bool {
    matches!(fault(error), Some(Fault::NotPermitted | Fault::Unsupported | Fault::TooManyLinks))
}

/// The error of a file system that cannot do what was asked.
pub fn unsupported() -> io::Error {
    Errno::OPNOTSUPP.into()
}
