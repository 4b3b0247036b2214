//! The listening side: every process with a session answers who wants to stop it, the manager runs what others ask for.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use syncmgr_core::{EventSink, SessionControl};
use syncmgr_proto::{Event, Trigger};

use super::answer::execute;
use super::invoke::{Invoke, InvokeFlags};
use super::manager::{Manager, Show};
use super::place::{Place, Role, Socket};
use super::running::Running;
use super::serve::Life;
use super::wire::{Order, Reply, Request, send};
use crate::error::CliError;

/// Who does not read for so long is not sent anything more.
const PATIENCE: Duration = Duration::from_secs(30);

/// Listens until it is dropped.
pub struct Office {
    path: PathBuf,
}

impl Drop for Office {
    fn drop(&mut self) {
        // Another process may have cleared it away or taken its name.
        let _ = fs::remove_file(&self.path);
    }
}

/// What a manager that serves adds to a running session.
#[derive(Clone)]
pub struct Serving {
    /// Runs sessions.
    pub manager: Arc<Manager>,
    /// When it ends.
    pub life: Life,
}

/// Begins to listen; without a socket sessions run all the same, they can only not be reached.
pub fn open(place: &Place, role: Role, running: Running, serving: Option<Serving>) -> Option<Office> {
    let socket = place.bind(role).ok()?;
    let path = socket.path().to_owned();
    let listen = move || listen(&socket, &running, serving.as_ref());
    thread::Builder::new().name("office".into()).spawn(listen).ok()?;
    Some(Office { path })
}

fn listen(socket: &Socket, running: &Running, serving: Option<&Serving>) {
    while let Ok(stream) = socket.accept() {
        let (running, serving) = (running.clone(), serving.cloned());
        // Without a thread this one goes unanswered; the next may fare better.
        let _ = thread::Builder::new().name("visitor".into()).spawn(move || {
            // A visitor who leaves early needs no answer.
            let _ = receive(stream, &running, serving.as_ref());
        });
    }
}

/// Answers one visitor.
fn receive(stream: UnixStream, running: &Running, serving: Option<&Serving>) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let Some(line) = lines.next().transpose()? else { return Ok(()) };
    let reply = match (serde_json::from_str(&line), serving) {
        (Ok(Request::Stop { session }), _) => Reply::Delivered(running.stop(session.as_deref())),
        (Ok(Request::Skip { item }), _) => match running.skip(&item) {
            Ok(count) => Reply::Delivered(count),
            Err(error) => refused(&CliError::usage(error.to_string())),
        },
        (Ok(Request::Active), Some(serving)) => {
            serving.manager.somebody_is_back();
            Reply::Accepted
        }
        (Ok(Request::Active), None) => Reply::Delivered(running.stop_started_by(Trigger::Idle)),
        (Ok(Request::Run(order)), Some(serving)) => match serving.life.errand_of_others() {
            Some(_errand) => return run(stream, lines, &order, &serving.manager),
            None => Reply::Declined,
        },
        (Ok(Request::Invoke { clsid, flags, cookie }), Some(serving)) => {
            let invoke = Invoke { clsid, flags: InvokeFlags(flags), cookie: cookie.map(|cookie| cookie.0) };
            if queue(serving, invoke) { Reply::Accepted } else { Reply::Declined }
        }
        (Ok(Request::Clear { id }), Some(serving)) => match serving.manager.clear(id) {
            Ok(count) => Reply::Delivered(count),
            Err(error) => refused(&error),
        },
        (Ok(Request::Retire), Some(serving)) if serving.life.retire() => Reply::Accepted,
        _ => Reply::Declined,
    };
    send(&stream, &reply)
}

/// Takes on a session for a program that does not wait for it.
fn queue(serving: &Serving, invoke: Invoke) -> bool {
    let Some(errand) = serving.life.errand() else { return false };
    let manager = Arc::clone(&serving.manager);
    // Before the answer: who asks next stands behind.
    let ticket = manager.stand_in_line(invoke.clsid);
    let session = move || {
        ticket.wait();
        // What came of it stands in the history.
        let _ = manager.invoke(invoke);
        drop((ticket, errand));
    };
    thread::Builder::new().name("invoked".into()).spawn(session).is_ok()
}

/// Runs a session for a visitor, who gets its events and may stop it.
fn run(
    stream: UnixStream,
    lines: io::Lines<BufReader<UnixStream>>,
    order: &Order,
    manager: &Manager,
) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let control = SessionControl::new();
    let ear = control.clone();
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Ok(Request::Stop { .. }) = serde_json::from_str(&line) {
                ear.stop();
            }
        }
    });
    let (events, queue) = channel::<Reply>();
    // Whoever reads slowly makes nobody wait: the events of other sessions come out of the same thread.
    let mouth = thread::spawn(move || {
        for reply in queue {
            if send(&stream, &reply).is_err() {
                return;
            }
        }
    });
    let sink = Arc::new(Wire(Mutex::new(events.clone())));
    let result = execute(manager, order, Show { sink, control: &control });
    let last = result.map_or_else(|error| refused(&error), Reply::Ended);
    let _ = events.send(last);
    drop(events);
    // It ends when the last reply is sent, or nobody reads any more.
    let _ = mouth.join();
    Ok(())
}

fn refused(error: &CliError) -> Reply {
    Reply::Refused { exit: error.exit_code(), message: error.message(), hints: error.hints().to_vec() }
}

/// Sends events to a visitor.
struct Wire(Mutex<Sender<Reply>>);

impl EventSink for Wire {
    fn event(&self, event: &Event) {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The visitor has left: the session goes on.
        let _ = events.send(Reply::Event(Box::new(event.clone())));
    }

    fn waiting(&self, handler: &str) {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = events.send(Reply::Waiting(handler.to_owned()));
    }
}
