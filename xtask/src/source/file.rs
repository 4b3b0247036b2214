//! One Rust source file and what the rules want to know about it.

use std::path::{Path, PathBuf};

use super::mask::{has_word, mask};

/// Where a file stands in its crate, which decides what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Part of the library or of the binary.
    Source,
    /// Only compiled for tests: `tests/`, or a file that belongs to a `#[cfg(test)]` module.
    Test,
    /// `examples/`, `benches/`, `fuzz/`, `build.rs`.
    Aside,
}

/// One Rust source file, with code and comments separated.
#[derive(Debug)]
pub struct RustFile {
    /// Path relative to the root of the workspace, with `/`.
    pub path: PathBuf,
    /// What kind of file it is.
    pub place: Place,
    code: Vec<String>,
    comments: Vec<String>,
    in_test: Vec<bool>,
}

impl RustFile {
    /// Reads a source text.
    pub fn new(path: impl Into<PathBuf>, text: &str) -> Self {
        let path = path.into();
        let masked = mask(text);
        let code: Vec<String> = masked.code.lines().map(str::to_owned).collect();
        let comments = masked.comments.lines().map(str::to_owned).collect();
        let in_test = test_lines(&code);
        Self { place: place_of(&path), path, code, comments, in_test }
    }

    /// Name of the folder below `crates/`, or the first folder of the path.
    pub fn crate_name(&self) -> &str {
        let mut parts = self.path.iter().filter_map(|part| part.to_str());
        match parts.next() {
            Some("crates") => parts.next().unwrap_or_default(),
            first => first.unwrap_or_default(),
        }
    }

    /// The lines of code, numbered from 1, comments and literals blanked, inline test modules included.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.iter().enumerate().map(|(n, line)| (n + 1, line.as_str()))
    }

    /// The lines of code outside `#[cfg(test)]`, numbered from 1.
    pub fn product_code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code().filter(|(number, _)| !self.is_test_line(*number))
    }

    /// The comments, numbered from 1; lines without one are blank.
    pub fn comments(&self) -> impl Iterator<Item = (usize, &str)> {
        self.comments.iter().enumerate().map(|(n, line)| (n + 1, line.as_str()))
    }

    /// Whether line `number` stands inside a `#[cfg(test)]` item.
    pub fn is_test_line(&self, number: usize) -> bool {
        self.in_test.get(number - 1).copied().unwrap_or(false)
    }

    /// How many lines the file has outside `#[cfg(test)]`.
    pub fn product_lines(&self) -> usize {
        self.in_test.iter().filter(|&&test| !test).count()
    }

    /// Files that this file declares as modules for tests only: `#[cfg(test)] mod x;`.
    pub fn test_modules(&self) -> Vec<PathBuf> {
        let stem = self.path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let dir = self.path.parent().unwrap_or(Path::new(""));
        let below = if matches!(stem, "mod" | "lib" | "main") { dir.to_path_buf() } else { dir.join(stem) };
        self.code()
            .filter(|(number, _)| self.is_test_line(*number))
            .filter_map(|(_, line)| {
                line.trim().strip_suffix(';')?.split_once("mod ").map(|(_, name)| name.trim().to_owned())
            })
            .flat_map(|name| [below.join(format!("{name}.rs")), below.join(name)])
            .collect()
    }

    /// Whether the comment that belongs to line `number` contains `text`: on the line itself, or above it before another
    /// statement ends.
    pub fn comment_above_contains(&self, number: usize, text: &str) -> bool {
        if self.comments[number - 1].contains(text) {
            return true;
        }
        let mut seen_comment = false;
        for index in (0..number - 1).rev() {
            let (code, comment) = (self.code[index].trim(), self.comments[index].trim());
            if comment.contains(text) {
                return true;
            }
            let ends_another = code.ends_with([';', '{', '}', ',']);
            if ends_another || (code.is_empty() && comment.is_empty()) || (seen_comment && comment.is_empty()) {
                return false;
            }
            seen_comment |= code.is_empty();
        }
        false
    }
}

/// Marks each line that belongs to an item under `#[cfg(test)]`.
fn test_lines(code: &[String]) -> Vec<bool> {
    let mut marks = vec![false; code.len()];
    let mut line = 0;
    while line < code.len() {
        if !is_test_attribute(&code[line]) {
            line += 1;
            continue;
        }
        let end = item_end(code, line);
        marks[line..=end].fill(true);
        line = end + 1;
    }
    marks
}

fn is_test_attribute(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("#[cfg(") && has_word(line, "test") && !line.contains("not(test)")
}

/// The last line of the item that the attribute on line `start` belongs to.
fn item_end(code: &[String], start: usize) -> usize {
    let (mut braces, mut others) = (0_i32, 0_i32);
    for (number, line) in code.iter().enumerate().skip(start) {
        for c in line.chars() {
            match c {
                '{' => braces += 1,
                '}' => {
                    braces -= 1;
                    if braces == 0 && others == 0 {
                        return number;
                    }
                }
                '(' | '[' => others += 1,
                ')' | ']' => others -= 1,
                ';' if braces == 0 && others == 0 => return number,
                _ => {}
            }
        }
    }
    code.len() - 1
}

fn place_of(path: &Path) -> Place {
    let has = |name: &str| path.iter().any(|part| part == name);
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if has("tests") || file == "tests.rs" {
        Place::Test
    } else if has("examples") || has("benches") || has("fuzz") || file == "build.rs" {
        Place::Aside
    } else {
        Place::Source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_inline_tests_are_known() {
        let file =
            RustFile::new("crates/a/src/x.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n");
        let tests: Vec<_> = (1..=6).filter(|&n| file.is_test_line(n)).collect();
        assert_eq!(tests, [2, 3, 4, 5]);
        assert_eq!(file.product_lines(), 2);
        assert_eq!(file.product_code().map(|(n, _)| n).collect::<Vec<_>>(), [1, 6]);
    }

    #[test]
    fn cfg_test_on_a_declaration_ends_with_it() {
        let file = RustFile::new("crates/a/src/x.rs", "#[cfg(all(test, unix))]\nmod cases;\nfn a() {}\n");
        assert!(file.is_test_line(2) && !file.is_test_line(3));
        assert_eq!(file.test_modules()[0], Path::new("crates/a/src/x/cases.rs"));
    }

    #[test]
    fn cfg_not_test_is_product_code() {
        let file = RustFile::new("crates/a/src/x.rs", "#[cfg(not(test))]\nfn a() {}\n");
        assert_eq!(file.product_lines(), 2);
    }

    #[test]
    fn places_follow_the_path() {
        for (path, place) in [
            ("crates/a/src/x.rs", Place::Source),
            ("crates/a/src/x/tests.rs", Place::Test),
            ("crates/a/tests/x.rs", Place::Test),
            ("crates/a/examples/x.rs", Place::Aside),
            ("crates/a/build.rs", Place::Aside),
            ("xtask/src/main.rs", Place::Source),
        ] {
            assert_eq!(RustFile::new(path, "").place, place, "{path}");
        }
        assert_eq!(RustFile::new("crates/foldsync/src/x.rs", "").crate_name(), "foldsync");
        assert_eq!(RustFile::new("xtask/src/main.rs", "").crate_name(), "xtask");
    }

    #[test]
    fn a_comment_belongs_to_the_statement_below_it() {
        let above = |source: &str, line| RustFile::new("a.rs", source).comment_above_contains(line, "SAFETY:");
        assert!(above("// SAFETY: so\nunsafe { a() }", 2));
        assert!(above("unsafe { a() } // SAFETY: so", 1));
        assert!(above("// SAFETY: so,\n// and so\nlet x =\n    unsafe { a() };", 4));
        assert!(above("// SAFETY: so\n#[inline]\nunsafe impl A for B {}", 3));
        assert!(!above("// SAFETY: so\nlet y = 1;\nunsafe { a() }", 3));
        assert!(!above("// SAFETY: so\n\nunsafe { a() }", 3));
        assert!(!above("unsafe { a() }", 1));
    }
}
