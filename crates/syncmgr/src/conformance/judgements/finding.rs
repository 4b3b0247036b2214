/// What came of a requirement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// It was broken.
    Failed,
    /// Something that should be otherwise.
    Advice,
    /// It was kept, as far as it could be seen.
    Passed,
    /// Nothing showed whether it is kept.
    NotObserved,
}

impl Verdict {
    /// As in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Advice => "advice",
            Self::Passed => "passed",
            Self::NotObserved => "not-observed",
        }
    }
}

/// A verdict, and what was seen or why nothing was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// What was seen; or why it was not observed.
    pub seen: String,
}

/// So many breaches are told; the others are counted.
const TOLD: usize = 3;

impl Finding {
    /// Broken.
    pub fn failed(seen: impl Into<String>) -> Self {
        Self { verdict: Verdict::Failed, seen: seen.into() }
    }

    /// Kept.
    pub fn passed(seen: impl Into<String>) -> Self {
        Self { verdict: Verdict::Passed, seen: seen.into() }
    }

    /// Better otherwise.
    pub fn advice(seen: impl Into<String>) -> Self {
        Self { verdict: Verdict::Advice, seen: seen.into() }
    }

    /// Not seen.
    pub fn not_observed(why: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotObserved, seen: why.into() }
    }

    /// Failed if there are breaches, else passed if something was seen, else not observed.
    pub fn of(breaches: Vec<String>, passed: Option<String>, why_not: &str) -> Self {
        match (breaches.is_empty(), passed) {
            (false, _) => Self::failed(listed(breaches)),
            (true, Some(seen)) => Self::passed(seen),
            (true, None) => Self::not_observed(why_not),
        }
    }
}

/// Each once, the first few of them.
fn listed(mut breaches: Vec<String>) -> String {
    let mut known = std::collections::BTreeSet::new();
    breaches.retain(|breach| known.insert(breach.clone()));
    let more = breaches.len().saturating_sub(TOLD);
    breaches.truncate(TOLD);
    let told = breaches.join("; ");
    if more == 0 { told } else { format!("{told}; and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaches_count_before_what_was_kept_and_that_before_nothing() {
        let finding = |breaches: &[&str], passed: Option<&str>| {
            let breaches = breaches.iter().map(|text| (*text).to_owned()).collect();
            let Finding { verdict, seen } = Finding::of(breaches, passed.map(str::to_owned), "no");
            (verdict, seen)
        };
        assert_eq!(finding(&[], None), (Verdict::NotObserved, "no".into()));
        assert_eq!(finding(&[], Some("yes")), (Verdict::Passed, "yes".into()));
        assert_eq!(finding(&["a", "a", "b"], Some("yes")), (Verdict::Failed, "a; b".into()));
        assert_eq!(finding(&["a", "b", "c", "d", "e"], None), (Verdict::Failed, "a; b; c; and 2 more".into()));
    }
}
