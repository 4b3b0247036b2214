use std::io::Read;
use std::time::{Duration, Instant};

use syncmgr_core::trigger::RegisterFlags;
use syncmgr_proto::library::{Call, Reply as Outcome};
use syncmgr_proto::protocol::Cookie;
use syncmgr_proto::{Code, ExitCode, HandlerId};

use crate::context::Context;
use crate::error::CliError;
use crate::folder;
use crate::render::print;
use crate::service::{self, InvokeFlags, Place, Reply, Request, client};

/// So long it may take to find a manager that takes a session, or to become one on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers the library for programs: one call on standard input, one result on standard output
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &Context, _args: &Args) -> Result<ExitCode, CliError> {
    // A program gets a code, whatever happens; what it means stands beside it.
    let outcome = read()
        .and_then(|call| answer(context, call))
        .unwrap_or_else(|error| Outcome { message: Some(error.message()), ..Code::FAIL.into() });
    print::json(&outcome)?;
    Ok(ExitCode::InSync)
}

fn read() -> Result<Call, CliError> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    serde_json::from_str(&text).map_err(|error| CliError::usage("not a call of the library").because(error))
}

fn answer(context: &Context, call: Call) -> Result<Outcome, CliError> {
    Ok(match call {
        Call::Register { clsid, flags, description } => {
            if clsid.0.is_null() || !RegisterFlags(flags).is_valid() {
                return Ok(Code::INVALID_ARG.into());
            }
            context.store()?.register(clsid, description, flags)?;
            Code::OK.into()
        }
        Call::Unregister { clsid } => {
            let removed = context.store()?.unregister(clsid)?;
            if removed { Code::OK } else { Code::FALSE }.into()
        }
        Call::Info { clsid } => {
            let registration = context.store()?.registration(clsid)?;
            let code = if registration.is_some() { Code::OK } else { Code::FALSE };
            Outcome { flags: Some(registration.map_or(0, |registration| registration.events)), ..code.into() }
        }
        Call::UpdateItems { clsid, flags, cookie } => update_items(context, clsid, flags, cookie)?.into(),
        Call::UpdateAll => {
            queue(context, &Request::Invoke { clsid: None, flags: InvokeFlags::START_SYNC, cookie: None })?.into()
        }
    })
}

fn update_items(context: &Context, clsid: HandlerId, flags: u32, cookie: Option<Cookie>) -> Result<Code, CliError> {
    let registered = clsid == folder::CLSID || context.store()?.registration(clsid)?.is_some();
    if !InvokeFlags(flags).is_valid() || !registered {
        return Ok(Code::INVALID_ARG);
    }
    queue(context, &Request::Invoke { clsid: Some(clsid), flags, cookie })
}

/// Hands a session to the manager, which is started if none serves; the session outlives this process.
fn queue(context: &Context, request: &Request) -> Result<Code, CliError> {
    let place = Place::of(&context.state_dir()?);
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(stream) = place.manager()
            && client::ask(&stream, request) == Some(Reply::Accepted)
        {
            return Ok(Code::OK);
        }
        if Instant::now() > deadline {
            return Ok(Code::FAIL);
        }
        // None serves, or it was about to end. If others start one, too, one of them serves.
        service::start_in_background(&context.config_file()?, &context.state_dir()?)
            .map_err(|error| CliError::other("cannot start the manager").because(error))?;
    }
}
