//! Classes, registrations, triggers and schedules: what is stored is what comes back, for every process at once.

use syncmgr_core::Store;
use syncmgr_core::store::{Ask, ClassSource, MarkKey, TriggerSetting};
use syncmgr_proto::{HandlerId, ItemId, Mark};

fn class(name: &str) -> HandlerId {
    HandlerId::derived(name.as_bytes())
}

/// Proves: D-31
#[test]
fn class_and_registration_are_two_facts() {
    let folder = tempfile::tempdir().unwrap();
    let (store, other) = (Store::open(folder.path()).unwrap(), Store::open(folder.path()).unwrap());
    let module = ClassSource::Module("/x/mail.so".into());
    store.register(class("mail"), None, 5).unwrap();
    assert_eq!(other.registration(class("mail")).unwrap().unwrap().source, None, "a registration without a class");
    store.set_class(class("mail"), module.clone()).unwrap();
    let found = other.registration(class("mail")).unwrap().unwrap();
    assert_eq!((found.description, found.events, found.source), (None, 5, Some(module.clone())));
    assert!(other.unregister(class("mail")).unwrap());
    assert!(store.registrations().unwrap().is_empty());
    assert!(!store.unregister(class("mail")).unwrap(), "twice");
    other.register(class("mail"), Some("Mail".into()), 2).unwrap();
    let found = store.registration(class("mail")).unwrap().unwrap();
    assert_eq!((found.events, found.source), (2, Some(module)), "the class was still there");
    assert!(store.remove_class(class("mail")).unwrap() && !store.remove_class(class("mail")).unwrap());
}

#[test]
fn registering_again_replaces_and_keeps_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for name in ["a", "b", "a"] {
        store.register(class(name), Some(name.to_uppercase()), 1).unwrap();
        store.set_class(class(name), ClassSource::Command(vec![name.into(), "x y".into()])).unwrap();
    }
    let all = store.registrations().unwrap();
    assert_eq!(all.iter().map(|r| r.clsid).collect::<Vec<_>>(), [class("a"), class("b")]);
    assert_eq!(all[1].source, Some(ClassSource::Command(vec!["b".into(), "x y".into()])));
}

#[test]
fn triggers_and_schedules_come_back_and_go_with_their_items() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (item, gone) = ((class("mail"), ItemId::derived(b"in")), (class("mail"), ItemId::derived(b"out")));
    let office = MarkKey { connection: Some("office".into()), ..MarkKey::new("me", Mark::Logon) };
    let setting = TriggerSetting { ask: Ask::Before, after: Some(600), every: Some(2) };
    for key in [item, gone] {
        store.set_trigger(office.clone(), key, Some(setting)).unwrap();
        store.set_schedule("me", key, Some(&"*/5 * * * *".parse().unwrap())).unwrap();
    }
    assert_eq!(store.triggers(&office).unwrap()[&item], setting);
    assert!(store.triggers(&MarkKey::new("me", Mark::Logon)).unwrap().is_empty(), "without network");
    assert!(store.schedules("you").unwrap().is_empty());
    assert_eq!(store.schedules("me").unwrap().len(), 2);
    store.keep_only(class("mail"), vec![item.1]);
    store.flush();
    assert_eq!(store.triggers(&office).unwrap().keys().collect::<Vec<_>>(), [&item]);
    assert_eq!(store.schedules("me").unwrap()[0].item, item);
    store.set_schedule("me", item, Some(&"every 90s".parse().unwrap())).unwrap();
    assert_eq!(store.schedules("me").unwrap()[0].schedule.to_string(), "every 90s");
    store.set_schedule("me", item, None).unwrap();
    store.set_trigger(office.clone(), item, None).unwrap();
    assert!(store.schedules("me").unwrap().is_empty() && store.triggers(&office).unwrap().is_empty());
}
