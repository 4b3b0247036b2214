use syncmgr_proto::ExitCode;

use crate::conformance::judgements::{Judged, Verdict};

/// What it all comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grade {
    /// Nothing was broken.
    Conforms,
    /// Nothing was broken, something should be otherwise.
    WithAdvice,
    /// Something was broken.
    DoesNotConform,
}

impl Grade {
    /// As people and programs read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::WithAdvice => "conforms, with advice",
            Self::DoesNotConform => "does not conform",
        }
    }

    /// The exit code.
    pub const fn exit_code(self) -> ExitCode {
        match self {
            Self::Conforms | Self::WithAdvice => ExitCode::InSync,
            Self::DoesNotConform => ExitCode::Incomplete,
        }
    }
}

/// What came of each requirement.
pub struct Report {
    judged: Vec<Judged>,
}

impl Report {
    /// Findings in the order of the report.
    pub fn new(judged: Vec<Judged>) -> Self {
        Self { judged }
    }

    /// All of them.
    pub fn all(&self) -> &[Judged] {
        &self.judged
    }

    /// Those with a verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &Judged> {
        self.judged.iter().filter(move |judged| judged.finding.verdict == verdict)
    }

    /// How many there are of each: failed, advice, passed, not observed.
    pub fn counts(&self) -> [usize; 4] {
        [Verdict::Failed, Verdict::Advice, Verdict::Passed, Verdict::NotObserved]
            .map(|verdict| self.with(verdict).count())
    }

    /// What it comes to.
    pub fn grade(&self) -> Grade {
        match self.counts() {
            [0, 0, ..] => Grade::Conforms,
            [0, ..] => Grade::WithAdvice,
            _ => Grade::DoesNotConform,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_and_nothing_else_is_a_failure() {
        let codes = [Grade::Conforms, Grade::WithAdvice, Grade::DoesNotConform].map(|grade| grade.exit_code().number());
        assert_eq!(codes, [0, 0, 4]);
    }
}
