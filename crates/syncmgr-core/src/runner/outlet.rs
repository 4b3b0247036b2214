use std::sync::Arc;

use syncmgr_proto::{Body, Event, Guid, SessionId};

use crate::sink::EventSink;
use crate::store::{Draft, Store};

/// So many events need no more company.
const COMPANY: usize = 256;

/// Where the events of a session go: through the history, or straight to the people.
pub(super) struct Outlet {
    store: Option<Arc<Store>>,
    sink: Arc<dyn EventSink>,
    session: SessionId,
    /// The last number given without a history.
    seq: u64,
    gathered: Vec<Draft>,
    /// Something was noted that should not wait for company.
    urgent: bool,
    /// What was noted is to be shown now, even if it is only progress.
    hurried: bool,
}

impl Outlet {
    pub fn new(store: Option<Arc<Store>>, sink: Arc<dyn EventSink>, session: SessionId) -> Self {
        Self { store, sink, session, seq: 0, gathered: Vec::new(), urgent: false, hurried: false }
    }

    /// Notes an event; [`Outlet::pass_on`] sends it.
    pub fn emit(&mut self, body: Body, instance: Option<Guid>) {
        let (time, session) = (jiff::Timestamp::now(), self.session);
        let may_wait = matches!(body, Body::Progress { .. } | Body::Operation { .. });
        self.gathered.push(Draft { time, session, body, instance });
        self.urgent |= !may_wait || self.gathered.len() >= COMPANY;
    }

    /// Tells whether what was noted should not wait for company.
    pub fn is_urgent(&self) -> bool {
        self.hurried || self.urgent
    }

    /// Tells whether anything was noted.
    pub fn has_gathered(&self) -> bool {
        !self.gathered.is_empty()
    }

    /// Lets what is noted next out at once.
    pub fn hurry(&mut self) {
        self.hurried = true;
    }

    /// Tells whether the next progress goes out at once.
    pub fn hurries(&self) -> bool {
        self.hurried
    }

    /// Sends what was noted; with a history in one commit.
    pub fn pass_on(&mut self) {
        (self.hurried, self.urgent) = (false, false);
        let drafts = std::mem::take(&mut self.gathered);
        match &self.store {
            _ if drafts.is_empty() => {}
            Some(store) => store.append(drafts, &self.sink),
            None => {
                for Draft { time, session, body, .. } in drafts {
                    self.seq += 1;
                    self.sink.event(&Event { seq: self.seq, time, session, body });
                }
            }
        }
    }

    /// Tells that a handler is waited for.
    pub fn waiting(&self, handler: &str) {
        self.sink.waiting(handler);
    }

    /// Sends everything and waits until it was shown.
    pub fn finish(&mut self) {
        self.pass_on();
        if let Some(store) = &self.store {
            store.flush();
        }
    }
}
