//! The schema takes every line that is written, and refuses what the readers refuse.

use jsonschema::Validator;
use proptest::option;
use proptest::prelude::*;
use syncmgr_proto::Code;
use syncmgr_proto::protocol::{Answer, Cancel, Done, Fault, HandlerMessage, Id, ManagerMessage, Notify, schema};

use super::any::{any_ask, any_call, any_list, any_notice, code, id, item};
use super::text;

/// The lines of one direction, as the schema has them.
pub struct Lines(Validator);

impl Lines {
    pub fn of_the_manager() -> Self {
        Self::of("ManagerLine")
    }

    pub fn of_a_handler() -> Self {
        Self::of("HandlerLine")
    }

    fn of(definition: &str) -> Self {
        let mut schema = schema().to_value();
        schema.as_object_mut().unwrap().remove("anyOf").unwrap();
        schema["$ref"] = format!("#/$defs/{definition}").into();
        Self(jsonschema::draft202012::new(&schema).unwrap())
    }

    /// What the schema has against a line.
    pub fn complaint(&self, line: &str) -> Option<String> {
        self.0.validate(&serde_json::from_str(line).unwrap()).err().map(|error| error.to_string())
    }
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::draft202012::meta::is_valid(&schema().to_value()));
}

#[test]
fn answers_without_a_result_and_unknown_methods_have_their_place() {
    let (manager, handler) = (Lines::of_the_manager(), Lines::of_a_handler());
    let fault = Answer::fault(Id::Number(1), Fault::method_not_found("Dance"));
    let done = Answer::new(Id::Number(1), &Done::from(Code::FALSE)).unwrap();
    for answer in [fault, done] {
        let lines =
            [ManagerMessage::Answer(answer.clone()).write().unwrap(), HandlerMessage::Answer(answer).write().unwrap()];
        assert_eq!([manager.complaint(text(&lines[0])), handler.complaint(text(&lines[1]))], [None, None]);
    }
}

#[test]
fn what_is_no_line_of_a_handler_is_refused() {
    let handler = Lines::of_a_handler();
    let id = r#""{6295df27-35ee-11d1-8707-00c04fd93327}""#;
    for line in [
        r#"{"jsonrpc":"2.0"}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1}"#.to_owned(),
        r#"{"jsonrpc":"1.0","id":1,"result":{}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"result":{"code":"S_MAYBE"}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"result":{"items":[{"name":"no id"}]}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"Progress","params":{"text":"x"}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"Progress","params":{"item":"x"}}"#.to_owned(),
        format!(r#"{{"jsonrpc":"2.0","method":"Progress","params":{{"item":{id},"status":"done"}}}}"#),
        format!(r#"{{"jsonrpc":"2.0","method":"Progress","params":{{"item":{id},"value":"3"}}}}"#),
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"Progress","params":{{"item":{id}}}}}"#),
        r#"{"jsonrpc":"2.0","method":"LogError","params":{"level":4,"text":"x"}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"LogError","params":{"level":"error"}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"EnableModeless","params":{"enable":true}}"#.to_owned(),
        r#"{"jsonrpc":"2.0","method":"Dance"}"#.to_owned(),
    ] {
        assert!(handler.complaint(&line).is_some(), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_line_of_the_manager_fits(id in id(), call in any_call(), item in option::of(item())) {
        let lines = Lines::of_the_manager();
        for message in [ManagerMessage::Call(id, call), ManagerMessage::Notify(Notify::Cancel(Cancel { item }))] {
            prop_assert_eq!(lines.complaint(text(&message.write().unwrap())), None);
        }
    }

    #[test]
    fn every_line_of_a_handler_fits(id in id(), notice in any_notice(), ask in any_ask(), list in any_list(), code in code()) {
        let lines = Lines::of_a_handler();
        let list = Answer::new(id.clone(), &list).unwrap();
        let done = Answer::new(id.clone(), &Done::from(code)).unwrap();
        let messages = [
            HandlerMessage::Notice(notice), HandlerMessage::Ask(id, ask), HandlerMessage::Answer(list), HandlerMessage::Answer(done),
        ];
        for message in messages {
            prop_assert_eq!(lines.complaint(text(&message.write().unwrap())), None);
        }
    }
}
