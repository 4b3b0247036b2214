//! What the manager of a trial answers to the handler. Pure.

use std::collections::BTreeSet;

use syncmgr_proto::{Code, Guid, ItemStatus};

use super::specification::Dialogs;
use super::trace::{News, Said};

/// What a trial does to the handler's work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Interference {
    /// Nothing.
    #[default]
    None,
    /// The first item that reports is cancelled.
    CancelFirst,
    /// As soon as an item reports, all are cancelled.
    CancelAll,
}

/// The answers of one trial, and what they depend on.
#[derive(Debug)]
pub struct Answers {
    dialogs: Dialogs,
    /// What is done to the work.
    pub interference: Interference,
    cancelled: BTreeSet<Guid>,
    cancels_all: bool,
    ended: BTreeSet<Guid>,
    is_working: bool,
}

impl Answers {
    /// Nothing is cancelled yet.
    pub fn new(dialogs: Dialogs) -> Self {
        let (cancelled, ended) = (BTreeSet::new(), BTreeSet::new());
        let interference = Interference::None;
        Self { dialogs, interference, cancelled, cancels_all: false, ended, is_working: false }
    }

    /// `Synchronize` is about to be called: interference begins here, not while the handler prepares.
    pub fn begin_work(&mut self) {
        self.is_working = true;
        self.ended.clear();
    }

    /// The user skips an item.
    pub fn cancel(&mut self, item: Guid) {
        self.cancelled.insert(item);
    }

    /// What the handler hears.
    pub fn answer(&mut self, said: &Said) -> Code {
        match said {
            Said::Progress(news) => self.verdict(news),
            Said::EnableModeless(true) if self.dialogs == Dialogs::Refused => Code::FALSE,
            _ => Code::OK,
        }
    }

    fn verdict(&mut self, news: &News) -> Code {
        let is_final = news.status.and_then(ItemStatus::from_code).is_some_and(ItemStatus::is_final);
        if self.is_working && !is_final {
            match self.interference {
                Interference::CancelAll => self.cancels_all = true,
                Interference::CancelFirst if self.cancelled.is_empty() => drop(self.cancelled.insert(news.item)),
                Interference::CancelFirst | Interference::None => {}
            }
        }
        if is_final {
            self.ended.insert(news.item);
        }
        if self.cancels_all {
            Code::CANCEL_ALL
        } else if self.cancelled.contains(&news.item) && !self.ended.contains(&news.item) {
            Code::CANCEL_ITEM
        } else {
            Code::OK
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(item: &[u8], status: Option<ItemStatus>) -> Said {
        let status = status.map(ItemStatus::code);
        Said::Progress(News { item: Guid::derived(item), size: Some(32), status, value: None, max: None })
    }

    fn working(interference: Interference) -> Answers {
        let mut answers = Answers::new(Dialogs::Refused);
        answers.interference = interference;
        answers.begin_work();
        answers
    }

    #[test]
    fn the_first_item_is_cancelled_until_it_ends_and_the_others_are_not() {
        let mut answers = working(Interference::CancelFirst);
        assert_eq!(answers.answer(&progress(b"a", None)), Code::CANCEL_ITEM);
        assert_eq!(answers.answer(&progress(b"b", Some(ItemStatus::Updating))), Code::OK);
        assert_eq!(answers.answer(&progress(b"a", Some(ItemStatus::Updating))), Code::CANCEL_ITEM);
        assert_eq!(answers.answer(&progress(b"a", Some(ItemStatus::Stopped))), Code::OK);
    }

    #[test]
    fn all_are_cancelled_from_the_first_news_of_the_work_on() {
        let mut answers = Answers::new(Dialogs::Refused);
        answers.interference = Interference::CancelAll;
        assert_eq!(answers.answer(&progress(b"a", None)), Code::OK, "it prepares");
        answers.begin_work();
        assert_eq!(answers.answer(&progress(b"a", Some(ItemStatus::Failed))), Code::OK, "too late to be cancelled");
        for item in [b"b", b"a"] {
            assert_eq!(answers.answer(&progress(item, None)), Code::CANCEL_ALL);
        }
    }

    #[test]
    fn what_is_skipped_is_cancelled() {
        let mut answers = working(Interference::None);
        answers.cancel(Guid::derived(b"a"));
        assert_eq!(answers.answer(&progress(b"a", None)), Code::CANCEL_ITEM);
        assert_eq!(answers.answer(&progress(b"b", None)), Code::OK);
    }

    #[test]
    fn dialogs_are_refused_unless_somebody_looks() {
        for (dialogs, code) in [(Dialogs::Refused, Code::FALSE), (Dialogs::Allowed, Code::OK)] {
            let mut answers = Answers::new(dialogs);
            assert_eq!(answers.answer(&Said::EnableModeless(true)), code);
            assert_eq!(answers.answer(&Said::EnableModeless(false)), Code::OK);
        }
    }
}
