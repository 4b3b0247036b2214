//! The loop of a handler: one thread reads, so that a cancel is heard, another one works.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};

use serde::Serialize;

use super::handler::Handler;
use super::outgoing::Outgoing;
use super::reporter::Reporter;
use crate::code::Code;
use crate::ids::ItemId;
use crate::protocol::{
    Answer, Call, Cancel, Completed, Done, Fault, HandlerMessage, Id, Initialized, LineError, LineReader,
    ManagerMessage, Notice, Notify, ProtocolError, ShowErrorCompleted,
};

/// Serves the manager at the other end until it hangs up. All calls are made on this thread.
///
/// # Errors
/// The other end does not speak the protocol, or the pipe cannot be read.
pub fn serve(
    mut handler: impl Handler,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> Result<(), ProtocolError> {
    let failed = |why: &std::io::Error| ProtocolError::Line(LineError::Io(why.to_string()));
    let reporter = Reporter::new(Outgoing::new(output).map_err(|why| failed(&why))?);
    let (sender, calls) = channel();
    let listener = Listener { reporter: reporter.clone(), calls: sender };
    let body = move || listener.listen(input);
    let listening = std::thread::Builder::new().name("calls".into()).spawn(body).map_err(|why| failed(&why))?;
    Desk { handler: &mut handler, reporter, items: Vec::new() }.work(&calls);
    listening.join().unwrap_or(Ok(()))
}

/// The thread that reads.
struct Listener {
    reporter: Reporter,
    calls: Sender<(Id, Call)>,
}

impl Listener {
    fn listen(self, input: impl Read) -> Result<(), ProtocolError> {
        let mut lines = LineReader::new(input);
        let result = loop {
            match lines.next_line() {
                Ok(Some(line)) => {
                    if let Err(error) = self.take(&line) {
                        break Err(error);
                    }
                }
                // A manager that was killed may leave half a line: it is gone all the same.
                Ok(None) | Err(LineError::Torn) => break Ok(()),
                Err(error) => break Err(error.into()),
            }
        };
        self.reporter.close();
        result
    }

    fn take(&self, line: &[u8]) -> Result<(), ProtocolError> {
        match ManagerMessage::read(line)? {
            ManagerMessage::Notify(Notify::Cancel(cancel)) => self.reporter.cancel(cancel),
            ManagerMessage::Answer(answer) => self.reporter.answered(&answer),
            // These two come while the work goes on, and must not wait for its end.
            ManagerMessage::Call(id, Call::SetItemStatus(params)) => {
                self.reporter.cancel(Cancel { item: Some(params.item) });
                answer(&self.reporter, id, &Done::from(Code::OK));
            }
            ManagerMessage::Call(id, Call::SetProgressCallback(params)) => {
                if !params.set {
                    self.reporter.cancel(Cancel { item: None });
                }
                answer(&self.reporter, id, &Done::from(Code::OK));
            }
            ManagerMessage::Call(id, call) => {
                if matches!(call, Call::PrepareForSync(_)) {
                    self.reporter.forget_cancels();
                }
                // The thread that works ends after this one.
                let _ = self.calls.send((id, call));
            }
            ManagerMessage::Unknown(Some(id), method) => {
                let fault = Answer::fault(id, Fault::method_not_found(&method));
                self.reporter.send(&HandlerMessage::Answer(fault));
            }
            ManagerMessage::Unknown(None, _) => {}
        }
        Ok(())
    }
}

/// The thread that works.
struct Desk<'a, H> {
    handler: &'a mut H,
    reporter: Reporter,
    items: Vec<ItemId>,
}

impl<H: Handler> Desk<'_, H> {
    fn work(mut self, calls: &Receiver<(Id, Call)>) {
        for (id, call) in calls {
            self.call(id, call);
        }
    }

    fn call(&mut self, id: Id, call: Call) {
        let reporter = self.reporter.clone();
        match call {
            Call::Initialize(request) => {
                answer(&reporter, id, &Initialized::from(self.handler.initialize(&request)));
            }
            Call::GetHandlerInfo => answer(&reporter, id, &self.handler.info()),
            Call::EnumSyncMgrItems => answer(&reporter, id, &self.handler.items()),
            Call::PrepareForSync(params) => {
                self.items = params.items;
                let code = self.handler.prepare(&self.items, &reporter);
                if code == Code::OK {
                    notice(&reporter, Notice::PrepareForSyncCompleted(code.into()));
                }
                answer(&reporter, id, &Done::from(code));
            }
            Call::Synchronize => {
                // The promise first: what follows may take long.
                answer(&reporter, id, &Done::from(Code::OK));
                let code = self.handler.synchronize(&self.items, &reporter);
                notice(&reporter, Notice::SynchronizeCompleted(code.into()));
            }
            Call::ShowProperties(params) => {
                let code = self.handler.show_properties(params.item, &reporter);
                if code.is_success() {
                    notice(&reporter, Notice::ShowPropertiesCompleted(Completed { code }));
                }
                answer(&reporter, id, &Done::from(code));
            }
            Call::ShowError(params) => {
                let shown = self.handler.show_error(params.error, &reporter);
                let code = shown.as_ref().err().copied().unwrap_or(Code::OK);
                if let Ok(items) = shown {
                    let code = if items.is_empty() { Code::OK } else { Code::RETRY_SYNC };
                    notice(&reporter, Notice::ShowErrorCompleted(ShowErrorCompleted { code, items }));
                }
                answer(&reporter, id, &Done::from(code));
            }
            // Answered where they are read.
            Call::SetItemStatus(_) | Call::SetProgressCallback(_) => {}
        }
    }
}

fn notice(reporter: &Reporter, notice: Notice) {
    reporter.send(&HandlerMessage::Notice(notice));
}

fn answer(reporter: &Reporter, id: Id, result: &impl Serialize) {
    // The types of the protocol can be written.
    if let Ok(answer) = Answer::new(id, result) {
        reporter.send(&HandlerMessage::Answer(answer));
    }
}
