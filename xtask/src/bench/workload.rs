//! What the tools are given to do.

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Workload {
    /// The other side is empty: everything is copied
    First,
    /// Nothing changed
    Noop,
    /// 1 % of the files changed, 0.1 % new, 0.1 % deleted
    Edits,
    /// One folder of up to 10,000 files renamed
    Rename,
    /// One big file, first copy
    Big,
    /// 4 KiB changed in the big file
    Bigedit,
}

impl Workload {
    /// All, in the order in which they are run and printed.
    pub const ALL: [Self; 6] = [Self::First, Self::Noop, Self::Edits, Self::Rename, Self::Big, Self::Bigedit];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Noop => "noop",
            Self::Edits => "edits",
            Self::Rename => "rename",
            Self::Big => "big",
            Self::Bigedit => "bigedit",
        }
    }

    /// Whether it works on the one big file instead of the tree.
    pub fn is_big(self) -> bool {
        matches!(self, Self::Big | Self::Bigedit)
    }

    /// Whether the other side is empty before it.
    pub fn is_initial(self) -> bool {
        matches!(self, Self::First | Self::Big)
    }
}
