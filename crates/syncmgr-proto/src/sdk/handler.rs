use super::reporter::Reporter;
use crate::code::Code;
use crate::guid::Guid;
use crate::ids::ItemId;
use crate::protocol::{HandlerDescription, Initialize, ItemList};

/// A handler that is a program of its own. Every call does its work before it returns.
pub trait Handler {
    /// First call: do you take part in this event? `FALSE`: no, and no other call follows.
    fn initialize(&mut self, request: &Initialize) -> Code {
        let _ = request;
        Code::OK
    }

    /// Name and abilities. A failure code leaves the name that the handler was registered with.
    fn info(&mut self) -> HandlerDescription {
        Code::NOT_IMPLEMENTED.into()
    }

    /// The items that can be synchronized. Their ids stay the same for ever: see [`ItemId::derived`].
    fn items(&mut self) -> ItemList;

    /// Gets ready for exactly these items. `FALSE`: a dialog would be needed that is not allowed (R-PFS-8);
    /// anything but `OK` ends the session for this handler.
    fn prepare(&mut self, items: &[ItemId], reporter: &Reporter) -> Code {
        let _ = (items, reporter);
        Code::OK
    }

    /// Synchronizes the prepared items, reports on each, and looks at the [`Verdict`](super::Verdict) before each
    /// (R-CB-12). The code is the result of the whole.
    fn synchronize(&mut self, items: &[ItemId], reporter: &Reporter) -> Code;

    /// Shows the properties of an item or, with `None`, of the handler; returns when they are closed.
    fn show_properties(&mut self, item: Option<ItemId>, reporter: &Reporter) -> Code {
        let _ = (item, reporter);
        Code::NOT_IMPLEMENTED
    }

    /// Shows more about a message; returns the items that are to be synchronized again.
    ///
    /// # Errors
    /// A failure code: there is nothing to show.
    fn show_error(&mut self, error: Guid, reporter: &Reporter) -> Result<Vec<ItemId>, Code> {
        let _ = (error, reporter);
        Err(Code::NOT_IMPLEMENTED)
    }
}
