//! A system that counts, fails and interferes where a test wants it.

use std::cell::{Cell, RefCell};
use std::ffi::CStr;
use std::io;
use std::rc::Rc;

use super::{Folder, Kind, Native, Site, System};
use crate::sys::Look;

/// One call to the system, as `verb name`; the name of a folder is its last component, `.` for the root.
pub(super) type Log = Rc<RefCell<Vec<String>>>;

/// What a folder listing handed over.
pub(super) type Listing = Vec<(Vec<u8>, Option<Kind>)>;

type Before<'a> = Box<dyn FnMut(&str) -> io::Result<()> + 'a>;
type Listed<'a> = Box<dyn FnMut(&str, &mut Listing) + 'a>;

/// A system around the real one.
pub(super) struct Rigged<'a> {
    inner: Native,
    pub(super) log: Log,
    open: Rc<Cell<usize>>,
    pub(super) most_open: Rc<Cell<usize>>,
    /// Called before each call; an error is the answer.
    before: Before<'a>,
    /// Called with the name of the folder and what its listing is about to hand over.
    listed: Listed<'a>,
}

/// A folder that knows its name and is counted.
pub(super) struct Named {
    folder: Folder,
    name: String,
    open: Rc<Cell<usize>>,
}

impl Drop for Named {
    fn drop(&mut self) {
        self.open.set(self.open.get() - 1);
    }
}

impl<'a> Rigged<'a> {
    pub(super) fn new() -> Self {
        Self {
            inner: Native::new(),
            log: Log::default(),
            open: Rc::default(),
            most_open: Rc::default(),
            before: Box::new(|_| Ok(())),
            listed: Box::new(|_, _| ()),
        }
    }

    pub(super) fn before(mut self, hook: impl FnMut(&str) -> io::Result<()> + 'a) -> Self {
        self.before = Box::new(hook);
        self
    }

    /// Makes `call` fail with the system's error number.
    pub(super) fn failing(self, call: &'a str, errno: rustix::io::Errno) -> Self {
        self.before(move |now| if now == call { Err(errno.into()) } else { Ok(()) })
    }

    pub(super) fn listed(mut self, hook: impl FnMut(&str, &mut Listing) + 'a) -> Self {
        self.listed = Box::new(hook);
        self
    }

    pub(super) fn root(&self, site: &Site) -> Named {
        self.named(site.root(), "ROOT")
    }

    fn named(&self, folder: Folder, name: &str) -> Named {
        self.open.set(self.open.get() + 1);
        self.most_open.set(self.most_open.get().max(self.open.get()));
        Named { folder, name: name.to_owned(), open: Rc::clone(&self.open) }
    }

    fn call(&mut self, verb: &str, name: &str) -> io::Result<()> {
        let call = format!("{verb} {name}");
        let answer = (self.before)(&call);
        self.log.borrow_mut().push(call);
        answer
    }
}

fn text(name: &CStr) -> String {
    name.to_string_lossy().into_owned()
}

impl System for Rigged<'_> {
    type Folder = Named;

    fn open(&mut self, parent: &Named, name: &CStr) -> io::Result<Named> {
        self.call("open", &text(name))?;
        let folder = self.inner.open(&parent.folder, name)?;
        Ok(self.named(folder, &text(name)))
    }

    fn look_inside(&mut self, folder: &Named) -> io::Result<Look> {
        self.call("inside", &folder.name)?;
        self.inner.look_inside(&folder.folder)
    }

    fn look(&mut self, parent: &Named, name: &CStr) -> io::Result<Look> {
        self.call("look", &text(name))?;
        self.inner.look(&parent.folder, name)
    }

    fn list(&mut self, folder: &Named, mut each: impl FnMut(&[u8], Option<Kind>)) -> io::Result<()> {
        let mut listing = Listing::new();
        self.inner.list(&folder.folder, |name, kind| listing.push((name.to_vec(), kind)))?;
        (self.listed)(&folder.name, &mut listing);
        for (name, kind) in listing {
            each(&name, kind);
        }
        // A listing that fails does so after some names.
        self.call("list", &folder.name)
    }

    fn look_target(&mut self, root: &Named, path: &CStr) -> io::Result<Look> {
        self.call("target", &text(path))?;
        self.inner.look_target(&root.folder, path)
    }

    fn open_target(&mut self, root: &Named, path: &CStr) -> io::Result<Named> {
        self.call("open-target", &text(path))?;
        let folder = self.inner.open_target(&root.folder, path)?;
        Ok(self.named(folder, &text(path)))
    }
}
