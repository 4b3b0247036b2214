//! The few things that a scan asks of the operating system, and who answers on which platform.
//!
//! Everything is relative to an open [`Folder`], one name at a time: no path is ever resolved twice,
//! nothing can be exchanged between a check and its use, and a tree may be deeper than the longest path.

#[cfg(any(test, not(target_os = "linux")))]
pub(crate) mod fallback;
#[cfg(target_os = "linux")]
mod linux;
mod look;
mod system;

#[cfg(not(target_os = "linux"))]
pub use fallback::{Folder, Native};
#[cfg(target_os = "linux")]
pub use linux::{Folder, Native, look_at};
pub use look::{Identity, Look, now};
pub use system::System;
