use std::fmt;
use std::str::FromStr;

use syncmgr_proto::{Mark, Trigger};

use super::register::RegisterFlags;
use crate::session::{Marks, Selection, Unset};

/// Something that happened to the machine and that items may wait for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// The network came up; perhaps it is known which.
    Connect(Option<String>),
    /// The network is about to go.
    Disconnect(Option<String>),
    /// The user logged on.
    Logon,
    /// The user is about to log off.
    Logoff,
    /// Nobody uses the machine any more.
    Idle,
    /// Somebody does again.
    Active,
}

/// The text names no fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no event; there are connect[:NETWORK], disconnect[:NETWORK], logon, logoff, idle and active")]
pub struct FactError(pub String);

impl Fact {
    /// The event code of its sessions; `None`: it starts none.
    pub const fn trigger(&self) -> Option<Trigger> {
        match self {
            Self::Connect(_) | Self::Logon => Some(Trigger::Connect),
            Self::Disconnect(_) | Self::Logoff => Some(Trigger::PendingDisconnect),
            Self::Idle => Some(Trigger::Idle),
            Self::Active => None,
        }
    }

    /// The check mark that counts.
    pub fn mark(&self) -> Option<Mark> {
        self.trigger().map(Mark::of)
    }

    /// The network, where one is named.
    pub fn connection(&self) -> Option<&str> {
        match self {
            Self::Connect(network) | Self::Disconnect(network) => network.as_deref(),
            _ => None,
        }
    }

    /// The bit that a handler has to be registered for.
    pub fn register_flag(&self) -> RegisterFlags {
        match self.trigger() {
            Some(Trigger::Connect) => RegisterFlags::CONNECT,
            Some(Trigger::PendingDisconnect) => RegisterFlags::PENDING_DISCONNECT,
            Some(Trigger::Idle) => RegisterFlags::IDLE,
            _ => RegisterFlags::default(),
        }
    }

    /// The items that it concerns, given the user's choices for it.
    ///
    /// Where the user never chose, the handler's own word counts (D-32); for one network it takes a choice.
    pub fn selection(&self, marks: Marks, paused: std::collections::BTreeSet<syncmgr_proto::ItemId>) -> Selection {
        let unset = if self.connection().is_some() { Unset::Unchecked } else { Unset::AsListed };
        Selection::Checked { marks, unset, paused }
    }
}

impl FromStr for Fact {
    type Err = FactError;

    fn from_str(text: &str) -> Result<Self, FactError> {
        let (word, network) = match text.split_once(':') {
            Some((word, network)) => (word, Some(network.to_owned()).filter(|name| !name.is_empty())),
            None => (text, None),
        };
        Ok(match (word, &network, text.contains(':')) {
            ("connect", Some(_), _) | ("connect", None, false) => Self::Connect(network),
            ("disconnect", Some(_), _) | ("disconnect", None, false) => Self::Disconnect(network),
            ("logon", _, false) => Self::Logon,
            ("logoff", _, false) => Self::Logoff,
            ("idle", _, false) => Self::Idle,
            ("active", _, false) => Self::Active,
            _ => return Err(FactError(text.to_owned())),
        })
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Connect(_) => "connect",
            Self::Disconnect(_) => "disconnect",
            Self::Logon => "logon",
            Self::Logoff => "logoff",
            Self::Idle => "idle",
            Self::Active => "active",
        };
        match self.connection() {
            Some(network) => write!(f, "{word}:{network}"),
            None => f.write_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use syncmgr_proto::{HandlerId, ItemId};

    use super::*;
    use crate::handler::ItemInfo;

    #[test]
    fn every_event_has_its_code_its_mark_and_its_bit() {
        for (text, trigger, mark, flag) in [
            ("connect", Some(Trigger::Connect), Some(Mark::Logon), 1),
            ("connect:office", Some(Trigger::Connect), Some(Mark::Logon), 1),
            ("logon", Some(Trigger::Connect), Some(Mark::Logon), 1),
            ("disconnect:home net", Some(Trigger::PendingDisconnect), Some(Mark::Logoff), 2),
            ("logoff", Some(Trigger::PendingDisconnect), Some(Mark::Logoff), 2),
            ("idle", Some(Trigger::Idle), Some(Mark::Idle), 4),
            ("active", None, None, 0),
        ] {
            let fact: Fact = text.parse().unwrap();
            assert_eq!((fact.trigger(), fact.mark(), fact.register_flag().0), (trigger, mark, flag), "{text}");
            assert_eq!(fact.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for text in ["", "Connect", "connect:", "logon:office", "idle:10m", "boot"] {
            assert_eq!(text.parse::<Fact>(), Err(FactError(text.into())));
        }
    }

    #[test]
    fn one_network_takes_a_choice_and_the_rest_the_handlers_word() {
        let (handler, item) = (HandlerId::derived(b"h"), ItemInfo::new(ItemId::derived(b"i"), "i"));
        let chosen = |text: &str, marks: Marks| {
            let fact: Fact = text.parse().unwrap();
            fact.selection(marks, BTreeSet::new()).chooses(handler, &item)
        };
        assert!(chosen("connect", BTreeMap::new()));
        assert!(!chosen("connect:office", BTreeMap::new()));
        assert!(chosen("connect:office", BTreeMap::from([((handler, item.id), true)])));
        assert!(!chosen("idle", BTreeMap::from([((handler, item.id), false)])));
    }
}
