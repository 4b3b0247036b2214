//! Separates the code of a Rust source from its comments and literals.
//!
//! This is a lexer for the few things that can hide code: line comments, nested block comments, strings, raw strings,
//! characters against lifetimes. Everything hidden becomes blanks, so line and column stay what they were.

/// A source split in two texts of the same shape.
#[derive(Debug, PartialEq, Eq)]
pub struct Masked {
    /// The code; comments and the contents of literals are blanks.
    pub code: String,
    /// The comments; everything else is blanks.
    pub comments: String,
}

/// Splits `source`.
pub fn mask(source: &str) -> Masked {
    let chars: Vec<char> = source.chars().collect();
    let mut out = Masked { code: String::with_capacity(source.len()), comments: String::new() };
    let mut at = 0;
    while at < chars.len() {
        let (kind, end) = next(&chars, at);
        for &c in &chars[at..end] {
            let (code, comment) = match (kind, c) {
                (_, '\n') => ('\n', '\n'),
                (Kind::Code, c) => (c, ' '),
                (Kind::Comment, c) => (' ', c),
                (Kind::Literal, _) => (' ', ' '),
            };
            out.code.push(code);
            out.comments.push(comment);
        }
        at = end;
    }
    out
}

/// Whether `word` stands in `code` with no identifier character on either side.
pub fn has_word(code: &str, word: &str) -> bool {
    word_at(code, word).is_some()
}

/// Byte offset of the first `word` in `code` with no identifier character on either side.
pub fn word_at(code: &str, word: &str) -> Option<usize> {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    let starts_open = word.starts_with(joins);
    let ends_open = word.ends_with(joins);
    code.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = code[..at].chars().next_back().is_some_and(joins);
        let after = code[at + word.len()..].chars().next().is_some_and(joins);
        !(starts_open && before || ends_open && after)
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Literal,
}

/// The piece that begins at `at`, and where it ends. Always moves on by at least one character.
fn next(chars: &[char], at: usize) -> (Kind, usize) {
    let here = chars[at];
    let ahead = chars.get(at + 1).copied();
    match (here, ahead) {
        ('/', Some('/')) => (Kind::Comment, line_end(chars, at)),
        ('/', Some('*')) => (Kind::Comment, block_end(chars, at)),
        ('"', _) => (Kind::Literal, string_end(chars, at + 1)),
        ('\'', _) => match char_end(chars, at) {
            Some(end) => (Kind::Literal, end),
            None => (Kind::Code, at + 1),
        },
        _ if at > 0 && is_word(chars[at - 1]) => (Kind::Code, at + 1),
        ('r', _) => raw(chars, at, 1),
        ('b' | 'c', Some('r')) => raw(chars, at, 2),
        _ => (Kind::Code, at + 1),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_end(chars: &[char], at: usize) -> usize {
    chars[at..].iter().position(|&c| c == '\n').map_or(chars.len(), |n| at + n)
}

/// Block comments nest in Rust.
fn block_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = start;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') if depth == 1 => return at + 2,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    chars.len()
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// A character literal, or `None` when the quote begins a lifetime or a label.
fn char_end(chars: &[char], at: usize) -> Option<usize> {
    match chars.get(at + 1)? {
        '\\' => chars.get(at + 3..)?.iter().position(|&c| c == '\'').map(|n| at + 3 + n + 1),
        _ if chars.get(at + 2) == Some(&'\'') => Some(at + 3),
        _ => None,
    }
}

/// A raw string whose hashes begin `prefix` characters after `at`; raw identifiers (`r#type`) are code.
fn raw(chars: &[char], at: usize, prefix: usize) -> (Kind, usize) {
    let hashes = chars[at + prefix..].iter().take_while(|&&c| c == '#').count();
    let open = at + prefix + hashes;
    if chars.get(open) != Some(&'"') {
        return (Kind::Code, at + 1);
    }
    let mut end = open + 1;
    while end < chars.len() {
        let closes = chars[end] == '"' && chars[end + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes;
        if closes {
            return (Kind::Literal, end + 1 + hashes);
        }
        end += 1;
    }
    (Kind::Literal, chars.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str) -> String {
        mask(source).code
    }

    #[test]
    fn comments_become_blanks_in_the_code_and_stay_in_the_comments() {
        let masked = mask("a(); // b()\nc();");
        assert_eq!(masked.code, "a();       \nc();");
        assert_eq!(masked.comments, "     // b()\n    ");
    }

    #[test]
    fn each_way_to_hide_code_is_seen() {
        for (source, hidden) in [
            ("x(\"unsafe \\\" unsafe\");", "unsafe"),
            ("x(r#\"a \" unsafe\"#);", "unsafe"),
            ("x(br\"unsafe\", cr#\"unsafe\"#);", "unsafe"),
            ("/* a /* unsafe */ unsafe */ x();", "unsafe"),
            ("/// unsafe\nx();", "unsafe"),
            ("x(b\"unsafe\", c\"unsafe\");", "unsafe"),
            ("x('\"'); y(\"unsafe\");", "unsafe"),
            ("x('\\''); y(\"unsafe\");", "unsafe"),
            ("x('\\u{1F600}', \"unsafe\");", "unsafe"),
        ] {
            assert!(!code(source).contains(hidden), "{source} → {}", code(source));
            assert!(code(source).contains("x("), "{source} → {}", code(source));
            assert_eq!(code(source).chars().count(), source.chars().count(), "{source}");
        }
    }

    #[test]
    fn lifetimes_labels_and_raw_identifiers_hide_nothing() {
        for source in ["fn f<'a>(x: &'a str) { unsafe {} }", "'out: loop { break 'out; }", "let r#type = var;"] {
            assert_eq!(code(source), source);
        }
    }

    #[test]
    fn an_open_literal_ends_with_the_file() {
        for source in ["\"abc", "r#\"abc", "/* abc", "'", "'\\", "'\\n", "br"] {
            assert_eq!(code(source).chars().count(), source.chars().count(), "{source}");
        }
    }

    #[test]
    fn words_end_where_identifiers_end() {
        assert!(has_word("unsafe { x }", "unsafe"));
        assert!(!has_word("unsafe_code = \"deny\"", "unsafe"));
        assert!(!has_word("eprintln!(", "println!("));
        assert!(has_word("std::println!(", "println!("));
        assert_eq!(word_at("my_fn fn", "fn"), Some(6));
    }
}
