//! What is forgotten of the history, and what stays.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use syncmgr_core::store::{Draft, Pruning, SessionFilter};
use syncmgr_core::{EventSink, Store};
use syncmgr_proto::{
    Body, Event, ExitCode, HandlerId, ItemId, ItemStatus, MessageLevel, Purpose, SessionId, Stats, Trigger,
};

#[derive(Default)]
struct Sink(Mutex<Vec<Event>>);

impl EventSink for Sink {
    fn event(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

struct World {
    _folder: tempfile::TempDir,
    store: Store,
}

fn item(n: u8) -> ItemId {
    ItemId::derived(&[n])
}

fn days_ago(days: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(24 * days)
}

fn started() -> Body {
    Body::Started { trigger: Trigger::Manual, dry_run: false, items: Vec::new(), purpose: Purpose::Synchronize }
}

fn finished() -> Body {
    Body::Finished { exit: ExitCode::InSync, duration_ms: 1, stats: Stats::default() }
}

fn ended(n: u8, status: ItemStatus) -> Body {
    let (item, item_id, handler) = (format!("i{n}"), item(n), HandlerId::derived(b"h"));
    Body::Item { item, item_id, handler, status, exit: None, stats: None }
}

fn progress() -> Body {
    let (item, item_id, handler, status, text) = ("i1".into(), item(1), HandlerId::derived(b"h"), None, None);
    let (value, max, files, files_total, bytes, bytes_total) = (Some(1), None, None, None, None, None);
    Body::Progress { item, item_id, handler, status, text, value, max, files, files_total, bytes, bytes_total }
}

fn conflict(path: &str) -> Body {
    let (id, left, right, reason) = (None, None, None, "both-changed".into());
    Body::Conflict { id, item: "i1".into(), item_id: item(1), path: path.into(), left, right, reason }
}

fn problem() -> Body {
    let (side, message, hint) = (None, "denied".into(), None);
    Body::Problem { item: "i1".into(), item_id: item(1), path: "a".into(), side, message, hint }
}

fn message() -> Body {
    let (id, level, text) = (None, MessageLevel::Error, "bad".into());
    Body::Message { id, level, text, handler: None, item: None, item_id: None, error_id: None, jump: false }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        Self { _folder: folder, store }
    }

    /// Journals a session of so many days ago.
    fn session(&self, days: i64, bodies: Vec<Body>) -> SessionId {
        let session = SessionId::random();
        let sink: Arc<dyn EventSink> = Arc::new(Sink::default());
        let draft = |body| Draft { time: days_ago(days), session, body, instance: None };
        self.store.append(bodies.into_iter().map(draft).collect(), &sink);
        self.store.flush();
        session
    }

    fn whole(&self, days: i64, between: Vec<Body>) -> SessionId {
        self.session(days, [vec![started()], between, vec![finished()]].concat())
    }

    fn prune(&self, keep: &[SessionId]) -> usize {
        self.store.prune(&pruning(keep)).unwrap()
    }

    fn left(&self) -> BTreeSet<SessionId> {
        self.store.sessions(SessionFilter::default()).unwrap().into_iter().map(|session| session.id).collect()
    }

    fn kinds(&self, session: SessionId) -> Vec<String> {
        self.store.events(session).unwrap().iter().map(|event| event.body.kind().to_owned()).collect()
    }
}

fn pruning(keep: &[SessionId]) -> Pruning {
    Pruning {
        sessions_before: Some(days_ago(365)),
        progress_before: days_ago(1),
        keep: keep.iter().copied().collect(),
        patience: Duration::from_mins(1),
    }
}

#[test]
fn old_sessions_go_with_their_events_and_what_anybody_needs_stays() {
    let world = World::new();
    let succeeded = |n| vec![ended(n, ItemStatus::Succeeded)];
    let gone = [
        world.whole(900, succeeded(1)),
        world.whole(800, vec![ended(1, ItemStatus::Failed), ended(2, ItemStatus::Failed)]),
        world.whole(700, Vec::new()),
        world.session(600, vec![started(), problem()]),
    ];
    let stays = [
        world.whole(500, succeeded(1)),
        world.whole(490, vec![ended(1, ItemStatus::Failed)]),
        world.whole(480, vec![conflict("a")]),
        world.whole(470, vec![message()]),
        world.whole(460, Vec::new()),
        world.session(450, vec![started()]),
        world.whole(440, vec![ended(2, ItemStatus::Stopped)]),
        world.whole(3, Vec::new()),
    ];
    assert_eq!(world.store.forgotten_before().unwrap(), None);
    let (results, successes) = (world.store.last_results().unwrap(), world.store.last_successes().unwrap());
    assert_eq!(world.prune(&[stays[4], stays[5]]), gone.len());
    assert_eq!(world.left(), BTreeSet::from(stays));
    for session in gone {
        assert!(world.kinds(session).is_empty());
    }
    assert_eq!(world.kinds(stays[2]), ["started", "conflict", "finished"], "with all their events");
    assert_eq!(world.store.last_results().unwrap(), results, "how each item ended last");
    assert_eq!(world.store.last_successes().unwrap(), successes);
    assert_eq!((world.store.conflicts(None).unwrap().len(), world.store.messages(None).unwrap().len()), (1, 1));
    let before = world.store.forgotten_before().unwrap().unwrap();
    assert!(days_ago(366) < before && before < days_ago(364), "{before}");
    assert_eq!(world.prune(&[stays[4], stays[5]]), 0);
}

#[test]
fn numbers_go_on_after_what_was_forgotten() {
    let world = World::new();
    world.whole(500, vec![progress()]);
    world.whole(400, vec![ended(1, ItemStatus::Succeeded)]);
    let last = world.whole(399, vec![progress(), conflict("a"), conflict("b")]);
    assert_eq!(world.store.last_seq().unwrap(), 11);
    for conflict in world.store.conflicts(None).unwrap() {
        world.store.remove_conflict(conflict.id).unwrap();
    }
    // Without thinning, which would keep the number as well.
    world.store.prune(&Pruning { progress_before: Timestamp::UNIX_EPOCH, ..pruning(&[]) }).unwrap();
    assert!(world.kinds(last).is_empty(), "the last number of all is of an event that is gone");
    assert_eq!(world.store.last_seq().unwrap(), 11);
    let next = world.session(0, vec![started()]);
    assert_eq!(world.store.events(next).unwrap()[0].seq, 12);
}

#[test]
fn progress_of_yesterday_is_thinned_out() {
    let world = World::new();
    let (old, fresh) = (world.whole(3, vec![progress(), progress()]), world.whole(0, vec![progress()]));
    assert_eq!(world.prune(&[]), 0);
    assert_eq!(world.kinds(old), ["started", "finished"]);
    assert_eq!(world.kinds(fresh), ["started", "progress", "finished"]);
    assert_eq!(world.store.forgotten_before().unwrap(), None, "no session is missing");
}

#[test]
fn of_a_session_without_an_end_it_stays_known_what_it_began_with() {
    let world = World::new();
    let session = world.session(3, vec![started(), progress(), progress(), problem(), progress()]);
    let none = world.session(3, vec![started()]);
    let begun = |session| -> Vec<_> {
        world.store.begun(session).unwrap().into_iter().map(|begun| (begun.item, begun.status)).collect()
    };
    assert_eq!(begun(session), [(item(1), None)]);
    world.prune(&[]);
    assert_eq!(world.kinds(session), ["started", "problem", "progress"]);
    assert_eq!((begun(session), begun(none)), (vec![(item(1), None)], Vec::new()));
}

#[test]
fn much_is_forgotten_in_many_short_steps_beside_others_who_write() {
    let world = World::new();
    for days in 0..20 {
        world.whole(1000 - days, (0..500).map(|_| conflict("a")).collect());
    }
    world.store.conflicts(None).unwrap().iter().for_each(|c| world.store.remove_conflict(c.id).unwrap());
    let all = world.store.last_seq().unwrap();
    let other = Store::open(world.store.path().parent().unwrap()).unwrap();
    let mut between = BTreeSet::new();
    std::thread::scope(|scope| {
        let pruned = scope.spawn(|| world.prune(&[]));
        let sink: Arc<dyn EventSink> = Arc::new(Sink::default());
        while !pruned.is_finished() {
            let draft = Draft { time: Timestamp::now(), session: SessionId::random(), body: started(), instance: None };
            other.append(vec![draft], &sink);
            other.flush();
            between.insert(other.events_after(0, 1).unwrap()[0].seq);
        }
        assert_eq!(pruned.join().unwrap(), 20);
    });
    between.retain(|first| *first > 1 && *first <= all);
    assert!(between.len() >= 3, "steps that others saw: {between:?}");
    let events = world.store.events_after(0, u32::MAX).unwrap();
    let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (20 * 502 + 1..=20 * 502 + numbers.len() as u64).collect::<Vec<_>>());
}

#[test]
fn what_takes_too_long_waits_for_the_next_time() {
    let world = World::new();
    for _ in 0..3 {
        world.whole(500, (0..2000).map(|_| progress()).collect());
    }
    let now = days_ago(-2);
    let in_hours = |hours: i64| now + SignedDuration::from_hours(hours);
    assert!(world.store.claim_pruning(now).unwrap());
    let none = Pruning { patience: Duration::ZERO, ..pruning(&[]) };
    assert_eq!(world.store.prune(&none).unwrap(), 0);
    assert_eq!(world.left().len(), 3);
    assert!(!world.store.claim_pruning(now).unwrap() && world.store.claim_pruning(in_hours(1)).unwrap());
    assert_eq!(world.prune(&[]), 3);
    assert!(!world.store.claim_pruning(in_hours(2)).unwrap(), "nothing was left");
}

#[test]
fn one_of_those_who_ask_prunes_and_the_next_one_a_day_later() {
    let world = World::new();
    let other = Store::open(world.store.path().parent().unwrap()).unwrap();
    assert!(!world.store.claim_pruning(Timestamp::now()).unwrap(), "a new history is not pruned");
    let now = days_ago(-2);
    assert!(world.store.claim_pruning(now).unwrap());
    assert!(!world.store.claim_pruning(now).unwrap() && !other.claim_pruning(now).unwrap());
    let tomorrow = now + SignedDuration::from_hours(24);
    assert!(other.claim_pruning(tomorrow).unwrap() && !world.store.claim_pruning(tomorrow).unwrap());
    assert!(world.store.claim_pruning(now).unwrap(), "a clock that was a day ahead does not stop it");
}
