//! Who is asked: a person at the terminal of the caller, else the policy in the environment.

use std::env;
use std::sync::{Mutex, PoisonError};

use mobsync::guard::guard_quietly;
use mobsync::structures::{HWND, RFCDLGPARAM};

use super::answer::{Answer, Reaction};
use super::block::{Block, Piece};
use super::question::{Question, Side};
use crate::sys::Terminal;

/// One question at a time stands on the terminal, whatever thread asks it. Not held while the caller shows a version: it may
/// ask something itself.
static TERMINAL: Mutex<()> = Mutex::new(());

/// `RFC_…` for a conflict.
///
/// # Safety
/// `block` is NULL or a block; its strings are NULL or terminated, and its call-back keeps that so.
pub unsafe fn resolve<T: Piece>(parent: HWND, block: *mut RFCDLGPARAM<T>) -> i32 {
    let mut answer = Answer::NONE;
    guard_quietly(|| {
        // SAFETY: demanded from the caller.
        if let Some(block) = unsafe { Block::new(parent, block) } {
            answer = decide(&block);
        }
    });
    answer.code().cast_signed()
}

fn decide<T: Piece>(block: &Block<T>) -> Answer {
    let question = block.question();
    let headless = env::var_os("SYNCMGR_UI").is_some_and(|ui| ui == "headless");
    match Terminal::open().filter(|_| !headless) {
        Some(terminal) => {
            let ask = |text: &str| {
                let _mine = TERMINAL.lock().unwrap_or_else(PoisonError::into_inner);
                terminal.ask(text)
            };
            converse(&question, ask, |side| block.show(side))
        }
        None => Answer::of_policy(&env::var("SYNCMGR_CONFLICT_ANSWER").unwrap_or_default(), question.offer),
    }
}

/// Asks until there is a decision. The whole question is said each time: others may have asked theirs in between.
fn converse(question: &Question, mut ask: impl FnMut(&str) -> Option<String>, mut show: impl FnMut(Side)) -> Answer {
    let text = question.text();
    while let Some(line) = ask(&text) {
        match Reaction::of_line(&line, question.offer) {
            Reaction::Decide(answer) => return answer,
            Reaction::View(side) => show(side),
            Reaction::Unclear => {}
        }
    }
    Answer::NONE
}

#[cfg(test)]
mod tests {
    use super::super::question::Offer;
    use super::*;

    /// The code that these lines lead to, and what was shown on the way.
    fn conversation(lines: &[&str]) -> (u32, Vec<Side>, usize) {
        let question = Question { offer: Offer { apply_to_all: true, views: true }, ..Question::default() };
        let (mut lines, mut shown, mut asked) = (lines.iter(), Vec::new(), 0);
        let ask = |text: &str| {
            assert!(text.contains("changed in both places"));
            asked += 1;
            lines.next().map(|line| (*line).to_owned())
        };
        let answer = converse(&question, ask, |side| shown.push(side));
        (answer.code(), shown, asked)
    }

    #[test]
    fn a_person_is_asked_until_there_is_a_decision_or_nobody() {
        assert_eq!(conversation(&["local"]), (2, vec![], 1));
        assert_eq!(conversation(&["hm", "", "both all"]), (0x11, vec![], 3));
        assert_eq!(conversation(&["view network", "v l", "n"]), (3, vec![Side::Network, Side::Local], 3));
        assert_eq!(conversation(&["hm"]), (0, vec![], 2));
        assert_eq!(conversation(&[]), (0, vec![], 1));
    }
}
