//! The one error of the command line: what happened, what it means for the exit code, what to do next.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use crate::render::escape::escaped;
use crate::render::style;
use syncmgr_core::StoreError;
use syncmgr_proto::ExitCode;

/// What an error means for the user; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A wrong argument or configuration.
    Usage,
    /// A retry may help.
    Temporary,
    /// It runs already.
    Running,
    /// Nobody reads the output any more; no error at all.
    BrokenPipe,
    /// Output could not be written.
    Printing,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// The kind that leads to an exit code.
    pub fn of(exit: ExitCode) -> Self {
        match exit {
            ExitCode::Usage => Self::Usage,
            ExitCode::Temporary => Self::Temporary,
            ExitCode::AlreadyRunning => Self::Running,
            _ => Self::Other,
        }
    }
}

/// Why a command failed, with what the user can do about it.
#[derive(Debug)]
pub struct CliError {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
    hints: Vec<String>,
}

impl CliError {
    /// An error of `kind`: `message` says what happened to what, in lower case, without a full stop.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, hints: Vec::new() }
    }

    /// A wrong argument or configuration.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Any error that is not the user's.
    pub fn other(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Other, message)
    }

    /// Adds what caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds what the user can do, as an imperative sentence without a full stop.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What it means for the user.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        match self.kind {
            ErrorKind::Usage => ExitCode::Usage,
            ErrorKind::Temporary => ExitCode::Temporary,
            ErrorKind::Running => ExitCode::AlreadyRunning,
            ErrorKind::BrokenPipe => ExitCode::InSync,
            ErrorKind::Printing | ErrorKind::Other => ExitCode::Error,
        }
    }

    /// What happened and why, in one line.
    pub fn message(&self) -> String {
        let mut text = self.message.clone();
        let mut source = self.source.as_deref().map(|source| source as &dyn Error);
        while let Some(error) = source {
            // Some libraries repeat their cause in their own text.
            let cause = error.to_string();
            if !text.contains(&cause) {
                // Writing to a string cannot fail.
                let _ = write!(text, ": {cause}");
            }
            source = error.source();
        }
        text
    }

    /// What happened and what the user can do, in one line: for the list of messages.
    pub fn in_a_line(&self) -> String {
        if self.hints.is_empty() { self.message() } else { format!("{} ({})", self.message(), self.hints.join("; ")) }
    }

    /// What the user can do.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Tells the error on standard error and returns the exit code.
    pub fn report(&self, json: bool) -> ExitCode {
        self.report_as(self.exit_code(), json)
    }

    /// Tells the error of a process that ends with `code`, and returns that.
    pub fn report_as(&self, code: ExitCode, json: bool) -> ExitCode {
        if self.kind == ErrorKind::BrokenPipe {
            return code;
        }
        let text = if json { self.json_line(code) } else { self.human_lines() };
        // Nobody is left to be told that the message could not be printed.
        let _ = anstream::AutoStream::auto(io::stderr().lock()).write_all(text.as_bytes());
        code
    }

    fn json_line(&self, code: ExitCode) -> String {
        let object = serde_json::json!({
            "kind": "error", "message": self.message(), "hint": self.hints.first(), "hints": self.hints, "exit": code.number(),
        });
        format!("{object}\n")
    }

    fn human_lines(&self) -> String {
        let (error, hint) = (style::ERROR, style::HINT);
        let mut text = format!("{error}error:{error:#} {}\n", escaped_lines(&self.message()));
        for line in &self.hints {
            let _ = writeln!(text, "{hint}hint:{hint:#} {}", escaped_lines(line));
        }
        text
    }
}

/// Messages may hold several lines (the excerpt of a broken configuration); names in them must not move the cursor.
fn escaped_lines(text: &str) -> String {
    text.trim_end().split('\n').map(escaped).collect::<Vec<_>>().join("\n")
}

impl From<io::Error> for CliError {
    /// An error of printing; every other error says what it was about.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(ErrorKind::BrokenPipe, "nobody reads the output"),
            _ => Self::new(ErrorKind::Printing, CANNOT_PRINT).because(error),
        }
    }
}

/// What is said of output that could not be written.
const CANNOT_PRINT: &str = "cannot print";

impl CliError {
    /// Output could not be written because of `cause`, while the work itself went on and ended with `exit`.
    pub fn loss(cause: &'static io::Error, exit: ExitCode) -> Self {
        let hint = format!("only output was lost; the work itself ended with exit code {exit}");
        Self::new(ErrorKind::Printing, CANNOT_PRINT).because(cause.to_string()).hint(hint)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Folder { .. } | StoreError::Newer { .. } => ErrorKind::Usage,
            StoreError::Busy { .. } | StoreError::Full { .. } => ErrorKind::Temporary,
            _ => ErrorKind::Other,
        };
        match error {
            StoreError::Folder { path, source } => {
                Self::new(kind, format!("the state folder {} cannot be written", path.display()))
                    .because(source)
                    .hint("choose another one with --state-dir")
            }
            error => Self::new(kind, error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_decides_the_exit_code() {
        let kinds = [(ErrorKind::Usage, 2), (ErrorKind::Temporary, 5), (ErrorKind::Running, 10), (ErrorKind::Other, 1)];
        for (kind, code) in kinds {
            let exit = CliError::new(kind, "x").exit_code();
            assert_eq!((exit.number(), ErrorKind::of(exit)), (code, kind));
        }
        assert_eq!(CliError::new(ErrorKind::BrokenPipe, "x").exit_code().number(), 0);
    }

    #[test]
    fn causes_are_appended_once() {
        let error = CliError::other("cannot read a: denied").because(io::Error::other("denied"));
        assert_eq!(error.message(), "cannot read a: denied");
        let error = CliError::other("cannot read a").because(io::Error::other("denied"));
        assert_eq!(error.message(), "cannot read a: denied");
    }

    #[test]
    fn names_in_messages_cannot_move_the_cursor() {
        let error = CliError::usage("no such folder: \u{1b}[2J").hint("look\rthere");
        let text = anstream::adapter::strip_str(&error.human_lines()).to_string();
        assert_eq!(text, "error: no such folder: \\u{1b}[2J\nhint: look\\rthere\n");
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let error = CliError::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(error.exit_code(), ExitCode::InSync);
    }
}
