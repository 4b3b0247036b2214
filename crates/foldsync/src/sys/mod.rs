//! Everything that the engine asks of the operating system, and who answers on which platform.
//!
//! The engine holds a [`Folder`] or a [`File`] and names things by a [`Spot`]: a name, as bytes, in an open folder. Nothing
//! outside this module knows what a handle is. On Linux ([`linux`](self)) everything is relative to a handle: no path is
//! ever resolved twice, nothing can be exchanged between a check and its use, and a tree may be deeper than the longest
//! path. Everywhere else the standard library answers (`portable/`), by paths; `host` and `plain` are the few things for
//! which it has another answer on each family of systems. What a platform cannot do, it says (`Ok(false)`, `None`, or
//! "unsupported"), and the engine has another way.
//!
//! `--cfg foldsync_portable` selects the portable answers on Linux, too, where they can be tested.

mod fault;
mod life;
#[cfg(all(target_os = "linux", not(foldsync_portable)))]
mod linux;
mod look;
#[cfg(any(test, foldsync_portable, not(target_os = "linux")))]
#[cfg_attr(
    all(target_os = "linux", not(foldsync_portable)),
    expect(
        dead_code,
        unused_imports,
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "the tests of this platform try a part of the portable answers"
    )
)]
pub(crate) mod portable;
mod spot;
mod system;

#[cfg(all(unix, any(test, foldsync_portable, not(target_os = "linux"))))]
#[expect(clippy::unnecessary_wraps, reason = "the answers of the other family of systems can fail")]
#[path = "portable/unix.rs"]
mod host;
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the answers of the other family of systems can fail")]
#[path = "portable/plain.rs"]
mod host;
#[cfg(all(unix, any(test, foldsync_portable)))]
#[expect(dead_code, clippy::unnecessary_wraps, reason = "compiled here so that it stays right, used elsewhere")]
#[path = "portable/plain.rs"]
mod plain;

pub use fault::Fault;
pub use life::Life;
#[cfg(all(target_os = "linux", not(foldsync_portable)))]
pub use linux::*;
pub use look::{Identity, Look, now};
#[cfg(any(foldsync_portable, not(target_os = "linux")))]
pub use portable::*;
pub use spot::Spot;
pub use system::System;
