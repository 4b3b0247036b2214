//! `Initialize` and its flags.

use syncmgr_proto::{Code, InitFlags, Trigger};

use super::dialogs::asks_of;
use super::finding::Finding;
use super::life;
use super::requirement::{Scope, Section, Topic, must};
use crate::conformance::evidence::{End, Evidence, Run};
use crate::conformance::trace::Method;
use crate::conformance::trials::Trial;

const SOURCE: &str = "ISyncMgrSynchronize::Initialize, SYNCMGRFLAG";

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::Initialize,
        scope: Scope::Both,
        source: SOURCE,
        requirements: &[
            must(
                "R-INI-13",
                "Without SYNCMGRFLAG_MAYBOTHERUSER it shows nothing of its own",
                "ask for dialogs only if the flag was given to Initialize",
                quiet,
            ),
            must(
                "R-INI-14",
                "Without the flag, if it cannot do without a dialog, it fails the synchronization",
                "return S_FALSE from PrepareForSync, or fail Synchronize",
                gives_up,
            ),
            must(
                "R-INI-15",
                "S_OK says that it takes part",
                "return S_OK for the events that it takes part in",
                takes_part,
            ),
            must(
                "R-INI-16",
                "S_FALSE says that it does not process this event",
                "return S_FALSE, and expect to be released",
                declines,
            ),
            must(
                "R-INI-17",
                "The flags hold for the instance that they were given to, and for no other",
                "keep the flags in the object, not in a global variable",
                own_flags,
            ),
            must(
                "R-INI-18",
                "An event that it does not know is treated as SYNCMGRFLAG_MANUAL",
                "make MANUAL the default of the switch",
                unknown_event,
            ),
            must("R-INI-19", "No dialog in Initialize, except the very first time", "", |_| {
                Finding::not_observed(
                    "no callback is set yet that a dialog could be announced through: watch the screen",
                )
            }),
            must("R-INI-20", "The very first time it may introduce itself with a dialog", "", |_| {
                Finding::not_observed("a permission: there is nothing to keep")
            }),
        ],
    },
    Section {
        topic: Topic::Initialize,
        scope: Scope::Modules,
        source: SOURCE,
        requirements: &[must(
            "R-INI-23",
            "The cookie is read only when the event is INVOKE, and only during the call",
            "test the event before lpCookie is followed, and copy the bytes",
            cookie,
        )],
    },
];

const SILENT: &str = "Initialize was not answered";

fn events(evidence: &Evidence) -> Vec<(u32, Code)> {
    evidence.run(Trial::Events).map(Run::initialized).unwrap_or_default()
}

fn word(flags: u32) -> String {
    let event = InitFlags(flags & InitFlags::EVENT_MASK);
    let known = Trigger::ALL.into_iter().find(|trigger| trigger.code() == event.0);
    known.map_or_else(|| format!("event {:#x}", event.0), |trigger| trigger.word().to_owned())
}

fn with_answer(evidence: &Evidence, is_wanted: impl Fn(Code) -> bool) -> Option<String> {
    let mut words: Vec<_> =
        events(evidence).iter().filter(|(_, code)| is_wanted(*code)).map(|(flags, _)| word(*flags)).collect();
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}

fn takes_part(evidence: &Evidence) -> Finding {
    let words = with_answer(evidence, |code| code.is_success() && code != Code::FALSE);
    Finding::of(Vec::new(), words, if events(evidence).is_empty() { SILENT } else { "it takes part in no event" })
}

fn declines(evidence: &Evidence) -> Finding {
    let words = with_answer(evidence, |code| code == Code::FALSE);
    Finding::of(Vec::new(), words, if events(evidence).is_empty() { SILENT } else { "it takes part in every event" })
}

fn unknown_event(evidence: &Evidence) -> Finding {
    let events = events(evidence);
    let is_known = |flags: u32| Trigger::ALL.iter().any(|trigger| trigger.code() == flags & InitFlags::EVENT_MASK);
    let manual = events.iter().find(|(flags, _)| *flags == Trigger::Manual.code());
    let unknown = events.iter().find(|(flags, _)| !is_known(*flags));
    let (Some((_, manual)), Some((flags, unknown))) = (manual, unknown) else {
        return Finding::not_observed(SILENT);
    };
    if manual == unknown {
        Finding::passed(format!("{unknown} for both"))
    } else {
        Finding::failed(format!("{unknown} for {}, {manual} for manual", word(*flags)))
    }
}

fn cookie(evidence: &Evidence) -> Finding {
    let Some(run) = evidence.run(Trial::Cookie) else { return Finding::not_observed("the trial was not made") };
    let initialized = run.initialized();
    if run.end == End::Well {
        let invoked = initialized.get(1).map(|(_, code)| *code);
        return match invoked {
            Some(code) if code.is_failure() => {
                Finding::passed(format!("read with no other event; with INVOKE it was refused ({code})"))
            }
            Some(_) => Finding::passed("read with no other event, and not after the call"),
            None => Finding::not_observed("no instance was made"),
        };
    }
    let place = life::how(Trial::Cookie, run).unwrap_or_default();
    match (run.open_call(), initialized.len()) {
        (Some(Method::Initialize), 0) => Finding::failed(format!("it read the cookie of a manual event: it {place}")),
        (_, 2..) => Finding::failed(format!("it read the cookie after the call: it {place}")),
        _ => Finding::failed(format!("given a cookie that it does not know, it {place}")),
    }
}

fn quiet(evidence: &Evidence) -> Finding {
    let worked = evidence.outers(Method::PrepareForSync).any(|(trial, outer)| trial.is_quiet() && outer.code.is_some());
    let mut breaches = Vec::new();
    for (trial, run) in evidence.runs.iter().filter(|(trial, _)| trial.is_quiet()) {
        let asked = run.outers(Method::PrepareForSync).into_iter().chain(run.outers(Method::Synchronize));
        for outer in asked.filter(|outer| asks_of(outer) > 0) {
            breaches.push(format!("asked for a dialog in {} (trial: {trial})", outer.method));
        }
    }
    Finding::of(breaches, worked.then(|| "it asked for no dialog".into()), super::prepare::NOTHING)
}

/// How often dialogs were asked for in sessions of a trial.
fn dialogs(evidence: &Evidence, trial: Trial) -> usize {
    let Some(run) = evidence.run(trial) else { return 0 };
    [Method::PrepareForSync, Method::Synchronize]
        .iter()
        .flat_map(|method| run.outers(*method))
        .map(|outer| asks_of(&outer))
        .sum()
}

fn gives_up(evidence: &Evidence) -> Finding {
    if dialogs(evidence, Trial::Session) == 0 {
        return Finding::not_observed("it asked for no dialog when it might");
    }
    let quiet = |method| evidence.run(Trial::Quiet).map(|run| run.outers(method)).unwrap_or_default();
    let refused = quiet(Method::PrepareForSync).iter().chain(&quiet(Method::Synchronize)).find_map(|outer| {
        let code = outer.code.filter(|code| *code != Code::OK);
        code.or_else(|| outer.completions().into_iter().find(|code| code.is_failure())).map(|code| (outer.method, code))
    });
    match refused {
        Some((method, code)) => Finding::passed(format!("{method} ended with {code}")),
        None => Finding::not_observed("it can do without the dialog"),
    }
}

fn own_flags(evidence: &Evidence) -> Finding {
    match (dialogs(evidence, Trial::Session), dialogs(evidence, Trial::Quiet)) {
        (_, 1..) => Finding::failed("an instance without the flag asked for a dialog beside one that has it"),
        (1.., 0) => Finding::passed("only the instance with the flag asked for a dialog"),
        (0, 0) => Finding::not_observed("no instance asked for a dialog"),
    }
}
