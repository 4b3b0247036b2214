//! Text that comes from elsewhere (names of files and items, what a program says), made harmless for a terminal.

use std::borrow::Cow;

/// `text` with control characters and invisible direction marks escaped, so that a name can neither move the cursor
/// nor break a line nor pretend to be another.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        for (name, shown) in [
            ("plain é 漢.txt", "plain é 漢.txt"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("exe.\u{202e}txt", "exe.\\u{202e}txt"),
        ] {
            assert_eq!(escaped(name), shown);
        }
    }
}
