//! What a handler asks the manager and waits for: only the thread that asks waits.

use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use mobsync::HRESULT;
use mobsync::codes::E_UNEXPECTED;

#[derive(Default)]
struct Pending {
    last: i64,
    /// `None`: the manager is gone, nobody will answer.
    waiting: Option<HashMap<i64, Sender<HRESULT>>>,
}

/// The questions that wait for an answer.
pub struct Questions(Mutex<Pending>);

impl Default for Questions {
    fn default() -> Self {
        Self(Mutex::new(Pending { last: 0, waiting: Some(HashMap::new()) }))
    }
}

impl Questions {
    /// Asks by `send`, which gets the number of the question, and waits. Without a manager: `E_UNEXPECTED`.
    pub fn ask(&self, send: impl FnOnce(i64)) -> HRESULT {
        let (sender, answer) = channel();
        let mut pending = self.lock();
        pending.last += 1;
        let number = pending.last;
        let Some(waiting) = &mut pending.waiting else { return E_UNEXPECTED };
        waiting.insert(number, sender);
        drop(pending);
        send(number);
        answer.recv().unwrap_or(E_UNEXPECTED)
    }

    /// Hands an answer to who waits for it; one that nobody waits for is ignored.
    pub fn answer(&self, number: i64, code: HRESULT) {
        let sender = self.lock().waiting.as_mut().and_then(|waiting| waiting.remove(&number));
        if let Some(sender) = sender {
            // Who asked waits until it gets this.
            let _ = sender.send(code);
        }
    }

    /// The manager is gone: whoever waits, waits no longer.
    pub fn close(&self) {
        self.lock().waiting = None;
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use mobsync::codes::{S_FALSE, S_OK};

    use super::*;

    #[test]
    fn each_thread_gets_its_own_answer() {
        let questions = Questions::default();
        let (sender, numbers) = channel();
        thread::scope(|scope| {
            for _ in 0..4 {
                let (questions, sender) = (&questions, sender.clone());
                scope.spawn(move || {
                    let mut mine = 0;
                    let code = questions.ask(|number| {
                        mine = number;
                        sender.send(number).unwrap();
                    });
                    assert_eq!(code, HRESULT(mine as i32));
                });
            }
            let mut asked: Vec<i64> = numbers.iter().take(4).collect();
            asked.reverse();
            questions.answer(99, S_OK);
            for number in asked {
                questions.answer(number, HRESULT(number as i32));
            }
        });
    }

    #[test]
    fn without_a_manager_nobody_waits() {
        let questions = Questions::default();
        assert_eq!(questions.ask(|_| questions.close()), E_UNEXPECTED);
        assert_eq!(questions.ask(|_| panic!("asked nobody")), E_UNEXPECTED);
        questions.answer(1, S_FALSE);
    }
}
