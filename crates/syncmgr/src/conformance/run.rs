//! From what was asked for to a report.

use std::collections::BTreeMap;
use std::time::Duration;

use mobsync::constants::SYNCMGRITEMSTATE_CHECKED;
use syncmgr_proto::Guid;

use super::evidence::{Evidence, Run};
use super::judgements::judge;
use super::report::Report;
use super::specification::{Dialogs, Specification, Subject, Synchronizing};
use super::supervisor::supervise;
use super::trace::{Fact, Listed};
use super::trials::{Kind, Trial};
use crate::error::CliError;

/// What shall be examined, and how.
pub struct Wanted {
    /// The handler.
    pub subject: Subject,
    /// Names or ids of the items that may be synchronized; empty: those that the handler lists as checked.
    pub items: Vec<String>,
    /// Whether dialogs may be shown.
    pub dialogs: Dialogs,
    /// Whether items are synchronized.
    pub synchronizing: Synchronizing,
    /// How long the handler may be silent.
    pub patience: Duration,
}

/// What the person who waits is told meanwhile.
pub trait Onlooker {
    /// A trial begins: the how manieth of how many.
    fn trial(&mut self, number: usize, of: usize, name: &str);
    /// These items will be synchronized now.
    fn items(&mut self, names: &[String]) -> Result<(), CliError>;
}

/// Makes all trials and judges what was seen.
///
/// # Errors
/// There is no such item, or no process can be started.
pub fn examine(wanted: &Wanted, onlooker: &mut impl Onlooker) -> Result<Report, CliError> {
    let kind = match wanted.subject {
        Subject::Module { .. } => Kind::Module,
        Subject::Program { .. } => Kind::Program,
    };
    let is_made = |trial: &Trial| trial.is_made(kind, wanted.dialogs, wanted.synchronizing);
    let trials: Vec<Trial> = Trial::ALL.into_iter().filter(is_made).collect();
    let mut runs = BTreeMap::new();
    let mut items = None;
    // What synchronizes comes last in the list: the items are known by then.
    for (number, trial) in trials.iter().enumerate() {
        if trial.synchronizes() && items.is_none() {
            let chosen = chosen(runs.get(&Trial::Items), &wanted.items)?;
            let names: Vec<_> = chosen.iter().map(|(_, name)| name.clone()).collect();
            onlooker.items(&names)?;
            items = Some(chosen.into_iter().map(|(id, _)| id).collect());
        }
        onlooker.trial(number + 1, trials.len(), &trial.to_string());
        let (subject, dialogs, patience) = (wanted.subject.clone(), wanted.dialogs, wanted.patience);
        let specification = Specification { trial: *trial, subject, items: items.clone(), dialogs, patience };
        runs.insert(*trial, supervise(&specification)?);
    }
    let evidence = Evidence { kind, dialogs: wanted.dialogs, runs };
    Ok(Report::new(judge(&evidence)))
}

/// The items that may be synchronized, with their names.
fn chosen(run: Option<&Run>, wanted: &[String]) -> Result<Vec<(Guid, String)>, CliError> {
    let listed = |fact: &Fact| if let Fact::Listed(list) = fact { Some(list.clone()) } else { None };
    let list: Vec<Listed> = run.and_then(|run| run.facts().find_map(listed)).unwrap_or_default();
    let is_meant = |item: &Listed, word: &String| item.name == *word || word.parse() == Ok(item.id);
    if let Some(unknown) = wanted.iter().find(|word| !list.iter().any(|item| is_meant(item, word))) {
        let names = list.iter().map(|item| format!("“{}”", item.name)).collect::<Vec<_>>().join(", ");
        return Err(CliError::usage(format!("the handler lists no item “{unknown}”")).hint(format!("it lists {names}")));
    }
    let is_chosen = |item: &Listed| match wanted {
        [] => item.state == SYNCMGRITEMSTATE_CHECKED,
        wanted => wanted.iter().any(|word| is_meant(item, word)),
    };
    Ok(list.into_iter().filter(|item| is_chosen(item) && !item.id.is_null()).map(|item| (item.id, item.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::evidence::End;
    use crate::conformance::trace::{Entry, What};

    fn listed(name: &str) -> Listed {
        let id = Guid::derived(name.as_bytes());
        Listed { id, name: name.into(), size: 0, known_size: 0, flags: 0, state: 1, is_terminated: true }
    }

    #[test]
    fn items_are_chosen_by_name_or_id() {
        let unchecked = Listed { state: 0, ..listed("trash") };
        let fact = Fact::Listed(vec![listed("mail"), listed("notes"), unchecked]);
        let run = Run { entries: vec![Entry { at: 0, thread: 0, what: What::Fact(fact) }], end: End::Well };
        let names = |wanted: &[String]| {
            chosen(Some(&run), wanted).map(|all| all.into_iter().map(|(_, name)| name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap(), ["mail", "notes"], "what is checked");
        assert_eq!(names(&["trash".into()]).unwrap(), ["trash"]);
        assert_eq!(names(&["notes".into()]).unwrap(), ["notes"]);
        assert_eq!(names(&[Guid::derived(b"mail").to_string()]).unwrap(), ["mail"]);
        let error = names(&["news".into()]).unwrap_err();
        assert_eq!(error.message(), "the handler lists no item “news”");
        assert_eq!(error.hints(), ["it lists “mail”, “notes”, “trash”"]);
        assert!(chosen(None, &[]).unwrap().is_empty());
    }
}
