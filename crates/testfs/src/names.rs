//! What the file system takes for the same name, and which names it refuses.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use rustix::io::Errno;
use unicode_normalization::UnicodeNormalization;

/// What a name is looked up by: names with one key are one name.
pub type Key = Vec<u8>;

/// Whether names that differ in case are one name. The name keeps the case it was made with.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Case {
    /// As on ext4.
    #[default]
    Sensitive,
    /// As on NTFS, APFS, exFAT.
    Insensitive,
}

/// What happens to names that are the same text in different Unicode forms.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// Different bytes are different names, as on ext4.
    #[default]
    Bytes,
    /// Every name is stored decomposed, as on HFS+: a listing shows other bytes than were given.
    StoredDecomposed,
    /// Names are kept as given but compared by their form, as on APFS.
    Compared,
}

/// Which names may not be made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Reserved {
    /// Only `/` and the zero byte.
    #[default]
    Nothing,
    /// Also `\ : * ? " < > |`, control characters, a final dot or space: EINVAL, as on vfat and NTFS.
    Windows,
}

/// The rules for names, fixed while mounted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NameRules {
    /// Case folding.
    pub case: Case,
    /// Unicode folding.
    pub form: Form,
    /// Refused characters.
    pub reserved: Reserved,
    /// Longest name in bytes (143 for eCryptfs, 255 else).
    pub longest: usize,
}

impl Default for NameRules {
    fn default() -> Self {
        Self { case: Case::default(), form: Form::default(), reserved: Reserved::default(), longest: 255 }
    }
}

impl NameRules {
    /// What `name` is looked up by.
    pub fn key(&self, name: &OsStr) -> Key {
        // A name that is not text folds with nothing, as on the file systems that fold.
        let Some(text) = name.to_str() else { return name.as_bytes().to_vec() };
        let text = match self.form {
            Form::Bytes => text.to_owned(),
            Form::StoredDecomposed | Form::Compared => text.nfd().collect(),
        };
        match self.case {
            Case::Sensitive => text.into_bytes(),
            Case::Insensitive => text.to_lowercase().into_bytes(),
        }
    }

    /// The name as it is stored and listed.
    pub fn stored(&self, name: &OsStr) -> OsString {
        match (self.form, name.to_str()) {
            (Form::StoredDecomposed, Some(text)) => OsString::from_vec(text.nfd().collect::<String>().into_bytes()),
            _ => name.to_owned(),
        }
    }

    /// Whether `name` may be looked up at all: ENAMETOOLONG if it is too long.
    pub fn check_length(&self, name: &OsStr) -> Result<(), Errno> {
        if name.len() > self.longest { Err(Errno::NAMETOOLONG) } else { Ok(()) }
    }

    /// Whether `name` may be made: ENAMETOOLONG or EINVAL if not.
    pub fn check_new(&self, name: &OsStr) -> Result<(), Errno> {
        self.check_length(name)?;
        let bytes = name.as_bytes();
        let refused = self.reserved == Reserved::Windows
            && (bytes.iter().any(|byte| *byte < 32 || b"\\:*?\"<>|".contains(byte))
                || bytes.ends_with(b".")
                || bytes.ends_with(b" "));
        if refused { Err(Errno::INVAL) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPOSED: &str = "caf\u{e9}";
    const DECOMPOSED: &str = "cafe\u{301}";

    #[test]
    fn same_names() {
        let cases = [
            (Case::Sensitive, Form::Bytes, "a", "A", false),
            (Case::Insensitive, Form::Bytes, "Straße", "STRAßE", true),
            (Case::Insensitive, Form::Bytes, COMPOSED, DECOMPOSED, false),
            (Case::Sensitive, Form::Compared, COMPOSED, DECOMPOSED, true),
            (Case::Sensitive, Form::StoredDecomposed, COMPOSED, DECOMPOSED, true),
            (Case::Insensitive, Form::Compared, "CAF\u{c9}", DECOMPOSED, true),
            (Case::Sensitive, Form::Compared, "a", "A", false),
        ];
        for (case, form, one, other, same) in cases {
            let rules = NameRules { case, form, ..NameRules::default() };
            assert_eq!(rules.key(one.as_ref()) == rules.key(other.as_ref()), same, "{one} {other} {rules:?}");
        }
    }

    #[test]
    fn stored_names() {
        for (form, expected) in
            [(Form::Bytes, COMPOSED), (Form::Compared, COMPOSED), (Form::StoredDecomposed, DECOMPOSED)]
        {
            let rules = NameRules { form, ..NameRules::default() };
            assert_eq!(rules.stored(COMPOSED.as_ref()), expected, "{form:?}");
        }
        let bytes = OsStr::from_bytes(b"\xff\xfe");
        let rules = NameRules { case: Case::Insensitive, form: Form::StoredDecomposed, ..NameRules::default() };
        assert_eq!((rules.stored(bytes).as_os_str(), rules.key(bytes)), (bytes, b"\xff\xfe".to_vec()));
    }

    #[test]
    fn refused_names() {
        let long = "x".repeat(144);
        let windows = NameRules { reserved: Reserved::Windows, longest: 143, ..NameRules::default() };
        for (name, expected) in [
            ("plain", Ok(())),
            ("a:b", Err(Errno::INVAL)),
            ("tail.", Err(Errno::INVAL)),
            ("tail ", Err(Errno::INVAL)),
            ("new\nline", Err(Errno::INVAL)),
            (long.as_str(), Err(Errno::NAMETOOLONG)),
        ] {
            assert_eq!(windows.check_new(name.as_ref()), expected, "{name}");
        }
        assert_eq!(NameRules::default().check_new("a:b. ".as_ref()), Ok(()));
    }
}
