//! What is written is read again, and what is no message harms nobody.

use proptest::option;
use proptest::prelude::*;
use syncmgr_proto::protocol::{Answer, Cancel, Cookie, HandlerMessage, Initialize, ItemList, ManagerMessage, Notify};
use syncmgr_proto::{InitFlags, Trigger};

use super::any::{any_ask, any_call, any_list, any_notice, id, item};
use super::text;

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
    fn every_list_comes_back(id in id(), list in any_list()) {
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
