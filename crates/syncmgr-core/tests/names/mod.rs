//! Sessions over items that are asked for by name: understood from what all handlers list.

use std::sync::Arc;

use crate::scripted::{Door, Script, Sink, item_id};
use syncmgr_core::{
    HandlerFactory, Keep, NameError, Runner, Selection, Services, SessionControl, SessionRequest, SessionResult, Store,
    Wanted,
};
use syncmgr_proto::{Body, Code, ExitCode, ItemStatus, Trigger};

fn run(scripts: &[&Script], names: &[&str], known: Vec<Wanted>, services: Services) -> (SessionResult, Arc<Sink>) {
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let handlers: Vec<Arc<dyn HandlerFactory>> = scripts.iter().map(|s| s.factory()).collect();
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let request = SessionRequest::new(Trigger::Manual, Selection::Named { names, known });
    let result = Runner::new(services).run(&request, &handlers, sink.clone(), &control, Keep::Nothing);
    (result, sink)
}

fn statuses(result: &SessionResult) -> Vec<(String, ItemStatus)> {
    result.outcome.items.iter().map(|i| (i.name.clone(), i.status)).collect()
}

#[test]
fn names_choose_items_of_any_handler_and_the_other_handlers_only_list() {
    let (mail, files) = (Script::new("Mail", &["in", "out"]), Script::new("Files", &["docs", "out"]));
    let other = Script::new("Other", &["x"]);
    let (result, sink) = run(&[&mail, &files, &other], &["in", "out@Files", "in"], Vec::new(), Services::bare());
    assert_eq!(result.exit(), ExitCode::InSync);
    assert_eq!(statuses(&result), [("in".into(), ItemStatus::Succeeded), ("out".into(), ItemStatus::Succeeded)]);
    assert!(mail.calls().contains(&"prepare 1".to_owned()) && files.calls().contains(&"prepare 1".to_owned()));
    assert_eq!(other.calls(), ["initialize 0x203 0", "info", "items", "callback set", "callback null", "released"]);
    let Body::Started { items, .. } = &sink.bodies()[0] else { panic!("{:?}", sink.kinds()) };
    assert_eq!(*items, ["in", "out@Files", "in"]);
}

#[test]
fn names_that_lead_nowhere_begin_no_session() {
    let (mail, files) = (Script::new("Mail", &["in", "out"]), Script::new("Files", &["docs", "out"]));
    let broken = Script { create: Err("it is not there".into()), ..Script::new("Broken", &["x"]) };
    for (name, expected) in [
        ("inn", NameError::Unknown { name: "inn".into(), similar: Some("in".into()) }),
        ("out", NameError::Ambiguous { name: "out".into(), candidates: vec!["out@Mail".into(), "out@Files".into()] }),
    ] {
        let (result, sink) = run(&[&mail, &files, &broken], &["in", name], Vec::new(), Services::bare());
        assert_eq!(result.exit(), ExitCode::Usage);
        let refused = result.outcome.refused.unwrap();
        assert_eq!(refused.error, expected);
        assert_eq!(refused.notes, ["Broken (registered): it is not there"]);
        assert!(sink.events().is_empty(), "{:?}", sink.kinds());
    }
    assert!(!mail.calls().iter().any(|call| call.starts_with("prepare")), "{:?}", mail.calls());
}

#[test]
fn an_item_whose_handler_cannot_list_it_any_more_is_not_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(folder.path()).unwrap());
    let services = || Services { store: Some(Arc::clone(&store)), ..Services::bare() };
    let well = Script::new("Mail", &["in", "out"]);
    run(&[&well], &["in"], Vec::new(), services());
    store.flush();
    let known = store.known_items().unwrap();
    assert_eq!(known.iter().filter(|w| w.handler == well.handler_id()).count(), 2);
    for (broken, status) in [
        (Script { create: Err("gone".into()), ..well.clone() }, ItemStatus::Failed),
        (Script { listed: Err(Code::FAIL), ..well.clone() }, ItemStatus::Failed),
        (Script { initialize: Code::FAIL, ..well.clone() }, ItemStatus::Failed),
        (Script { initialize: Code::FALSE, ..well.clone() }, ItemStatus::Skipped),
    ] {
        let (result, sink) = run(&[&broken], &["in"], known.clone(), services());
        assert_eq!(statuses(&result), [("in".into(), status)]);
        assert_eq!(result.exit(), ExitCode::Incomplete);
        assert_eq!((sink.kinds()[0], *sink.kinds().last().unwrap()), ("started", "finished"));
    }
}

#[test]
fn what_a_healthy_handler_does_not_list_any_more_is_unknown() {
    let mail = Script::new("Mail", &["in"]);
    let gone = Wanted { item: item_id("old"), name: "old".into(), handler: mail.handler_id() };
    let (result, _) = run(&[&mail], &["old"], vec![gone], Services::bare());
    assert!(matches!(result.outcome.refused.unwrap().error, NameError::Unknown { .. }));
}

/// A handler that cannot be made before a door opens.
struct Hanging(Script, Door);

impl HandlerFactory for Hanging {
    fn id(&self) -> syncmgr_proto::HandlerId {
        self.0.handler_id()
    }

    fn name(&self) -> String {
        "Hanging".into()
    }

    fn create(&self) -> Result<Box<dyn syncmgr_core::Handler>, String> {
        self.1.wait();
        Err("too late".into())
    }
}

#[test]
fn names_that_a_handler_never_had_do_not_wait_for_it_for_long() {
    let door = Door::default();
    let opened = door.clone();
    let mail = Script::new("Mail", &["in"]).synchronizing(move |callback, _| {
        opened.open();
        callback.synchronize_completed(Code::OK);
        Code::OK
    });
    let other = Script::new("H", &["x"]);
    let known = vec![other.wanted("x")];
    let hanging: Arc<dyn HandlerFactory> = Arc::new(Hanging(other, door));
    let selection = Selection::Named { names: vec!["in".into()], known };
    let request = SessionRequest::new(Trigger::Manual, selection);
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let result = Runner::new(Services::bare()).run(&request, &[hanging, mail.factory()], sink, &control, Keep::Nothing);
    assert_eq!(statuses(&result), [("in".into(), ItemStatus::Succeeded)]);
}

#[test]
fn ids_do_not_wait_for_handlers_that_hang() {
    let (mail, door) = (Script::new("Mail", &["in"]), Door::default());
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    let hanging: Arc<dyn HandlerFactory> = Arc::new(Hanging(Script::new("H", &["x"]), door.clone()));
    let selection = Selection::Named { names: vec![item_id("in").to_string()], known: Vec::new() };
    let request = SessionRequest::new(Trigger::Manual, selection);
    let result = Runner::new(Services::bare()).run(&request, &[hanging, mail.factory()], sink, &control, Keep::Nothing);
    door.open();
    assert_eq!(statuses(&result), [("in".into(), ItemStatus::Succeeded)]);
}

#[test]
fn chosen_items_are_skipped_by_name() {
    let control = SessionControl::new();
    let other = control.clone();
    let mail = Script::new("Mail", &["in", "out"]).synchronizing(move |callback, items| {
        other.skip_named("out").unwrap();
        assert!(matches!(other.skip_named("in@Nobody"), Err(NameError::Unknown { .. })));
        for item in items {
            let _ = callback.progress(*item, None);
        }
        callback.synchronize_completed(Code::OK);
        Code::OK
    });
    let selection = Selection::Named { names: vec!["in".into(), "out".into()], known: Vec::new() };
    let request = SessionRequest::new(Trigger::Manual, selection);
    let sink = Arc::new(Sink::default());
    let result = Runner::new(Services::bare()).run(&request, &[mail.factory()], sink, &control, Keep::Nothing);
    assert_eq!(statuses(&result), [("in".into(), ItemStatus::Succeeded), ("out".into(), ItemStatus::Stopped)]);
}

#[test]
fn a_session_that_is_stopped_while_it_looks_for_its_items_ends_as_one() {
    let (sink, control) = (Arc::new(Sink::default()), SessionControl::new());
    control.stop();
    let mail = Script::new("Mail", &["in"]);
    let selection = Selection::Named { names: vec!["nothing".into()], known: Vec::new() };
    let request = SessionRequest::new(Trigger::Manual, selection);
    let result = Runner::new(Services::bare()).run(&request, &[mail.factory()], sink.clone(), &control, Keep::Nothing);
    assert_eq!(result.exit(), ExitCode::Interrupted);
    assert_eq!(sink.kinds(), ["started", "finished"]);
}
