-- Times are nanoseconds since 1970 (UTC); ids are text as printed; bodies are the JSON of an event's body.

CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('seq', 0);

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    session TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT,
    path TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX journal_path ON journal (item, path) WHERE path IS NOT NULL;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    trigger TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started INTEGER NOT NULL,
    finished INTEGER,
    exit INTEGER,
    duration_ms INTEGER,
    stats TEXT,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_started ON sessions (started);

CREATE TABLE session_items (
    session TEXT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    handler TEXT NOT NULL,
    status TEXT NOT NULL,
    exit INTEGER,
    stats TEXT,
    ended INTEGER NOT NULL,
    PRIMARY KEY (session, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_items_item ON session_items (item, ended);

-- Open conflicts; a conflict about the same path keeps its number from run to run.
CREATE TABLE conflicts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item TEXT NOT NULL,
    path TEXT NOT NULL,
    session TEXT NOT NULL,
    since INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (item, path)
) STRICT;

-- Kept messages; `instance` is the handler's instance that may delete them.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instance TEXT,
    session TEXT NOT NULL,
    time INTEGER NOT NULL,
    item TEXT,
    error_id TEXT,
    body TEXT NOT NULL
) STRICT;

-- The user's check marks; `connection` is empty where none is meant.
CREATE TABLE preferences (
    user TEXT NOT NULL,
    handler TEXT NOT NULL,
    item TEXT NOT NULL,
    mark TEXT NOT NULL,
    connection TEXT NOT NULL,
    checked INTEGER NOT NULL,
    PRIMARY KEY (user, handler, item, mark, connection)
) STRICT, WITHOUT ROWID;

CREATE TABLE paused (item TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
