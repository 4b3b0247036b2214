//! Permissions, owner, times and extended attributes of what is already in place or staged.

use std::io;

use serde::{Deserialize, Serialize};

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

/// An extended attribute or access control list as it was at some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: Vec<u8>,
    /// Its value; `None` when there was none.
    pub value: Option<Vec<u8>>,
}

/// The extended attributes and access control lists that something is to have.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// Those that it has.
    AsTheyAre,
    /// Those of what is at that spot on the other side.
    Like(Spot<'a>),
    /// Those named are to be as they were, the others as they are.
    Earlier(&'a [Attribute]),
}

/// What `apply_attributes` is to make like its model.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Permissions, owner and times.
    pub stat: &'a Stat,
    /// Extended attributes and access control lists.
    pub attributes: Wanted<'a>,
}

/// What became of something that was made like a model.
#[derive(Debug)]
pub struct Dressed {
    /// What it looks like now.
    pub stat: Stat,
    /// What became of its extended attributes.
    pub xattrs: Xattrs,
    /// Those that were changed, as they were before.
    pub earlier: Vec<Attribute>,
}

/// Makes metadata of `target` like `model`, as far as `carry` says and the file system can; returns what
/// is stored afterwards. Content is not touched.
pub fn apply_attributes(target: Spot<'_>, model: Model<'_>, carry: Carry) -> io::Result<Dressed> {
    let now = stat_at(target.0, target.1)?;
    if model.stat.kind == Kind::Symlink {
        set_link_metadata(target, model.stat, &now, carry)?;
        return Ok(Dressed { stat: stat_at(target.0, target.1)?, xattrs: Xattrs::Same, earlier: Vec::new() });
    }
    let entry = Entry::open(target)?;
    let give = carry.owner && (now.uid, now.gid) != (model.stat.uid, model.stat.gid);
    if give {
        tolerate(entry.set_owner(model.stat.uid, model.stat.gid))?;
    }
    let mut lock = Lock::AsItWas;
    let (xattrs, earlier) = match model.attributes {
        Wanted::Like(source) if carry.xattrs || carry.acls => {
            unlocked(&entry, now.mode, &mut lock, || carry_xattrs(source, &entry, carry))?
        }
        Wanted::Earlier(earlier) if !earlier.is_empty() => {
            let xattrs = unlocked(&entry, now.mode, &mut lock, || put_back(earlier, &entry, carry))?;
            (xattrs, Vec::new())
        }
        _ => (Xattrs::Same, Vec::new()),
    };
    let mode = if carry.perms { model.stat.mode } else { now.mode };
    // After the attributes, because what is read-only takes none from its owner, and an ACL changes the permissions.
    // A new owner costs a file its set-user-id bit.
    let changed = give || (carry.acls && xattrs == Xattrs::Changed);
    if lock == Lock::Opened || (carry.perms && (mode != now.mode || changed)) {
        tolerate(entry.set_mode(mode))?;
    }
    // What is equal is not set: that would move the change time, and the next run would look again for nothing.
    if carry.times && now.mtime != model.stat.mtime {
        entry.set_time(model.stat.mtime)?;
    }
    Ok(Dressed { stat: stat_at(target.0, target.1)?, xattrs, earlier })
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

/// Makes the extended attributes of `target` like those of `source`; returns those that it changed, as they were.
fn carry_xattrs(source: Spot<'_>, target: &Entry<'_>, carry: Carry) -> io::Result<(Xattrs, Vec<Attribute>)> {
    let mut earlier = Vec::new();
    let source = match Entry::open(source) {
        Ok(source) => source,
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => return Ok((Xattrs::Same, earlier)),
        Err(e) => return Err(e),
    };
    let wanted = list(&source, carry)?;
    let present = list(target, carry)?;
    for name in &wanted {
        let Some(value) = source.attribute(name)? else { continue };
        let had = if present.contains(name) { target.attribute(name)? } else { None };
        if had.as_ref() == Some(&value) {
            continue;
        }
        if !target.set_attribute(name, &value)? {
            return Ok((Xattrs::Unsupported, earlier));
        }
        earlier.push(Attribute { name: name.clone(), value: had });
    }
    let mut outcome = if earlier.is_empty() { Xattrs::Same } else { Xattrs::Changed };
    for name in present.into_iter().filter(|name| !wanted.contains(name)) {
        let had = target.attribute(&name)?;
        if target.remove_attribute(&name)? {
            outcome = Xattrs::Changed;
            earlier.extend(had.map(|value| Attribute { name, value: Some(value) }));
        }
    }
    Ok((outcome, earlier))
}

/// Gives `target` the attributes back that it had.
fn put_back(earlier: &[Attribute], target: &Entry<'_>, carry: Carry) -> io::Result<Xattrs> {
    for Attribute { name, value } in earlier.iter().filter(|attribute| travels(&attribute.name, carry)) {
        match value {
            Some(value) if !target.set_attribute(name, value)? => return Ok(Xattrs::Unsupported),
            Some(_) => {}
            None => {
                target.remove_attribute(name)?;
            }
        }
    }
    Ok(Xattrs::Changed)
}

/// The extended attributes and access control lists of the file or folder at `spot`, as far as they travel.
pub fn attributes_of(spot: Spot<'_>, carry: Carry) -> io::Result<Vec<Attribute>> {
    if !carry.xattrs && !carry.acls {
        return Ok(Vec::new());
    }
    let entry = Entry::open(spot)?;
    let mut found = Vec::new();
    for name in list(&entry, carry)? {
        found.extend(entry.attribute(&name)?.map(|value| Attribute { name, value: Some(value) }));
    }
    Ok(found)
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
