//! The file systems of other systems: folded names, coarse times, missing features.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use rustix::fs::{CWD, RenameFlags, XattrFlags, renameat_with};
use testfs::{
    Access, Behaviour, Case, Errno, Form, InodeNumbers, Mounted, NameRules, Options, Permissions, Reserved, Support,
};

const COMPOSED: &str = "caf\u{e9}";
const DECOMPOSED: &str = "cafe\u{301}";

fn mount(names: NameRules) -> Option<Mounted> {
    crate::mount(Options { names, ..Options::default() })
}

fn behaving(behaviour: Behaviour) -> Option<Mounted> {
    crate::mount(Options { behaviour, ..Options::default() })
}

fn errno<T>(result: io::Result<T>) -> Option<i32> {
    result.err().and_then(|error| error.raw_os_error())
}

fn listed(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn case_insensitive_names_keep_their_case() {
    let Some(fs) = mount(NameRules { case: Case::Insensitive, ..NameRules::default() }) else { return };
    fs::write(fs.join("ReadMe"), "one").unwrap();
    assert_eq!(fs::read_to_string(fs.join("README")).unwrap(), "one");
    assert_eq!(errno(File::create_new(fs.join("readme"))), Some(Errno::EXIST.raw_os_error()));
    fs::write(fs.join("readme"), "two").unwrap();
    assert_eq!(listed(fs.path()), ["ReadMe"]);
    fs::remove_file(fs.join("README")).unwrap();
    assert!(listed(fs.path()).is_empty());
    fs::write(fs.join("a"), "").unwrap();
    fs::rename(fs.join("A"), fs.join("B")).unwrap();
    assert_eq!(listed(fs.path()), ["B"]);
}

#[test]
fn unicode_forms() {
    for (form, made, expected) in [
        (Form::Bytes, vec![COMPOSED, DECOMPOSED], vec![DECOMPOSED, COMPOSED]),
        (Form::StoredDecomposed, vec![COMPOSED], vec![DECOMPOSED]),
        (Form::Compared, vec![COMPOSED, DECOMPOSED], vec![COMPOSED]),
        (Form::Compared, vec![DECOMPOSED, COMPOSED], vec![DECOMPOSED]),
    ] {
        let Some(fs) = mount(NameRules { form, ..NameRules::default() }) else { return };
        for name in &made {
            fs::write(fs.join(name), name).unwrap();
        }
        assert_eq!(listed(fs.path()), expected, "{form:?} after {made:?}");
        let other_form = fs.join(if made[0] == COMPOSED { DECOMPOSED } else { COMPOSED });
        assert_eq!(fs::read_to_string(other_form).unwrap(), made[made.len() - 1], "{form:?}");
    }
}

#[test]
fn refused_names() {
    let rules = NameRules { reserved: Reserved::Windows, longest: 143, ..NameRules::default() };
    let Some(fs) = mount(rules) else { return };
    for (name, expected) in [
        ("plain".to_owned(), None),
        ("x".repeat(143), None),
        ("x".repeat(144), Some(Errno::NAMETOOLONG)),
        ("a:b".to_owned(), Some(Errno::INVAL)),
        ("dot.".to_owned(), Some(Errno::INVAL)),
    ] {
        let expected = expected.map(Errno::raw_os_error);
        assert_eq!(errno(fs::write(fs.join(&name), "")), expected, "{name}");
        assert_eq!(
            errno(
                fs::rename(fs.join("plain"), fs.join(&name))
                    .and_then(|()| fs::rename(fs.join(&name), fs.join("plain")))
            ),
            expected,
            "{name}"
        );
    }
    assert_eq!(rustix::fs::statvfs(fs.path()).unwrap().f_namemax, 143);
}

#[test]
fn coarse_times() {
    for (granularity, expected) in [(1, (1_700_000_001, 0)), (2, (1_700_000_000, 0))] {
        let behaviour = Behaviour { granularity: Duration::from_secs(granularity), ..Behaviour::default() };
        let Some(fs) = behaving(behaviour) else { return };
        let file = File::create(fs.join("f")).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::new(1_700_000_001, 999_999_999)).unwrap();
        let meta = file.metadata().unwrap();
        assert_eq!((meta.mtime(), meta.mtime_nsec()), expected);
        fs::write(fs.join("f"), "now").unwrap();
        assert_eq!(
            (file.metadata().unwrap().mtime() % granularity as i64, file.metadata().unwrap().mtime_nsec()),
            (0, 0)
        );
    }
}

#[test]
fn there_are_no_birth_times() {
    let Some(fs) = behaving(Behaviour::default()) else { return };
    fs::write(fs.join("f"), "").unwrap();
    assert!(fs::metadata(fs.join("f")).unwrap().created().is_err());
}

/// Each missing feature, what it answers, and that the rest works.
#[test]
fn missing_features() {
    type Attempt = fn(&Path) -> io::Result<()>;
    type TakeAway = fn(&mut Behaviour);
    let renamed: Attempt = |root| Ok(renameat_with(CWD, root.join("f"), CWD, root.join("n"), RenameFlags::NOREPLACE)?);
    let exchanged: Attempt = |root| Ok(renameat_with(CWD, root.join("f"), CWD, root.join("g"), RenameFlags::EXCHANGE)?);
    let allocated: Attempt = |root| {
        let file = File::options().write(true).open(root.join("f"))?;
        Ok(rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, 10)?)
    };
    let cases: [(TakeAway, Attempt, Errno); 7] = [
        (
            |it| it.xattrs = Support::Refused,
            |root| Ok(rustix::fs::setxattr(root.join("f"), "user.a", b"", XattrFlags::empty())?),
            Errno::NOTSUP,
        ),
        (|it| it.hard_links = Support::Refused, |root| fs::hard_link(root.join("f"), root.join("n")), Errno::PERM),
        (|it| it.symlinks = Support::Refused, |root| symlink("f", root.join("n")), Errno::PERM),
        (|it| it.rename_flags = Support::Refused, renamed, Errno::INVAL),
        (|it| it.rename_flags = Support::Refused, exchanged, Errno::INVAL),
        (|it| it.fallocate = Support::Refused, allocated, Errno::OPNOTSUPP),
        (|it| it.access = Access::ReadOnly, |root| fs::write(root.join("n"), ""), Errno::ROFS),
    ];
    for (number, (take_away, attempt, expected)) in cases.into_iter().enumerate() {
        let Some(fs) = behaving(Behaviour::default()) else { return };
        for name in ["f", "g"] {
            fs.control().write(name, name).unwrap();
        }
        fs.control().behave(take_away);
        assert_eq!(errno(attempt(fs.path())), Some(expected.raw_os_error()), "case {number}");
        assert_eq!(listed(fs.path()), ["f", "g"], "case {number} did nothing");
        assert_eq!(fs::read_to_string(fs.join("f")).unwrap(), "f", "case {number}");
        fs.control().behave(|it| *it = Behaviour::default());
        attempt(fs.path()).unwrap();
    }
}

/// Where rename flags are refused, NOREPLACE onto something that exists is still EEXIST: the kernel looks first.
#[test]
fn no_replace_is_checked_by_the_kernel_first() {
    let Some(fs) = behaving(Behaviour { rename_flags: Support::Refused, ..Behaviour::default() }) else { return };
    for name in ["f", "g"] {
        fs.control().write(name, name).unwrap();
    }
    let result = renameat_with(CWD, fs.join("f"), CWD, fs.join("g"), RenameFlags::NOREPLACE);
    assert_eq!(result, Err(Errno::EXIST));
}

#[test]
fn fixed_permissions() {
    let chmod = |fs: &Mounted, mode| fs::set_permissions(fs.join("f"), fs::Permissions::from_mode(mode));
    let mode = |fs: &Mounted| fs::metadata(fs.join("f")).unwrap().mode() & 0o7777;
    for (permissions, refused, seen) in [
        (Permissions::Kept, None, 0o640),
        (Permissions::FixedRefusing(0o755), Some(Errno::PERM.raw_os_error()), 0o755),
        (Permissions::FixedIgnoring(0o755), None, 0o755),
    ] {
        let Some(fs) = behaving(Behaviour { permissions, ..Behaviour::default() }) else { return };
        fs::write(fs.join("f"), "").unwrap();
        assert_eq!(errno(chmod(&fs, 0o640)), refused, "{permissions:?}");
        assert_eq!(mode(&fs), seen, "{permissions:?}");
        assert_eq!(errno(chmod(&fs, 0o755)), None, "what is so already can be asked for");
    }
}

#[test]
fn inode_numbers_over_a_remount() {
    for (numbers, same) in [(InodeNumbers::Stable, true), (InodeNumbers::PerMount, false)] {
        let Some(mut fs) = crate::mount(Options { numbers, ..Options::default() }) else { return };
        fs::create_dir(fs.join("d")).unwrap();
        fs::write(fs.join("d/f"), "text").unwrap();
        let numbers_of = |fs: &Mounted| ["d", "d/f"].map(|path| fs::metadata(fs.join(path)).unwrap().ino());
        let before = numbers_of(&fs);
        assert_eq!(numbers_of(&fs), before, "they stay while mounted");
        fs.remount().unwrap();
        assert_eq!(numbers_of(&fs) == before, same, "{numbers:?}");
        assert_eq!(fs::read_to_string(fs.join("d/f")).unwrap(), "text");
    }
}

/// Where the server does not copy ranges, the kernel does it by reading and writing; the call works all the same.
#[test]
fn range_copies_work_either_way() {
    for copy_range in [Support::Full, Support::Refused] {
        let Some(fs) = behaving(Behaviour { copy_range, ..Behaviour::default() }) else { return };
        fs::write(fs.join("a"), "x".repeat(10_000)).unwrap();
        let (from, to) = (File::open(fs.join("a")).unwrap(), File::create(fs.join("b")).unwrap());
        assert_eq!(rustix::fs::copy_file_range(&from, None, &to, None, 10_000), Ok(10_000), "{copy_range:?}");
        assert_eq!(fs::read(fs.join("b")).unwrap(), fs::read(fs.join("a")).unwrap());
    }
}

/// Between two mounts the kernel copies by itself; to another kind of file system it refuses.
#[test]
fn range_copies_between_file_systems() {
    let (Some(one), Some(other)) = (behaving(Behaviour::default()), behaving(Behaviour::default())) else { return };
    fs::write(one.join("a"), "text").unwrap();
    let from = File::open(one.join("a")).unwrap();
    let copy = |to: &Path| rustix::fs::copy_file_range(&from, Some(&mut 0), File::create(to).unwrap(), None, 100);
    assert_eq!(copy(&other.join("b")), Ok(4));
    assert_eq!(other.control().read("b").unwrap(), b"text");
    let plain = tempfile::tempdir().unwrap();
    assert_eq!(copy(&plain.path().join("b")), Err(Errno::XDEV));
}

/// To the kernel two spellings are two names of one inode, and renaming one to the other is to do nothing.
#[test]
fn a_rename_to_another_spelling_does_nothing() {
    let Some(fs) = mount(NameRules { case: Case::Insensitive, ..NameRules::default() }) else { return };
    fs::write(fs.join("a"), "").unwrap();
    fs::rename(fs.join("a"), fs.join("A")).unwrap();
    assert_eq!(listed(fs.path()), ["a"]);
    fs.control().rename("a", "A").unwrap();
    assert_eq!(listed(fs.path()), ["A"], "the file system itself could");
}

#[test]
fn a_mount_goes_even_while_a_file_is_open() {
    let Some(fs) = behaving(Behaviour::default()) else { return };
    let path = fs.path().to_owned();
    let file = File::create(fs.join("f")).unwrap();
    drop(fs);
    assert!(!path.exists(), "unmounted and removed");
    drop(file);
}
