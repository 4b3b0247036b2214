//! Whole sessions with real threads: calls in order, events, stop and skip, history.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod names;
mod scripted;

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use scripted::{Door, Script, Sink, act, item_id};
use syncmgr_core::store::SessionFilter;
use syncmgr_core::{
    Callback, Clicked, Detail, Dialog, EventSink, HandlerFactory, ItemLock, Keep, LogMessage, Patience, Progress,
    PropertiesResult, RunKind, Runner, Selection, Services, SessionControl, SessionRequest, SessionResult, Store,
    Terminate, Verdict,
};
use syncmgr_proto::{Body, Code, Event, ExitCode, Guid, InitFlags, ItemStatus, MessageLevel, Stats, Trigger};

fn request() -> SessionRequest {
    SessionRequest::new(Trigger::Manual, Selection::Listed)
}

fn run_with(services: Services, scripts: &[&Script]) -> (SessionResult, Arc<Sink>) {
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let handlers: Vec<Arc<dyn HandlerFactory>> = scripts.iter().map(|s| s.factory()).collect();
    let result = Runner::new(services).run(&request(), &handlers, sink.clone(), &control, Keep::Nothing);
    (result, sink)
}

fn statuses(result: &SessionResult) -> Vec<(String, ItemStatus)> {
    result.outcome.items.iter().map(|i| (i.name.clone(), i.status)).collect()
}

fn with_store(folder: &std::path::Path) -> Services {
    let store = Some(Arc::new(Store::open(folder).unwrap()));
    Services { store, locks: Some(folder.join("locks")), ..Services::bare() }
}

#[test]
fn the_calls_come_in_the_order_of_the_contract() {
    let script = Script::new("Mail", &["in", "out"]);
    let (result, sink) = run_with(Services::bare(), &[&script]);
    assert_eq!(result.exit(), ExitCode::InSync);
    assert_eq!(statuses(&result), [("in".into(), ItemStatus::Succeeded), ("out".into(), ItemStatus::Succeeded)]);
    let calls = script.calls();
    let expected = ["initialize 0x203 0", "info", "items", "callback set", "prepare 2", "synchronize"];
    assert_eq!(calls[..6], expected);
    assert_eq!(calls[6..], ["callback null", "released"]);
    let kinds = sink.kinds();
    assert_eq!((kinds[0], *kinds.last().unwrap()), ("started", "finished"));
    assert_eq!(kinds.iter().filter(|k| **k == "item").count(), 2);
    let seqs: Vec<u64> = sink.events().iter().map(|e| e.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
}

#[test]
fn completions_from_other_threads_long_after_the_call_are_waited_for() {
    let door = Door::default();
    let late = door.clone();
    let script = Script::new("Slow", &["a"]).synchronizing(move |callback, items| {
        let (callback, items, late) = (Arc::clone(callback), items.to_vec(), late.clone());
        thread::spawn(move || {
            late.wait();
            callback.progress(items[0], Some(&Progress::status(ItemStatus::Failed))).unwrap();
            assert_eq!(callback.synchronize_completed(Code::OK), Code::OK);
            assert_eq!(callback.synchronize_completed(Code::OK), Code::UNEXPECTED, "a second completion");
        });
        Code::OK
    });
    let opener = thread::spawn(move || door.open());
    let (result, _) = run_with(Services::bare(), &[&script]);
    opener.join().unwrap();
    assert_eq!(result.exit(), ExitCode::Incomplete);
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Failed)]);
}

#[test]
fn a_handler_that_fails_costs_only_its_own_items() {
    let good = Script::new("Good", &["g"]);
    let broken = Script { create: Err("no such module".into()), ..Script::new("Broken", &["b"]) };
    let refusing = Script { initialize: Code::FALSE, ..Script::new("Refusing", &["r"]) };
    let panicking = Script::new("Panicking", &["p"]).synchronizing(|_, _| panic!("out of cheese"));
    let (result, sink) = run_with(Services::bare(), &[&broken, &refusing, &panicking, &good]);
    assert_eq!(statuses(&result), [("p".into(), ItemStatus::Failed), ("g".into(), ItemStatus::Succeeded)]);
    assert_eq!(result.exit(), ExitCode::Incomplete);
    let texts: Vec<String> = sink
        .bodies()
        .into_iter()
        .filter_map(|b| if let Body::Message { text, .. } = b { Some(text) } else { None })
        .collect();
    assert!(texts.iter().any(|t| t.contains("no such module")), "{texts:?}");
    assert!(texts.iter().any(|t| t.contains("out of cheese")), "{texts:?}");
    assert!(!texts.iter().any(|t| t.contains("Refusing")), "{texts:?}");
    assert_eq!(refusing.calls(), ["initialize 0x203 0", "released"]);
}

/// Proves: D-33
#[test]
fn handlers_stand_in_the_order_of_the_list_and_none_waits_for_the_transfer_of_another() {
    let door = Door::default();
    let (opened, awaited) = (door.clone(), door.clone());
    let first = Script::new("First", &["a"]).synchronizing(move |callback, _| {
        let (callback, awaited) = (Arc::clone(callback), awaited.clone());
        thread::spawn(move || {
            awaited.wait();
            callback.synchronize_completed(Code::OK);
        });
        Code::OK
    });
    let second = Script::new("Second", &["b"]).preparing(move |callback, _| {
        opened.open();
        callback.prepare_completed(Code::OK);
        Code::OK
    });
    let (result, _) = run_with(Services::bare(), &[&first, &second]);
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Succeeded), ("b".into(), ItemStatus::Succeeded)]);
}

#[test]
fn stop_is_answered_from_local_flags_and_waits_for_the_handler() {
    let script = Script::new("Long", &["a", "b"]).synchronizing(|callback, items| {
        let (callback, items) = (Arc::clone(callback), items.to_vec());
        thread::spawn(move || {
            callback.progress(items[0], Some(&Progress::status(ItemStatus::Updating))).unwrap();
            while callback.progress(items[0], None) != Ok(Verdict::CancelAll) {
                thread::yield_now();
            }
            callback.synchronize_completed(Code::OK);
        });
        Code::OK
    });
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let stopper = thread::spawn({
        let (sink, control) = (Arc::clone(&sink), control.clone());
        move || {
            sink.wait_for(|b| b.kind() == "progress");
            control.stop();
        }
    });
    let result = Runner::new(Services::bare()).run(&request(), &[script.factory()], sink, &control, Keep::Nothing);
    stopper.join().unwrap();
    assert_eq!(result.exit(), ExitCode::Interrupted);
    assert!(statuses(&result).iter().all(|(_, s)| *s == ItemStatus::Stopped));
}

#[test]
fn the_second_stop_ends_a_session_whose_handler_hangs() {
    struct Flag(Door);
    impl Terminate for Flag {
        fn terminate(&self) {
            self.0.open();
        }
    }
    let (never, terminated) = (Door::default(), Door::default());
    let hang = never.clone();
    let mut script = Script::new("Hanging", &["a"]).synchronizing(move |_, _| {
        hang.wait();
        Code::OK
    });
    script.terminator = Some(Arc::new(Flag(terminated.clone())));
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    control.stop();
    control.stop();
    let begun = Instant::now();
    let (sink2, control2) = (Arc::new(Sink::default()), SessionControl::new());
    let stopper = thread::spawn({
        let (control, calls) = (control2.clone(), Arc::clone(&script.calls));
        move || {
            while !calls.lock().unwrap().contains(&"synchronize".to_owned()) {
                thread::yield_now();
            }
            control.stop();
            control.stop();
        }
    });
    let runner = Runner::new(services);
    let request = |script: &Script| SessionRequest::new(Trigger::Manual, Selection::Items(vec![script.wanted("a")]));
    let before = runner.run(&request(&script), &[script.factory()], sink.clone(), &control, Keep::Nothing);
    assert_eq!((before.exit(), statuses(&before)[0].1), (ExitCode::Interrupted, ItemStatus::Stopped));
    let result = runner.run(&request(&script), &[script.factory()], sink2.clone(), &control2, Keep::Nothing);
    stopper.join().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!((result.exit(), statuses(&result)[0].1), (ExitCode::Interrupted, ItemStatus::Stopped));
    assert_eq!(sink2.kinds().last(), Some(&"finished"));
    terminated.wait();
    let held = ItemLock::take(&folder.path().join("locks"), item_id("a"));
    assert!(held.is_err(), "what may still be worked on stays locked");
    never.open();
}

#[test]
fn a_skipped_item_is_cancelled_and_the_others_go_on() {
    let script = Script::new("Skip", &["a", "b"]).synchronizing(|callback, items| {
        let (callback, items) = (Arc::clone(callback), items.to_vec());
        thread::spawn(move || {
            callback.progress(items[0], Some(&Progress::status(ItemStatus::Updating))).unwrap();
            while callback.progress(items[0], None) != Ok(Verdict::CancelItem) {
                thread::yield_now();
            }
            assert_eq!(callback.progress(items[1], None), Ok(Verdict::Continue));
            callback.progress(items[0], Some(&Progress::status(ItemStatus::Skipped))).unwrap();
            callback.synchronize_completed(Code::OK);
        });
        Code::OK
    });
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let skipper = thread::spawn({
        let (sink, control) = (Arc::clone(&sink), control.clone());
        move || {
            sink.wait_for(|b| b.kind() == "progress");
            control.skip(item_id("a"));
        }
    });
    let result = Runner::new(Services::bare()).run(&request(), &[script.factory()], sink, &control, Keep::Nothing);
    skipper.join().unwrap();
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Skipped), ("b".into(), ItemStatus::Succeeded)]);
    assert_eq!(result.exit(), ExitCode::Incomplete);
}

#[test]
fn a_state_that_stands_is_shown_while_the_session_runs_and_a_flood_is_not() {
    let door = Door::default();
    let hold = door.clone();
    let script = Script::new("Flood", &["a"]).synchronizing(move |callback, items| {
        let (callback, item, hold) = (Arc::clone(callback), items[0], hold.clone());
        thread::spawn(move || {
            for value in 0..200_000 {
                let report = Progress { value: Some(value), max: Some(200_000), ..Progress::default() };
                callback.progress(item, Some(&report)).unwrap();
            }
            callback.progress(item, Some(&Progress { text: Some("stands".into()), ..Progress::default() })).unwrap();
            hold.wait();
            callback.synchronize_completed(Code::OK);
        });
        Code::OK
    });
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let watcher = thread::spawn({
        let sink = Arc::clone(&sink);
        move || {
            sink.wait_for(|b| matches!(b, Body::Progress { text: Some(t), value: Some(199_999), .. } if t == "stands"));
            door.open();
        }
    });
    let begun = Instant::now();
    Runner::new(Services::bare()).run(&request(), &[script.factory()], sink.clone(), &control, Keep::Nothing);
    watcher.join().unwrap();
    let shown = sink.kinds().iter().filter(|k| **k == "progress").count();
    let allowed = 4 + begun.elapsed().as_millis() as usize / 20;
    assert!(shown <= allowed, "{shown} of at most {allowed}");
}

#[test]
fn a_run_with_nothing_to_do_costs_two_commits_and_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let script = Script::new("Quick", &["a"]);
    let (result, sink) = run_with(services.clone(), &[&script]);
    let store = services.store.unwrap();
    assert!(store.commits() <= 2, "{}", store.commits());
    assert_eq!(store.events(result.session).unwrap(), sink.events(), "shown is what was journalled");
    let sessions = store.sessions(SessionFilter { item: Some(item_id("a")), ..SessionFilter::default() }).unwrap();
    assert_eq!((sessions.len(), sessions[0].exit), (1, Some(ExitCode::InSync)));
    assert_eq!(sessions[0].items[0].status, ItemStatus::Succeeded);
    assert!(store.unfinished().unwrap().is_empty());
}

fn created(path: String) -> Detail {
    let (op, side, reason) = ("create".into(), "right".into(), "new".into());
    Detail::Operation { op, side, path, from: None, bytes: 1, reason }
}

#[test]
fn operations_that_come_one_by_one_share_commits() {
    let script = Script::new("Steady", &["a"]).synchronizing(|callback, items| {
        let store = Instant::now();
        for n in 0..300_u32 {
            callback.report(items[0], created(format!("f{n}")));
            // Slower than the disk, so that each could have a commit of its own.
            while store.elapsed() < Duration::from_millis(2) * n {
                thread::yield_now();
            }
        }
        callback.synchronize_completed(Code::OK);
        Code::OK
    });
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let begun = Instant::now();
    let (result, sink) = run_with(services.clone(), &[&script]);
    let allowed = 4 + begun.elapsed().as_millis() as u64 / 20;
    let store = services.store.unwrap();
    assert!(store.commits() <= allowed.min(100), "{} of at most {allowed}", store.commits());
    assert_eq!(sink.kinds().iter().filter(|kind| **kind == "operation").count(), 300);
    assert_eq!(store.events(result.session).unwrap(), sink.events(), "shown is what was journalled");
}

#[test]
fn many_operations_are_cut_and_the_cut_is_recorded() {
    let script = Script::new("Many", &["a"]).synchronizing(|callback, items| {
        for n in 0..5000_u32 {
            assert_eq!(callback.report(items[0], created(format!("f{n}"))), Code::OK);
        }
        let stats = Stats { created: 5000, ..Stats::default() };
        callback.report(items[0], Detail::Result { exit: ExitCode::InSync, stats });
        callback.synchronize_completed(Code::OK);
        Code::OK
    });
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let (result, sink) = run_with(services.clone(), &[&script]);
    assert_eq!(result.outcome.stats.created, 5000);
    assert_eq!(sink.kinds().iter().filter(|k| **k == "operation").count(), 1000);
    let cut = sink.bodies().into_iter().find(|b| b.kind() == "cut").unwrap();
    assert!(matches!(cut, Body::Cut { listed: 1000, total: 5000, .. }));
    let store = services.store.unwrap();
    assert_eq!(store.path_history(item_id("a"), "f7", 10).unwrap().len(), 1);

    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let dry = SessionRequest { run: RunKind::Dry, ..request() };
    let before = store.last_seq().unwrap();
    let services = Services { store: Some(Arc::clone(&store)), ..Services::bare() };
    Runner::new(services).run(&dry, &[script.factory()], sink.clone(), &control, Keep::Nothing);
    assert_eq!(sink.kinds().iter().filter(|k| **k == "operation").count(), 5000, "a plan is listed whole");
    assert_eq!(store.last_seq().unwrap(), before, "a dry run leaves no trace");
}

#[test]
fn an_item_that_is_being_synchronized_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let _held = ItemLock::take(services.locks.as_ref().unwrap(), item_id("a")).unwrap();
    let script = Script::new("Two", &["a", "b"]);
    let (result, sink) = run_with(services.clone(), &[&script]);
    assert_eq!(result.exit(), ExitCode::AlreadyRunning);
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Skipped), ("b".into(), ItemStatus::Succeeded)]);
    assert!(script.calls().contains(&"prepare 1".to_owned()));
    let text = sink.wait_for(|b| b.kind() == "message");
    let Body::Message { text, .. } = text else { panic!() };
    assert!(text.contains(&std::process::id().to_string()), "{text}");
    let free = ItemLock::take(services.locks.as_ref().unwrap(), item_id("b"));
    assert!(free.is_ok(), "{free:?}");
}

#[test]
fn dialogs_take_turns_and_none_opens_where_the_user_must_not_be_bothered() {
    let ask = |callback: &Arc<dyn Callback>| callback.enable_modeless(Dialog::Open);
    let script = Script::new("Asking", &["a"]).preparing(move |callback, _| {
        assert_eq!(ask(callback), Code::OK);
        callback.enable_modeless(Dialog::Closed);
        callback.prepare_completed(Code::OK);
        Code::OK
    });
    let (result, _) = run_with(Services::bare(), &[&script]);
    assert_eq!(result.exit(), ExitCode::InSync);

    let silent = Script::new("Silent", &["a"]).preparing(move |callback, _| match ask(callback) {
        Code::FALSE => Code::FALSE,
        other => panic!("{other}"),
    });
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let idle = SessionRequest::new(Trigger::Idle, Selection::Listed);
    let result = Runner::new(Services::bare()).run(&idle, &[silent.factory()], sink.clone(), &control, Keep::Nothing);
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Skipped)]);
    let Body::Message { level, .. } = sink.wait_for(|b| b.kind() == "message") else { panic!() };
    assert_eq!(level, MessageLevel::Information, "a polite no is no error");
}

/// A handler that fails with a clickable message, and heals when it is clicked.
fn healing(error: Guid) -> Script {
    let mut script = Script::new("Healing", &["a"]).synchronizing(move |callback, items| {
        let message = LogMessage {
            error_id: Some(error),
            jump: true,
            ..LogMessage::about(items[0], MessageLevel::Error, "needs a password")
        };
        if callback.delete_log_error(error) == Code::FALSE {
            callback.log_error(message);
            callback.progress(items[0], Some(&Progress::status(ItemStatus::Failed))).unwrap();
        }
        callback.synchronize_completed(Code::OK);
        Code::OK
    });
    script.show_error = act(move |callback, _| {
        callback.show_error_completed(Code::RETRY_SYNC, &[item_id("a")]);
        Code::OK
    });
    script
}

#[test]
fn a_living_instance_answers_the_click_and_retries() {
    let error = Guid::random();
    let script = healing(error);
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let runner = Runner::new(services.clone());
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let mut result = runner.run(&request(), &[script.factory()], sink, &control, Keep::Clickable);
    assert_eq!(result.exit(), ExitCode::Incomplete);
    let kept = result.kept.pop().unwrap();
    assert!(kept.has_clickable());
    assert!(!script.calls().contains(&"released".to_owned()));

    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let click = SessionRequest::show_error(script.handler_id(), error);
    let result = runner.answer_click(&click, Clicked::Living(kept), sink.clone(), &control, Keep::Clickable);
    assert_eq!((result.exit(), result.outcome.shown), (ExitCode::InSync, Some(Code::RETRY_SYNC)));
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Succeeded)]);
    assert!(result.kept.is_empty());
    assert_eq!(script.calls().iter().filter(|c| c.starts_with("initialize")).count(), 1, "the same instance");
    assert_eq!((sink.kinds()[0], *sink.kinds().last().unwrap()), ("started", "finished"));
    assert!(services.store.unwrap().messages(None).unwrap().is_empty());
}

#[test]
fn a_new_instance_takes_the_place_of_the_one_that_logged() {
    let error = Guid::random();
    let script = healing(error);
    let folder = tempfile::tempdir().unwrap();
    let services = with_store(folder.path());
    let (result, _) = run_with(services.clone(), &[&script]);
    assert!(result.kept.is_empty());
    let store = services.store.clone().unwrap();
    let messages = store.messages(None).unwrap();
    assert_eq!(messages.len(), 1);

    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let click = SessionRequest::show_error(script.handler_id(), error);
    let clicked = Clicked::Fresh { factory: script.factory(), key: messages[0].instance };
    let result = Runner::new(services).answer_click(&click, clicked, sink, &control, Keep::Nothing);
    assert_eq!(result.exit(), ExitCode::InSync);
    assert_eq!(statuses(&result), [("a".into(), ItemStatus::Succeeded)]);
    assert!(store.messages(None).unwrap().is_empty(), "its delete acts on the other's messages");
}

#[test]
fn a_click_that_fails_is_an_error_without_a_session() {
    let script = Script::new("Mute", &["a"]);
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let click = SessionRequest::show_error(script.handler_id(), Guid::random());
    let clicked = Clicked::Fresh { factory: script.factory(), key: None };
    let result = Runner::new(Services::bare()).answer_click(&click, clicked, sink.clone(), &control, Keep::Nothing);
    assert_eq!((result.exit(), result.outcome.shown), (ExitCode::Error, Some(Code::FAIL)));
    assert!(sink.events().is_empty());
}

#[test]
fn listing_and_properties_need_no_session() {
    let good = Script { flags: 1, ..Script::new("Good", &["a", "a", "b"]) };
    let dead = Script { listed: Err(Code::FAIL), ..Script::new("Dead", &["x"]) };
    let runner = Runner::new(Services::bare());
    let flags = InitFlags::event(Trigger::Manual) | InitFlags::SETTINGS;
    let listings = runner.list(&[good.factory(), dead.factory()], flags, Duration::from_secs(20));
    let listing = listings[0].as_ref().unwrap();
    assert_eq!((listing.name.as_str(), listing.items.list.len()), ("Good", 2), "the first of two wins");
    assert!(listings[1].is_err());
    assert_eq!(good.calls(), ["initialize 0x103 0", "info", "items", "released"]);
    assert_eq!(runner.show_properties(&good.factory(), None), PropertiesResult::Shown(Code::ENUM_ITEMS));
    assert_eq!(runner.show_properties(&good.factory(), Some(item_id("a"))), PropertiesResult::NoProperties);
}

#[test]
fn a_handler_that_hangs_takes_no_time_from_those_behind_it() {
    let door = Door::default();
    let hangs = Script { slow: Some(door.clone()), ..Script::new("Hangs", &["x"]) };
    let good = Script::new("Good", &["a"]);
    let runner = Runner::new(Services::bare());
    let listings = runner.list(&[hangs.factory(), good.factory()], InitFlags(0), Duration::from_secs(2));
    assert_eq!(listings[0], Err("it does not answer".to_owned()));
    assert_eq!(listings[1].as_ref().unwrap().name, "Good");
    door.open();
}

#[test]
fn who_is_waited_for_is_told() {
    let door = Door::default();
    let slow = Script { slow: Some(door.clone()), ..Script::new("Slow", &["a"]) };
    let quick = Script::new("Quick", &["b"]);
    let runner = Runner::new(Services::bare());
    let told = Mutex::new(Vec::new());
    let tell = |name: &str| {
        told.lock().unwrap().push(name.to_owned());
        door.open();
    };
    let patience = Patience::telling(Duration::from_secs(20), &tell);
    let listings = runner.list(&[quick.factory(), slow.factory()], InitFlags(0), patience);
    assert!(listings.iter().all(Result::is_ok));
    assert_eq!(*told.lock().unwrap(), ["Slow"]);
}

#[test]
fn a_session_tells_once_whom_it_waits_for() {
    struct Opening(Door, Mutex<Vec<String>>);
    impl EventSink for Opening {
        fn event(&self, _: &Event) {}
        fn waiting(&self, handler: &str) {
            self.1.lock().unwrap().push(handler.to_owned());
            self.0.open();
        }
    }
    let door = Door::default();
    let slow = Script { slow: Some(door.clone()), ..Script::new("Slow", &["a"]) };
    let quick = Script::new("Quick", &["b"]);
    let sink = Arc::new(Opening(door, Mutex::default()));
    let control = SessionControl::new();
    let handlers = [quick.factory(), slow.factory()];
    let result = Runner::new(Services::bare()).run(&request(), &handlers, sink.clone(), &control, Keep::Nothing);
    assert_eq!(result.exit(), ExitCode::InSync);
    assert_eq!(*sink.1.lock().unwrap(), ["Slow (registered)"]);
}

#[test]
fn without_a_writable_folder_the_session_runs_all_the_same() {
    let script = Script::new("Homeless", &["a"]);
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(folder.path()).unwrap());
    // The table is gone under the writer's feet: as good as any other failure of the history.
    let other = rusqlite::Connection::open(store.path()).unwrap();
    other.execute_batch("DROP TABLE journal").unwrap();
    let services = Services { store: Some(store), ..Services::bare() };
    let (result, sink) = run_with(services, &[&script]);
    assert_eq!(result.exit(), ExitCode::InSync);
    let kinds = sink.kinds();
    assert_eq!(kinds.iter().filter(|k| **k == "message").count(), 1, "told once: {kinds:?}");
    assert_eq!(*kinds.last().unwrap(), "finished");
    let seqs: Vec<u64> = sink.events().iter().map(|e| e.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
}
