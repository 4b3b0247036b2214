//! The handler protocol: every message there and back, lenient reading, and lines that are none.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod any;
mod page;
mod round_trips;
mod schema;

use syncmgr_proto::protocol::{
    Answer, Call, Done, Fault, HandlerDescription, HandlerMessage, Id, Initialize, Initialized, ItemDescription,
    ItemList, LogError, ManagerMessage, Notice, Progress, ProtocolError, ShowProperties, VERSION,
};
use syncmgr_proto::{Code, InitFlags, ItemId, ItemStatus, MessageLevel, Trigger};

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
