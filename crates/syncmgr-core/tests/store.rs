//! The history: gap-free numbers whatever happens, conflicts that keep their number, damage that costs no run.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use syncmgr_core::store::{Draft, Hold, MarkKey, SessionFilter};
use syncmgr_core::{EventSink, ItemLock, LockError, Store, StoreError};
use syncmgr_proto::{
    Body, Event, ExitCode, Guid, HandlerId, ItemId, ItemStatus, Mark, MessageLevel, Purpose, SessionId, Stats, Trigger,
};

#[derive(Default)]
struct Sink(Mutex<Vec<Event>>);

impl EventSink for Sink {
    fn event(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

fn item(n: u8) -> ItemId {
    ItemId::derived(&[n])
}

fn handler() -> HandlerId {
    HandlerId::derived(b"handler")
}

fn draft(session: SessionId, body: Body) -> Draft {
    Draft { time: Timestamp::now(), session, body, instance: None }
}

fn started() -> Body {
    Body::Started { trigger: Trigger::Manual, dry_run: false, items: Vec::new(), purpose: Purpose::Synchronize }
}

fn conflict(n: u8, path: &str) -> Body {
    let (id, item, reason) = (None, format!("i{n}"), "both changed".to_owned());
    Body::Conflict { id, item, item_id: self::item(n), path: path.to_owned(), left: None, right: None, reason }
}

fn ended(n: u8, status: ItemStatus, exit: ExitCode) -> Body {
    let (stats, exit) = (Some(Stats::default()), Some(exit));
    Body::Item { item: format!("i{n}"), item_id: item(n), handler: handler(), status, exit, stats }
}

fn progress(value: i32) -> Body {
    let (item, item_id, handler, status, text) = ("i1".into(), item(1), handler(), None, None);
    let (value, max, files, files_total, bytes, bytes_total) = (Some(value), Some(1000), None, None, None, None);
    Body::Progress { item, item_id, handler, status, text, value, max, files, files_total, bytes, bytes_total }
}

fn finished(exit: ExitCode) -> Body {
    Body::Finished { exit, duration_ms: 1, stats: Stats::default() }
}

/// Journals a session and returns what was shown.
fn session(store: &Store, bodies: Vec<Body>) -> (SessionId, Vec<Event>) {
    let (id, sink) = (SessionId::random(), Arc::new(Sink::default()));
    let shown: Arc<dyn EventSink> = sink.clone();
    store.append(bodies.into_iter().map(|body| draft(id, body)).collect(), &shown);
    store.flush();
    let events = sink.0.lock().unwrap().clone();
    (id, events)
}

fn database(folder: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join(Store::FILE)).unwrap()
}

/// The numbers in the journal have no gap.
fn assert_gap_free(folder: &Path) -> i64 {
    let db = database(folder);
    let row = "SELECT count(*), coalesce(max(seq), 0) FROM journal";
    let (count, max): (i64, i64) = db.query_row(row, [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    assert_eq!(count, max);
    max
}

/// Starts this test binary again, to play one role in a process of its own.
fn child(role: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_child_of_other_tests", "--nocapture"])
        .env("CHILD_ROLE", role)
        .env("CHILD_FOLDER", folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_child_of_other_tests() {
    let Ok(role) = std::env::var("CHILD_ROLE") else { return };
    let folder = std::env::var("CHILD_FOLDER").unwrap();
    let folder = Path::new(&folder);
    if role == "lock" {
        let _lock = ItemLock::take(folder, item(1)).unwrap();
        fs::write(folder.join("ready"), "").unwrap();
        loop {
            std::thread::park();
        }
    }
    let store = Store::open(folder).unwrap();
    loop {
        session(&store, vec![started(), conflict(1, "a"), finished(ExitCode::Conflicts)]);
    }
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !done() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn numbers_have_no_gap_after_kills_between_writes() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = 0;
    for round in 0..6 {
        // Two writers at once: numbers come from the database, not from the process.
        let mut children = [child("write", folder.path()), child("write", folder.path())];
        wait_until("the children write", || {
            folder.path().join(Store::FILE).exists()
                && Store::open(folder.path()).is_ok_and(|s| s.last_seq().is_ok_and(|n| n > before + 20))
        });
        for child in &mut children {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let last = assert_gap_free(folder.path()).cast_unsigned();
        assert!(last > before, "round {round}");
        before = last;
    }
    let store = Store::open(folder.path()).unwrap();
    let (id, events) = session(&store, vec![started(), finished(ExitCode::InSync)]);
    assert_eq!(events.iter().map(|e| e.seq).collect::<Vec<_>>(), [before + 1, before + 2]);
    assert_eq!(store.events(id).unwrap(), events);
    assert_eq!(store.events_after(before, 10).unwrap(), events);
}

#[test]
fn a_killed_process_frees_its_items_and_a_living_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = child("lock", folder.path());
    wait_until("the child locks", || folder.path().join("ready").exists());
    let error = ItemLock::take(folder.path(), item(1)).unwrap_err();
    assert!(matches!(error, LockError::AlreadyRunning { pid: Some(pid) } if pid == child.id()), "{error}");
    let other = ItemLock::take(folder.path(), item(2)).unwrap();
    assert!(matches!(ItemLock::take(folder.path(), item(2)), Err(LockError::AlreadyRunning { .. })));
    drop(other);
    ItemLock::take(folder.path(), item(2)).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    ItemLock::take(folder.path(), item(1)).unwrap();
}

#[test]
fn a_conflict_keeps_its_number_until_a_run_does_not_see_it_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let run = |exit: ExitCode, status, paths: &[&str]| {
        let conflicts = paths.iter().map(|p| conflict(1, p));
        let rest = [ended(1, status, exit), finished(exit)];
        session(&store, [started()].into_iter().chain(conflicts).chain(rest).collect())
    };
    let open = || store.conflicts(Some(item(1))).unwrap().into_iter().map(|c| (c.id, c.path)).collect::<Vec<_>>();
    let (_, events) = run(ExitCode::Conflicts, ItemStatus::Succeeded, &["a", "b"]);
    assert!(matches!(events[1].body, Body::Conflict { id: Some(1), .. }), "the event tells the number");
    run(ExitCode::Conflicts, ItemStatus::Succeeded, &["b", "c"]);
    assert_eq!(open(), [(2, "b".to_owned()), (3, "c".to_owned())]);
    // A run that broke off has not looked at everything.
    for (exit, status) in [
        (ExitCode::Guard, ItemStatus::Failed),
        (ExitCode::Interrupted, ItemStatus::Stopped),
        (ExitCode::Incomplete, ItemStatus::Stopped),
        (ExitCode::Error, ItemStatus::Failed),
    ] {
        run(exit, status, &[]);
        assert_eq!(open().len(), 2, "{exit}");
    }
    run(ExitCode::Incomplete, ItemStatus::Failed, &["c"]);
    assert_eq!(open(), [(3, "c".to_owned())]);
    session(&store, vec![started(), conflict(2, "c")]);
    assert_eq!(store.conflicts(None).unwrap().len(), 2, "another item's path is another conflict");
    assert_eq!(store.conflict(3).unwrap().unwrap().path, "c");
    store.remove_conflict(3).unwrap();
    assert_eq!(store.conflict(3).unwrap(), None);
    assert_eq!(store.path_history(item(1), "c", 10).unwrap().len(), 2);
}

#[test]
fn sessions_are_found_by_item_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let one = |n, status, exit| session(&store, vec![started(), ended(n, status, exit), finished(exit)]).0;
    let first = one(1, ItemStatus::Succeeded, ExitCode::InSync);
    let second = one(2, ItemStatus::Failed, ExitCode::Guard);
    let third = one(1, ItemStatus::Failed, ExitCode::Temporary);
    let (running, _) = session(&store, vec![started()]);
    let find = |filter| store.sessions(filter).unwrap().into_iter().map(|s| s.id).collect::<Vec<_>>();
    assert_eq!(find(SessionFilter::default()), [running, third, second, first]);
    assert_eq!(find(SessionFilter { item: Some(item(1)), ..SessionFilter::default() }), [third, first]);
    let since = Some(store.session(third).unwrap().unwrap().started);
    assert_eq!(find(SessionFilter { since, ..SessionFilter::default() }), [running, third]);
    assert_eq!(find(SessionFilter { limit: Some(1), ..SessionFilter::default() }), [running]);
    assert_eq!(store.unfinished().unwrap()[0].id, running);
    let last = &store.last_results().unwrap()[&item(1)];
    assert_eq!((last.session, last.exit), (third, Some(ExitCode::Temporary)));
    let (again, _) = session(&store, vec![started(), ended(1, ItemStatus::Skipped, ExitCode::Incomplete)]);
    let run = store.session(third).unwrap().unwrap().items[0].ended;
    assert_eq!(store.last_runs().unwrap()[&item(1)], run, "what was skipped in {again} did not run");
    let successes = store.last_successes().unwrap();
    assert_eq!(successes.keys().collect::<Vec<_>>(), [&item(1)]);
}

#[test]
fn a_commit_of_progress_writes_one_page() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (id, _) = session(&store, vec![started()]);
    let sink: Arc<dyn EventSink> = Arc::new(Sink::default());
    let log = folder.path().join(format!("{}-wal", Store::FILE));
    let pages = || fs::metadata(&log).unwrap().len() / 4096;
    let before = pages();
    for n in 0..100 {
        store.append(vec![draft(id, progress(n))], &sink);
        store.flush();
    }
    // One more whenever a page is full.
    assert!(pages() - before < 120, "{}", pages() - before);
}

#[test]
fn messages_belong_to_the_instance_that_logged_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (id, sink): (_, Arc<dyn EventSink>) = (SessionId::random(), Arc::new(Sink::default()));
    let (one, two) = (Guid::random(), Guid::random());
    let text = |n: u8| Body::Message {
        id: None,
        level: MessageLevel::Error,
        text: format!("m{n}"),
        handler: Some(handler()),
        item: None,
        item_id: Some(item(n)),
        error_id: Some(Guid::derived(&[n])),
        jump: true,
    };
    let logged = |n, instance| Draft { instance: Some(instance), ..draft(id, text(n)) };
    store.append(vec![logged(1, one), logged(2, one), logged(1, two)], &sink);
    store.flush();
    let ids = || store.messages(None).unwrap().into_iter().map(|m| m.id).collect::<Vec<_>>();
    assert_eq!(ids(), [1, 2, 3]);
    assert_eq!(store.messages(Some(item(1))).unwrap().len(), 2);
    assert_eq!(store.messages_of(two).unwrap()[0].id, 3);
    let Body::Message { id, text, .. } = store.message(2).unwrap().unwrap().body else { panic!() };
    assert_eq!((id, text.as_str()), (Some(2), "m2"));
    assert_eq!(store.clear_messages(Some(2)).unwrap(), 1);
    assert_eq!(store.clear_messages(Some(2)).unwrap(), 0);
    assert_eq!(ids(), [1, 3]);
    assert_eq!(store.clear_messages(None).unwrap(), 2);
}

#[test]
fn choices_survive_what_is_missing_and_go_with_what_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let key = MarkKey::new("ann", Mark::Logon);
    let office = MarkKey { connection: Some("office".into()), ..key.clone() };
    let choose = |key: &MarkKey, n, on| store.set_marks(key.clone(), vec![(handler(), item(n), on)]).unwrap();
    choose(&key, 1, Some(true));
    choose(&key, 2, Some(false));
    choose(&office, 1, Some(false));
    choose(&MarkKey::new("bob", Mark::Logon), 1, Some(false));
    choose(&MarkKey::new("ann", Mark::Idle), 1, Some(false));
    let marks = |key: &MarkKey| store.marks(key).unwrap().into_iter().map(|((_, i), on)| (i, on)).collect::<Vec<_>>();
    let mut expected = vec![(item(1), true), (item(2), false)];
    expected.sort();
    assert_eq!(marks(&key), expected);
    assert_eq!(marks(&office), [(item(1), false)]);
    choose(&key, 2, None);
    assert_eq!(marks(&key), [(item(1), true)]);
    store.keep_only(handler(), vec![item(1)]);
    store.flush();
    assert_eq!(marks(&key), [(item(1), true)]);
    store.keep_only(handler(), vec![item(2)]);
    store.flush();
    assert!(marks(&key).is_empty() && marks(&office).is_empty());

    store.set_hold(vec![item(1), item(2)], Hold::Paused).unwrap();
    store.set_hold(vec![item(2)], Hold::Active).unwrap();
    assert_eq!(store.paused().unwrap().into_iter().collect::<Vec<_>>(), [item(1)]);
    store.forget_item(item(1)).unwrap();
    assert!(store.paused().unwrap().is_empty());
}

#[test]
fn a_damaged_database_is_kept_aside_and_a_new_one_begins() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 3] = [
        ("overwritten", |path| fs::write(path, b"this is no database, it only has the name of one").unwrap()),
        ("holes", |path| {
            let mut bytes = fs::read(path).unwrap();
            bytes[100..].fill(0xA5);
            fs::write(path, bytes).unwrap();
        }),
        ("a table is gone", |path| {
            rusqlite::Connection::open(path).unwrap().execute_batch("DROP TABLE counters").unwrap();
        }),
    ];
    for (name, damage) in damages {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        session(&store, vec![started(), finished(ExitCode::InSync)]);
        assert_eq!(store.moved_aside(), None);
        let path = store.path().to_owned();
        drop(store);
        database(folder.path()).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        damage(&path);
        let store = Store::open(folder.path()).unwrap();
        let kept = store.moved_aside().unwrap_or_else(|| panic!("{name}")).to_owned();
        assert!(kept.exists(), "{name}");
        let (_, events) = session(&store, vec![started()]);
        assert_eq!(events[0].seq, 1, "{name}");
        drop(store);
        assert_eq!(Store::open(folder.path()).unwrap().moved_aside(), None, "{name}");
    }
}

#[test]
fn a_newer_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    database(folder.path()).execute_batch("PRAGMA user_version = 99").unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("newer"));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    let error = Store::open(&file.join("state")).err().unwrap();
    assert!(matches!(error, StoreError::Folder { .. }), "{error}");
    assert!(error.to_string().contains("--state-dir"), "{error}");
}

#[test]
fn nothing_to_do_is_cheap() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let best = (0..10)
        .map(|_| {
            let begun = Instant::now();
            let store = Store::open(folder.path()).unwrap();
            session(&store, vec![started()]);
            session(&store, vec![ended(1, ItemStatus::Succeeded, ExitCode::InSync), finished(ExitCode::InSync)]);
            drop(store);
            begun.elapsed()
        })
        .min()
        .unwrap();
    println!("open + empty session + close: {best:?}");
    assert!(best < Duration::from_millis(200), "{best:?}");
}
