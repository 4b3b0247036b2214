use syncmgr_core::trigger::Fact;
use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;
use crate::service::{Consent, Order, Place, Request, ask_for_consent, client};
use crate::session;

/// Run what waits for an event, as if it had happened now
///
/// Items that are checked for the event run if their handler is registered for it; with the name of a network, those whose
/// trigger names that network.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// `connect[:NETWORK]`, `disconnect[:NETWORK]`, `logon`, `logoff`, `idle` or `active`
    event: Fact,
}

const EXAMPLES: &str = "\
Examples:
  syncmgr fire logon            what is checked for log-on
  syncmgr fire connect:office   what waits for the network `office`
  syncmgr fire active           somebody is back: idle sessions stop";

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    execute(context, args).map_err(|error| session::refused(context, error))
}

fn execute(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    if args.event == Fact::Active {
        // Also those idle sessions end that no manager runs.
        client::tell_everyone(&Place::of(&context.state_dir()?), &Request::Active)?;
    }
    // Asked here, where somebody may be, whoever runs the session.
    let consent = match context.history()? {
        Some(store) => ask_for_consent(&store, &args.event)?,
        None => Consent::Withheld,
    };
    session::run_order(context, &Order::Fire { event: args.event.to_string(), consent })
}
