//! Numbered migrations, applied through `PRAGMA user_version`.

use rusqlite::{Connection, TransactionBehavior};

/// The migrations; the database's version is the number of those applied.
const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
];

/// The newest format that this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Returns the version of a database.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a database up to the newest version; the caller has checked that it is not newer.
pub(super) fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    if version(db)? >= KNOWN {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster: look again under the lock.
    let done = usize::try_from(version(&tx)?).unwrap_or(0);
    for migration in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    if done < MIGRATIONS.len() {
        tx.pragma_update(None, "user_version", KNOWN)?;
    }
    tx.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_version_3_goes_on_with_its_numbers() {
        let mut db = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..3] {
            db.execute_batch(migration).unwrap();
        }
        db.execute_batch("UPDATE counters SET value = 7; PRAGMA user_version = 3").unwrap();
        migrate(&mut db).unwrap();
        assert_eq!(version(&db).unwrap(), KNOWN);
        assert_eq!(super::super::journal::last_seq(&db).unwrap(), 7);
        let names = "SELECT group_concat(name) FROM (SELECT name FROM counters WHERE name <> 'seq' ORDER BY name)";
        let names: String = db.query_row(names, [], |row| row.get(0)).unwrap();
        assert_eq!(names, "forgotten,pruned,thinned");
    }

    #[test]
    fn migrates_once_and_makes_strict_tables() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db).unwrap();
        migrate(&mut db).unwrap();
        assert_eq!(version(&db).unwrap(), KNOWN);
        let loose: Vec<String> = db
            .prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        assert_eq!(loose, Vec::<String>::new());
    }
}
