//! What the manager says, as it comes: calls wait for their turn, cancels and answers take effect at once.

use std::fs::File;
use std::sync::mpsc::Sender;
use std::time::Instant;

use mobsync::codes::E_UNEXPECTED;
use syncmgr_proto::Code;
use syncmgr_proto::protocol::{
    Answer, Call, Done, Fault, HandlerMessage, Id, LineReader, ManagerMessage, Notify, ProtocolError,
};

use super::conversions::{from_code, from_guid};
use super::desk::Cancel;
use super::process::trace;
use super::reports::Link;

/// Reads until the manager says no more, or says what is not the protocol.
pub fn listen(from: File, link: &Link, calls: &Sender<(Id, Call)>) {
    let mut lines = LineReader::new(from);
    loop {
        let message = match lines.next_line() {
            Ok(Some(line)) => ManagerMessage::read(&line),
            Ok(None) => return,
            Err(error) => Err(error.into()),
        };
        match message {
            Ok(message) => take(message, link, calls),
            Err(error) => return complain(&error),
        }
    }
}

fn complain(error: &ProtocolError) {
    trace(format_args!("the manager {error}"));
}

fn take(message: ManagerMessage, link: &Link, calls: &Sender<(Id, Call)>) {
    match message {
        ManagerMessage::Call(id, call) => {
            // Here and not when it is its turn: a cancel that comes next belongs to this.
            match &call {
                Call::PrepareForSync(prepare) => {
                    let items: Vec<_> = prepare.items.iter().map(|item| from_guid(item.0)).collect();
                    link.outlet.with(|desk| desk.begin(&items));
                }
                Call::SetItemStatus(asked) => {
                    link.outlet.with(|desk| desk.skipping(from_guid(asked.item.0), Instant::now()));
                }
                _ => {}
            }
            // The other end lives as long as this process.
            let _ = calls.send((id, call));
        }
        ManagerMessage::Notify(Notify::Cancel(cancel)) => {
            let cancel = cancel.item.map_or(Cancel::All, |item| Cancel::Item(from_guid(item.0)));
            link.outlet.with(|desk| desk.cancel(cancel));
        }
        ManagerMessage::Answer(answer) => {
            if let Id::Number(number) = answer.id {
                let done = answer.outcome.ok().and_then(|result| Answer::read::<Done>(&result).ok());
                link.questions.answer(number, done.map_or(E_UNEXPECTED, |Done { code }| from_code(code)));
            }
        }
        ManagerMessage::Unknown(Some(id), method) => {
            link.outlet.send(HandlerMessage::Answer(Answer::fault(id, Fault::method_not_found(&method))));
        }
        ManagerMessage::Unknown(None, _) => {}
    }
}

/// An answer that is a code.
pub fn done(id: Id, code: Code) -> HandlerMessage {
    answer(id, &Done { code })
}

/// An answer; one that cannot be written is a fault.
pub fn answer<T: serde::Serialize>(id: Id, result: &T) -> HandlerMessage {
    let answer = Answer::new(id.clone(), result);
    HandlerMessage::Answer(answer.unwrap_or_else(|error| Answer::fault(id, fault(error.to_string()))))
}

/// What the manager shows to people.
pub fn fault(message: String) -> Fault {
    Fault { code: FAILED, message }
}

/// The number of a fault of the application, as JSON-RPC has it.
const FAILED: i64 = -32000;
