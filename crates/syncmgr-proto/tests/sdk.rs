//! A handler made with the SDK, and a manager that the test plays, over pipes in this process.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{PipeReader, PipeWriter, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use syncmgr_proto::protocol::{
    Answer, Ask, Call, Cancel, Done, HandlerDescription, HandlerMessage, Id, Initialize, ItemDescription, ItemList,
    LineReader, LogError, ManagerMessage, Notice, Notify, PrepareForSync, Progress, ProtocolError, SetItemStatus,
    SetProgressCallback, ShowError, ShowProperties,
};
use syncmgr_proto::sdk::{Dialog, Handler, Reporter, Verdict, serve};
use syncmgr_proto::{Code, Guid, InitFlags, ItemId, ItemStatus, MessageLevel, Trigger};

fn mail() -> ItemId {
    ItemId::derived(b"mail")
}

fn news() -> ItemId {
    ItemId::derived(b"news")
}

type Work = Box<dyn FnMut(&[ItemId], &Reporter) -> Code + Send>;

/// A handler with two items whose work a test brings along.
struct Sample(Work);

impl Handler for Sample {
    fn info(&mut self) -> HandlerDescription {
        HandlerDescription { code: Code::OK, name: Some("Sample".into()), flags: 1 }
    }

    fn items(&mut self) -> ItemList {
        let items = vec![ItemDescription::new(mail(), "Mail"), ItemDescription::new(news(), "News")];
        ItemList { code: Code::MISSING_ITEMS, items }
    }

    fn prepare(&mut self, items: &[ItemId], _reporter: &Reporter) -> Code {
        if items.is_empty() { Code::FALSE } else { Code::OK }
    }

    fn synchronize(&mut self, items: &[ItemId], reporter: &Reporter) -> Code {
        (self.0)(items, reporter)
    }

    fn show_error(&mut self, _error: Guid, _reporter: &Reporter) -> Result<Vec<ItemId>, Code> {
        Ok(vec![news()])
    }
}

/// The test's end of the pipes.
struct Manager {
    out: Option<PipeWriter>,
    lines: LineReader<PipeReader>,
    served: JoinHandle<Result<(), ProtocolError>>,
    next: i64,
    notices: Vec<Notice>,
}

fn start(work: impl FnMut(&[ItemId], &Reporter) -> Code + Send + 'static) -> Manager {
    let (input, out) = std::io::pipe().unwrap();
    let (inward, output) = std::io::pipe().unwrap();
    let served = std::thread::spawn(move || serve(Sample(Box::new(work)), input, output));
    Manager { out: Some(out), lines: LineReader::new(inward), served, next: 0, notices: Vec::new() }
}

impl Manager {
    fn write(&mut self, message: &ManagerMessage) {
        self.out.as_mut().unwrap().write_all(&message.write().unwrap()).unwrap();
    }

    fn read(&mut self) -> HandlerMessage {
        HandlerMessage::read(&self.lines.next_line().unwrap().unwrap()).unwrap()
    }

    fn call(&mut self, call: Call) -> Answer {
        self.next += 1;
        let id = Id::Number(self.next);
        self.write(&ManagerMessage::Call(id.clone(), call));
        loop {
            match self.read() {
                HandlerMessage::Answer(answer) => {
                    assert_eq!(answer.id, id);
                    return answer;
                }
                HandlerMessage::Notice(notice) => self.notices.push(notice),
                other => panic!("{other:?}"),
            }
        }
    }

    fn code(&mut self, call: Call) -> Code {
        Answer::read::<Done>(&self.call(call).outcome.unwrap()).unwrap().code
    }

    fn run(&mut self) {
        let items = PrepareForSync { items: vec![mail(), news()] };
        assert_eq!(self.code(Call::PrepareForSync(items)), Code::OK);
        assert_eq!(self.notices, [Notice::PrepareForSyncCompleted(Code::OK.into())], "before the answer");
        self.notices.clear();
        assert_eq!(self.code(Call::Synchronize), Code::OK);
    }

    /// Reads reports until the work is over.
    fn completion(&mut self) -> Code {
        loop {
            match self.read() {
                HandlerMessage::Notice(Notice::SynchronizeCompleted(completed)) => return completed.code,
                HandlerMessage::Notice(notice) => self.notices.push(notice),
                other => panic!("{other:?}"),
            }
        }
    }

    fn hang_up(mut self) -> Result<(), ProtocolError> {
        drop(self.out.take());
        while self.lines.next_line().unwrap().is_some() {}
        self.served.join().unwrap()
    }
}

fn cancel(item: Option<ItemId>) -> ManagerMessage {
    ManagerMessage::Notify(Notify::Cancel(Cancel { item }))
}

/// Asks until the verdict is the wanted one: the wait for an event that only the verdict shows.
fn until(reporter: &Reporter, item: ItemId, wanted: Verdict) {
    let patience = Instant::now() + Duration::from_secs(20);
    while reporter.verdict(item) != wanted {
        assert!(Instant::now() < patience, "the verdict never was {wanted:?}");
        std::thread::yield_now();
    }
}

#[test]
fn a_whole_session() {
    let mut manager = start(|items, reporter| {
        for &item in items {
            reporter.progress(Progress { status: Some(ItemStatus::Succeeded.into()), ..Progress::of(item) });
        }
        reporter.log_error(LogError {
            level: MessageLevel::Warning,
            text: "so so".into(),
            item: Some(mail()),
            error: None,
            jump: false,
        });
        reporter.delete_log_error(None);
        Code::FALSE
    });
    assert_eq!(manager.code(Call::Initialize(Initialize::new(InitFlags::event(Trigger::Manual), None))), Code::OK);
    let info = manager.call(Call::GetHandlerInfo).outcome.unwrap();
    assert_eq!(Answer::read::<HandlerDescription>(&info).unwrap().name.as_deref(), Some("Sample"));
    let list = manager.call(Call::EnumSyncMgrItems).outcome.unwrap();
    let list = Answer::read::<ItemList>(&list).unwrap();
    assert_eq!((list.code, list.items[1].id), (Code::MISSING_ITEMS, news()));
    assert_eq!(manager.code(Call::SetProgressCallback(SetProgressCallback { set: true })), Code::OK);
    manager.run();
    assert_eq!(manager.completion(), Code::FALSE);
    let kinds: Vec<_> = manager.notices.iter().map(Notice::method).collect();
    assert_eq!(kinds, ["Progress", "Progress", "LogError", "DeleteLogError"]);
    assert_eq!(manager.hang_up(), Ok(()));
}

#[test]
fn a_refusal_promises_nothing_and_optional_calls_have_defaults() {
    let mut manager = start(|_, _| Code::OK);
    assert_eq!(manager.code(Call::PrepareForSync(PrepareForSync { items: vec![] })), Code::FALSE);
    assert_eq!(manager.code(Call::ShowProperties(ShowProperties { item: None })), Code::NOT_IMPLEMENTED);
    assert_eq!(manager.notices, []);
    assert_eq!(manager.code(Call::ShowError(ShowError { error: Guid::NULL })), Code::OK);
    let [Notice::ShowErrorCompleted(completed)] = manager.notices.as_slice() else { panic!("{:?}", manager.notices) };
    assert_eq!((completed.code, completed.items.as_slice()), (Code::RETRY_SYNC, [news()].as_slice()));
    manager.write(&ManagerMessage::Unknown(None, "Dance".into()));
    manager.write(&ManagerMessage::Unknown(Some(Id::Text("x".into())), "Dance".into()));
    let HandlerMessage::Answer(answer) = manager.read() else { panic!("no answer") };
    assert_eq!(answer.outcome.unwrap_err().code, -32601);
    assert_eq!(manager.hang_up(), Ok(()));
}

#[test]
fn a_cancel_reaches_the_work_without_a_round_trip() {
    let (ready, started): (Sender<()>, Receiver<()>) = channel();
    let mut manager = start(move |_, reporter| {
        assert_eq!(reporter.verdict(mail()), Verdict::Continue);
        ready.send(()).unwrap();
        until(reporter, mail(), Verdict::CancelItem);
        assert_eq!(reporter.verdict(news()), Verdict::Continue);
        ready.send(()).unwrap();
        until(reporter, news(), Verdict::CancelItem);
        ready.send(()).unwrap();
        until(reporter, news(), Verdict::CancelAll);
        assert!(reporter.progress(Progress::of(mail())).is_cancel());
        Code::OK
    });
    for _ in 0..2 {
        // The second time: a new run forgets the cancels of the first.
        manager.run();
        started.recv().unwrap();
        manager.write(&cancel(Some(mail())));
        started.recv().unwrap();
        let skip = SetItemStatus { item: news(), status: ItemStatus::Skipped.into() };
        assert_eq!(manager.code(Call::SetItemStatus(skip)), Code::OK, "answered while the work goes on");
        started.recv().unwrap();
        manager.write(&cancel(None));
        assert_eq!(manager.completion(), Code::OK);
        manager.notices.clear();
    }
    assert_eq!(manager.hang_up(), Ok(()));
}

#[test]
fn a_million_reports_are_few_lines_and_the_last_one_counts() {
    const REPORTS: i32 = 1_000_000;
    let mut manager = start(|_, reporter| {
        for value in 1..=REPORTS {
            let status = (value == 1).then_some(ItemStatus::Updating.into());
            reporter.progress(Progress { status, value: Some(value), ..Progress::of(mail()) });
        }
        Code::OK
    });
    let begun = Instant::now();
    manager.run();
    assert_eq!(manager.completion(), Code::OK);
    let most = begun.elapsed().as_millis() / 20 + 3;
    assert!(manager.notices.len() as u128 <= most, "{} lines, at most {most}", manager.notices.len());
    let mut seen = Progress::of(mail());
    for notice in &manager.notices {
        let Notice::Progress(progress) = notice else { panic!("{notice:?}") };
        seen.merge(progress.clone());
    }
    assert_eq!((seen.value, seen.status), (Some(REPORTS), Some(ItemStatus::Updating.into())));
    assert_eq!(manager.hang_up(), Ok(()));
}

#[test]
fn what_was_held_back_goes_out_by_itself() {
    let (go, wait): (Sender<()>, Receiver<()>) = channel();
    let mut manager = start(move |_, reporter| {
        reporter.progress(Progress { value: Some(1), ..Progress::of(mail()) });
        reporter.progress(Progress { value: Some(2), ..Progress::of(mail()) });
        wait.recv().unwrap();
        Code::OK
    });
    manager.run();
    let mut value = None;
    while value != Some(2) {
        let HandlerMessage::Notice(Notice::Progress(progress)) = manager.read() else { panic!("no progress") };
        value = progress.value;
    }
    go.send(()).unwrap();
    assert_eq!(manager.completion(), Code::OK);
    assert_eq!(manager.hang_up(), Ok(()));
}

#[test]
fn questions_are_answered_and_do_not_outlive_the_manager() {
    let mut manager = start(|_, reporter| {
        if reporter.enable_modeless(Dialog::Open) != Code::FALSE {
            return Code::FAIL;
        }
        reporter.establish_connection(Some("home"))
    });
    manager.run();
    let HandlerMessage::Ask(id, Ask::EnableModeless(asked)) = manager.read() else { panic!("no question") };
    assert!(asked.enable);
    manager.write(&ManagerMessage::Answer(Answer::new(id, &Done::from(Code::FALSE)).unwrap()));
    let HandlerMessage::Ask(_, Ask::EstablishConnection(asked)) = manager.read() else { panic!("no question") };
    assert_eq!(asked.connection.as_deref(), Some("home"));
    assert_eq!(manager.hang_up(), Ok(()), "the unanswered question does not keep the handler");
}

#[test]
fn a_manager_that_talks_nonsense_is_left() {
    let mut manager = start(|_, _| Code::OK);
    manager.out.as_mut().unwrap().write_all(b"hello\n").unwrap();
    assert!(matches!(manager.hang_up(), Err(ProtocolError::Foreign { .. })));
}

#[test]
fn without_a_manager_everything_is_cancelled() {
    let (verdict, seen) = channel();
    let mut manager = start(move |_, reporter| {
        until(reporter, mail(), Verdict::CancelAll);
        verdict.send(reporter.progress(Progress::of(mail()))).unwrap();
        reporter.enable_modeless(Dialog::Open)
    });
    manager.run();
    assert_eq!(manager.hang_up(), Ok(()));
    assert_eq!(seen.recv(), Ok(Verdict::CancelAll));
}
