-- Crashes of handlers that are programs, until the handler does its work again.

CREATE TABLE handler_crashes (
    id INTEGER PRIMARY KEY,
    handler TEXT NOT NULL,
    time INTEGER NOT NULL,
    message TEXT NOT NULL
) STRICT;
CREATE INDEX handler_crashes_handler ON handler_crashes (handler, time);
