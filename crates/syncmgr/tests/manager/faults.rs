//! Whatever a handler does, the error list says what happened, and everybody else finishes.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::world::{World, finished, items};

/// A world with a pair of folders beside the handler, whose items are known by name.
fn world() -> World {
    let world = World::new("");
    world.run("", &["add", "docs", "left", "right"]).ends(0);
    world.run("", &["list"]).ends(0);
    world
}

/// Runs folders and the handler in one session; returns how the handler's item ended and what was said of it.
#[track_caller]
fn session(world: &World, behaviour: &str) -> (String, Vec<String>) {
    let begin = Instant::now();
    let ran = world.run(behaviour, &["sync", "docs", "item 1", "--json"]);
    assert!(begin.elapsed() < Duration::from_secs(20), "{behaviour}");
    let lines = ran.json();
    assert_eq!(u64::try_from(ran.code), Ok(finished(&lines)), "{behaviour}");
    let [(docs, done), (item, status)] = &items(&lines)[..] else { panic!("{behaviour}: {lines:#?}") };
    assert_eq!((docs.as_str(), done.as_str(), item.as_str()), ("docs", "succeeded", "item 1"), "{behaviour}");
    assert_eq!(ran.code, if status == "succeeded" { 0 } else { 4 }, "{behaviour}");
    let text = |message: &Value| message["text"].as_str().unwrap().to_owned();
    let kept: Vec<_> = world.messages().iter().map(text).collect();
    world.run("", &["errors", "clear"]);
    (status.clone(), kept)
}

/// Proves: D-34, S2
#[test]
fn a_crash_in_each_call_is_named_with_the_call() {
    let world = world();
    for (place, call) in [
        ("fault.Load", "Initialize"),
        ("fault.DllGetClassObject", "Initialize"),
        ("fault.CreateInstance", "Initialize"),
        ("in.Initialize", "Initialize"),
        ("in.GetHandlerInfo", "GetHandlerInfo"),
        ("in.EnumSyncMgrItems", "EnumSyncMgrItems"),
        ("fault.Next", "EnumSyncMgrItems"),
        ("in.SetProgressCallback", "SetProgressCallback"),
        ("in.PrepareForSync", "PrepareForSync"),
        ("after.PrepareForSync", "PrepareForSync"),
        ("in.Synchronize", "Synchronize"),
        ("after.Synchronize", "Synchronize"),
    ] {
        let (status, messages) = session(&world, &format!("{place}=segv"));
        assert_eq!((status.as_str(), messages.len()), ("failed", 1), "{place}: {messages:?}");
        let said = format!("the handler was killed by signal 11 (SIGSEGV) during {call}");
        assert!(messages[0].ends_with(&said), "{place}: {}", messages[0]);
    }
    for place in ["in.SetNull", "in.Release"] {
        let (status, messages) = session(&world, &format!("{place}=segv"));
        assert_eq!((status.as_str(), messages.len()), ("succeeded", 0), "{place}: its work was done: {messages:?}");
    }
}

/// Proves: D-34, S2
#[test]
fn every_way_to_end_is_told_apart() {
    let world = world();
    for (way, said) in [
        ("abort", "killed by signal 6 (SIGABRT)"),
        ("throw", "killed by signal 6 (SIGABRT)"),
        ("twice", "killed by signal 6 (SIGABRT)"),
        ("overflow", "killed by signal 11 (SIGSEGV)"),
        ("exit", "ended with exit code 0"),
        ("_exit", "ended with exit code 7"),
        ("fork", "killed by signal 11 (SIGSEGV)"),
    ] {
        for place in ["in", "other", "after"] {
            let (status, messages) = session(&world, &format!("{place}.Synchronize=progress:1:4:::,{way}"));
            assert_eq!(status, "failed", "{place}.{way}: the item had succeeded, its handler died before it said so");
            assert!(messages[0].contains(said) && messages[0].contains("during Synchronize"), "{way}: {messages:?}");
        }
    }
}

/// Proves: D-4, D-34
#[test]
fn breaking_the_rules_of_completions_does_no_harm() {
    let world = world();
    for behaviour in [
        "after.Synchronize=work,done:sync,done:sync,done:sync:0x80004005",
        "after.PrepareForSync=done:sync,done:properties,done:error,done:prepare,done:prepare:0x80004005",
        "in.Synchronize=work,done:sync;after.Synchronize=done:sync:0x80004005",
        "in.SetProgressCallback=keep;in.SetNull=progress:1:5:::,log:3:late,done:sync:0x80004005,delete:all",
        "in.SetProgressCallback=keep;in.Release=log:3:late,modeless:1,connect:-,drop",
        "leak=1;in.Release=progress:1:5:::",
    ] {
        assert_eq!(session(&world, behaviour), ("succeeded".to_owned(), Vec::new()), "{behaviour}");
    }
}

/// Proves: D-2, D-16, D-17, D-19, D-22, D-38, S3
#[test]
fn odd_arguments_are_refused_or_read_as_far_as_they_go() {
    let world = world();
    for behaviour in [
        "after.Synchronize=ask:1,progress:9:3:::,progress:1:77:::,progress:1::-3:-8:,small,larger,work,done:sync",
        "after.Synchronize=log:0:x,log:4:x,log:1:null,delete:9,delete:all,work,done:sync",
        "items=4;item2.id=1;item3.id=0;item4.smaller=1",
        "info=null",
        "info=small",
        "name=half",
        "in.ShowError=done:error:0:nowhere",
    ] {
        assert_eq!(session(&world, behaviour), ("succeeded".to_owned(), Vec::new()), "{behaviour}");
    }
    for (behaviour, said) in [
        ("enumerator=null", "EnumSyncMgrItems gave E_POINTER"),
        ("Next=0x80004005", "EnumSyncMgrItems gave E_FAIL"),
        ("Next.more=1000", "EnumSyncMgrItems gave"),
    ] {
        let (status, messages) = session(&world, behaviour);
        assert!(status == "failed" && messages[0].contains(said), "{behaviour}: {messages:?}");
    }
    let unterminated = "x".repeat(200);
    let lines = world.run(&format!("name={unterminated};item1.name={unterminated}"), &["list", "--json"]).json();
    let names: Vec<_> = lines[1..].iter().map(|line| line["name"].as_str().unwrap().len()).collect();
    assert_eq!(names[1..], [32, 128, 6], "the arrays end there: {lines:?}");
}

/// Proves: D-8, D-12, D-37, S8
#[test]
fn every_odd_code_has_its_meaning() {
    let world = world();
    let failures = ["0x80004001", "0x80004005", "0x8007000e", "0x80070057", "0x8000ffff", "0x80070005", "0xffffffff"];
    let successes = ["0x00000001", "0x00040200", "0x00040203", "0x00040204", "0x7fffffff"];
    for call in ["Initialize", "EnumSyncMgrItems", "SetProgressCallback", "PrepareForSync", "Synchronize"] {
        for code in failures {
            let (status, messages) = session(&world, &format!("{call}={code}"));
            assert_eq!((status.as_str(), messages.len()), ("failed", 1), "{call}={code}: {messages:?}");
            assert!(messages[0].contains(&format!("{call} gave ")), "{call}={code}: {messages:?}");
        }
        for code in successes {
            let expected = match (call, code) {
                ("PrepareForSync" | "Initialize", "0x00000001") => "skipped",
                ("PrepareForSync" | "Synchronize", _) => "failed",
                _ => "succeeded",
            };
            assert_eq!(session(&world, &format!("{call}={code}")).0, expected, "{call}={code}");
        }
    }
    for code in failures {
        assert_eq!(session(&world, &format!("GetHandlerInfo={code}")).0, "succeeded", "D-7: {code}");
        assert_eq!(session(&world, &format!("SetItemStatus={code};SetNull={code}")).0, "succeeded", "{code}");
    }
}

/// Proves: R-PRG-1
#[test]
fn floods_drown_nobody() {
    let world = world();
    let (status, messages) = session(&world, "after.Synchronize=flood:1000000,textflood:100000,work,done:sync");
    assert_eq!((status.as_str(), messages.len()), ("succeeded", 0));
    let (status, messages) = session(&world, "after.Synchronize=logflood:3000,work,done:sync");
    assert_eq!((status.as_str(), messages.len()), ("succeeded", 3000), "what was answered with S_OK is kept");
    let (status, messages) = session(&world, "after.Synchronize=logflood:50000,work,done:sync");
    assert_eq!(status, "succeeded");
    assert!(messages.len() <= 10_001 && messages.iter().any(|text| text.contains("left out")), "{}", messages.len());
}

#[test]
fn a_name_does_not_wait_to_the_end_for_a_handler_that_hangs_and_never_had_it() {
    let world = world();
    let begin = Instant::now();
    let lines = world.run("in.Initialize=hang", &["sync", "docs", "--json"]).ends(0).json();
    assert_eq!((finished(&lines), items(&lines)), (0, vec![("docs".to_owned(), "succeeded".to_owned())]));
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}
