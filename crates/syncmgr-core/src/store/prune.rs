//! Forgetting: old sessions with their events, and progress of which nobody asks any more.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use syncmgr_proto::SessionId;

use super::error::StoreError;
use super::journal;
use super::open::Store;
use super::rows::{Text, nanos};

/// The history is pruned once in so long, and sooner if something was left.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
const SOON: SignedDuration = SignedDuration::from_hours(1);
/// So many rows are removed before others may write.
const BATCH: u32 = 1000;
/// So many rows are looked at in one go, which keeps nobody from writing.
const LOOK: u32 = 10_000;

/// What is forgotten.
#[derive(Clone, Debug)]
pub struct Pruning {
    /// Sessions that began before; `None`: none.
    pub sessions_before: Option<Timestamp>,
    /// The progress of all sessions before.
    pub progress_before: Timestamp,
    /// Sessions that are needed for reasons which the history does not know: those that run, those that can be undone.
    pub keep: BTreeSet<SessionId>,
    /// How long each of both may take. The rest waits for the next time.
    pub patience: Duration,
}

/// Whether something was left for the next time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    Something,
}

/// A session that is forgotten, and between which numbers its events are.
struct Old {
    id: SessionId,
    first: i64,
    last: i64,
}

/// Old sessions, the oldest first. What `list` and `status` say about an item stays: how it ended last, and when it succeeded last.
const OLD: &str = "SELECT id, first_seq, last_seq FROM sessions AS s WHERE started < ?1 AND NOT EXISTS (
    SELECT 1 FROM session_items AS i WHERE i.session = s.id AND (
        NOT EXISTS (SELECT 1 FROM session_items AS n WHERE n.item = i.item AND n.ended > i.ended)
        OR (i.status = 'succeeded' AND NOT EXISTS (
            SELECT 1 FROM session_items AS n WHERE n.item = i.item AND n.ended > i.ended AND n.status = 'succeeded'))))
    ORDER BY started";

impl Store {
    /// Whether it is time to prune. Says so to one who asks, and then not to anybody for a day, or an hour if he left something.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn claim_pruning(&self, now: Timestamp) -> Result<bool, StoreError> {
        // Whoever only asks neither waits for the lock of writers nor opens a connection.
        self.on_writer(move |db| {
            let last = counter(db, "pruned")?;
            let now = nanos(now);
            // A clock that was wrong once does not stop it for ever.
            if last <= now && now.saturating_sub(last) < span(EVERY) {
                return Ok(false);
            }
            let sql = "UPDATE counters SET value = ?1 WHERE name = 'pruned' AND value = ?2";
            Ok(db.execute(sql, [now, last])? > 0)
        })
    }

    /// Returns the time before which sessions may have been forgotten, if any were.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn forgotten_before(&self) -> Result<Option<Timestamp>, StoreError> {
        let time = self.read(|db| counter(db, "forgotten"))?;
        Ok(Timestamp::from_nanosecond(time.into()).ok().filter(|_| time > 0))
    }

    /// Forgets what is old and not needed. Others can write after every few rows.
    ///
    /// Sessions that open conflicts and kept messages come from stay, too. Returns how many sessions were forgotten.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn prune(&self, pruning: &Pruning) -> Result<usize, StoreError> {
        let (forgotten, rest) = match pruning.sessions_before {
            Some(before) => self.forget(before, &pruning.keep, Instant::now() + pruning.patience)?,
            None => (0, Rest::Nothing),
        };
        let progress = self.thin(nanos(pruning.progress_before), Instant::now() + pruning.patience)?;
        if rest == Rest::Something || progress == Rest::Something {
            let sql = "UPDATE counters SET value = value - ?1 WHERE name = 'pruned'";
            self.write(|tx| tx.execute(sql, [span(EVERY - SOON)]).map(drop))?;
        }
        Ok(forgotten)
    }

    fn forget(
        &self,
        before: Timestamp,
        keep: &BTreeSet<SessionId>,
        deadline: Instant,
    ) -> Result<(usize, Rest), StoreError> {
        let (mut old, more) = self.old_sessions(before, keep, deadline)?;
        let mut forgotten = 0;
        while !old.is_empty() {
            if Instant::now() >= deadline {
                return Ok((forgotten, Rest::Something));
            }
            let (rest, count) = self.batch(move |tx| forget(tx, old, nanos(before)))?;
            (old, forgotten) = (rest, forgotten + count);
        }
        Ok((forgotten, more))
    }

    /// Removes progress from where that ended the last time.
    fn thin(&self, before: i64, deadline: Instant) -> Result<Rest, StoreError> {
        let begin = self.read(|db| counter(db, "thinned"))?;
        let (mut from, mut rest) = (begin, Rest::Something);
        while Instant::now() < deadline {
            let rows = self.read(|db| rows_after(db, from, before))?;
            let Some((last, _)) = rows.last() else {
                rest = Rest::Nothing;
                break;
            };
            let old: Vec<i64> = rows.iter().filter(|(_, is_old)| *is_old).map(|(seq, _)| *seq).collect();
            for batch in old.chunks(BATCH as usize) {
                let batch = batch.to_vec();
                self.batch(move |tx| thin(tx, &batch))?;
            }
            from = *last;
        }
        if from > begin {
            let sql = "UPDATE counters SET value = ?1 WHERE name = 'thinned'";
            self.write(move |tx| tx.execute(sql, [from]).map(drop))?;
        }
        Ok(rest)
    }

    /// Writes a batch, and leaves others as much time for theirs.
    fn batch<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let begin = Instant::now();
        let result = self.write(change)?;
        std::thread::sleep(begin.elapsed());
        Ok(result)
    }

    /// Sessions to forget, as many as can be found in time, and whether there may be more.
    fn old_sessions(
        &self,
        before: Timestamp,
        keep: &BTreeSet<SessionId>,
        deadline: Instant,
    ) -> Result<(VecDeque<Old>, Rest), StoreError> {
        self.read(|db| {
            let mut query = db.prepare("SELECT session FROM conflicts UNION SELECT session FROM messages")?;
            let needed = query.query_map([], |row| row.get(0).map(|Text(id)| id))?;
            let needed = needed.collect::<rusqlite::Result<BTreeSet<SessionId>>>()?;
            let mut query = db.prepare(OLD)?;
            let rows = query.query_map([nanos(before)], |row| {
                let (Text(id), first, last) = (row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?);
                Ok((id, first, last))
            })?;
            let mut old = VecDeque::new();
            for row in rows {
                if old.len() >= LOOK as usize || Instant::now() > deadline {
                    return Ok((old, Rest::Something));
                }
                let (id, first, last) = row?;
                if needed.contains(&id) || keep.contains(&id) {
                    continue;
                }
                let last = last.map_or_else(|| last_event(db, id, first), Ok)?;
                old.push_back(Old { id, first, last });
            }
            Ok((old, Rest::Nothing))
        })
    }
}

/// The last event of a session that never ended: of a few only, and beside those who write.
fn last_event(db: &Connection, id: SessionId, first: i64) -> rusqlite::Result<i64> {
    let sql = "SELECT max(seq) FROM journal WHERE seq >= ?1 AND session = ?2";
    Ok(db.query_row(sql, params![first, id.to_string()], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(first))
}

fn span(time: SignedDuration) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}

fn counter(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    let sql = "SELECT value FROM counters WHERE name = ?1";
    Ok(db.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// The next events before a time, and which of them are progress of which nobody asks any more. The last one of each item stays
/// where the session has no end: it tells that the item was not finished.
fn rows_after(db: &Connection, from: i64, before: i64) -> rusqlite::Result<Vec<(i64, bool)>> {
    let sql = "SELECT seq, kind = 'progress' AND NOT EXISTS (
            SELECT 1 FROM sessions AS s WHERE s.id = j.session AND s.finished IS NULL AND NOT EXISTS (
                SELECT 1 FROM journal AS n WHERE n.seq > j.seq AND n.session = j.session AND n.item = j.item))
        FROM journal AS j WHERE seq > ?1 AND time < ?2 ORDER BY seq LIMIT ?3";
    db.prepare_cached(sql)?.query_map(params![from, before, LOOK], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn thin(tx: &Transaction<'_>, old: &[i64]) -> rusqlite::Result<()> {
    journal::keep_last_seq(tx)?;
    let mut query = tx.prepare_cached("DELETE FROM journal WHERE seq = ?1")?;
    old.iter().try_for_each(|seq| query.execute([seq]).map(drop))
}

/// Forgets sessions until a batch is full; returns those that are left, and how many were forgotten.
fn forget(tx: &Transaction<'_>, mut old: VecDeque<Old>, before: i64) -> rusqlite::Result<(VecDeque<Old>, usize)> {
    journal::keep_last_seq(tx)?;
    // First, as it is true as soon as the first event is gone.
    tx.execute("UPDATE counters SET value = max(value, ?1) WHERE name = 'forgotten'", [before])?;
    let (mut room, mut count) = (BATCH, 0);
    while let Some(Old { id, first, last }) = old.front().filter(|_| room > 0) {
        let id = id.to_string();
        let sql = "DELETE FROM journal WHERE seq IN
            (SELECT seq FROM journal WHERE seq BETWEEN ?1 AND ?2 AND session = ?3 ORDER BY seq LIMIT ?4)";
        let gone = tx.prepare_cached(sql)?.execute(params![first, last, id, room])?;
        room = room.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX)).saturating_sub(1);
        if room == 0 {
            break;
        }
        tx.execute("DELETE FROM session_items WHERE session = ?1", [&id])?;
        tx.execute("DELETE FROM sessions WHERE id = ?1", [&id])?;
        count += 1;
        old.pop_front();
    }
    Ok((old, count))
}
