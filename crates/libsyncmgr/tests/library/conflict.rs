//! `SyncMgrResolveConflict` where nobody can be asked.

use crate::artifacts::succeed;
use crate::client::{caller, world};
use crate::world::World;

/// What the form says when the environment answers so.
#[track_caller]
fn resolve(world: &World, policy: &str, form: &str, words: &[&str]) -> Vec<String> {
    let call = [&["conflict", form], words].concat();
    let out = succeed(caller(world, "", &call).env("SYNCMGR_CONFLICT_ANSWER", policy));
    out.lines().map(str::to_owned).collect()
}

/// Proves: R-ABI-18, R-CON-1, R-CON-2, R-CON-3, D-40, D-41, D-42, D-46, A12
#[test]
fn d_41_d_42_both_forms_answer_as_the_environment_has_it() {
    let world = world("");
    for (policy, plain, offered) in [
        ("", 0, 0),
        ("cancel", 0, 0),
        ("cancel+all", 0, 0),
        ("keep-both", 1, 1),
        ("keep-both+all", 1, 0x11),
        ("keep-local", 2, 2),
        ("keep-local+all", 2, 0x12),
        ("keep-network", 3, 3),
        ("keep-network+all", 3, 0x13),
        ("nonsense", 0, 0),
    ] {
        for form in ["W", "A"] {
            let block = ["NAME=report.odt", "LOCATION=/home/ann", "NEWNAME=report (2).odt", "LOCALMODIFIEDBY=half"];
            let answer = |flags: &str| resolve(&world, policy, form, &[&[flags], &block[..]].concat());
            assert_eq!(answer("0"), [format!("-> {plain:#x}")], "{policy} {form}");
            assert_eq!(answer("1"), [format!("-> {offered:#x}")], "{policy} {form}");
            assert_eq!(answer("0xfffffffe"), [format!("-> {plain:#x}")], "bits without a name mean nothing");
        }
    }
}

/// Proves: D-43
#[test]
fn d_43_no_block_no_decision() {
    let world = world("");
    for form in ["W", "A"] {
        assert_eq!(resolve(&world, "keep-both", form, &["null"]), ["-> 0x0"]);
    }
}

/// Proves: R-CON-3, R-CON-4, R-CON-5, D-44, D-46
#[test]
fn d_44_the_call_back_is_asked_once_for_each_missing_piece_and_for_nothing_else() {
    let world = world("");
    let asked = |bits: &[u32], parent: u32| {
        let line = |bit: &u32| format!("message=3 word={bit:#x} parent={parent} data=77");
        let mut lines: Vec<_> = bits.iter().map(line).collect();
        lines.push("-> 0x2".into());
        lines
    };
    let all: Vec<u32> = (0..10).map(|bit| 1 << bit).collect();
    assert_eq!(all.iter().sum::<u32>(), 0x3FF, "RFCD_ALL");
    for form in ["W", "A"] {
        let answer = |words: &[&str]| resolve(&world, "keep-local", form, words);
        assert_eq!(answer(&["0", "fill=0"]), asked(&all, 0), "nothing can be filled in");
        assert_eq!(answer(&["0", "fill=0x3ff", "parent=5"]), asked(&all, 5), "everything is filled in");
        let given = ["0", "fill=0x3ff", "NAME=a", "NEWNAME=b", "KEEPLOCALICON=1", "LOCALMODIFIEDON=c", "LOCATION="];
        assert_eq!(answer(&given), asked(&[2, 8, 0x10, 0x20, 0x40], 0));
        assert_eq!(answer(&["0"]), ["-> 0x2"], "without a call-back what is missing is left out");
    }
}
