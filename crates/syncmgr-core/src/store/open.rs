use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior, config::DbConfig};

use super::error::StoreError;
use super::journal::Draft;
use super::migrate;
use super::writer::{Job, Writer};
use crate::sink::EventSink;

/// How long a write waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many jobs may wait for the writer before those who bring more have to wait too.
const QUEUE: usize = 1024;

/// The manager's memory. Cheap to share; the last owner waits for what is still to be written.
pub struct Store {
    path: PathBuf,
    moved_aside: Option<PathBuf>,
    jobs: Option<SyncSender<Job>>,
    writer: Option<JoinHandle<()>>,
    reader: Mutex<Option<Connection>>,
    commits: Arc<AtomicU64>,
}

impl Store {
    /// The name of the database in the state folder.
    pub const FILE: &'static str = "syncmgr.db";

    /// Opens the database in a state folder, making both if needed.
    ///
    /// A damaged database is moved aside and kept, see [`Store::moved_aside`].
    ///
    /// # Errors
    /// The folder cannot be written, the database is of a newer format, the disk is full.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        let path = folder.join(Self::FILE);
        let (db, moved_aside) = connect_or_replace(&path)?;
        let commits = Arc::new(AtomicU64::new(0));
        let (jobs, queue) = sync_channel(QUEUE);
        let writer = Writer::new(path.clone(), db, Arc::clone(&commits));
        let spawned = std::thread::Builder::new().name("history".into()).spawn(move || writer.run(&queue));
        let writer = spawned.map_err(|source| StoreError::Folder { path: path.clone(), source })?;
        Ok(Self { path, moved_aside, jobs: Some(jobs), writer: Some(writer), reader: Mutex::new(None), commits })
    }

    /// Returns where the damaged database is that was found, if one was.
    pub fn moved_aside(&self) -> Option<&Path> {
        self.moved_aside.as_deref()
    }

    /// Returns where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns how many commits were made for events, for measurements.
    pub fn commits(&self) -> u64 {
        self.commits.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Journals events and then shows them; does not wait for it. Those of one call are one commit.
    pub fn append(&self, drafts: Vec<Draft>, sink: &Arc<dyn EventSink>) {
        self.send(Job::Events(drafts, Arc::clone(sink)));
    }

    /// Waits until everything handed over so far is written and shown.
    pub fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.send(Job::Flush(done)) {
            // An error means that the writer has ended: nothing is left to wait for.
            let _ = wait.recv();
        }
    }

    /// Runs a change in a transaction of its own, behind everything handed over before.
    pub(super) fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.on_writer(|db| transact(db, change))
    }

    /// Works with the writer's connection, behind everything handed over before.
    pub(super) fn on_writer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, wait) = sync_channel(1);
        let job = move |db: &mut Connection| {
            let result = work(db);
            let _ = answer.send(result);
        };
        self.send(Job::Change(Box::new(job)));
        let result = wait.recv().map_err(|_| StoreError::Closed { path: self.path.clone() })?;
        result.map_err(|e| StoreError::sort(&self.path, e))
    }

    /// Reads, beside the writer.
    pub(super) fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let db = match reader.take() {
            Some(db) => db,
            None => connect(&self.path).map_err(|e| StoreError::sort(&self.path, e))?,
        };
        let result = query(&db);
        *reader = Some(db);
        result.map_err(|e| StoreError::sort(&self.path, e))
    }

    pub(super) fn send(&self, job: Job) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

fn transact<T>(
    db: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = change(&tx)?;
    tx.commit()?;
    Ok(value)
}

/// Opens a connection with the settings that everything here relies on.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(PATIENCE)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    // A command that ends need not fold the log into the database; the next writer does it in passing.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(db)
}

/// Opens, checks and migrates.
fn prepare(path: &Path) -> Result<Connection, StoreError> {
    let sort = |e| StoreError::sort(path, e);
    let mut db = connect(path).map_err(sort)?;
    let found = migrate::version(&db).map_err(sort)?;
    if found > migrate::KNOWN {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: migrate::KNOWN });
    }
    migrate::migrate(&mut db).map_err(sort)?;
    // Reads a page of each kind that a run needs, so that damage shows now and not in the middle.
    let look =
        "SELECT (SELECT value FROM counters WHERE name = 'seq'), (SELECT body FROM journal ORDER BY seq DESC LIMIT 1),
                (SELECT count(*) FROM sqlite_schema), (SELECT id FROM sessions LIMIT 1)";
    match db.query_row(look, [], |row| row.get::<_, i64>(0)) {
        Ok(_) => Ok(db),
        // A table or the counter is missing: as useless as a damaged page.
        Err(rusqlite::Error::SqliteFailure(e, _)) if e.code == rusqlite::ErrorCode::Unknown => {
            Err(StoreError::Damaged { path: path.to_owned() })
        }
        Err(rusqlite::Error::InvalidColumnType(..)) => Err(StoreError::Damaged { path: path.to_owned() }),
        Err(e) => Err(sort(e)),
    }
}

/// Opens the database; a damaged one is moved aside first.
pub(super) fn connect_or_replace(path: &Path) -> Result<(Connection, Option<PathBuf>), StoreError> {
    match prepare(path) {
        Err(StoreError::Damaged { .. }) => {}
        result => return result.map(|db| (db, None)),
    }
    let aside = |source| StoreError::Folder { path: path.to_owned(), source };
    // One process at a time: the second finds the new database and leaves it alone.
    let guard = File::create(path.with_extension("repair")).map_err(aside)?;
    rustix::fs::flock(&guard, rustix::fs::FlockOperation::LockExclusive).map_err(|e| aside(e.into()))?;
    match prepare(path) {
        Err(StoreError::Damaged { .. }) => {}
        result => return result.map(|db| (db, None)),
    }
    let kept = move_aside(path).map_err(aside)?;
    prepare(path).map(|db| (db, Some(kept)))
}

/// Renames the database and its companions; nothing is deleted.
fn move_aside(path: &Path) -> io::Result<PathBuf> {
    let stamp = Timestamp::now().strftime("%Y%m%d-%H%M%S%.f").to_string();
    let suffixed = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    let kept = suffixed(&format!(".damaged-{stamp}"));
    for suffix in ["-wal", "-shm"] {
        match fs::rename(suffixed(suffix), PathBuf::from(format!("{}{suffix}", kept.display()))) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
    }
    fs::rename(path, &kept)?;
    Ok(kept)
}
