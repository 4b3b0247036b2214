//! Questions that need an answer before something runs.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::render::escape::escaped;

/// The user's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Yes,
    /// Leave it; this is also what no answer means.
    No,
}

/// Asks on the terminal. Without one, or with `SYNCMGR_UI=headless`, nobody is waited for and the answer is no.
pub fn ask(text: &str) -> Answer {
    if is_headless() || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Answer::No;
    }
    let mut line = String::new();
    let mut terminal = anstream::AutoStream::auto(io::stderr().lock());
    // Who cannot be asked cannot say yes.
    let asked = write!(terminal, "{} [y/N] ", escaped(text)).and_then(|()| terminal.flush());
    let read = asked.and_then(|()| io::stdin().lock().read_line(&mut line));
    if read.is_ok() { meaning(&line) } else { Answer::No }
}

/// Whether nobody is there to be asked.
fn is_headless() -> bool {
    std::env::var_os("SYNCMGR_UI").is_some_and(|ui| ui == "headless")
}

fn meaning(line: &str) -> Answer {
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        _ => Answer::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_one() {
        for (line, answer) in [("y\n", Answer::Yes), (" YES ", Answer::Yes), ("", Answer::No), ("maybe", Answer::No)] {
            assert_eq!(meaning(line), answer, "{line:?}");
        }
    }
}
