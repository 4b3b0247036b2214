//! Sessions that the user starts: items by name, or those that are checked.

use std::collections::BTreeSet;

use syncmgr_core::{Selection, SessionRequest, Unset};
use syncmgr_proto::{ExitCode, ItemId, Mark, Trigger};

use super::manager::{Assignment, Manager, Show, folders};
use super::queue::Turn;
use super::wire::SyncOrder;
use crate::context::Context;
use crate::error::CliError;
use crate::handlers::Catalogue;
use crate::items::Pair;
use crate::job::{Approval, Task, Unchanged};
use crate::options::Settings;
use crate::{hold, known, marks};

impl Manager {
    /// A session that the user starts: items by name, or those that are checked.
    pub fn sync(&self, order: &SyncOrder, show: Show<'_>) -> Result<ExitCode, CliError> {
        let context = self.context();
        let flags =
            order.options().map_err(|error| CliError::usage("these options are not known here").because(error))?;
        Settings::resolve(&flags)?;
        let mut pairs = context.pairs()?;
        for pair in &mut pairs {
            pair.options = flags.clone().over(&pair.options);
        }
        let selection = self.manual_selection(&pairs, order)?;
        let request = SessionRequest::new(Trigger::Manual, selection);
        let task = Task::Synchronize {
            approval: if order.approve { Approval::Given } else { Approval::None },
            unchanged: if order.tell_unchanged { Unchanged::Told } else { Unchanged::Fine },
        };
        remember(&context, &pairs, order)?;
        let mut handlers = vec![folders(&context, &pairs, &task, request.id)?];
        handlers.extend(Catalogue::read(Some(&self.store))?.factories().cloned());
        self.run(&Assignment { request, handlers, turn: Turn::Now }, show)
    }

    fn manual_selection(&self, pairs: &[Pair], order: &SyncOrder) -> Result<Selection, CliError> {
        if order.names.is_empty() {
            return self.checked_for_manual(pairs);
        }
        let known = self.store.known_items()?;
        Ok(Selection::Named { names: order.names.clone(), known })
    }

    /// The items that are checked for runs which the user starts.
    pub(super) fn checked_for_manual(&self, pairs: &[Pair]) -> Result<Selection, CliError> {
        let marks = self.store.marks(&marks::key(Mark::Manual))?;
        Ok(Selection::Checked { marks, unset: Unset::AsListed, paused: self.paused(pairs)? })
    }

    /// The items on hold: by the configuration or by what is remembered.
    pub(super) fn paused(&self, pairs: &[Pair]) -> Result<BTreeSet<ItemId>, CliError> {
        hold::paused(Some(&self.store), pairs)
    }
}

/// Folders that are named here can be undone and decided about later.
fn remember(context: &Context, pairs: &[Pair], order: &SyncOrder) -> Result<(), CliError> {
    let state_dir = context.state_dir()?;
    let is_named = |pair: &&Pair| order.names.contains(&pair.name);
    for pair in pairs.iter().filter(is_named) {
        known::remember(&state_dir, pair).map_err(|error| {
            CliError::usage(format!("the state folder {} cannot be written", state_dir.display())).because(error)
        })?;
    }
    Ok(())
}
