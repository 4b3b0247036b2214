//! A place to work in: a fresh file system in an image, or a plain folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// Size of the sparse image.
const IMAGE: u64 = 40 << 30;

/// The kind of file system a run gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FileSystem {
    /// The usual one; cannot clone files.
    Ext4,
    /// Clones files.
    Xfs,
    /// Clones files.
    Btrfs,
    /// A plain folder where the work folder is.
    None,
}

impl FileSystem {
    /// What `mkfs` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ext4 => "ext4",
            Self::Xfs => "xfs",
            Self::Btrfs => "btrfs",
            Self::None => "none",
        }
    }

    fn force(self) -> &'static str {
        if self == Self::Ext4 { "-F" } else { "-f" }
    }
}

/// An empty folder, on a file system of its own unless that is `none`; gone with all it holds when dropped.
///
/// A file system in which many files were deleted makes new ones several times slower for minutes, so none is used twice.
pub struct Disk {
    folder: PathBuf,
    image: Option<PathBuf>,
}

impl Disk {
    /// Makes `folder`, which must not exist.
    pub fn fresh(folder: &Path, fs: FileSystem) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut disk = Self { folder: folder.to_path_buf(), image: None };
        if fs != FileSystem::None {
            let image = folder.with_extension("img");
            File::create(&image)?.set_len(IMAGE)?;
            shell::output(Command::new(format!("mkfs.{}", fs.name())).args(["-q", fs.force()]).arg(&image))?;
            disk.image = Some(image.clone());
            shell::output(Command::new("mount").args(["-o", "loop"]).arg(&image).arg(folder))?;
        }
        Ok(disk)
    }

    /// Waits until what was written is on the disk, so that the first measurement does not pay for it.
    ///
    /// In a plain folder this would wait for everybody's writes, so nothing is done there.
    pub fn settle(&self) -> Result<()> {
        if self.image.is_some() {
            shell::output(Command::new("sync").arg("--file-system").arg(&self.folder))?;
        }
        Ok(())
    }

    /// Path of something below the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What cannot be removed is only left over; the measurement is not harmed.
        if let Some(image) = &self.image {
            if let Err(error) = shell::output(Command::new("umount").arg(&self.folder)) {
                eprintln!("xtask bench: {error:#}");
                return;
            }
            let _ = fs::remove_file(image);
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_folder_comes_and_goes() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("x");
        let disk = Disk::fresh(&folder, FileSystem::None).unwrap();
        fs::write(disk.path("file"), "x").unwrap();
        assert!(folder.join("file").exists());
        drop(disk);
        assert!(!folder.exists());
    }
}
