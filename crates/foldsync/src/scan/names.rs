//! The names of the folders that are being walked: a stack of sorted lists in two shared buffers.

use std::cmp::Ordering;

use crate::Kind;

struct Name {
    /// The first eight bytes, zero-filled, so that most comparisons are one of integers.
    key: u64,
    /// Where the bytes begin, counted from the beginning of the list.
    at: u32,
    len: u16,
    kind: Option<Kind>,
}

struct List {
    bytes: usize,
    first: usize,
    next: usize,
    complete: bool,
}

/// The lists of the folders from the root to the current one.
pub(super) struct Names {
    bytes: Vec<u8>,
    entries: Vec<Name>,
    lists: Vec<List>,
}

impl Names {
    pub(super) const fn new() -> Self {
        Self { bytes: Vec::new(), entries: Vec::new(), lists: Vec::new() }
    }

    /// Begins the list of a folder inside the current one.
    pub(super) fn begin(&mut self) {
        let (bytes, first) = (self.bytes.len(), self.entries.len());
        self.lists.push(List { bytes, first, next: first, complete: true });
    }

    /// Adds a name to the list that was begun.
    pub(super) fn push(&mut self, name: &[u8], kind: Option<Kind>) {
        let Some(list) = self.lists.last_mut() else { return };
        match (u32::try_from(self.bytes.len() - list.bytes), u16::try_from(name.len())) {
            (Ok(at), Ok(len)) if is_valid(name) => {
                self.entries.push(Name { key: key(name), at, len, kind });
                self.bytes.extend_from_slice(name);
            }
            _ => list.complete = false,
        }
    }

    /// Sorts the list that was begun; `false` when it could not take every name.
    pub(super) fn finish(&mut self) -> bool {
        let Some(list) = self.lists.last() else { return true };
        let bytes = &self.bytes[list.bytes..];
        self.entries[list.first..].sort_unstable_by(|a, b| compare(bytes, a, b));
        list.complete
    }

    /// Drops the list of the current folder.
    pub(super) fn end(&mut self) {
        if let Some(list) = self.lists.pop() {
            self.bytes.truncate(list.bytes);
            self.entries.truncate(list.first);
        }
    }

    /// The next name of the current folder, and what it is where the listing told.
    pub(super) fn peek(&self) -> Option<(&[u8], Option<Kind>)> {
        let list = self.lists.last()?;
        let name = self.entries.get(list.next)?;
        Some((text(&self.bytes[list.bytes..], name), name.kind))
    }

    /// Goes to the next name; one that a busy file system listed twice counts once.
    pub(super) fn advance(&mut self) {
        let Some(list) = self.lists.last_mut() else { return };
        let bytes = &self.bytes[list.bytes..];
        let at = list.next;
        list.next += 1;
        while list.next < self.entries.len() && compare(bytes, &self.entries[at], &self.entries[list.next]).is_eq() {
            list.next += 1;
        }
    }
}

/// Whether `name` can stand in a path: damaged file systems hand out others.
pub(super) fn is_valid(name: &[u8]) -> bool {
    !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/') && !name.contains(&0)
}

fn text<'a>(bytes: &'a [u8], name: &Name) -> &'a [u8] {
    &bytes[name.at as usize..][..usize::from(name.len)]
}

fn key(name: &[u8]) -> u64 {
    let mut first = [0; 8];
    let len = name.len().min(8);
    first[..len].copy_from_slice(&name[..len]);
    u64::from_be_bytes(first)
}

fn compare(bytes: &[u8], a: &Name, b: &Name) -> Ordering {
    a.key.cmp(&b.key).then_with(|| text(bytes, a).cmp(text(bytes, b)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drain(names: &mut Names) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        while let Some((name, _)) = names.peek() {
            out.push(name.to_vec());
            names.advance();
        }
        out
    }

    proptest! {
        #[test]
        fn names_come_out_sorted_and_once(given in prop::collection::vec("[a-c]{1,10}", 0..40)) {
            let mut names = Names::new();
            names.begin();
            for name in &given {
                names.push(name.as_bytes(), None);
            }
            prop_assert!(names.finish());
            let expected: std::collections::BTreeSet<Vec<u8>> = given.into_iter().map(String::into_bytes).collect();
            prop_assert_eq!(drain(&mut names), expected.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_inner_list_leaves_the_outer_one_where_it_was() {
        let mut names = Names::new();
        names.begin();
        names.push(b"b", Some(Kind::File));
        names.push(b"a", Some(Kind::Folder));
        assert!(names.finish());
        assert_eq!(names.peek(), Some((&b"a"[..], Some(Kind::Folder))));
        names.advance();
        names.begin();
        names.push(b"inner", None);
        assert!(names.finish());
        assert_eq!(drain(&mut names), [b"inner".to_vec()]);
        names.end();
        assert_eq!(drain(&mut names), [b"b".to_vec()]);
        names.end();
        assert_eq!(names.peek(), None);
    }

    #[test]
    fn a_name_that_no_path_can_hold_makes_the_list_incomplete() {
        for name in [&b""[..], b".", b"..", b"a/b", b"/", b"a\0"] {
            let mut names = Names::new();
            names.begin();
            names.push(b"good", None);
            names.push(name, None);
            assert!(!names.finish(), "{name:?}");
        }
    }
}
