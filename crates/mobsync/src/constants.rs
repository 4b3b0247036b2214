//! The constants of `mobsync.h`. Where the published headers differ (masks), the larger value holds.

/// Declares the constants of one group after the other, and the table of all of them.
macro_rules! constants {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $value:expr;)*) => {
        $($(#[$doc])* pub const $name: $kind = $value;)*

        /// Name and value of each constant but the six success codes, which are in [`crate::codes`].
        pub const ALL: &[(&str, u32)] = &[$((stringify!($name), $name as u32)),*];
    };
}

constants! {
    // Why a session began: the third argument of Initialize. Codes, not bits, up to EVENTMASK.
    /// A network connection came up, or the user logged on.
    SYNCMGRFLAG_CONNECT: u32 = 0x1;
    /// A network connection is about to go, or the user logs off.
    SYNCMGRFLAG_PENDINGDISCONNECT: u32 = 0x2;
    /// The user asked for it.
    SYNCMGRFLAG_MANUAL: u32 = 0x3;
    /// The computer is idle.
    SYNCMGRFLAG_IDLE: u32 = 0x4;
    /// A program asked for it.
    SYNCMGRFLAG_INVOKE: u32 = 0x5;
    /// A schedule.
    SYNCMGRFLAG_SCHEDULED: u32 = 0x6;
    /// What of the flags is the event.
    SYNCMGRFLAG_EVENTMASK: u32 = 0xFF;
    /// Configuration only: nothing is synchronized.
    SYNCMGRFLAG_SETTINGS: u32 = 0x100;
    /// The handler may show windows.
    SYNCMGRFLAG_MAYBOTHERUSER: u32 = 0x200;

    // What a handler can do.
    /// It has a property sheet.
    SYNCMGRHANDLER_HASPROPERTIES: u32 = 0x1;
    /// It may ask for a network connection.
    SYNCMGRHANDLER_MAYESTABLISHCONNECTION: u32 = 0x2;
    /// It is listed even without items.
    SYNCMGRHANDLER_ALWAYSLISTHANDLER: u32 = 0x4;
    /// Accepted, without effect.
    SYNCMGRHANDLER_HIDDEN: u32 = 0x8;
    /// All of them.
    SYNCMGRHANDLERFLAG_MASK: u32 = 0x0F;

    // What an item is.
    /// It has a property sheet.
    SYNCMGRITEM_HASPROPERTIES: u32 = 0x1;
    /// Preferences for it need not be kept.
    SYNCMGRITEM_TEMPORARY: u32 = 0x2;
    /// Without effect.
    SYNCMGRITEM_ROAMINGUSER: u32 = 0x4;
    /// `ftLastUpdate` is valid.
    SYNCMGRITEM_LASTUPDATETIME: u32 = 0x8;
    /// Without effect.
    SYNCMGRITEM_MAYDELETEITEM: u32 = 0x10;
    /// Without effect.
    SYNCMGRITEM_HIDDEN: u32 = 0x20;
    /// All of them; 0x40 has no name.
    SYNCMGRITEM_ITEMFLAGMASK: u32 = 0x7F;
    /// By default not included.
    SYNCMGRITEMSTATE_UNCHECKED: u32 = 0x0;
    /// By default included.
    SYNCMGRITEMSTATE_CHECKED: u32 = 0x1;

    // How an item is doing.
    /// Stopped before it was done.
    SYNCMGRSTATUS_STOPPED: u32 = 0x0;
    /// Skipped. The only one that the manager sends, by `SetItemStatus`.
    SYNCMGRSTATUS_SKIPPED: u32 = 0x1;
    /// Waiting for its turn.
    SYNCMGRSTATUS_PENDING: u32 = 0x2;
    /// Being synchronized.
    SYNCMGRSTATUS_UPDATING: u32 = 0x3;
    /// Done.
    SYNCMGRSTATUS_SUCCEEDED: u32 = 0x4;
    /// Not done.
    SYNCMGRSTATUS_FAILED: u32 = 0x5;
    /// Paused.
    SYNCMGRSTATUS_PAUSED: u32 = 0x6;
    /// Going on after a pause.
    SYNCMGRSTATUS_RESUMING: u32 = 0x7;
    /// Being synchronized, nobody knows how far.
    SYNCMGRSTATUS_UPDATING_INDETERMINATE: u32 = 0x8;
    /// The item is gone.
    SYNCMGRSTATUS_DELETED: u32 = 0x100;

    // Which members of a progress structure are valid.
    /// `lpcStatusText`.
    SYNCMGRPROGRESSITEM_STATUSTEXT: u32 = 0x1;
    /// `dwStatusType`.
    SYNCMGRPROGRESSITEM_STATUSTYPE: u32 = 0x2;
    /// `iProgValue`.
    SYNCMGRPROGRESSITEM_PROGVALUE: u32 = 0x4;
    /// `iMaxValue`.
    SYNCMGRPROGRESSITEM_MAXVALUE: u32 = 0x8;

    // How grave a message is.
    /// For information.
    SYNCMGRLOGLEVEL_INFORMATION: u32 = 0x1;
    /// A warning.
    SYNCMGRLOGLEVEL_WARNING: u32 = 0x2;
    /// An error.
    SYNCMGRLOGLEVEL_ERROR: u32 = 0x3;
    /// The largest level.
    SYNCMGRLOGLEVEL_LOGLEVELMAX: u32 = 0x3;

    // Which members of a message's structure are valid.
    /// `dwSyncMgrErrorFlags`.
    SYNCMGRLOGERROR_ERRORFLAGS: u32 = 0x1;
    /// `ErrorID`.
    SYNCMGRLOGERROR_ERRORID: u32 = 0x2;
    /// `ItemID`.
    SYNCMGRLOGERROR_ITEMID: u32 = 0x4;
    /// A double-click on the message leads to `ShowError`.
    SYNCMGRERRORFLAG_ENABLEJUMPTEXT: u32 = 0x1;

    // How UpdateItems begins.
    /// At once, without the choice dialog.
    SYNCMGRINVOKE_STARTSYNC: u32 = 0x2;
    /// The dialog starts minimized.
    SYNCMGRINVOKE_MINIMIZED: u32 = 0x4;

    // The events for which a handler registers.
    /// Connect and log on.
    SYNCMGRREGISTERFLAG_CONNECT: u32 = 0x1;
    /// Disconnect and log off.
    SYNCMGRREGISTERFLAG_PENDINGDISCONNECT: u32 = 0x2;
    /// Idle.
    SYNCMGRREGISTERFLAG_IDLE: u32 = 0x4;
    /// All of them.
    SYNCMGRREGISTERFLAGS_MASK: u32 = 0x07;

    // Lengths of names in UTF-16 units, the terminator included.
    /// Of a handler.
    MAX_SYNCMGRHANDLERNAME: usize = 32;
    /// Of an item.
    MAX_SYNCMGRITEMNAME: usize = 128;

    // The conflict dialog.
    /// Offer to apply the answer to the remaining conflicts.
    RFCF_APPLY_ALL: u32 = 0x0001;
    /// The file's name.
    RFCD_NAME: u32 = 0x1;
    /// The picture for "keep both".
    RFCD_KEEPBOTHICON: u32 = 0x2;
    /// The picture for "keep local".
    RFCD_KEEPLOCALICON: u32 = 0x4;
    /// The picture for "keep network".
    RFCD_KEEPSERVERICON: u32 = 0x8;
    /// Who changed the network copy.
    RFCD_NETWORKMODIFIEDBY: u32 = 0x10;
    /// When the network copy was changed.
    RFCD_NETWORKMODIFIEDON: u32 = 0x20;
    /// Who changed the local copy.
    RFCD_LOCALMODIFIEDBY: u32 = 0x40;
    /// When the local copy was changed.
    RFCD_LOCALMODIFIEDON: u32 = 0x80;
    /// The name that one copy takes if both are kept.
    RFCD_NEWNAME: u32 = 0x100;
    /// The place of the file.
    RFCD_LOCATION: u32 = 0x200;
    /// All of them.
    RFCD_ALL: u32 = 0x3FF;
    /// The user wants to see the local copy.
    RFCCM_VIEWLOCAL: u32 = 0x1;
    /// The user wants to see the network copy.
    RFCCM_VIEWNETWORK: u32 = 0x2;
    /// The dialog needs a piece that it was not given.
    RFCCM_NEEDELEMENT: u32 = 0x3;
    /// No decision.
    RFC_CANCEL: u32 = 0x00;
    /// Keep both.
    RFC_KEEPBOTH: u32 = 0x01;
    /// The local copy wins.
    RFC_KEEPLOCAL: u32 = 0x02;
    /// The network copy wins.
    RFC_KEEPNETWORK: u32 = 0x03;
    /// Bit: the same answer for the remaining conflicts.
    RFC_APPLY_TO_ALL: u32 = 0x10;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_abi_16_there_are_79_constants_with_the_success_codes() {
        assert_eq!(ALL.len() + crate::codes::SYNCMGR.len(), 79);
    }

    #[test]
    fn r_con_5_all_pieces_are_the_union_of_the_ten() {
        let pieces: Vec<u32> = ALL
            .iter()
            .filter(|(name, _)| name.starts_with("RFCD_") && *name != "RFCD_ALL")
            .map(|(_, value)| *value)
            .collect();
        assert_eq!(pieces.len(), 10);
        assert_eq!(pieces.iter().fold(0, |all, piece| all | piece), RFCD_ALL);
    }

    #[test]
    fn r_ini_4_options_lie_outside_the_event() {
        assert_eq!((SYNCMGRFLAG_SETTINGS | SYNCMGRFLAG_MAYBOTHERUSER) & SYNCMGRFLAG_EVENTMASK, 0);
    }
}
