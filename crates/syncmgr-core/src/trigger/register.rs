use std::str::FromStr;

/// The events that a handler is registered for: `SYNCMGRREGISTERFLAGS`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RegisterFlags(pub u32);

/// The text names no event that handlers register for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no event that a handler can be registered for; there are connect, disconnect and idle")]
pub struct RegisterFlagsError(pub String);

impl RegisterFlags {
    /// The network came up or the user logged on.
    pub const CONNECT: Self = Self(1);
    /// The network is about to go or the user logs off.
    pub const PENDING_DISCONNECT: Self = Self(2);
    /// The machine is idle.
    pub const IDLE: Self = Self(4);
    /// All of them.
    pub const ALL: Self = Self(7);

    const WORDS: [(&'static str, Self); 3] =
        [("connect", Self::CONNECT), ("disconnect", Self::PENDING_DISCONNECT), ("idle", Self::IDLE)];

    /// Tells whether every bit has a meaning.
    pub const fn is_valid(self) -> bool {
        self.0 & !Self::ALL.0 == 0
    }

    /// Tells whether all bits of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns the words of the bits that are set.
    pub fn words(self) -> Vec<&'static str> {
        Self::WORDS.iter().filter(|(_, flag)| self.contains(*flag)).map(|(word, _)| *word).collect()
    }
}

impl FromStr for RegisterFlags {
    type Err = RegisterFlagsError;

    /// Reads a list like `connect,idle`; an empty one means no event.
    fn from_str(text: &str) -> Result<Self, RegisterFlagsError> {
        let mut flags = Self::default();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let known = Self::WORDS.iter().find(|(name, _)| *name == word);
            flags.0 |= known.ok_or_else(|| RegisterFlagsError(word.to_owned()))?.1.0;
        }
        Ok(flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_bits_agree() {
        for (text, bits) in [("", 0), ("connect", 1), ("idle, disconnect", 6), ("connect,disconnect,idle,idle", 7)] {
            assert_eq!(text.parse(), Ok(RegisterFlags(bits)), "{text}");
        }
        assert_eq!(RegisterFlags(5).words(), ["connect", "idle"]);
        assert_eq!("connect,logon".parse::<RegisterFlags>(), Err(RegisterFlagsError("logon".into())));
    }

    #[test]
    fn bits_without_a_meaning_are_not_valid() {
        assert!(RegisterFlags(0).is_valid() && RegisterFlags(7).is_valid());
        assert!(!RegisterFlags(8).is_valid() && !RegisterFlags(0x8000_0001).is_valid());
    }
}
