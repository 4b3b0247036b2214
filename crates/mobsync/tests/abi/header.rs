//! The header for C and C++ says what the specification says, and what the Rust side says.

use std::fs;
use std::process::Command;

use crate::toolchain::{compiler, folder, is_installed, succeed};
use mobsync::interfaces::{
    ISyncMgrEnumItems, ISyncMgrRegister, ISyncMgrSynchronize, ISyncMgrSynchronizeCallback, ISyncMgrSynchronizeInvoke,
};
use mobsync::{GUID, Interface};

/// The lines `NAME(arguments)` of the facts.
fn facts(name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder("tests/cpp/facts.def")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')'));
    lines.map(|arguments| arguments.split(", ").map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> u32 {
    text.strip_prefix("0x").map_or_else(|| text.parse(), |hex| u32::from_str_radix(hex, 16)).unwrap()
}

/// Proves: R-ABI-14, R-ABI-15, R-ABI-16
#[test]
fn r_abi_14_16_the_rust_constants_are_the_published_ones() {
    let mut published: Vec<(String, u32)> =
        [facts("CONSTANT"), facts("LATER")].concat().iter().map(|fact| (fact[0].clone(), number(&fact[1]))).collect();
    let codes = mobsync::codes::SYNCMGR.iter().map(|(name, code)| (*name, code.0.cast_unsigned()));
    let ours = mobsync::constants::ALL.iter().copied().chain(codes);
    let mut ours: Vec<(String, u32)> = ours.map(|(name, value)| (name.to_owned(), value)).collect();
    published.sort();
    ours.sort();
    assert_eq!(published.len(), 79);
    assert_eq!(ours, published);
}

/// Proves: R-ABI-1
#[test]
fn r_abi_1_the_rust_ids_are_the_published_ones() {
    let published = facts("IDENTIFIER");
    let ours = [
        ("CLSID_SyncMgr", mobsync::CLSID_SyncMgr),
        ("IID_ISyncMgrEnumItems", ISyncMgrEnumItems::IID),
        ("IID_ISyncMgrSynchronizeInvoke", ISyncMgrSynchronizeInvoke::IID),
        ("IID_ISyncMgrSynchronize", ISyncMgrSynchronize::IID),
        ("IID_ISyncMgrSynchronizeCallback", ISyncMgrSynchronizeCallback::IID),
        ("IID_ISyncMgrRegister", ISyncMgrRegister::IID),
    ];
    assert_eq!(published.len(), ours.len());
    for (fact, (name, id)) in published.iter().zip(ours) {
        let expected = GUID { data1: 0x6295_DF00 | number(&fact[1]), ..mobsync::CLSID_SyncMgr };
        assert_eq!((fact[0].as_str(), expected), (name, id));
    }
}

/// Compiles and runs one of the layout programs.
fn layout_holds(program: &str, standard: &str, source: &str) {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("layout");
    succeed(compiler(program, standard).arg(source).arg("-o").arg(&binary));
    succeed(&mut Command::new(binary));
}

/// Proves: R-ABI-1, R-ABI-2, R-ABI-3, R-ABI-4, R-ABI-5, R-ABI-6, R-ABI-7, R-ABI-9, R-ABI-10, R-ABI-11, R-ABI-12, R-ABI-13, R-ABI-14, R-ABI-15, R-ABI-16, R-ABI-17, R-ABI-18
#[test]
fn r_abi_1_to_18_hold_in_c11() {
    layout_holds("gcc", "c11", "layout.c");
}

/// Proves: R-ABI-1, R-ABI-2, R-ABI-3, R-ABI-4, R-ABI-5, R-ABI-6, R-ABI-7, R-ABI-9, R-ABI-10, R-ABI-11, R-ABI-12, R-ABI-13, R-ABI-14, R-ABI-15, R-ABI-16, R-ABI-17, R-ABI-18
#[test]
fn r_abi_1_to_18_hold_in_cpp17() {
    layout_holds("g++", "c++17", "layout.cpp");
}

/// Proves: R-ABI-1, R-ABI-2, R-ABI-3, R-ABI-4, R-ABI-5, R-ABI-6, R-ABI-7, R-ABI-9, R-ABI-10, R-ABI-11, R-ABI-12, R-ABI-13, R-ABI-14, R-ABI-15, R-ABI-16, R-ABI-17, R-ABI-18
#[test]
fn r_abi_1_to_18_hold_in_cpp20() {
    layout_holds("g++", "c++20", "layout.cpp");
}

/// Proves: R-ABI-9, R-ABI-10, R-ABI-11, R-ABI-12, R-ABI-13
#[test]
fn r_abi_9_to_13_hold_on_32_bits_without_a_c_library() {
    for (program, standard, source) in [("gcc", "c11", "layout.c"), ("g++", "c++17", "layout.cpp")] {
        succeed(compiler(program, standard).args(["-m32", "-ffreestanding", "-fsyntax-only", source]));
    }
}

/// Proves: R-ABI-8
#[test]
fn r_abi_8_methods_are_stdcall_on_32_bit_x86() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("call.cpp");
    let check = "#include <mobsync.h>\n\
        using Stdcall = HRESULT (__attribute__((stdcall)) ISyncMgrSynchronize::*)(HWND);\n\
        using Cdecl = HRESULT (__attribute__((cdecl)) ISyncMgrSynchronize::*)(HWND);\n\
        template <typename A, typename B> constexpr bool same = false;\n\
        template <typename A> constexpr bool same<A, A> = true;\n\
        static_assert(same<Stdcall, decltype(&ISyncMgrSynchronize::Synchronize)>);\n\
        static_assert(!same<Cdecl, decltype(&ISyncMgrSynchronize::Synchronize)>);\n";
    fs::write(&source, check).unwrap();
    succeed(compiler("g++", "c++17").args(["-m32", "-ffreestanding", "-fsyntax-only"]).arg(source));
}

#[test]
fn two_files_of_one_program_may_define_the_ids() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.cpp");
    fs::write(&other, "#define INITGUID\n#include <mobsync.h>\nextern const GUID *other;\nconst GUID *other = &IID_ISyncMgrRegister;\n")
        .unwrap();
    let plain = folder.path().join("plain.c");
    fs::write(
        &plain,
        "#include <mobsync.h>\nconst GUID *plain(void);\nconst GUID *plain(void) { return &CLSID_SyncMgr; }\n",
    )
    .unwrap();
    let object = folder.path().join("plain.o");
    succeed(compiler("gcc", "c11").arg("-c").arg(plain).arg("-o").arg(&object));
    let binary = folder.path().join("two");
    succeed(compiler("g++", "c++17").arg("layout.cpp").args([&other, &object]).arg("-o").arg(&binary));
    succeed(&mut Command::new(binary));
}

/// With mingw the header defers to the one of the toolchain, so that the same facts are held against an independent one.
#[test]
fn the_toolchains_own_header_agrees_where_it_is_installed() {
    for (program, standard, source) in
        [("x86_64-w64-mingw32-gcc", "c11", "layout.c"), ("x86_64-w64-mingw32-g++", "c++17", "layout.cpp")]
    {
        if is_installed(program) {
            let mut command = Command::new(program);
            command.arg(format!("-std={standard}")).arg("-fsyntax-only").arg("-I").arg(folder("include"));
            succeed(command.arg(source).current_dir(folder("tests/cpp")));
        }
    }
}

/// Debian's mingw-w64-common alone: its text names the same values for the constants that it has.
#[test]
fn the_text_of_debians_header_agrees_where_it_is_installed() {
    let Ok(text) = fs::read_to_string("/usr/share/mingw-w64/include/mobsync.h") else { return };
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let mut compared = 0;
    for fact in facts("CONSTANT") {
        let values = words.windows(2).filter(|pair| pair[0] == fact[0]).map(|pair| pair[1]);
        for value in values.filter(|value| value.starts_with(|c: char| c.is_ascii_digit())) {
            assert_eq!(number(value), number(&fact[1]), "{}", fact[0]);
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} constants were found");
}
