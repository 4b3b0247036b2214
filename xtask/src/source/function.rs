//! Finds the functions of a source file.

use super::RustFile;
use super::mask::word_at;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, numbered from 1.
    pub line: usize,
    /// Lines from `fn` to the closing brace, both counted.
    pub length: usize,
}

/// Every function outside `#[cfg(test)]` that has a body, nested ones too.
pub fn functions(file: &RustFile) -> Vec<Function> {
    let lines: Vec<(usize, &str)> = file.product_code().collect();
    let mut found = Vec::new();
    for (index, (number, line)) in lines.iter().enumerate() {
        let Some(at) = word_at(line, "fn") else { continue };
        let name: String =
            line[at + 2..].trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        // `fn(u8)` is a type.
        if name.is_empty() {
            continue;
        }
        let rest = std::iter::once((*number, &line[at..])).chain(lines[index + 1..].iter().copied());
        if let Some(end) = body_end(rest) {
            found.push(Function { name, line: *number, length: end - number + 1 });
        }
    }
    found
}

/// The line of the brace that closes the body, or `None` for a declaration without one.
fn body_end<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Option<usize> {
    let (mut braces, mut others) = (0_i32, 0_i32);
    for (number, line) in lines {
        for c in line.chars() {
            match c {
                '(' | '[' => others += 1,
                ')' | ']' => others -= 1,
                '{' => braces += 1,
                '}' => {
                    braces -= 1;
                    if braces == 0 && others == 0 {
                        return Some(number);
                    }
                }
                ';' if braces == 0 && others == 0 => return None,
                _ => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(String, usize, usize)> {
        let file = RustFile::new("crates/a/src/x.rs", source);
        functions(&file).into_iter().map(|f| (f.name, f.line, f.length)).collect()
    }

    #[test]
    fn a_function_runs_from_its_head_to_its_brace() {
        assert_eq!(
            found("pub fn a(\n    x: [u8; 3],\n) -> u8 {\n    if x { 1 } else { 2 }\n}\n"),
            [("a".into(), 1, 5)]
        );
    }

    #[test]
    fn declarations_types_and_tests_do_not_count() {
        assert_eq!(found("trait T {\n    fn a(&self);\n}\ntype F = fn(u8) -> u8;\n"), []);
        assert_eq!(found("#[cfg(test)]\nmod tests {\n    fn a() {}\n}\n"), []);
    }

    #[test]
    fn braces_in_text_do_not_count() {
        assert_eq!(found("fn a() {\n    x(\"}\"); // }\n}\nfn b() {}\n"), [("a".into(), 1, 3), ("b".into(), 4, 1)]);
    }
}
