//! From the first to the last moment of the process.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use syncmgr_proto::Guid;
use syncmgr_proto::protocol::{Answer, Call, HandlerMessage, Id};

use super::conversions::from_guid;
use super::manager::{fault, listen};
use super::open::open;
use super::process::{Pipes, crash_plainly, end, leave_no_core, take_pipes, trace};
use super::reports::Link;
use super::serve::Server;

/// How long a handler may take to end when the manager is gone, before the process ends without it.
const GRACE: Duration = Duration::from_secs(2);

/// Serves the class of a module until the manager says no more. Ends the process.
pub fn run(module: &Path, class: Guid) -> ! {
    leave_no_core();
    crash_plainly();
    let pipes = take_pipes().unwrap_or_else(|error| {
        trace(format_args!("no pipes to the manager: {error}"));
        end(1)
    });
    let Pipes { from_manager, mut to_manager } = pipes;
    let link = Arc::new(Link::default());
    // A module may hang while it is loaded, and then holds a lock that every thread needs which starts to run: so
    // the other threads run before.
    let started = Arc::new(Barrier::new(3));
    let calls = listen_aside(from_manager, Arc::clone(&link), Arc::clone(&started));
    let (carrier, carrier_started) = (Arc::clone(&link), Arc::clone(&started));
    let carried = thread::spawn(move || {
        carrier_started.wait();
        if carrier.outlet.carry(&mut to_manager).is_err() {
            // Nobody listens: to whom should the handler report?
            carrier.questions.close();
        }
    });
    started.wait();
    match open(module, from_guid(class)) {
        Ok(instance) => {
            let mut server = Server::new(Arc::clone(&link), instance);
            server.run(&calls);
            server.end();
        }
        Err(message) => refuse(&message, &link, &calls),
    }
    link.outlet.end();
    // It ends when all is written, or was ended by a manager that is gone.
    let _ = carried.join();
    end(0)
}

/// Starts to listen. When the manager is gone, a handler that hangs does not keep the process alive.
fn listen_aside(from_manager: File, link: Arc<Link>, started: Arc<Barrier>) -> Receiver<(Id, Call)> {
    let (sender, calls) = channel();
    thread::spawn(move || {
        started.wait();
        listen(from_manager, &link, &sender);
        link.questions.close();
        drop(sender);
        thread::sleep(GRACE);
        trace(format_args!("the handler did not end within {} s", GRACE.as_secs()));
        end(1)
    });
    calls
}

/// There is no handler: every call gets to hear why.
fn refuse(message: &str, link: &Link, calls: &Receiver<(Id, Call)>) {
    for (id, _) in calls {
        link.outlet.send(HandlerMessage::Answer(Answer::fault(id, fault(message.to_owned()))));
    }
}
