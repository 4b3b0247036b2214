//! Which paths a pair leaves alone: patterns in gitignore syntax.

use std::fmt;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::Kind;
use crate::sys;

/// The folder in each root that belongs to the program: never synchronized. Only this name directly below
/// the root is meant; below other folders it is a name like any other.
pub const PRIVATE: &str = ".syncmgr";

/// The file in a root whose patterns hold for the pair. It is synchronized like any other file.
pub const SYNCIGNORE: &str = ".syncignore";

/// What a filter says of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is synchronized.
    Keep,
    /// It is left alone on both sides; an excluded folder is not looked into.
    Exclude,
}

/// A file of patterns, one per line, already read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFile {
    /// What messages call it.
    pub name: String,
    /// Its content.
    pub text: Vec<u8>,
}

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// Where it stands: the name of a file, `exclude` or `include`.
    pub source: String,
    /// The line in that file, or which of the patterns it is, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.source, self.line, self.message)
    }
}

impl std::error::Error for FilterError {}

/// Decides for each path whether it is synchronized.
///
/// The patterns have the meaning that they have in a `.gitignore` file in the root: the last one that
/// matches decides, `!` takes a path in again, a `/` at the end means folders only, any other `/` ties the
/// pattern to the root. As there, nothing below an excluded folder can be taken in again.
#[derive(Clone, Debug)]
pub struct Filter {
    /// `None` without patterns: then no path costs anything.
    patterns: Option<Gitignore>,
}

impl Default for Filter {
    fn default() -> Self {
        Self::none()
    }
}

impl Filter {
    /// A filter that keeps everything.
    pub const fn none() -> Self {
        Self { patterns: None }
    }

    /// Makes a filter of patterns in four layers, of which each overrules those before it: the content of
    /// `.syncignore`, files of patterns in the order given, exclude patterns, include patterns. An include
    /// pattern is an exclude pattern with `!` before it.
    ///
    /// The first pattern that cannot be used is the error.
    pub fn build(
        excludes: &[String],
        includes: &[String],
        exclude_from: &[PatternFile],
        syncignore: Option<&[u8]>,
    ) -> Result<Self, FilterError> {
        let mut builder = Builder(GitignoreBuilder::new(""));
        // Elsewhere such a pattern is taken literally; here it is more likely a mistake, and a file that was to
        // be left alone must not be synchronized because of it.
        builder.0.allow_unclosed_class(false);
        if let Some(text) = syncignore {
            builder.add_text(SYNCIGNORE, text)?;
        }
        for file in exclude_from {
            builder.add_text(&file.name, &file.text)?;
        }
        builder.add_arguments("exclude", excludes, "")?;
        builder.add_arguments("include", includes, "!")?;
        let patterns = builder.0.build().map_err(|error| refusal("patterns", 0, &error))?;
        Ok(Self { patterns: (!patterns.is_empty()).then_some(patterns) })
    }

    /// Whether there are no patterns: everything is kept.
    pub const fn is_empty(&self) -> bool {
        self.patterns.is_none()
    }

    /// The verdict on `path` (bytes as in [`RelPath`](crate::RelPath)) whose parents are all kept. The root
    /// itself is always kept.
    #[inline]
    pub fn verdict(&self, path: &[u8], kind: Kind) -> Verdict {
        match &self.patterns {
            None => Verdict::Keep,
            Some(patterns) => judge(patterns, path, kind),
        }
    }

    /// The verdict on `path` and on the folders that it lies in: for paths that no walk led to.
    pub fn verdict_below_root(&self, path: &[u8], kind: Kind) -> Verdict {
        let mut parents = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &path[..at]);
        if parents.any(|parent| self.verdict(parent, Kind::Folder) == Verdict::Exclude) {
            return Verdict::Exclude;
        }
        self.verdict(path, kind)
    }
}

fn judge(patterns: &Gitignore, path: &[u8], kind: Kind) -> Verdict {
    let name = sys::path_of(path);
    if !path.is_empty() && patterns.matched(name, kind == Kind::Folder).is_ignore() {
        Verdict::Exclude
    } else {
        Verdict::Keep
    }
}

struct Builder(GitignoreBuilder);

impl Builder {
    fn add_text(&mut self, source: &str, text: &[u8]) -> Result<(), FilterError> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let pattern = std::str::from_utf8(line)
                .map_err(|_| refusal(source, at + 1, &"the pattern is not valid UTF-8; ? matches any one byte"))?;
            self.add(source, at + 1, pattern)?;
        }
        Ok(())
    }

    /// Adds patterns that somebody gave one by one: one without a meaning is a mistake there.
    fn add_arguments(&mut self, source: &str, patterns: &[String], prefix: &str) -> Result<(), FilterError> {
        for (at, pattern) in patterns.iter().enumerate() {
            let mistake = if pattern.trim().is_empty() {
                Some("the pattern is empty")
            } else if pattern.starts_with('#') {
                Some("the pattern is a comment; begin it with \\# to match a name that begins with #")
            } else if pattern.contains('\n') {
                Some("the pattern has more than one line")
            } else if !prefix.is_empty() && pattern.starts_with('!') {
                Some("an include pattern cannot begin with !; exclude it instead")
            } else {
                None
            };
            if let Some(mistake) = mistake {
                return Err(refusal(source, at + 1, &mistake));
            }
            self.add(source, at + 1, &format!("{prefix}{pattern}"))?;
        }
        Ok(())
    }

    fn add(&mut self, source: &str, line: usize, pattern: &str) -> Result<(), FilterError> {
        match self.0.add_line(None, pattern) {
            Ok(_) => Ok(()),
            Err(error) => Err(refusal(source, line, &error)),
        }
    }
}

fn refusal(source: &str, line: usize, message: &dyn fmt::Display) -> FilterError {
    FilterError { source: source.to_owned(), line, message: message.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(patterns: &[&str]) -> Vec<String> {
        patterns.iter().map(|pattern| (*pattern).to_owned()).collect()
    }

    fn excluding(patterns: &[&str]) -> Filter {
        Filter::build(&owned(patterns), &[], &[], None).unwrap()
    }

    #[test]
    fn patterns_mean_what_they_mean_in_gitignore() {
        use Kind::{File, Folder, Symlink};
        use Verdict::{Exclude, Keep};
        let cases: &[(&[&str], &[u8], Kind, Verdict)] = &[
            // A name matches at every depth.
            (&["*.o"], b"a.o", File, Exclude),
            (&["*.o"], b"x/y/a.o", File, Exclude),
            (&["*.o"], b"a.oo", File, Keep),
            // A slash at the start or in the middle ties to the root.
            (&["/a"], b"a", File, Exclude),
            (&["/a"], b"x/a", File, Keep),
            (&["a/b"], b"a/b", File, Exclude),
            (&["a/b"], b"x/a/b", File, Keep),
            (&["**/a/b"], b"x/a/b", File, Exclude),
            (&["a/**"], b"a/b/c", File, Exclude),
            (&["a/**"], b"a", Folder, Keep),
            // A slash at the end means folders only.
            (&["build/"], b"build", Folder, Exclude),
            (&["build/"], b"x/build", Folder, Exclude),
            (&["build/"], b"build", File, Keep),
            (&["build/"], b"build", Symlink, Keep),
            // The last match decides.
            (&["*.log", "!keep.log"], b"keep.log", File, Keep),
            (&["!keep.log", "*.log"], b"keep.log", File, Exclude),
            (&["*.log", "!keep.log", "/keep.log"], b"keep.log", File, Exclude),
            // * and ? do not cross a slash, names with a dot are like others.
            (&["a*c"], b"a/c", File, Keep),
            (&["/*/x"], b"a/x", File, Exclude),
            (&["/*/x"], b"a/b/x", File, Keep),
            (&["*"], b".hidden", File, Exclude),
            (&["[ab].txt"], b"b.txt", File, Exclude),
            // Escapes.
            (&["\\#a"], b"#a", File, Exclude),
            (&["\\!a"], b"!a", File, Exclude),
            (&["\\*"], b"*", File, Exclude),
            (&["\\*"], b"a", File, Keep),
            // Letter case counts.
            (&["A"], b"a", File, Keep),
            // Names that are not UTF-8.
            (&["*.o"], b"\xff\xfe.o", File, Exclude),
            (&["a?c"], b"a\xffc", File, Exclude),
            (&["x/*"], b"x/\xff", File, Exclude),
            (&["*.o"], b"\xff.c", File, Keep),
            (&["\u{e9}"], "\u{e9}".as_bytes(), File, Exclude),
            (&["\u{e9}"], b"\xe9", File, Keep),
            // The root is kept whatever the patterns are.
            (&["*"], b"", Folder, Keep),
        ];
        for (patterns, path, kind, expected) in cases {
            let verdict = excluding(patterns).verdict(path, *kind);
            assert_eq!(verdict, *expected, "{patterns:?} on {:?} {kind:?}", path.escape_ascii().to_string());
        }
    }

    #[test]
    fn later_layers_overrule_earlier_ones() {
        use Verdict::{Exclude, Keep};
        // .syncignore, a file, exclude, include: what they say of the file "a".
        type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a str], Verdict);
        let file = |text: &str| PatternFile { name: "list".into(), text: text.into() };
        let cases: [Case; 9] = [
            ("", "", &[], &[], Keep),
            ("a", "", &[], &[], Exclude),
            ("a", "!a", &[], &[], Keep),
            ("!a", "a", &[], &[], Exclude),
            ("a", "!a", &["a"], &[], Exclude),
            ("", "a", &["!a"], &[], Keep),
            ("a", "a", &["a"], &["a"], Keep),
            ("a", "a", &["*"], &["b", "a"], Keep),
            ("a", "!b", &["c"], &["d"], Exclude),
        ];
        for (syncignore, list, excludes, includes, expected) in cases {
            let filter =
                Filter::build(&owned(excludes), &owned(includes), &[file(list)], Some(syncignore.as_bytes())).unwrap();
            let verdict = filter.verdict(b"a", Kind::File);
            assert_eq!(verdict, expected, "{syncignore:?} {list:?} {excludes:?} {includes:?}");
        }
    }

    #[test]
    fn the_last_of_several_files_decides() {
        let files = ["a", "!a"].map(|text| PatternFile { name: text.into(), text: text.into() });
        let filter = Filter::build(&[], &[], &files, None).unwrap();
        assert_eq!(filter.verdict(b"a", Kind::File), Verdict::Keep);
    }

    #[test]
    fn files_may_hold_comments_blank_lines_and_foreign_line_ends() {
        let text = b"\xef\xbb\xbfa\r\n\r\n# b\r\n  \n/c/\r\nd";
        let filter = Filter::build(&[], &[], &[], Some(text)).unwrap();
        for (name, kind, expected) in [
            ("a", Kind::File, Verdict::Exclude),
            ("b", Kind::File, Verdict::Keep),
            ("c", Kind::Folder, Verdict::Exclude),
            ("d", Kind::File, Verdict::Exclude),
        ] {
            assert_eq!(filter.verdict(name.as_bytes(), kind), expected, "{name}");
        }
    }

    #[test]
    fn nothing_below_an_excluded_folder_is_taken_in_again() {
        let filter = excluding(&["/out/", "!/out/keep", "*.tmp/"]);
        for (path, expected) in [
            ("out/keep", Verdict::Exclude),
            ("out/a/b", Verdict::Exclude),
            ("x/y.tmp/z", Verdict::Exclude),
            ("x/out/keep", Verdict::Keep),
            ("out", Verdict::Keep),
        ] {
            assert_eq!(filter.verdict_below_root(path.as_bytes(), Kind::File), expected, "{path}");
        }
        assert_eq!(filter.verdict(b"out/keep", Kind::File), Verdict::Keep);
    }

    #[test]
    fn without_patterns_a_filter_is_empty() {
        let comments = Filter::build(&[], &[], &[], Some(b"# nothing\n\n")).unwrap();
        for filter in [Filter::none(), Filter::default(), comments, excluding(&[])] {
            assert!(filter.is_empty());
            assert_eq!(filter.verdict(b"a", Kind::File), Verdict::Keep);
        }
        assert!(!excluding(&["a"]).is_empty());
    }

    #[test]
    fn a_pattern_that_cannot_be_used_is_named_with_source_and_line() {
        type Case<'a> = (&'a [&'a str], &'a [&'a str], &'a [u8], &'a str, usize, &'a str);
        let none: &[&str] = &[];
        let cases: [Case; 8] = [
            (none, none, b"ok\n\na[", ".syncignore", 3, "unclosed character class"),
            (none, none, b"ok\na\xff\n", ".syncignore", 2, "not valid UTF-8"),
            (&["ok", "a["], none, b"", "exclude", 2, "unclosed character class"),
            (&["{a"], none, b"ok", "exclude", 1, "alternat"),
            (none, &["[z-a]"], b"", "include", 1, "range"),
            (&["#a"], none, b"", "exclude", 1, "comment"),
            (&[" "], none, b"", "exclude", 1, "empty"),
            (none, &["!a"], b"", "include", 1, "cannot begin with !"),
        ];
        for (excludes, includes, syncignore, source, line, message) in cases {
            let error = Filter::build(&owned(excludes), &owned(includes), &[], Some(syncignore)).unwrap_err();
            assert_eq!((error.source.as_str(), error.line), (source, line), "{error}");
            assert!(error.to_string().contains(message), "{error} lacks {message:?}");
        }
        let file = PatternFile { name: "my.list".into(), text: b"\n[".to_vec() };
        let error = Filter::build(&[], &[], &[file], None).unwrap_err();
        assert_eq!((error.source.as_str(), error.line), ("my.list", 2));
    }
}
