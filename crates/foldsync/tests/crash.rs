//! The promise "never lose data": the engine killed, cut from power, lied to and interfered with at every point.
//!
//! Every test runs the real engine over real folders. After whatever happened the engine runs again without any human
//! step, and then every version that existed is in a tree or in the trash, and both trees are equal.

#![expect(clippy::unwrap_used, reason = "a failed test panics")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod crash {
    mod costs;
    mod doubt;
    mod durable;
    mod edits;
    mod faults;
    mod kill;
    mod lesser;
    mod mounts;
    mod power;
    mod rig;
    mod state;
    mod tree;
    mod undo;
    mod workload;
}
