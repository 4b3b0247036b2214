//! Asking handlers outside of sessions: what they offer, and their property sheets.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use syncmgr_proto::{Code, Guid, HandlerId, InitFlags, ItemId, MessageLevel, SessionId, Trigger};

use super::desk::{Desk, Link, Signal};
use super::instance::Instance;
use super::patience::{Patience, Waiting};
use super::run::Runner;
use crate::handler::{HandlerInfo, ItemInfo, Items};
use crate::registry::HandlerFactory;
use crate::session::{Answer, Call, RunKind, Step};

/// How long a handler's release is waited for.
const RELEASE_PATIENCE: Duration = Duration::from_millis(2500);
/// "For ever", for clocks that cannot count that far.
const AGES: Duration = Duration::from_hours(10 * 365 * 24);

/// What a handler says about itself and its items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    /// The handler.
    pub handler: HandlerId,
    /// Its own name, else the one it was registered with (D-7).
    pub name: String,
    /// `SYNCMGRHANDLERFLAGS`, 0 if it did not tell.
    pub flags: u32,
    /// The items; those given twice only once.
    pub items: Items,
}

/// What came of a request for properties.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PropertiesResult {
    /// The dialog is done, with the handler's code.
    Shown(Code),
    /// The item or the handler has no properties.
    NoProperties,
    /// The handler refused or failed.
    Failed(String),
}

impl Runner {
    /// Asks all handlers for their items at the same time; one that fails or takes too long gives an error.
    ///
    /// A complete list also drops stored choices for items that are gone (R-ENS-4).
    pub fn list<'a>(
        &self,
        handlers: &[Arc<dyn HandlerFactory>],
        flags: InitFlags,
        patience: impl Into<Patience<'a>>,
    ) -> Vec<Result<Listing, String>> {
        let (listings, probes) = self.ask_all(handlers, flags, &patience.into());
        probes.into_iter().flatten().for_each(Probe::end);
        self.flush();
        listings
    }

    /// Lists, and keeps the instances that did for more questions; both in the order of `handlers`.
    fn ask_all(
        &self,
        handlers: &[Arc<dyn HandlerFactory>],
        flags: InitFlags,
        patience: &Patience<'_>,
    ) -> (Vec<Result<Listing, String>>, Vec<Option<Probe>>) {
        let waiting = patience.begin();
        let ask = |factory: &Arc<dyn HandlerFactory>| {
            let loaded = Probe::start(self, factory)
                .and_then(|mut probe| probe.load(flags, waiting).map(|listing| (listing, probe)));
            match loaded {
                Ok((listing, probe)) => (Ok(listing), Some(probe)),
                Err(why) => (Err(why), None),
            }
        };
        // Each in a thread of its own: one that hangs must not use up the time of those behind it.
        let answers: Vec<_> = std::thread::scope(|scope| {
            let asked: Vec<_> = handlers.iter().map(|factory| scope.spawn(|| ask(factory))).collect();
            let join =
                |asked: ScopedJoinHandle<'_, _>| asked.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            asked.into_iter().map(join).collect()
        });
        let (listings, probes): (Vec<Result<Listing, String>>, Vec<_>) = answers.into_iter().unzip();
        for listing in listings.iter().flatten().filter(|_| flags.trigger() == Trigger::Manual) {
            self.remember(listing.handler, &listing.items);
        }
        (listings, probes)
    }

    /// A list also tells which names there are and, when complete, which choices can go (R-ENS-4).
    fn remember(&self, handler: HandlerId, items: &Items) {
        let Some(store) = &self.services().store else { return };
        if items.code == Code::OK {
            store.keep_only(handler, items.list.iter().map(|i| i.id).collect());
        }
        store.remember_items(handler, items.list.iter().map(|i| (i.id, i.name.clone())).collect());
    }

    /// What was learnt is kept before anyone acts on the answer.
    fn flush(&self) {
        if let Some(store) = &self.services().store {
            store.flush();
        }
    }

    /// The dialog changed the items (D-23): the choices for one that is gone go, and the list is read again.
    fn follow(&self, probe: &mut Probe, item: Option<ItemId>, code: Code, deadline: Instant) {
        if code != Code::ITEM_DELETED && code != Code::ENUM_ITEMS {
            return;
        }
        if let (Some(item), Code::ITEM_DELETED, Some(store)) = (item, code, &self.services().store) {
            return store.drop_item(probe.handler, item);
        }
        if let Ok(Answer::Items(Ok(items))) = probe.ask(Call::Items, &mut Waiting::until(deadline)) {
            self.remember(probe.handler, &items);
        }
    }

    /// Asks handlers for their items like [`Runner::list`], has the properties shown of the item that `choose` finds there or,
    /// with `None`, of the handler, and waits until they are closed. The instance that listed the item shows them.
    ///
    /// # Errors
    /// What `choose` says; then nothing is shown.
    pub fn show_properties_among<'a, E>(
        &self,
        handlers: &[Arc<dyn HandlerFactory>],
        patience: impl Into<Patience<'a>>,
        choose: impl FnOnce(&[Result<Listing, String>]) -> Result<(HandlerId, Option<ItemId>), E>,
    ) -> Result<PropertiesResult, E> {
        let flags = InitFlags::event(Trigger::Manual) | InitFlags::SETTINGS | InitFlags::MAY_BOTHER_USER;
        let (listings, probes) = self.ask_all(handlers, flags, &patience.into());
        let chosen = choose(&listings);
        let mut answer = None;
        for ((listing, probe), factory) in listings.into_iter().zip(probes).zip(handlers) {
            match &chosen {
                Ok((handler, _)) if *handler == factory.id() => answer = Some(listing.map(|listing| (listing, probe))),
                // Nobody needs the others while a dialog is open.
                _ => probe.into_iter().for_each(Probe::end),
            }
        }
        let result = chosen.map(|(_, item)| match answer {
            Some(Ok((listing, Some(probe)))) => self.show(&listing, probe, item),
            Some(Err(why)) => PropertiesResult::Failed(why),
            _ => PropertiesResult::Failed("it is gone".to_owned()),
        });
        self.flush();
        result
    }

    /// Shows the properties of an item or, with `None`, of the handler, and waits until they are closed.
    pub fn show_properties(&self, factory: &Arc<dyn HandlerFactory>, item: Option<ItemId>) -> PropertiesResult {
        let handlers = std::slice::from_ref(factory);
        let shown = self.show_properties_among(handlers, AGES, |_| Ok::<_, Infallible>((factory.id(), item)));
        shown.unwrap_or_else(|never| match never {})
    }

    fn show(&self, listing: &Listing, mut probe: Probe, item: Option<ItemId>) -> PropertiesResult {
        let has = match item {
            None => listing.flags & HandlerInfo::HAS_PROPERTIES != 0,
            Some(id) => {
                let flagged = |i: &ItemInfo| i.id == id && i.flags & ItemInfo::HAS_PROPERTIES != 0;
                listing.items.list.iter().any(flagged)
            }
        };
        if !has {
            probe.end();
            return PropertiesResult::NoProperties;
        }
        let deadline = Instant::now() + AGES;
        let result = probe.properties(item, deadline);
        if let Ok(PropertiesResult::Shown(code)) = result {
            self.follow(&mut probe, item, code, deadline);
        }
        probe.end();
        result.unwrap_or_else(PropertiesResult::Failed)
    }
}

/// An instance that is asked one thing after the other.
struct Probe {
    instance: Instance,
    signals: Receiver<Signal>,
    handler: HandlerId,
    /// What it calls itself, or is called until it does.
    name: String,
    /// A completion that came before its call returned.
    completed: Option<Code>,
    /// The last error that the handler logged.
    said: Option<String>,
}

impl Probe {
    /// Starts making an instance; does not wait for it.
    fn start(runner: &Runner, factory: &Arc<dyn HandlerFactory>) -> Result<Self, String> {
        let (sender, signals) = sync_channel(64);
        let link = Link { at: 0, session: SessionId::random(), run: RunKind::Real, signals: sender };
        let desk = Arc::new(Desk::new(Guid::random(), link, runner.services().clone()));
        let instance = Instance::start(Arc::clone(factory), desk)?;
        instance.create();
        Ok(Self { instance, signals, handler: factory.id(), name: factory.name(), completed: None, said: None })
    }

    /// Initialize, info and items.
    fn load(&mut self, flags: InitFlags, mut waiting: Waiting<'_>) -> Result<Listing, String> {
        let waiting = &mut waiting;
        match self.next(waiting)? {
            Answer::Created(made) => made?,
            other => return Err(format!("unexpected {other:?}")),
        }
        match self.ask(Call::Initialize(flags, None), waiting)? {
            Answer::Initialize(Code::FALSE) => return Err("it does not take part".to_owned()),
            Answer::Initialize(code) if code.is_failure() => return Err(self.reason("Initialize", code)),
            _ => {}
        }
        let info = match self.ask(Call::Info, waiting)? {
            Answer::Info(Ok(info)) => info,
            _ => HandlerInfo::default(),
        };
        if !info.name.is_empty() {
            self.name = info.name;
        }
        let mut items = match self.ask(Call::Items, waiting)? {
            Answer::Items(Ok(items)) => items,
            Answer::Items(Err(code)) => return Err(self.reason("EnumSyncMgrItems", code)),
            other => return Err(format!("unexpected {other:?}")),
        };
        let mut seen = std::collections::BTreeSet::new();
        items.list.retain(|item| !item.id.0.is_null() && seen.insert(item.id));
        Ok(Listing { handler: self.handler, name: self.name.clone(), flags: info.flags, items })
    }

    fn properties(&mut self, item: Option<ItemId>, deadline: Instant) -> Result<PropertiesResult, String> {
        let waiting = &mut Waiting::until(deadline);
        self.ask(Call::SetCallback, waiting)?;
        match self.ask(Call::ShowProperties(item), waiting)? {
            Answer::ShowProperties(code) if code.is_success() => {}
            Answer::ShowProperties(code) => return Err(self.reason("ShowProperties", code)),
            other => return Err(format!("unexpected {other:?}")),
        }
        loop {
            if let Some(code) = self.completed.take() {
                return Ok(PropertiesResult::Shown(code));
            }
            self.signal(waiting)?;
        }
    }

    /// Why a call failed: the handler's own words, if it had any.
    fn reason(&mut self, call: &str, code: Code) -> String {
        self.said.take().unwrap_or_else(|| format!("{call} gave {code}"))
    }

    fn ask(&mut self, call: Call, waiting: &mut Waiting<'_>) -> Result<Answer, String> {
        self.instance.call(call);
        self.next(waiting)
    }

    /// Waits for what the present call returns.
    fn next(&mut self, waiting: &mut Waiting<'_>) -> Result<Answer, String> {
        loop {
            if let Some(answer) = self.signal(waiting)? {
                return Ok(answer);
            }
        }
    }

    fn signal(&mut self, waiting: &mut Waiting<'_>) -> Result<Option<Answer>, String> {
        match waiting.next(&self.signals, &self.name) {
            Some(Signal::Step(Step::Returned(_, answer))) => return Ok(Some(answer)),
            Some(Signal::Step(Step::PropertiesShown(_, code))) => self.completed = Some(code),
            Some(Signal::Step(Step::Logged(_, message))) if message.level == MessageLevel::Error => {
                self.said = Some(message.text);
            }
            Some(Signal::Step(Step::Died(_, why))) => return Err(why),
            Some(_) => {}
            None => return Err("it does not answer".to_owned()),
        }
        Ok(None)
    }

    fn end(self) {
        let Self { instance, signals, .. } = self;
        drop(signals);
        let _ = instance.dismiss().is_gone_by(Instant::now() + RELEASE_PATIENCE);
    }
}
