//! Clicks on messages: the instance that said it is asked for more, or a fresh one.

use std::sync::PoisonError;

use syncmgr_core::{Clicked, Keep, SessionRequest};
use syncmgr_proto::{Body, Code, ExitCode, Guid};

use super::manager::{Manager, Show};
use crate::error::CliError;
use crate::handlers::Catalogue;

impl Manager {
    /// Asks the handler to show more about a message; it may ask for a retry (4.8, A8).
    pub fn show_error(&self, id: u64, show: Show<'_>) -> Result<ExitCode, CliError> {
        let message = self.store.message(id)?.ok_or_else(|| no_message(id))?;
        let Body::Message { handler: Some(handler), error_id: Some(error), jump: true, .. } = message.body else {
            return Err(CliError::other(format!(
                "message {id} says all there is; its handler has nothing more to show"
            )));
        };
        let clicked = if let Some(kept) = self.take_kept(message.instance) {
            Clicked::Living(kept)
        } else {
            let catalogue = Catalogue::read(Some(&self.store))?;
            let factory = catalogue.find(handler).cloned().ok_or_else(|| {
                CliError::other(format!("the handler of message {id} is not registered any more"))
                    .hint(format!("`syncmgr errors clear {id}` removes the message"))
            })?;
            Clicked::Fresh { factory, key: message.instance }
        };
        let result = self.click(&SessionRequest::show_error(handler, error), clicked, show);
        match result.outcome.shown {
            Some(code) if code.is_failure() => Err(failed(id, code)),
            _ => Ok(result.exit()),
        }
    }

    /// Removes a kept message or all; instances that nobody can click on any more are released.
    pub fn clear(&self, id: Option<u64>) -> Result<usize, CliError> {
        let removed = self.store.clear_messages(id)?;
        {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            for kept in kept.iter() {
                let left = self.store.messages_of(kept.key())?;
                if !left.iter().any(|message| matches!(message.body, Body::Message { jump: true, .. })) {
                    kept.cleared(Guid::NULL);
                }
            }
        }
        self.release_kept(Keep::Clickable);
        Ok(removed)
    }
}

/// There is no such message.
pub fn no_message(id: u64) -> CliError {
    CliError::usage(format!("there is no message {id}")).hint("`syncmgr errors` lists all")
}

fn failed(id: u64, code: Code) -> CliError {
    CliError::other(format!("the handler could not show message {id} ({code})"))
}
