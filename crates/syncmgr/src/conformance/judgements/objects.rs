//! Class, factory, identity and lifetime of objects, as COM has them.

use syncmgr_proto::Code;

use super::finding::Finding;
use super::requirement::{Scope, Section, Topic, must, should};
use crate::conformance::evidence::Evidence;
use crate::conformance::trace::{Fact, Refusable};
use crate::conformance::trials::Trial;

pub const SECTIONS: &[Section] = &[
    Section {
        topic: Topic::Objects,
        scope: Scope::Modules,
        source: "ISyncMgrSynchronize, ISyncMgrEnumItems, ISyncMgrRegister",
        requirements: &[
            must(
                "R-SYS-10",
                "Is a COM object with ISyncMgrSynchronize that supplies an ISyncMgrEnumItems",
                "answer QueryInterface for IID_ISyncMgrSynchronize, and hand out an enumerator",
                interfaces,
            ),
            must(
                "R-REG-3",
                "Is an ordinary in-process server: its module makes the class",
                "export DllGetClassObject",
                server,
            ),
        ],
    },
    Section {
        topic: Topic::Objects,
        scope: Scope::Both,
        source: "ISyncMgrRegister",
        requirements: &[must("R-REG-10", "Registers when it has items, and unregisters when it has none", "", |_| {
            Finding::not_observed("registering is done elsewhere: where the handler is installed and set up")
        })],
    },
    Section {
        topic: Topic::Objects,
        scope: Scope::Modules,
        source: "COM",
        requirements: &[
            must(
                "K-2",
                "DllGetClassObject answers CLASS_E_CLASSNOTAVAILABLE and NULL for a class it does not have",
                "compare rclsid, and store NULL before anything else",
                |evidence| refused(evidence, &[Refusable::OtherClass], CLASS_NOT_AVAILABLE),
            ),
            must(
                "K-3",
                "An interface that an object does not have is answered with E_NOINTERFACE and NULL",
                "store NULL in *ppv in every QueryInterface that fails",
                |evidence| refused(evidence, OTHER_INTERFACES, Code::NO_INTERFACE),
            ),
            must(
                "K-4",
                "CreateInstance with an outer object answers CLASS_E_NOAGGREGATION and NULL",
                "test pUnkOuter in CreateInstance",
                |evidence| refused(evidence, &[Refusable::Aggregation], NO_AGGREGATION),
            ),
            must(
                "K-5",
                "An object has one IUnknown, whichever of its interfaces is asked, and each is reached from each",
                "return the same pointer for IID_IUnknown every time",
                identity,
            ),
            should(
                "K-6",
                "The last Release of an instance leaves no reference to it",
                "look for an AddRef without Release, of a thread of the handler perhaps",
                released,
            ),
            must(
                "K-7",
                "DllCanUnloadNow answers S_FALSE as long as an object lives",
                "count objects, or always return S_FALSE",
                unloading,
            ),
            must(
                "K-8",
                "DllCanUnloadNow answers S_OK only when no thread of the handler runs any more",
                "wait for the threads before the last object goes, or return S_FALSE",
                threads,
            ),
            should(
                "K-9",
                "Calls that are made again and again do not use more and more memory",
                "free what each call allocates",
                leaks,
            ),
        ],
    },
];

const CLASS_NOT_AVAILABLE: Code = Code(0x8004_0111_u32.cast_signed());
const NO_AGGREGATION: Code = Code(0x8004_0110_u32.cast_signed());
const OTHER_INTERFACES: &[Refusable] =
    &[Refusable::OtherInterfaceOfFactory, Refusable::OtherInterfaceOfNew, Refusable::OtherInterfaceOfInstance];

fn interfaces(evidence: &Evidence) -> Finding {
    let asked = |wanted: &str| {
        let asked = |(_, fact): (Trial, &Fact)| match fact {
            Fact::Interface { name, code } if name == wanted => Some(*code),
            _ => None,
        };
        evidence.facts().filter_map(asked).collect::<Vec<_>>()
    };
    let (handler, enumerator) = (asked("ISyncMgrSynchronize"), asked("ISyncMgrEnumItems"));
    let mut breaches = Vec::new();
    for (name, codes) in [("ISyncMgrSynchronize", &handler), ("ISyncMgrEnumItems", &enumerator)] {
        if let Some(code) = codes.first().filter(|_| codes.iter().all(|code| code.is_failure())) {
            breaches.push(format!("there is no {name} ({code})"));
        }
    }
    let is_seen = !handler.is_empty() && !enumerator.is_empty();
    Finding::of(breaches, is_seen.then(|| "both are there".into()), "no instance was made")
}

fn server(evidence: &Evidence) -> Finding {
    let made = evidence.facts().any(|(_, fact)| matches!(fact, Fact::Interface { .. }));
    Finding::of(Vec::new(), made.then(|| "DllGetClassObject makes it".into()), "no instance was made")
}

/// Whether each of these was refused with a code and NULL.
pub fn refused(evidence: &Evidence, asked: &[Refusable], wanted: Code) -> Finding {
    let (mut breaches, mut kept) = (Vec::new(), 0);
    for (_, fact) in evidence.facts() {
        let Fact::Refusal { what, code, is_null } = fact else { continue };
        if !asked.contains(what) {
            continue;
        }
        let place = place(*what);
        match (*code == wanted, is_null) {
            (true, true) => kept += 1,
            (true, false) => breaches.push(format!("{place} did not store NULL")),
            (false, _) => breaches.push(format!("{place} answered {}", named(*code))),
        }
    }
    Finding::of(breaches, (kept > 0).then(|| named(wanted)), "it could not be asked")
}

fn place(what: Refusable) -> &'static str {
    match what {
        Refusable::OtherClass | Refusable::OtherInterfaceOfFactory => "DllGetClassObject",
        Refusable::Aggregation | Refusable::OtherInterfaceOfNew => "CreateInstance",
        Refusable::OtherInterfaceOfInstance => "QueryInterface",
        Refusable::ItemObject => "GetItemObject",
    }
}

fn named(code: Code) -> String {
    match code {
        CLASS_NOT_AVAILABLE => "CLASS_E_CLASSNOTAVAILABLE".into(),
        NO_AGGREGATION => "CLASS_E_NOAGGREGATION".into(),
        code => code.to_string(),
    }
}

fn identity(evidence: &Evidence) -> Finding {
    let kept = evidence
        .facts()
        .find_map(|(_, fact)| if let Fact::Identity { is_kept } = fact { Some(*is_kept) } else { None });
    let breach = (kept == Some(false)).then(|| "IID_IUnknown gave different pointers, or none".into());
    Finding::of(breach.into_iter().collect(), kept.map(|_| "one IUnknown".into()), "no instance was made")
}

fn released(evidence: &Evidence) -> Finding {
    // In a trial without sessions: threads that work may hold the instance a moment longer.
    let left: Vec<_> = evidence
        .facts()
        .filter(|(trial, _)| matches!(trial, Trial::Class | Trial::Items | Trial::Info))
        .filter_map(|(_, fact)| if let Fact::Left(left) = fact { Some(*left) } else { None })
        .collect();
    let breaches = left.iter().filter(|left| **left > 0).map(|left| format!("{left} were left")).collect();
    Finding::of(breaches, (!left.is_empty()).then(|| "none was left".into()), "no instance was released")
}

fn unloading(evidence: &Evidence) -> Finding {
    let asked = |(_, fact): (Trial, &Fact)| {
        if let Fact::Unloading { while_alive: Some(code), .. } = fact { Some(*code) } else { None }
    };
    let codes: Vec<Code> = evidence.facts().filter_map(asked).collect();
    let breaches =
        codes.iter().filter(|code| **code == Code::OK).map(|_| "S_OK while an instance lived".into()).collect();
    Finding::of(breaches, (!codes.is_empty()).then(|| "S_FALSE".into()), "the module does not export DllCanUnloadNow")
}

fn threads(evidence: &Evidence) -> Finding {
    let asked = |(trial, fact): (Trial, &Fact)| match fact {
        Fact::Unloading { at_the_end: Some(Code::OK), threads, .. } if trial != Trial::Quiet => Some(*threads),
        _ => None,
    };
    let threads: Vec<i64> = evidence.facts().filter_map(asked).collect();
    let breaches =
        threads.iter().filter(|count| **count > 0).map(|count| format!("S_OK while {count} of its threads ran"));
    let seen = (!threads.is_empty()).then(|| "no thread ran".into());
    Finding::of(breaches.collect(), seen, "the module never says that it can be unloaded")
}

/// The least that an allocation takes.
const LEAST: i64 = 16;

fn leaks(evidence: &Evidence) -> Finding {
    let (mut breaches, mut seen) = (Vec::new(), Vec::new());
    for (_, fact) in evidence.facts() {
        let Fact::Growth { method, rounds, bytes } = fact else { continue };
        let limit = i64::from(*rounds) * LEAST;
        let least = bytes.iter().copied().min().unwrap_or_default();
        if least >= limit {
            breaches.push(format!("{method} leaks about {} bytes each time", least / i64::from(*rounds)));
        } else {
            seen.push(method.to_string());
        }
    }
    Finding::of(breaches, (!seen.is_empty()).then(|| seen.join(", ")), "the allocator of this system does not tell")
}
