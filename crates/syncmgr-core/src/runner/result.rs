//! What is there when a session has ended: how it ended, and instances that are kept for clicks on their messages.

use std::sync::Arc;
use std::time::{Duration, Instant};

use syncmgr_proto::{ExitCode, Guid, HandlerId, SessionId};

use super::instance::Instance;
use crate::handler::ItemInfo;
use crate::registry::HandlerFactory;
use crate::session::Outcome;

/// How long released handlers are waited for.
const RELEASE_PATIENCE: Duration = Duration::from_secs(2);

/// What becomes of instances whose messages someone may click on (D-20).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// They are released with the session.
    Nothing,
    /// They stay and come back in the result.
    Clickable,
}

/// How a session ended.
pub struct SessionResult {
    /// The session.
    pub session: SessionId,
    /// Exit code, counts and items.
    pub outcome: Outcome,
    /// Instances that stay.
    pub kept: Vec<Kept>,
}

impl SessionResult {
    /// Returns the exit code.
    pub fn exit(&self) -> ExitCode {
        self.outcome.exit
    }
}

/// A living instance without a session. Dropping it releases the handler.
pub struct Kept {
    pub(super) instance: Instance,
    pub(super) handler: HandlerId,
    pub(super) name: String,
    pub(super) listed: Vec<ItemInfo>,
}

impl Kept {
    /// Returns which handler it is of.
    pub fn handler(&self) -> HandlerId {
        self.handler
    }

    /// Returns the key under which its messages are kept.
    pub fn key(&self) -> Guid {
        self.instance.desk.key
    }

    /// Tells whether someone may still click on one of its messages.
    pub fn has_clickable(&self) -> bool {
        self.instance.desk.gate().has_clickable()
    }

    /// The user cleared messages: the null id means all.
    pub fn cleared(&self, error: Guid) {
        self.instance.desk.gate().forget(error);
    }
}

/// Releases instances and waits for them; those that hang are left behind (D-34).
pub fn release(kept: Vec<Kept>) {
    let patience = Instant::now() + RELEASE_PATIENCE;
    let leaving: Vec<_> = kept.into_iter().map(|kept| kept.instance.dismiss()).collect();
    for leaving in leaving {
        leaving.is_gone_by(patience);
    }
}

/// The instance that answers a click on a message.
pub enum Clicked {
    /// The one that logged it.
    Living(Kept),
    /// A new one that takes the place of the one that logged it.
    Fresh {
        /// Makes it.
        factory: Arc<dyn HandlerFactory>,
        /// The key of the one whose messages it answers for, as kept with the message.
        key: Option<Guid>,
    },
}
