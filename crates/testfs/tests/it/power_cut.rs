//! What a power cut leaves, depending on what was synced before.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use testfs::{Backing, Behaviour, Errno, Fault, Journal, Mounted, Op, Options, PowerCut, Survival, Torn};

const NEW: &str = "new content that is longer";

fn mount(journal: Journal) -> Option<Mounted> {
    let options = Options { behaviour: Behaviour { journal, ..Behaviour::default() }, ..Options::default() };
    crate::mount(options)
}

fn sync_file(path: &Path) {
    OpenOptions::new().write(true).open(path).unwrap().sync_all().unwrap();
}

fn sync_folder(path: &Path) {
    File::open(path).unwrap().sync_all().unwrap();
}

fn left(fs: &Mounted, name: &str) -> Option<String> {
    let cut = PowerCut::default();
    left_after(fs, name, cut)
}

fn left_after(fs: &Mounted, name: &str, cut: PowerCut) -> Option<String> {
    fs.control().power_cut(cut);
    fs::read_to_string(fs.join(name)).ok()
}

/// What is synced after a new file was written, and what is there after the cut, by journal.
#[test]
fn a_new_file() {
    type Sync = fn(&Mounted);
    let cases: [(&str, Sync, Option<&str>, Option<&str>); 5] = [
        ("nothing", |_| {}, None, None),
        ("the file", |fs| sync_file(&fs.join("d/f")), None, Some(NEW)),
        ("its folder", |fs| sync_folder(&fs.join("d")), Some(""), Some("")),
        (
            "both",
            |fs| {
                sync_file(&fs.join("d/f"));
                sync_folder(&fs.join("d"));
            },
            Some(NEW),
            Some(NEW),
        ),
        ("everything", |fs| fs.control().sync(), Some(NEW), Some(NEW)),
    ];
    for (what, sync, per_folder, ordered) in cases {
        for (journal, expected) in [(Journal::PerFolder, per_folder), (Journal::Ordered, ordered)] {
            let Some(fs) = mount(journal) else { return };
            fs::create_dir(fs.join("d")).unwrap();
            fs.control().sync();
            fs::write(fs.join("d/f"), NEW).unwrap();
            sync(&fs);
            assert_eq!(left(&fs, "d/f").as_deref(), expected, "{what} synced, {journal:?}");
            assert!(fs.join("d").is_dir(), "what was there stays");
        }
    }
}

/// A folder that is itself not synced into its parent takes all that is in it with it.
#[test]
fn a_new_folder_needs_its_parent() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    for synced in ["d/f", "d"] {
        fs::create_dir(fs.join("d")).unwrap();
        fs::write(fs.join("d/f"), NEW).unwrap();
        File::open(fs.join("d/f")).unwrap().sync_all().unwrap();
        sync_folder(&fs.join("d"));
        if synced == "d" {
            sync_folder(fs.path());
        }
        assert_eq!(left(&fs, "d/f").is_some(), synced == "d", "synced up to {synced}");
    }
}

/// The usual way to replace a file: write a temporary one, sync, rename, sync the folder.
#[test]
fn a_replacement_by_rename() {
    enum Last {
        Write,
        SyncFile,
        Rename,
        SyncFolder,
    }
    let cases = [(Last::Write, "old"), (Last::SyncFile, "old"), (Last::Rename, "old"), (Last::SyncFolder, NEW)];
    for (last, expected) in cases {
        let Some(fs) = mount(Journal::PerFolder) else { return };
        fs::write(fs.join("f"), "old").unwrap();
        fs.control().sync();
        fs::write(fs.join("tmp"), NEW).unwrap();
        if !matches!(last, Last::Write) {
            sync_file(&fs.join("tmp"));
        }
        if matches!(last, Last::Rename | Last::SyncFolder) {
            fs::rename(fs.join("tmp"), fs.join("f")).unwrap();
        }
        if matches!(last, Last::SyncFolder) {
            sync_folder(fs.path());
        }
        assert_eq!(left(&fs, "f").as_deref(), Some(expected));
    }
}

/// Without a sync before the rename, the rename can survive and the data not: the zero-length file.
#[test]
fn a_rename_that_survives_without_its_data() {
    for (torn, expected) in
        [(Torn::Empty, Some(0)), (Torn::Zeros, Some(NEW.len())), (Torn::Old, Some(0)), (Torn::Prefix, None)]
    {
        let Some(fs) = mount(Journal::Ordered) else { return };
        fs::write(fs.join("f"), "old").unwrap();
        fs.control().sync();
        fs::write(fs.join("tmp"), NEW).unwrap();
        fs::rename(fs.join("tmp"), fs.join("f")).unwrap();
        let cut = PowerCut { survival: Survival::Metadata, torn, seed: 3 };
        let content = left_after(&fs, "f", cut).unwrap();
        assert!(!fs.join("tmp").exists());
        match expected {
            Some(length) => assert_eq!(content.len(), length, "{torn:?}"),
            None => assert!(NEW.starts_with(&content) && content.len() <= NEW.len(), "{content}"),
        }
        assert_ne!(content, NEW, "the seed tears it somewhere");
    }
}

/// A file changed in place loses what was not synced, and by [`Torn::Empty`] what was truncated too.
#[test]
fn a_file_changed_in_place() {
    type Change<'a> = &'a dyn Fn(&Mounted);
    let truncated = |fs: &Mounted| fs::write(fs.join("f"), "NEW").unwrap();
    let patched = |fs: &Mounted| OpenOptions::new().write(true).open(fs.join("f")).unwrap().write_all(b"NEW").unwrap();
    let cases: [(Change, Torn, &str); 5] = [
        (&truncated, Torn::Empty, ""),
        (&truncated, Torn::Old, "old content"),
        (&patched, Torn::Empty, "old content"),
        (&patched, Torn::Old, "old content"),
        (
            &|fs| {
                truncated(fs);
                sync_file(&fs.join("f"));
            },
            Torn::Empty,
            "NEW",
        ),
    ];
    for (number, (change, torn, expected)) in cases.into_iter().enumerate() {
        let Some(fs) = mount(Journal::PerFolder) else { return };
        fs::write(fs.join("f"), "old content").unwrap();
        fs.control().sync();
        change(&fs);
        let cut = PowerCut { torn, ..PowerCut::default() };
        assert_eq!(left_after(&fs, "f", cut).as_deref(), Some(expected), "case {number}");
    }
}

/// Deletions and renames between folders, of which only one folder is synced.
#[test]
fn half_a_rename() {
    for (synced, there) in [(None, ["a/f"].as_slice()), (Some("b"), &["a/f", "b/f"]), (Some("a"), &[])] {
        let Some(fs) = mount(Journal::PerFolder) else { return };
        for folder in ["a", "b"] {
            fs::create_dir(fs.join(folder)).unwrap();
        }
        fs::write(fs.join("a/f"), NEW).unwrap();
        fs.control().sync();
        fs::rename(fs.join("a/f"), fs.join("b/f")).unwrap();
        if let Some(folder) = synced {
            sync_folder(&fs.join(folder));
        }
        fs.control().power_cut(PowerCut::default());
        let found: Vec<_> = ["a/f", "b/f"].into_iter().filter(|path| fs.join(path).exists()).collect();
        assert_eq!(found, there, "{synced:?} synced");
        for path in found {
            assert_eq!(fs::read_to_string(fs.join(path)).unwrap(), NEW);
        }
    }
}

#[test]
fn half_a_rename_of_a_folder_leaves_one_of_them() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    fs::create_dir_all(fs.join("a/sub")).unwrap();
    fs::create_dir(fs.join("b")).unwrap();
    fs::write(fs.join("a/sub/f"), NEW).unwrap();
    fs.control().sync();
    fs::rename(fs.join("a/sub"), fs.join("b/sub")).unwrap();
    sync_folder(&fs.join("b"));
    fs.control().power_cut(PowerCut::default());
    let found: Vec<_> = ["a/sub/f", "b/sub/f"].into_iter().filter(|path| fs.join(path).exists()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn deletions_come_back_unless_synced() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    fs::write(fs.join("f"), NEW).unwrap();
    fs.control().sync();
    fs::remove_file(fs.join("f")).unwrap();
    assert_eq!(left(&fs, "f").as_deref(), Some(NEW));
    fs::remove_file(fs.join("f")).unwrap();
    sync_folder(fs.path());
    assert_eq!(left(&fs, "f"), None);
}

#[test]
fn attributes_are_lost_with_the_file() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    fs::write(fs.join("f"), "").unwrap();
    fs.control().sync();
    let before = fs::metadata(fs.join("f")).unwrap();
    let mut read_only = before.permissions();
    read_only.set_readonly(true);
    fs::set_permissions(fs.join("f"), read_only.clone()).unwrap();
    fs.control().power_cut(PowerCut::default());
    assert_eq!(fs::metadata(fs.join("f")).unwrap().permissions(), before.permissions());
    fs::set_permissions(fs.join("f"), read_only.clone()).unwrap();
    File::open(fs.join("f")).unwrap().sync_all().unwrap();
    fs.control().power_cut(PowerCut::default());
    assert_eq!(fs::metadata(fs.join("f")).unwrap().permissions(), read_only);
}

/// The same seed gives the same outcome; different seeds give different ones.
#[test]
fn seeds() {
    let outcome = |seed| {
        let fs = mount(Journal::PerFolder)?;
        for name in ["a", "b", "c", "d", "e", "f"] {
            fs::create_dir(fs.join(name)).unwrap();
            fs::write(fs.join(name).join("f"), NEW).unwrap();
        }
        sync_folder(fs.path());
        fs.control().power_cut(PowerCut { survival: Survival::Seeded, torn: Torn::Seeded, seed });
        let control = fs.control();
        Some(control.paths().iter().map(|path| (path.clone(), control.read(path).ok())).collect::<Vec<_>>())
    };
    let outcomes: Vec<_> = (0..6).map_while(outcome).collect();
    let again: Vec<_> = (0..6).map_while(outcome).collect();
    assert_eq!(outcomes, again);
    assert!(outcomes.iter().any(|other| *other != outcomes[0]) || outcomes.is_empty());
}

#[test]
fn old_handles_are_dead_and_the_mount_lives_on() {
    let Some(mut fs) = mount(Journal::PerFolder) else { return };
    fs::write(fs.join("f"), "kept").unwrap();
    fs.control().sync();
    let mut file = OpenOptions::new().read(true).write(true).open(fs.join("f")).unwrap();
    fs.control().power_cut(PowerCut::default());
    let errno = |result: std::io::Result<()>| result.unwrap_err().raw_os_error();
    assert_eq!(errno(file.write_all(b"late")), Some(Errno::IO.raw_os_error()));
    assert_eq!(errno(file.read(&mut [0; 4]).map(|_| ())), Some(Errno::IO.raw_os_error()));
    assert_eq!(errno(file.sync_all()), Some(Errno::IO.raw_os_error()));
    drop(file);
    fs::write(fs.join("g"), "after").unwrap();
    assert_eq!(fs::read_to_string(fs.join("f")).unwrap(), "kept");
    fs.remount().unwrap();
    assert_eq!(fs::read_to_string(fs.join("g")).unwrap(), "after", "a remount loses nothing");
}

/// Every moment of a run can be cut off: after n changes nothing answers any more, then the power cut.
#[test]
fn power_fails_at_every_moment_of_a_safe_replacement() {
    for moment in 0..20 {
        let Some(fs) = mount(Journal::PerFolder) else { return };
        fs::write(fs.join("f"), "old").unwrap();
        fs.control().sync();
        fs.control().power_off_after(moment);
        let run = || -> std::io::Result<()> {
            let mut file = File::create(fs.join("tmp"))?;
            file.write_all(NEW.as_bytes())?;
            file.sync_all()?;
            fs::rename(fs.join("tmp"), fs.join("f"))?;
            File::open(fs.path())?.sync_all()
        };
        let finished = run().is_ok();
        assert_eq!(fs.control().is_off(), !finished, "moment {moment}");
        let content = left_after(&fs, "f", PowerCut { survival: Survival::Seeded, torn: Torn::Seeded, seed: moment });
        let content = content.expect("the file is there at every moment");
        assert!(content == NEW || (content == "old" && !finished), "moment {moment}: {content:?}");
        if finished {
            assert!(moment >= 4, "create, write, sync, rename, sync are five operations");
            return;
        }
    }
    panic!("the run never finished");
}

#[test]
fn the_durable_content_can_be_asked_for() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    fs::write(fs.join("f"), "old").unwrap();
    assert_eq!(fs.control().durable("f"), None);
    fs.control().sync();
    OpenOptions::new().append(true).open(fs.join("f")).unwrap().write_all(b" and new").unwrap();
    assert_eq!(fs.control().durable("f").as_deref(), Some(b"old".as_slice()));
    sync_file(&fs.join("f"));
    assert_eq!(fs.control().durable("f").as_deref(), Some(b"old and new".as_slice()));
}

/// The finding that a program must know: the server of a plain FUSE mount never learns of `syncfs`.
#[test]
fn syncfs_makes_nothing_durable() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    fs::write(fs.join("f"), NEW).unwrap();
    fs.control().forget_calls();
    rustix::fs::syncfs(File::open(fs.path()).unwrap()).unwrap();
    let calls = fs.control().calls();
    assert!(calls.only(|call| call.op.syncs()).is_empty(), "{calls}");
    assert_eq!(left(&fs, "f"), None);
}

/// The mount of a block device hears of it: so the way of a program that uses `syncfs` can be tested too.
#[test]
fn syncfs_makes_everything_durable_on_a_block_device() {
    let options = Options { backing: Backing::Block, ..Options::default() };
    let Some(mut fs) = crate::mount(options) else { return };
    let large = "0123456789".repeat(50_000);
    fs::create_dir_all(fs.join("a/b")).unwrap();
    fs::write(fs.join("a/b/f"), &large).unwrap();
    rustix::fs::syncfs(File::open(fs.path()).unwrap()).unwrap();
    assert_eq!(fs.control().calls().count(Op::SyncFs), 1);
    fs::write(fs.join("a/b/g"), NEW).unwrap();
    assert_eq!(left(&fs, "a/b/f").as_deref(), Some(large.as_str()));
    assert_eq!(fs.control().paths().len(), 3, "what came after the sync is gone");
    fs.control().fail(Fault::on([Op::SyncFs]));
    assert_eq!(rustix::fs::syncfs(File::open(fs.path()).unwrap()), Err(Errno::IO));
    fs.remount().unwrap();
    assert_eq!(fs::read_to_string(fs.join("a/b/f")).unwrap(), large);
}

#[test]
fn syncs_of_files_and_folders_arrive() {
    let Some(fs) = mount(Journal::PerFolder) else { return };
    let file = File::create(fs.join("f")).unwrap();
    fs.control().forget_calls();
    file.sync_all().unwrap();
    file.sync_data().unwrap();
    sync_folder(fs.path());
    let calls = fs.control().calls();
    assert_eq!((calls.count(Op::Fsync), calls.count(Op::FsyncDir)), (2, 1), "{calls}");
}
