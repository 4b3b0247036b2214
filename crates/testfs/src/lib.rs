//! File systems for tests.
//!
//! An in-memory file system, mounted through FUSE, that is ordinary until a test says otherwise: it can lose power
//! and forget what was not synced, fail any operation, fold names, cut times, lack features; and it records every
//! operation it is asked for.
//!
//! ```no_run
//! use testfs::{Fault, Op, Options, PowerCut, TestFs};
//!
//! # fn main() -> std::io::Result<()> {
//! let fs = TestFs::temporary(Options::default())?;
//! std::fs::write(fs.join("a"), "never synced")?;
//! fs.control().power_cut(PowerCut::default());
//! assert!(!fs.join("a").exists());
//!
//! fs.control().fail(Fault::on([Op::Write]).path("**/*.tmp").nth(3).errno(rustix::io::Errno::NOSPC));
//! fs.control().once([Op::Rename], "**", |control, call| control.write(&call.path, "edited meanwhile").unwrap());
//! # Ok(()) }
//! ```
//!
//! # What the kernel tells a FUSE server
//! * `syncfs(2)` and `sync(2)`: nothing. The call succeeds and the server never learns of it, so **a `syncfs` on a
//!   plain FUSE mount makes nothing durable**. Only virtio-fs passes it on, and since Linux 6.18 fuseblk
//!   ([`Backing::Block`]). `statfs` says `FUSE_SUPER_MAGIC` for both kinds: a program that relies on `syncfs` must
//!   use `fsync` per file and folder there.
//! * `fsync(2)`, `fdatasync(2)` of a file: FSYNC. `fsync(2)` of a folder: FSYNCDIR. Both arrive.
//! * Writes arrive at once, before `write(2)` returns (no writeback cache); writes through a shared mapping arrive
//!   with `msync`, `fsync`, or when the kernel likes.
//! * `RELEASE` and `RELEASEDIR` arrive after `close(2)` has returned; all else arrives before its call returns.
//! * `copy_file_range(2)` within a mount: `COPY_FILE_RANGE`; if the server refuses, the kernel reads and writes. To a
//!   file system of another type: EXDEV, as everywhere. Reflinks (FICLONE) and `O_TMPFILE`: EOPNOTSUPP.
//! * `renameat2(2)`: RENAME2 with the flags; NOREPLACE onto an existing name and EXCHANGE with a missing one are
//!   answered by the kernel itself. Two spellings of one name on a folding file system are one inode to the kernel,
//!   so a rename from one to the other does nothing and succeeds.
//! * There are no birth times: `fuser` does not speak the request that carries them.

mod attributes;
mod block;
mod content;
mod control;
mod durable;
mod faults;
mod fuse;
mod mount;
mod names;
mod namespace;
mod options;
mod record;
mod server;
mod state;
mod tree;

pub use control::Control;
pub use faults::{Effect, Fault};
pub use mount::{Mounted, NO_FUSE, TestFs};
pub use names::{Case, Form, NameRules, Reserved};
pub use options::{
    Access, Backing, Behaviour, InodeNumbers, Journal, Options, Permissions, PowerCut, Support, Survival, Torn,
};
pub use record::{Call, Calls, Op};
pub use rustix::io::Errno;
