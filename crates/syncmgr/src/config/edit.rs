//! Changing the configuration file: comments and order stay, the file is replaced in one step.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item as Node, Table, Value};

use super::load::Config;
use super::stated_values;
use crate::error::CliError;
use crate::options::Options;

/// An edit of the configuration file; other edits wait until it is saved or dropped.
#[derive(Debug)]
pub struct Editor {
    file: PathBuf,
    document: DocumentMut,
    /// Keeps other edits away for as long as it is open. Absent where a folder cannot be locked.
    _lock: Option<File>,
}

impl Editor {
    /// Opens `file`, which need not exist; a broken file is refused.
    pub fn open(file: &Path) -> Result<Self, CliError> {
        // A link (people keep their configuration in repositories) stays one: its target is edited.
        let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .map_err(|error| CliError::usage(format!("cannot make the folder {}", folder.display())).because(error))?;
        let lock = File::open(folder).and_then(|folder| folder.lock().map(|()| folder)).ok();
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(cannot("read", &file, error)),
        };
        Ok(Self { _lock: lock, ..Self::of_text(&text, &file)? })
    }

    /// An edit of `text`, which stands in `file`.
    pub(crate) fn of_text(text: &str, file: &Path) -> Result<Self, CliError> {
        Config::parse(text, file)?;
        let document = text
            .parse()
            .map_err(|error: toml_edit::TomlError| CliError::usage(file.display().to_string()).because(error))?;
        Ok(Self { file: file.to_owned(), document, _lock: None })
    }

    /// What the file says after the edits so far.
    pub fn config(&self) -> Result<Config, CliError> {
        Config::parse(&self.document.to_string(), &self.file)
    }

    /// Adds an item at the end.
    pub fn add(&mut self, name: &str, left: &str, right: &str, options: &Options) {
        let mut table = Table::new();
        table.insert("left", Node::Value(left.into()));
        table.insert("right", Node::Value(right.into()));
        for (key, value) in stated_values(options) {
            table.insert(key, Node::Value(toml_value(value)));
        }
        self.items().insert(name, Node::Table(table));
    }

    /// Removes an item.
    pub fn remove(&mut self, name: &str) {
        self.items().remove(name);
    }

    /// Gives an item another name; it keeps its place in the file.
    pub fn rename(&mut self, old: &str, new: &str) {
        let items = self.items();
        let Some((key, node)) = items.remove_entry(old) else { return };
        // The comment above the table's header belongs to the table and its place in the file to its position: both
        // travel with the node.
        let mut renamed = toml_edit::Key::new(new);
        *renamed.leaf_decor_mut() = key.leaf_decor().clone();
        *renamed.dotted_decor_mut() = key.dotted_decor().clone();
        items.insert_formatted(&renamed, node);
    }

    /// Sets or clears the mark that leaves an item out.
    pub fn set_paused(&mut self, name: &str, paused: Paused) {
        let Some(item) = self.items().get_mut(name).and_then(Node::as_table_like_mut) else { return };
        match paused {
            Paused::Yes => {
                item.insert("paused", Node::Value(true.into()));
            }
            Paused::No => {
                item.remove("paused");
            }
        }
    }

    /// Writes the file in one step: after a crash it is the old one or the new one, complete.
    pub fn save(self) -> Result<(), CliError> {
        let text = self.document.to_string();
        // What cannot be read back is never written.
        Config::parse(&text, &self.file)?;
        replace(&self.file, text.as_bytes()).map_err(|error| cannot("write", &self.file, error))
    }

    fn items(&mut self) -> &mut Table {
        let items = self.document.entry("items").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Node::Table(table)
        });
        // A file that was read has a table here, perhaps written in one line.
        if let Some(inline) = items.as_inline_table() {
            *items = Node::Table(inline.clone().into_table());
        }
        items.as_table_mut().unwrap_or_else(|| unreachable!("the configuration was read, `items` is a table"))
    }
}

/// Whether an item is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paused {
    /// It is.
    Yes,
    /// It is not.
    No,
}

fn cannot(what: &str, file: &Path, error: io::Error) -> CliError {
    CliError::usage(format!("cannot {what} the configuration {}", file.display())).because(error)
}

fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = file.with_file_name(name);
    let written = write_durably(&temporary, content, file).and_then(|()| fs::rename(&temporary, file));
    if written.is_err() {
        // The error that is returned tells more than a failed clean-up would.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    // Without this the rename could be lost in a power cut, which leaves the old file: no harm where it is not possible.
    if let Some(folder) = file.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

fn write_durably(temporary: &Path, content: &[u8], model: &Path) -> io::Result<()> {
    let mut new = File::create(temporary)?;
    if let Ok(old) = fs::metadata(model) {
        new.set_permissions(old.permissions())?;
    }
    new.write_all(content)?;
    new.sync_all()
}

fn toml_value(value: serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Bool(switch) => switch.into(),
        Json::Number(number) => number.as_i64().unwrap_or(i64::MAX).into(),
        Json::Array(list) => Value::Array(list.into_iter().map(toml_value).collect::<Array>()),
        Json::String(text) => text.into(),
        Json::Null | Json::Object(_) => unreachable!("no option has such a value"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, edit: impl FnOnce(&mut Editor)) -> String {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        fs::write(&file, text).unwrap();
        let mut editor = Editor::open(&file).unwrap();
        edit(&mut editor);
        editor.save().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left behind");
        fs::read_to_string(file).unwrap()
    }

    const TEXT: &str = "# my pairs\n\n# papers\n[items.docs] # important\nright = \"/b\" # stick\nleft = \"/a\"\n\n[items.music]\nleft = \"/c\"\nright = \"/d\"\n";

    #[test]
    fn the_first_item_makes_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/er/config.toml");
        let mut editor = Editor::open(&file).unwrap();
        editor.add("docs", "/a", "/b", &Options::default());
        editor.save().unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "[items.docs]\nleft = \"/a\"\nright = \"/b\"\n");
    }

    #[test]
    fn comments_and_order_survive_every_edit() {
        assert_eq!(edited(TEXT, |_| {}), TEXT);
        let added = edited(TEXT, |editor| editor.add("x", "/x", "/y", &Options::default()));
        assert_eq!(added, format!("{TEXT}\n[items.x]\nleft = \"/x\"\nright = \"/y\"\n"));
        let paused = edited(TEXT, |editor| editor.set_paused("docs", Paused::Yes));
        assert_eq!(paused, TEXT.replace("\"/a\"\n", "\"/a\"\npaused = true\n"));
        assert_eq!(edited(&paused, |editor| editor.set_paused("docs", Paused::No)), TEXT);
        let renamed = edited(TEXT, |editor| editor.rename("docs", "my papers"));
        assert_eq!(renamed, TEXT.replace("items.docs", "items.\"my papers\""));
        let removed = edited(TEXT, |editor| editor.remove("music"));
        assert_eq!(removed, &TEXT[..TEXT.find("\n[items.music]").unwrap()]);
    }

    #[test]
    fn options_are_written_as_they_are_read() {
        let options = Options {
            mode: Some(foldsync::Mode::MirrorRight),
            conflict: Some(foldsync::ConflictRule::KeepBoth),
            exclude: vec!["*.o".into(), "a \"b\"".into()],
            max_delete: Some("30%".parse().unwrap()),
            perms: Some(false),
            links: Some(foldsync::Links::Skip),
            trash_keep: Some(3),
            bwlimit: Some("10M".parse().unwrap()),
            jobs: std::num::NonZeroU16::new(2),
            ..Options::default()
        };
        let text = edited("", |editor| editor.add("x", "/x", "/y", &options));
        assert_eq!(Config::parse(&text, Path::new("")).unwrap().items["x"].options, options);
    }

    #[test]
    fn every_option_can_be_written() {
        let yes = Some(true);
        let all = Options {
            mode: Some(foldsync::Mode::TwoWay),
            conflict: Some(foldsync::ConflictRule::Ask),
            exclude: vec!["a".into()],
            include: vec!["b".into()],
            exclude_from: vec!["/c".into()],
            max_delete: Some("12".parse().unwrap()),
            checksum: yes,
            perms: yes,
            owner: yes,
            xattrs: yes,
            acls: yes,
            hard_links: yes,
            times: yes,
            links: Some(foldsync::Links::Keep),
            trash: yes,
            trash_keep: Some(1),
            bwlimit: Some("1k".parse().unwrap()),
            jobs: std::num::NonZeroU16::new(1),
        };
        assert_eq!(stated_values(&all).iter().map(|(key, _)| *key).collect::<Vec<_>>(), Options::KEYS);
        let text = edited("", |editor| editor.add("x", "/x", "/y", &all));
        assert_eq!(Config::parse(&text, Path::new("")).unwrap().items["x"].options, all);
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_configuration_stays_a_link_and_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().join("real.toml");
        fs::write(&real, TEXT).unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        let link = dir.path().join("config.toml");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut editor = Editor::open(&link).unwrap();
        editor.remove("music");
        editor.save().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(!fs::read_to_string(&real).unwrap().contains("music"));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        fs::write(&file, "[items.a]\nleft = 1\n").unwrap();
        assert!(Editor::open(&file).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "[items.a]\nleft = 1\n");
    }
}
