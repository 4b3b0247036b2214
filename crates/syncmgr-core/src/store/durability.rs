//! Which commits of the history wait for the disk.
//!
//! A wait costs little on an idle disk and seconds beside somebody's large copy: a run that finds nothing to do, which is what most
//! runs are, never waits. What a power cut may take is then a session in which nothing happened, or progress of one
//! that is over by the time anybody asks.

use std::collections::BTreeSet;

use syncmgr_proto::{Body, ExitCode, ItemStatus, SessionId, Stats};

use super::journal::Draft;

/// Whether a commit waits until it is on the disk. One that does makes all before it durable, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DiskWait {
    Yes,
    No,
}

/// What is not durable yet.
#[derive(Default, Debug)]
pub(super) struct Durability {
    /// Sessions whose beginning may be lost: nothing is known to have happened in them.
    idle: BTreeSet<SessionId>,
}

impl Durability {
    /// Returns how a commit of `drafts`, which follow those of the calls before, is to be made.
    pub fn wait_for<'a>(&mut self, drafts: impl IntoIterator<Item = &'a Draft>) -> DiskWait {
        let mut wait = DiskWait::No;
        for draft in drafts {
            if self.matters(draft) {
                wait = DiskWait::Yes;
            }
        }
        if wait == DiskWait::Yes {
            self.idle.clear();
        }
        wait
    }

    fn matters(&mut self, draft: &Draft) -> bool {
        let session = draft.session;
        match &draft.body {
            Body::Started { .. } => {
                self.idle.insert(session);
                false
            }
            Body::Progress { .. } => tells_of_work(&draft.body) && self.idle.contains(&session),
            Body::Item {
                status: ItemStatus::Succeeded,
                exit: None | Some(ExitCode::InSync),
                stats: Some(stats),
                ..
            } => !is_idle(stats),
            Body::Finished { exit: ExitCode::InSync, stats, .. } => !self.idle.remove(&session) || !is_idle(stats),
            Body::Item { .. }
            | Body::Finished { .. }
            | Body::Operation { .. }
            | Body::Conflict { .. }
            | Body::Problem { .. }
            | Body::Guard { .. }
            | Body::Message { .. }
            | Body::Cut { .. } => true,
        }
    }
}

/// Whether this progress is more than that somebody looks what there is to do.
fn tells_of_work(progress: &Body) -> bool {
    let Body::Progress { text, value, max, files_total, bytes_total, .. } = progress else { return false };
    let counts = [files_total, bytes_total].into_iter().any(|count| count.is_some_and(|total| total > 0));
    text.is_some() || value.is_some() || max.is_some() || counts
}

const fn is_idle(stats: &Stats) -> bool {
    stats.operations() == 0 && stats.conflicts == 0 && stats.problems == 0
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use syncmgr_proto::{HandlerId, ItemId, Purpose, Trigger};

    use super::*;

    fn started() -> Body {
        Body::Started { trigger: Trigger::Manual, dry_run: false, items: Vec::new(), purpose: Purpose::Synchronize }
    }

    fn progress(text: Option<&str>, files_total: Option<u64>) -> Body {
        Body::Progress {
            item: "docs".into(),
            item_id: ItemId::derived(b"docs"),
            handler: HandlerId::derived(b"folders"),
            status: Some(ItemStatus::Updating),
            text: text.map(str::to_owned),
            value: None,
            max: None,
            files: None,
            files_total,
            bytes: None,
            bytes_total: None,
        }
    }

    fn item(status: ItemStatus, stats: Option<Stats>) -> Body {
        Body::Item {
            item: "docs".into(),
            item_id: ItemId::derived(b"docs"),
            handler: HandlerId::derived(b"folders"),
            status,
            exit: None,
            stats,
        }
    }

    fn finished(exit: ExitCode, stats: Stats) -> Body {
        Body::Finished { exit, duration_ms: 1, stats }
    }

    /// Which of `commits`, each of one event of one session, wait.
    fn waits(commits: Vec<Body>) -> Vec<bool> {
        let mut durability = Durability::default();
        let session = SessionId::derived(b"s");
        let draft = |body| Draft { time: Timestamp::UNIX_EPOCH, session, body, instance: None };
        commits.into_iter().map(|body| durability.wait_for([&draft(body)]) == DiskWait::Yes).collect()
    }

    #[test]
    fn a_session_without_anything_to_do_waits_for_nothing() {
        let commits = vec![
            started(),
            progress(None, None),
            progress(None, Some(0)),
            item(ItemStatus::Succeeded, Some(Stats::default())),
            finished(ExitCode::InSync, Stats::default()),
        ];
        assert_eq!(waits(commits), [false; 5]);
    }

    #[test]
    fn the_first_sign_of_work_waits_and_what_ends_it() {
        let created = Stats { created: 1, ..Stats::default() };
        let commits = vec![
            started(),
            progress(None, Some(7)),
            progress(None, Some(7)),
            item(ItemStatus::Succeeded, Some(created)),
            finished(ExitCode::InSync, created),
        ];
        assert_eq!(waits(commits), [false, true, false, true, true]);
    }

    #[test]
    fn what_does_not_count_its_work_waits() {
        let commits = vec![
            started(),
            progress(Some("fetching"), None),
            item(ItemStatus::Succeeded, None),
            finished(ExitCode::InSync, Stats::default()),
        ];
        assert_eq!(waits(commits), [false, true, true, true]);
    }

    #[test]
    fn everything_that_a_person_has_to_know_waits() {
        let conflict = Stats { conflicts: 1, ..Stats::default() };
        let problem = Stats { problems: 1, ..Stats::default() };
        for told in [
            item(ItemStatus::Failed, Some(Stats::default())),
            item(ItemStatus::Succeeded, Some(conflict)),
            finished(ExitCode::InSync, problem),
            finished(ExitCode::Error, Stats::default()),
        ] {
            assert_eq!(waits(vec![started(), told.clone()]), [false, true], "{told:?}");
        }
    }

    #[test]
    fn a_session_beside_one_that_begins_keeps_its_end() {
        let (a, b) = (SessionId::derived(b"a"), SessionId::derived(b"b"));
        let draft = |session, body| Draft { time: Timestamp::UNIX_EPOCH, session, body, instance: None };
        let mut durability = Durability::default();
        let work = [draft(a, started()), draft(a, item(ItemStatus::Succeeded, None))];
        assert_eq!(durability.wait_for(&work), DiskWait::Yes);
        assert_eq!(durability.wait_for([&draft(b, started())]), DiskWait::No);
        assert_eq!(durability.wait_for([&draft(a, finished(ExitCode::InSync, Stats::default()))]), DiskWait::Yes);
    }
}
