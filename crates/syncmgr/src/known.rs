//! Pairs that ran: also those without a name can be undone, looked at and decided about later.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use syncmgr_proto::ItemId;

use crate::items::Pair;
use crate::job::item_dir;
use crate::options::Options;

/// The file in the folder of an item.
const FILE: &str = "pair";

/// Remembers name and folders of `pair`.
pub fn remember(state_dir: &Path, pair: &Pair) -> io::Result<()> {
    let (Some(left), Some(right)) = (to_bytes(&pair.left), to_bytes(&pair.right)) else { return Ok(()) };
    let content = [pair.name.as_bytes(), b"\0", left, b"\0", right].concat();
    let dir = item_dir(state_dir, pair.id);
    let file = dir.join(FILE);
    if fs::read(&file).is_ok_and(|known| known == content) {
        return Ok(());
    }
    fs::create_dir_all(&dir)?;
    let temporary = dir.join(format!("{FILE}.{}.new", std::process::id()));
    fs::write(&temporary, content)?;
    fs::rename(temporary, file)
}

/// The pair of that id, if it ever ran.
pub fn recall(state_dir: &Path, id: ItemId) -> Option<Pair> {
    let content = fs::read(item_dir(state_dir, id).join(FILE)).ok()?;
    let mut parts = content.split(|byte| *byte == 0);
    let name = String::from_utf8(parts.next()?.to_owned()).ok()?;
    let (left, right) = (from_bytes(parts.next()?)?, from_bytes(parts.next()?)?);
    Some(Pair { id, name, left, right, paused: false, options: Options::default() })
}

/// Every pair that ever ran.
pub fn all(state_dir: &Path) -> Vec<Pair> {
    let Ok(entries) = fs::read_dir(state_dir.join("items")) else { return Vec::new() };
    let mut pairs: Vec<_> =
        entries.filter_map(|entry| recall(state_dir, entry.ok()?.file_name().to_str()?.parse().ok()?)).collect();
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    pairs
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on other systems not every path is text")]
fn to_bytes(path: &Path) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt;
    Some(path.as_os_str().as_bytes())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on other systems not all bytes are a path")]
fn from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(std::ffi::OsStr::from_bytes(bytes).into())
}

#[cfg(not(unix))]
fn to_bytes(path: &Path) -> Option<&[u8]> {
    path.to_str().map(str::as_bytes)
}

#[cfg(not(unix))]
fn from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ran_is_found_again_and_a_new_name_replaces_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let mut pair = Pair::of_locations("/x/a\nb", "/x/b", Options::default()).unwrap();
        assert_eq!(recall(dir.path(), pair.id), None);
        remember(dir.path(), &pair).unwrap();
        assert_eq!(recall(dir.path(), pair.id), Some(pair.clone()));
        pair.name = "docs".into();
        remember(dir.path(), &pair).unwrap();
        remember(dir.path(), &pair).unwrap();
        assert_eq!(all(dir.path()), [pair]);
    }

    #[test]
    fn an_empty_state_knows_nothing() {
        assert_eq!(all(Path::new("does-not-exist")), []);
    }
}
