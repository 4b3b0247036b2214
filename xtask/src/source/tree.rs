//! Reads the files of the repository that the rules look at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{Place, RustFile};
use crate::shell;

/// A Markdown page.
#[derive(Debug)]
pub struct Page {
    /// Path relative to the root of the workspace.
    pub path: PathBuf,
    /// The text.
    pub text: String,
}

/// Everything the rules look at, in memory.
#[derive(Debug, Default)]
pub struct Tree {
    /// Rust sources.
    pub rust: Vec<RustFile>,
    /// Markdown pages.
    pub pages: Vec<Page>,
    /// Every file of the repository, relative to the root; folders are not listed.
    pub files: BTreeSet<PathBuf>,
}

impl Tree {
    /// Reads every file that git tracks or would track.
    pub fn load(root: &Path) -> Result<Self> {
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let names = shell::output(Command::new("git").current_dir(root).args(list))?;
        let mut tree = Self::default();
        // A tracked file that was deleted but not yet committed is listed too.
        for name in names.split('\0').filter(|name| !name.is_empty() && root.join(name).is_file()) {
            let read = || std::fs::read_to_string(root.join(name)).with_context(|| format!("cannot read {name}"));
            match Path::new(name).extension().and_then(|ext| ext.to_str()) {
                Some("rs") => tree.add_rust(name, &read()?),
                Some("md") => tree.add_page(name, read()?),
                _ => {}
            }
            tree.files.insert(name.into());
        }
        tree.mark_test_modules();
        Ok(tree)
    }

    /// Whether `path` is a file of the repository or a folder that holds one.
    pub fn exists(&self, path: &Path) -> bool {
        path.as_os_str().is_empty()
            || self.files.range(path.to_path_buf()..).next().is_some_and(|next| next.starts_with(path))
    }

    /// Sources that are part of a library or binary.
    pub fn sources(&self) -> impl Iterator<Item = &RustFile> {
        self.rust.iter().filter(|file| file.place == Place::Source)
    }

    fn add_rust(&mut self, path: &str, text: &str) {
        self.rust.push(RustFile::new(path, text));
    }

    fn add_page(&mut self, path: &str, text: String) {
        self.pages.push(Page { path: path.into(), text });
    }

    /// A file declared by `#[cfg(test)] mod x;` is test code, and so is everything below it.
    fn mark_test_modules(&mut self) {
        let roots: Vec<PathBuf> = self.rust.iter().flat_map(RustFile::test_modules).collect();
        for file in &mut self.rust {
            if roots.iter().any(|root| file.path.starts_with(root)) {
                file.place = Place::Test;
            }
        }
    }
}

#[cfg(test)]
impl Tree {
    /// A tree in memory from (path, text).
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            match Path::new(path).extension().and_then(|ext| ext.to_str()) {
                Some("rs") => tree.add_rust(path, text),
                Some("md") => tree.add_page(path, (*text).to_owned()),
                _ => {}
            }
            tree.files.insert(path.into());
        }
        tree.mark_test_modules();
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_their_folders_exist() {
        let tree = Tree::of(&[("docs/a/b.md", ""), ("docs/a-c.txt", "")]);
        for (path, exists) in
            [("docs/a/b.md", true), ("docs/a", true), ("docs", true), ("docs/b", false), ("doc", false)]
        {
            assert_eq!(tree.exists(Path::new(path)), exists, "{path}");
        }
    }

    #[test]
    fn modules_declared_for_tests_are_tests() {
        let tree = Tree::of(&[("crates/a/src/lib.rs", "#[cfg(test)]\nmod cases;\n"), ("crates/a/src/cases.rs", "")]);
        assert_eq!(tree.sources().count(), 1);
    }

    #[test]
    fn this_repository_can_be_read() {
        let tree = Tree::load(&crate::workspace::root()).unwrap();
        assert!(tree.exists(Path::new("xtask/src/main.rs")));
        assert!(tree.sources().any(|file| file.crate_name() == "xtask"));
    }
}
