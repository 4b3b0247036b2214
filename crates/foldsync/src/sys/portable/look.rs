//! What metadata tells.

use std::fs::{self, FileType, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Folder;
use crate::sys::look::birth_digest;
use crate::sys::{Look, host};
use crate::{Kind, Time};

/// Looks at `name` in `parent` (an empty name means `parent` itself); symbolic links are not followed.
pub fn look_at(parent: &Folder, name: &[u8]) -> io::Result<Look> {
    look_of_path(&parent.at(name)?)
}

pub(super) fn look_of_path(path: &Path) -> io::Result<Look> {
    host::look_of(&fs::symlink_metadata(path)?)
}

/// What kind of thing it is.
pub fn kind_of(file_type: FileType) -> Kind {
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_symlink() {
        Kind::Symlink
    } else {
        Kind::Special
    }
}

/// The digest of the creation time; 0 where none is kept.
pub fn birth_of(metadata: &Metadata) -> u32 {
    metadata.created().map_or(0, |created| {
        let time = time_of(created);
        birth_digest(time.secs, time.nanos)
    })
}

/// A time of the standard library as ours.
pub fn time_of(time: SystemTime) -> Time {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => Time::new(since.as_secs() as i64, since.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            match before.subsec_nanos() {
                0 => Time::new(-(before.as_secs() as i64), 0),
                nanos => Time::new(-(before.as_secs() as i64) - 1, 1_000_000_000 - nanos),
            }
        }
    }
}

/// Our time as one of the standard library; fails where it cannot hold that.
pub fn system_time(time: Time) -> io::Result<SystemTime> {
    let whole = Duration::from_secs(time.secs.unsigned_abs());
    let whole = if time.secs < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
    let whole = whole.and_then(|whole| whole.checked_add(Duration::from_nanos(time.nanos.into())));
    whole.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_1970_are_times_too() {
        for (time, expected) in [
            (UNIX_EPOCH + Duration::new(3, 5), Time::new(3, 5)),
            (UNIX_EPOCH - Duration::new(3, 0), Time::new(-3, 0)),
            (UNIX_EPOCH - Duration::new(3, 1), Time::new(-4, 999_999_999)),
        ] {
            assert_eq!(time_of(time), expected);
            assert_eq!(system_time(expected).unwrap(), time);
        }
    }
}
