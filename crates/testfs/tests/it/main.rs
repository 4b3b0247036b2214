//! The file system, mounted, as programs meet it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod behaviours;
mod faults;
mod posix;
mod power_cut;
mod program;

use testfs::{Backing, Mounted, NO_FUSE, Options, TestFs};

/// Mounts an empty file system; none where there is no FUSE and tests may be skipped for that.
fn mount(options: Options) -> Option<Mounted> {
    let no_fuse = std::env::var_os(NO_FUSE);
    let usable = match options.backing {
        Backing::Plain => Mounted::needed(no_fuse),
        Backing::Block => Mounted::block_needed(no_fuse),
    };
    match usable {
        Ok(()) => Some(TestFs::temporary(options).unwrap()),
        Err(skipped) => {
            eprintln!("{skipped}");
            None
        }
    }
}
