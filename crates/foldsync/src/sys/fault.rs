//! What an error of the system means, in the few words that the engine tells apart.

/// The meaning of an error, where there are words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No room on the disk.
    DiskFull,
    /// The quota of the user is used up.
    QuotaUsedUp,
    /// The file system is mounted read-only.
    ReadOnly,
    /// Permissions forbid it.
    Denied,
    /// Not even permissions could allow it: owner, attributes, or the file system.
    NotPermitted,
    /// Too many files are open.
    TooManyOpen,
    /// The name is too long.
    NameTooLong,
    /// The other end lies on another file system.
    OtherFileSystem,
    /// The file is larger than the file system can hold.
    FileTooLarge,
    /// There is nothing (any more).
    Gone,
    /// There is something already.
    Exists,
    /// The folder is not empty.
    NotEmpty,
    /// A folder above is no folder.
    NotAFolder,
    /// A symbolic link is where none may be.
    Link,
    /// The device failed.
    Device,
    /// The name or value does not fit this file system.
    BadName,
    /// Somebody uses it.
    Busy,
    /// The file system cannot do this at all.
    Unsupported,
    /// The file has as many names as it can have.
    TooManyLinks,
}
