//! What the engine planned, one line for each operation.

use std::fmt::Write as _;

use foldsync::archive::Record;
use foldsync::{Action, Kind, Plan, Stat, Time};

/// The plan, for people.
pub fn print(plan: &Plan) -> String {
    let mut text = String::new();
    for operation in &plan.operations {
        let (side, path) = (operation.side.name(), operation.path.display());
        let _ = write!(text, "\n    {side} {path}: {}, {:?}", doing(&operation.action), operation.reason);
        if let Some(was) = &operation.was {
            let _ = write!(text, "; was {}", record(was));
        }
    }
    for conflict in &plan.conflicts {
        let _ = write!(text, "\n    conflict {conflict:?}");
    }
    for adoption in &plan.adoptions {
        let _ = write!(text, "\n    adopt {}", adoption.path.display());
        if let Some(now) = &adoption.now {
            let _ = write!(text, ": {} and {}", look(&now.left), look(&now.right));
        }
    }
    for rename in &plan.renames {
        let _ = write!(text, "\n    record of {} goes to {}", rename.from.display(), rename.to.display());
    }
    text
}

fn doing(action: &Action) -> String {
    match action {
        Action::CreateFolder { source } => format!("make a folder like {}", look(source)),
        Action::Create { source } => format!("create like {}", look(source)),
        Action::Update { source, expected } => format!("update {} to {}", look(expected), look(source)),
        Action::Link { target, source, expected: None } => {
            format!("link to {} like {}", target.display(), look(source))
        }
        Action::Link { target, source, expected: Some(expected) } => {
            format!("replace {} by a link to {} like {}", look(expected), target.display(), look(source))
        }
        Action::Metadata { source, expected, attributes } => {
            format!("dress {} like {} ({attributes:?})", look(expected), look(source))
        }
        Action::Move { from, expected } => format!("move from {} what is {}", from.display(), look(expected)),
        Action::Swap { with, expected_with, expected, .. } => {
            format!("swap {} with {}, {}", look(expected), with.display(), look(expected_with))
        }
        Action::Delete { expected } => format!("delete {}", look(expected)),
    }
}

fn look(stat: &Stat) -> String {
    let Stat { kind, id, size, mtime, ctime, mode, links, .. } = stat;
    let what = match kind {
        Kind::File => format!("{size} bytes"),
        kind => kind.name().to_owned(),
    };
    let links = if *links > 1 && *kind == Kind::File { format!(" {links} names") } else { String::new() };
    format!("({what} #{} {mode:o} {} c{}{links})", id.inode, clock(*mtime), clock(*ctime))
}

fn record(was: &Record) -> String {
    let side = |seen: &foldsync::archive::Seen| {
        format!("#{} {:o} {} c{}", seen.id.inode, seen.mode, clock(seen.mtime), clock(seen.ctime))
    };
    let linked = if was.linked { " linked" } else { "" };
    let Record { kind, size, seen, .. } = was;
    format!("({} {size} bytes{linked}: {} and {})", kind.name(), side(&seen.left), side(&seen.right))
}

/// Enough to tell the times of one history apart.
fn clock(time: Time) -> String {
    format!("{}.{:09}", time.secs % 1000, time.nanos)
}
