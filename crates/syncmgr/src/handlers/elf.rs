//! What the head of a shared library tells: enough to refuse what cannot be loaded, without loading it.

/// Why a file cannot be loaded by this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It is no shared library.
    NoLibrary,
    /// It is one for another processor or another size of addresses.
    OtherMachine,
}

/// So many bytes of the file are looked at.
pub const HEAD: usize = 20;

const MAGIC: &[u8] = b"\x7fELF";
/// The type of shared libraries (and of programs that can be loaded anywhere, which export nothing).
const SHARED: u16 = 3;
const SIXTY_FOUR_BITS: u8 = 2;
const THIRTY_TWO_BITS: u8 = 1;

/// Looks at the first bytes of a file.
pub fn check(head: &[u8]) -> Result<(), Misfit> {
    let (Some(magic), Some(&bits), Some(&order)) = (head.get(..4), head.get(4), head.get(5)) else {
        return Err(Misfit::NoLibrary);
    };
    let number = |at: usize| {
        let bytes = [*head.get(at)?, *head.get(at + 1)?];
        Some(if order == 2 { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let (Some(kind), Some(machine)) = (number(16), number(18)) else { return Err(Misfit::NoLibrary) };
    if magic != MAGIC || kind != SHARED {
        return Err(Misfit::NoLibrary);
    }
    let own_bits = if cfg!(target_pointer_width = "64") { SIXTY_FOUR_BITS } else { THIRTY_TWO_BITS };
    let fits = bits == own_bits && own_machine().is_none_or(|own| own == machine);
    if fits { Ok(()) } else { Err(Misfit::OtherMachine) }
}

/// The number of this program's processor; `None` where it is not known.
const fn own_machine() -> Option<u16> {
    if cfg!(target_arch = "x86_64") {
        Some(62)
    } else if cfg!(target_arch = "aarch64") {
        Some(183)
    } else if cfg!(target_arch = "x86") {
        Some(3)
    } else if cfg!(target_arch = "riscv64") {
        Some(243)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own_head() -> Vec<u8> {
        let bits = if cfg!(target_pointer_width = "64") { SIXTY_FOUR_BITS } else { THIRTY_TWO_BITS };
        let mut head = [MAGIC, &[bits, 1, 1, 0], &[0; 8], &SHARED.to_le_bytes()].concat();
        head.extend(own_machine().unwrap_or(62).to_le_bytes());
        assert_eq!(head.len(), HEAD);
        head
    }

    #[test]
    fn a_library_of_this_machine_fits() {
        assert_eq!(check(&own_head()), Ok(()));
    }

    #[test]
    fn texts_stubs_objects_and_empty_files_are_no_libraries() {
        for head in [
            &b""[..],
            b"\x7fELF",
            b"#!/bin/sh\necho hello, world\n",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0",
        ] {
            assert_eq!(check(head), Err(Misfit::NoLibrary), "{head:?}");
        }
        let mut object = own_head();
        object[16] = 1;
        assert_eq!(check(&object), Err(Misfit::NoLibrary));
    }

    #[test]
    fn other_processors_and_sizes_do_not_fit() {
        let mut small = own_head();
        small[4] = 3 - small[4];
        assert_eq!(check(&small), Err(Misfit::OtherMachine));
        let mut other = own_head();
        other[18] ^= 0x55;
        if own_machine().is_none() {
            return;
        }
        assert_eq!(check(&other), Err(Misfit::OtherMachine));
    }
}
