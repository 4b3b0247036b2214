//! Where events go.

use syncmgr_proto::Event;

/// Takes the events of sessions, in order.
///
/// Called from the history's thread, one event at a time for each session; it should be quick.
pub trait EventSink: Send + Sync {
    /// Takes one event.
    fn event(&self, event: &Event);

    /// The session waits for this handler, by its name, to list its items: nothing that is kept, only to be shown.
    ///
    /// Called from the session's thread.
    fn waiting(&self, _handler: &str) {}
}
