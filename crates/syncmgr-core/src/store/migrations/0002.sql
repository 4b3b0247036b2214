-- Where a handler's class comes from (JSON of a class source), whether or not it is registered.
CREATE TABLE classes (clsid TEXT PRIMARY KEY, source TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Which classes take part, in the order in which they were registered; `events` holds the register bits.
CREATE TABLE registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    clsid TEXT NOT NULL UNIQUE,
    description TEXT,
    events INTEGER NOT NULL
) STRICT;

-- The items that each handler listed last, so that their names are known when it cannot list them.
CREATE TABLE items (
    handler TEXT NOT NULL,
    item TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (handler, item)
) STRICT, WITHOUT ROWID;

-- What an item's trigger says beyond the check mark of the same key; times are in seconds.
CREATE TABLE triggers (
    user TEXT NOT NULL,
    handler TEXT NOT NULL,
    item TEXT NOT NULL,
    mark TEXT NOT NULL,
    connection TEXT NOT NULL,
    ask INTEGER NOT NULL,
    after INTEGER,
    every INTEGER,
    PRIMARY KEY (user, handler, item, mark, connection)
) STRICT, WITHOUT ROWID;

-- When items run by themselves; `since` is when the schedule was set.
CREATE TABLE schedules (
    user TEXT NOT NULL,
    handler TEXT NOT NULL,
    item TEXT NOT NULL,
    schedule TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (user, handler, item)
) STRICT, WITHOUT ROWID;
