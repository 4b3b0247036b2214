//! A session that a program asks for waits until no other session works with its handler (D-26).

use std::fs::{self, File};
use std::path::PathBuf;

use syncmgr_proto::HandlerId;

/// How a session stands in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It goes on at once, and those who queue wait for it.
    Now,
    /// It waits until nobody else works with the handler.
    Queued,
}

/// The lines of all handlers: one lock file each, in a folder.
#[derive(Clone, Debug)]
pub struct Queue(PathBuf);

impl Queue {
    /// The lines whose files are in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Takes a turn with each handler; dropping the files lets the next one in.
    ///
    /// Without its file a session goes on all the same: items have locks of their own.
    pub fn take(&self, handlers: impl Iterator<Item = HandlerId>, turn: Turn) -> Vec<File> {
        let folder = fs::create_dir_all(&self.0);
        handlers.filter(|_| folder.is_ok()).filter_map(|handler| self.take_one(handler, turn)).collect()
    }

    fn take_one(&self, handler: HandlerId, turn: Turn) -> Option<File> {
        let name = format!("handler-{}.lock", handler.to_string().trim_matches(['{', '}']));
        let file = File::options().create(true).truncate(false).write(true).open(self.0.join(name)).ok()?;
        let taken = match turn {
            Turn::Now => file.try_lock_shared().is_ok(),
            Turn::Queued => file.lock().is_ok(),
        };
        taken.then_some(file)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn who_queues_waits_for_those_who_do_not() {
        let dir = tempfile::tempdir().unwrap();
        let queue = Queue::new(dir.path().join("locks"));
        let mail = || std::iter::once(HandlerId::derived(b"mail"));
        let (one, two) = (queue.take(mail(), Turn::Now), queue.take(mail(), Turn::Now));
        assert_eq!((one.len(), two.len()), (1, 1));
        let (tell, told) = channel();
        let waiting = std::thread::spawn({
            let queue = queue.clone();
            move || {
                let turn = queue.take(std::iter::once(HandlerId::derived(b"mail")), Turn::Queued);
                tell.send(turn.len()).unwrap();
            }
        });
        drop(one);
        assert!(told.try_recv().is_err(), "one session still works with the handler");
        drop(two);
        assert_eq!(told.recv().unwrap(), 1);
        waiting.join().unwrap();
        let queued = queue.take(mail(), Turn::Queued);
        assert!(queue.take(mail(), Turn::Now).is_empty(), "goes on without a file");
        drop(queued);
    }
}
