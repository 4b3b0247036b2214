//! The archive as its callers see it: real files in temporary folders.
//!
//! The model is a sorted map: whatever commits, crashes and damage there were, a reader yields a state
//! that the map had, or an error.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a failed test panics")]

mod archive {
    mod damage;
    mod fixture;
    mod model;
    mod records;
    mod round_trip;
}
