//! What must hold after every run, and when all is quiet.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use foldsync::apply::Counts;
use foldsync::archive::Reader;
use foldsync::pair::Finished;
use foldsync::{Action, Conflict, ConflictRule, Mode, Operation, Side, Sides, Time};

use crate::observer::unique;
use crate::plan;
use crate::play::{Broken, broken};
use crate::tree::{Entry, Node, Tree, contents, groups, print};
use crate::world::World;

/// How everything was before a run.
pub struct Before {
    trees: Sides<Tree>,
    outside: Tree,
    written: BTreeSet<Vec<u8>>,
    /// Contents in each tree that the other side never had.
    news: Sides<BTreeSet<Vec<u8>>>,
    /// Contents in each tree that look like what both agreed on, while the other side has another file.
    disguised: Sides<BTreeSet<Vec<u8>>>,
}

/// Whether somebody disturbed the run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Calm {
    /// Nobody did; so much progress was told.
    Yes {
        advanced: u64,
    },
    No,
}

impl Before {
    pub fn look(world: &World) -> Self {
        let trees = world.trees();
        let disguised = disguised(world, &trees);
        let mut observer = world.observer.lock().unwrap();
        observer.forget_names();
        let news = Sides::new(observer.news(Side::Left, &trees.left), observer.news(Side::Right, &trees.right));
        observer.saw(Side::Left, &trees.left);
        observer.saw(Side::Right, &trees.right);
        Self { outside: world.outside(), written: observer.written.clone(), news, disguised, trees }
    }
}

/// New work of equal length that somebody gave the time of the old, while the other side has another file of that name or made
/// something of its own: it is taken for one with other attributes, because nothing but the change time tells, and that is
/// moved by harmless things, too. The engine promises that it is kept, which is another law, not that it stays in place.
fn disguised(world: &World, trees: &Sides<Tree>) -> Sides<BTreeSet<Vec<u8>>> {
    let mut out: Sides<BTreeSet<Vec<u8>>> = Sides::default();
    let Ok(Some(mut archive)) = Reader::open(&world.state()) else { return out };
    while archive.advance().unwrap_or(false) {
        let (base, record) = (String::from_utf8_lossy(archive.path()).into_owned(), *archive.record());
        for side in Side::BOTH {
            let known = |side: Side| {
                let inode = record.seen.get(side).id.inode;
                trees.get(side).iter().find(move |(_, entry)| entry.inode == inode)
            };
            let as_recorded = |side: Side, entry: &Entry| {
                let Time { secs, nanos } = record.seen.get(side).mtime;
                matches!(&entry.node, Node::File(bytes) if bytes.len() as u64 == record.size)
                    && entry.mtime == (secs, i64::from(nanos))
            };
            let Some((path, entry)) = known(side).filter(|(_, entry)| as_recorded(side, entry)) else { continue };
            let theirs = trees.get(side.other());
            let other_file = match known(side.other()) {
                Some((_, other)) => !as_recorded(side.other(), other),
                None => [&base, path].into_iter().any(|path| theirs.contains_key(path)),
            };
            if let (true, Some(content)) = (other_file, entry.content()) {
                out.get_mut(side).insert(content);
            }
        }
    }
    out
}

/// What holds after every run; `finished` is missing after a crash.
pub fn after_run(world: &World, before: &Before, finished: Option<&Finished>, calm: Calm) -> Result<(), Broken> {
    let trees = world.trees();
    if world.outside() != before.outside {
        return broken("nothing outside changes", print(&world.outside()));
    }
    for side in Side::BOTH {
        whole(world, trees.get(side))?;
        nothing_lost(world, side, trees.get(side))?;
    }
    let Some(finished) = finished else { return Ok(()) };
    let rules = world.rules;
    if rules.mode == Mode::TwoWay && matches!(rules.conflict, ConflictRule::Ask | ConflictRule::KeepBoth) {
        for side in Side::BOTH {
            work_stays(world, before, side, trees.get(side))?;
        }
    }
    if let Calm::Yes { advanced } = calm {
        calm_run(world, before, finished, &trees)?;
        if advanced != finished.outcome.done.len() as u64 {
            return broken("progress is complete", format!("{advanced} of {}", finished.outcome.done.len()));
        }
    }
    Ok(())
}

/// What holds after a session was undone; `session` is what it left behind.
pub fn after_undo(world: &World, before: &Before, session: &Sides<Tree>) -> Result<(), Broken> {
    let trees = world.trees();
    if world.outside() != before.outside {
        return broken("nothing outside changes", print(&world.outside()));
    }
    for side in Side::BOTH {
        let (tree, known) = (trees.get(side), contents(session.get(side)));
        whole(world, tree)?;
        nothing_lost(world, side, tree)?;
        let here = contents(tree);
        let gone = contents(before.trees.get(side)).into_iter().find(|it| !known.contains(it) && !here.contains(it));
        if let Some(content) = gone {
            let text = String::from_utf8_lossy(&content).into_owned();
            return broken("undoing leaves what came since", format!("{text} of the {}", side.name()));
        }
    }
    Ok(())
}

fn calm_run(world: &World, before: &Before, finished: &Finished, trees: &Sides<Tree>) -> Result<(), Broken> {
    if !finished.problems.is_empty() {
        return broken(
            "no problems when nobody interferes",
            format!("{:#?}\nplan: {}", finished.problems, plan_of(finished)),
        );
    }
    counts_are_true(before, finished, trees)?;
    for conflict in &finished.outcome.plan.conflicts {
        for side in Side::BOTH {
            untouched(conflict, side, before.trees.get(side), trees.get(side))?;
        }
    }
    let source = match world.rules.mode {
        Mode::LeftToRight | Mode::MirrorRight => Side::Left,
        Mode::RightToLeft | Mode::MirrorLeft => Side::Right,
        Mode::TwoWay => return Ok(()),
    };
    if trees.get(source) != before.trees.get(source) {
        return broken(
            "one way leaves the source alone",
            format!("before\n{}after\n{}", print(before.trees.get(source)), print(trees.get(source))),
        );
    }
    let target = contents(trees.get(source.other()));
    match before.news.get(source).iter().find(|content| !target.contains(*content)) {
        Some(content) => broken("one way carries what is new", String::from_utf8_lossy(content)),
        None => Ok(()),
    }
}

/// Every content is one that somebody wrote.
fn whole(world: &World, tree: &Tree) -> Result<(), Broken> {
    let observer = world.observer.lock().unwrap();
    let torn = contents(tree).into_iter().find(|content| !observer.written.contains(content));
    match torn {
        Some(content) => broken("no content is torn", format!("{:?}", String::from_utf8_lossy(&content))),
        None => Ok(()),
    }
}

/// Whatever a side had and its user did not destroy there is in its tree or its trash.
fn nothing_lost(world: &World, side: Side, tree: &Tree) -> Result<(), Broken> {
    let mut observer = world.observer.lock().unwrap();
    observer.saw(side, tree);
    let mut kept = contents(tree);
    kept.append(&mut contents(&world.private(side)));
    let lost: Vec<_> = observer.owed(side).filter(|content| !kept.contains(*content)).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let lost: Vec<_> = lost.into_iter().map(|content| String::from_utf8_lossy(content)).collect();
    broken("nothing is lost", format!("{lost:?} of the {}; there is\n{}", side.name(), print(tree)))
}

/// What a side made and the other never had stays where people see it, unless a rule decides for the other.
fn work_stays(world: &World, before: &Before, side: Side, tree: &Tree) -> Result<(), Broken> {
    let observer = world.observer.lock().unwrap();
    let here = contents(tree);
    let made: BTreeSet<_> = observer
        .written
        .difference(&before.written)
        .filter(|content| unique(content) && observer.seen.get(side).contains(*content))
        .cloned()
        .collect();
    let gone = before.news.get(side).union(&made).find(|content| {
        !here.contains(*content)
            && !observer.destroyed.get(side).contains(*content)
            && !before.disguised.get(side).contains(*content)
            && !content.is_empty()
    });
    match gone {
        Some(content) => broken(
            "new work stays in the tree",
            format!("{} of the {}; there is\n{}", String::from_utf8_lossy(content), side.name(), print(tree)),
        ),
        None => Ok(()),
    }
}

/// The counts are what really happened to the trees.
fn counts_are_true(before: &Before, finished: &Finished, trees: &Sides<Tree>) -> Result<(), Broken> {
    if finished.counts.moved > 0 {
        return Ok(());
    }
    let mut seen = Counts::default();
    for side in Side::BOTH {
        let (old, new) = (before.trees.get(side), trees.get(side));
        for (path, entry) in new {
            match old.get(path) {
                None => seen.created += 1,
                Some(was) if was.node == Node::Folder && entry.node == Node::Folder => {}
                Some(was) if was.inode == entry.inode => {}
                Some(_) if entry.node == Node::Folder => {
                    seen.created += 1;
                    seen.deleted += 1;
                }
                Some(_) => seen.updated += 1,
            }
        }
        seen.deleted += old.keys().filter(|path| !new.contains_key(*path)).count() as u64;
    }
    // Where one thing is deleted and another comes to its path, it looks like an update.
    let told = finished.counts;
    if (seen.created + seen.updated, seen.deleted + seen.updated)
        == (told.created + told.updated, told.deleted + told.updated)
    {
        return Ok(());
    }
    broken("counts are true", format!("told {told:?}, seen {seen:?}, plan {}", plan_of(finished)))
}

/// What is in conflict is as it was.
fn untouched(conflict: &Conflict, side: Side, before: &Tree, after: &Tree) -> Result<(), Broken> {
    // Another name of the same file may not be in conflict.
    let Some(stat) = conflict.sides.get(side).filter(|stat| stat.links <= 1) else { return Ok(()) };
    let find = |tree: &Tree| -> Option<Entry> {
        tree.values().find(|entry| entry.inode == stat.id.inode).map(|entry| Entry { ctime: (0, 0), ..entry.clone() })
    };
    let (was, is) = (find(before), find(after));
    let folder = was.as_ref().is_some_and(|entry| entry.node == Node::Folder);
    if was.is_some() && (was == is || folder && is.is_some()) {
        return Ok(());
    }
    broken("conflicts are left alone", format!("{conflict:?}\nbefore {was:?}\nafter {is:?}"))
}

/// A run found work, but nothing besides permissions and times of files with several names.
pub fn only_dresses_names(finished: &Finished) -> bool {
    let mut work = finished.outcome.plan.operations.iter().filter(|operation| operation.counts()).peekable();
    let dresses = |operation: &Operation| {
        let Action::Metadata { source, expected, .. } = &operation.action else { return false };
        source.links > 1 || expected.links > 1
    };
    work.peek().is_some() && work.all(dresses)
}

/// A run found nothing that people would call work.
pub fn nothing_to_do(finished: &Finished, which: &'static str) -> Result<(), Broken> {
    if finished.counts == Counts::default() && !finished.outcome.plan.operations.iter().any(foldsync::Operation::counts)
    {
        return Ok(());
    }
    broken("a further run has nothing to do", format!("{which}: {}", plan_of(finished)))
}

/// A run found nothing at all, not even for the archive.
pub fn nothing_to_learn(finished: &Finished) -> Result<(), Broken> {
    nothing_to_do(finished, "a third quiet run")?;
    let plan = &finished.outcome.plan;
    if plan.operations.is_empty() && plan.adoptions.is_empty() && plan.renames.is_empty() {
        return Ok(());
    }
    broken("a further run has nothing to learn", plan_of(finished))
}

fn plan_of(finished: &Finished) -> String {
    plan::print(&finished.outcome.plan)
}

/// Nothing of the engine is left except marks and trash.
pub fn no_litter(world: &World, side: Side) -> Result<(), Broken> {
    let known = |path: &str| path == "root" || path == "stage" || path == "trash" || path.starts_with("trash/");
    let private = world.private(side);
    match private.keys().find(|path| !known(path)) {
        Some(path) => broken("no litter", format!("{path} on the {}", side.name())),
        None => Ok(()),
    }
}

/// Both trees agree in everything except conflicts.
pub fn agreed(world: &World, conflicts: &[Conflict]) -> Result<(), Broken> {
    let trees = world.trees();
    match world.rules.mode {
        Mode::TwoWay => {}
        Mode::MirrorRight | Mode::MirrorLeft if conflicts.is_empty() => {}
        Mode::MirrorRight | Mode::MirrorLeft => return broken("mirrors have no conflicts", format!("{conflicts:?}")),
        // The target may have anything besides.
        Mode::LeftToRight | Mode::RightToLeft => return Ok(()),
    }
    let spared: Vec<String> = conflicts
        .iter()
        .flat_map(|conflict| [Some(&conflict.path), conflict.moved.left.as_ref(), conflict.moved.right.as_ref()])
        .flatten()
        .map(|path| path.display().to_string())
        .collect();
    // What lies below a conflict, and folders that are there because of one.
    let below = |path: &str, folder: &str| path == folder || path.starts_with(&format!("{folder}/"));
    let spares = |path: &String| spared.iter().any(|spared| below(path, spared) || below(spared, path));
    let paths: BTreeSet<&String> = trees.left.keys().chain(trees.right.keys()).collect();
    for path in paths.into_iter().filter(|path| !spares(path)) {
        let (left, right) = (trees.left.get(path), trees.right.get(path));
        if !matches!((left, right), (Some(left), Some(right)) if left.agrees(right)) {
            return differ(path, &trees, conflicts);
        }
    }
    let linked = |tree: &Tree| -> Vec<BTreeSet<String>> {
        // A conflict copy is a file of its own.
        let mut groups: Vec<_> = groups(tree).into_iter().filter(|group| !group.iter().any(spares)).collect();
        for group in &mut groups {
            group.retain(|path| !path.contains(".conflict-"));
        }
        groups.retain(|group| group.len() > 1);
        groups
    };
    // Names that a disturbed run or a conflict left out hold the same content, but stay files of their own: the others
    // are as the archive says, and a plan knows only what changed.
    let disturbed = world.disturbed.load(Ordering::Relaxed);
    if linked(&trees.left) != linked(&trees.right) && spared.is_empty() && !disturbed {
        return differ("hard links", &trees, conflicts);
    }
    Ok(())
}

fn differ(path: &str, trees: &Sides<Tree>, conflicts: &[Conflict]) -> Result<(), Broken> {
    let (left, right) = (print(&trees.left), print(&trees.right));
    broken("both sides agree", format!("{path}\nleft\n{left}right\n{right}conflicts {conflicts:?}"))
}
