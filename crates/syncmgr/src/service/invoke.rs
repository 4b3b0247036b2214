//! Sessions that programs ask for.

use std::collections::BTreeSet;
use std::sync::Arc;

use syncmgr_core::trigger::RegisterFlags;
use syncmgr_core::{EventSink, Selection, SessionControl, SessionRequest, Unset};
use syncmgr_proto::{Event, ExitCode, HandlerId, InitFlags, Mark, Trigger};

use super::line::Ticket;
use super::manager::{Assignment, Manager, Show, folders};
use super::queue::Turn;
use crate::error::CliError;
use crate::handlers::Catalogue;
use crate::job::Task;
use crate::{folder, marks};

/// How a program wants its session: `SYNCMGRINVOKEFLAGS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InvokeFlags(pub u32);

impl InvokeFlags {
    /// Begin at once, without a choice.
    pub const START_SYNC: u32 = 0x2;
    /// Bother nobody.
    pub const MINIMIZED: u32 = 0x4;

    /// Whether every bit has a meaning.
    pub const fn is_valid(self) -> bool {
        self.0 & !(Self::START_SYNC | Self::MINIMIZED) == 0
    }

    const fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// A session that a program asks for.
pub struct Invoke {
    /// The handler; `None`: all of them.
    pub clsid: Option<HandlerId>,
    /// How.
    pub flags: InvokeFlags,
    /// What the handler gets.
    pub cookie: Option<Vec<u8>>,
}

/// Shows nothing: the history keeps it.
struct Nobody;

impl EventSink for Nobody {
    fn event(&self, _event: &Event) {}
}

impl Manager {
    /// A place in the line of the handlers that a program wants.
    pub fn stand_in_line(&self, clsid: Option<HandlerId>) -> Ticket {
        let everyone = || {
            // Without the registrations there is nothing to wait for but the folders.
            let catalogue = Catalogue::read(Some(&self.store)).ok();
            let registered = catalogue.iter().flat_map(Catalogue::factories).map(|handler| handler.id());
            registered.chain([folder::CLSID]).collect()
        };
        self.line.stand(clsid.map_or_else(everyone, |clsid| BTreeSet::from([clsid])))
    }

    /// A session that a program asks for: one handler with a cookie, or all (D-26 to D-28).
    ///
    /// Where the user would choose items first and nobody is there to ask, what is checked for manual runs counts (S5, A12).
    pub fn invoke(&self, invoke: Invoke) -> Result<ExitCode, CliError> {
        let Invoke { clsid, flags, cookie } = invoke;
        let context = self.context();
        let pairs = context.pairs()?;
        let selection = match clsid {
            Some(_) if flags.has(InvokeFlags::START_SYNC) => Selection::Listed,
            Some(_) => {
                let marks = self.store.marks(&marks::key(Mark::Manual))?;
                Selection::Checked { marks, unset: Unset::AsListed, paused: BTreeSet::new() }
            }
            None => self.checked_for_manual(&pairs)?,
        };
        let mut request = SessionRequest { cookie, ..SessionRequest::new(Trigger::Invoke, selection) };
        if flags.has(InvokeFlags::MINIMIZED) {
            request.flags = InitFlags::event(Trigger::Invoke);
        }
        let wanted = |handler: HandlerId| clsid.is_none_or(|clsid| clsid == handler);
        let mut handlers = Vec::new();
        if wanted(folder::CLSID) {
            handlers.push(folders(&context, &pairs, &Task::SYNCHRONIZE, request.id)?);
        }
        let catalogue = Catalogue::read(Some(&self.store))?;
        handlers.extend(catalogue.factories().filter(|handler| wanted(handler.id())).cloned());
        let control = SessionControl::new();
        self.run(
            &Assignment { request, handlers, turn: Turn::Queued },
            Show { sink: Arc::new(Nobody), control: &control },
        )
    }

    /// Items run by themselves: those that are due.
    pub(super) fn run_due(
        &self,
        trigger: Trigger,
        items: &[syncmgr_core::store::ItemKey],
    ) -> Result<ExitCode, CliError> {
        let context = self.context();
        let pairs = context.pairs()?;
        let stored = self.store.marks(&marks::key(Mark::of(trigger)))?;
        // A schedule that was set marks its item; the user may have taken the mark away.
        let marks = items.iter().map(|item| (*item, stored.get(item).copied().unwrap_or(true))).collect();
        let selection = Selection::Checked { marks, unset: Unset::Unchecked, paused: self.paused(&pairs)? };
        let request = SessionRequest::new(trigger, selection);
        let wanted = |handler: HandlerId| items.iter().any(|(of, _)| *of == handler);
        let mut handlers = Vec::new();
        if wanted(folder::CLSID) {
            handlers.push(folders(&context, &pairs, &Task::SYNCHRONIZE, request.id)?);
        }
        let catalogue = Catalogue::read_unattended(&self.store)?;
        // Idleness concerns those who want to be told of it, set times everyone.
        let event = if trigger == Trigger::Idle { RegisterFlags::IDLE } else { RegisterFlags::default() };
        handlers.extend(catalogue.registered_for(event).filter(|handler| wanted(handler.id())).cloned());
        let control = SessionControl::new();
        self.run(&Assignment { request, handlers, turn: Turn::Now }, Show { sink: Arc::new(Nobody), control: &control })
    }
}
