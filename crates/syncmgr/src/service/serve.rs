//! A manager that serves: it runs what others ask for and what is due, until it is told to end.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use syncmgr_core::Keep;
use syncmgr_proto::ExitCode;

use super::client::ask;
use super::manager::Manager;
use super::office::{self, Serving};
use super::place::{Place, Role};
use super::timed::Clock;
use super::wire::{Reply, Request};
use crate::context::Context;
use crate::error::CliError;
use crate::session;

/// How often time is looked at.
const TICK: Duration = Duration::from_millis(250);
/// How long sessions may take to stop before they are ended.
const STOPPING: Duration = Duration::from_secs(20);
/// How long visitors may take to read their last reply.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// How long a manager in the background waits for more to do.
const LINGER: Duration = Duration::from_secs(2);
/// How long it waits to see whether it is needed, and how often it looks.
const BEGINNING: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(10);

/// When a manager ends by itself.
#[derive(Clone)]
pub struct Life(Arc<(Mutex<State>, Condvar)>);

struct State {
    /// It ends when it has nothing to do.
    until_idle: bool,
    retired: bool,
    /// Nothing is taken on any more.
    over: bool,
    errands: usize,
    quiet_since: Instant,
}

/// Something that a manager was asked for and has not finished.
pub struct Errand(Life);

impl Drop for Errand {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.errands -= 1;
        state.quiet_since = Instant::now();
        self.0.0.1.notify_all();
    }
}

impl Life {
    /// Serves until it is ended.
    pub fn until_ended() -> Self {
        Self::new(false)
    }

    /// Serves until there is nothing to do.
    pub fn until_idle() -> Self {
        Self::new(true)
    }

    fn new(until_idle: bool) -> Self {
        let state = State { until_idle, retired: false, over: false, errands: 0, quiet_since: Instant::now() };
        Self(Arc::new((Mutex::new(state), Condvar::new())))
    }

    /// Notes that there is something to do; `None`: it is too late.
    pub fn errand(&self) -> Option<Errand> {
        let mut state = self.lock();
        if state.over {
            return None;
        }
        state.errands += 1;
        Some(Errand(self.clone()))
    }

    /// The same for what others can do themselves: a manager that has to make room does not begin with it.
    pub fn errand_of_others(&self) -> Option<Errand> {
        let retired = self.lock().retired;
        if retired { None } else { self.errand() }
    }

    /// Takes nothing on any more.
    fn end(&self) {
        self.lock().over = true;
    }

    fn is_until_idle(&self) -> bool {
        self.lock().until_idle
    }

    /// Makes room for another manager; one that serves until it is ended stays.
    pub fn retire(&self) -> bool {
        let mut state = self.lock();
        state.retired |= state.until_idle;
        state.retired
    }

    /// Whether it is time to end, given that nothing runs and no instance is kept. Then nothing is taken on any more: a
    /// request that came now would be lost.
    fn is_over(&self, nothing_left: bool) -> bool {
        let mut state = self.lock();
        if !nothing_left || state.errands > 0 {
            state.quiet_since = Instant::now();
            return false;
        }
        state.over |= state.until_idle && (state.retired || state.quiet_since.elapsed() > LINGER);
        state.over
    }

    /// Waits until visitors have got their last reply, but not longer than that.
    fn wait_for_errands(&self, patience: Duration) {
        let waited = self.0.1.wait_timeout_while(self.lock(), patience, |state| state.errands > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves. `ready` is called when requests are taken.
pub fn serve(
    context: &Context,
    life: &Life,
    ready: impl FnOnce() -> Result<(), CliError>,
) -> Result<ExitCode, CliError> {
    let place = Place::of(&context.state_dir()?);
    let manager = Arc::new(Manager::new(context, Keep::Clickable)?);
    let cannot = |error| CliError::usage("cannot serve in the state folder").because(error);
    let lock = if life.is_until_idle() { unless_served(&place) } else { take_over(&place) };
    let Some(_lock) = lock.map_err(cannot)? else {
        return Err(CliError::new(crate::error::ErrorKind::Running, "a manager serves already")
            .hint("commands talk to it by themselves; end it with SIGTERM to start another one"));
    };
    let signals = signals()?;
    let serving = Serving { manager: Arc::clone(&manager), life: life.clone() };
    let office = office::open(&place, Role::Manager, manager.running().clone(), Some(serving))
        .ok_or_else(|| CliError::usage("cannot listen in the state folder"))?;
    ready()?;
    pass_time(&manager, life, &signals);
    life.end();
    drop(office);
    end(&manager, &signals);
    life.wait_for_errands(LAST_WORDS);
    Ok(ExitCode::InSync)
}

/// A manager in the background is not needed where another one serves or is about to. One that is about to end is waited for.
fn unless_served(place: &Place) -> std::io::Result<Option<std::fs::File>> {
    let deadline = Instant::now() + BEGINNING;
    loop {
        let lock = place.lock()?;
        if lock.is_some() || place.manager().is_some() || Instant::now() > deadline {
            return Ok(lock);
        }
        std::thread::sleep(GLANCE);
    }
}

/// A manager in the background gives way when it has nothing to do any more.
fn take_over(place: &Place) -> std::io::Result<Option<std::fs::File>> {
    if let Some(lock) = place.lock()? {
        return Ok(Some(lock));
    }
    match place.manager().and_then(|stream| ask(&stream, &Request::Retire)) {
        Some(Reply::Accepted) => place.wait_for_lock().map(Some),
        Some(_) => Ok(None),
        // It is about to end, or has not begun to listen.
        None => place.lock(),
    }
}

fn signals() -> Result<Receiver<()>, CliError> {
    let (tell, signals): (Sender<()>, _) = channel();
    session::on_interrupt(move || {
        let _ = tell.send(());
    })?;
    Ok(signals)
}

/// Does what is due until a signal comes or there is nothing left to do.
fn pass_time(manager: &Arc<Manager>, life: &Life, signals: &Receiver<()>) {
    let mut clock = Clock::new(Timestamp::now());
    loop {
        match signals.recv_timeout(TICK) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
        // A database that cannot be read now may be readable the next time.
        let _ = clock.tick(manager, Timestamp::now());
        let kept = manager.release_kept(Keep::Clickable);
        if life.is_over(manager.running().is_empty() && kept == 0) {
            return;
        }
    }
}

/// Stops what runs, waits for it, and releases the instances that were kept; another signal waits for nothing.
fn end(manager: &Manager, signals: &Receiver<()>) {
    manager.running().stop(None);
    let deadline = Instant::now() + STOPPING;
    while !manager.running().wait_until_empty(TICK) {
        if Instant::now() > deadline || signals.try_recv().is_ok() {
            manager.running().stop_now();
            manager.running().wait_until_empty(Duration::from_secs(5));
            break;
        }
    }
    manager.release_kept(Keep::Nothing);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_that_serves_does_not_give_way() {
        let life = Life::until_ended();
        assert!(!life.retire() && life.errand_of_others().is_some());
        assert!(!life.is_over(true));
        life.end();
        assert!(life.errand().is_none() && life.errand_of_others().is_none());
    }

    #[test]
    fn one_in_the_background_ends_when_nothing_is_left() {
        let life = Life::until_idle();
        assert!(!life.is_over(true), "it waits for more to do");
        assert!(life.retire() && life.errand_of_others().is_none());
        let errand = life.errand();
        assert!(errand.is_some(), "what nobody else would do is taken on");
        assert!(!life.is_over(true), "something is left to do");
        assert!(!life.is_over(false));
        drop(errand);
        assert!(life.is_over(true));
        assert!(life.errand().is_none(), "it would be lost");
    }

    #[test]
    fn the_last_reply_is_waited_for() {
        let life = Life::until_ended();
        life.wait_for_errands(Duration::ZERO);
        let errand = life.errand();
        let visitor = std::thread::spawn(move || drop(errand));
        life.wait_for_errands(Duration::from_secs(20));
        assert_eq!(life.lock().errands, 0);
        visitor.join().unwrap();
    }
}
