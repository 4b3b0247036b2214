//! A program that breaks one rule of the protocol at a time.

use crate::build::manifest;
use crate::kit::{Kit, Report, each, patience};

fn run(fault: &str) -> Report {
    let script = manifest("tests/conformance/faulty.py");
    let command = format!("python3 '{}' {fault}", script.display());
    Kit::new(&["--command", &command, "--patience", patience(fault)]).report()
}

#[test]
fn a_program_that_breaks_nothing_conforms() {
    let report = run("");
    report.conforms(&[
        "K-20", "K-21", "K-22", "K-23", "K-24", "K-25", "K-26", "R-SYC-1", "R-PRG-5", "R-PRG-6", "R-SIS-3",
    ]);
    let of_modules =
        ["R-SYS-10", "R-GHI-1", "R-ITM-1", "R-ENU-1", "R-GIO-1", "R-CB-2", "R-PFS-4", "R-PRG-13", "R-EST-7", "D-14"];
    for id in of_modules {
        assert_eq!(report.rows[id], ("not-observed".into(), "it concerns modules only".into()), "{id}");
    }
}

/// Proves: R-INI-13, R-INI-17, R-INI-18
#[test]
fn breaches_of_the_protocol() {
    each(
        &[
            ("stray", &["K-20"]),
            ("answers-twice", &["K-21"]),
            ("answers-notifications", &["K-21"]),
            ("answers-anything", &["K-22"]),
            ("odd-error", &["K-22"]),
            ("version", &["K-23"]),
            ("stays", &["K-24"]),
            ("early", &["K-25"]),
            ("unknown-report", &["K-26"]),
            ("unknown-event", &["R-INI-18"]),
            ("nameless", &["D-7"]),
            ("same-id", &["D-38"]),
            ("dialog-when-quiet", &["R-INI-13", "R-INI-17", "R-SYN-8"]),
        ],
        run,
    );
}

/// Proves: R-CB-7, R-PSC-3, R-SYN-3, R-SYN-6, R-SYN-7, R-SYC-1, R-SYC-5, R-PRG-5, R-PRG-6, R-PRG-8, R-SIS-3, R-SHE-7
#[test]
fn breaches_of_sessions() {
    each(
        &[
            ("crash", &["K-1"]),
            ("hang", &["K-1"]),
            ("late", &["R-CB-7"]),
            ("prepare-twice", &["R-PSC-3"]),
            ("silent", &["R-SYN-3", "R-SYN-6", "R-SYN-7", "R-PRG-8"]),
            ("others-too", &["R-SYN-3"]),
            ("dialog-in-synchronize", &["R-SYN-8"]),
            ("never", &["R-SYC-1"]),
            ("twice", &["R-SYC-1"]),
            ("news-afterwards", &["R-SYC-5"]),
            ("no-final-status", &["D-18"]),
            ("odd-value", &["D-19"]),
            ("ignores-cancel", &["R-PRG-5", "R-PRG-6", "R-SIS-3"]),
            ("error-never", &["R-SHE-7"]),
        ],
        run,
    );
}
