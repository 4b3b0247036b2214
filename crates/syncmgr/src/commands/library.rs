use std::io::Read;

use clap::Subcommand;
use syncmgr_core::trigger::RegisterFlags;
use syncmgr_proto::protocol::Cookie;
use syncmgr_proto::{Code, ExitCode, HandlerId};

use crate::context::Context;
use crate::error::CliError;
use crate::folder;
use crate::render::print;
use crate::service::{self, InvokeFlags, Place, Reply, Request, client};

/// What the library for programs asks for; prints one line of JSON with the result code
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    call: Call,
}

#[derive(Debug, Subcommand)]
enum Call {
    /// `RegisterSyncMgrHandler`
    Register {
        /// The class
        clsid: HandlerId,
        /// Register flags
        flags: u32,
        /// What to call it
        description: Option<String>,
    },
    /// `UnregisterSyncMgrHandler`
    Unregister {
        /// The class
        clsid: HandlerId,
    },
    /// `GetHandlerRegistrationInfo`
    Info {
        /// The class
        clsid: HandlerId,
    },
    /// `UpdateItems`; the cookie stands on standard input, in base64
    Invoke {
        /// Invoke flags
        flags: u32,
        /// The class
        clsid: HandlerId,
    },
    /// `UpdateAll`
    UpdateAll,
}

/// What a call came to.
struct Outcome {
    code: Code,
    flags: Option<u32>,
}

impl From<Code> for Outcome {
    fn from(code: Code) -> Self {
        Self { code, flags: None }
    }
}

pub fn run(context: &Context, args: &Args) -> Result<ExitCode, CliError> {
    // A program gets a code, whatever happens; what it means stands beside it.
    let (outcome, message) = match call(context, &args.call) {
        Ok(outcome) => (outcome, None),
        Err(error) => (Code::FAIL.into(), Some(error.message())),
    };
    let mut line = serde_json::json!({"hresult": outcome.code.0});
    if let Some(flags) = outcome.flags {
        line["flags"] = flags.into();
    }
    if let Some(message) = message {
        line["message"] = message.into();
    }
    print::json(&line)?;
    Ok(ExitCode::InSync)
}

fn call(context: &Context, call: &Call) -> Result<Outcome, CliError> {
    Ok(match call {
        Call::Register { clsid, flags, description } => {
            if clsid.0.is_null() || !RegisterFlags(*flags).is_valid() {
                return Ok(Code::INVALID_ARG.into());
            }
            context.store()?.register(*clsid, description.clone(), *flags)?;
            Code::OK.into()
        }
        Call::Unregister { clsid } => {
            let removed = context.store()?.unregister(*clsid)?;
            if removed { Code::OK } else { Code::FALSE }.into()
        }
        Call::Info { clsid } => match context.store()?.registration(*clsid)? {
            Some(registration) => Outcome { code: Code::OK, flags: Some(registration.events) },
            None => Outcome { code: Code::FALSE, flags: Some(0) },
        },
        Call::Invoke { flags, clsid } => invoke(context, *flags, *clsid)?.into(),
        Call::UpdateAll => {
            queue(context, &Request::Invoke { clsid: None, flags: InvokeFlags::START_SYNC, cookie: None })?.into()
        }
    })
}

fn invoke(context: &Context, flags: u32, clsid: HandlerId) -> Result<Code, CliError> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    let cookie = match (read, text.trim()) {
        (Ok(_), "") => None,
        (Ok(_), text) => match serde_json::from_value::<Cookie>(text.into()) {
            Ok(cookie) => Some(cookie),
            Err(_) => return Ok(Code::INVALID_ARG),
        },
        (Err(_), _) => return Ok(Code::INVALID_ARG),
    };
    let registered = clsid == folder::CLSID || context.store()?.registration(clsid)?.is_some();
    if !InvokeFlags(flags).is_valid() || !registered {
        return Ok(Code::INVALID_ARG);
    }
    queue(context, &Request::Invoke { clsid: Some(clsid), flags, cookie })
}

/// Hands a session to the manager, which is started if none serves; the session outlives this process.
fn queue(context: &Context, request: &Request) -> Result<Code, CliError> {
    let place = Place::of(&context.state_dir()?);
    for _ in 0..2 {
        if let Some(stream) = place.manager()
            && client::ask(&stream, request) == Some(Reply::Accepted)
        {
            return Ok(Code::OK);
        }
        // None serves, or it was about to end.
        service::start_in_background(&context.config_file()?, &context.state_dir()?)
            .map_err(|error| CliError::other("cannot start the manager").because(error))?;
    }
    let accepted = place.manager().and_then(|stream| client::ask(&stream, request)) == Some(Reply::Accepted);
    Ok(if accepted { Code::OK } else { Code::FAIL })
}
