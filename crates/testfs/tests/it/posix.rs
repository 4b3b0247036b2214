//! The mount behaves like any POSIX file system: the same cases, run on it and on a plain folder, give the same answers.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use rustix::fs::{CWD, FallocateFlags, RenameFlags, XattrFlags, renameat_with};
use testfs::Options;

/// What a case saw, line by line.
type Seen = Vec<String>;
type Case = (&'static str, fn(&Path) -> Seen);

fn said<T: std::fmt::Debug, E: Into<io::Error>>(result: Result<T, E>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let error = error.into();
            error.raw_os_error().map_or_else(|| error.to_string(), |code| format!("errno {code}"))
        }
    }
}

fn text(path: impl AsRef<Path>) -> String {
    said(fs::read_to_string(path))
}

fn names(folder: &Path) -> String {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    format!("{names:?}")
}

fn links(path: impl AsRef<Path>) -> String {
    fs::symlink_metadata(path).map_or_else(|error| said::<(), _>(Err(error)), |meta| meta.nlink().to_string())
}

fn moved(root: &Path, from: &str, to: &str, flags: RenameFlags) -> String {
    said(renameat_with(CWD, root.join(from), CWD, root.join(to), flags))
}

const CASES: &[Case] = &[
    ("write and read back", |root| {
        let path = root.join("f");
        fs::write(&path, "hello").unwrap();
        let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
        file.write_at(b"J", 0).unwrap();
        file.write_at(b"end", 9000).unwrap();
        let mut part = [0; 8];
        let read = file.read_at(&mut part, 8998);
        vec![said(read), format!("{part:?}"), fs::read(&path).unwrap().len().to_string(), text(root.join("none"))]
    }),
    ("append and truncate", |root| {
        let path = root.join("f");
        fs::write(&path, "0123456789").unwrap();
        let mut one = OpenOptions::new().append(true).open(&path).unwrap();
        let mut other = OpenOptions::new().append(true).open(&path).unwrap();
        one.write_all(b"a").unwrap();
        other.write_all(b"b").unwrap();
        one.write_all(b"c").unwrap();
        let appended = text(&path);
        one.set_len(4).unwrap();
        one.set_len(6).unwrap();
        let cut = format!("{:?}", fs::read(&path).unwrap());
        drop(OpenOptions::new().write(true).truncate(true).open(&path).unwrap());
        vec![appended, cut, text(&path)]
    }),
    ("large file", |root| {
        let bytes: Vec<u8> = (0..3_000_000u32).map(|number| (number % 251) as u8).collect();
        fs::write(root.join("f"), &bytes).unwrap();
        vec![(fs::read(root.join("f")).unwrap() == bytes).to_string()]
    }),
    ("exclusive creation", |root| {
        let open = || OpenOptions::new().write(true).create_new(true).open(root.join("f")).map(|_| ());
        vec![said(open()), said(open()), said(fs::create_dir(root.join("f"))), said(fs::write(root.join("f/x"), ""))]
    }),
    ("folders", |root| {
        fs::create_dir_all(root.join("a/b/c")).unwrap();
        fs::write(root.join("a/f"), "").unwrap();
        vec![
            links(root.join("a")),
            names(&root.join("a")),
            said(fs::remove_dir(root.join("a"))),
            said(fs::remove_file(root.join("a/b"))),
            said(fs::remove_dir(root.join("a/f"))),
            said(fs::remove_dir(root.join("a/b/c"))),
            links(root.join("a/b")),
            said(fs::remove_dir_all(root.join("a"))),
            names(root),
        ]
    }),
    ("a large folder lists everything once", |root| {
        for number in 0..700 {
            fs::write(root.join(format!("{number}-with-a-name-that-fills-the-listing-quickly")), "").unwrap();
        }
        vec![names(root)]
    }),
    ("a listing survives deletions", |root| {
        for number in 0..300 {
            fs::write(root.join(format!("file-{number:03}")), "").unwrap();
        }
        let mut seen = 0;
        for entry in fs::read_dir(root).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
            seen += 1;
        }
        vec![seen.to_string(), names(root)]
    }),
    ("rename", |root| {
        fs::write(root.join("a"), "A").unwrap();
        fs::write(root.join("b"), "B").unwrap();
        fs::create_dir_all(root.join("d/sub")).unwrap();
        fs::create_dir(root.join("e")).unwrap();
        vec![
            said(fs::rename(root.join("a"), root.join("b"))),
            text(root.join("b")),
            said(fs::rename(root.join("a"), root.join("c"))),
            said(fs::rename(root.join("b"), root.join("d"))),
            said(fs::rename(root.join("d"), root.join("b"))),
            said(fs::rename(root.join("d"), root.join("d/sub/d"))),
            said(fs::rename(root.join("e"), root.join("d"))),
            said(fs::rename(root.join("d"), root.join("e"))),
            names(&root.join("e")),
            said(fs::rename(root.join("e/sub"), root.join("sub"))),
            links(root.join("e")),
            said(fs::rename(root.join("b"), root.join("sub/b"))),
            text(root.join("sub/b")),
            names(root),
        ]
    }),
    ("rename with flags", |root| {
        fs::write(root.join("a"), "A").unwrap();
        fs::write(root.join("b"), "B").unwrap();
        fs::create_dir_all(root.join("d/in")).unwrap();
        vec![
            moved(root, "a", "b", RenameFlags::NOREPLACE),
            moved(root, "a", "c", RenameFlags::NOREPLACE),
            moved(root, "c", "b", RenameFlags::EXCHANGE),
            text(root.join("c")),
            moved(root, "c", "d", RenameFlags::EXCHANGE),
            text(root.join("d")),
            names(&root.join("c")),
            moved(root, "c", "none", RenameFlags::EXCHANGE),
            moved(root, "c", "c/in", RenameFlags::EXCHANGE),
            moved(root, "c/in", "d", RenameFlags::EXCHANGE),
            text(root.join("c/in")),
            links(root.join("c")),
        ]
    }),
    ("hard links", |root| {
        fs::write(root.join("a"), "A").unwrap();
        fs::create_dir(root.join("d")).unwrap();
        let mut seen = vec![said(fs::hard_link(root.join("a"), root.join("d/b")))];
        fs::write(root.join("d/b"), "changed").unwrap();
        let same = fs::metadata(root.join("a")).unwrap().ino() == fs::metadata(root.join("d/b")).unwrap().ino();
        seen.extend([
            text(root.join("a")),
            same.to_string(),
            links(root.join("a")),
            said(fs::hard_link(root.join("a"), root.join("d/b"))),
            said(fs::hard_link(root.join("d"), root.join("e"))),
            said(fs::rename(root.join("a"), root.join("d/b"))),
            names(root),
            said(fs::remove_file(root.join("a"))),
            links(root.join("d/b")),
        ]);
        seen
    }),
    ("symbolic links", |root| {
        fs::write(root.join("f"), "F").unwrap();
        vec![
            said(symlink("f", root.join("l"))),
            said(symlink("f", root.join("l"))),
            text(root.join("l")),
            said(fs::read_link(root.join("l"))),
            said(fs::read_link(root.join("f"))),
            fs::symlink_metadata(root.join("l")).unwrap().len().to_string(),
            said(symlink("loop", root.join("loop"))),
            text(root.join("loop")),
            said(fs::remove_file(root.join("l"))),
            text(root.join("f")),
        ]
    }),
    ("an open file outlives its name", |root| {
        let path = root.join("f");
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(&path).unwrap();
        file.write_all(b"one").unwrap();
        fs::remove_file(&path).unwrap();
        file.write_all(b"two").unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        fs::write(&path, "another").unwrap();
        let meta = file.metadata().unwrap();
        vec![content, meta.nlink().to_string(), meta.len().to_string(), text(&path)]
    }),
    ("an open file outlives its replacement", |root| {
        fs::write(root.join("old"), "old").unwrap();
        fs::write(root.join("new"), "new").unwrap();
        let mut file = File::open(root.join("old")).unwrap();
        fs::rename(root.join("new"), root.join("old")).unwrap();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        vec![content, text(root.join("old"))]
    }),
    ("permission bits", |root| {
        let path = root.join("f");
        OpenOptions::new().write(true).create_new(true).mode(0o640).open(&path).unwrap();
        let bits = |path: &Path| format!("{:o}", fs::symlink_metadata(path).unwrap().mode());
        let mut seen = vec![bits(&path)];
        for mode in [0o600, 0o4755, 0o1777, 0o000] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            seen.push(bits(&path));
        }
        fs::create_dir(root.join("d")).unwrap();
        fs::set_permissions(root.join("d"), fs::Permissions::from_mode(0o2755)).unwrap();
        fs::create_dir(root.join("d/in")).unwrap();
        seen.push(bits(&root.join("d/in")));
        symlink("f", root.join("l")).unwrap();
        seen.push(bits(&root.join("l")));
        seen
    }),
    ("times are kept to the nanosecond", |root| {
        let path = root.join("f");
        let file = File::create(&path).unwrap();
        let mut seen = Vec::new();
        for time in
            [UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_789), UNIX_EPOCH, UNIX_EPOCH - Duration::new(5, 1)]
        {
            file.set_modified(time).unwrap();
            let meta = fs::metadata(&path).unwrap();
            seen.push(format!("{} {}", meta.mtime(), meta.mtime_nsec()));
        }
        seen
    }),
    ("changes show in the times", |root| {
        let path = root.join("f");
        fs::write(&path, "x").unwrap();
        fs::create_dir(root.join("d")).unwrap();
        let past = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let mut seen = Vec::new();
        let mut changes = |what: &str, watched: &Path, change: &dyn Fn()| {
            File::open(watched).unwrap().set_modified(past).unwrap();
            let before = fs::metadata(watched).unwrap();
            // The clock of a plain file system only moves with the timer tick.
            std::thread::sleep(Duration::from_millis(12));
            change();
            let after = fs::metadata(watched).unwrap();
            let ctime = (before.ctime(), before.ctime_nsec()) != (after.ctime(), after.ctime_nsec());
            seen.push(format!("{what}: mtime {} ctime {ctime}", before.mtime() != after.mtime()));
        };
        changes("write", &path, &|| fs::write(&path, "y").unwrap());
        changes("chmod", &path, &|| fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap());
        changes("link", &path, &|| fs::hard_link(&path, root.join("g")).unwrap());
        changes("unlink a link", &path, &|| fs::remove_file(root.join("g")).unwrap());
        changes("rename", &path, &|| {
            fs::rename(&path, root.join("h")).and_then(|()| fs::rename(root.join("h"), &path)).unwrap();
        });
        changes("read", &path, &|| drop(fs::read(&path).unwrap()));
        changes("create below", &root.join("d"), &|| fs::write(root.join("d/x"), "").unwrap());
        changes("write below", &root.join("d"), &|| fs::write(root.join("d/x"), "text").unwrap());
        changes("remove below", &root.join("d"), &|| fs::remove_file(root.join("d/x")).unwrap());
        seen
    }),
    ("extended attributes", |root| {
        let path = root.join("f");
        fs::write(&path, "").unwrap();
        let get = |name: &str| {
            let mut value = vec![0; 100];
            said(rustix::fs::getxattr(&path, name, &mut value).map(|size| value[..size].to_vec()))
        };
        let set = |name: &str, value: &[u8], flags| said(rustix::fs::setxattr(&path, name, value, flags));
        let mut short = [0; 2];
        vec![
            get("user.a"),
            set("user.a", b"one", XattrFlags::empty()),
            set("user.a", b"two", XattrFlags::CREATE),
            set("user.b", b"", XattrFlags::REPLACE),
            set("user.b", b"", XattrFlags::CREATE),
            get("user.a"),
            get("user.b"),
            said(rustix::fs::getxattr(&path, "user.a", &mut short)),
            said(rustix::fs::removexattr(&path, "user.a")),
            said(rustix::fs::removexattr(&path, "user.a")),
            get("user.a"),
        ]
    }),
    ("holes", |root| {
        let file = File::create_new(root.join("f")).unwrap();
        file.set_len(1 << 20).unwrap();
        file.write_at(b"data", 512 << 10).unwrap();
        let data = rustix::fs::seek(&file, rustix::fs::SeekFrom::Data(0));
        let hole = rustix::fs::seek(&file, rustix::fs::SeekFrom::Hole(512 << 10));
        let none = rustix::fs::seek(&file, rustix::fs::SeekFrom::Data(1 << 20));
        let punch = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        let punched = rustix::fs::fallocate(&file, punch, 0, 1 << 20);
        let sparse = file.metadata().unwrap().blocks() * 512 < 1 << 20;
        let grown = rustix::fs::fallocate(&file, FallocateFlags::empty(), 1 << 20, 4096);
        let size = file.metadata().unwrap().len();
        vec![said(data), said(hole), said(none), said(punched), sparse.to_string(), said(grown), size.to_string()]
    }),
    ("range copies", |root| {
        fs::write(root.join("a"), "x".repeat(300_000)).unwrap();
        let (from, to) = (File::open(root.join("a")).unwrap(), File::create_new(root.join("b")).unwrap());
        let (mut at, mut into) = (100_000, 5);
        let copied = rustix::fs::copy_file_range(&from, Some(&mut at), &to, Some(&mut into), 100_000);
        let past = rustix::fs::copy_file_range(&from, Some(&mut 300_000), &to, None, 10);
        vec![
            said(copied),
            said(past),
            to.metadata().unwrap().len().to_string(),
            fs::copy(root.join("a"), root.join("c")).unwrap().to_string(),
        ]
    }),
    ("names", |root| {
        let longest = "n".repeat(255);
        let long = "n".repeat(256);
        vec![
            said(fs::write(root.join(&longest), "")),
            said(fs::write(root.join(&long), "")),
            said(fs::metadata(root.join(&long)).map(|_| ())),
            said(fs::write(root.join("a\\b:c*?\n"), "")),
            said(fs::write(root.join("caf\u{e9}"), "composed")),
            said(fs::write(root.join("cafe\u{301}"), "decomposed")),
            said(fs::write(root.join("A"), "upper")),
            said(fs::write(root.join("a"), "lower")),
            names(root),
        ]
    }),
    ("pipes and sockets", |root| {
        let made = rustix::fs::mknodat(CWD, root.join("p"), rustix::fs::FileType::Fifo, 0o600.into(), 0);
        let socket = std::os::unix::net::UnixListener::bind(root.join("s")).map(|_| ());
        let kind = |name| format!("{:?}", fs::symlink_metadata(root.join(name)).unwrap().file_type());
        vec![said(made), said(socket), kind("p"), kind("s")]
    }),
    ("a removed folder takes nothing any more", |root| {
        fs::create_dir(root.join("d")).unwrap();
        let folder = File::open(root.join("d")).unwrap();
        fs::remove_dir(root.join("d")).unwrap();
        let made =
            rustix::fs::openat(&folder, "x", rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY, 0o600.into());
        vec![said(made.map(|_| ())), folder.metadata().unwrap().nlink().to_string()]
    }),
    ("locks", |root| {
        let path = root.join("f");
        fs::write(&path, "x").unwrap();
        let (one, other) = (File::open(&path).unwrap(), File::open(&path).unwrap());
        one.lock().unwrap();
        vec![other.try_lock().is_err().to_string(), said(one.unlock()), said(other.try_lock().map_err(io::Error::from))]
    }),
];

#[test]
fn the_mount_agrees_with_a_plain_folder() {
    let Some(mounted) = crate::mount(Options::default()) else { return };
    let plain = tempfile::tempdir().unwrap();
    for (number, (name, case)) in CASES.iter().enumerate() {
        let seen = [plain.path(), mounted.path()].map(|root| {
            let folder = root.join(number.to_string());
            fs::create_dir(&folder).unwrap();
            case(&folder)
        });
        assert_eq!(seen[1], seen[0], "{name}: left is the mount, right a plain folder");
    }
}
