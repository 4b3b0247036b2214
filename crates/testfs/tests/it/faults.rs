//! Every fault fires where it should and nowhere else; actions run before the operation they wait for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use testfs::{Errno, Fault, Mounted, Op, Options};

fn mount() -> Option<Mounted> {
    crate::mount(Options::default())
}

fn errno<T>(result: io::Result<T>) -> Option<i32> {
    result.err().and_then(|error| error.raw_os_error())
}

/// Each operation that can fail, with something that makes the kernel ask for it.
#[test]
fn each_operation_can_fail() {
    type Attempt = fn(&Path) -> io::Result<()>;
    let cases: &[(Op, Errno, Attempt)] = &[
        (Op::Lookup, Errno::ACCESS, |root| fs::metadata(root.join("f")).map(drop)),
        (Op::Open, Errno::MFILE, |root| File::open(root.join("f")).map(drop)),
        (Op::Read, Errno::IO, |root| fs::read(root.join("f")).map(drop)),
        (Op::Write, Errno::NOSPC, |root| OpenOptions::new().append(true).open(root.join("f"))?.write_all(b"x")),
        (Op::Create, Errno::DQUOT, |root| File::create(root.join("new")).map(drop)),
        (Op::Rename, Errno::XDEV, |root| fs::rename(root.join("f"), root.join("g"))),
        (Op::Link, Errno::MLINK, |root| fs::hard_link(root.join("f"), root.join("g"))),
        (Op::Symlink, Errno::PERM, |root| symlink("f", root.join("g"))),
        (Op::SetAttr, Errno::PERM, |root| fs::set_permissions(root.join("f"), fs::Permissions::from_mode(0o600))),
        (Op::OpenDir, Errno::ACCESS, |root| fs::read_dir(root.join("d")).map(drop)),
        (Op::ReadDir, Errno::IO, |root| fs::read_dir(root.join("d"))?.try_for_each(|entry| entry.map(drop))),
        (Op::MkDir, Errno::NOSPC, |root| fs::create_dir(root.join("new"))),
        (Op::Unlink, Errno::BUSY, |root| fs::remove_file(root.join("f"))),
        (Op::RmDir, Errno::BUSY, |root| fs::remove_dir(root.join("d"))),
        (Op::Fsync, Errno::IO, |root| File::open(root.join("f"))?.sync_all()),
        (Op::FsyncDir, Errno::INVAL, |root| File::open(root.join("d"))?.sync_all()),
        (Op::ReadLink, Errno::IO, |root| fs::read_link(root.join("l")).map(drop)),
        (Op::SetXattr, Errno::NOSPC, |root| {
            Ok(rustix::fs::setxattr(root.join("f"), "user.a", b"", rustix::fs::XattrFlags::empty())?)
        }),
    ];
    let Some(fs) = mount() else { return };
    let control = fs.control();
    for (op, wanted, attempt) in cases {
        control.write("f", "content").unwrap();
        control.make_folder("d").unwrap();
        let _ = control.symlink("f", "l");
        control.fail(Fault::on([*op]).errno(*wanted));
        assert_eq!(errno(attempt(fs.path())), Some(wanted.raw_os_error()), "{op:?}");
        control.clear_faults();
        let paths = control.paths();
        assert_eq!(paths.len(), 3, "{op:?} did nothing: {paths:?}");
        assert_eq!(control.read("f").unwrap(), b"content", "{op:?} did nothing");
        assert_eq!(errno(attempt(fs.path())), None, "{op:?} works without the fault");
        for path in ["new", "g", "f"] {
            let _ = control.remove(path);
        }
    }
}

#[test]
fn the_disk_fills_up_in_the_middle_of_a_file() {
    for full in [Errno::NOSPC, Errno::DQUOT] {
        let Some(fs) = mount() else { return };
        fs.control().limit_writes(100_000, full);
        let mut file = File::create(fs.join("f")).unwrap();
        assert_eq!(errno(file.write_all(&vec![1; 150_000])), Some(full.raw_os_error()));
        assert_eq!(file.metadata().unwrap().len(), 100_000);
        assert_eq!(errno(fs::write(fs.join("g"), "x")), Some(full.raw_os_error()));
        assert_eq!(rustix::fs::statvfs(fs.path()).unwrap().f_bavail, 0);
        fs.control().clear_faults();
        fs::write(fs.join("g"), "x").unwrap();
    }
}

#[test]
fn a_path_and_a_number_choose_the_operation() {
    let Some(fs) = mount() else { return };
    for name in ["a.txt", "b.txt", "c.bin"] {
        fs.control().write(name, "content").unwrap();
    }
    // Reading a whole file asks twice: for its bytes, and for the end.
    fs.control().fail(Fault::on([Op::Read]).path("*.txt").nth(3).times(1));
    let failed: Vec<_> = ["c.bin", "a.txt", "b.txt", "a.txt"].map(|name| fs::read(fs.join(name)).is_err()).into();
    assert_eq!(failed, [false, false, true, false]);
}

#[test]
fn short_reads_and_writes() {
    let Some(fs) = mount() else { return };
    fs.control().fail(Fault::on([Op::Read, Op::Write]).short(10));
    let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(fs.join("f")).unwrap();
    assert_eq!(file.write(&[7; 25]).unwrap(), 10);
    file.write_all(&[7; 15]).unwrap();
    let mut file = File::open(fs.join("f")).unwrap();
    assert_eq!(file.read(&mut [0; 100]).unwrap(), 10);
    let mut rest = Vec::new();
    file.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, [7; 15], "nothing is lost by short answers");
}

#[test]
fn an_action_edits_a_file_between_reading_and_renaming() {
    let Some(fs) = mount() else { return };
    fs.control().write("f", "scanned").unwrap();
    fs.control().once([Op::Rename], "tmp", |control, call| {
        assert_eq!(call.to.as_deref(), Some(Path::new("f")));
        control.write("f", "edited meanwhile").unwrap();
    });
    assert_eq!(fs::read_to_string(fs.join("f")).unwrap(), "scanned");
    fs::write(fs.join("tmp"), "new").unwrap();
    let exchange = rustix::fs::RenameFlags::EXCHANGE;
    rustix::fs::renameat_with(rustix::fs::CWD, fs.join("tmp"), rustix::fs::CWD, fs.join("f"), exchange).unwrap();
    assert_eq!(fs::read_to_string(fs.join("tmp")).unwrap(), "edited meanwhile", "what came out is the newer work");
    assert_eq!(fs::read_to_string(fs.join("f")).unwrap(), "new");
}

#[test]
fn an_action_may_use_the_mount_itself() {
    let Some(fs) = mount() else { return };
    fs.control().write("f", "text").unwrap();
    fs.control().make_folder("elsewhere").unwrap();
    let other = fs.join("elsewhere/seen");
    fs.control().on([Op::Read], "f", move |_, _| fs::write(&other, "read").unwrap());
    assert_eq!(fs::read_to_string(fs.join("f")).unwrap(), "text");
    assert_eq!(fs::read_to_string(fs.join("elsewhere/seen")).unwrap(), "read");
}

#[test]
fn an_action_can_cut_the_power() {
    let Some(fs) = mount() else { return };
    fs.control().write("f", "old").unwrap();
    fs.control().sync();
    fs.control().once([Op::Rename], "**", |control, _| control.power_off());
    fs::write(fs.join("tmp"), "new").unwrap();
    assert_eq!(errno(fs::rename(fs.join("tmp"), fs.join("f"))), Some(Errno::IO.raw_os_error()));
    assert_eq!(errno(fs::read(fs.join("f"))), Some(Errno::IO.raw_os_error()));
    fs.control().power_on();
    assert_eq!(fs::read_to_string(fs.join("f")).unwrap(), "old");
}

#[test]
fn what_is_asked_is_recorded() {
    let Some(fs) = mount() else { return };
    let control = fs.control();
    control.make_folder("data/sub").unwrap();
    control.write("data/f", "x").unwrap();
    let walk = || {
        control.forget_calls();
        for folder in ["data", "data/sub"] {
            let entries = fs::read_dir(fs.join(folder)).unwrap();
            for entry in entries {
                entry.unwrap().metadata().unwrap();
            }
        }
        control.calls()
    };
    let calls = walk();
    assert_eq!((calls.count(Op::OpenDir), calls.count(Op::Read)), (2, 0), "{calls}");
    assert!(calls.changes().is_empty());
    control.forget_calls();
    fs::write(fs.join("data/f"), "y").unwrap();
    fs::rename(fs.join("data/f"), fs.join("data/sub/f")).unwrap();
    let changes = control.calls().changes();
    assert!(changes.outside("data").is_empty(), "{changes}");
    assert_eq!(changes.under("data/sub").to_string(), "Rename data/f -> data/sub/f\n");
}
