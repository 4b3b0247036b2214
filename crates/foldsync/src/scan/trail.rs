//! The path of the entry that is looked at, in one buffer for the whole scan.

use std::ffi::CStr;
use std::io;

/// A relative path that always ends with a NUL, so that the system can read it or its last name in place.
pub(super) struct Trail {
    bytes: Vec<u8>,
}

impl Trail {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0] }
    }

    pub(super) fn path(&self) -> &[u8] {
        &self.bytes[..self.bytes.len() - 1]
    }

    /// Puts `name` after the first `prefix` bytes, which are empty or end with a separator.
    pub(super) fn set(&mut self, prefix: usize, name: &[u8]) {
        self.bytes.truncate(prefix);
        self.bytes.extend_from_slice(name);
        self.bytes.push(0);
    }

    /// Shortens the path to its first `len` bytes.
    pub(super) fn cut(&mut self, len: usize) {
        self.bytes.truncate(len);
        self.bytes.push(0);
    }

    /// Appends a separator; the length of the path with it is the prefix of what lies in this folder.
    pub(super) fn descend(&mut self) -> usize {
        let end = self.bytes.len() - 1;
        self.bytes[end] = b'/';
        self.bytes.push(0);
        end + 1
    }

    /// The path after its first `prefix` bytes, for the system.
    pub(super) fn tail(&self, prefix: usize) -> io::Result<&CStr> {
        CStr::from_bytes_with_nul(&self.bytes[prefix..]).map_err(|_| io::ErrorKind::InvalidInput.into())
    }
}
