//! A session as people see it: live bars while it runs, a short summary at its end.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use syncmgr_core::EventSink;
use syncmgr_proto::{Body, Event, ExitCode, MessageLevel};

use super::lines::{Content, Lines};
use super::live::Live;
use super::summary::{Gathered, Tense};
use super::{change, print};
use crate::context::{Format, Verbosity};

/// Shows a session to people.
#[derive(Debug)]
pub struct Human {
    verbosity: Verbosity,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    live: Live,
    lines: Lines,
    gathered: Gathered,
}

impl Human {
    /// Shows the next session.
    pub fn new(verbosity: Verbosity) -> Self {
        Self {
            verbosity,
            state: Mutex::new(State {
                live: Live::new(verbosity),
                lines: Lines::new(Content::Styled),
                gathered: Gathered::default(),
            }),
        }
    }
}

impl EventSink for Human {
    fn event(&self, event: &Event) {
        // A panic of another thread leaves counts that may be short; showing them is better than nothing.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { live, lines, gathered } = &mut *state;
        let body = &event.body;
        if !lines.is_empty() && !matches!(body, Body::Operation { .. }) {
            live.beside(|| lines.write());
        }
        match body {
            Body::Started { dry_run, purpose, .. } => {
                gathered.tense = if *dry_run { Tense::Would } else { Tense::Did };
                gathered.purpose = *purpose;
            }
            Body::Progress { .. } => live.progress(body),
            Body::Operation { .. } if self.verbosity > Verbosity::Quiet => {
                if gathered.tense == Tense::Would || self.verbosity >= Verbosity::Verbose {
                    lines.push(&change::operation(body).unwrap_or_default());
                    live.beside(|| lines.write_if_long());
                }
            }
            Body::Conflict { .. } => gathered.conflicts.push(body.clone()),
            Body::Problem { .. } => gathered.problems.push(body.clone()),
            Body::Guard { .. } => gathered.guards.push(body.clone()),
            Body::Message { level, .. } if *level >= MessageLevel::Warning || self.verbosity >= Verbosity::Verbose => {
                gathered.messages.push(body.clone());
            }
            Body::Item { .. } => {
                live.ended(body);
                gathered.items.push(body.clone());
            }
            Body::Finished { exit, duration_ms, stats } => {
                live.clear();
                let duration = Duration::from_millis(*duration_ms);
                match self.verbosity {
                    Verbosity::Quiet => complain(&gathered.trouble()),
                    _ if nothing_chosen(gathered, *exit) => {
                        show("nothing is chosen; `syncmgr list` shows the items and their check marks");
                    }
                    _ => show(gathered.text(*exit, duration, stats).trim_end()),
                }
                gathered.clear();
            }
            Body::Operation { .. } | Body::Message { .. } | Body::Cut { .. } => {}
        }
    }

    fn waiting(&self, handler: &str) {
        if self.verbosity > Verbosity::Quiet {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.live.beside(|| print::waiting(Format::Human, handler));
        }
    }
}

fn nothing_chosen(gathered: &Gathered, exit: ExitCode) -> bool {
    exit == ExitCode::InSync && gathered.items.is_empty()
}

impl Gathered {
    fn clear(&mut self) {
        *self = Self::default();
    }
}

fn show(text: &str) {
    print::note_loss(writeln!(print::out(), "{text}"));
}

fn complain(text: &str) {
    // Nobody is left to be told: the work goes on all the same.
    let _ = anstream::AutoStream::auto(std::io::stderr().lock()).write_all(text.as_bytes());
}
