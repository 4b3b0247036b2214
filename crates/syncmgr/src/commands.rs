//! One file per command: doc comment = help text, `Args`, `run`.

mod add;
mod check;
mod com_host;
mod conflicts;
mod conformance;
mod errors;
mod fire;
mod generate;
mod handler;
mod library;
mod list;
mod log;
mod pause;
mod plan;
mod properties;
mod remove;
mod rename;
mod resume;
mod schedule;
mod serve;
mod show;
mod skip;
mod status;
mod stop;
mod sync;
mod trash;
mod trigger;
mod uncheck;
mod undo;
mod why;

use clap::Subcommand;
use syncmgr_proto::ExitCode;

use crate::context::Context;
use crate::error::CliError;

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    Sync(sync::Args),
    Plan(plan::Args),
    Undo(undo::Args),
    Trash(trash::Args),
    Conflicts(conflicts::Args),
    Status(status::Args),
    Log(log::Args),
    Why(why::Args),
    List(list::Args),
    Add(add::Args),
    Remove(remove::Args),
    Rename(rename::Args),
    Show(show::Args),
    Handler(handler::Args),
    Properties(properties::Args),
    Schedule(schedule::Args),
    Trigger(trigger::Args),
    Fire(fire::Args),
    Serve(serve::Args),
    Skip(skip::Args),
    Stop(stop::Args),
    Errors(errors::Args),
    Check(check::Args),
    Uncheck(uncheck::Args),
    Pause(pause::Args),
    Resume(resume::Args),
    #[command(hide = true)]
    ComHost(com_host::Args),
    #[command(name = "__conformance", hide = true)]
    Conformance(conformance::Args),
    #[command(name = "__library", hide = true)]
    Library(library::Args),
    #[command(name = "__generate", hide = true)]
    Generate(generate::Args),
}

impl Command {
    /// Runs the command.
    pub fn run(&self, context: &Context) -> Result<ExitCode, CliError> {
        match self {
            Self::Sync(args) => sync::run(context, args),
            Self::Plan(args) => plan::run(context, args),
            Self::Undo(args) => undo::run(context, args),
            Self::Trash(args) => trash::run(context, args),
            Self::Conflicts(args) => conflicts::run(context, args),
            Self::Status(args) => status::run(context, args),
            Self::Log(args) => log::run(context, args),
            Self::Why(args) => why::run(context, args),
            Self::List(args) => list::run(context, args),
            Self::Add(args) => add::run(context, args),
            Self::Remove(args) => remove::run(context, args),
            Self::Rename(args) => rename::run(context, args),
            Self::Show(args) => show::run(context, args),
            Self::Handler(args) => handler::run(context, args),
            Self::Properties(args) => properties::run(context, args),
            Self::Schedule(args) => schedule::run(context, args),
            Self::Trigger(args) => trigger::run(context, args),
            Self::Fire(args) => fire::run(context, args),
            Self::Serve(args) => serve::run(context, args),
            Self::Skip(args) => skip::run(context, args),
            Self::Stop(args) => stop::run(context, args),
            Self::Errors(args) => errors::run(context, args),
            Self::Library(args) => library::run(context, args),
            Self::Check(args) => check::run(context, args),
            Self::Uncheck(args) => uncheck::run(context, args),
            Self::Pause(args) => pause::run(context, args),
            Self::Resume(args) => resume::run(context, args),
            Self::ComHost(args) => com_host::run(context, args),
            Self::Conformance(args) => conformance::run(context, args),
            Self::Generate(args) => generate::run(context, args),
        }
    }
}
