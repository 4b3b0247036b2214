use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use syncmgr_proto::{Body, Event, Guid, MessageLevel, SessionId};

use super::durability::{DiskWait, Durability};
use super::error::StoreError;
use super::journal::{self, Draft};
use super::{messages, open};
use crate::sink::EventSink;

/// How many events one commit takes at most.
const BATCH: usize = 2048;

/// Something for the writer to do.
pub(super) enum Job {
    Events(Vec<Draft>, Arc<dyn EventSink>),
    /// Removes the messages of an instance; the null id means all.
    Forget {
        instance: Guid,
        error: Guid,
    },
    Change(Box<dyn FnOnce(&mut Connection) + Send>),
    Flush(SyncSender<()>),
}

/// The one that writes.
pub(super) struct Writer {
    path: PathBuf,
    db: Connection,
    commits: Arc<AtomicU64>,
    /// The last number that was shown.
    seq: u64,
    /// The history is failing and the user was told so.
    failing: bool,
    durability: Durability,
    /// How the next commit is made.
    wait: DiskWait,
}

impl Writer {
    pub fn new(path: PathBuf, db: Connection, commits: Arc<AtomicU64>) -> Self {
        Self { path, db, commits, seq: 0, failing: false, durability: Durability::default(), wait: DiskWait::Yes }
    }

    /// Works until the store is gone. Jobs that wait together share one commit.
    pub fn run(mut self, queue: &Receiver<Job>) {
        let mut next = queue.recv().ok();
        while let Some(job) = next.take() {
            let (mut batch, mut size) = (vec![job], 0);
            while size < BATCH {
                match batch.last() {
                    Some(Job::Events(drafts, _)) => size += drafts.len(),
                    Some(Job::Forget { .. }) => size += 1,
                    _ => break,
                }
                match queue.try_recv() {
                    Ok(job) => batch.push(job),
                    Err(_) => break,
                }
            }
            self.work(batch);
            next = queue.recv().ok();
        }
    }

    /// Does a batch: what is journalled in one commit, then the one job that cannot be batched.
    fn work(&mut self, mut batch: Vec<Job>) {
        let last = match batch.last() {
            Some(Job::Change(_) | Job::Flush(_)) => batch.pop(),
            _ => None,
        };
        if !batch.is_empty() {
            self.journal(batch);
        }
        match last {
            Some(Job::Change(change)) => change(&mut self.db),
            Some(Job::Flush(done)) => {
                let _ = done.send(());
            }
            _ => {}
        }
    }

    fn journal(&mut self, mut batch: Vec<Job>) {
        let mut result = self.commit(&mut batch);
        if matches!(result, Err(StoreError::Damaged { .. })) {
            result = self.replace().and_then(|()| self.commit(&mut batch));
        }
        match result {
            Ok(seq) => (self.seq, self.failing) = (seq, false),
            Err(error) => self.go_on_without(&mut batch, &error),
        }
        let mut next = self.seq + 1 - count(&batch);
        for job in batch {
            let Job::Events(drafts, sink) = job else { continue };
            for Draft { time, session, body, .. } in drafts {
                sink.event(&Event { seq: next, time, session, body });
                next += 1;
            }
        }
    }

    /// Writes a batch and returns the last number given; ids of messages and conflicts are filled in.
    fn commit(&mut self, batch: &mut [Job]) -> Result<u64, StoreError> {
        let wait = self.wait_for(batch);
        self.wait_for_disk(wait).map_err(|e| StoreError::sort(&self.path, e))?;
        let Self { db, path, commits, seq, .. } = self;
        let write = |db: &mut Connection| {
            let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Numbers that were shown while the history failed are not given again.
            let mut last = journal::last_seq(&tx)?.max(*seq);
            for job in batch {
                match job {
                    Job::Events(drafts, _) => {
                        for draft in drafts {
                            last += 1;
                            journal::insert(&tx, last, draft)?;
                        }
                    }
                    Job::Forget { instance, error } => messages::forget(&tx, *instance, *error)?,
                    Job::Change(_) | Job::Flush(_) => {}
                }
            }
            tx.commit()?;
            Ok(last)
        };
        let last = write(db).map_err(|e| StoreError::sort(path, e))?;
        commits.fetch_add(1, Ordering::Relaxed);
        Ok(last)
    }

    fn wait_for(&mut self, batch: &[Job]) -> DiskWait {
        let drafts = batch.iter().filter_map(|job| if let Job::Events(drafts, _) = job { Some(drafts) } else { None });
        let wait = self.durability.wait_for(drafts.flatten());
        if batch.iter().any(|job| matches!(job, Job::Forget { .. })) { DiskWait::Yes } else { wait }
    }

    fn wait_for_disk(&mut self, wait: DiskWait) -> rusqlite::Result<()> {
        if self.wait != wait {
            let value = if wait == DiskWait::Yes { "FULL" } else { "NORMAL" };
            self.db.pragma_update(None, "synchronous", value)?;
            self.wait = wait;
        }
        Ok(())
    }

    /// The database turned out to be damaged: it is kept aside, a new one takes over.
    fn replace(&mut self) -> Result<(), StoreError> {
        self.db = Connection::open_in_memory().map_err(|e| StoreError::sort(&self.path, e))?;
        let (db, _) = open::connect_or_replace(&self.path)?;
        (self.db, self.wait) = (db, DiskWait::Yes);
        Ok(())
    }

    /// The events are shown without being kept; the first time, the user is told.
    fn go_on_without(&mut self, batch: &mut [Job], error: &StoreError) {
        if !std::mem::replace(&mut self.failing, true)
            && let Some(Job::Events(drafts, _)) = batch.iter_mut().find(|job| matches!(job, Job::Events(..)))
            && let Some(session) = drafts.first().map(|d| d.session)
        {
            drafts.insert(0, warning(session, error));
        }
        for job in batch.iter_mut() {
            let Job::Events(drafts, _) = job else { continue };
            for draft in drafts {
                take_back_number(&mut draft.body);
            }
        }
        self.seq += count(batch);
    }
}

/// What was not kept cannot be found by a number.
fn take_back_number(body: &mut Body) {
    if let Body::Message { id, .. } | Body::Conflict { id, .. } = body {
        *id = None;
    }
}

fn count(batch: &[Job]) -> u64 {
    let drafts = batch.iter().map(|job| if let Job::Events(drafts, _) = job { drafts.len() } else { 0 });
    drafts.sum::<usize>() as u64
}

fn warning(session: SessionId, error: &StoreError) -> Draft {
    let body = Body::Message {
        id: None,
        level: MessageLevel::Warning,
        text: format!("the history of this session is not kept: {error}"),
        handler: None,
        item: None,
        item_id: None,
        error_id: None,
        jump: false,
    };
    Draft { time: Timestamp::now(), session, body, instance: None }
}
