//! What is asked of a handler, of which kind of handlers, and how grave a breach is.

use super::finding::Finding;
use crate::conformance::evidence::Evidence;

/// Whom a requirement binds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Modules: it is about pointers, sizes and counts.
    Modules,
    /// Programs: it is about the protocol.
    Programs,
    /// Both.
    Both,
}

/// How grave a breach is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// The handler does not conform.
    Must,
    /// A manager copes; it is told as advice.
    Should,
}

/// What a requirement is about: the heading under which it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    Life,
    Objects,
    Protocol,
    Initialize,
    GetHandlerInfo,
    EnumSyncMgrItems,
    Enumerator,
    GetItemObject,
    SetProgressCallback,
    PrepareForSync,
    Synchronize,
    SkipAndCancel,
    Reports,
    EnableModeless,
    ShowError,
    ShowProperties,
}

impl Topic {
    /// The heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Life => "Crashes and hangs",
            Self::Objects => "Class and objects",
            Self::Protocol => "Protocol",
            Self::Initialize => "Initialize",
            Self::GetHandlerInfo => "GetHandlerInfo",
            Self::EnumSyncMgrItems => "EnumSyncMgrItems",
            Self::Enumerator => "ISyncMgrEnumItems",
            Self::GetItemObject => "GetItemObject",
            Self::SetProgressCallback => "SetProgressCallback",
            Self::PrepareForSync => "PrepareForSync",
            Self::Synchronize => "Synchronize",
            Self::SkipAndCancel => "Skip and cancel",
            Self::Reports => "Progress and messages",
            Self::EnableModeless => "EnableModeless",
            Self::ShowError => "ShowError",
            Self::ShowProperties => "ShowProperties",
        }
    }
}

/// Requirements on one subject, for one kind of handlers, from one page.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What they are about.
    pub topic: Topic,
    /// Whom they bind.
    pub scope: Scope,
    /// Where they stand.
    pub source: &'static str,
    /// The requirements.
    pub requirements: &'static [Requirement],
}

/// One thing that is asked of a handler.
///
/// The ids are those of the contract: `R-…` a published requirement, `D-…` a decision where the publications are silent. `K-…`
/// is asked by COM itself or by the page of the handler protocol, and has no number there.
#[derive(Clone, Copy, Debug)]
pub struct Requirement {
    /// Its id.
    pub id: &'static str,
    /// How grave a breach is.
    pub weight: Weight,
    /// What is asked.
    pub text: &'static str,
    /// What an author does about a breach.
    pub next: &'static str,
    /// What shows whether it is kept.
    pub judge: fn(&Evidence) -> Finding,
}

/// A requirement whose breach is a failure.
pub const fn must(
    id: &'static str,
    text: &'static str,
    next: &'static str,
    judge: fn(&Evidence) -> Finding,
) -> Requirement {
    Requirement { id, weight: Weight::Must, text, next, judge }
}

/// A requirement whose breach leads to advice.
pub const fn should(
    id: &'static str,
    text: &'static str,
    next: &'static str,
    judge: fn(&Evidence) -> Finding,
) -> Requirement {
    Requirement { id, weight: Weight::Should, text, next, judge }
}
