//! Asking handlers what they offer, outside of sessions.

use std::sync::Arc;
use std::time::Duration;

use syncmgr_core::{
    HandlerFactory, ItemEntry, Listing, NameError, Patience, PropertiesResult, Registry, RunKind, Runner, Services,
    Store,
};
use syncmgr_proto::{HandlerId, InitFlags, ItemId, SessionId, Trigger};

use crate::context::{Context, Verbosity};
use crate::error::CliError;
use crate::folder::Folders;
use crate::handlers::Catalogue;
use crate::items;
use crate::job::{Job, Task};
use crate::render::print;

/// How long a handler may take to list its items.
const PATIENCE: Duration = Duration::from_secs(30);

/// The flags of an instance that is only asked (D-36).
fn flags() -> InitFlags {
    InitFlags::event(Trigger::Manual) | InitFlags::SETTINGS | InitFlags::MAY_BOTHER_USER
}

/// The folder handler, to be asked for its items.
pub fn folders(context: &Context) -> Result<Arc<dyn HandlerFactory>, CliError> {
    let jobs = context.pairs()?.into_iter().map(|pair| Job { pair, task: Task::SYNCHRONIZE }).collect();
    let state_dir = context.state_dir()?;
    Ok(Arc::new(Folders { jobs, run: RunKind::Dry, session: SessionId::random(), state_dir }))
}

/// Every handler: folders first, then the registered ones.
pub fn handlers(context: &Context, store: Option<&Arc<Store>>) -> Result<Vec<Arc<dyn HandlerFactory>>, CliError> {
    let mut all = vec![folders(context)?];
    all.extend(Catalogue::read(store)?.factories().cloned());
    Ok(all)
}

/// Tells which handler is waited for; to be called from any thread.
fn tell_in(context: &Context) -> impl Fn(&str) + Sync + use<> {
    let (format, verbosity) = (context.format, context.verbosity);
    move |handler| {
        if verbosity > Verbosity::Quiet {
            print::waiting(format, handler);
        }
    }
}

fn runner(store: Option<Arc<Store>>) -> Runner {
    Runner::new(Services { store, ..Services::bare() })
}

/// What one handler says; the error is for people.
pub fn ask(context: &Context, store: Option<Arc<Store>>, factory: &Arc<dyn HandlerFactory>) -> Result<Listing, String> {
    let tell = tell_in(context);
    let mut answers = runner(store).list(std::slice::from_ref(factory), flags(), Patience::telling(PATIENCE, &tell));
    answers.pop().unwrap_or_else(|| Err("it does not answer".to_owned()))
}

/// What all handlers offer, to be shown and to find names in.
#[derive(Default)]
pub struct Offers {
    /// What each handler says; one that fails or dies is left out.
    pub listings: Vec<Listing>,
    /// Why others told nothing: for people, with the handler's name.
    pub untold: Vec<String>,
    registry: Registry,
}

/// Asks every handler for its items.
pub fn offers(context: &Context, store: Option<Arc<Store>>) -> Result<Offers, CliError> {
    let handlers = handlers(context, store.as_ref())?;
    let tell = tell_in(context);
    let answers = runner(store).list(&handlers, flags(), Patience::telling(PATIENCE, &tell));
    Ok(Offers::new(&handlers, answers))
}

/// Has the properties shown that `choose` finds among the offers of `handlers`: an item's or, with `None`, a handler's.
pub fn show_properties(
    context: &Context,
    store: Option<Arc<Store>>,
    handlers: &[Arc<dyn HandlerFactory>],
    choose: impl FnOnce(&Offers) -> Result<(HandlerId, Option<ItemId>), CliError>,
) -> Result<PropertiesResult, CliError> {
    let choose = |answers: &[Result<Listing, String>]| choose(&Offers::new(handlers, answers.to_vec()));
    let tell = tell_in(context);
    runner(store).show_properties_among(handlers, Patience::telling(PATIENCE, &tell), choose)
}

impl Offers {
    fn new(handlers: &[Arc<dyn HandlerFactory>], answers: Vec<Result<Listing, String>>) -> Self {
        let mut offers = Self::default();
        for (factory, answer) in handlers.iter().zip(answers) {
            match answer {
                Ok(listing) => {
                    offers.registry.set_items(listing.handler, &listing.name, &listing.items.list);
                    offers.listings.push(listing);
                }
                Err(why) => offers.untold.push(format!("{}: {why}", factory.name())),
            }
        }
        offers
    }

    /// The items that names mean: all of them or an error.
    pub fn find(&self, names: &[String]) -> Result<Vec<&ItemEntry>, CliError> {
        names.iter().map(|name| self.find_one(name)).collect()
    }

    /// The item that a name means.
    pub fn find_one(&self, name: &str) -> Result<&ItemEntry, CliError> {
        let known = self.registry.items().iter().map(|entry| entry.info.name.as_str());
        self.registry.resolve(name).map_err(|error| unclear(error, known, &self.untold))
    }
}

/// A name that does not lead to one item, with what to write instead. `known` are the names that lead to one, `untold` says why
/// handlers did not tell theirs.
pub fn unclear<'a>(error: NameError, known: impl Iterator<Item = &'a str>, untold: &[String]) -> CliError {
    match error {
        NameError::Unknown { name, .. } => items::unknown(&name, known, untold),
        NameError::Ambiguous { name, candidates } => {
            let spellings: Vec<_> = candidates.iter().map(|spelling| format!("`{spelling}`")).collect();
            CliError::usage(format!("there are several items `{name}`"))
                .hint(format!("write {}", spellings.join(" or ")))
        }
    }
}
