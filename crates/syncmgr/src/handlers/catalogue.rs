//! Every registered handler as the manager needs it: something that makes instances.

use std::ffi::OsString;
use std::sync::Arc;

use syncmgr_core::host::{CrashLog, Program, Retry};
use syncmgr_core::store::{ClassSource, Registration};
use syncmgr_core::trigger::RegisterFlags;
use syncmgr_core::{HandlerFactory, Store};
use syncmgr_proto::HandlerId;

use crate::error::CliError;

/// What is said about a registration without a class.
pub const CLASSLESS: &str = "it is registered, but nobody has said where its class comes from";

/// The registered handlers that have a class, in the order of their registration; read afresh for each use.
#[derive(Clone, Default)]
pub struct Catalogue(Vec<(Registration, Arc<dyn HandlerFactory>)>);

impl Catalogue {
    /// Reads the registrations, for instances that the user wants; without a history there are none.
    pub fn read(store: Option<&Arc<Store>>) -> Result<Self, CliError> {
        Self::read_for(store, Retry::ByHand)
    }

    /// Reads the registrations, for instances that nobody is there to want: handlers that crash all the time are not started.
    pub fn read_unattended(store: &Arc<Store>) -> Result<Self, CliError> {
        Self::read_for(Some(store), Retry::ByItself)
    }

    fn read_for(store: Option<&Arc<Store>>, retry: Retry) -> Result<Self, CliError> {
        let Some(store) = store else { return Ok(Self::default()) };
        let with_factory = |registration: Registration| {
            let program = program(&registration)?.with_crash_log(Arc::clone(store) as Arc<dyn CrashLog>, retry);
            Some((registration, Arc::new(program) as Arc<dyn HandlerFactory>))
        };
        Ok(Self(store.registrations()?.into_iter().filter_map(with_factory).collect()))
    }

    /// Whether no handler is registered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn factories(&self) -> impl Iterator<Item = &Arc<dyn HandlerFactory>> {
        self.0.iter().map(|(_, factory)| factory)
    }

    /// Those that are registered for an event.
    pub fn registered_for(&self, event: RegisterFlags) -> impl Iterator<Item = &Arc<dyn HandlerFactory>> {
        let wanted = move |entry: &&(Registration, _)| RegisterFlags(entry.0.events).contains(event);
        self.0.iter().filter(wanted).map(|(_, factory)| factory)
    }

    /// One of them.
    pub fn find(&self, clsid: HandlerId) -> Option<&Arc<dyn HandlerFactory>> {
        self.0.iter().find(|(registration, _)| registration.clsid == clsid).map(|(_, factory)| factory)
    }
}

/// What makes instances of a registered class.
fn program(registration: &Registration) -> Option<Program> {
    let name = registration.description.clone().unwrap_or_else(|| registration.clsid.to_string());
    let argv = argv(registration.clsid, registration.source.as_ref()?);
    Some(Program::new(registration.clsid, name, argv))
}

/// The child process that holds an instance: the program itself, or this one as the host of a module.
fn argv(clsid: HandlerId, source: &ClassSource) -> Vec<OsString> {
    match source {
        ClassSource::Command(words) => words.iter().map(OsString::from).collect(),
        ClassSource::Module(path) => {
            let own = std::env::current_exe().map_or_else(|_| "syncmgr".into(), std::path::PathBuf::into_os_string);
            vec![own, "com-host".into(), path.into(), clsid.to_string().into()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_held_by_this_program_and_a_command_runs_itself() {
        let clsid = HandlerId::derived(b"x");
        let module = argv(clsid, &ClassSource::Module("/x/a.so".into()));
        assert_eq!(module[1..], [OsString::from("com-host"), "/x/a.so".into(), clsid.to_string().into()]);
        let command = argv(clsid, &ClassSource::Command(vec!["mail".into(), "--sync".into()]));
        assert_eq!(command, ["mail", "--sync"]);
    }

    #[test]
    fn what_has_no_class_or_another_event_takes_no_part() {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let [idle, bare, both] = [b"idle", b"bare", b"both"].map(|name| HandlerId::derived(name));
        for (clsid, events) in [(idle, 4), (bare, 7), (both, 5)] {
            store.register(clsid, None, events).unwrap();
        }
        for clsid in [idle, both] {
            store.set_class(clsid, ClassSource::Command(vec!["true".into()])).unwrap();
        }
        let catalogue = Catalogue::read(Some(&store)).unwrap();
        let ids = |found: Vec<&Arc<dyn HandlerFactory>>| found.iter().map(|f| f.id()).collect::<Vec<_>>();
        assert_eq!(ids(catalogue.factories().collect()), [idle, both]);
        assert_eq!(ids(catalogue.registered_for(RegisterFlags::CONNECT).collect()), [both]);
        assert!(catalogue.find(bare).is_none());
        assert!(Catalogue::read(None).unwrap().is_empty());
    }
}
