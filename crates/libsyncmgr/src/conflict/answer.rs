//! What a person, or the policy in the environment, decided.

use mobsync::constants::{RFC_APPLY_TO_ALL, RFC_CANCEL, RFC_KEEPBOTH, RFC_KEEPLOCAL, RFC_KEEPNETWORK};

use super::question::{Offer, Side};

/// What becomes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Nothing is decided.
    Cancel,
    /// Both versions stay, one under the new name.
    KeepBoth,
    /// The version of that side wins.
    Keep(Side),
}

/// What the choice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// This file.
    This,
    /// This one and every further conflict.
    All,
}

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    choice: Choice,
    scope: Scope,
}

impl Answer {
    /// No decision.
    pub const NONE: Self = Self { choice: Choice::Cancel, scope: Scope::This };

    /// A choice for this file, or for all if that was offered. "All" of no decision has no meaning (D-42).
    fn new(choice: Choice, scope: Scope, offer: Offer) -> Self {
        let all = scope == Scope::All && offer.apply_to_all && choice != Choice::Cancel;
        Self { choice, scope: if all { Scope::All } else { Scope::This } }
    }

    /// As `SYNCMGR_CONFLICT_ANSWER` has it; what is not understood decides nothing.
    pub fn of_policy(text: &str, offer: Offer) -> Self {
        let (word, scope) = text.strip_suffix("+all").map_or((text, Scope::This), |word| (word, Scope::All));
        let choice = match word {
            "keep-both" => Choice::KeepBoth,
            "keep-local" => Choice::Keep(Side::Local),
            "keep-network" => Choice::Keep(Side::Network),
            _ => Choice::Cancel,
        };
        Self::new(choice, scope, offer)
    }

    /// The value of the function.
    pub const fn code(self) -> u32 {
        let choice = match self.choice {
            Choice::Cancel => RFC_CANCEL,
            Choice::KeepBoth => RFC_KEEPBOTH,
            Choice::Keep(Side::Local) => RFC_KEEPLOCAL,
            Choice::Keep(Side::Network) => RFC_KEEPNETWORK,
        };
        match self.scope {
            Scope::This => choice,
            Scope::All => choice | RFC_APPLY_TO_ALL,
        }
    }
}

/// What a typed line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// A decision.
    Decide(Answer),
    /// A wish to see a version.
    View(Side),
    /// Ask again.
    Unclear,
}

impl Reaction {
    /// Understands words and their first letters; what was not offered is unclear.
    pub fn of_line(line: &str, offer: Offer) -> Self {
        let line = line.to_lowercase();
        let words: Vec<&str> = line.split_whitespace().filter(|word| *word != "keep").collect();
        match words[..] {
            ["view" | "v", side] if offer.views => side_of(side).map_or(Self::Unclear, Self::View),
            [choice] => Self::of_choice(choice, Scope::This, offer),
            [choice, "all" | "a"] if offer.apply_to_all => Self::of_choice(choice, Scope::All, offer),
            _ => Self::Unclear,
        }
    }

    fn of_choice(word: &str, scope: Scope, offer: Offer) -> Self {
        let choice = match word {
            "both" | "b" => Some(Choice::KeepBoth),
            "cancel" | "c" => Some(Choice::Cancel),
            other => side_of(other).map(Choice::Keep),
        };
        choice.map_or(Self::Unclear, |choice| Self::Decide(Answer::new(choice, scope, offer)))
    }
}

fn side_of(word: &str) -> Option<Side> {
    match word {
        "local" | "l" => Some(Side::Local),
        "network" | "n" => Some(Side::Network),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: Offer = Offer { apply_to_all: false, views: false };
    const FULL: Offer = Offer { apply_to_all: true, views: true };

    /// Proves: R-CON-1, R-CON-2, D-41, D-42, A12
    #[test]
    fn d_41_d_42_a_policy_is_a_choice_and_ticks_only_what_is_offered() {
        for (text, bare, full) in [
            ("", 0, 0),
            ("cancel", 0, 0),
            ("cancel+all", 0, 0),
            ("keep-both", 1, 1),
            ("keep-both+all", 1, 0x11),
            ("keep-local", 2, 2),
            ("keep-local+all", 2, 0x12),
            ("keep-network", 3, 3),
            ("keep-network+all", 3, 0x13),
            ("Keep-Local", 0, 0),
            ("keep-local+ALL", 0, 0),
            ("keep-local +all", 0, 0),
            ("+all", 0, 0),
        ] {
            assert_eq!(Answer::of_policy(text, BARE).code(), bare, "{text}");
            assert_eq!(Answer::of_policy(text, FULL).code(), full, "{text}");
        }
    }

    /// What a line means where nothing and where everything is offered: a code, a wish, or nothing.
    fn reactions(line: &str) -> (String, String) {
        let shown = |offer| match Reaction::of_line(line, offer) {
            Reaction::Decide(answer) => format!("{:#x}", answer.code()),
            Reaction::View(side) => format!("view {side:?}"),
            Reaction::Unclear => "?".into(),
        };
        (shown(BARE), shown(FULL))
    }

    /// Proves: R-CON-1, D-41, D-42, D-45
    #[test]
    fn d_45_a_typed_line_is_understood_as_far_as_it_was_offered() {
        for (line, bare, full) in [
            ("b\n", "0x1", "0x1"),
            ("both", "0x1", "0x1"),
            ("  Keep BOTH \r\n", "0x1", "0x1"),
            ("l", "0x2", "0x2"),
            ("local", "0x2", "0x2"),
            ("n", "0x3", "0x3"),
            ("keep network", "0x3", "0x3"),
            ("c", "0x0", "0x0"),
            ("cancel", "0x0", "0x0"),
            ("b all", "?", "0x11"),
            ("keep local all", "?", "0x12"),
            ("n a", "?", "0x13"),
            ("cancel all", "?", "0x0"),
            ("view local", "?", "view Local"),
            ("v n", "?", "view Network"),
            ("view", "?", "?"),
            ("view both", "?", "?"),
            ("", "?", "?"),
            ("all", "?", "?"),
            ("keep", "?", "?"),
            ("yes", "?", "?"),
            ("local network", "?", "?"),
            ("b all please", "?", "?"),
        ] {
            assert_eq!(reactions(line), (bare.into(), full.into()), "{line:?}");
        }
    }
}
