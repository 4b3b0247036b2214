//! Doing what an order says, here or in the manager that serves.

use std::sync::Arc;

use syncmgr_core::trigger::Fact;
use syncmgr_core::{EventSink, Keep, SessionControl};
use syncmgr_proto::ExitCode;

use super::manager::{Manager, Show};
use super::place::{Place, Role};
use super::wire::Order;
use super::{client, office};
use crate::context::Context;
use crate::error::CliError;
use crate::session;

/// Runs a session: in the manager if one serves, else here. Events and exit code are the same.
pub fn run_order(context: &Context, order: &Order, sink: Arc<dyn EventSink>) -> Result<ExitCode, CliError> {
    let place = Place::of(&context.state_dir()?);
    if let Some(exit) = client::run(&place, order, sink.as_ref())? {
        return Ok(exit);
    }
    let manager = Manager::new(context, Keep::Nothing)?;
    let control = SessionControl::new();
    session::stop_on_interrupt(&control)?;
    let _office = office::open(&place, Role::Session, manager.running().clone(), None);
    execute(&manager, order, Show { sink, control: &control })
}

/// Runs a session in this process.
pub fn execute(manager: &Manager, order: &Order, show: Show<'_>) -> Result<ExitCode, CliError> {
    match order {
        Order::Sync(order) => manager.sync(order, show),
        Order::Fire { event, consent } => {
            let fact: Fact = event.parse().map_err(|error| CliError::usage(format!("{error}")))?;
            manager.fire(&fact, *consent, show)
        }
        Order::ShowError { id } => manager.show_error(*id, show),
    }
}
