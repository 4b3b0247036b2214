//! Why a program is gone, in words.

use std::fmt;
use std::process::ExitStatus;
use std::time::Duration;

use syncmgr_proto::protocol::ProtocolError;

/// Why the host ended a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Cause {
    /// A call was not answered in time.
    Hung { method: &'static str, limit: Duration },
    /// It gave no sign of life while it should have been at work.
    Silent { method: &'static str, limit: Duration },
    /// It does not speak the protocol.
    Protocol(ProtocolError),
    /// It closed its standard output.
    Closed,
    /// It asks and does not listen to the answers.
    Deaf,
    /// Its pipes cannot be served.
    Unreachable(String),
    /// Someone wanted it to end at once.
    Terminated,
}

/// The end of a program.
pub(super) struct Death<'a> {
    /// Why the host ended it, if the host did.
    pub cause: Option<&'a Cause>,
    /// How it ended, if that is known.
    pub status: Option<ExitStatus>,
    /// The call that it was at.
    pub during: Option<&'static str>,
    /// Its last words.
    pub words: Option<&'a str>,
}

impl fmt::Display for Death<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler ")?;
        match self.cause {
            Some(Cause::Hung { method, limit }) => {
                write!(f, "did not answer {method} within {} and was ended", Span(*limit))?;
            }
            Some(Cause::Silent { method, limit }) => {
                write!(f, "gave no sign of life for {} during {method} and was ended", Span(*limit))?;
            }
            Some(Cause::Protocol(error)) => {
                write!(f, "{error}")?;
                self.during(f)?;
            }
            Some(Cause::Closed) => {
                f.write_str("closed its standard output")?;
                self.during(f)?;
            }
            Some(Cause::Deaf) => f.write_str("asks more than it listens to answers, and was ended")?,
            Some(Cause::Unreachable(why)) => write!(f, "cannot be reached any more: {why}")?,
            Some(Cause::Terminated) => f.write_str("was ended at once")?,
            None => {
                match self.status {
                    Some(status) => write!(f, "{}", Ending(status))?,
                    None => f.write_str("ended")?,
                }
                self.during(f)?;
            }
        }
        match self.words {
            Some(words) => write!(f, ": last words `{words}`"),
            None => Ok(()),
        }
    }
}

impl Death<'_> {
    fn during(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.during {
            Some(method) => write!(f, " during {method}"),
            None => Ok(()),
        }
    }
}

/// How a process ended.
struct Ending(ExitStatus);

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use std::os::unix::process::ExitStatusExt;
        match (self.0.code(), self.0.signal()) {
            (Some(code), _) => write!(f, "ended with exit code {code}"),
            (None, Some(signal)) => match signal_name(signal) {
                Some(name) => write!(f, "was killed by signal {signal} ({name})"),
                None => write!(f, "was killed by signal {signal}"),
            },
            (None, None) => write!(f, "ended ({})", self.0),
        }
    }
}

/// The names of the signals that usually end programs; these numbers are the same on every system.
const fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return None,
    })
}

/// A time span as people write it.
struct Span(Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_secs(), self.0.subsec_millis()) {
            (seconds, 0) if seconds >= 120 && seconds.is_multiple_of(60) => write!(f, "{} min", seconds / 60),
            (seconds, 0) => write!(f, "{seconds} s"),
            _ => write!(f, "{} ms", self.0.as_millis()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn died(cause: Option<&Cause>, raw: i32, during: Option<&'static str>, words: Option<&str>) -> String {
        Death { cause, status: Some(ExitStatus::from_raw(raw)), during, words }.to_string()
    }

    #[test]
    fn an_end_of_its_own_says_how_and_when() {
        let during = Some("PrepareForSync");
        assert_eq!(
            died(None, 3 << 8, during, Some("no disk")),
            "the handler ended with exit code 3 during PrepareForSync: last words `no disk`"
        );
        assert_eq!(died(None, 11, during, None), "the handler was killed by signal 11 (SIGSEGV) during PrepareForSync");
        assert_eq!(died(None, 40, None, None), "the handler was killed by signal 40");
    }

    #[test]
    fn an_end_by_the_host_says_why() {
        let limit = Duration::from_mins(1);
        let hung = Cause::Hung { method: "Initialize", limit };
        assert_eq!(died(Some(&hung), 9, None, None), "the handler did not answer Initialize within 60 s and was ended");
        let silent = Cause::Silent { method: "Synchronize", limit: limit * 5 };
        assert_eq!(
            died(Some(&silent), 9, None, Some("x")),
            "the handler gave no sign of life for 5 min during Synchronize and was ended: last words `x`"
        );
        let other = Cause::Protocol(ProtocolError::Version { theirs: 2 });
        assert_eq!(
            died(Some(&other), 9, None, None),
            "the handler speaks protocol 2, this program speaks 1: update syncmgr"
        );
        assert_eq!(died(Some(&Cause::Terminated), 9, Some("Synchronize"), None), "the handler was ended at once");
        let closed = died(Some(&Cause::Closed), 9, Some("Synchronize"), None);
        assert_eq!(closed, "the handler closed its standard output during Synchronize");
    }

    #[test]
    fn spans_are_read_easily() {
        let spans = [(250, "250 ms"), (1500, "1500 ms"), (1000, "1 s"), (90_000, "90 s"), (600_000, "10 min")];
        for (ms, text) in spans {
            assert_eq!(Span(Duration::from_millis(ms)).to_string(), text);
        }
    }
}
