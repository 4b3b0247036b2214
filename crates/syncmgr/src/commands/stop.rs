use syncmgr_proto::ExitCode;

use crate::context::{Context, Format};
use crate::error::CliError;
use crate::render::{amount, print};
use crate::service::{Place, Request, client};

/// Stop what runs: what is in flight is finished
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The session, by the beginning of its id [default: all]
    session: Option<String>,
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    let place = Place::of(&context.state_dir()?);
    let stopped = client::tell_everyone(&place, &Request::Stop { session: args.session.clone() })?;
    match (&args.session, stopped) {
        (Some(session), 0) => {
            Err(CliError::usage(format!("no session `{session}` runs")).hint("`syncmgr status` shows what runs"))
        }
        (None, 0) => Err(CliError::other("nothing runs that could be stopped")),
        _ => {
            match context.format {
                Format::Json => print::json(&serde_json::json!({"kind": "stopping", "sessions": stopped}))?,
                Format::Human => context.say(format_args!("stopping {}", amount::count(stopped as u64, "session")))?,
            }
            Ok(ExitCode::InSync)
        }
    }
}
