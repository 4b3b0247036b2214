//! Content that was placed before it was durable, after a power cut: what is torn, empty, gone or old again comes from the
//! other side; what people did since stays.

use std::fs;
use std::path::Path;

use foldsync::apply::Durability;
use testfs::{Behaviour, Journal, Mounted, Op, Options, PowerCut, Survival, Torn};

use super::rig::{Quiet, Rig, home, mount};
use super::tree::tree;
use super::workload::{base, change, write};

fn fragile(journal: Journal) -> Option<Mounted> {
    mount(Options { behaviour: Behaviour { journal, ..Behaviour::default() }, ..Options::default() })
}

fn rig(fs: &Mounted, home: &Path) -> Rig {
    Rig::at(&home.join("left"), &fs.join("right"), &home.join("state")).placing(Durability::Deferred)
}

fn cut(fs: &mut Mounted, survival: Survival, torn: Torn, seed: u64) {
    fs.control().power_cut(PowerCut { survival, torn, seed });
    fs.remount().unwrap();
}

const NAMES_ONLY: [Torn; 3] = [Torn::Empty, Torn::Prefix, Torn::Zeros];

#[test]
fn torn_copies_come_from_the_other_side_again() {
    for torn in NAMES_ONLY {
        let Some(mut fs) = fragile(Journal::Ordered) else { return };
        let home = home();
        let rig = rig(&fs, home.path());
        base(&rig);
        let expected = tree(&rig.left);
        cut(&mut fs, Survival::Metadata, torn, 7);
        assert_ne!(tree(&rig.right), expected, "{torn:?} tore nothing");
        rig.run_well();
        assert_eq!(rig.converge(1), expected, "{torn:?}");
    }
}

#[test]
fn vanished_copies_come_from_the_other_side_again() {
    let Some(mut fs) = fragile(Journal::PerFolder) else { return };
    let home = home();
    let rig = rig(&fs, home.path());
    write(&rig.right, "there-before", "old");
    fs.control().sync();
    base(&rig);
    let expected = tree(&rig.left);
    cut(&mut fs, Survival::Nothing, Torn::Empty, 0);
    rig.run_well();
    assert_eq!(rig.converge(1), expected);
}

/// The old version is back on the disk, the archive knows the new one.
#[test]
fn a_version_that_came_back_is_no_edit() {
    let Some(mut fs) = fragile(Journal::Ordered) else { return };
    let home = home();
    let rig = rig(&fs, home.path());
    base(&rig);
    fs.control().sync();
    for file in ["up-l", "deep/up-l"] {
        write(&rig.left, file, "new on the left");
    }
    rig.run_well();
    let expected = tree(&rig.left);
    cut(&mut fs, Survival::Nothing, Torn::Empty, 0);
    assert_eq!(fs::read_to_string(rig.right.join("up-l")).unwrap(), "old: up-l");
    rig.run_well();
    assert_eq!(rig.converge(1), expected);
}

/// Placed, recorded, changed again on the other side, placed again, and torn before that was recorded.
#[test]
fn a_second_version_that_is_torn_is_no_conflict() {
    for torn in NAMES_ONLY {
        let Some(mut fs) = fragile(Journal::Ordered) else { return };
        let home = home();
        let rig = rig(&fs, home.path());
        base(&rig);
        write(&rig.left, "up-l", "new on the left, and longer");
        let expected = tree(&rig.left);
        let control = fs.control().clone();
        control.once([Op::Rename], "**/up-l", |control, _| control.power_off_after(1));
        let _ = rig.try_run(&Quiet);
        assert!(control.is_off());
        control.clear_hooks();
        cut(&mut fs, Survival::Metadata, torn, 3);
        rig.run_well();
        assert_eq!(rig.converge(1), expected, "{torn:?}");
    }
}

#[test]
fn an_edit_made_after_the_cut_stays() {
    let Some(mut fs) = fragile(Journal::Ordered) else { return };
    let home = home();
    let rig = rig(&fs, home.path());
    base(&rig);
    cut(&mut fs, Survival::Metadata, Torn::Zeros, 1);
    write(&rig.right, "up-r", "edited after the cut");
    write(&rig.right, "appeared", "made after the cut");
    // Saved the way editors do it.
    write(&rig.right, "saved", "edited after the cut");
    fs::rename(rig.right.join("saved"), rig.right.join("deep/up-l")).unwrap();
    rig.run_well();
    rig.converge(1);
    let text = |path: &str| fs::read_to_string(rig.left.join(path)).unwrap();
    assert_eq!(text("up-r"), "edited after the cut: up-r");
    assert_eq!(text("appeared"), "made after the cut: appeared");
    assert_eq!(text("deep/up-l"), "edited after the cut: saved");
}

/// What the archive knows as deleted or moved is so on the disk, too.
#[test]
fn deletions_and_moves_do_not_come_back() {
    for journal in [Journal::Ordered, Journal::PerFolder] {
        let Some(mut fs) = fragile(journal) else { return };
        let home = home();
        let rig = rig(&fs, home.path());
        base(&rig);
        fs.control().sync();
        fs::remove_file(rig.left.join("del-l")).unwrap();
        fs::remove_dir_all(rig.left.join("gone")).unwrap();
        fs::rename(rig.left.join("mv/a"), rig.left.join("deep/z")).unwrap();
        fs::rename(rig.left.join("mvdir"), rig.left.join("deep/moved")).unwrap();
        let before = rig.versions();
        rig.run_well();
        let expected = tree(&rig.left);
        cut(&mut fs, Survival::Nothing, Torn::Empty, 0);
        rig.assert_kept(&before);
        rig.run_well();
        assert_eq!(rig.converge(1), expected, "{journal:?}");
    }
}

/// Whatever is left of a whole run, the sides end equal, nothing of the left is lost, nothing torn is spread.
#[test]
fn whatever_is_left_of_a_run_the_sides_converge() {
    for seed in 0..24 {
        let journal = if seed % 2 == 0 { Journal::Ordered } else { Journal::PerFolder };
        let Some(mut fs) = fragile(journal) else { return };
        let home = home();
        let rig = rig(&fs, home.path());
        base(&rig);
        fs.control().sync();
        change(&rig);
        // A torn name of a file comes again as a file of its own.
        fs::remove_file(rig.left.join("linked-too")).unwrap();
        let before = super::tree::texts(&rig.left);
        if seed % 3 == 0 {
            fs.control().power_off_after(seed * 9);
        }
        let _ = rig.try_run(&Quiet);
        cut(&mut fs, Survival::Seeded, Torn::Seeded, seed);
        rig.run_well();
        let found = rig.converge(2);
        rig.assert_kept(&before);
        let torn =
            found.values().any(|thing| matches!(thing, super::tree::Thing::File(text, ..) if !text.contains(": ")));
        assert!(!torn, "seed {seed}: {found:#?}");
    }
}

/// A second run after a cut (or after any start of the machine) has nothing more to compare.
#[test]
fn doubt_ends_with_the_run_that_settled_it() {
    let Some(mut fs) = fragile(Journal::Ordered) else { return };
    let home = home();
    let rig = rig(&fs, home.path());
    base(&rig);
    fs.control().sync();
    fs.remount().unwrap();
    rig.run_well();
    fs.control().forget_calls();
    rig.run_well();
    let read = fs.control().calls().only(|call| call.op == Op::Read && !call.touches("right/.syncmgr"));
    assert!(read.is_empty(), "contents were compared again: {read}");
}

#[test]
fn a_damaged_note_means_comparing_everything() {
    for damage in [&b""[..], b"\x01", b"nonsense"] {
        let Some(fs) = fragile(Journal::Ordered) else { return };
        let home = home();
        let rig = rig(&fs, home.path());
        base(&rig);
        fs::write(rig.state.join("unproven"), damage).unwrap();
        let expected = tree(&rig.left);
        rig.run_well();
        assert_eq!(rig.converge(1), expected);
    }
}
