//! The JSON of events, letter by letter: scripts outside this repository read it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use syncmgr_proto::{
    Body, ConflictSide, Event, ExitCode, Guid, HandlerId, ItemId, ItemStatus, MessageLevel, Purpose, SessionId, Stats,
    Trigger,
};

const ITEM: &str = "{11111111-1111-4111-8111-111111111111}";
const HANDLER: &str = "{22222222-2222-4222-8222-222222222222}";
const SESSION: &str = "{33333333-3333-4333-8333-333333333333}";

fn item() -> ItemId {
    ITEM.parse().unwrap()
}

fn handler() -> HandlerId {
    HANDLER.parse().unwrap()
}

/// Checks the line that the body gives, its way back, and its place in the vocabulary.
fn golden(body: &Body, rest: &str) {
    let session: SessionId = SESSION.parse().unwrap();
    let time = "2026-11-20T08:15:30.25Z".parse().unwrap();
    let event = Event { seq: 12, time, session, body: body.clone() };
    let line = serde_json::to_string(&event).unwrap();
    let rest = rest.replace("ITEM", ITEM).replace("HANDLER", HANDLER);
    let expected = format!(r#"{{"seq":12,"time":"2026-11-20T08:15:30.25Z","session":"{SESSION}",{rest}}}"#);
    assert_eq!(line, expected);
    assert!(!line.contains('\n'));
    assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
    assert!(line.contains(&format!(r#""kind":"{}""#, body.kind())));
}

#[test]
fn started() {
    let body =
        |purpose| Body::Started { trigger: Trigger::Manual, dry_run: false, items: vec!["docs".into()], purpose };
    let rest = r#""kind":"started","trigger":"manual","dry_run":false,"items":["docs"]"#;
    golden(&body(Purpose::Synchronize), rest);
    let undoes: SessionId = SESSION.parse().unwrap();
    golden(&body(Purpose::Undo(undoes)), &format!(r#"{rest},"purpose":"undo","undoes":"{SESSION}""#));
    golden(&body(Purpose::Restore), &format!(r#"{rest},"purpose":"restore""#));
}

#[test]
fn progress_with_the_extensions_of_a_built_in_handler_and_without() {
    let mut body = Body::Progress {
        item: "docs".into(),
        item_id: item(),
        handler: handler(),
        status: Some(ItemStatus::UpdatingIndeterminate),
        text: None,
        value: Some(3),
        max: None,
        files: None,
        files_total: None,
        bytes: None,
        bytes_total: None,
    };
    let rest = r#""kind":"progress","item":"docs","item_id":"ITEM","handler":"HANDLER","status":"updating_indeterminate","text":null,"value":3,"max":null"#;
    golden(&body, rest);
    if let Body::Progress { files, bytes_total, .. } = &mut body {
        *files = Some(1);
        *bytes_total = Some(5_000_000_000);
    }
    golden(&body, &format!(r#"{rest},"files":1,"bytes_total":5000000000"#));
}

#[test]
fn operation() {
    let body = Body::Operation {
        item: "docs".into(),
        item_id: item(),
        op: "move".into(),
        side: "right".into(),
        path: "b/é \"x\"\n".into(),
        from: Some("a".into()),
        bytes: 0,
        reason: "moved on the left".into(),
    };
    golden(
        &body,
        r#""kind":"operation","item":"docs","item_id":"ITEM","op":"move","side":"right","path":"b/é \"x\"\n","from":"a","bytes":0,"reason":"moved on the left""#,
    );
}

#[test]
fn conflict_with_one_side_gone() {
    let left =
        ConflictSide { kind: "file".into(), size: 7, mtime: Some("2026-11-01T00:00:00Z".parse().unwrap()), path: None };
    let body = Body::Conflict {
        id: Some(4),
        item: "docs".into(),
        item_id: item(),
        path: "a".into(),
        left: Some(left),
        right: None,
        reason: "changed on both sides".into(),
    };
    golden(
        &body,
        r#""kind":"conflict","id":4,"item":"docs","item_id":"ITEM","path":"a","left":{"kind":"file","size":7,"mtime":"2026-11-01T00:00:00Z"},"right":null,"reason":"changed on both sides""#,
    );
}

#[test]
fn problem_and_guard() {
    let body = Body::Problem {
        item: "docs".into(),
        item_id: item(),
        path: "a".into(),
        side: Some("left".into()),
        message: "cannot be read".into(),
        hint: None,
    };
    golden(
        &body,
        r#""kind":"problem","item":"docs","item_id":"ITEM","path":"a","side":"left","message":"cannot be read","hint":null"#,
    );
    let body = Body::Guard {
        item: "docs".into(),
        item_id: item(),
        reason: "too many deletions".into(),
        deletions: 60,
        overwrites: 1,
        of: 100,
        side: Some("right".into()),
        message: "61 of 100".into(),
    };
    golden(
        &body,
        r#""kind":"guard","item":"docs","item_id":"ITEM","reason":"too many deletions","deletions":60,"overwrites":1,"of":100,"side":"right","message":"61 of 100""#,
    );
}

#[test]
fn message_with_everything_and_with_nothing() {
    let body = Body::Message {
        id: Some(9),
        level: MessageLevel::Error,
        text: "no".into(),
        handler: Some(handler()),
        item: Some("docs".into()),
        item_id: Some(item()),
        error_id: Some(Guid::NULL),
        jump: true,
    };
    golden(
        &body,
        r#""kind":"message","id":9,"level":"error","text":"no","handler":"HANDLER","item":"docs","item_id":"ITEM","error_id":"{00000000-0000-0000-0000-000000000000}","jump":true"#,
    );
    let body = Body::Message {
        id: None,
        level: MessageLevel::Information,
        text: "x".into(),
        handler: None,
        item: None,
        item_id: None,
        error_id: None,
        jump: false,
    };
    golden(
        &body,
        r#""kind":"message","id":null,"level":"information","text":"x","handler":null,"item":null,"item_id":null,"error_id":null,"jump":false"#,
    );
}

#[test]
fn cut_and_item() {
    let body = Body::Cut { item: "docs".into(), item_id: item(), of: "operation".into(), listed: 1000, total: 100_000 };
    golden(&body, r#""kind":"cut","item":"docs","item_id":"ITEM","of":"operation","listed":1000,"total":100000"#);
    let body = Body::Item {
        item: "docs".into(),
        item_id: item(),
        handler: handler(),
        status: ItemStatus::Stopped,
        exit: None,
        stats: None,
    };
    golden(&body, r#""kind":"item","item":"docs","item_id":"ITEM","handler":"HANDLER","status":"stopped""#);
}

#[test]
fn finished_is_the_line_of_the_promise() {
    let stats = Stats { scanned_left: 10, scanned_right: 9, created: 1, unchanged: 9, bytes: 5, ..Stats::default() };
    let body = Body::Finished { exit: ExitCode::InSync, duration_ms: 41, stats };
    golden(
        &body,
        concat!(
            r#""kind":"finished","exit":0,"duration_ms":41,"#,
            r#""stats":{"scanned_left":10,"scanned_right":9,"created":1,"updated":0,"deleted":0,"moved":0,"metadata":0,"#,
            r#""unchanged":9,"conflicts":0,"problems":0,"bytes":5}"#
        ),
    );
}
