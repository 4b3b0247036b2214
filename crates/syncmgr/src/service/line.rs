//! Programs that ask for sessions of the same handler get them in the order in which they asked (D-26).

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use syncmgr_proto::HandlerId;

/// Who waits, and who has his turn, in the order of coming.
#[derive(Clone, Default)]
pub struct Line(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    next: u64,
    standing: Vec<(u64, BTreeSet<HandlerId>)>,
}

/// A place in the line, given up when it is dropped.
pub struct Ticket {
    line: Line,
    number: u64,
}

impl Line {
    /// Takes a place behind everyone who stands there.
    pub fn stand(&self, handlers: BTreeSet<HandlerId>) -> Ticket {
        let mut state = self.lock();
        let number = state.next;
        state.next += 1;
        state.standing.push((number, handlers));
        Ticket { line: self.clone(), number }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether nobody before wants one of the same handlers.
    fn is_turn_of(&self, number: u64) -> bool {
        let mut before = self.standing.iter().take_while(|(other, _)| *other < number);
        let own = self.standing.iter().find(|(other, _)| *other == number);
        own.is_none_or(|(_, own)| before.all(|(_, theirs)| theirs.is_disjoint(own)))
    }
}

impl Ticket {
    /// Waits for one's turn.
    pub fn wait(&self) {
        let waited = self.line.0.1.wait_while(self.line.lock(), |state| !state.is_turn_of(self.number));
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.line.lock().standing.retain(|(number, _)| *number != self.number);
        self.line.0.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn of(names: &[&str]) -> BTreeSet<HandlerId> {
        names.iter().map(|name| HandlerId::derived(name.as_bytes())).collect()
    }

    #[test]
    fn it_is_the_turn_of_who_shares_no_handler_with_anyone_before() {
        let line = Line::default();
        let tickets = [&["mail"][..], &["mail", "news"], &["news"], &["files"]].map(|names| line.stand(of(names)));
        let turns = || [0, 1, 2, 3].map(|number| line.lock().is_turn_of(number));
        assert_eq!(turns(), [true, false, false, true]);
        let [first, second, third, fourth] = tickets;
        drop(fourth);
        drop(first);
        assert_eq!(turns(), [true, true, false, true], "who left the line has nothing to wait for");
        drop(second);
        third.wait();
    }

    #[test]
    fn those_who_wait_go_on_in_the_order_of_coming() {
        let line = Line::default();
        let first = line.stand(of(&["mail"]));
        let (tell, told) = channel();
        let waiting: Vec<_> = (1..5)
            .map(|number| (number, line.stand(of(&["mail"]))))
            .map(|(number, ticket)| {
                let tell = tell.clone();
                std::thread::spawn(move || {
                    ticket.wait();
                    tell.send(number).unwrap();
                })
            })
            .collect();
        assert!(told.try_recv().is_err());
        drop(first);
        for thread in waiting {
            thread.join().unwrap();
        }
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [1, 2, 3, 4]);
    }
}
