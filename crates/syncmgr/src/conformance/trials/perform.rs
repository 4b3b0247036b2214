use std::fs::File;
use std::sync::Arc;

use super::sessions;
use super::stage::Stage;
use super::trial::{Kind, Trial};
use crate::conformance::answers::Interference;
use crate::conformance::recorder::{Recorder, Reporting};
use crate::conformance::specification::{Dialogs, Specification, Subject};
use crate::conformance::{module, program};

/// Makes one trial and writes its trace. Ends the process with what foreign code left running in it.
pub fn perform(specification: &Specification, trace: File) {
    // Who may not bother the user gets no leave for a dialog, even if somebody looks.
    let dialogs = if specification.trial.is_quiet() { Dialogs::Refused } else { specification.dialogs };
    match &specification.subject {
        Subject::Module { path, clsid } => {
            let recorder = Arc::new(Recorder::new(trace, dialogs, Reporting::OnItsThreads));
            let Some(class) = module::Class::load(&recorder, path, clsid.0) else { return };
            if !module::perform(specification.trial, &class) {
                // Foreign code runs in it until the end.
                let class: &'static module::Class = Box::leak(Box::new(class));
                both(&Stage::new(recorder, specification, Kind::Module, &|| class.make()));
            }
        }
        Subject::Program { words } => {
            let recorder = Arc::new(Recorder::new(trace, dialogs, Reporting::ThroughPipe));
            let make = || program::start(&recorder, words);
            if specification.trial == Trial::Protocol {
                program::try_protocol(&recorder, words);
            } else {
                both(&Stage::new(Arc::clone(&recorder), specification, Kind::Program, &make));
            }
        }
    }
}

/// The trials of both kinds.
fn both(stage: &Stage<'_>) {
    match stage.specification.trial {
        Trial::Events => sessions::events(stage),
        Trial::Info => sessions::info(stage),
        Trial::Items => sessions::items(stage),
        Trial::Unlisted => sessions::unlisted(stage),
        Trial::Session => sessions::session(stage),
        Trial::Quiet => sessions::quiet(stage),
        Trial::CancelItem => sessions::cancelled(stage, Interference::CancelFirst),
        Trial::CancelAll => sessions::cancelled(stage, Interference::CancelAll),
        Trial::Skip => sessions::skipped(stage),
        Trial::Properties => sessions::properties(stage),
        // Made by those who know the kind of handler.
        Trial::Class
        | Trial::Protocol
        | Trial::Cookie
        | Trial::Enumerator
        | Trial::WithoutNumber
        | Trial::ItemObject
        | Trial::Callback => {}
    }
}
