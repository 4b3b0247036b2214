//! The caller's block: what it holds, and what its call-back fills in and shows.

use mobsync::constants::{
    RFCCM_NEEDELEMENT, RFCCM_VIEWLOCAL, RFCCM_VIEWNETWORK, RFCD_KEEPBOTHICON, RFCD_KEEPLOCALICON, RFCD_KEEPSERVERICON,
    RFCD_LOCALMODIFIEDBY, RFCD_LOCALMODIFIEDON, RFCD_LOCATION, RFCD_NAME, RFCD_NETWORKMODIFIEDBY,
    RFCD_NETWORKMODIFIEDON, RFCD_NEWNAME, RFCF_APPLY_ALL,
};
use mobsync::structures::{HICON, HWND, PFNRFCDCALLBACK, RFCDLGPARAM};
use mobsync::utf16;

use super::question::{Offer, Question, Side, Version};

/// What a member of the block points at: a string in one of the two forms, or a picture.
pub trait Piece: Copy {
    /// Whether there is nothing.
    fn is_missing(self) -> bool;

    /// Reads a string; what is no text becomes U+FFFD. A picture has nothing to read.
    ///
    /// # Safety
    /// A string points at readable units up to a terminator.
    unsafe fn read(self) -> String;
}

impl Piece for *const u16 {
    fn is_missing(self) -> bool {
        self.is_null()
    }

    unsafe fn read(self) -> String {
        // SAFETY: demanded from the caller.
        unsafe { utf16::read_at(self, utf16::TEXT_LIMIT) }.unwrap_or_default()
    }
}

impl Piece for *const u8 {
    fn is_missing(self) -> bool {
        self.is_null()
    }

    unsafe fn read(self) -> String {
        let mut bytes = Vec::new();
        while bytes.len() < utf16::TEXT_LIMIT {
            // SAFETY: the terminator has not come yet.
            let byte = unsafe { self.add(bytes.len()).read() };
            if byte == 0 {
                break;
            }
            bytes.push(byte);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Piece for HICON {
    fn is_missing(self) -> bool {
        self.is_null()
    }

    unsafe fn read(self) -> String {
        String::new()
    }
}

/// The block of one call. Its members are read one by one and never referred to, because the call-back changes them.
pub struct Block<T> {
    parent: HWND,
    address: *mut RFCDLGPARAM<T>,
    callback: PFNRFCDCALLBACK,
}

impl<T: Piece> Block<T> {
    /// `None`: there is no block.
    ///
    /// # Safety
    /// `block` is NULL or a block, at any address, that lives as long as this value; its strings are NULL or terminated,
    /// and its call-back keeps that so.
    pub unsafe fn new(parent: HWND, block: *mut RFCDLGPARAM<T>) -> Option<Self> {
        if block.is_null() {
            return None;
        }
        // SAFETY: it is a block.
        let callback = unsafe { (&raw const (*block).pfnCallBack).read_unaligned() };
        Some(Self { parent, address: block, callback })
    }

    /// Asks the call-back for what is missing, in the order of its bits, and reads each piece as soon as it is there: it need
    /// not stay until the next one is asked for.
    pub fn question(&self) -> Question {
        let block = self.address;
        // SAFETY: the members of a block, of which no reference is made.
        unsafe {
            let name = self.piece(RFCD_NAME, &raw const (*block).pszFilename);
            self.piece(RFCD_KEEPBOTHICON, &raw const (*block).hIKeepBoth);
            self.piece(RFCD_KEEPLOCALICON, &raw const (*block).hIKeepLocal);
            self.piece(RFCD_KEEPSERVERICON, &raw const (*block).hIKeepNetwork);
            let network = Version {
                by: self.piece(RFCD_NETWORKMODIFIEDBY, &raw const (*block).pszNetworkModifiedBy),
                on: self.piece(RFCD_NETWORKMODIFIEDON, &raw const (*block).pszNetworkModifiedOn),
            };
            let local = Version {
                by: self.piece(RFCD_LOCALMODIFIEDBY, &raw const (*block).pszLocalModifiedBy),
                on: self.piece(RFCD_LOCALMODIFIEDON, &raw const (*block).pszLocalModifiedOn),
            };
            let new_name = self.piece(RFCD_NEWNAME, &raw const (*block).pszNewName);
            let place = self.piece(RFCD_LOCATION, &raw const (*block).pszLocation);
            Question { name, place, new_name, local, network, offer: self.offer() }
        }
    }

    /// What can be answered.
    fn offer(&self) -> Offer {
        // SAFETY: a member of a block.
        let flags = unsafe { (&raw const (*self.address).dwFlags).read_unaligned() };
        Offer { apply_to_all: flags & RFCF_APPLY_ALL != 0, views: self.callback.is_some() }
    }

    /// Has the caller show a version.
    pub fn show(&self, side: Side) {
        let message = match side {
            Side::Local => RFCCM_VIEWLOCAL,
            Side::Network => RFCCM_VIEWNETWORK,
        };
        self.call(message, 0);
    }

    /// A piece of the block, asked for if it is missing (D-44).
    ///
    /// # Safety
    /// `member` points at the member of the block that belongs to the bit.
    unsafe fn piece<P: Piece>(&self, bit: u32, member: *const P) -> Option<String> {
        // SAFETY: a member of a block. It is read anew after the call-back, which may have set it.
        let read = || unsafe { member.read_unaligned() };
        let given = !read().is_missing() || self.call(RFCCM_NEEDELEMENT, bit);
        let piece = read();
        // SAFETY: given or filled in, so it is terminated unless it is still missing.
        (given && !piece.is_missing()).then(|| unsafe { piece.read() })
    }

    /// Calls the call-back; without one the answer is no.
    fn call(&self, message: u32, word: u32) -> bool {
        let word_of_block = self.address.expose_provenance().cast_signed();
        // SAFETY: the caller's function with what the contract gives it.
        self.callback
            .is_some_and(|callback| unsafe { callback(self.parent, message, word as usize, word_of_block) }.as_bool())
    }
}
