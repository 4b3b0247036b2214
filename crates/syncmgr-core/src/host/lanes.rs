//! Questions that take their time: a dialog has to wait for its turn, a connection to come up.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use syncmgr_proto::protocol::{Answer, Ask, Done, Id};

use super::death::Cause;
use super::shared::Shared;
use crate::handler::Dialog;

/// How many questions of a kind may wait.
const WAITING: usize = 64;

type Lane = SyncSender<(Id, Ask)>;

/// One queue for dialogs and one for connections: each in its order, neither waits for the other.
#[derive(Default)]
pub(super) struct Lanes {
    dialogs: Option<Lane>,
    connections: Option<Lane>,
}

impl Lanes {
    /// Has a question answered on another thread.
    pub fn ask(&mut self, shared: &Arc<Shared>, id: Id, ask: Ask) {
        let lane = match ask {
            Ask::EnableModeless(_) => &mut self.dialogs,
            Ask::EstablishConnection(_) => &mut self.connections,
        };
        if lane.is_none() {
            *lane = open(shared);
        }
        shared.asks();
        match lane {
            Some(lane) if lane.try_send((id, ask)).is_ok() => {}
            // No thread, or a flood of questions.
            _ => shared.kill(Cause::Deaf),
        }
    }
}

fn open(shared: &Arc<Shared>) -> Option<Lane> {
    let (lane, questions) = sync_channel(WAITING);
    let shared = Arc::clone(shared);
    let body = move || serve(&shared, &questions);
    std::thread::Builder::new().name("questions".into()).spawn(body).ok().map(|_| lane)
}

fn serve(shared: &Shared, questions: &Receiver<(Id, Ask)>) {
    for (id, ask) in questions {
        let (code, dialog) = match ask {
            Ask::EnableModeless(asked) => {
                let dialog = if asked.enable { Dialog::Open } else { Dialog::Closed };
                let code = shared.call_back(|callback| callback.enable_modeless(dialog));
                (code, Some((dialog, code)))
            }
            Ask::EstablishConnection(asked) => {
                let name = asked.connection.as_deref();
                (shared.call_back(|callback| callback.establish_connection(name)), None)
            }
        };
        shared.was_answered(dialog);
        shared.answer(Answer::new(id, &Done::from(code)));
    }
}
