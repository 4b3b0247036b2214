//! What the engine remembers is lost or damaged: noticed, compared by content, nothing deleted, doubled or in conflict.

use std::fs;
use std::path::{Path, PathBuf};

use foldsync::undo::{LogError, UndoLog};

use super::rig::{Quiet, Rig, home};
use super::workload::{base, change, write};

/// Both sides in step but for one deletion, one edit and one new file, and an archive with a journal.
fn prepared(home: &Path) -> Rig {
    let rig = Rig::within(home);
    base(&rig);
    write(&rig.left, "journalled", "old");
    rig.run_until_trusted();
    assert!(rig.state.join("archive.journal").exists());
    fs::remove_file(rig.left.join("del-l")).unwrap();
    write(&rig.right, "appeared", "new");
    rig
}

/// After a run without an archive the deleted file is back, and everything else as if nothing had been.
fn is_rebuilt(rig: &Rig, said: bool) {
    let before = rig.versions();
    let ran = rig.run();
    assert_eq!(ran.plan.conflicts.len(), 0);
    let told = ran.problems();
    assert_eq!(told.len(), usize::from(said), "{told:?}");
    assert!(told.iter().all(|it| it.contains("compared by content, nothing is deleted")), "{told:?}");
    let counts = ran.finished.counts;
    assert_eq!((counts.deleted, counts.updated, counts.moved), (0, 0, 0));
    let found = rig.converge(2);
    assert!(found.contains_key(Path::new("del-l")) && found.contains_key(Path::new("appeared")));
    rig.assert_kept(&before);
}

#[test]
fn the_state_folder_is_gone() {
    let home = home();
    let rig = prepared(home.path());
    fs::remove_dir_all(&rig.state).unwrap();
    is_rebuilt(&rig, false);
}

const CUTS: u64 = 31;

/// The position of cut `number` in an archive of `length`: every boundary of its structures that can be told from
/// outside, and others.
fn cut(number: u64, length: u64) -> u64 {
    let fixed = [0, 1, 8, 151, 152, 153, length / 3, length / 2, length - 64, length - 63, length - 1];
    let spread = number.saturating_sub(fixed.len() as u64) * 7919 % length;
    fixed.get(number as usize).copied().unwrap_or(spread)
}

#[test]
fn the_archive_is_cut() {
    for number in 0..CUTS {
        let home = home();
        let rig = prepared(home.path());
        let file = fs::File::options().write(true).open(rig.state.join("archive")).unwrap();
        // Its length varies with the times in it.
        let length = file.metadata().unwrap().len();
        assert!(length > 200);
        file.set_len(cut(number, length)).unwrap();
        is_rebuilt(&rig, true);
    }
}

fn flip(file: PathBuf, at: usize) {
    let mut bytes = fs::read(&file).unwrap();
    let at = at % bytes.len();
    bytes[at] ^= 1 << (at % 8);
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_bit_of_the_archive_flips() {
    for round in 0..24 {
        let home = home();
        let rig = prepared(home.path());
        let archive = rig.state.join("archive");
        let bytes = fs::read(&archive).unwrap();
        // The index between the blocks and the trailer serves to find single records; a run does without it.
        let index = u64::from_le_bytes(bytes[bytes.len() - 64..][..8].try_into().unwrap()) as usize;
        let at = if round % 6 == 0 { bytes.len() - 64 + round } else { round * 101 % index };
        flip(archive, at);
        is_rebuilt(&rig, true);
    }
}

/// A torn journal is an older archive: what it does not know of is compared.
#[test]
fn the_journal_is_torn() {
    for round in 0..24 {
        let home = home();
        let rig = prepared(home.path());
        let journal = rig.state.join("archive.journal");
        let length = journal.metadata().unwrap().len();
        if round % 2 == 0 {
            fs::File::options().write(true).open(&journal).unwrap().set_len(round * 31 % length).unwrap();
        } else {
            flip(journal, round as usize * 53);
        }
        let before = rig.versions();
        let ran = rig.run();
        assert_eq!(ran.plan.conflicts.len(), 0, "round {round}");
        rig.converge(2);
        rig.assert_kept(&before);
    }
}

#[test]
fn a_damaged_undo_log_undoes_nothing() {
    let home = home();
    let rig = Rig::within(home.path());
    base(&rig);
    change(&rig);
    rig.run_well();
    let session = UndoLog::sessions(&rig.state).unwrap().remove(0);
    let log = rig.state.join("undo").join(&session);
    let whole = fs::read(&log).unwrap();
    for at in [0, 7, 8, 40, whole.len() / 2, whole.len() - 1] {
        flip(log.clone(), at);
        assert!(matches!(UndoLog::read(&rig.state, &session), Err(LogError::Damaged { .. })), "at {at}");
        fs::write(&log, &whole[..at]).unwrap();
        assert!(matches!(UndoLog::read(&rig.state, &session), Err(LogError::Damaged { .. })), "cut at {at}");
        fs::write(&log, &whole).unwrap();
    }
    rig.converge(1);
}

#[test]
fn the_private_folders_are_deleted_by_hand() {
    for sides in [&["left"][..], &["right"], &["left", "right"]] {
        let home = home();
        let rig = prepared(home.path());
        for side in sides {
            fs::remove_dir_all(home.path().join(side).join(".syncmgr")).unwrap();
        }
        let before = rig.versions();
        rig.run_well();
        let found = rig.converge(2);
        assert!(!found.contains_key(Path::new("del-l")), "the archive still knows that it was deleted");
        rig.assert_kept(&before);
    }
}

/// The marks are made anew by a run that dies before it can record them.
#[test]
fn the_private_folders_are_deleted_and_the_next_run_dies() {
    let home = home();
    let rig = prepared(home.path());
    for side in [&rig.left, &rig.right] {
        fs::remove_dir_all(side.join(".syncmgr")).unwrap();
    }
    // The archive cannot be written: its temporary name is taken by a folder.
    fs::create_dir_all(rig.state.join("archive.new/x")).unwrap();
    let _ = rig.try_run(&Quiet);
    fs::remove_dir_all(rig.state.join("archive.new")).unwrap();
    rig.converge(2);
}
