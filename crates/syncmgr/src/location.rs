//! Locations: telling them from names, and the checks that come before anything is touched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::dirs::expand_home;
use crate::error::CliError;

/// Whether a command line argument is a location: it contains `/` or `\`, begins with `.` or `~`, or is a URL.
pub fn is_location(text: &str) -> bool {
    text.contains(['/', '\\']) || text.starts_with(['.', '~'])
}

/// The absolute path that a location means; it need not exist. URLs are refused.
pub fn parse(text: &str) -> Result<PathBuf, CliError> {
    if let Some((scheme, _)) = text.split_once("://")
        && !scheme.is_empty()
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    {
        return Err(CliError::usage(format!("{scheme}:// locations are not supported yet: {text}"))
            .hint("use folders of this machine; a mounted network folder (sshfs, NFS, SMB) works like any other"));
    }
    let path = expand_home(Path::new(text))?;
    std::path::absolute(&path).map_err(|error| CliError::usage(format!("cannot use `{text}`")).because(error))
}

/// `path` with symbolic links resolved as far as it exists: stable also while its end is missing.
pub fn canonical(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(real) = fs::canonicalize(ancestor) {
            return match path.strip_prefix(ancestor) {
                Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
                _ => real,
            };
        }
    }
    path.to_owned()
}

/// Refuses a pair that cannot be synchronized: a folder is missing, is no folder, cannot be read, both are the same, or
/// one lies inside the other.
pub fn check_pair(left: &Path, right: &Path) -> Result<(), CliError> {
    check_folder(left)?;
    check_folder(right)?;
    let same = |a: &Path, b: &Path| identity(a).is_some_and(|id| Some(id) == identity(b));
    let (real_left, real_right) = (canonical(left), canonical(right));
    if real_left == real_right || same(&real_left, &real_right) {
        return Err(CliError::usage(format!("{} and {} are the same folder", left.display(), right.display()))
            .hint("name two different folders"));
    }
    for (inner, outer, real_inner, real_outer) in
        [(left, right, &real_left, &real_right), (right, left, &real_right, &real_left)]
    {
        // Identities tell also what a bind mount hides from the paths.
        if real_inner.ancestors().skip(1).any(|ancestor| ancestor == real_outer || same(ancestor, real_outer)) {
            return Err(CliError::usage(format!("{} lies inside {}", inner.display(), outer.display()))
                .hint("a folder cannot be synchronized with a part of itself; name two folders side by side"));
        }
    }
    Ok(())
}

fn check_folder(path: &Path) -> Result<(), CliError> {
    let show = path.display();
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => {
            return Err(CliError::usage(format!("{show} is not a folder"))
                .hint("syncmgr synchronizes folders; name the folder that holds it"));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let hint = match fs::symlink_metadata(path) {
                Ok(_) => "it is a symbolic link that leads nowhere".to_owned(),
                Err(_) => format!("make it with `mkdir -p '{show}'`, or check that its disk is connected"),
            };
            return Err(CliError::usage(format!("the folder {show} does not exist")).hint(hint));
        }
        Err(error) => return Err(CliError::usage(format!("cannot use the folder {show}")).because(error)),
    }
    // The scan needs to list it; finding out now costs one system call.
    match fs::read_dir(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(CliError::usage(format!("cannot read the folder {show}"))
            .because(error)
            .hint("check its permissions with `ls -ld`")),
    }
}

/// What tells a folder from every other, however it is reached.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Canonical paths decide where the system tells no identity.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_told_from_names() {
        for text in ["a/b", "./a", ".", "..", "~", "~/a", "/a", "C:\\a", "ssh://host/a", ".a"] {
            assert!(is_location(text), "{text}");
        }
        for text in ["docs", "a.b", "a~", "Fotos 2026", "{6295df27-35ee-11d1-8707-00c04fd93327}"] {
            assert!(!is_location(text), "{text}");
        }
    }

    #[test]
    fn urls_are_refused_and_say_what_works() {
        for url in ["ssh://host/a", "sftp://x", "s3+http://bucket/x"] {
            let error = parse(url).unwrap_err();
            assert!(error.message().contains("not supported yet"), "{}", error.message());
            assert!(error.hints()[0].contains("folders of this machine"));
        }
        assert!(parse("/a/x:// y").is_ok());
    }

    #[test]
    fn a_missing_end_does_not_change_the_canonical_path() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("a/b");
        let before = canonical(&missing);
        fs::create_dir_all(&missing).unwrap();
        assert_eq!(canonical(&missing), before);
    }

    fn refused(left: &Path, right: &Path) -> String {
        check_pair(left, right).unwrap_err().message()
    }

    #[test]
    fn pairs_that_cannot_be_synchronized() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::create_dir_all(path("a/inner")).unwrap();
        fs::create_dir(path("b")).unwrap();
        fs::create_dir(path("ab")).unwrap();
        fs::write(path("file"), "x").unwrap();
        assert!(check_pair(&path("a"), &path("b")).is_ok());
        assert!(check_pair(&path("a"), &path("ab")).is_ok(), "a name that begins alike is not inside");
        assert!(refused(&path("a"), &path("missing")).contains("missing does not exist"));
        assert!(refused(&path("file"), &path("b")).contains("file is not a folder"));
        assert!(refused(&path("a"), &path("a")).contains("same folder"));
        assert!(refused(&path("a"), &path("b/../a")).contains("same folder"));
        assert!(refused(&path("a"), &path("a/inner")).contains("inner lies inside"));
        assert!(refused(&path("a/inner"), &path("a")).contains("inner lies inside"));
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_hide_that_folders_are_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::create_dir_all(path("a/inner")).unwrap();
        std::os::unix::fs::symlink(path("a"), path("link")).unwrap();
        std::os::unix::fs::symlink(path("a/inner"), path("deep")).unwrap();
        std::os::unix::fs::symlink(path("nowhere"), path("broken")).unwrap();
        assert!(refused(&path("a"), &path("link")).contains("same folder"));
        assert!(refused(&path("a"), &path("deep")).contains("lies inside"));
        let error = check_pair(&path("a"), &path("broken")).unwrap_err();
        assert!(error.hints()[0].contains("leads nowhere"));
    }
}
