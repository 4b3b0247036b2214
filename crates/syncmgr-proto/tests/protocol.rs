//! The handler protocol: every message there and back, lenient reading, and lines that are none.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use syncmgr_proto::protocol::{
    Answer, Ask, Call, Cancel, Completed, Cookie, DeleteLogError, Done, EnableModeless, EstablishConnection, Fault,
    HandlerDescription, HandlerMessage, Id, Initialize, Initialized, ItemDescription, ItemList, LogError,
    ManagerMessage, Notice, Notify, PrepareForSync, Progress, ProtocolError, SetItemStatus, SetProgressCallback,
    ShowError, ShowErrorCompleted, ShowProperties, Status, VERSION,
};
use syncmgr_proto::{Code, Guid, InitFlags, ItemId, ItemStatus, MessageLevel, Trigger};

fn text(line: &[u8]) -> &str {
    let line = std::str::from_utf8(line).unwrap();
    assert!(line.ends_with('\n') && !line.trim_end().contains('\n'), "one line: {line}");
    line.trim_end()
}

fn call(line: &str) -> Call {
    match ManagerMessage::read(line.as_bytes()) {
        Ok(ManagerMessage::Call(_, call)) => call,
        other => panic!("{line}: {other:?}"),
    }
}

fn notice(line: &str) -> Notice {
    match HandlerMessage::read(line.as_bytes()) {
        Ok(HandlerMessage::Notice(notice)) => notice,
        other => panic!("{line}: {other:?}"),
    }
}

fn result<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, ProtocolError> {
    match HandlerMessage::read(line.as_bytes()) {
        Ok(HandlerMessage::Answer(Answer { outcome: Ok(result), .. })) => Answer::read(&result),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn a_call_looks_as_documented() {
    let flags = InitFlags::event(Trigger::Invoke) | InitFlags::MAY_BOTHER_USER;
    let call = Call::Initialize(Initialize::new(flags, Some(b"ab")));
    let line = ManagerMessage::Call(Id::Number(1), call).write().unwrap();
    assert_eq!(
        text(&line),
        r#"{"jsonrpc":"2.0","id":1,"method":"Initialize","params":{"protocol":1,"flags":517,"event":"invoke","may_bother_user":true,"settings":false,"cookie":"YWI="}}"#
    );
    let line = ManagerMessage::Call(Id::Number(2), Call::Synchronize).write().unwrap();
    assert_eq!(text(&line), r#"{"jsonrpc":"2.0","id":2,"method":"Synchronize"}"#);
}

#[test]
fn answers_look_as_documented() {
    let answer = Answer::new(Id::Number(2), &Done::from(Code::FALSE)).unwrap();
    let line = HandlerMessage::Answer(answer).write().unwrap();
    assert_eq!(text(&line), r#"{"jsonrpc":"2.0","id":2,"result":{"code":"S_FALSE"}}"#);
    let answer = Answer::fault(Id::Text("a".into()), Fault::method_not_found("Dance"));
    let line = HandlerMessage::Answer(answer).write().unwrap();
    assert_eq!(
        text(&line),
        r#"{"jsonrpc":"2.0","id":"a","error":{"code":-32601,"message":"there is no method `Dance`"}}"#
    );
}

#[test]
fn short_answers_are_enough() {
    for line in [
        r#"{"id":1,"result":null}"#,
        r#"{"id":1,"result":{}}"#,
        r#"{"id":1,"result":{"code":0}}"#,
        r#"{"id":1,"result":{"code":"S_OK","more":1},"error":null}"#,
    ] {
        assert_eq!(result::<Done>(line), Ok(Done::from(Code::OK)), "{line}");
        assert_eq!(result::<Initialized>(line), Ok(Initialized { code: Code::OK, protocol: VERSION }), "{line}");
        assert_eq!(result::<HandlerDescription>(line), Ok(Code::OK.into()), "{line}");
        assert_eq!(result::<ItemList>(line), Ok(Code::OK.into()), "{line}");
    }
    let items: ItemList =
        result(r#"{"id":1,"result":{"items":[{"id":"6295DF27-35EE-11D1-8707-00C04FD93327","name":"Mail"}]}}"#).unwrap();
    let id: ItemId = "{6295df27-35ee-11d1-8707-00c04fd93327}".parse().unwrap();
    assert_eq!(items.items, [ItemDescription::new(id, "Mail")]);
}

#[test]
fn calls_and_reports_need_only_what_they_cannot_do_without() {
    let id = r#""{6295df27-35ee-11d1-8707-00c04fd93327}""#;
    let item: ItemId = serde_json::from_str(id).unwrap();
    assert_eq!(call(r#"{"id":1,"method":"Synchronize","params":null}"#), Call::Synchronize);
    assert_eq!(call(r#"{"id":1,"method":"ShowProperties"}"#), Call::ShowProperties(ShowProperties { item: None }));
    let updating = Progress { status: Some(ItemStatus::Updating.into()), ..Progress::of(item) };
    for status in [r#""updating""#, r#""UPDATING""#, "3"] {
        let line = format!(r#"{{"method":"Progress","params":{{"item":{id},"status":{status}}}}}"#);
        assert_eq!(notice(&line), Notice::Progress(updating.clone()));
    }
    assert_eq!(notice(r#"{"method":"SynchronizeCompleted"}"#), Notice::SynchronizeCompleted(Code::OK.into()));
    for level in [r#""warning""#, r#""warn""#, "2"] {
        let line = format!(r#"{{"method":"LogError","params":{{"level":{level},"text":"t"}}}}"#);
        let log = LogError { level: MessageLevel::Warning, text: "t".into(), item: None, error: None, jump: false };
        assert_eq!(notice(&line), Notice::LogError(log));
    }
}

#[test]
fn what_is_no_message_is_quoted() {
    for line in ["hello", "", "[]", "3", "\"x\"", "null", "{}", r#"{"id":1}"#, r#"{"result":null}"#, "{\"a\"", "{]"] {
        let error = HandlerMessage::read(line.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), format!("printed something that is not the protocol: `{line}`"), "{line}");
        assert_eq!(ManagerMessage::read(line.as_bytes()).unwrap_err(), error);
    }
    let long = "ä".repeat(100_000);
    let error = HandlerMessage::read(long.as_bytes()).unwrap_err().to_string();
    assert!(error.ends_with("ää…`") && error.chars().count() < 300, "{error}");
    let error = HandlerMessage::read(b"\x1b[31mred\xff").unwrap_err().to_string();
    assert!(error.ends_with("`\u{FFFD}[31mred\u{FFFD}`"), "nothing that a terminal obeys: {error}");
}

#[test]
fn a_message_with_wrong_parts_says_what_is_wrong() {
    for (line, why) in [
        (r#"{"method":"Progress","params":{"text":"x"}}"#, "missing field `item`"),
        (r#"{"method":"Progress","params":{"item":"x"}}"#, "`x` is not a GUID"),
        (r#"{"method":"SynchronizeCompleted","params":{"code":"E_WEIRD"}}"#, "`E_WEIRD` is not a result code"),
        (r#"{"method":"LogError","params":{"level":4,"text":"x"}}"#, "expected \"information\""),
        (r#"{"method":3}"#, "invalid type"),
        (r#"{"id":1.5,"result":null}"#, "an id: a number or a text"),
    ] {
        let error = HandlerMessage::read(line.as_bytes()).unwrap_err();
        assert!(matches!(error, ProtocolError::Form { .. }), "{line}: {error:?}");
        let text = error.to_string();
        assert!(text.starts_with("sent a message that is not understood (") && text.contains(why), "{text}");
    }
}

#[test]
fn methods_of_tomorrow_are_told_apart_from_nonsense() {
    let unknown = |line: &str| match HandlerMessage::read(line.as_bytes()) {
        Ok(HandlerMessage::Unknown(id, method)) => (id, method),
        other => panic!("{other:?}"),
    };
    assert_eq!(unknown(r#"{"id":"7","method":"Dance","params":[1]}"#), (Some(Id::Text("7".into())), "Dance".into()));
    assert_eq!(unknown(r#"{"method":"Dance"}"#), (None, "Dance".into()));
    assert_eq!(unknown(r#"{"id":1,"method":"Progress"}"#).1, "Progress", "a report is no question");
    assert_eq!(
        unknown(r#"{"id":1,"method":"Synchronize"}"#).1,
        "Synchronize",
        "and a call of the other direction none"
    );
}

#[test]
fn another_version_names_who_is_to_be_updated() {
    assert_eq!(ProtocolError::check_version(VERSION), Ok(()));
    let text = |theirs| ProtocolError::check_version(theirs).unwrap_err().to_string();
    assert_eq!(text(2), "speaks protocol 2, this program speaks 1: update syncmgr");
    assert_eq!(text(0), "speaks protocol 0, this program speaks 1: update the handler");
}

#[test]
fn later_progress_adds_to_earlier() {
    let item = ItemId::random();
    let mut progress = Progress { text: Some("a".into()), value: Some(1), ..Progress::of(item) };
    progress.merge(Progress { value: Some(2), max: Some(9), ..Progress::of(item) });
    let expected = Progress { text: Some("a".into()), value: Some(2), max: Some(9), ..Progress::of(item) };
    assert_eq!(progress, expected);
}

fn guid() -> impl Strategy<Value = Guid> {
    any::<[u8; 16]>().prop_map(Guid::from_bytes)
}

fn item() -> impl Strategy<Value = ItemId> {
    guid().prop_map(ItemId)
}

fn code() -> impl Strategy<Value = Code> {
    prop_oneof![Just(Code::OK), Just(Code::FALSE), Just(Code::FAIL), any::<i32>().prop_map(Code)]
}

fn id() -> impl Strategy<Value = Id> {
    prop_oneof![any::<i64>().prop_map(Id::Number), any::<String>().prop_map(Id::Text)]
}

fn any_call() -> impl Strategy<Value = Call> {
    let initialize = (any::<u32>(), option::of(any::<Vec<u8>>()))
        .prop_map(|(flags, cookie)| Call::Initialize(Initialize::new(InitFlags(flags), cookie.as_deref())));
    prop_oneof![
        initialize,
        Just(Call::GetHandlerInfo),
        Just(Call::EnumSyncMgrItems),
        any::<bool>().prop_map(|set| Call::SetProgressCallback(SetProgressCallback { set })),
        vec(item(), 0..5).prop_map(|items| Call::PrepareForSync(PrepareForSync { items })),
        Just(Call::Synchronize),
        (item(), any::<u32>())
            .prop_map(|(item, status)| Call::SetItemStatus(SetItemStatus { item, status: Status(status) })),
        option::of(item()).prop_map(|item| Call::ShowProperties(ShowProperties { item })),
        guid().prop_map(|error| Call::ShowError(ShowError { error })),
    ]
}

fn any_notice() -> impl Strategy<Value = Notice> {
    let progress = (item(), option::of(0_u32..12), option::of(any::<String>()), any::<Option<(i32, i32)>>()).prop_map(
        |(item, status, text, range)| {
            let (value, max) = range.unzip();
            Notice::Progress(Progress { item, status: status.map(Status), text, value, max })
        },
    );
    let levels = prop_oneof![Just(MessageLevel::Information), Just(MessageLevel::Warning), Just(MessageLevel::Error)];
    let log = (levels, any::<String>(), option::of(item()), option::of(guid()), any::<bool>())
        .prop_map(|(level, text, item, error, jump)| Notice::LogError(LogError { level, text, item, error, jump }));
    let completed = || code().prop_map(|code| Completed { code });
    prop_oneof![
        progress,
        log,
        option::of(guid()).prop_map(|error| Notice::DeleteLogError(DeleteLogError { error })),
        completed().prop_map(Notice::PrepareForSyncCompleted),
        completed().prop_map(Notice::SynchronizeCompleted),
        completed().prop_map(Notice::ShowPropertiesCompleted),
        (code(), vec(item(), 0..3))
            .prop_map(|(code, items)| Notice::ShowErrorCompleted(ShowErrorCompleted { code, items })),
    ]
}

fn any_ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        any::<bool>().prop_map(|enable| Ask::EnableModeless(EnableModeless { enable })),
        option::of(any::<String>()).prop_map(|connection| Ask::EstablishConnection(EstablishConnection { connection })),
    ]
}

proptest! {
    #[test]
    fn every_call_comes_back(id in id(), call in any_call()) {
        let line = ManagerMessage::Call(id.clone(), call.clone()).write().unwrap();
        let read = ManagerMessage::read(text(&line).as_bytes()).unwrap();
        prop_assert!(matches!(read, ManagerMessage::Call(i, c) if i == id && c == call));
    }

    #[test]
    fn every_report_comes_back(notice in any_notice()) {
        let line = HandlerMessage::Notice(notice.clone()).write().unwrap();
        let read = HandlerMessage::read(text(&line).as_bytes()).unwrap();
        prop_assert!(matches!(read, HandlerMessage::Notice(n) if n == notice));
    }

    #[test]
    fn every_question_comes_back(id in id(), ask in any_ask()) {
        let line = HandlerMessage::Ask(id.clone(), ask.clone()).write().unwrap();
        let read = HandlerMessage::read(text(&line).as_bytes()).unwrap();
        prop_assert!(matches!(read, HandlerMessage::Ask(i, a) if i == id && a == ask));
    }

    #[test]
    fn every_cancel_comes_back(item in option::of(item())) {
        let line = ManagerMessage::Notify(Notify::Cancel(Cancel { item })).write().unwrap();
        let read = ManagerMessage::read(text(&line).as_bytes()).unwrap();
        prop_assert!(matches!(read, ManagerMessage::Notify(Notify::Cancel(c)) if c.item == item));
    }

    #[test]
    fn every_list_comes_back(
        id in id(),
        code in code(),
        items in vec((item(), any::<String>(), any::<u32>(), any::<bool>(), option::of(0_i64..4_000_000_000)), 0..4),
    ) {
        let items = items.into_iter().map(|(id, name, flags, checked, time)| {
            let last_update = time.map(|s| jiff::Timestamp::from_second(s).unwrap());
            ItemDescription { id, name, flags, checked, last_update }
        });
        let list = ItemList { code, items: items.collect() };
        let line = HandlerMessage::Answer(Answer::new(id.clone(), &list).unwrap()).write().unwrap();
        let read = HandlerMessage::read(text(&line).as_bytes()).unwrap();
        let HandlerMessage::Answer(Answer { id: read_id, outcome: Ok(result) }) = read else { panic!("{read:?}") };
        prop_assert_eq!(read_id, id);
        prop_assert_eq!(Answer::read::<ItemList>(&result).unwrap(), list);
    }

    #[test]
    fn the_readable_fields_follow_the_flags(flags: u32) {
        let init = Initialize::new(InitFlags(flags), None);
        prop_assert_eq!(init.event.code(), Trigger::from_code(flags).code());
        prop_assert_eq!((init.settings, init.may_bother_user), (flags & 0x100 != 0, flags & 0x200 != 0));
        prop_assert_eq!(init.cookie.map(|Cookie(bytes)| bytes), None);
    }

    #[test]
    fn no_line_makes_the_readers_panic(bytes: Vec<u8>) {
        let (a, b) = (HandlerMessage::read(&bytes), ManagerMessage::read(&bytes));
        prop_assert_eq!(a.is_err(), b.is_err());
    }

    #[test]
    fn no_json_makes_the_readers_panic(
        method in prop_oneof![Just("Progress"), Just("LogError"), Just("Initialize"), Just("PrepareForSync")],
        params in "[\\[{]?(\"(item|items|code|level)\":)?(null|1|-1|\"x\"|\\{\\}|\\[1\\]|1e99)?[\\]}]?",
    ) {
        let line = format!("{{\"method\":\"{method}\",\"id\":1,\"params\":{params}}}");
        let _ = HandlerMessage::read(line.as_bytes());
        let _ = ManagerMessage::read(line.as_bytes());
        let line = format!("{{\"method\":\"{method}\",\"params\":{params}}}");
        if let Err(error) = HandlerMessage::read(line.as_bytes()) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

/// The lines of the code blocks of the protocol's page that begin with `fence`.
fn examples(fence: &str) -> Vec<&'static str> {
    const PAGE: &str = include_str!("../../../docs/formats/handler-protocol.md");
    let mut inside = None;
    let mut lines = Vec::new();
    for line in PAGE.lines() {
        match inside {
            None if line.starts_with("```") => inside = Some(line == fence),
            Some(_) if line == "```" => inside = None,
            Some(true) => lines.push(line),
            _ => {}
        }
    }
    lines
}

#[test]
fn every_example_of_the_page_is_understood() {
    let (manager, handler) = (examples("```json"), examples("```json handler"));
    let methods = |lines: &[&str], method: &str| lines.iter().any(|line| line.contains(&format!("\"{method}\"")));
    for method in ["Initialize", "EnumSyncMgrItems", "PrepareForSync", "Synchronize", "ShowError", "Cancel"] {
        assert!(methods(&manager, method), "{method} has an example");
    }
    for method in ["Progress", "LogError", "SynchronizeCompleted", "ShowErrorCompleted", "EnableModeless"] {
        assert!(methods(&handler, method), "{method} has an example");
    }
    for line in manager {
        let message = ManagerMessage::read(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(text(&message.write().unwrap()), line);
    }
    for line in handler {
        match HandlerMessage::read(line.as_bytes()) {
            Ok(HandlerMessage::Unknown(..)) | Err(_) => panic!("not understood: {line}"),
            Ok(_) => {}
        }
    }
}
