//! The example handlers at their work, through whole sessions.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use syncmgr_core::host::{Limits, Program};
use syncmgr_core::{EventSink, HandlerFactory, Keep, Runner, Selection, Services, SessionControl, SessionRequest};
use syncmgr_proto::{Body, Event, ExitCode, HandlerId, ItemStatus, Trigger};

fn example(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/handlers").join(path)
}

fn program(argv: &[&OsStr]) -> Arc<dyn HandlerFactory> {
    let argv: Vec<OsString> = argv.iter().map(|&word| word.to_owned()).collect();
    // Generous: only broken code runs into them.
    let long = Duration::from_secs(30);
    let limits =
        Limits { initialize: long, info: long, items: long, prepare: long, synchronize: long, ..Limits::default() };
    Arc::new(Program::new(HandlerId::derived(b"example"), "Example", argv).with_limits(limits))
}

#[derive(Default)]
struct Seen(Mutex<Vec<Body>>);

impl EventSink for Seen {
    fn event(&self, event: &Event) {
        self.0.lock().unwrap().push(event.body.clone());
    }
}

struct Told {
    exit: ExitCode,
    items: Vec<(String, ItemStatus)>,
    messages: Vec<String>,
    /// What was shown beside the items.
    texts: Vec<String>,
}

/// Runs everything that a handler offers.
fn run(factory: &Arc<dyn HandlerFactory>) -> Told {
    let request = SessionRequest::new(Trigger::Manual, Selection::Listed);
    let seen = Arc::new(Seen::default());
    let runner = Runner::new(Services::bare());
    let result = runner.run(&request, &[Arc::clone(factory)], seen.clone(), &SessionControl::new(), Keep::Nothing);
    let (mut messages, mut texts) = (Vec::new(), Vec::new());
    for body in seen.0.lock().unwrap().iter() {
        match body {
            Body::Message { text, .. } => messages.push(text.clone()),
            Body::Progress { text: Some(text), .. } => texts.push(text.clone()),
            _ => {}
        }
    }
    let items = result.outcome.items.into_iter().map(|item| (item.name, item.status)).collect();
    Told { exit: result.outcome.exit, items, messages, texts }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(args);
    let output = git.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_shell_example_mirrors_a_repository() {
    let dir = tempfile::tempdir().unwrap();
    let (origin, mirror) = (dir.path().join("my \"work\".git"), dir.path().join("mirror"));
    fs::create_dir(&origin).unwrap();
    git(&origin, &["init", "-q"]);
    git(&origin, &["commit", "-q", "--allow-empty", "-m", "one"]);
    let script = example("shell/git-mirror.sh");
    let factory = program(&["sh".as_ref(), script.as_os_str(), origin.as_os_str(), mirror.as_os_str()]);
    for message in ["two", "three"] {
        git(&origin, &["commit", "-q", "--allow-empty", "-m", message]);
        let told = run(&factory);
        assert_eq!((told.exit, told.messages.as_slice()), (ExitCode::InSync, [].as_slice()));
        assert_eq!(told.items, [("my \"work\"".to_owned(), ItemStatus::Succeeded)], "clone, then fetch");
        assert_eq!(git(&mirror, &["rev-parse", "--verify", "HEAD"]), git(&origin, &["rev-parse", "HEAD"]));
        assert!(told.texts.iter().all(|text| !text.contains('\r')), "{:?}", told.texts);
    }
    fs::remove_dir_all(&origin).unwrap();
    let told = run(&factory);
    assert_eq!(told.exit, ExitCode::Incomplete);
    assert_eq!(told.items[0].1, ItemStatus::Failed);
    assert!(
        told.messages.iter().any(|text| text.starts_with("fatal: '") && text.contains("does not")),
        "{:?}",
        told.messages
    );
    assert!(mirror.join("HEAD").exists(), "what was mirrored stays");
}

#[test]
fn the_python_example_fetches_calendars() {
    let dir = tempfile::tempdir().unwrap();
    let (source, other, folder) = (dir.path().join("work.ics"), dir.path().join("web.html"), dir.path().join("cal"));
    fs::write(&source, "BEGIN:VCALENDAR\nEND:VCALENDAR\n").unwrap();
    fs::write(&other, "<html>log in first</html>").unwrap();
    let pair = |name: &str, path: &Path| format!("{name}=file://{}", path.display());
    let (work, home) = (pair("Work", &source), pair("Home", &other));
    let script = example("python/calendars.py");
    let words: [&OsStr; 5] = ["python3".as_ref(), script.as_ref(), folder.as_ref(), work.as_ref(), home.as_ref()];
    let factory = program(&words);
    let told = run(&factory);
    assert_eq!(told.exit, ExitCode::Incomplete);
    let expected = [("Work".to_owned(), ItemStatus::Succeeded), ("Home".to_owned(), ItemStatus::Failed)];
    assert_eq!(told.items, expected);
    assert!(told.messages.iter().any(|text| text.ends_with("web.html is not a calendar")), "{:?}", told.messages);
    assert_eq!(fs::read(folder.join("Work.ics")).unwrap(), fs::read(&source).unwrap());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing half done");
    fs::copy(&source, &other).unwrap();
    assert_eq!(run(&factory).exit, ExitCode::InSync);
    assert!(folder.join("Home.ics").exists());
}

/// The example that was built beside this test.
fn import_photos() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("examples/import_photos")
}

#[test]
fn the_rust_example_imports_photos() {
    let dir = tempfile::tempdir().unwrap();
    let (card, gone, target) = (dir.path().join("card"), dir.path().join("gone"), dir.path().join("photos"));
    fs::create_dir_all(card.join("DCIM/a")).unwrap();
    fs::create_dir_all(card.join("DCIM/b")).unwrap();
    let taken = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for (name, content) in [("a/1.jpg", "one"), ("b/1.jpg", "two"), ("b/2.JPG", "three"), ("b/notes.txt", "no photo")] {
        let path = card.join("DCIM").join(name);
        fs::write(&path, content).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(taken).unwrap();
    }
    let binary = import_photos();
    let factory = program(&[binary.as_ref(), target.as_ref(), card.as_ref(), gone.as_ref()]);
    for _ in 0..2 {
        let told = run(&factory);
        assert_eq!((told.exit, told.messages.as_slice()), (ExitCode::InSync, [].as_slice()));
        assert_eq!(told.items, [(card.display().to_string(), ItemStatus::Succeeded)], "the missing card is not listed");
        let month = target.join("2023-11");
        let mut names: Vec<_> = fs::read_dir(&month).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["1-2.jpg", "1.jpg", "2.JPG"], "each once, none overwritten");
        assert_eq!(fs::read(month.join("1.jpg")).unwrap(), b"one");
        assert_eq!(fs::metadata(month.join("2.JPG")).unwrap().modified().unwrap(), taken);
    }
}
