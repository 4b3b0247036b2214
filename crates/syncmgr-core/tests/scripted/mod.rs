//! A handler that does what a test tells it, and a sink that remembers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use syncmgr_core::{
    Callback, EventSink, Handler, HandlerFactory, HandlerInfo, ItemInfo, Items, Progress, Terminate, Wanted,
};
use syncmgr_proto::{Body, Code, Event, Guid, HandlerId, InitFlags, ItemId, ItemStatus};

/// What a call gets: the callback and the prepared items.
pub type Act = Arc<dyn Fn(&Arc<dyn Callback>, &[ItemId]) -> Code + Send + Sync>;

/// A handler as data.
#[derive(Clone)]
pub struct Script {
    pub name: String,
    pub items: Vec<ItemInfo>,
    pub create: Result<(), String>,
    pub initialize: Code,
    pub listed: Result<Code, Code>,
    pub prepare: Act,
    pub synchronize: Act,
    pub show_error: Act,
    pub calls: Arc<Mutex<Vec<String>>>,
    pub terminator: Option<Arc<dyn Terminate>>,
    pub flags: u32,
    /// Its items are not listed before this is open.
    pub slow: Option<Door>,
}

pub fn act(f: impl Fn(&Arc<dyn Callback>, &[ItemId]) -> Code + Send + Sync + 'static) -> Act {
    Arc::new(f)
}

impl Script {
    /// A handler over items of these names that does everything well, inside its calls.
    pub fn new(name: &str, items: &[&str]) -> Self {
        let items = items.iter().map(|item| ItemInfo::new(item_id(item), *item)).collect();
        Self {
            name: name.to_owned(),
            items,
            create: Ok(()),
            initialize: Code::OK,
            listed: Ok(Code::OK),
            prepare: act(|callback, _| {
                callback.prepare_completed(Code::OK);
                Code::OK
            }),
            synchronize: act(|callback, items| {
                for item in items {
                    callback.progress(*item, Some(&Progress::status(ItemStatus::Updating))).unwrap();
                    callback.progress(*item, Some(&Progress::status(ItemStatus::Succeeded))).unwrap();
                }
                callback.synchronize_completed(Code::OK);
                Code::OK
            }),
            show_error: act(|_, _| Code::FAIL),
            calls: Arc::default(),
            terminator: None,
            flags: 0,
            slow: None,
        }
    }

    pub fn synchronizing(mut self, f: impl Fn(&Arc<dyn Callback>, &[ItemId]) -> Code + Send + Sync + 'static) -> Self {
        self.synchronize = act(f);
        self
    }

    pub fn preparing(mut self, f: impl Fn(&Arc<dyn Callback>, &[ItemId]) -> Code + Send + Sync + 'static) -> Self {
        self.prepare = act(f);
        self
    }

    pub fn handler_id(&self) -> HandlerId {
        HandlerId::derived(self.name.as_bytes())
    }

    pub fn wanted(&self, item: &str) -> Wanted {
        Wanted { item: item_id(item), name: item.to_owned(), handler: self.handler_id() }
    }

    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    pub fn factory(&self) -> Arc<dyn HandlerFactory> {
        Arc::new(self.clone())
    }
}

pub fn item_id(name: &str) -> ItemId {
    ItemId::derived(name.as_bytes())
}

impl HandlerFactory for Script {
    fn id(&self) -> HandlerId {
        self.handler_id()
    }

    fn name(&self) -> String {
        format!("{} (registered)", self.name)
    }

    fn create(&self) -> Result<Box<dyn Handler>, String> {
        self.create.clone()?;
        Ok(Box::new(Instance { script: self.clone(), callback: None, items: Vec::new() }))
    }
}

struct Instance {
    script: Script,
    callback: Option<Arc<dyn Callback>>,
    items: Vec<ItemId>,
}

impl Instance {
    fn note(&self, text: impl Into<String>) {
        self.script.calls.lock().unwrap().push(text.into());
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.note("released");
    }
}

impl Handler for Instance {
    fn initialize(&mut self, flags: InitFlags, cookie: Option<&[u8]>) -> Code {
        self.note(format!("initialize {:#x} {}", flags.0, cookie.map_or(0, <[u8]>::len)));
        self.script.initialize
    }

    fn info(&mut self) -> Result<HandlerInfo, Code> {
        self.note("info");
        Ok(HandlerInfo { name: self.script.name.clone(), flags: self.script.flags })
    }

    fn items(&mut self) -> Result<Items, Code> {
        self.note("items");
        self.script.slow.iter().for_each(Door::wait);
        let list = self.script.items.clone();
        self.script.listed.map(|code| Items { code, list })
    }

    fn set_progress_callback(&mut self, callback: Option<Arc<dyn Callback>>) -> Code {
        self.note(format!("callback {}", if callback.is_some() { "set" } else { "null" }));
        self.callback = callback;
        Code::OK
    }

    fn prepare(&mut self, items: &[ItemId]) -> Code {
        self.note(format!("prepare {}", items.len()));
        self.items = items.to_vec();
        (self.script.prepare)(self.callback.as_ref().unwrap(), items)
    }

    fn synchronize(&mut self) -> Code {
        self.note("synchronize");
        (self.script.synchronize)(self.callback.as_ref().unwrap(), &self.items)
    }

    fn set_item_status(&mut self, item: ItemId, status: ItemStatus) -> Code {
        let name = self.script.items.iter().find(|i| i.id == item).map_or("?", |i| i.name.as_str());
        self.note(format!("{status} {name}"));
        Code::OK
    }

    fn show_properties(&mut self, item: Option<ItemId>) -> Code {
        self.note(format!("properties {}", if item.is_some() { "item" } else { "handler" }));
        self.callback.as_ref().unwrap().show_properties_completed(Code::ENUM_ITEMS);
        Code::FALSE
    }

    fn show_error(&mut self, _: Guid) -> Code {
        self.note("error");
        (self.script.show_error)(self.callback.as_ref().unwrap(), &self.items)
    }

    fn terminator(&self) -> Option<Arc<dyn Terminate>> {
        self.script.terminator.clone()
    }
}

/// Remembers events and lets a test wait for one.
#[derive(Default)]
pub struct Sink {
    events: Mutex<Vec<Event>>,
    more: Condvar,
}

impl EventSink for Sink {
    fn event(&self, event: &Event) {
        self.events.lock().unwrap().push(event.clone());
        self.more.notify_all();
    }
}

impl Sink {
    pub fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap().clone()
    }

    pub fn bodies(&self) -> Vec<Body> {
        self.events().into_iter().map(|e| e.body).collect()
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        self.bodies().iter().map(Body::kind).collect()
    }

    /// Waits until an event of this kind was shown.
    pub fn wait_for(&self, wanted: impl Fn(&Body) -> bool) -> Body {
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut events = self.events.lock().unwrap();
        loop {
            if let Some(event) = events.iter().find(|e| wanted(&e.body)) {
                return event.body.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the event did not come");
            events = self.more.wait_timeout(events, left).unwrap().0;
        }
    }
}

/// A door that a handler waits at.
#[derive(Clone, Default)]
pub struct Door(Arc<(Mutex<bool>, Condvar)>);

impl Door {
    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    pub fn wait(&self) {
        let mut open = self.0.0.lock().unwrap();
        while !*open {
            open = self.0.1.wait(open).unwrap();
        }
    }
}
