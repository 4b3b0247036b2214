//! Where events go.

use syncmgr_proto::Event;

/// Takes the events of sessions, in order.
///
/// Called from the history's thread, one event at a time for each session; it should be quick.
pub trait EventSink: Send + Sync {
    /// Takes one event.
    fn event(&self, event: &Event);
}
