//! Which paths a pair leaves alone: its options, and the `.syncignore` files of both sides.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use foldsync::{Filter, FilterError, SYNCIGNORE};

use crate::error::CliError;
use crate::items::Pair;
use crate::options::{self, Settings};

/// The filter of `pair` with these options.
pub fn filter(options: &Settings, pair: &Pair) -> Result<Filter, CliError> {
    let mut texts: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for root in [&pair.left, &pair.right] {
        let file = root.join(SYNCIGNORE);
        match read(&file) {
            // Both sides usually hold the same text: the second copy would change nothing.
            Ok(Some(text)) if texts.iter().all(|(_, known)| *known != text) => texts.push((file, text)),
            Ok(_) => {}
            Err(error) => return Err(CliError::usage(format!("cannot read {}", file.display())).because(error)),
        }
    }
    let joined = texts.iter().map(|(_, text)| text.as_slice()).collect::<Vec<_>>().join(&b'\n');
    let syncignore = (!joined.is_empty()).then_some(joined.as_slice());
    Filter::build(&options.excludes, &options.includes, &options.pattern_files, syncignore)
        .map_err(|error| options::pattern_error(&in_its_file(error, &texts)))
}

/// The error with the file in which its pattern stands, and the line there.
fn in_its_file(error: FilterError, texts: &[(PathBuf, Vec<u8>)]) -> FilterError {
    if error.source != SYNCIGNORE {
        return error;
    }
    let in_file = |(file, text): &(PathBuf, Vec<u8>)| {
        let error = Filter::build(&[], &[], &[], Some(text)).err()?;
        Some(FilterError { source: file.display().to_string(), ..error })
    };
    texts.iter().find_map(in_file).unwrap_or(error)
}

/// The text of an ignore file; `None` where there is none. What is no file, like a pipe that nobody writes to, is never
/// waited for.
fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(file) {
        Ok(found) if found.is_file() || found.is_dir() => fs::read(file).map(Some),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
