//! What happens to a pair of folders: edits, runs, crashes, undos; as values that print as Rust code.

use foldsync::apply::Durability;
use foldsync::{ConflictRule, Mode, Side};

/// A path below a root.
pub type Name = &'static str;

/// What a user does to one side. What is impossible at that moment does nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edit {
    /// New content, in place; a folder or symlink in the way is removed first.
    Write(Name),
    /// New content in a new file that is renamed over the path.
    Replace(Name),
    /// More content at the end.
    Append(Name),
    /// Less content.
    Truncate(Name),
    /// It goes, with all it holds.
    Remove(Name),
    /// A folder; a file in the way is removed first.
    MakeFolder(Name),
    /// As `mv -T` does it: over a file, over an empty folder.
    Rename(Name, Name),
    /// The two exchange their places.
    Swap(Name, Name),
    /// A symlink to the given target, to a new one when that is empty; a file in the way is removed first.
    Symlink(Name, Name),
    /// Permissions.
    Chmod(Name, u32),
    /// Modification time.
    Touch(Name, i64),
    /// A second name for the file.
    HardLink(Name, Name),
}

/// One step of a history.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// An edit between runs.
    Edit(Side, Edit),
    /// A run that nobody disturbs.
    Run,
    /// A run with edits, each at the event of that number.
    Disturbed(Vec<(u32, Side, Edit)>),
    /// A run with edits that crashes at the event of the first number.
    Crash(u32, Vec<(u32, Side, Edit)>),
    /// Time passes: long enough that no time stamp is too young to be trusted.
    Wait,
    /// The last session is undone, if nothing happened since, and done again by a run.
    Undo,
    /// The same, but undoing crashes at the event of that number; where that is even, the session is undone once more.
    UndoCrash(u32),
    /// The last session is undone whatever happened since.
    UndoLate,
}

/// Under what rules a history is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    pub mode: Mode,
    pub conflict: ConflictRule,
    pub durability: Durability,
}

/// A history.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    pub rules: Rules,
    pub steps: Vec<Step>,
}

/// Where the steps of a history come from.
pub trait Author {
    /// Under what rules it is played.
    fn rules(&self) -> Rules;

    /// The next step; both sides can be looked at. `None` ends the history.
    fn next(&mut self, world: &crate::world::World) -> Option<Step>;
}

/// Plays a history that is known already.
pub struct Known<'a> {
    rules: Rules,
    steps: std::slice::Iter<'a, Step>,
}

impl<'a> Known<'a> {
    pub fn new(history: &'a History) -> Self {
        Self { rules: history.rules, steps: history.steps.iter() }
    }
}

impl Author for Known<'_> {
    fn rules(&self) -> Rules {
        self.rules
    }

    fn next(&mut self, _world: &crate::world::World) -> Option<Step> {
        self.steps.next().cloned()
    }
}

impl History {
    /// The history as a regression test.
    pub fn code(&self) -> String {
        let Rules { mode, conflict, durability } = self.rules;
        let mut code =
            format!("    holds(Mode::{mode:?}, ConflictRule::{conflict:?}, Durability::{durability:?}, vec![\n");
        for step in &self.steps {
            let text = format!("{step:?}").replace('[', "vec![");
            code = code + "        " + &text + ",\n";
        }
        code + "    ]);"
    }
}
