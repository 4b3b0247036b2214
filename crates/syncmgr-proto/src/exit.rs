use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a run ended: the number in JSON, in the history and of the process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[repr(u8)]
pub enum ExitCode {
    /// In sync.
    #[default]
    InSync = 0,
    /// An error that no other code describes.
    Error = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// Finished, conflicts wait for a decision.
    Conflicts = 3,
    /// Finished, some paths or items failed or were skipped.
    Incomplete = 4,
    /// A temporary failure, a retry may help.
    Temporary = 5,
    /// A condition was not met, not started.
    ConditionNotMet = 6,
    /// Stopped by a safety guard, needs approval.
    Guard = 7,
    /// A limit was reached.
    Limit = 8,
    /// There was nothing to do.
    NothingToDo = 9,
    /// The item is being synchronized already.
    AlreadyRunning = 10,
    /// Interrupted by the user.
    Interrupted = 130,
}

impl ExitCode {
    /// When several codes apply, the first in this order is given.
    ///
    /// The two that cli.md does not rank stand where they lose against every real result:
    /// an unmet condition before a plain success, nothing to do before it as well.
    const ORDER: [Self; 12] = [
        Self::Interrupted,
        Self::Usage,
        Self::AlreadyRunning,
        Self::Guard,
        Self::Temporary,
        Self::Error,
        Self::Incomplete,
        Self::Conflicts,
        Self::Limit,
        Self::NothingToDo,
        Self::ConditionNotMet,
        Self::InSync,
    ];

    /// Returns the number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the code with that number, `None` if there is none.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ORDER.into_iter().find(|code| code.number() == number)
    }

    /// Returns the code to give when both apply.
    #[must_use]
    pub fn combine(self, other: Self) -> Self {
        let rank = |code| Self::ORDER.iter().position(|&c| c == code);
        if rank(self) <= rank(other) { self } else { other }
    }

    /// Tells whether every chosen item was synchronized with nothing left over.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::InSync | Self::NothingToDo)
    }
}

impl fmt::Display for ExitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.number(), f)
    }
}

impl Serialize for ExitCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for ExitCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        Self::from_number(number).ok_or_else(|| serde::de::Error::custom(format!("{number} is no exit code")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_in_the_order_wins() {
        let order = [130, 2, 10, 7, 5, 1, 4, 3, 8, 9, 6, 0].map(|n| ExitCode::from_number(n).unwrap());
        for (at, &first) in order.iter().enumerate() {
            for &second in &order[at..] {
                assert_eq!(first.combine(second), first);
                assert_eq!(second.combine(first), first);
            }
        }
    }

    #[test]
    fn json_is_the_number() {
        assert_eq!(serde_json::to_string(&ExitCode::Interrupted).unwrap(), "130");
        assert_eq!(serde_json::from_str::<ExitCode>("7").unwrap(), ExitCode::Guard);
        assert!(serde_json::from_str::<ExitCode>("11").is_err());
    }

    proptest! {
        #[test]
        fn the_order_of_combining_does_not_matter(numbers in proptest::collection::vec(0_u8..=10, 0..6)) {
            let codes: Vec<_> = numbers.iter().map(|&n| ExitCode::from_number(n).unwrap()).collect();
            let forward = codes.iter().copied().fold(ExitCode::InSync, ExitCode::combine);
            let backward = codes.iter().rev().copied().fold(ExitCode::InSync, ExitCode::combine);
            prop_assert_eq!(forward, backward);
        }
    }
}
