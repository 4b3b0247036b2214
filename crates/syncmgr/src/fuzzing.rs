//! Doors for the fuzz targets; no interface of anything else.

use std::path::Path;

use crate::config::{Config, Editor, Paused, check_name};
use crate::error::CliError;
use crate::items;
use crate::options::Settings;

/// Reads `text` as a configuration and edits it in every way.
///
/// # Panics
///
/// When a law is broken: what was read can be edited, an edit changes what it names and nothing else, and what was
/// edited can be read.
pub fn config(text: &str) {
    let file = Path::new("config.toml");
    let config = match Config::parse(text, file) {
        Ok(config) => config,
        Err(error) => return tells(&error),
    };
    match items::all(&config, file) {
        Ok(pairs) => {
            for pair in &pairs {
                if let Err(error) = Settings::resolve(&pair.options) {
                    tells(&error);
                }
            }
        }
        Err(error) => tells(&error),
    }
    unchanged(text, &config, file);
    for name in config.items.keys() {
        edited(text, &config, name, file);
    }
}

/// An error says something.
fn tells(error: &CliError) {
    assert!(!error.message().is_empty());
}

fn open(text: &str, file: &Path) -> Editor {
    Editor::of_text(text, file).unwrap_or_else(|error| panic!("cannot be edited: {}", error.message()))
}

fn read(editor: &Editor) -> Config {
    editor.config().unwrap_or_else(|error| panic!("cannot be read any more: {}", error.message()))
}

fn unchanged(text: &str, config: &Config, file: &Path) {
    assert_eq!(read(&open(text, file)), *config);
}

fn edited(text: &str, config: &Config, name: &str, file: &Path) {
    let mut expected = config.clone();
    let mut editor = open(text, file);
    // Longer than every name that is there.
    let new = "n".repeat(1 + config.items.keys().map(String::len).max().unwrap_or(0));
    assert!(check_name(&new).is_ok());
    let item = expected.items[name].clone();
    editor.add(&new, "/left", "/right", &item.options);
    expected.items.insert(
        new.clone(),
        crate::config::Item { id: None, left: "/left".into(), right: "/right".into(), paused: false, ..item.clone() },
    );
    assert_eq!(read(&editor), expected);

    editor.set_paused(name, Paused::Yes);
    expected.items[name].paused = true;
    assert_eq!(read(&editor), expected);
    editor.set_paused(name, Paused::No);
    expected.items[name].paused = false;
    assert_eq!(read(&editor), expected);

    editor.remove(&new);
    expected.items.shift_remove(&new);
    assert_eq!(read(&editor), expected);
    editor.rename(name, &new);
    if let Some(item) = expected.items.shift_remove(name) {
        expected.items.insert(new, item);
    }
    assert_eq!(read(&editor), expected);
}
