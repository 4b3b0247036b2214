//! What a handler's call is answered from, without a word to the manager. Pure: threads and pipes are elsewhere.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;
use std::time::{Duration, Instant};

use mobsync::codes::{E_INVALIDARG, E_OUTOFMEMORY, E_UNEXPECTED, S_FALSE, S_OK};
use mobsync::{GUID, GUID_NULL, HRESULT, Level, Message, Progress, Verdict};
use syncmgr_proto::ItemStatus;

/// How many messages one run may log; a handler in a loop shall not fill the history.
const MESSAGES: usize = 10_000;
/// How many bytes of messages may wait for the manager to read them.
const WAITING_BYTES: usize = 4 << 20;
/// How much of a message is kept, in bytes.
const MESSAGE_TEXT: usize = 64 << 10;
/// How much of the text beside an item is kept, in bytes.
const PROGRESS_TEXT: usize = 4 << 10;
/// News that stood for so long are sent even if newer ones come before anyone had time to carry them away.
const STANDS: Duration = Duration::from_millis(60);
/// As long as not more than so much waits.
const STANDING: usize = 256;
/// So often the manager hears that a handler asks whether to go on, though it has no news: it is at work and does not hang.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// How long the answer to progress waits for a `SetItemStatus` that is on its way; a handler may hang in an earlier one.
const DELIVERY: Duration = Duration::from_secs(1);

/// The four completions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completion {
    /// Of `PrepareForSync`.
    Prepare,
    /// Of `Synchronize`.
    Synchronize,
    /// Of `ShowProperties`.
    Properties,
    /// Of `ShowError`.
    Error,
}

/// What leads the manager to take back its leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cancel {
    /// One item.
    Item(GUID),
    /// All of them.
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Slot {
    #[default]
    Idle,
    /// The call was or is being made; its completion has not come.
    Pending,
    /// The call has returned with a promise; its completion has not come.
    Promised,
}

/// What the handler knows of a skip.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Skip {
    #[default]
    No,
    /// `SetItemStatus` was asked for when its window had closed.
    Due,
    /// `SetItemStatus` was called.
    Told,
}

#[derive(Default)]
struct Line {
    /// What the manager has not been told yet.
    news: Progress,
    /// Since when the news are as they are.
    fresh: Option<Instant>,
    is_cancelled: bool,
    /// Since when a `SetItemStatus` for it is on its way to the handler.
    skipping_since: Option<Instant>,
    skip: Skip,
    has_ended: bool,
}

/// What goes to the manager: news that replace each other, and `O`, which all arrive in the order of their coming.
#[derive(Debug, PartialEq)]
pub enum Outgoing<O> {
    /// The newest of an item.
    News(GUID, Progress),
    /// A message that may not be lost.
    Message(Box<Message>),
    /// Anything else.
    Other(O),
}

/// One instance: its items, the completions it owes, and what waits to be sent.
///
/// **Invariant:** the manager reads things in the order in which they happened, except that of an item's news it may
/// read the newest alone. So news are put into the queue before anything else is.
pub struct Desk<O> {
    lines: HashMap<GUID, Line>,
    /// The items with news, in the order in which they came.
    fresh: Vec<GUID>,
    /// Since when news wait.
    oldest: Option<Instant>,
    /// When it last had something for the manager.
    heard: Option<Instant>,
    queue: VecDeque<Outgoing<O>>,
    slots: [Slot; 4],
    cancels_all: bool,
    logged: usize,
    /// The ids under which something was logged; `None`: something without an id.
    errors: HashSet<Option<GUID>>,
    waiting_bytes: usize,
    left_out: u64,
}

impl<O> Default for Desk<O> {
    fn default() -> Self {
        Self {
            lines: HashMap::new(),
            fresh: Vec::new(),
            oldest: None,
            heard: None,
            queue: VecDeque::new(),
            slots: [Slot::Idle; 4],
            cancels_all: false,
            logged: 0,
            errors: HashSet::new(),
            waiting_bytes: 0,
            left_out: 0,
        }
    }
}

impl<O> Desk<O> {
    /// Lets news of these items in.
    pub fn admit(&mut self, items: impl IntoIterator<Item = GUID>) {
        for item in items {
            self.lines.entry(item).or_default();
        }
    }

    /// A run begins with these items: nothing is cancelled, nothing has ended.
    pub fn begin(&mut self, items: &[GUID]) {
        self.cancels_all = false;
        self.logged = 0;
        self.admit(items.iter().copied());
        for line in self.lines.values_mut() {
            (line.is_cancelled, line.skipping_since, line.skip, line.has_ended) = (false, None, Skip::No, false);
        }
    }

    /// The manager wants `SetItemStatus` called for an item: as far as it may be, the handler hears of the skip there first (4.6).
    pub fn skipping(&mut self, item: GUID, now: Instant) {
        let is_allowed = self.is_window_open();
        if let Some(line) = self.lines.get_mut(&item).filter(|_| is_allowed) {
            line.skipping_since = Some(now);
        }
    }

    /// Whether `SetItemStatus` may be called for an item now; if not, it is due when the next window opens.
    pub fn may_skip(&mut self, item: GUID) -> bool {
        let is_allowed = self.is_window_open();
        if let Some(line) = self.lines.get_mut(&item) {
            line.skip = match (is_allowed, line.skip) {
                (true, _) | (false, Skip::Told) => Skip::Told,
                (false, _) => Skip::Due,
            };
        }
        is_allowed
    }

    /// The items for which `SetItemStatus` could not be called before the window that is open now.
    pub fn take_due_skips(&mut self) -> Vec<GUID> {
        if !self.is_window_open() {
            return Vec::new();
        }
        let due = self.lines.iter_mut().filter(|(_, line)| line.skip == Skip::Due && !line.has_ended);
        due.map(|(item, line)| {
            line.skip = Skip::Told;
            *item
        })
        .collect()
    }

    /// `SetItemStatus` was called for an item, or could not be called now.
    pub fn skip_delivered(&mut self, item: GUID) {
        if let Some(line) = self.lines.get_mut(&item) {
            line.skipping_since = None;
        }
    }

    /// The user wants no more of this.
    pub fn cancel(&mut self, cancel: Cancel) {
        match cancel {
            Cancel::All => self.cancels_all = true,
            Cancel::Item(item) => {
                if let Some(line) = self.lines.get_mut(&item) {
                    line.is_cancelled = true;
                }
            }
        }
    }

    /// Takes news, or only the question, and answers from the local flags (`D-19`).
    pub fn progress(&mut self, item: GUID, progress: Option<Progress>) -> Result<Verdict, HRESULT> {
        self.progress_at(item, progress, Instant::now())
    }

    fn progress_at(&mut self, item: GUID, progress: Option<Progress>, now: Instant) -> Result<Verdict, HRESULT> {
        if progress.is_some() && self.hides_what_stood(item, now) {
            self.settle();
        }
        let line = self.lines.get_mut(&item).ok_or(E_INVALIDARG)?;
        let is_due = self.heard.is_none_or(|heard| now.duration_since(heard) >= SIGN_OF_LIFE);
        if progress.is_some() || is_due {
            line.merge(progress.unwrap_or_default());
            self.heard = Some(now);
            if line.fresh.replace(now).is_none() {
                self.fresh.push(item);
                self.oldest.get_or_insert(now);
            }
        }
        Ok(match (self.cancels_all, line.is_to_stop()) {
            (true, _) => Verdict::CancelAll,
            (false, true) => Verdict::CancelItem,
            (false, false) => Verdict::Continue,
        })
    }

    /// Whether newer news of an item would replace some that stood; rarely looked at, as news seldom wait so long.
    fn hides_what_stood(&self, item: GUID, now: Instant) -> bool {
        let is_long = |since: Instant| now.duration_since(since) >= STANDS;
        self.oldest.is_some_and(is_long)
            && self.queue.len() < STANDING
            && self.lines.get(&item).and_then(|line| line.fresh).is_some_and(is_long)
    }

    /// Takes a message. More than a run may log, or than may wait, has no effect: `E_OUTOFMEMORY`.
    pub fn log(&mut self, mut message: Message) -> HRESULT {
        shorten(&mut message.text, MESSAGE_TEXT);
        if self.logged >= MESSAGES || self.waiting_bytes + message.text.len() > WAITING_BYTES {
            self.left_out += 1;
            return E_OUTOFMEMORY;
        }
        self.logged += 1;
        self.errors.insert(message.error);
        self.enqueue(message);
        S_OK
    }

    /// Takes messages back, with `GUID_NULL` all. `S_FALSE`: none is known here (`D-25`); the manager may know more (A8).
    pub fn delete(&mut self, error: GUID, notice: O) -> HRESULT {
        let had_some =
            if error == GUID_NULL { !mem::take(&mut self.errors).is_empty() } else { self.errors.remove(&Some(error)) };
        self.send(notice);
        if had_some { S_OK } else { S_FALSE }
    }

    /// The user asks about a message: it exists, whichever instance logged it.
    pub fn learn_error(&mut self, error: GUID) {
        self.errors.insert(Some(error));
    }

    fn enqueue(&mut self, message: Message) {
        self.waiting_bytes += message.text.len();
        self.settle();
        self.queue.push_back(Outgoing::Message(Box::new(message)));
    }

    /// Makes the record that a completion is awaited; before the call that promises it (3.5).
    pub fn arm(&mut self, completion: Completion) {
        self.slots[completion as usize] = Slot::Pending;
    }

    /// Notes what the outer call said: without its promise a completion is out of place (`D-4`).
    pub fn returned(&mut self, completion: Completion, is_promised: bool) {
        let slot = &mut self.slots[completion as usize];
        *slot = if *slot == Slot::Pending && is_promised { Slot::Promised } else { Slot::Idle };
    }

    /// Takes a completion, once and only if it is awaited (`D-4`). What it says goes out behind all before it.
    pub fn complete(&mut self, completion: Completion, notice: O) -> HRESULT {
        let slot = &mut self.slots[completion as usize];
        if mem::take(slot) == Slot::Idle {
            return E_UNEXPECTED;
        }
        self.say_what_was_left_out();
        self.send(notice);
        S_OK
    }

    /// Whether `SetItemStatus` is allowed now (`R-SIS-1`).
    pub fn is_window_open(&self) -> bool {
        [Completion::Prepare, Completion::Synchronize].iter().any(|one| self.slots[*one as usize] == Slot::Promised)
    }

    /// Sends something that must arrive.
    pub fn send(&mut self, other: O) {
        self.settle();
        self.queue.push_back(Outgoing::Other(other));
    }

    /// Whether something waits that must arrive.
    pub fn has_queue(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Whether news wait.
    pub fn has_news(&self) -> bool {
        !self.fresh.is_empty()
    }

    /// Takes all that waits.
    pub fn take(&mut self) -> VecDeque<Outgoing<O>> {
        self.settle();
        self.waiting_bytes = 0;
        mem::take(&mut self.queue)
    }

    /// Puts the news into the queue.
    fn settle(&mut self) {
        self.oldest = None;
        for item in self.fresh.drain(..) {
            if let Some(line) = self.lines.get_mut(&item) {
                line.fresh = None;
                self.queue.push_back(Outgoing::News(item, mem::take(&mut line.news)));
            }
        }
    }

    fn say_what_was_left_out(&mut self) {
        let left_out = mem::take(&mut self.left_out);
        if left_out > 0 {
            let text = format!("{left_out} more messages of this handler were left out: it logged too many at once");
            self.enqueue(Message::new(Level::Warning, text));
        }
    }
}

impl Line {
    /// Whether the handler learns from its progress that the user does not want the item.
    fn is_to_stop(&self) -> bool {
        let is_on_its_way = || self.skipping_since.is_some_and(|since| since.elapsed() < DELIVERY);
        self.is_cancelled && !self.has_ended && !is_on_its_way()
    }

    /// What is not given keeps its last value (`R-PRG-10`), and so does a status that does not exist (`D-19`).
    fn merge(&mut self, progress: Progress) {
        if let Some(mut text) = progress.text {
            shorten(&mut text, PROGRESS_TEXT);
            self.news.text = Some(text);
        }
        if let Some(status) = progress.status.and_then(ItemStatus::from_code) {
            self.news.status = Some(status.code());
            self.has_ended = status.is_final();
        }
        self.news.value = progress.value.or(self.news.value);
        self.news.max = progress.max.or(self.news.max);
    }
}

/// Cuts a text before the character that is too much, and says so.
fn shorten(text: &mut String, limit: usize) {
    if text.len() > limit {
        text.truncate(text.floor_char_boundary(limit));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(n: u128) -> GUID {
        GUID::from_u128(n)
    }

    fn desk() -> Desk<&'static str> {
        let mut desk = Desk::default();
        desk.admit([item(1), item(2)]);
        desk
    }

    fn value(value: i32) -> Progress {
        Progress { value: Some(value), ..Progress::default() }
    }

    fn status(status: u32) -> Progress {
        Progress::status(status)
    }

    fn message(text: &str) -> Message {
        Message::new(Level::Error, text)
    }

    /// Proves: R-PRG-2, R-PRG-3, R-PRG-4, D-19
    #[test]
    fn cancel_is_repeated_until_the_item_ends() {
        let mut desk = desk();
        assert_eq!(desk.progress(item(1), None), Ok(Verdict::Continue));
        desk.cancel(Cancel::Item(item(1)));
        desk.cancel(Cancel::Item(item(9)));
        for _ in 0..3 {
            assert_eq!(desk.progress(item(1), Some(value(1))), Ok(Verdict::CancelItem));
        }
        assert_eq!(desk.progress(item(2), None), Ok(Verdict::Continue));
        assert_eq!(desk.progress(item(1), Some(status(1))), Ok(Verdict::Continue), "it has ended");
        desk.cancel(Cancel::All);
        assert_eq!(desk.progress(item(1), None), Ok(Verdict::CancelAll));
        desk.begin(&[item(1), item(3)]);
        assert_eq!(desk.progress(item(1), None), Ok(Verdict::Continue), "a new run");
        assert_eq!(desk.progress(item(3), None), Ok(Verdict::Continue), "known since it was prepared");
        assert_eq!(desk.progress(item(9), Some(value(1))), Err(E_INVALIDARG), "never heard of");
    }

    /// Proves: R-PRG-10, D-19
    #[test]
    fn of_news_the_newest_is_kept_member_by_member() {
        let mut desk = desk();
        let text = Progress { text: Some("a".into()), max: Some(9), ..Progress::default() };
        for news in [text, status(3), status(77), value(1), value(2)] {
            desk.progress(item(2), Some(news)).unwrap();
        }
        desk.progress(item(1), Some(value(5))).unwrap();
        assert!(desk.has_news() && !desk.has_queue());
        let all = Progress { text: Some("a".into()), status: Some(3), value: Some(2), max: Some(9) };
        let five = value(5);
        assert_eq!(desk.take(), [Outgoing::News(item(2), all), Outgoing::News(item(1), five)]);
        desk.progress(item(2), Some(value(3))).unwrap();
        assert_eq!(desk.take(), [Outgoing::News(item(2), value(3))], "what was told is not told again");
        assert!(!desk.has_news() && desk.take().is_empty());
    }

    #[test]
    fn who_only_asks_gives_a_sign_of_life_now_and_then() {
        let (mut desk, zero) = (desk(), Instant::now());
        let mut signs = Vec::new();
        for second in 0..12 {
            desk.progress_at(item(1), None, zero + Duration::from_secs(second)).unwrap();
            signs.push(desk.take().len());
        }
        assert_eq!(signs, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
    }

    #[test]
    fn news_that_stood_are_not_lost_when_newer_ones_come() {
        let (mut desk, zero) = (desk(), Instant::now());
        for (ms, n) in [(0, 1), (10, 2), (100, 3), (110, 4)] {
            desk.progress_at(item(1), Some(value(n)), zero + Duration::from_millis(ms)).unwrap();
        }
        assert_eq!(desk.take(), [Outgoing::News(item(1), value(2)), Outgoing::News(item(1), value(4))]);
    }

    #[test]
    fn news_go_before_what_came_after_them() {
        let mut desk = desk();
        desk.arm(Completion::Synchronize);
        desk.progress(item(1), Some(value(1))).unwrap();
        assert_eq!(desk.log(message("m")), S_OK);
        desk.progress(item(1), Some(status(4))).unwrap();
        assert_eq!(desk.complete(Completion::Synchronize, "done"), S_OK);
        desk.progress(item(1), Some(value(2))).unwrap();
        let sent = desk.take();
        assert_eq!(
            sent,
            [
                Outgoing::News(item(1), value(1)),
                Outgoing::Message(Box::new(message("m"))),
                Outgoing::News(item(1), status(4)),
                Outgoing::Other("done"),
                Outgoing::News(item(1), value(2)),
            ]
        );
    }

    /// Proves: D-4, R-PFS-10, R-SYN-5
    #[test]
    fn a_completion_counts_once_and_only_when_awaited() {
        let mut desk = desk();
        assert_eq!(desk.complete(Completion::Prepare, "early"), E_UNEXPECTED);
        desk.arm(Completion::Prepare);
        assert_eq!(desk.complete(Completion::Synchronize, "other"), E_UNEXPECTED);
        assert_eq!(desk.complete(Completion::Prepare, "before the return"), S_OK);
        desk.returned(Completion::Prepare, true);
        assert_eq!(desk.complete(Completion::Prepare, "twice"), E_UNEXPECTED);
        desk.arm(Completion::Error);
        desk.returned(Completion::Error, false);
        assert_eq!(desk.complete(Completion::Error, "not promised"), E_UNEXPECTED);
        assert_eq!(desk.take(), [Outgoing::Other("before the return")]);
    }

    /// Proves: R-SIS-1
    #[test]
    fn items_are_skipped_between_return_and_completion_only() {
        let mut desk = desk();
        desk.arm(Completion::Prepare);
        assert!(!desk.is_window_open(), "the call has not returned");
        desk.returned(Completion::Prepare, true);
        assert!(desk.is_window_open());
        assert_eq!(desk.complete(Completion::Prepare, ""), S_OK);
        assert!(!desk.is_window_open());
        desk.arm(Completion::Properties);
        desk.returned(Completion::Properties, true);
        assert!(!desk.is_window_open(), "nothing to skip in a property sheet");
    }

    /// Proves: R-PRG-3
    #[test]
    fn a_skip_that_is_on_its_way_arrives_before_the_answer_to_progress_tells_it() {
        let mut desk = desk();
        let now = Instant::now();
        let skip = |desk: &mut Desk<&'static str>, since| {
            desk.skipping(item(1), since);
            desk.cancel(Cancel::Item(item(1)));
            desk.progress(item(1), None).unwrap()
        };
        assert_eq!(skip(&mut desk, now), Verdict::CancelItem, "SetItemStatus may not be called: at once");
        desk.begin(&[item(1)]);
        desk.arm(Completion::Synchronize);
        desk.returned(Completion::Synchronize, true);
        assert_eq!(skip(&mut desk, now), Verdict::Continue);
        assert_eq!(desk.progress(item(2), None), Ok(Verdict::Continue));
        desk.skip_delivered(item(1));
        assert_eq!(desk.progress(item(1), None), Ok(Verdict::CancelItem));
        let long_ago = now.checked_sub(DELIVERY).unwrap();
        assert_eq!(skip(&mut desk, long_ago), Verdict::CancelItem, "a handler that hangs is not waited for");
        desk.skipping(item(1), now);
        desk.cancel(Cancel::All);
        assert_eq!(desk.progress(item(1), None), Ok(Verdict::CancelAll), "a stop counts at once");
    }

    /// Proves: R-DEL-1, R-DEL-2, R-DEL-4, D-25
    #[test]
    fn messages_are_taken_back_by_id_or_all() {
        let mut desk = desk();
        let with = |error| Message { error: Some(error), ..message("m") };
        for one in [with(item(7)), with(item(7)), with(item(8)), message("without an id")] {
            assert_eq!(desk.log(one), S_OK);
        }
        assert_eq!(desk.delete(item(7), "7"), S_OK);
        assert_eq!(desk.delete(item(7), "7 again"), S_FALSE);
        assert_eq!(desk.delete(GUID_NULL, "all"), S_OK);
        assert_eq!(desk.delete(GUID_NULL, "all again"), S_FALSE);
        desk.learn_error(item(9));
        assert_eq!(desk.delete(item(9), "9"), S_OK);
        let others = desk.take().into_iter().filter(|sent| matches!(sent, Outgoing::Other(_))).count();
        assert_eq!(others, 5, "the manager is always told");
    }

    #[test]
    fn a_flood_of_messages_is_cut_and_said_so() {
        let mut desk = desk();
        desk.arm(Completion::Synchronize);
        let refused = (0..MESSAGES + 7).filter(|_| desk.log(message("m")) == E_OUTOFMEMORY).count();
        assert_eq!(refused, 7);
        assert_eq!(desk.take().len(), MESSAGES);
        assert_eq!(desk.complete(Completion::Synchronize, "done"), S_OK);
        let sent = desk.take();
        let Outgoing::Message(last) = &sent[0] else { panic!("{sent:?}") };
        assert!(last.level == Level::Warning && last.text.starts_with("7 more messages"), "{}", last.text);
        assert_eq!(sent[1], Outgoing::Other("done"));
        desk.begin(&[]);
        assert_eq!(desk.log(message("a new run")), S_OK);
    }

    #[test]
    fn what_nobody_reads_does_not_pile_up() {
        let mut desk = desk();
        let long = "x".repeat(MESSAGE_TEXT + 1);
        let taken = (0..1000).take_while(|_| desk.log(message(&long)) == S_OK).count();
        assert_eq!(taken, WAITING_BYTES / (MESSAGE_TEXT + '…'.len_utf8()));
        desk.take();
        assert_eq!(desk.log(message(&long)), S_OK, "it was read");
        let (now, progress) = (Instant::now(), Progress { text: Some(long), ..Progress::default() });
        for _ in 0..100_000 {
            desk.progress_at(item(1), Some(progress.clone()), now).unwrap();
        }
        let sent = desk.take();
        assert_eq!(sent.len(), 2);
        let Outgoing::News(_, Progress { text: Some(text), .. }) = &sent[1] else { panic!() };
        assert_eq!(text.len(), PROGRESS_TEXT + '…'.len_utf8());
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let mut text = "a€".to_owned();
        shorten(&mut text, 4);
        assert_eq!(text, "a€");
        shorten(&mut text, 3);
        assert_eq!(text, "a…");
    }
}
