//! Folders: where the engine and the manager meet.

use syncmgr_proto::{Guid, HandlerId};

/// The folder handler.
pub const CLSID: HandlerId =
    HandlerId(Guid::from_fields(0x7d2c_91e4, 0x5b0a, 0x4f6e, [0x9c, 0x13, 0x2a, 0x84, 0xd7, 0x6b, 0x50, 0xf1]));
