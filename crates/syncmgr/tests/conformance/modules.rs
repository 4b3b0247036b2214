//! A C++ handler that breaks one rule at a time.

use std::path::PathBuf;

use crate::build::{manifest, module};
use crate::kit::{Kit, Report, each, patience};

const CLASS: &str = "{fa017001-0001-0002-0003-000000000000}";

fn faulty() -> PathBuf {
    module("faulty", &manifest("tests/cpp/faulty.cpp"), &[])
}

fn run(fault: &str, arguments: &[&str]) -> Report {
    let arguments = [&["--patience", patience(fault)], arguments].concat();
    Kit::of_module(&faulty(), CLASS, &arguments).with("TEST_FAULT", fault).report()
}

#[track_caller]
fn finds(breaches: &[(&str, &[&str])]) {
    // Built before the clock of the first one runs.
    faulty();
    each(breaches, |fault| run(fault, &[]));
}

/// Proves: R-INI-15, R-INI-16, R-INI-17, R-ENS-2, R-CB-3, R-SYN-9, R-EMO-1, R-SHE-9
#[test]
fn a_handler_that_breaks_nothing_conforms() {
    let report = run("", &[]);
    report.conforms(&[
        "R-INI-15", "R-INI-16", "R-INI-17", "R-ENS-2", "R-CB-3", "R-SYN-9", "R-EMO-1", "R-EMO-3", "R-SHE-9",
    ]);
    let unseen = [
        "R-REG-10", "R-INI-19", "R-INI-20", "R-PFS-6", "R-SHE-8", "R-SPR-7", "R-INI-14", "R-PFS-8", "R-SYC-2",
        "R-EMO-4",
    ];
    let shown_only = ["R-SPR-4", "R-SPR-5", "R-SPR-6", "R-SPR-8", "R-SPC-2"];
    let of_programs = ["K-20", "K-21", "K-22", "K-23", "K-24", "K-25", "K-26"];
    let all = unseen.into_iter().chain(shown_only).chain(of_programs).collect();
    assert_eq!(report.with("not-observed"), all);
}

/// Proves: R-SPR-4, R-SPR-5, R-SPR-6, R-SPR-8, R-SPC-2, R-EMO-4
#[test]
fn with_dialogs_allowed_more_is_seen() {
    run("", &["--ui"]).conforms(&["R-SPR-4", "R-SPR-5", "R-SPR-6", "R-SPR-8", "R-SPC-2", "R-EMO-4"]);
}

/// Proves: R-INI-14, R-PFS-8
#[test]
fn a_handler_that_cannot_do_without_a_dialog_says_so() {
    run("needs-dialogs", &[]).conforms(&["R-INI-14", "R-PFS-8"]);
}

/// Proves: R-SYC-2
#[test]
fn a_synchronization_that_fails_at_once_is_no_breach() {
    run("synchronize-fails", &[]).conforms(&["R-SYC-2"]);
}

#[test]
fn crashes_and_hangs_cost_their_trial() {
    for (fault, how) in [
        ("crash", "died in GetItemObject (SIGSEGV; trial: item objects)"),
        ("exit", "died in GetItemObject (exit code 7; trial: item objects)"),
        ("hang", "hung in GetItemObject for "),
    ] {
        let report = run(fault, &[]);
        assert_eq!(report.complaints().into_iter().collect::<Vec<_>>(), ["K-1"], "{fault}");
        assert!(report.rows["K-1"].1.starts_with(how), "{}", report.rows["K-1"].1);
        assert_eq!((report.exit, report.rows["R-GIO-1"].0.as_str()), (4, "not-observed"));
        assert_eq!(report.rows["R-SYC-1"].0, "passed", "the other trials are made");
    }
}

/// Proves: R-SYS-10, R-REG-3
#[test]
fn breaches_of_com() {
    finds(&[
        ("any-class", &["K-2"]),
        ("class-not-null", &["K-2"]),
        ("query-not-null", &["K-3"]),
        ("query-code", &["K-3"]),
        ("aggregates", &["K-4"]),
        ("two-unknowns", &["K-5"]),
        ("leaks-itself", &["K-6"]),
        ("unloads-alive", &["K-7"]),
        ("thread-left", &["K-8"]),
        ("info-leaks", &["K-9"]),
        ("leaks-enumerator", &["K-9"]),
    ]);
}

/// Proves: R-INI-13, R-INI-17, R-INI-18, R-INI-23, R-INI-25, R-PFS-7
#[test]
fn breaches_of_initialize() {
    finds(&[
        ("dialog-when-quiet", &["R-INI-13", "R-INI-17", "R-PFS-7"]),
        ("flags-shared", &["R-INI-13", "R-INI-17", "R-PFS-7"]),
        ("unknown-event", &["R-INI-18"]),
        ("cookie-of-any-event", &["R-INI-23"]),
        ("cookie-kept", &["R-INI-23"]),
        ("initialize-code", &["R-INI-25"]),
    ]);
}

/// Proves: R-GHI-1, R-GHI-3, R-GHI-11, R-ENS-1, R-ENS-6, R-ITM-1, R-ENU-11, R-GIO-1, R-SYS-10, D-7, D-17, D-38
#[test]
fn breaches_of_what_is_described() {
    finds(&[
        ("info-static", &["R-GHI-1"]),
        ("info-null", &["R-GHI-1"]),
        ("info-size", &["R-GHI-3"]),
        ("info-code", &["R-GHI-11", "D-7"]),
        ("info-nameless", &["D-7"]),
        ("info-unterminated", &["D-17"]),
        ("items-null", &["R-ENS-1", "R-SYS-10"]),
        ("items-code", &["R-ENS-6", "R-SYS-10"]),
        ("item-size", &["R-ITM-1"]),
        ("item-null", &["D-38"]),
        ("item-twice", &["D-38"]),
        ("item-nameless", &["R-ENU-11"]),
        ("item-unterminated", &["D-17"]),
        ("object-there", &["R-GIO-1"]),
        ("object-not-null", &["R-GIO-1"]),
    ]);
}

/// Proves: R-ENS-5, R-ENU-1, R-ENU-2, R-ENU-4, R-ENU-5, R-ENU-6, R-ENU-8, R-ENU-9, D-14
#[test]
fn breaches_of_the_enumerator() {
    finds(&[
        ("next-notimpl", &["R-ENS-5", "R-ENU-2"]),
        ("next-counts-more", &["R-ENU-1", "D-14"]),
        ("next-overruns", &["R-ENU-1"]),
        ("next-says-false", &["R-ENU-2", "D-14"]),
        ("next-short-ok", &["D-14"]),
        ("next-without-number", &["D-14"]),
        ("skip-notimpl", &["R-ENS-5"]),
        ("skip-stays", &["R-ENU-4", "D-14"]),
        ("skip-says-false", &["R-ENU-5"]),
        ("reset-notimpl", &["R-ENS-5"]),
        ("reset-stays", &["R-ENU-6"]),
        ("reset-says-false", &["R-ENU-6"]),
        ("clone-notimpl", &["R-ENS-5"]),
        ("clone-says-false", &["R-ENU-8"]),
        ("clone-begins", &["R-ENU-8"]),
        ("clone-shares", &["R-ENU-9"]),
    ]);
}

/// Proves: R-CB-2, R-CB-4, R-CB-5, R-CB-7, R-CB-8
#[test]
fn breaches_of_the_callback() {
    finds(&[
        ("callback-not-counted", &["R-CB-2"]),
        ("callback-counted-twice", &["R-CB-2", "R-CB-4", "K-10"]),
        ("callback-old-kept", &["R-CB-4"]),
        ("callback-old", &["R-CB-5"]),
        ("callback-kept-on-null", &["R-CB-7"]),
        ("callback-late", &["R-CB-7"]),
        ("callback-kept-at-the-end", &["K-10"]),
        ("callback-code", &["R-CB-8"]),
    ]);
}

/// Proves: R-PFS-3, R-PFS-4, R-PFS-5, R-PFS-9, R-PFS-11, R-PSC-3
#[test]
fn breaches_of_prepare_for_sync() {
    finds(&[
        ("array-kept", &["R-PFS-3", "R-SYN-3"]),
        ("prepare-window", &["R-PFS-4"]),
        ("prepare-reserved", &["R-PFS-5"]),
        ("prepare-slow", &["R-PFS-9"]),
        ("prepare-code", &["R-PFS-11"]),
        ("prepare-never", &["R-PSC-3"]),
        ("prepare-twice", &["R-PSC-3"]),
        ("prepare-despite", &["R-PSC-3"]),
    ]);
}

/// Proves: R-SYN-3, R-SYN-4, R-SYN-6, R-SYN-7, R-SYN-8, R-SYN-10, R-SYN-11, R-SYC-1, R-SYC-2, R-SYC-5, R-CB-12, R-PRG-8, D-18
#[test]
fn breaches_of_synchronize() {
    finds(&[
        ("others-too", &["R-SYN-3"]),
        ("forgets-one", &["R-SYN-3", "R-PRG-5"]),
        ("synchronize-slow", &["R-SYN-4"]),
        ("silent", &["R-SYN-3", "R-SYN-6", "R-SYN-7", "R-PRG-8"]),
        ("silent-when-quiet", &["R-SYN-3", "R-SYN-7"]),
        ("dialog-in-synchronize", &["R-SYN-8"]),
        ("dialog-in-quiet-synchronize", &["R-SYN-8", "R-INI-13", "R-INI-17"]),
        ("synchronize-never", &["R-SYC-1"]),
        ("synchronize-twice", &["R-SYC-1"]),
        ("synchronize-despite", &["R-SYC-2"]),
        ("news-afterwards", &["R-SYC-5"]),
        ("no-final-status", &["D-18"]),
        ("no-first-word", &["R-CB-12"]),
        ("synchronize-window", &["R-SYN-10"]),
        ("synchronize-code", &["R-SYN-11"]),
    ]);
}

/// Proves: R-SIS-3, R-SIS-4, R-PRG-5, R-PRG-6
#[test]
fn breaches_of_skip_and_cancel() {
    finds(&[
        ("ignores-cancel-item", &["R-SIS-3", "R-PRG-5"]),
        ("cancel-item-stops-all", &["R-PRG-5"]),
        ("ignores-cancel-all", &["R-PRG-6"]),
        ("status-code", &["R-SIS-4"]),
    ]);
}

/// Proves: R-PRG-13, R-EST-7, D-16, D-19, D-21, D-22
#[test]
fn breaches_of_reports() {
    finds(&[
        ("progress-size", &["R-PRG-13", "D-18"]),
        ("progress-status", &["D-19"]),
        ("progress-value", &["D-19"]),
        ("progress-max", &["D-19"]),
        ("log-size", &["D-16"]),
        ("log-level", &["D-22"]),
        ("log-null", &["D-22"]),
        ("log-leads-nowhere", &["D-21"]),
        ("connection-reserved", &["R-EST-7"]),
    ]);
}

/// Proves: R-EMO-1, R-EMO-3, R-SHE-4, R-SHE-5, R-SHE-7, R-SHE-9, R-SHE-11
#[test]
fn breaches_of_dialogs_and_show_error() {
    finds(&[
        ("dialog-unasked", &["R-EMO-1"]),
        ("dialog-despite", &["R-EMO-3", "R-SHE-9"]),
        ("error-window", &["R-SHE-4"]),
        ("error-slow", &["R-SHE-5"]),
        ("error-never", &["R-SHE-7"]),
        ("error-twice", &["R-SHE-7"]),
        ("error-despite", &["R-SHE-7"]),
        ("error-code", &["R-SHE-11"]),
    ]);
}

/// Proves: R-EMO-4, R-SPR-4, R-SPR-5, R-SPR-6, R-SPR-8, R-SPC-2
#[test]
fn breaches_of_what_is_shown_only() {
    faulty();
    let breaches: &[(&str, &[&str])] = &[
        ("dialog-kept", &["R-EMO-4"]),
        ("properties-of-handler-fail", &["R-SPR-4"]),
        ("properties-of-item-fail", &["R-SPR-5"]),
        ("properties-unflagged", &["R-SPR-5"]),
        ("properties-window", &["R-SPR-4", "R-SPR-5", "R-SPR-6"]),
        ("properties-code", &["R-SPR-4", "R-SPR-5", "R-SPR-8"]),
        ("properties-never", &["R-SPC-2"]),
        ("properties-twice", &["R-SPC-2"]),
        ("properties-despite", &["R-SPC-2", "R-SPR-4", "R-SPR-5"]),
    ];
    each(breaches, |fault| run(fault, &["--ui"]));
}
