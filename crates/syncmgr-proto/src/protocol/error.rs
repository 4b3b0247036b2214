use super::line::LineError;

/// A line that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// It cannot be taken for a message.
    #[error("printed something that is not the protocol: `{line}`")]
    Foreign {
        /// The beginning of the line.
        line: String,
    },
    /// It is a message whose parts are wrong.
    #[error("sent a message that is not understood ({why}): `{line}`")]
    Form {
        /// The beginning of the line.
        line: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is no line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The other end speaks another version.
    #[error("speaks protocol {theirs}, this program speaks {}: update {}", super::VERSION, if *.theirs > super::VERSION { "syncmgr" } else { "the handler" })]
    Version {
        /// The version of the other end.
        theirs: u32,
    },
    /// A message cannot be written.
    #[error("a message cannot be written: {why}")]
    Write {
        /// Why.
        why: String,
    },
}

/// How much of a bad line is shown.
const EXCERPT: usize = 160;

impl ProtocolError {
    pub(super) fn write(why: &serde_json::Error) -> Self {
        Self::Write { why: why.to_string() }
    }

    pub(super) fn foreign(line: &[u8]) -> Self {
        Self::Foreign { line: excerpt(line) }
    }

    pub(super) fn form(line: &[u8], why: &serde_json::Error) -> Self {
        Self::Form { line: excerpt(line), why: why.to_string() }
    }

    /// Compares the version of the other end with ours.
    ///
    /// # Errors
    /// They differ.
    pub const fn check_version(theirs: u32) -> Result<(), Self> {
        if theirs == super::VERSION { Ok(()) } else { Err(Self::Version { theirs }) }
    }
}

/// The beginning of a line, fit to be shown.
fn excerpt(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(&line[..line.len().min(4 * EXCERPT)]);
    let visible = text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c });
    let mut shown: String = visible.clone().take(EXCERPT).collect();
    if visible.count() > EXCERPT || line.len() > 4 * EXCERPT {
        shown.push('…');
    }
    shown
}
