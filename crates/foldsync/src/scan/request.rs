//! The one call: a request becomes a snapshot.

use std::io;

use super::Base;
use super::walk::Walk;
use crate::archive::Damage;
use crate::filter::Filter;
use crate::sys::{Folder, Native};
use crate::{Links, Side, Sink, Snapshot};

/// Everything that a scan needs to know.
pub struct ScanRequest<'a, B: ?Sized> {
    /// The folder that is scanned; nothing is written to it.
    pub root: &'a Folder,
    /// Which side it is, for the records and the reports.
    pub side: Side,
    /// What both sides agreed on last; read to its end unless the scan fails.
    pub base: &'a mut B,
    /// Which paths are left alone.
    pub filter: &'a Filter,
    /// How symbolic links are treated.
    pub links: Links,
    /// Takes [`Event::Scanned`](crate::Event::Scanned) and says when to stop. Problems are in the
    /// snapshot only.
    pub sink: &'a dyn Sink,
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The archive cannot be read.
    #[error(transparent)]
    Base(#[from] Damage),
    /// The root itself cannot be looked into: nothing may be concluded.
    #[error("the folder cannot be read: {0}")]
    Root(#[source] io::Error),
    /// The user asked to stop.
    #[error("the scan was interrupted")]
    Interrupted,
}

/// Compares the folder with what both sides agreed on last.
///
/// Takes one look at each entry and keeps nothing of those that are unchanged.
pub fn scan<B: Base + ?Sized>(request: ScanRequest<'_, B>) -> Result<Snapshot, ScanError> {
    let root = request.root;
    Walk::new(Native::new(), request)?.run(root)
}
