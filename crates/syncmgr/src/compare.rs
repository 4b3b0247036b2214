//! Both versions of a conflict side by side.

use std::fs;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use jiff::Timestamp;
use similar::TextDiff;
use syncmgr_core::store::OpenConflict;

use crate::error::CliError;
use crate::items::Pair;
use crate::render::escape::escaped;
use crate::render::{amount, print, reason, style};

/// Longer texts are not compared line by line.
const LONGEST: u64 = 1 << 20;
/// Unchanged lines shown around a change.
const AROUND: usize = 3;

/// What one side has now.
#[derive(Debug)]
pub struct Version {
    /// Where.
    pub location: PathBuf,
    /// What; `None` when nothing is there.
    pub found: Option<fs::Metadata>,
}

/// Both versions and, where both are texts, their difference.
#[derive(Debug)]
pub struct Compared {
    /// The left version.
    pub left: Version,
    /// The right version.
    pub right: Version,
    /// The difference as a unified diff.
    pub difference: Option<String>,
}

/// Looks at the version at `left` on the left, and at the one at `right` on the right.
pub fn versions(pair: &Pair, left: &str, right: &str) -> Result<Compared, CliError> {
    let version = |root: &PathBuf, path: &str| {
        let location = root.join(std::ffi::OsStr::from_bytes(foldsync::RelPath::from_text(path).as_bytes()));
        let found = match fs::symlink_metadata(&location) {
            Ok(found) => Some(found),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => None,
            Err(error) => {
                return Err(CliError::other(format!("cannot look at {}", location.display())).because(error));
            }
        };
        Ok(Version { location, found })
    };
    let (left, right) = (version(&pair.left, left)?, version(&pair.right, right)?);
    let difference = match (left.text(), right.text()) {
        (Some(left), Some(right)) => Some(unified(&left, &right)),
        _ => None,
    };
    Ok(Compared { left, right, difference })
}

impl Version {
    /// The content, if it is a text that is not too long.
    fn text(&self) -> Option<String> {
        self.found.as_ref().filter(|found| found.is_file() && found.len() <= LONGEST)?;
        let text = fs::read_to_string(&self.location).ok()?;
        (!text.contains('\0')).then_some(text)
    }

    /// For people.
    pub fn words(&self) -> String {
        let Some(found) = &self.found else { return "not there".to_owned() };
        match kind(found) {
            "folder" => "folder".to_owned(),
            kind => {
                let time = modified(found).map(amount::time).unwrap_or_default();
                format!("{kind}, {}, changed {time}", amount::bytes(found.len()))
            }
        }
    }

    /// For programs; `null` when nothing is there.
    pub fn json(&self) -> serde_json::Value {
        match &self.found {
            None => serde_json::Value::Null,
            Some(found) => serde_json::json!({"kind": kind(found), "size": found.len(), "mtime": modified(found)}),
        }
    }
}

fn kind(found: &fs::Metadata) -> &'static str {
    match found.file_type() {
        kind if kind.is_dir() => "folder",
        kind if kind.is_symlink() => "symlink",
        kind if kind.is_file() => "file",
        _ => "special file",
    }
}

fn modified(found: &fs::Metadata) -> Option<Timestamp> {
    Timestamp::try_from(found.modified().ok()?).ok()
}

fn unified(left: &str, right: &str) -> String {
    TextDiff::from_lines(left, right).unified_diff().context_radius(AROUND).header("left", "right").to_string()
}

impl Compared {
    /// Prints both versions and their difference.
    pub fn print(&self, conflict: &OpenConflict) -> Result<(), CliError> {
        let mut out = print::out();
        let bold = style::HEADING;
        writeln!(out, "{bold}{}{bold:#}: {}", escaped(&conflict.path), reason(&conflict.reason))?;
        for (side, version) in [("left", &self.left), ("right", &self.right)] {
            writeln!(out, "  {side:<6}{}  ({})", version.words(), escaped(&version.location.display().to_string()))?;
        }
        match &self.difference {
            Some(text) if text.is_empty() => writeln!(out, "the contents are the same now; the next run settles it")?,
            Some(text) => print_difference(&mut out, text)?,
            None => {}
        }
        Ok(())
    }
}

fn print_difference(out: &mut impl Write, text: &str) -> io::Result<()> {
    writeln!(out)?;
    for line in text.lines() {
        let line_style = match line.as_bytes().first() {
            Some(b'+') => style::GOOD,
            Some(b'-') => style::ERROR,
            Some(b'@') => style::HINT,
            _ => anstyle::Style::new(),
        };
        // Tabs are harmless and belong to the text.
        let line = line.split('\t').map(escaped).collect::<Vec<_>>().join("\t");
        writeln!(out, "{line_style}{line}{line_style:#}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_texts_is_a_unified_diff() {
        let text = unified("a\nb\nc\n", "a\nB\nc\n");
        assert_eq!(text, "--- left\n+++ right\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
        assert_eq!(unified("same\n", "same\n"), "");
    }
}
