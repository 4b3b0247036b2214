//! Where a key stands in the configuration.

use std::path::Path;

use toml_edit::{Document, Item, Table};

/// `FILE, line N`: where the last of `keys`, each inside the one before, stands in `file`; only the file where it cannot
/// be found there any more.
pub fn place_of(file: &Path, keys: &[&str]) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let shown = file.display();
    line_of(&text, keys).map_or_else(|| shown.to_string(), |line| format!("{shown}, line {line}"))
}

fn line_of(text: &str, keys: &[&str]) -> Option<usize> {
    let document = Document::parse(text).ok()?;
    let mut table: Option<&Table> = Some(document.as_table());
    let mut span = None;
    for key in keys {
        let (key, item) = table?.get_key_value(key)?;
        span = key.span().or_else(|| item.span());
        table = match item {
            Item::Table(inner) => Some(inner),
            _ => None,
        };
    }
    let before = text.get(..span?.start)?;
    Some(before.bytes().filter(|byte| *byte == b'\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_its_table() {
        let text = "# first\n[items.a]\nleft = \"x\"\n\n[items.'b c']\nright = 1\n";
        for (keys, line) in [
            (&["items", "a"][..], Some(2)),
            (&["items", "a", "left"], Some(3)),
            (&["items", "b c"], Some(5)),
            (&["items", "b c", "right"], Some(6)),
            (&["items", "b c", "left"], None),
            (&["items", "a", "left", "x"], None),
        ] {
            assert_eq!(line_of(text, keys), line, "{keys:?}");
        }
        assert_eq!(line_of("[[", &["items"]), None);
        assert_eq!(place_of(Path::new("nowhere.toml"), &["items"]), "nowhere.toml");
    }
}
