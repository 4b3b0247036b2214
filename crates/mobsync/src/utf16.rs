//! UTF-16 in and out, always bounded.
//!
//! The string types of `windows-core` measure with the C library's `wcslen`, which counts units of four bytes on
//! Linux and reads past the end. Nothing here uses them.

/// How many units of a text are read at most, should its terminator be missing.
pub const TEXT_LIMIT: usize = 1 << 20;

/// Reads a text up to its terminator or the end of the array. A unit that is half a pair becomes U+FFFD.
pub fn read(units: &[u16]) -> String {
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    String::from_utf16_lossy(&units[..end])
}

/// Reads a terminated text; without terminator it ends after `limit` units, before half a pair. `None`: NULL.
///
/// # Safety
/// `text` is NULL or points at readable units up to a terminator or up to `limit`, whichever comes first.
pub unsafe fn read_at(text: *const u16, limit: usize) -> Option<String> {
    if text.is_null() {
        return None;
    }
    let mut units = Vec::new();
    while units.len() < limit {
        // SAFETY: neither the terminator nor the limit has come yet. The pointer may be odd: it is foreign.
        let unit = unsafe { text.add(units.len()).read_unaligned() };
        if unit == 0 {
            return Some(String::from_utf16_lossy(&units));
        }
        units.push(unit);
    }
    units.pop_if(|last| is_high_surrogate(*last));
    Some(String::from_utf16_lossy(&units))
}

/// Writes a text that always ends with a terminator and never with half a pair; the rest of the array is zero.
///
/// A text ends at its first NUL, as for every reader.
pub fn write(array: &mut [u16], text: &str) {
    array.fill(0);
    let mut at = 0;
    for character in text.chars().take_while(|character| *character != '\0') {
        let length = character.len_utf16();
        if at + length >= array.len() {
            return;
        }
        character.encode_utf16(&mut array[at..]);
        at += length;
    }
}

/// A terminated text to be lent to a foreign function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WideText(Vec<u16>);

impl WideText {
    /// Encodes a text up to its first NUL.
    pub fn new(text: &str) -> Self {
        let visible = text.split('\0').next().unwrap_or_default();
        Self(visible.encode_utf16().chain([0]).collect())
    }

    /// The first unit; valid as long as this value.
    pub fn as_ptr(&self) -> *const u16 {
        self.0.as_ptr()
    }
}

fn is_high_surrogate(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_at_of(units: &[u16], limit: usize) -> String {
        assert!(units.contains(&0) || units.len() >= limit);
        // SAFETY: asserted above.
        unsafe { read_at(units.as_ptr(), limit) }.unwrap()
    }

    /// Proves: D-17
    #[test]
    fn d_17_reading_stops_at_the_terminator_or_the_end() {
        assert_eq!(read(&[0x41, 0x42, 0, 0x43]), "AB");
        assert_eq!(read(&[0x41, 0x42]), "AB");
        assert_eq!(read(&[]), "");
        assert_eq!(read(&[0x20AC, 0xD83D, 0xDE00, 0]), "€😀");
    }

    #[test]
    fn each_half_pair_becomes_one_replacement_character() {
        assert_eq!(read(&[0xD83D]), "\u{FFFD}");
        assert_eq!(read(&[0xDE00, 0x41, 0xD83D, 0xD83D, 0xDE00]), "\u{FFFD}A\u{FFFD}😀");
        assert_eq!(read_at_of(&[0xD83D, 0], 9), "\u{FFFD}");
    }

    #[test]
    fn a_text_by_pointer_is_bounded_and_null_is_none() {
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { read_at(std::ptr::null(), 9) }, None);
        assert_eq!(read_at_of(&[0], 9), "");
        assert_eq!(read_at_of(&[0x41; 4], 4), "AAAA");
        assert_eq!(read_at_of(&[0x41, 0xD83D, 0xDE00, 0], 2), "A");
        assert_eq!(read_at_of(&[0x41, 0xD83D, 0xDE00, 0], 3), "A😀");
    }

    #[test]
    fn a_text_at_an_odd_address_is_read() {
        let bytes = [9_u8, 0x41, 0, 0xAC, 0x20, 0, 0];
        // SAFETY: the units begin at the second byte and are terminated.
        assert_eq!(unsafe { read_at(bytes[1..].as_ptr().cast(), 9) }.unwrap(), "A€");
    }

    /// Proves: D-17
    #[test]
    fn d_17_writing_cuts_before_half_a_pair_and_terminates() {
        let mut array = [7; 4];
        write(&mut array, "ABCDEF");
        assert_eq!(array, [0x41, 0x42, 0x43, 0]);
        write(&mut array, "AB😀");
        assert_eq!(array, [0x41, 0x42, 0, 0]);
        write(&mut array, "A😀B");
        assert_eq!(array, [0x41, 0xD83D, 0xDE00, 0]);
        write(&mut array, "A\0B");
        assert_eq!(array, [0x41, 0, 0, 0]);
        write(&mut [], "A");
        let mut one = [7];
        write(&mut one, "A");
        assert_eq!(one, [0]);
    }

    #[test]
    fn the_limits_of_the_published_arrays() {
        let mut handler = [7; crate::constants::MAX_SYNCMGRHANDLERNAME];
        write(&mut handler, &"x".repeat(40));
        assert_eq!((handler[30], handler[31]), (u16::from(b'x'), 0));
        let mut item = [7; crate::constants::MAX_SYNCMGRITEMNAME];
        write(&mut item, &"😀".repeat(64));
        assert_eq!(read(&item), "😀".repeat(63));
        assert_eq!(item[126..], [0, 0]);
    }

    proptest! {
        #[test]
        fn what_fits_comes_back(text in "[^\0]{0,40}") {
            let mut array = [7; 128];
            write(&mut array, &text);
            prop_assert_eq!(read(&array), text.clone());
            let wide = WideText::new(&text);
            // SAFETY: a WideText is terminated.
            prop_assert_eq!(unsafe { read_at(wide.as_ptr(), TEXT_LIMIT) }, Some(text));
        }

        #[test]
        fn what_does_not_fit_comes_back_as_its_beginning(text in "[^\0]{0,40}", length in 1_usize..20) {
            let mut array = vec![7; length];
            write(&mut array, &text);
            prop_assert_eq!(array.last(), Some(&0));
            let back = read(&array);
            prop_assert!(text.starts_with(&back));
            let next = text[back.len()..].chars().next();
            prop_assert!(next.is_none_or(|c| back.encode_utf16().count() + c.len_utf16() >= length));
        }

        #[test]
        fn any_units_can_be_read(units in proptest::collection::vec(any::<u16>(), 0..40)) {
            let text = read(&units);
            prop_assert!(!text.contains('\0'));
        }
    }
}
