//! In which life of a machine and a mount something was written.

/// Between two looks with the same answer, nothing that was written was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Another one after each start of the machine.
    pub boot: String,
    /// Another one for each mount.
    pub mount: u64,
}
