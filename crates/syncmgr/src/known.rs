//! Pairs that ran: also those without a name can be undone, looked at and decided about later.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use syncmgr_proto::ItemId;

use crate::config::Defaults;
use crate::items::Pair;
use crate::job::item_dir;
use crate::service::SyncOrder;

/// The file in the folder of an item.
const FILE: &str = "pair";

/// Remembers name and folders of `pair`, and the options that it runs with: a decision about a conflict must not carry
/// over what those leave out.
pub fn remember(state_dir: &Path, pair: &Pair) -> io::Result<()> {
    let (Some(left), Some(right)) = (to_bytes(&pair.left), to_bytes(&pair.right)) else { return Ok(()) };
    let options = serde_json::Value::Object(SyncOrder::table(&pair.options)).to_string();
    let content = [pair.name.as_bytes(), left, right, options.as_bytes()].join(&0);
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
    // Programs of other versions wrote none, or others.
    let options = parts.next().and_then(|text| serde_json::from_slice::<Defaults>(text).ok()).unwrap_or_default().0;
    Some(Pair { id, name, left, right, paused: false, options })
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
    use crate::options::Options;

    #[test]
    fn what_ran_is_found_again_and_a_new_name_replaces_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { exclude: vec!["*.tmp".into()], checksum: Some(true), ..Options::default() };
        let mut pair = Pair::of_locations("/x/a\nb", "/x/b", options).unwrap();
        assert_eq!(recall(dir.path(), pair.id), None);
        remember(dir.path(), &pair).unwrap();
        assert_eq!(recall(dir.path(), pair.id), Some(pair.clone()));
        pair.name = "docs".into();
        remember(dir.path(), &pair).unwrap();
        remember(dir.path(), &pair).unwrap();
        assert_eq!(all(dir.path()), [pair]);
    }

    #[test]
    fn what_was_remembered_without_options_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let pair = Pair::of_locations("/x/a", "/x/b", Options::default()).unwrap();
        for options in ["", "\0{\"new\":1}", "\0["] {
            let file = item_dir(dir.path(), pair.id).join(FILE);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, format!("{}\0/x/a\0/x/b{options}", pair.name)).unwrap();
            assert_eq!(recall(dir.path(), pair.id), Some(pair.clone()));
        }
    }

    #[test]
    fn an_empty_state_knows_nothing() {
        assert_eq!(all(Path::new("does-not-exist")), []);
    }
}
