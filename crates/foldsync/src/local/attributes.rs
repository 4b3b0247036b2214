//! Permissions, owner, times and extended attributes of what is already in place or staged.

use std::io;

use super::stat_at;
use crate::sys::{self, Entry, File, Folder, Spot, tolerate};
use crate::{Carry, Kind, Stat, Time};

const ACL_ACCESS: &[u8] = b"system.posix_acl_access";
const ACL_DEFAULT: &[u8] = b"system.posix_acl_default";

/// What became of extended attributes and ACLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Xattrs {
    /// They are equal and were so before, or do not travel.
    Same,
    /// The target has those of the source now.
    Changed,
    /// The file system of the target cannot store what the source has.
    Unsupported,
}

/// What `apply_attributes` is to make like its model.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Permissions, owner and times.
    pub stat: &'a Stat,
    /// The model itself, where its extended attributes can be read.
    pub source: Option<Spot<'a>>,
}

/// Makes metadata of `target` like `model`, as far as `carry` says and the file system can; returns what
/// is stored afterwards. Content is not touched.
pub fn apply_attributes(target: Spot<'_>, model: Model<'_>, carry: Carry) -> io::Result<(Stat, Xattrs)> {
    let now = stat_at(target.0, target.1)?;
    if model.stat.kind == Kind::Symlink {
        set_link_metadata(target, model.stat, &now, carry)?;
        return Ok((stat_at(target.0, target.1)?, Xattrs::Same));
    }
    let entry = Entry::open(target)?;
    let give = carry.owner && (now.uid, now.gid) != (model.stat.uid, model.stat.gid);
    if give {
        tolerate(entry.set_owner(model.stat.uid, model.stat.gid))?;
    }
    let mut lock = Lock::AsItWas;
    let attributes = match model.source {
        Some(source) if carry.xattrs || carry.acls => {
            unlocked(&entry, now.mode, &mut lock, || carry_xattrs(source, &entry, carry))?
        }
        _ => Xattrs::Same,
    };
    let mode = if carry.perms { model.stat.mode } else { now.mode };
    // After the attributes, because what is read-only takes none from its owner, and an ACL changes the permissions.
    // A new owner costs a file its set-user-id bit.
    let changed = give || (carry.acls && attributes == Xattrs::Changed);
    if lock == Lock::Opened || (carry.perms && (mode != now.mode || changed)) {
        tolerate(entry.set_mode(mode))?;
    }
    // What is equal is not set: that would move the change time, and the next run would look again for nothing.
    if carry.times && now.mtime != model.stat.mtime {
        entry.set_time(model.stat.mtime)?;
    }
    Ok((stat_at(target.0, target.1)?, attributes))
}

/// Whether something was made writable for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    /// It was not touched.
    AsItWas,
    /// Its permissions have to be set again.
    Opened,
}

/// Does `work` on the attributes of `entry`; where its permissions (`mode`) forbid that to its owner, it is made
/// writable first.
fn unlocked<T>(entry: &Entry<'_>, mode: u16, lock: &mut Lock, work: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match work() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && mode & 0o600 != 0o600 => {
            entry.set_mode(mode | 0o600).map_err(|_| error)?;
            *lock = Lock::Opened;
            work()
        }
        result => result,
    }
}

/// Takes the default ACL away from a folder of ours; where there is none, or none can be, nothing happens.
pub(super) fn drop_default_acl(folder: &Folder) {
    let _ = Entry::open((folder, b"")).and_then(|entry| entry.remove_attribute(ACL_DEFAULT));
}

fn set_link_metadata(target: Spot<'_>, model: &Stat, now: &Stat, carry: Carry) -> io::Result<()> {
    if carry.owner && (now.uid, now.gid) != (model.uid, model.gid) {
        tolerate(sys::set_link_owner(target, model.uid, model.gid))?;
    }
    if carry.times && now.mtime != model.mtime {
        tolerate(sys::set_time_at(target, model.mtime))?;
    }
    Ok(())
}

/// Sets only the modification time of a folder.
pub fn set_time(target: Spot<'_>, time: Time) -> io::Result<Stat> {
    sys::set_time_at(target, time)?;
    stat_at(target.0, target.1)
}

fn travels(name: &[u8], carry: Carry) -> bool {
    if name == ACL_ACCESS || name == ACL_DEFAULT {
        return carry.acls;
    }
    carry.xattrs
        && (name.starts_with(b"user.")
            || (sys::is_superuser()
                && (name == b"security.capability"
                    || (name.starts_with(b"trusted.") && !name.starts_with(b"trusted.overlay.")))))
}

/// Makes the extended attributes of `target` like those of `source`.
fn carry_xattrs(source: Spot<'_>, target: &Entry<'_>, carry: Carry) -> io::Result<Xattrs> {
    let source = match Entry::open(source) {
        Ok(source) => source,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => return Ok(Xattrs::Same),
        Err(e) => return Err(e),
    };
    let wanted = list(&source, carry)?;
    let present = list(target, carry)?;
    let mut outcome = Xattrs::Same;
    for name in &wanted {
        let Some(value) = source.attribute(name)? else { continue };
        if present.contains(name) && target.attribute(name)?.as_ref() == Some(&value) {
            continue;
        }
        if !target.set_attribute(name, &value)? {
            return Ok(Xattrs::Unsupported);
        }
        outcome = Xattrs::Changed;
    }
    for name in present.iter().filter(|name| !wanted.contains(name)) {
        if target.remove_attribute(name)? {
            outcome = Xattrs::Changed;
        }
    }
    Ok(outcome)
}

/// Whether `target` would get other extended attributes or ACLs than it has from `source`. Changes nothing.
pub fn attributes_differ(source: Spot<'_>, target: Spot<'_>, carry: Carry) -> io::Result<bool> {
    let (source, target) = (Entry::open(source)?, Entry::open(target)?);
    let (wanted, present) = (list(&source, carry)?, list(&target, carry)?);
    if present.iter().any(|name| !wanted.contains(name)) {
        return Ok(true);
    }
    for name in &wanted {
        let Some(value) = source.attribute(name)? else { continue };
        if target.attribute(name)?.as_ref() != Some(&value) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Gives a staged file the attributes of its source, of which `list` is known to be not empty. `mode` are the
/// permissions that the staged file has, and has again in the end.
pub fn carry_to_new(source: &File, target: &File, mode: u16, carry: Carry) -> io::Result<Xattrs> {
    let (source, target) = (Entry::of(source), Entry::of(target));
    let mut lock = Lock::AsItWas;
    let result = unlocked(&target, mode, &mut lock, || set_all(&source, &target, carry));
    if lock == Lock::Opened {
        tolerate(target.set_mode(mode))?;
    }
    result
}

fn set_all(source: &Entry<'_>, target: &Entry<'_>, carry: Carry) -> io::Result<Xattrs> {
    for name in list(source, carry)? {
        let Some(value) = source.attribute(&name)? else { continue };
        if !target.set_attribute(&name, &value)? {
            return Ok(Xattrs::Unsupported);
        }
    }
    Ok(Xattrs::Same)
}

/// The names of the attributes that travel.
fn list(entry: &Entry<'_>, carry: Carry) -> io::Result<Vec<Vec<u8>>> {
    let names = entry.attributes()?;
    let names = names.split(|b| *b == 0).filter(|name| !name.is_empty() && travels(name, carry));
    Ok(names.map(<[u8]>::to_vec).collect())
}
