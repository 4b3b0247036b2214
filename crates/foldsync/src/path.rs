//! Paths relative to a root: bytes, compared component by component.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// A path below the root of a side; names are bytes, separated by `/`, the root itself is empty.
///
/// The order is that of a walk which visits names in byte order and a folder's content right after the
/// folder: the separator sorts below every byte that a name can hold.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct RelPath(Box<[u8]>);

impl RelPath {
    /// The root itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Wraps `bytes`, which hold no empty, `.` or `..` component and no leading or trailing separator.
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// Parses what a person typed: separators at the ends and `./` are dropped.
    ///
    /// `None` when a component is `..`, which would leave the root.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut out = Vec::with_capacity(text.len());
        for part in text.split(|b| *b == b'/') {
            match part {
                b"" | b"." => {}
                b".." => return None,
                name => {
                    if !out.is_empty() {
                        out.push(b'/');
                    }
                    out.extend_from_slice(name);
                }
            }
        }
        Some(Self(out.into()))
    }

    /// The bytes of the path.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether this is the root itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The last component; empty for the root.
    pub fn name(&self) -> &[u8] {
        match self.0.iter().rposition(|b| *b == b'/') {
            Some(at) => &self.0[at + 1..],
            None => &self.0,
        }
    }

    /// The folder that holds this path; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(match self.0.iter().rposition(|b| *b == b'/') {
            Some(at) => Self(self.0[..at].into()),
            None => Self::root(),
        })
    }

    /// This path with `name` below it.
    #[must_use]
    pub fn join(&self, name: &[u8]) -> Self {
        if self.is_root() {
            return Self(name.into());
        }
        let mut out = Vec::with_capacity(self.0.len() + 1 + name.len());
        out.extend_from_slice(&self.0);
        out.push(b'/');
        out.extend_from_slice(name);
        Self(out.into())
    }

    /// Whether `self` is `folder` or lies below it.
    pub fn starts_with(&self, folder: &Self) -> bool {
        folder.is_root()
            || (self.0.starts_with(&folder.0) && (self.0.len() == folder.0.len() || self.0[folder.0.len()] == b'/'))
    }

    /// `self` with its leading `from` replaced by `to`; `None` when it does not lie below `from`.
    pub fn rebase(&self, from: &Self, to: &Self) -> Option<Self> {
        if !self.starts_with(from) {
            return None;
        }
        let rest = &self.0[from.0.len()..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        Some(if rest.is_empty() { to.clone() } else { to.join(rest) })
    }

    /// The components from the root downwards.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|b| *b == b'/').filter(|part| !part.is_empty())
    }

    /// Text for programs and for typing it in again: the name itself. Only where it is no valid UTF-8, the bytes that
    /// are not, and backslashes, are written as `\xNN`. [`RelPath::from_text`] reads it back.
    pub fn text(&self) -> Cow<'_, str> {
        std::str::from_utf8(&self.0).map_or_else(|_| Cow::Owned(spell(&self.0)), Cow::Borrowed)
    }

    /// The path whose [`RelPath::text`] is `text`.
    pub fn from_text(text: &str) -> Self {
        let spelled = unspell(text.as_bytes());
        // Only names that are no text are ever spelled.
        if std::str::from_utf8(&spelled).is_err() { Self(spelled.into()) } else { Self::from(text) }
    }

    /// Text for people: invalid UTF-8 and control characters are escaped, so that a name cannot
    /// move the cursor or break a line.
    pub fn display(&self) -> Cow<'_, str> {
        match std::str::from_utf8(&self.0) {
            Ok(text) if !text.chars().any(char::is_control) => Cow::Borrowed(text),
            _ => Cow::Owned(escape(&self.0)),
        }
    }
}

fn spell(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        out.push_str(&chunk.valid().replace('\\', "\\x5c"));
        chunk.invalid().iter().for_each(|b| out.extend(std::ascii::escape_default(*b).map(char::from)));
    }
    out
}

fn unspell(mut text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    while let Some((first, rest)) = text.split_first() {
        let digits = text.strip_prefix(b"\\x").and_then(|tail| tail.get(..2));
        let byte = digits.and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 16).ok());
        out.push(byte.unwrap_or(*first));
        text = if byte.is_some() { &text[4..] } else { rest };
    }
    out
}

fn escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() {
                out.extend(c.escape_default());
            } else {
                out.push(c);
            }
        }
        for b in chunk.invalid() {
            out.extend(std::ascii::escape_default(*b).map(char::from));
        }
    }
    out
}

/// Compares two paths in walk order (see [`RelPath`]).
pub fn walk_order(a: &[u8], b: &[u8]) -> Ordering {
    let common = common_length(a, b);
    let rank = |s: &[u8]| s.get(common).map_or(-1i16, |b| if *b == b'/' { 0 } else { i16::from(*b) });
    rank(a).cmp(&rank(b))
}

/// How many bytes `a` and `b` have in common at their beginning. Paths of one folder share much: eight bytes at a time.
fn common_length(a: &[u8], b: &[u8]) -> usize {
    const WORD: usize = 8;
    let words = a.chunks_exact(WORD).zip(b.chunks_exact(WORD)).take_while(|(x, y)| x == y).count() * WORD;
    words + a[words..].iter().zip(&b[words..]).take_while(|(x, y)| x == y).count()
}

impl Ord for RelPath {
    fn cmp(&self, other: &Self) -> Ordering {
        walk_order(&self.0, &other.0)
    }
}

impl PartialOrd for RelPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.display())
    }
}

/// Serializes as text that can be read back (see [`RelPath::text`]).
impl serde::Serialize for RelPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl From<&str> for RelPath {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_comes_right_before_its_content() {
        let mut paths: Vec<RelPath> = ["a.b", "a/b", "a", "a-b", "b", "a/b/c", "a!"].map(RelPath::from).into();
        paths.sort();
        let sorted: Vec<_> = paths.iter().map(|p| p.display().into_owned()).collect();
        assert_eq!(sorted, ["a", "a/b", "a/b/c", "a!", "a-b", "a.b", "b"]);
    }

    #[test]
    fn order_depends_on_the_first_difference_wherever_it_is() {
        let long = "0123456789abcdefghij";
        for at in 0..long.len() {
            let (before, after) = (&long[..at], &long[at + 1..]);
            let with = |byte: &str| RelPath::from(format!("{before}{byte}{after}").as_str());
            assert!(with("/") < with("!") && with("!") < with("~"), "at {at}");
            assert!(RelPath::from(before) < RelPath::from(long), "at {at}");
        }
    }

    #[test]
    fn rebase_moves_the_whole_subtree_and_nothing_else() {
        let (from, to) = (RelPath::from("a"), RelPath::from("x/y"));
        assert_eq!(RelPath::from("a/b").rebase(&from, &to), Some(RelPath::from("x/y/b")));
        assert_eq!(RelPath::from("a").rebase(&from, &to), Some(to.clone()));
        assert_eq!(RelPath::from("ab").rebase(&from, &to), None);
        assert_eq!(RelPath::from("a/b").rebase(&from, &RelPath::root()), Some(RelPath::from("b")));
    }

    #[test]
    fn typed_paths_are_normalized_and_cannot_leave_the_root() {
        assert_eq!(RelPath::parse(b"./a//b/"), Some(RelPath::from("a/b")));
        assert_eq!(RelPath::parse(b"a/../b"), None);
    }

    #[test]
    fn text_is_the_name_itself_and_leads_back_to_it() {
        for (bytes, text) in [
            (b"a b/\xc3\xa9".as_slice(), "a b/\u{e9}"),
            (b"line\nbreak\x1b", "line\nbreak\x1b"),
            (b"back\\slash\\x41", "back\\slash\\x41"),
            (b"caf\xe9", "caf\\xe9"),
            (b"\xff\\x41", "\\xff\\x5cx41"),
        ] {
            let path = RelPath::from_bytes(bytes);
            assert_eq!(path.text(), text);
            assert_eq!(RelPath::from_text(text), path);
        }
    }

    #[test]
    fn display_escapes_what_a_terminal_would_obey() {
        assert_eq!(RelPath::from_bytes(*b"a\n\xff").display(), "a\\n\\xff");
        assert_eq!(RelPath::from("é x").display(), "é x");
    }
}
