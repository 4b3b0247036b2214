//! Writes histories: mostly of edits that do something, on few names, so that they meet.

use foldsync::apply::Durability;
use foldsync::{ConflictRule, Mode, Side};

use crate::history::{Author, Edit, Name, Rules, Step};
use crate::random::Random;
use crate::tree::{Node, Tree};
use crate::world::World;

const NAMES: [&str; 5] = ["a", "b", "c", "A", "d"];
const MODES: [u32; 4] = [0o644, 0o600, 0o755, 0o444];
const TARGETS: [&str; 5] = ["", "", "a", "../outside/file", "../outside/folder"];

/// What the edits of a history are mostly about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    /// Everything.
    Anything,
    /// Files with several names.
    Names,
}

/// An author of random histories.
#[expect(clippy::struct_excessive_bools, reason = "independent properties of a history")]
pub struct Generator {
    random: Random,
    rules: Rules,
    left: usize,
    patient: bool,
    disturbs: bool,
    just_ran: bool,
    waited: bool,
    links: bool,
    undoes_late: bool,
    theme: Theme,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mode = random.pick(&[
            Mode::TwoWay,
            Mode::TwoWay,
            Mode::TwoWay,
            Mode::TwoWay,
            Mode::MirrorRight,
            Mode::LeftToRight,
        ]);
        let conflict = random.pick(&[
            ConflictRule::Ask,
            ConflictRule::Ask,
            ConflictRule::KeepBoth,
            ConflictRule::Newer,
            ConflictRule::Left,
        ]);
        let durability = random.pick(&[Durability::Before, Durability::Deferred]);
        let left = 4 + random.below(24);
        let (patient, disturbs, links) = (random.once_in(2), random.once_in(2), random.once_in(3));
        let theme = random.pick(&[Theme::Anything, Theme::Names]);
        Self {
            rules: Rules { mode, conflict, durability },
            left,
            patient,
            disturbs,
            just_ran: false,
            waited: false,
            links,
            undoes_late: random.once_in(3),
            theme,
            random,
        }
    }

    fn side(&mut self) -> Side {
        self.random.pick(&Side::BOTH)
    }

    /// A path that may be there or not, in folders that are.
    fn any(&mut self, tree: &Tree) -> Name {
        let folders: Vec<&String> =
            tree.iter().filter(|(_, entry)| entry.node == Node::Folder).map(|(path, _)| path).collect();
        let name = self.random.pick(&NAMES);
        let path = if folders.is_empty() || self.random.once_in(3) {
            name.to_owned()
        } else {
            format!("{}/{name}", self.random.pick(&folders))
        };
        if path.matches('/').count() > 3 { name } else { path.leak() }
    }

    /// A path that is there.
    fn there(&mut self, tree: &Tree) -> Name {
        let paths: Vec<&String> = tree.keys().collect();
        if paths.is_empty() { "a" } else { self.random.pick(&paths).clone().leak() }
    }

    fn edit(&mut self, tree: &Tree) -> Edit {
        let there = self.there(tree);
        let any = self.any(tree);
        if self.theme == Theme::Names {
            return self.edit_of_names(tree, there, any);
        }
        match self.random.below(22) {
            0..=2 => Edit::Write(any),
            3 => Edit::Write(there),
            4 => Edit::Replace(any),
            5 => Edit::Replace(there),
            6 => Edit::Append(there),
            7 => Edit::Truncate(there),
            8 | 9 => Edit::Remove(there),
            10..=12 => Edit::MakeFolder(any),
            13..=15 => Edit::Rename(there, any),
            16 => Edit::Swap(there, self.there(tree)),
            17 => Edit::Symlink(any, self.random.pick(&TARGETS)),
            18 => Edit::Chmod(there, self.random.pick(&MODES)),
            19 => Edit::Touch(there, 1_600_000_000 + self.random.below(3) as i64),
            20 if self.links => Edit::HardLink(there, any),
            _ => Edit::Rename(there, self.there(tree)),
        }
    }

    fn edit_of_names(&mut self, tree: &Tree, there: Name, any: Name) -> Edit {
        match self.random.below(22) {
            0..=2 => Edit::Write(there),
            3 => Edit::Write(any),
            4 | 5 => Edit::Replace(there),
            6 => Edit::Append(there),
            7 | 8 => Edit::Remove(there),
            9 => Edit::Swap(there, self.there(tree)),
            10 | 11 => Edit::Rename(there, any),
            12 => Edit::Rename(there, self.there(tree)),
            13..=15 => Edit::Chmod(there, self.random.pick(&MODES)),
            16 => Edit::Touch(there, 1_600_000_000 + self.random.below(3) as i64),
            17 => Edit::MakeFolder(any),
            _ => Edit::HardLink(there, any),
        }
    }

    fn disturbance(&mut self, world: &World) -> Vec<(u32, Side, Edit)> {
        let trees = world.trees();
        let count = 1 + self.random.below(3);
        let mut out: Vec<_> = (0..count)
            .map(|_| {
                let side = self.side();
                // What the run makes from the other side can be edited, too.
                let seen = self.side();
                (self.random.below(40) as u32, side, self.edit(trees.get(seen)))
            })
            .collect();
        out.sort_by_key(|(at, ..)| *at);
        out
    }
}

impl Author for Generator {
    fn rules(&self) -> Rules {
        self.rules
    }

    fn next(&mut self, world: &World) -> Option<Step> {
        self.left = self.left.checked_sub(1)?;
        let just_ran = std::mem::take(&mut self.just_ran);
        if std::mem::take(&mut self.waited) {
            self.just_ran = true;
            return Some(Step::Run);
        }
        Some(match self.random.below(20) {
            0 | 1 if just_ran && self.disturbs => Step::UndoCrash(self.random.below(24) as u32),
            0..=6 if just_ran => Step::Undo,
            0..=2 if self.patient => {
                self.waited = true;
                Step::Wait
            }
            0..=2 => {
                self.just_ran = true;
                Step::Run
            }
            7 if self.undoes_late => Step::UndoLate,
            3 | 4 if self.disturbs => Step::Disturbed(self.disturbance(world)),
            5 if self.disturbs => Step::Crash(self.random.below(30) as u32, self.disturbance(world)),
            6 if self.disturbs => Step::Crash(self.random.below(30) as u32, Vec::new()),
            _ => {
                let side = self.side();
                let trees = world.trees();
                Step::Edit(side, self.edit(trees.get(side)))
            }
        })
    }
}
