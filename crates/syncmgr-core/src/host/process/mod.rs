//! A child process with pipes that are served without blocking, and with the group it leads.

mod unix;

pub(super) use unix::{Blow, Process, Remote, Turn};
