//! Which items there are, and which of them a name means.

use syncmgr_proto::{Guid, HandlerId, ItemId};

use crate::handler::{Handler, ItemInfo};
use crate::session::Wanted;

/// Makes instances of one handler.
pub trait HandlerFactory: Send + Sync {
    /// The handler's id.
    fn id(&self) -> HandlerId;

    /// The name to use as long as the handler has not told its own: the description it was registered with, or its id.
    fn name(&self) -> String;

    /// Makes an instance; called on the thread that will make all calls on it.
    ///
    /// # Errors
    /// What went wrong, for people.
    fn create(&self) -> Result<Box<dyn Handler>, String>;
}

/// An item and where it belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemEntry {
    /// The handler that offers it.
    pub handler: HandlerId,
    /// The handler's name.
    pub handler_name: String,
    /// The item.
    pub info: ItemInfo,
}

impl ItemEntry {
    /// Returns it as something to choose.
    pub fn wanted(&self) -> Wanted {
        Wanted { item: self.info.id, name: self.info.name.clone(), handler: self.handler }
    }
}

/// A name does not lead to one item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is no such item.
    #[error("there is no item `{name}`{}", .similar.as_ref().map(|s| format!("; did you mean `{s}`?")).unwrap_or_default())]
    Unknown {
        /// What was asked for.
        name: String,
        /// A name that looks like it.
        similar: Option<String>,
    },
    /// There are several.
    #[error("`{name}` could be {}", .candidates.join(" or "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The spellings that are clear: `NAME@HANDLER`, or the item's id where even that is not.
        candidates: Vec<String>,
    },
}

/// The items of all handlers, as far as the caller has put them in.
#[derive(Default, Clone)]
pub struct Registry {
    items: Vec<ItemEntry>,
}

impl Registry {
    /// Puts in what a handler offers, in place of what it offered before.
    pub fn set_items(&mut self, handler: HandlerId, handler_name: &str, items: &[ItemInfo]) {
        self.items.retain(|entry| entry.handler != handler);
        let entry = |info: &ItemInfo| ItemEntry { handler, handler_name: handler_name.to_owned(), info: info.clone() };
        self.items.extend(items.iter().map(entry));
    }

    /// Returns all items, grouped by handler.
    pub fn items(&self) -> &[ItemEntry] {
        &self.items
    }

    /// Finds the one item that a text means: an id, a name, or `NAME@HANDLER`.
    ///
    /// # Errors
    /// No item or several have that name.
    pub fn resolve(&self, text: &str) -> Result<&ItemEntry, NameError> {
        if let Ok(id) = text.parse::<Guid>() {
            let found = self.items.iter().find(|entry| entry.info.id == ItemId(id));
            return found.ok_or_else(|| self.unknown(text));
        }
        let mut found = self.named(text, None);
        if found.is_empty()
            && let Some((name, handler)) = text.rsplit_once('@')
        {
            found = self.named(name, Some(handler));
        }
        match found.as_slice() {
            [] => Err(self.unknown(text)),
            [one] => Ok(one),
            many => Err(NameError::Ambiguous { name: text.to_owned(), candidates: self.spellings(many) }),
        }
    }

    fn named(&self, name: &str, handler: Option<&str>) -> Vec<&ItemEntry> {
        let of = |entry: &ItemEntry| {
            handler.is_none_or(|text| {
                entry.handler_name == text || text.parse::<Guid>().is_ok_and(|id| entry.handler == HandlerId(id))
            })
        };
        self.items.iter().filter(|entry| entry.info.name == name && of(entry)).collect()
    }

    /// The shortest spelling of each that means it alone.
    fn spellings(&self, many: &[&ItemEntry]) -> Vec<String> {
        let spell = |entry: &&ItemEntry| {
            let ItemEntry { info, handler_name, .. } = entry;
            match self.named(&info.name, Some(handler_name)).as_slice() {
                [_] => format!("{}@{handler_name}", info.name),
                _ => info.id.to_string(),
            }
        };
        many.iter().map(spell).collect()
    }

    fn unknown(&self, name: &str) -> NameError {
        let lower = name.to_lowercase();
        let near = |entry: &&ItemEntry| distance(&entry.info.name.to_lowercase(), &lower) <= 2;
        let similar = self.items.iter().find(near).map(|entry| entry.info.name.clone());
        NameError::Unknown { name: name.to_owned(), similar }
    }
}

/// How many letters have to be changed, added or left out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry() -> Registry {
        let mut registry = Registry::default();
        let item =
            |name: &str, handler: &str| ItemInfo::new(ItemId::derived(format!("{name}{handler}").as_bytes()), name);
        let folders = HandlerId::derived(b"folders");
        let mail = HandlerId::derived(b"mail");
        registry.set_items(folders, "Folders", &[item("docs", "f"), item("photos", "f"), item("a@b", "f")]);
        registry.set_items(mail, "Mail", &[item("docs", "m"), item("Inbox", "m")]);
        registry
    }

    #[test]
    fn names_ids_and_qualified_names_lead_to_one_item() {
        let registry = registry();
        let docs = registry.items().iter().find(|e| e.info.name == "docs" && e.handler_name == "Mail").unwrap();
        let id = docs.info.id.to_string();
        let by_clsid = format!("docs@{}", docs.handler);
        for (text, name, handler) in [
            ("photos", "photos", "Folders"),
            ("Inbox", "Inbox", "Mail"),
            ("docs@Mail", "docs", "Mail"),
            ("a@b", "a@b", "Folders"),
            ("a@b@Folders", "a@b", "Folders"),
            (id.as_str(), "docs", "Mail"),
            (by_clsid.as_str(), "docs", "Mail"),
        ] {
            let entry = registry.resolve(text).unwrap();
            assert_eq!((entry.info.name.as_str(), entry.handler_name.as_str()), (name, handler), "{text}");
        }
    }

    #[test]
    fn what_leads_nowhere_says_so() {
        let registry = registry();
        let unknown = |name: &str, similar: Option<&str>| {
            Err(NameError::Unknown { name: name.into(), similar: similar.map(str::to_owned) })
        };
        assert_eq!(registry.resolve("potos"), unknown("potos", Some("photos")));
        assert_eq!(registry.resolve("INBOX"), unknown("INBOX", Some("Inbox")));
        assert_eq!(registry.resolve("music"), unknown("music", None));
        assert_eq!(registry.resolve("docs@Nobody"), unknown("docs@Nobody", None));
        let candidates = vec!["docs@Folders".to_owned(), "docs@Mail".to_owned()];
        assert_eq!(registry.resolve("docs"), Err(NameError::Ambiguous { name: "docs".into(), candidates }));
    }

    #[test]
    fn two_handlers_of_one_name_are_told_apart_by_id() {
        let mut registry = registry();
        let twin = ItemInfo::new(ItemId::random(), "Inbox");
        registry.set_items(HandlerId::random(), "Mail", std::slice::from_ref(&twin));
        let Err(NameError::Ambiguous { candidates, .. }) = registry.resolve("Inbox") else { panic!() };
        assert_eq!(candidates[1], twin.id.to_string());
        assert_eq!(registry.resolve(&candidates[1]).unwrap().info, twin);
    }

    #[test]
    fn distance_counts_letters() {
        for (a, b, expected) in [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("docs", "dosc", 2)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }
}
