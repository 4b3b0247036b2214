//! Whole runs over two folders, with nothing but the standard library: they hold on every platform.
//!
//! `RUSTFLAGS='--cfg foldsync_portable' cargo test -p foldsync --test whole_runs` tries the portable answers of `sys` here.

#![expect(clippy::unwrap_used, reason = "a failed test panics")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use foldsync::apply::TrashRule;
use foldsync::local::list_trash;
use foldsync::pair::{Finished, Pair, Settings};
use foldsync::undo::UndoLog;
use foldsync::{Carry, ConflictRule, Event, Filter, Limit, Links, Mode, Policy, Side, Sink};

struct Quiet;

impl Sink for Quiet {
    fn event(&self, _event: Event) {}
}

/// Two folders, and what the engine remembers of them.
struct World {
    _home: tempfile::TempDir,
    left: PathBuf,
    right: PathBuf,
    state: PathBuf,
    conflict: ConflictRule,
}

impl World {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let [left, right, state] = ["left", "right", "state"].map(|name| home.path().join(name));
        fs::create_dir(&left).unwrap();
        fs::create_dir(&right).unwrap();
        Self { _home: home, left, right, state, conflict: ConflictRule::Ask }
    }

    /// A world in which `files` are on the left and were synchronized.
    fn with(files: &[(&str, &str)]) -> Self {
        let world = Self::new();
        for (path, content) in files {
            write(&world.left.join(path), content);
        }
        settle();
        world.run("first");
        world
    }

    fn settings(&self) -> Settings {
        let carry = Carry { owner: false, ..Carry::ROOT };
        Settings {
            policy: Policy { mode: Mode::TwoWay, conflict: self.conflict, carry, links: Links::Keep },
            filter: Filter::none(),
            max_delete: Limit::Percent(100),
            checksum: false,
            trash: TrashRule::Keep,
            trash_keep_days: 30,
            jobs: 2,
            bandwidth: None,
            overrides: BTreeMap::new(),
            conflict_stamp: "20260101-000000".to_owned(),
            durability: None,
        }
    }

    fn pair(&self) -> Pair {
        Pair::open(&self.left, &self.right, &self.state).unwrap()
    }

    fn run_with_problems(&self, session: &str) -> Finished {
        let (pair, settings) = (self.pair(), self.settings());
        pair.plan(&settings, &Quiet).unwrap().apply(session, &Quiet).unwrap()
    }

    /// Runs; afterwards both sides are equal and the next run finds nothing to do.
    fn run(&self, session: &str) -> Finished {
        let finished = self.run_with_problems(session);
        assert_eq!(finished.problems, [], "{session}");
        assert_eq!(tree(&self.left), tree(&self.right), "{session}");
        assert!(self.is_idle(), "{session}: the next run finds work");
        finished
    }

    fn is_idle(&self) -> bool {
        let (pair, settings) = (self.pair(), self.settings());
        let planned = pair.plan(&settings, &Quiet).unwrap();
        planned.plan.operations.is_empty() && planned.plan.conflicts.is_empty()
    }
}

/// Lets the clock tick of the last write pass: what is younger than that is not trusted (see `scan::trust`), and taken for
/// changed once more.
fn settle() {
    std::thread::sleep(Duration::from_millis(30));
}

/// Writes a file that is older than this run, so that a change shows.
fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    let time = SystemTime::now() - Duration::from_secs(3600 + content.len() as u64);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// Every path below `root`, with the content of files and `/` for folders; without the private folder.
fn tree(root: &Path) -> BTreeMap<String, String> {
    fn collect(at: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(at).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if path == foldsync::PRIVATE {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                found.insert(path.clone(), "/".to_owned());
                collect(&entry.path(), &format!("{path}/"), found);
            } else {
                found.insert(path, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(root, "", &mut found);
    found
}

/// What the trash of the left side holds.
fn trashed(world: &World) -> Vec<String> {
    list_trash(world.pair().root(Side::Left)).unwrap().iter().map(|entry| entry.path.display().into_owned()).collect()
}

#[test]
fn a_first_run_merges_both_sides() {
    let world = World::new();
    let large = "0123456789abcdef".repeat(50_000);
    for (path, content) in [("a", "left"), ("d/e/f", "deep"), ("d/g", ""), ("large", large.as_str())] {
        write(&world.left.join(path), content);
    }
    for (path, content) in [("b", "right"), ("d/h", "beside")] {
        write(&world.right.join(path), content);
    }
    fs::create_dir(world.right.join("empty")).unwrap();
    let finished = world.run("first");
    assert_eq!(finished.counts.deleted, 0);
    let names: Vec<_> = tree(&world.left).into_keys().collect();
    assert_eq!(names, ["a", "b", "d", "d/e", "d/e/f", "d/g", "d/h", "empty", "large"]);
    assert_eq!(fs::read_to_string(world.right.join("large")).unwrap(), large);
}

#[test]
fn times_travel() {
    let world = World::with(&[("a", "x"), ("d/b", "y")]);
    for path in ["a", "d/b"] {
        let time = |root: &Path| fs::metadata(root.join(path)).unwrap().modified().unwrap();
        assert_eq!(time(&world.left), time(&world.right), "{path}");
    }
}

#[test]
fn an_edit_replaces_the_other_side_and_the_old_version_is_in_the_trash() {
    let world = World::with(&[("a", "one"), ("d/b", "two")]);
    write(&world.right.join("a"), "one, edited");
    write(&world.right.join("d/b"), "two, edited");
    let finished = world.run("edit");
    assert_eq!(finished.counts.updated, 2);
    assert_eq!(fs::read_to_string(world.left.join("a")).unwrap(), "one, edited");
    assert_eq!(trashed(&world), ["a", "d/b"]);
}

#[test]
fn a_deletion_travels_into_the_trash() {
    let world = World::with(&[("a", "one"), ("d/b", "two"), ("d/e/c", "three")]);
    fs::remove_dir_all(world.right.join("d")).unwrap();
    world.run("delete");
    assert_eq!(tree(&world.left).into_keys().collect::<Vec<_>>(), ["a"]);
    assert_eq!(trashed(&world), ["d/b", "d/e/c"]);
}

#[test]
fn a_moved_file_and_a_moved_folder_are_renames() {
    let world = World::with(&[("a", "one"), ("d/b", "two"), ("d/c", "three")]);
    fs::rename(world.left.join("a"), world.left.join("z")).unwrap();
    fs::rename(world.left.join("d"), world.left.join("moved")).unwrap();
    let finished = world.run("move");
    assert_eq!((finished.counts.moved, finished.counts.bytes, finished.counts.deleted), (2, 0, 0));
}

#[test]
fn a_folder_in_place_of_a_file_and_the_other_way_round() {
    let world = World::with(&[("a", "file"), ("d/b", "in a folder")]);
    fs::remove_file(world.left.join("a")).unwrap();
    fs::remove_dir_all(world.left.join("d")).unwrap();
    write(&world.left.join("a/inside"), "new");
    write(&world.left.join("d"), "now a file");
    world.run("swap kinds");
    assert_eq!(fs::read_to_string(world.right.join("a/inside")).unwrap(), "new");
}

#[test]
fn changes_of_both_sides_meet_in_one_run() {
    let world = World::with(&[("a", "one"), ("b", "two"), ("c", "three"), ("d/e", "four")]);
    write(&world.left.join("a"), "one, edited");
    fs::remove_file(world.right.join("b")).unwrap();
    fs::rename(world.left.join("c"), world.left.join("d/c")).unwrap();
    write(&world.right.join("new/f"), "five");
    world.run("both");
    assert_eq!(tree(&world.left).into_keys().collect::<Vec<_>>(), ["a", "d", "d/c", "d/e", "new", "new/f"]);
}

#[test]
fn a_conflict_waits_and_both_versions_stay() {
    let world = World::with(&[("a", "base"), ("b", "other")]);
    write(&world.left.join("a"), "from the left");
    write(&world.right.join("a"), "from the right side");
    write(&world.left.join("b"), "travels all the same");
    let finished = world.run_with_problems("conflict");
    assert_eq!(finished.outcome.plan.conflicts.len(), 1);
    assert_eq!(fs::read_to_string(world.left.join("a")).unwrap(), "from the left");
    assert_eq!(fs::read_to_string(world.right.join("a")).unwrap(), "from the right side");
    assert_eq!(fs::read_to_string(world.right.join("b")).unwrap(), "travels all the same");
}

#[test]
fn a_conflict_can_be_decided_by_a_rule() {
    let mut world = World::with(&[("a", "base")]);
    world.conflict = ConflictRule::Left;
    write(&world.left.join("a"), "from the left");
    write(&world.right.join("a"), "from the right side");
    world.run("decided");
    assert_eq!(fs::read_to_string(world.right.join("a")).unwrap(), "from the left");
}

#[test]
fn what_was_written_right_before_a_run_can_be_deleted_right_after_it() {
    let world = World::with(&[]);
    for round in 0..20 {
        let name = format!("{round}");
        write(&world.left.join(&name), "just now");
        world.run("brings it over");
        fs::remove_file(world.right.join(&name)).unwrap();
        world.run("takes it away");
        assert!(!world.left.join(&name).exists(), "round {round}: it was taken for a new file");
    }
}

#[test]
fn undo_brings_everything_back() {
    let world = World::with(&[("a", "one"), ("b", "two"), ("d/c", "three")]);
    let before = tree(&world.right);
    write(&world.left.join("a"), "one, edited");
    fs::remove_file(world.left.join("b")).unwrap();
    fs::rename(world.left.join("d"), world.left.join("e")).unwrap();
    write(&world.left.join("new"), "four");
    world.run("change");
    assert_eq!(undo(&world, "change"), [""; 0]);
    assert_eq!(tree(&world.right), before);
    // The left side still has the changes: the next run finds them again.
    world.run("again");
    assert_eq!(fs::read_to_string(world.right.join("a")).unwrap(), "one, edited");
}

/// Gives the file at `path` other content of the same length and the time that it had.
fn disguise(path: &Path, content: &str) {
    let was = fs::metadata(path).unwrap();
    assert_eq!(was.len(), content.len() as u64);
    fs::write(path, content).unwrap();
    File::options().write(true).open(path).unwrap().set_modified(was.modified().unwrap()).unwrap();
}

/// Undoes `session`; returns what was left alone.
fn undo(world: &World, session: &str) -> Vec<String> {
    let log = UndoLog::read(&world.state, session).unwrap();
    let carry = world.settings().policy.carry;
    let undone = world.pair().undo(&log, session, &format!("undoing {session}"), carry, &Quiet).unwrap();
    undone.report.left_alone.iter().map(|problem| format!("{}: {}", problem.path.display(), problem.message)).collect()
}

#[test]
fn sessions_are_undone_one_after_the_other() {
    let world = World::with(&[("a", "one"), ("d/b", "two")]);
    let left = |name: &str| world.left.join(name);
    let mut before = Vec::new();
    let steps: [&dyn Fn(); 5] = [
        &|| write(&left("new"), "three"),
        &|| write(&left("new"), "four!"),
        &|| fs::rename(left("new"), left("d/new")).unwrap(),
        &|| {
            let mut permissions = fs::metadata(left("d/new")).unwrap().permissions();
            permissions.set_readonly(true);
            fs::set_permissions(left("d/new"), permissions).unwrap();
        },
        &|| fs::remove_file(left("d/new")).unwrap(),
    ];
    for (number, step) in steps.iter().enumerate() {
        before.push(tree(&world.right));
        step();
        settle();
        world.run(&number.to_string());
    }
    for number in (0..steps.len()).rev() {
        assert_eq!(undo(&world, &number.to_string()), [""; 0], "session {number}");
        assert_eq!(tree(&world.right), before[number], "session {number}");
    }
}

#[test]
fn undo_leaves_new_work_alone_that_looks_like_the_old() {
    let world = World::with(&[("replaced", "one"), ("dressed", "two")]);
    write(&world.left.join("replaced"), "ONE");
    write(&world.left.join("created"), "three");
    let dressed = File::options().write(true).open(world.left.join("dressed")).unwrap();
    dressed.set_modified(SystemTime::now() - Duration::from_secs(9)).unwrap();
    settle();
    world.run("change");
    for (path, content) in [("replaced", "new"), ("created", "newer"), ("dressed", "no!")] {
        disguise(&world.right.join(path), content);
    }
    let mut left_alone = undo(&world, "change");
    left_alone.sort();
    let expected = ["created", "dressed", "replaced"].map(|path| format!("{path}: changed since; left as it is"));
    assert_eq!(left_alone, expected);
    settle();
    world.run("again");
    assert_eq!(fs::read_to_string(world.left.join("created")).unwrap(), "newer");
}

#[test]
fn new_work_in_what_undo_moves_back_is_not_taken_for_the_old() {
    let world = World::with(&[("a", "one"), ("d/b", "two")]);
    fs::rename(world.left.join("a"), world.left.join("b")).unwrap();
    fs::rename(world.left.join("d"), world.left.join("e")).unwrap();
    world.run("move");
    disguise(&world.right.join("b"), "new");
    assert_eq!(undo(&world, "move"), [""; 0]);
    assert_eq!(fs::read_to_string(world.right.join("a")).unwrap(), "new");
    settle();
    // Both got another change time by their new name; that the contents differ is not for the archive to explain away.
    let conflicts = world.run_with_problems("again").outcome.plan.conflicts;
    assert_eq!(conflicts.iter().map(|it| it.path.display()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(fs::read_to_string(world.left.join("b")).unwrap(), "one");
    assert_eq!(fs::read_to_string(world.right.join("b")).unwrap(), "new");
}

#[test]
fn undo_knows_what_the_session_wrote_by_the_other_side_when_only_its_change_time_moved() {
    let world = World::with(&[("a", "one"), ("b", "one"), ("c", "one")]);
    for name in ["a", "b", "c"] {
        write(&world.left.join(name), "two!");
    }
    world.run("change");
    for name in ["a", "b", "c"] {
        // As a backup by hard links does it.
        fs::hard_link(world.right.join(name), world.state.join(name)).unwrap();
    }
    write(&world.left.join("b"), "other");
    let mut permissions = fs::metadata(world.right.join("c")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(world.right.join("c"), permissions).unwrap();
    let mut left_alone = undo(&world, "change");
    left_alone.sort();
    assert_eq!(left_alone, ["b", "c"].map(|path| format!("{path}: changed since; left as it is")));
    assert_eq!(fs::read_to_string(world.right.join("a")).unwrap(), "one");
}

#[test]
fn what_is_left_of_a_run_is_cleared_away() {
    let world = World::with(&[("a", "one")]);
    let stage = world.right.join(".syncmgr/stage");
    assert_eq!(fs::read_dir(&stage).unwrap().count(), 0, "a run clears its stage away");
    write(&stage.join("crashed/new/0"), "half a copy");
    write(&stage.join("crashed/swap/1"), "an old version");
    write(&world.left.join("a"), "one, edited");
    world.run("after the crash");
    assert_eq!(fs::read_dir(&stage).unwrap().count(), 0);
    let kept = list_trash(world.pair().root(Side::Right)).unwrap();
    let kept: Vec<_> = kept.iter().map(|entry| (entry.session.as_str(), entry.path.display())).collect();
    assert!(kept.contains(&("crashed", "interrupted-right-0/1".into())), "{kept:?}");
}

#[test]
fn runs_that_begin_at_once_over_one_root_agree_on_its_mark() {
    for _ in 0..10 {
        let world = World::new();
        write(&world.right.join("a"), "one");
        let partners: Vec<World> = (0..4).map(|_| World { right: world.right.clone(), ..World::new() }).collect();
        for partner in &partners {
            write(&partner.left.join("b"), "two");
        }
        std::thread::scope(|scope| {
            for (number, partner) in partners.iter().enumerate() {
                scope.spawn(move || {
                    let (pair, settings) = (partner.pair(), partner.settings());
                    // Some of them may find that another one made `b`; none fails as a whole.
                    pair.plan(&settings, &Quiet).unwrap().apply(&number.to_string(), &Quiet).unwrap();
                });
            }
        });
        for partner in &partners {
            assert_eq!(partner.pair().plan(&partner.settings(), &Quiet).unwrap().stop, None);
            partner.run("second");
        }
    }
}
