//! A system of which nothing is known but what the standard library has everywhere: that is Windows.
//!
//! Names are text there, and some of them mean something else: those are refused. There are no inode numbers (the
//! standard library's way to file indexes is not stable): a file is known by its birth. There are no symbolic links to
//! be made, no times of folders to be set, and of permissions only "read-only".

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Look;
use super::portable::look::{birth_of, kind_of, system_time, time_of};
use crate::{FileId, Kind, Stat, Time};

/// Names that mean devices, whatever follows behind a dot.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A name as the system knows it; fails for one that is no text or leads elsewhere.
pub(super) fn name_of(bytes: &[u8]) -> io::Result<&OsStr> {
    match std::str::from_utf8(bytes) {
        Ok(name) if is_ordinary(name) => Ok(OsStr::new(name)),
        _ => Err(io::ErrorKind::InvalidFilename.into()),
    }
}

/// Whether `name` is a name and nothing else: no separator, stream, pattern or device.
fn is_ordinary(name: &str) -> bool {
    let special = |c: char| c.is_control() || "<>:\"/\\|?*".contains(c);
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = |prefix: &str| stem.strip_prefix(prefix).is_some_and(|number| number.chars().count() == 1);
    !name.is_empty()
        && !name.contains(special)
        && !name.ends_with(['.', ' '])
        && !DEVICES.contains(&stem.as_str())
        && !numbered("COM")
        && !numbered("LPT")
}

/// A name of the system as ours. One that is no text cannot be turned back by [`name_of`]: it is a problem then.
pub(super) fn bytes_of(name: &OsStr) -> &[u8] {
    name.as_encoded_bytes()
}

/// The relative path with these bytes.
pub(super) fn path_of(bytes: &[u8]) -> Cow<'_, Path> {
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => Cow::Borrowed(Path::new(text)),
        Cow::Owned(text) => Cow::Owned(PathBuf::from(text)),
    }
}

/// The change time is the modification time here.
pub(super) fn look_of(metadata: &Metadata) -> io::Result<Look> {
    let kind = kind_of(metadata.file_type());
    let mtime = time_of(metadata.modified()?);
    let born = metadata.created().map(time_of).unwrap_or_default();
    let read_only = kind != Kind::Folder && metadata.permissions().readonly();
    let stat = Stat {
        kind,
        id: FileId {
            inode: (born.secs as u64).wrapping_mul(1_000_000_000) + u64::from(born.nanos),
            birth: birth_of(metadata),
        },
        size: if kind == Kind::Folder { 0 } else { metadata.len() },
        mtime,
        ctime: mtime,
        mode: if kind == Kind::Folder {
            0o755
        } else if read_only {
            0o444
        } else {
            0o644
        },
        uid: 0,
        gid: 0,
        links: 1,
    };
    Ok(Look { stat, device: 0, mounted: false, noun: kind.name() })
}

/// Whether two names that exist are one entry of a file system that folds names: the system knows the true name.
pub(super) fn same_entry(a: &Path, b: &Path) -> io::Result<bool> {
    if fs::symlink_metadata(a)?.is_symlink() || fs::symlink_metadata(b)?.is_symlink() {
        return Ok(false);
    }
    Ok(fs::canonicalize(a)? == fs::canonicalize(b)?)
}

pub(super) fn options(_mode: u16) -> OpenOptions {
    File::options()
}

pub(super) fn make_folder(path: &Path, _mode: u16) -> io::Result<()> {
    fs::create_dir(path)
}

pub(super) fn make_link(_path: &Path, _target: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn change_mode(permissions: &mut Permissions, mode: u16) {
    permissions.set_readonly(mode & 0o200 == 0);
}

pub(super) fn set_mode(path: &Path, mode: u16) -> io::Result<()> {
    let found = fs::metadata(path)?;
    if found.is_dir() {
        return Ok(());
    }
    let mut permissions = found.permissions();
    change_mode(&mut permissions, mode);
    fs::set_permissions(path, permissions)
}

/// A folder keeps its time: the standard library opens none here.
pub(super) fn set_time(path: &Path, time: Time) -> io::Result<()> {
    if fs::metadata(path)?.is_dir() { Ok(()) } else { open_to_change(path)?.set_modified(system_time(time)?) }
}

/// Opens a file for work on it as a whole.
pub(super) fn open_to_change(path: &Path) -> io::Result<File> {
    File::options().write(true).open(path)
}

/// Nothing: the system writes names in order by itself.
pub(super) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Moves the position of `file`, which one thread uses at a time.
pub(super) fn read_at(mut file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    file.seek(SeekFrom::Start(at))?;
    file.read(buffer)
}

/// Moves the position of `file`, which one thread uses at a time.
pub(super) fn write_at(mut file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
    file.seek(SeekFrom::Start(at))?;
    file.write(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["a", "a.b", "é x", ".syncmgr", "com", "COM10.txt", "console", "nul2"] {
            assert!(is_ordinary(name), "{name}");
        }
        for name in
            ["", "..", "a/b", "..\\x", "C:x", "a:stream", "a.", "a ", "NUL", "nul.txt", "com1", "Lpt9.log", "a\nb", "?"]
        {
            assert!(!is_ordinary(name), "{name}");
            assert!(name_of(name.as_bytes()).is_err(), "{name}");
        }
        assert!(name_of(b"\xff").is_err());
    }

    #[test]
    fn content_is_read_and_written_at_positions() {
        let dir = tempfile::tempdir().unwrap();
        let file = options(0).read(true).write(true).create_new(true).open(dir.path().join("f")).unwrap();
        assert_eq!(write_at(&file, b"abcdef", 0).unwrap(), 6);
        assert_eq!(write_at(&file, b"X", 2).unwrap(), 1);
        let mut buffer = [0; 8];
        assert_eq!(read_at(&file, &mut buffer, 1).unwrap(), 5);
        assert_eq!(&buffer[..5], b"bXdef");
    }

    #[test]
    fn one_entry_is_known_by_its_true_name() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a", "b"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        assert!(same_entry(&dir.path().join("a"), &dir.path().join("./a")).unwrap());
        assert!(!same_entry(&dir.path().join("a"), &dir.path().join("b")).unwrap());
    }

    #[test]
    fn read_only_is_all_there_is_of_permissions() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        fs::write(&path, "x").unwrap();
        let mode = || look_of(&fs::metadata(&path).unwrap()).unwrap().stat.mode;
        for wanted in [0o444, 0o644] {
            set_mode(&path, wanted).unwrap();
            assert_eq!(mode(), wanted);
        }
    }
}
