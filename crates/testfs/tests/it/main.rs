//! The file system, mounted, as programs meet it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod behaviours;
mod faults;
mod posix;
mod power_cut;
mod program;

use testfs::{Mounted, NO_FUSE, Options, TestFs};

/// Mounts an empty file system; none where there is no FUSE and tests may be skipped for that.
fn mount(options: Options) -> Option<Mounted> {
    TestFs::needed(options, std::env::var_os(NO_FUSE)).inspect_err(|skipped| eprintln!("{skipped}")).ok()
}
