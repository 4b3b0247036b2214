//! The items of the configuration as pairs that can be run, and finding them by name.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use syncmgr_proto::{Guid, ItemId};

use crate::config::{Config, Item, dirs, place_of};
use crate::error::CliError;
use crate::location;
use crate::options::Options;

/// Two folders that are kept in step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its id.
    pub id: ItemId,
    /// Its name; for a pair without one, the two folders.
    pub name: String,
    /// The left folder, absolute, symbolic links as the user wrote them.
    pub left: PathBuf,
    /// The right folder, likewise.
    pub right: PathBuf,
    /// Whether it is left out until resumed.
    pub paused: bool,
    /// What configuration, environment and flags state.
    pub options: Options,
}

impl Pair {
    /// A pair of locations that has no name.
    pub fn of_locations(left: &str, right: &str, options: Options) -> Result<Self, CliError> {
        let name = format!("{left} ↔ {right}");
        let (left, right) = (location::parse(left)?, location::parse(right)?);
        Ok(Self { id: derived_id(&left, &right), name, left, right, paused: false, options })
    }

    /// Whether it is called by its folders, because it ran without a name.
    pub fn is_unnamed(&self) -> bool {
        is_unnamed(&self.name)
    }

    fn of_item(name: &str, item: &Item, defaults: &Options, file: &Path) -> Result<Self, CliError> {
        let side = |key: &str, path: &Path| {
            let path = dirs::expand_home(path)?;
            if path.is_absolute() {
                return Ok(path);
            }
            Err(CliError::usage(format!(
                "{}: `{key}` of item `{name}` is not absolute: {}",
                place_of(file, &["items", name, key]),
                path.display()
            ))
            .hint("write the whole path, or begin it with ~/"))
        };
        let (left, right) = (side("left", &item.left)?, side("right", &item.right)?);
        Ok(Self {
            id: item.id.unwrap_or_else(|| derived_id(&left, &right)),
            name: name.to_owned(),
            left,
            right,
            paused: item.paused,
            options: item.options.clone().over(defaults),
        })
    }
}

fn is_unnamed(name: &str) -> bool {
    name.contains('↔')
}

/// The id of a pair: the same two folders have the same, with a name or without.
fn derived_id(left: &Path, right: &Path) -> ItemId {
    let id = foldsync::pair::pair_id(&location::canonical(left), &location::canonical(right));
    ItemId(Guid::from_bytes(id))
}

/// Every item of `config` (which stands in `file`), in its order.
pub fn all(config: &Config, file: &Path) -> Result<Vec<Pair>, CliError> {
    let mut pairs = Vec::with_capacity(config.items.len());
    let mut seen: HashMap<ItemId, &str> = HashMap::new();
    for (name, item) in &config.items {
        let pair = Pair::of_item(name, item, config.defaults(), file)?;
        if let Some(other) = seen.insert(pair.id, name) {
            return Err(CliError::usage(format!("{}: items `{other}` and `{name}` are the same pair", file.display()))
                .hint("remove one of them"));
        }
        pairs.push(pair);
    }
    Ok(pairs)
}

/// The item that `name` means: its name or its id.
pub fn find<'a>(pairs: &'a [Pair], name: &str) -> Result<&'a Pair, CliError> {
    let by_id = name.parse::<Guid>().ok().map(ItemId);
    pairs
        .iter()
        .find(|pair| pair.name == name || Some(pair.id) == by_id)
        .ok_or_else(|| unknown(name, pairs.iter().map(|pair| pair.name.as_str()), &[]))
}

/// A name that no item has, with near ones. `untold` says why handlers did not tell their items: it may be one of those.
pub fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>, untold: &[String]) -> CliError {
    // Pairs that ran without a name are called by their folders: nobody means them by a typing error.
    let known = known.filter(|known| !is_unnamed(known));
    let error = CliError::usage(format!("there is no item `{name}`"));
    let mut scored: Vec<_> = known.map(|known| (nearness(name, known), known)).collect();
    match (scored.is_empty(), untold) {
        (true, []) => return error.hint("there are no items yet; make one with `syncmgr add NAME LEFT RIGHT`"),
        (true, untold) => return untold.iter().fold(error, CliError::hint),
        (false, _) => {}
    }
    scored.retain(|(score, _)| *score > 0.7);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<_> = scored.iter().take(3).map(|(_, known)| format!("`{known}`")).collect();
    let error = if near.is_empty() { error } else { error.hint(format!("did you mean {}?", near.join(" or "))) };
    untold.iter().fold(error.hint("`syncmgr list` shows all items"), CliError::hint)
}

fn nearness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Result<Vec<Pair>, CliError> {
        let file = Path::new("c.toml");
        all(&Config::parse(text, file).unwrap(), file)
    }

    const TEXT: &str = "
        [defaults]
        perms = false
        exclude = [\"*.o\"]
        [items.docs]
        left = \"/x/a\"
        right = \"/x/b\"
        exclude = [\"*.tmp\"]
        [items.music]
        left = \"/x/c\"
        right = \"/x/d\"
        perms = true
    ";

    #[test]
    fn items_take_the_defaults_that_they_do_not_state() {
        let pairs = pairs(TEXT).unwrap();
        assert_eq!(pairs[0].options.perms, Some(false));
        assert_eq!(pairs[0].options.exclude, ["*.o", "*.tmp"]);
        assert_eq!(pairs[1].options.perms, Some(true));
    }

    #[test]
    fn a_pair_has_the_same_id_with_a_name_and_without() {
        let pairs = pairs(TEXT).unwrap();
        let bare = Pair::of_locations("/x/a", "/x/b", Options::default()).unwrap();
        assert_eq!(bare.id, pairs[0].id);
        assert_ne!(pairs[0].id, pairs[1].id);
    }

    #[test]
    fn items_are_found_by_name_and_by_id() {
        let pairs = pairs(TEXT).unwrap();
        assert_eq!(find(&pairs, "music").unwrap().name, "music");
        assert_eq!(find(&pairs, &pairs[0].id.to_string().to_uppercase()).unwrap().name, "docs");
    }

    #[test]
    fn an_unknown_name_lists_near_ones() {
        let error = find(&pairs(TEXT).unwrap(), "doc").unwrap_err();
        assert_eq!(error.message(), "there is no item `doc`");
        assert!(error.hints()[0].contains("did you mean `docs`?"), "{:?}", error.hints());
        let error = find(&[], "x").unwrap_err();
        assert!(error.hints()[0].contains("syncmgr add"));
    }

    #[test]
    fn where_a_handler_told_nothing_it_is_not_said_that_there_are_no_items() {
        let untold = ["Mail: it does not answer".to_owned()];
        assert_eq!(unknown("x", std::iter::empty(), &untold).hints(), untold);
        let error = unknown("doc", ["docs"].into_iter(), &untold);
        assert_eq!(error.hints(), ["did you mean `docs`?", "`syncmgr list` shows all items", &untold[0]]);
    }

    #[test]
    fn one_pair_under_two_names_is_refused() {
        let text = "[items.a]\nleft=\"/x\"\nright=\"/y\"\n[items.b]\nleft=\"/x/.\"\nright=\"/y\"\n";
        assert!(pairs(text).unwrap_err().message().contains("items `a` and `b` are the same pair"));
    }

    #[test]
    fn relative_folders_are_refused() {
        let error = pairs("[items.a]\nleft=\"x\"\nright=\"/y\"\n").unwrap_err();
        assert_eq!(error.message(), "c.toml: `left` of item `a` is not absolute: x");
    }
}
