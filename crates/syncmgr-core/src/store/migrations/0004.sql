-- The last number given is that of the last event; `seq` stays behind, except that it knows of numbers whose events were forgotten.
-- `pruned` is when the history was pruned last (or this was written: there is no hurry), `forgotten` the time before which sessions may be missing, `thinned` the number up
-- to which progress was thinned out.
INSERT INTO counters VALUES ('pruned', unixepoch() * 1000000000), ('forgotten', 0), ('thinned', 0);
