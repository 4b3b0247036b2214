//! The walk: the tree and the archive side by side.

use std::io;

use super::base::{Base, Cursor, lies_in};
use super::complaint::Complaint;
use super::levels::{Level, Levels, Via};
use super::names::{Names, is_valid};
use super::progress::Progress;
use super::request::{ScanError, ScanRequest};
use super::trail::Trail;
use crate::filter::{Filter, PRIVATE, Verdict};
use crate::sys::{Look, System};
use crate::{Change, Kind, Links, Problem, RelPath, Side, Snapshot, Stat, walk_order};

/// What comes next in walk order.
enum Step {
    /// The next name of the listing.
    Listed,
    /// A record that the listing does not show.
    Unlisted,
    /// The folder is done.
    Leave,
}

/// Whether a look met something.
#[derive(PartialEq, Eq)]
enum Found {
    /// It was dealt with.
    Something,
    /// There is nothing at the path.
    Nothing,
}

/// A scan on its way.
///
/// **Invariant**: the archive's cursor is never before what was visited: a record that is met later than
/// its path in walk order belongs to nothing that exists.
pub(super) struct Walk<'a, S: System, B: ?Sized> {
    system: S,
    side: Side,
    links: Links,
    filter: &'a Filter,
    cursor: Cursor<'a, B>,
    progress: Progress<'a>,
    levels: Levels<S>,
    names: Names,
    trail: Trail,
    out: Snapshot,
}

impl<'a, S: System, B: Base + ?Sized> Walk<'a, S, B> {
    pub(super) fn new(system: S, request: ScanRequest<'a, B>) -> Result<Self, ScanError> {
        let ScanRequest { side, base, filter, links, sink, .. } = request;
        Ok(Self {
            system,
            side,
            links,
            filter,
            cursor: Cursor::new(base)?,
            progress: Progress::new(sink, side),
            levels: Levels::new(),
            names: Names::new(),
            trail: Trail::new(),
            out: Snapshot::default(),
        })
    }

    pub(super) fn run(mut self, root: &S::Folder) -> Result<Snapshot, ScanError> {
        self.enter_root(root).map_err(ScanError::Root)?;
        while let Some(step) = self.next_step() {
            match step {
                Step::Leave => self.leave(),
                _ if self.levels.current().is_none() && !self.reopened()? => {}
                Step::Listed => {
                    self.visit_listed()?;
                }
                Step::Unlisted => self.visit_unlisted()?,
            }
        }
        self.progress.finish(self.out.scanned);
        Ok(self.out)
    }

    fn next_step(&self) -> Option<Step> {
        let level = self.levels.last()?;
        let folder = &self.trail.path()[..level.prefix];
        let recorded = self.cursor.path().and_then(|path| path.strip_prefix(folder));
        Some(match (self.names.peek(), recorded) {
            (None, None) => Step::Leave,
            (None, Some(_)) => Step::Unlisted,
            (Some((name, _)), Some(tail)) if tail != name && walk_order(tail, name).is_lt() => Step::Unlisted,
            (Some(_), _) => Step::Listed,
        })
    }

    fn prefix(&self) -> usize {
        self.levels.last().map_or(0, |level| level.prefix)
    }

    fn enter_root(&mut self, root: &S::Folder) -> io::Result<()> {
        // A handle of its own: a listing moves the position of the handle that it reads from.
        let handle = self.system.open(root, c".")?;
        let look = self.system.look_inside(&handle)?;
        if !self.list(&handle)? {
            self.names.end();
            return Err(io::Error::new(io::ErrorKind::InvalidData, Complaint::invalid_names().message));
        }
        let identity = look.identity();
        self.levels.push(Level { handle: Some(handle), identity, via: Via::Name, prefix: 0, changes: 0 });
        Ok(())
    }

    fn leave(&mut self) {
        self.names.end();
        if let Some(level) = self.levels.pop() {
            self.trail.cut(level.prefix);
        }
    }

    /// Opens the current folder again; when that is impossible, everything in it becomes unseen.
    fn reopened(&mut self) -> Result<bool, ScanError> {
        let Err(error) = self.levels.reopen(&mut self.system, &self.trail) else { return Ok(true) };
        self.names.end();
        if let Some(level) = self.levels.pop() {
            self.trail.cut(level.prefix.saturating_sub(1));
            self.out.changes.truncate(level.changes);
        }
        self.unseen(Complaint::unreadable(&error))?;
        Ok(false)
    }

    fn visit_listed(&mut self) -> Result<Found, ScanError> {
        let prefix = self.prefix();
        let Some((name, kind)) = self.names.peek() else { return Ok(Found::Nothing) };
        self.trail.set(prefix, name);
        self.names.advance();
        self.visit(kind)
    }

    /// Deals with a record that the listing does not show.
    ///
    /// A listing is no snapshot: some file systems skip a name that is replaced during it. Nobody is
    /// to lose a file because of that, so what seems to be gone is looked for by its name.
    fn visit_unlisted(&mut self) -> Result<(), ScanError> {
        let prefix = self.prefix();
        let Some(name) = self.cursor.path().map(|path| &path[prefix..]) else { return Ok(()) };
        if !is_valid(name) {
            return self.gone();
        }
        self.trail.set(prefix, name);
        let absent = match self.look() {
            Ok(_) => !self.is_listed_now().unwrap_or(true),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if absent || self.visit(None)? == Found::Nothing {
            return self.gone();
        }
        Ok(())
    }

    /// Whether a new listing shows the trail's name: where case does not matter, `a` is found although
    /// only `A` is there.
    fn is_listed_now(&mut self) -> io::Result<bool> {
        let name = self.trail.tail(self.prefix())?.to_bytes();
        let folder = self.levels.current().ok_or(io::ErrorKind::NotFound)?;
        let again = self.system.open(folder, c".")?;
        let mut listed = false;
        self.system.list(&again, |other, _| listed |= other == name)?;
        Ok(listed)
    }

    /// Looks at the trail's path, which the listing calls a `kind`.
    fn visit(&mut self, kind: Option<Kind>) -> Result<Found, ScanError> {
        self.progress.step(self.out.scanned)?;
        // A link says nothing about what it leads to.
        let kind = kind.filter(|kind| !(*kind == Kind::Symlink && self.links == Links::Follow));
        if self.is_left_alone(kind) {
            return self.ignore();
        }
        if kind == Some(Kind::Folder) {
            match self.open(Via::Name) {
                // It has just become something else.
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
                opened => return self.enter(opened, Via::Name),
            }
        }
        let look = match self.look() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return self.unseen(Complaint::unreadable(&error)),
            Ok(look) => look,
        };
        if look.stat.kind == Kind::Symlink && self.links == Links::Follow {
            return match self.follow() {
                Err(error) => self.unseen(Complaint::unfollowable(&error)),
                Ok(target) => self.take(&target, Via::Link),
            };
        }
        self.take(&look, Via::Name)
    }

    /// Takes what was looked at.
    fn take(&mut self, look: &Look, via: Via) -> Result<Found, ScanError> {
        if self.is_left_alone(Some(look.stat.kind)) {
            return self.ignore();
        }
        match look.stat.kind {
            Kind::File | Kind::Symlink => self.compare(&look.stat),
            Kind::Special => self.unseen(Complaint::special(look.noun)),
            Kind::Folder => {
                let opened = self.open(via);
                self.enter(opened, via)
            }
        }
    }

    fn look(&mut self) -> io::Result<Look> {
        let folder = self.levels.current().ok_or(io::ErrorKind::NotFound)?;
        self.system.look(folder, self.trail.tail(self.prefix())?)
    }

    fn follow(&mut self) -> io::Result<Look> {
        let root = self.levels.root().ok_or(io::ErrorKind::NotFound)?;
        self.system.look_target(root, self.trail.tail(0)?)
    }

    fn open(&mut self, via: Via) -> io::Result<S::Folder> {
        let prefix = self.prefix();
        match (via, self.levels.current(), self.levels.root()) {
            (Via::Name, Some(folder), _) => self.system.open(folder, self.trail.tail(prefix)?),
            (Via::Link, _, Some(root)) => self.system.open_target(root, self.trail.tail(0)?),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Lists `folder` as the new innermost list; `false` when a name was not valid.
    fn list(&mut self, folder: &S::Folder) -> io::Result<bool> {
        self.names.begin();
        let names = &mut self.names;
        match self.system.list(folder, |name, kind| names.push(name, kind)) {
            Ok(()) => Ok(self.names.finish()),
            Err(error) => {
                self.names.end();
                Err(error)
            }
        }
    }

    /// Goes into the folder at the trail's path, unless it cannot be read as a whole.
    fn enter(&mut self, opened: io::Result<S::Folder>, via: Via) -> Result<Found, ScanError> {
        let looked = opened.and_then(|handle| Ok((self.system.look_inside(&handle)?, handle)));
        let (look, handle) = match looked {
            Err(error) => return self.unseen(Complaint::unreadable(&error)),
            Ok((look, _)) if self.levels.contains(look.identity()) => return self.unseen(Complaint::loops()),
            Ok(both) => both,
        };
        match self.list(&handle) {
            Err(error) => return self.unseen(Complaint::unreadable(&error)),
            Ok(false) => {
                self.names.end();
                return self.unseen(Complaint::invalid_names());
            }
            Ok(true) => {}
        }
        let changes = self.out.changes.len();
        self.compare(&look.stat)?;
        let device = self.levels.last().map(|level| level.identity.device);
        if look.mounted || device != Some(look.device) {
            self.out.mounts.push(RelPath::from_bytes(self.trail.path()));
        }
        let prefix = self.trail.descend();
        self.levels.push(Level { handle: Some(handle), identity: look.identity(), via, prefix, changes });
        Ok(Found::Something)
    }

    /// Counts what is at the trail's path and keeps it if the archive saw it otherwise.
    fn compare(&mut self, now: &Stat) -> Result<Found, ScanError> {
        self.out.scanned += 1;
        let was = self.cursor.record_at(self.trail.path());
        if !was.is_some_and(|record| record.matches(self.side, now)) {
            let path = RelPath::from_bytes(self.trail.path());
            self.out.changes.push(Change { path, was: was.map(|record| Box::new(*record)), now: Some(*now) });
        }
        if was.is_some() {
            self.cursor.advance()?;
        }
        Ok(Found::Something)
    }

    /// The current record's path does not exist any more.
    fn gone(&mut self) -> Result<(), ScanError> {
        self.progress.step(self.out.scanned)?;
        let Some((path, record)) = self.cursor.current() else { return Ok(()) };
        let path = RelPath::from_bytes(path);
        if self.is_excluded(path.as_bytes(), record.kind) {
            self.cursor.pass(path.as_bytes())?;
            self.out.ignored.push(path);
        } else {
            self.out.changes.push(Change { path, was: Some(Box::new(*record)), now: None });
            self.cursor.advance()?;
        }
        Ok(())
    }

    /// Whether the trail's path is to be left alone, being a `kind` now. What the archive knows counts
    /// too: `x/` excluded leaves alone also the file that took the folder's place.
    fn is_left_alone(&self, kind: Option<Kind>) -> bool {
        let path = self.trail.path();
        if kind.is_some_and(|kind| self.is_excluded(path, kind)) || is_private(path) {
            return true;
        }
        let asked = !self.filter.is_empty() || self.links == Links::Skip;
        asked && self.cursor.record_at(path).is_some_and(|record| self.is_excluded(path, record.kind))
    }

    fn is_excluded(&self, path: &[u8], kind: Kind) -> bool {
        (kind == Kind::Symlink && self.links == Links::Skip)
            || self.filter.verdict(path, kind) == Verdict::Exclude
            || is_private(path)
    }

    /// Leaves the trail's path alone.
    fn ignore(&mut self) -> Result<Found, ScanError> {
        if self.cursor.pass(self.trail.path())? > 0 {
            self.out.ignored.push(RelPath::from_bytes(self.trail.path()));
        }
        Ok(Found::Something)
    }

    /// Nothing is known of what lies at and below the trail's path.
    fn unseen(&mut self, complaint: Complaint) -> Result<Found, ScanError> {
        let path = RelPath::from_bytes(self.trail.path());
        self.cursor.pass(path.as_bytes())?;
        self.out.unseen.push(path.clone());
        let hint = complaint.hint.map(str::to_owned);
        self.out.problems.push(Problem { path, side: Some(self.side), message: complaint.message, hint });
        Ok(Found::Something)
    }
}

/// Whether `path` is our own folder, or that of a root inside this one.
fn is_private(path: &[u8]) -> bool {
    let above = path.strip_suffix(PRIVATE.as_bytes());
    above.is_some_and(|above| above.is_empty() || above.ends_with(b"/")) || lies_in(path, PRIVATE.as_bytes())
}
