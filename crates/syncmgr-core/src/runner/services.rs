use std::path::PathBuf;
use std::sync::Arc;

use crate::connections::{Connections, NoDialer};
use crate::dialogs::Dialogs;
use crate::store::Store;

/// What sessions of one process share.
#[derive(Clone)]
pub struct Services {
    /// The history; without it events are shown and not kept.
    pub store: Option<Arc<Store>>,
    /// The folder of the item locks; without it nothing is locked.
    pub locks: Option<PathBuf>,
    /// The turn-taking of dialogs.
    pub dialogs: Arc<Dialogs>,
    /// The connections that handlers may ask for.
    pub connections: Arc<Connections>,
}

impl Services {
    /// Services that leave no trace: no history, no locks, no connections.
    pub fn bare() -> Self {
        let (dialogs, connections) = (Arc::default(), Arc::new(Connections::new(NoDialer)));
        Self { store: None, locks: None, dialogs, connections }
    }
}
