//! One operation or rule in words.

use std::fmt::Write;

use syncmgr_proto::Body;

use super::escape::escaped;
use super::{amount, style};

/// An operation as a line of a plan: `left → right  create  docs/a.txt  5 B`; `None` for other events.
pub fn operation(body: &Body) -> Option<String> {
    let Body::Operation { op, side, path, from, bytes, reason, .. } = body else { return None };
    let arrow = match (reason.as_str(), side.as_str()) {
        // What comes from the trash comes from no side.
        ("undone" | "restored", "left") => "on the left ",
        ("undone" | "restored", _) => "on the right",
        (_, "left") => "right → left",
        _ => "left → right",
    };
    let (word, dim) = (style_of(op), style::DIM);
    let mut line = format!("{dim}{arrow}{dim:#}  {word}{:<10}{word:#}  ", operation_word(op));
    if let Some(from) = from {
        line.push_str(&escaped(from));
        line.push_str(if op == "swap" { " ⇄ " } else { " → " });
    }
    line.push_str(&escaped(path));
    if *bytes > 0 {
        // Writing to a string cannot fail.
        let _ = write!(line, "  {dim}{}{dim:#}", amount::bytes(*bytes));
    }
    Some(line)
}

/// The word for people.
pub fn operation_word(op: &str) -> &str {
    match op {
        "create_folder" | "create-folder" => "folder",
        other => other,
    }
}

fn style_of(op: &str) -> anstyle::Style {
    match op {
        "delete" => style::ERROR,
        "update" => style::WARNING,
        op if op.starts_with("create") => style::GOOD,
        _ => style::HINT,
    }
}

/// A rule of the engine in words; a rule that is not known here is shown as it is.
pub fn reason(rule: &str) -> &str {
    match rule {
        "created" => "new on one side",
        "changed" => "changed on one side",
        "metadata-changed" => "permissions, times or attributes changed on one side",
        "deleted" => "deleted on one side",
        "moved" => "moved on one side",
        "kind-changed" => "became another kind of thing on one side",
        "change-beats-deletion" => "changed on one side, deleted on the other",
        "both-changed" => "changed on both sides",
        "both-created" => "made on both sides with different contents",
        "kinds-differ" => "the sides hold different kinds of thing",
        "moved-apart" => "moved to different places",
        "waits" => "moved, but what is in its way has to be decided first",
        "mirror" => "the mode makes one side like the other",
        "conflict-rule" => "the conflict rule decided",
        "links-changed" => "hard links were joined or separated",
        "silently-different" => "the contents differ although neither side seems changed",
        other => other,
    }
}

/// What to do about a stop of the guard.
pub fn guard_hint(reason: &str) -> &'static str {
    match reason {
        "root-missing" => "check that its disk is connected",
        "root-type-changed" => "move away what took its place, and put the folder back or connect its disk",
        "root-replaced" => {
            "check that the right disk is mounted there; if you replaced the folder yourself, look at it with `syncmgr plan` and repeat with --approve"
        }
        "root-emptied" => {
            "check that its disk is mounted; if you emptied it yourself, look at it with `syncmgr plan` and repeat with --approve"
        }
        _ => "look at it with `syncmgr plan`; if it is what you want, repeat with --approve",
    }
}

/// Why the guard stops a run; handlers that send no sentence send at least a word.
pub fn guard_words<'a>(reason: &'a str, message: &'a str) -> &'a str {
    if message.is_empty() { reason } else { message }
}

#[cfg(test)]
mod tests {
    use syncmgr_proto::ItemId;

    use super::*;

    fn shown(op: &str, side: &str, path: &str, from: Option<&str>, bytes: u64) -> String {
        let body = Body::Operation {
            item: "docs".into(),
            item_id: ItemId::derived(b"x"),
            op: op.into(),
            side: side.into(),
            path: path.into(),
            from: from.map(Into::into),
            bytes,
            reason: "created".into(),
        };
        anstream::adapter::strip_str(&operation(&body).unwrap()).to_string()
    }

    #[test]
    fn operations_read_like_a_table() {
        assert_eq!(shown("create", "right", "docs/a.txt", None, 5), "left → right  create      docs/a.txt  5 B");
        assert_eq!(shown("delete", "left", "old", None, 0), "right → left  delete      old");
        assert_eq!(shown("move", "right", "b/x", Some("a/x"), 0), "left → right  move        a/x → b/x");
        assert_eq!(shown("create-folder", "right", "b\n", None, 0), "left → right  folder      b\\n");
    }

    #[test]
    fn every_rule_of_the_engine_has_words() {
        use foldsync::Reason::*;
        let all = [
            Created,
            Changed,
            MetadataChanged,
            Deleted,
            Moved,
            KindChanged,
            ChangeBeatsDeletion,
            BothChanged,
            BothCreated,
            KindsDiffer,
            MovedApart,
            Waits,
            Mirror,
            ConflictRule,
            LinksChanged,
            SilentlyDifferent,
        ];
        for rule in all {
            let word = serde_json::to_value(rule).unwrap();
            let word = word.as_str().unwrap();
            assert_ne!(reason(word), word, "{word}");
        }
    }
}
