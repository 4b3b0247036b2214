/// How many bytes of standard error are kept.
const KEPT: usize = 8 * 1024;
/// How many characters of them are shown.
const SHOWN: usize = 400;

/// The last words of a program: the end of what it wrote on standard error.
#[derive(Default)]
pub(super) struct Tail(Vec<u8>);

impl Tail {
    /// Takes more; only the end is kept.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
        let surplus = self.0.len().saturating_sub(KEPT);
        self.0.drain(..surplus);
    }

    /// Returns the last lines on one line, `None` if there was nothing.
    pub fn words(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.0);
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let words = lines.join(" / ");
        let count = words.chars().count();
        let shown = words.chars().skip(count.saturating_sub(SHOWN));
        let shown: String = shown.map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
        match shown.is_empty() {
            true => None,
            false if count > SHOWN => Some(format!("…{shown}")),
            false => Some(shown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<String> {
        let mut tail = Tail::default();
        tail.push(text.as_bytes());
        tail.words()
    }

    #[test]
    fn lines_are_joined_and_nothing_is_nothing() {
        assert_eq!(words(""), None);
        assert_eq!(words(" \n\n"), None);
        assert_eq!(words("a\n\n  b\r\n").as_deref(), Some("a / b"));
        assert_eq!(words("\x1b[1mbold").as_deref(), Some("\u{FFFD}[1mbold"));
    }

    #[test]
    fn only_the_end_is_kept_and_shown() {
        let mut tail = Tail::default();
        for n in 0..100_000 {
            tail.push(format!("ä{n}\n").as_bytes());
        }
        assert_eq!(tail.0.len(), KEPT);
        let words = tail.words().unwrap();
        assert!(words.starts_with('…') && words.ends_with("/ ä99999"), "{words}");
        assert_eq!(words.chars().count(), SHOWN + 1);
    }
}
