//! Imports photos from cameras and cards: `import_photos TARGET SOURCE…`
//!
//! Each source folder is an item. A photo goes to `TARGET/YYYY-MM/NAME`, by the time of its file; one that is there
//! already is left alone, and another one of the same name gets a number. Nothing is ever deleted or overwritten.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use syncmgr_proto::protocol::{HandlerDescription, ItemDescription, ItemList, LogError, Progress, ProtocolError};
use syncmgr_proto::sdk::{Handler, Reporter, Verdict};
use syncmgr_proto::{Code, ItemId, ItemStatus, MessageLevel, run_handler};

struct Importer {
    target: PathBuf,
    sources: Vec<PathBuf>,
}

/// The id of a source: always the same for the same folder.
fn id(source: &Path) -> ItemId {
    ItemId::derived(source.as_os_str().as_encoded_bytes())
}

impl Handler for Importer {
    fn info(&mut self) -> HandlerDescription {
        HandlerDescription { code: Code::OK, name: Some("Photos".to_owned()), flags: 0 }
    }

    /// A card that is not in its slot is not listed, and its check mark is kept: that is what `MISSING_ITEMS` says.
    fn items(&mut self) -> ItemList {
        let there: Vec<_> = self.sources.iter().filter(|source| source.is_dir()).collect();
        let code = if there.len() == self.sources.len() { Code::OK } else { Code::MISSING_ITEMS };
        let items = there.into_iter().map(|source| ItemDescription::new(id(source), source.display().to_string()));
        ItemList { code, items: items.collect() }
    }

    fn synchronize(&mut self, items: &[ItemId], reporter: &Reporter) -> Code {
        let mut result = Code::OK;
        for source in self.sources.iter().filter(|source| items.contains(&id(source))) {
            let item = id(source);
            let status = match self.import(source, reporter) {
                Ok(Verdict::Continue) => ItemStatus::Succeeded,
                Ok(Verdict::CancelItem) => ItemStatus::Skipped,
                Ok(Verdict::CancelAll) => ItemStatus::Stopped,
                Err(error) => {
                    let text = format!("{}: {error}", source.display());
                    let (level, item) = (MessageLevel::Error, Some(item));
                    reporter.log_error(LogError { level, text, item, error: None, jump: false });
                    result = Code::FAIL;
                    ItemStatus::Failed
                }
            };
            reporter.progress(Progress { status: Some(status.into()), ..Progress::of(item) });
        }
        result
    }
}

impl Importer {
    /// Imports one source; stops when it is told to.
    fn import(&self, source: &Path, reporter: &Reporter) -> io::Result<Verdict> {
        let mut photos = Vec::new();
        find_photos(source, &mut photos)?;
        let max = i32::try_from(photos.len()).ok();
        for (done, photo) in photos.iter().enumerate() {
            let text = photo.file_name().map(|name| name.to_string_lossy().into_owned());
            let (status, value) = (Some(ItemStatus::Updating.into()), i32::try_from(done).ok());
            let verdict = reporter.progress(Progress { item: id(source), status, text, value, max });
            if verdict.is_cancel() {
                return Ok(verdict);
            }
            self.import_photo(photo)?;
        }
        Ok(Verdict::Continue)
    }

    fn import_photo(&self, photo: &Path) -> io::Result<()> {
        let taken = Timestamp::try_from(fs::metadata(photo)?.modified()?).map_err(io::Error::other)?;
        let folder = self.target.join(taken.strftime("%Y-%m").to_string());
        fs::create_dir_all(&folder)?;
        let stem = photo.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let suffix = photo.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
        let number = |n: u32| if n == 1 { String::new() } else { format!("-{n}") };
        let mut names = (1..).map(|n| folder.join(format!("{stem}{}{suffix}", number(n))));
        let Some(place) = names.find(|name| !name.exists() || same(name, photo)) else { return Ok(()) };
        if place.exists() {
            return Ok(());
        }
        // Copied under another name first: what has a photo's name is whole.
        let part = folder.join(format!(".{stem}{suffix}.part"));
        fs::copy(photo, &part)?;
        let copy = File::options().write(true).open(&part)?;
        copy.set_modified(taken.into())?;
        copy.sync_all()?;
        fs::rename(&part, &place)
    }
}

/// A photo is the same if size and content are.
fn same(a: &Path, b: &Path) -> bool {
    let size = |path: &Path| fs::metadata(path).map(|meta| meta.len()).ok();
    size(a) == size(b) && matches!((fs::read(a), fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

fn find_photos(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let suffix = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
        let photo =
            suffix.is_some_and(|s| ["jpg", "jpeg", "heic", "png", "dng", "raw"].iter().any(|known| s == *known));
        if kind.is_dir() {
            find_photos(&path, found)?;
        } else if kind.is_file() && photo {
            found.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), ProtocolError> {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let target = folders.next().unwrap_or_else(|| PathBuf::from("photos"));
    run_handler(Importer { target, sources: folders.collect() })
}
