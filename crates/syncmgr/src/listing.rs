//! Asking handlers what they offer, outside of sessions.

use std::sync::Arc;
use std::time::Duration;

use syncmgr_core::{HandlerFactory, ItemEntry, Listing, NameError, Registry, RunKind, Runner, Services, Store};
use syncmgr_proto::{InitFlags, SessionId, Trigger};

use crate::context::Context;
use crate::error::CliError;
use crate::folder::Folders;
use crate::handlers::Catalogue;
use crate::items;
use crate::job::{Job, Task};

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

fn runner(store: Option<Arc<Store>>) -> Runner {
    Runner::new(Services { store, ..Services::bare() })
}

/// What one handler says; the error is for people.
pub fn ask(store: Option<Arc<Store>>, factory: &Arc<dyn HandlerFactory>) -> Result<Listing, String> {
    let mut answers = runner(store).list(std::slice::from_ref(factory), flags(), PATIENCE);
    answers.pop().unwrap_or_else(|| Err("it does not answer".to_owned()))
}

/// What each handler offers; one that fails or dies is left out.
pub fn all(context: &Context, store: Option<Arc<Store>>) -> Result<Vec<Listing>, CliError> {
    let handlers = handlers(context, store.as_ref())?;
    let answers = runner(store).list(&handlers, flags(), PATIENCE);
    Ok(answers.into_iter().flatten().collect())
}

/// Every item of every handler, to find names in.
pub fn registry(context: &Context, store: Option<Arc<Store>>) -> Result<Registry, CliError> {
    let mut registry = Registry::default();
    for listing in all(context, store)? {
        registry.set_items(listing.handler, &listing.name, &listing.items.list);
    }
    Ok(registry)
}

/// The items that names mean: all of them or an error.
pub fn find<'a>(registry: &'a Registry, names: &[String]) -> Result<Vec<&'a ItemEntry>, CliError> {
    let clear = |name: &String| registry.resolve(name).map_err(|error| unclear(error, registry));
    names.iter().map(clear).collect()
}

/// A name that does not lead to one item, with what to write instead.
pub fn unclear(error: NameError, registry: &Registry) -> CliError {
    match error {
        NameError::Unknown { name, .. } => {
            items::unknown(&name, registry.items().iter().map(|entry| entry.info.name.as_str()))
        }
        NameError::Ambiguous { name, candidates } => {
            let spellings: Vec<_> = candidates.iter().map(|spelling| format!("`{spelling}`")).collect();
            CliError::usage(format!("there are several items `{name}`"))
                .hint(format!("write {}", spellings.join(" or ")))
        }
    }
}
