//! The trees that are synchronized: made, edited, and compared afterwards.

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};

use super::random::Random;

const MIB: usize = 1 << 20;
/// Files whose contents are compared after each run; names and sizes are compared of all.
const SAMPLE: usize = 300;
/// The tool's own folder, which is no part of the tree.
const OWN: &str = ".syncmgr";

/// Makes `files` files below `root`: 100 in a folder, three folders deep, 10,000 below each top folder.
pub fn make(root: &Path, files: u64, median: u32, seed: u64) -> Result<()> {
    let mut random = Random::new(seed);
    let blob = random.bytes(MIB);
    for number in 0..files {
        let folder = root.join(format!("d{:03}/e{}/f{}", number / 10_000, number / 1000 % 10, number / 100 % 10));
        if number % 100 == 0 {
            fs::create_dir_all(&folder)?;
        }
        let size = random.size(median).min(blob.len() as u64 / 2) as usize;
        let start = random.below(blob.len() as u64 / 2) as usize;
        let mut file = File::create(folder.join(format!("file-{number:07}.dat")))?;
        file.write_all(&blob[start..start + size])?;
        let age = Duration::new(1_600_000_000 + random.below(100_000_000), random.below(1_000_000_000) as u32);
        file.set_times(FileTimes::new().set_modified(SystemTime::UNIX_EPOCH + age))?;
    }
    Ok(())
}

/// Appends to 1 % of the files, deletes 0.1 %, makes 0.1 % new ones; at least one each.
pub fn edit(root: &Path, random: &mut Random) -> Result<()> {
    let mut files: Vec<PathBuf> = list(root)?.into_keys().collect();
    random.shuffle(&mut files);
    let share = |part: usize| (files.len() / part).max(1);
    let (changed, rest) = files.split_at(share(100).min(files.len()));
    for file in changed {
        let mut file = File::options().append(true).open(root.join(file))?;
        writeln!(file, "edited {}", random.next())?;
    }
    for file in rest.iter().take(share(1000)) {
        fs::remove_file(root.join(file))?;
    }
    for neighbour in rest.iter().rev().take(share(1000)) {
        let name = format!("new-{:016x}", random.next());
        fs::write(root.join(neighbour).with_file_name(name), random.bytes(2000))?;
    }
    Ok(())
}

/// Makes one file of `mib` MiB that no compression makes smaller.
pub fn make_big(root: &Path, mib: u64, random: &mut Random) -> Result<()> {
    fs::create_dir_all(root)?;
    let mut file = File::create(root.join("big.bin"))?;
    for _ in 0..mib {
        file.write_all(&random.bytes(MIB))?;
    }
    Ok(())
}

/// Changes 4 KiB about a third into the big file, in place.
pub fn edit_big(root: &Path, random: &mut Random) -> Result<()> {
    let mut file = File::options().write(true).open(root.join("big.bin"))?;
    let third = file.metadata()?.len() / 3;
    file.seek(SeekFrom::Start(third))?;
    file.write_all(&random.bytes(4096))?;
    Ok(())
}

/// Fails unless both trees hold the same names, the same sizes and, in a sample, the same contents.
pub fn must_be_equal(left: &Path, right: &Path) -> Result<()> {
    let (ours, theirs) = (list(left)?, list(right)?);
    if ours != theirs {
        let differs = |(path, size): &(&PathBuf, &u64)| theirs.get(*path) != Some(*size);
        let example = ours.iter().find(differs).or_else(|| theirs.iter().find(|(path, _)| !ours.contains_key(*path)));
        bail!("{} and {} differ, for example in {example:?}", left.display(), right.display());
    }
    let mut names: Vec<&PathBuf> = ours.keys().collect();
    Random::new(1).shuffle(&mut names);
    for name in names.into_iter().take(SAMPLE) {
        if !equal_contents(&left.join(name), &right.join(name))? {
            bail!("the contents of {} differ between {} and {}", name.display(), left.display(), right.display());
        }
    }
    Ok(())
}

/// Every file below `root` with its size.
fn list(root: &Path) -> Result<BTreeMap<PathBuf, u64>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                if entry.file_name() != OWN {
                    open.push(path);
                }
            } else {
                files.insert(path.strip_prefix(root)?.to_path_buf(), entry.metadata()?.len());
            }
        }
    }
    Ok(files)
}

fn equal_contents(left: &Path, right: &Path) -> Result<bool> {
    let (mut left, mut right) = (File::open(left)?, File::open(right)?);
    let (mut a, mut b) = (Vec::with_capacity(MIB), Vec::with_capacity(MIB));
    loop {
        a.clear();
        b.clear();
        (&mut left).take(MIB as u64).read_to_end(&mut a)?;
        (&mut right).take(MIB as u64).read_to_end(&mut b)?;
        if a != b {
            return Ok(false);
        }
        if a.is_empty() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two equal trees.
    fn pair(files: u64) -> (tempfile::TempDir, PathBuf, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        make(&a, files, 100, 5).unwrap();
        make(&b, files, 100, 5).unwrap();
        (dir, a, b)
    }

    #[test]
    fn the_same_seed_makes_the_same_tree() {
        let (_dir, a, b) = pair(250);
        must_be_equal(&a, &b).unwrap();
        assert_eq!(list(&a).unwrap().len(), 250);
        let file = "d000/e0/f2/file-0000249.dat";
        assert_eq!(
            a.join(file).metadata().unwrap().modified().unwrap(),
            b.join(file).metadata().unwrap().modified().unwrap()
        );
    }

    #[test]
    fn each_difference_is_found() {
        let file = "d000/e0/f0/file-0000007.dat";
        for change in [
            |path: &Path| fs::remove_file(path),
            |path: &Path| fs::write(path.with_file_name("more"), "x"),
            |path: &Path| fs::write(path, "another length"),
            |path: &Path| fs::write(path, fs::read(path)?.into_iter().map(|byte| byte ^ 1).collect::<Vec<_>>()),
        ] {
            let (_dir, a, b) = pair(20);
            change(&b.join(file)).unwrap();
            assert!(must_be_equal(&a, &b).is_err());
        }
    }

    #[test]
    fn the_own_folder_is_no_part_of_the_tree() {
        let (_dir, a, b) = pair(3);
        fs::create_dir(a.join(OWN)).unwrap();
        fs::write(a.join(OWN).join("root"), "x").unwrap();
        must_be_equal(&a, &b).unwrap();
    }

    #[test]
    fn edits_change_delete_and_add() {
        let (_dir, a, b) = pair(3000);
        edit(&a, &mut Random::new(2)).unwrap();
        let (before, after) = (list(&b).unwrap(), list(&a).unwrap());
        assert_eq!(before.keys().filter(|path| !after.contains_key(*path)).count(), 3);
        assert_eq!(after.keys().filter(|path| !before.contains_key(*path)).count(), 3);
        assert_eq!(before.iter().filter(|(path, size)| after.get(*path).is_some_and(|now| now > size)).count(), 30);
    }

    #[test]
    fn the_big_file_changes_in_place() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        make_big(&a, 2, &mut Random::new(1)).unwrap();
        make_big(&b, 2, &mut Random::new(1)).unwrap();
        must_be_equal(&a, &b).unwrap();
        edit_big(&a, &mut Random::new(9)).unwrap();
        assert_eq!(list(&a).unwrap(), list(&b).unwrap());
        assert!(must_be_equal(&a, &b).is_err());
    }
}
