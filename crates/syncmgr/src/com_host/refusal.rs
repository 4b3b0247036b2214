//! Why a module cannot be used, in one line that names it and the next step.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use mobsync::codes::E_NOINTERFACE;
use mobsync::{GUID, HRESULT, LoadError};

use super::conversions::{code as pipe_code, guid};

/// The class is not in the module.
const CLASS_NOT_AVAILABLE: HRESULT = HRESULT(0x8004_0111_u32.cast_signed());
/// The class is not registered, as some modules say instead.
const CLASS_NOT_REGISTERED: HRESULT = HRESULT(0x8004_0154_u32.cast_signed());

/// The module could not be loaded.
pub fn of_loading(path: &Path, error: &LoadError) -> String {
    let module = path.display();
    match error {
        LoadError::NotAbsolute { .. } => error.to_string(),
        LoadError::NoEntry { .. } => format!(
            "{module} exports no DllGetClassObject, so it is no handler module: give the path of the handler's own .so file"
        ),
        LoadError::Open { source, .. } => {
            let said = source.source().map_or_else(|| source.to_string(), ToString::to_string);
            of_opening(path, &header(path), &said)
        }
    }
}

/// The module is loaded, and gave no handler of the class.
pub fn of_class(path: &Path, class: GUID, code: HRESULT) -> String {
    let (module, class) = (path.display(), guid(class));
    match code {
        CLASS_NOT_AVAILABLE | CLASS_NOT_REGISTERED => {
            format!("{module} has no class {class}: register it with the --clsid that its documentation names")
        }
        E_NOINTERFACE => format!(
            "{module} has class {class}, but that is no handler (no ISyncMgrSynchronize): register another --clsid"
        ),
        _ => format!("{module} does not make class {class} ({}): see its documentation", pipe_code(code)),
    }
}

/// What stands at the place of a module.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Header {
    /// Nothing that can be read.
    Unreadable(String),
    /// The first bytes of a file.
    Begins(Vec<u8>),
}

fn header(path: &Path) -> Header {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(20).read_to_end(&mut bytes));
    read.map_or_else(|error| Header::Unreadable(error.to_string()), |_| Header::Begins(bytes))
}

/// `said` is what the loader of the system says, which does not name the cause in every case.
fn of_opening(path: &Path, header: &Header, said: &str) -> String {
    let module = path.display();
    let bytes = match header {
        Header::Unreadable(why) => {
            return format!(
                "{module} cannot be read ({why}): register the handler's module again at its present place"
            );
        }
        Header::Begins(bytes) => bytes,
    };
    let Some(built_for) = machine(bytes) else {
        return format!("{module} is no shared library of this system: register the handler's .so file");
    };
    let own = machine_of_this_program();
    if own.as_ref().is_some_and(|own| *own != built_for) {
        let own = own.unwrap_or_default();
        return format!("{module} is built for {built_for}, but this program for {own}: install the handler for {own}");
    }
    match missing_library(path, said) {
        Some(library) => format!("{module} needs {library}, which is not installed here: install it and try again"),
        None => format!("{module} cannot be loaded: {said}"),
    }
}

/// The machine that an ELF file is for; `None`: it is none.
fn machine(bytes: &[u8]) -> Option<String> {
    if bytes.len() < 20 || !bytes.starts_with(b"\x7fELF") {
        return None;
    }
    let bits = if bytes[4] == 1 { 32 } else { 64 };
    let number = if bytes[5] == 2 { [bytes[19], bytes[18]] } else { [bytes[18], bytes[19]] };
    let name = match u16::from_le_bytes(number) {
        3 => "x86",
        8 => "MIPS",
        21 => "PowerPC",
        22 => "s390",
        40 => "ARM",
        62 => "x86-64",
        183 => "ARM64",
        243 => "RISC-V",
        other => return Some(format!("machine {other} ({bits} bits)")),
    };
    Some(format!("{name} ({bits} bits)"))
}

fn machine_of_this_program() -> Option<String> {
    let own = std::env::current_exe().ok()?;
    match header(&own) {
        Header::Begins(bytes) => machine(&bytes),
        Header::Unreadable(_) => None,
    }
}

/// The loader begins its message with the library that it did not find, which may be the module itself.
fn missing_library<'a>(path: &Path, said: &'a str) -> Option<&'a str> {
    let (library, what) = said.split_once(": ")?;
    let is_missing = what.contains("No such file") || what.contains("not found");
    (is_missing && Path::new(library) != path).then_some(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(class: u8, order: u8, machine: u16) -> Header {
        let mut bytes = b"\x7fELF".to_vec();
        bytes.extend([class, order, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
        bytes.extend(if order == 2 { machine.to_be_bytes() } else { machine.to_le_bytes() });
        Header::Begins(bytes)
    }

    #[test]
    fn each_cause_has_its_next_step() {
        let path = Path::new("/opt/mail/handler.so");
        let cases = [
            (Header::Unreadable("No such file".into()), "", "cannot be read (No such file): register"),
            (Header::Begins(b"#!/bin/sh".to_vec()), "invalid ELF header", "is no shared library of this system"),
            (elf(2, 1, 0xFFFF), "cannot open", "is built for machine 65535 (64 bits), but this program for "),
            (elf(1, 2, 20), "wrong ELF class", "is built for machine 20 (32 bits), but"),
        ];
        for (header, said, part) in cases {
            let line = of_opening(path, &header, said);
            assert!(line.starts_with("/opt/mail/handler.so ") && line.contains(part), "{line}");
            assert!(!line.contains('\n'));
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_library_that_is_missing_is_named() {
        let path = Path::new("/opt/mail/handler.so");
        let native = elf(2, 1, 62);
        let line = of_opening(path, &native, "libmail.so.3: cannot open shared object file: No such file or directory");
        assert_eq!(
            line,
            "/opt/mail/handler.so needs libmail.so.3, which is not installed here: install it and try again"
        );
        let said = "/opt/mail/handler.so: undefined symbol: send_all";
        assert_eq!(of_opening(path, &native, said), format!("/opt/mail/handler.so cannot be loaded: {said}"));
    }

    #[test]
    fn refusals_of_a_class_name_it() {
        let (path, class) = (Path::new("/a.so"), GUID::from_u128(0x6295df27_35ee_11d1_8707_00c04fd93327));
        for (code, part) in [
            (CLASS_NOT_AVAILABLE, "/a.so has no class {6295df27-35ee-11d1-8707-00c04fd93327}: register"),
            (E_NOINTERFACE, "that is no handler"),
            (mobsync::codes::E_OUTOFMEMORY, "(E_OUTOFMEMORY)"),
        ] {
            assert!(of_class(path, class, code).contains(part), "{}", of_class(path, class, code));
        }
    }
}
