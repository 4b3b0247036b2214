//! What a person is told and asked.

use std::fmt::Write;

use syncmgr_proto::escaped;

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The copy on this machine.
    Local,
    /// The copy elsewhere.
    Network,
}

/// Who changed a version, and when, in the caller's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Who.
    pub by: Option<String>,
    /// When.
    pub on: Option<String>,
}

/// What can be answered besides the four choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The choice may be for all further conflicts, too.
    pub apply_to_all: bool,
    /// The caller can show the versions.
    pub views: bool,
}

/// What the caller knows about the conflict. What it does not know is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The file.
    pub name: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// What one of the two will be called if both are kept.
    pub new_name: Option<String>,
    /// The version of this machine.
    pub local: Version,
    /// The other one.
    pub network: Version,
    /// What can be answered.
    pub offer: Offer,
}

impl Question {
    /// The question as it stands on a terminal; foreign text cannot do anything to it.
    pub fn text(&self) -> String {
        let name = self.name.as_deref().filter(|name| !name.is_empty()).map(escaped);
        let mut text = format!("\n{} was changed in both places.\n", name.as_deref().unwrap_or("A file"));
        let rows = [
            ("place", self.place.clone()),
            ("local", self.local.words()),
            ("network", self.network.words()),
            ("if both are kept, one is called", self.new_name.clone()),
        ];
        for (label, value) in rows {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                // Writing to a string does not fail.
                let _ = writeln!(text, "  {label}: {}", escaped(&value));
            }
        }
        text.push_str("Keep both, local or network, or cancel");
        if self.offer.apply_to_all {
            text.push_str("; with \"all\" behind it for all further conflicts");
        }
        if self.offer.views {
            text.push_str("; \"view local\", \"view network\" to see one");
        }
        text.push_str(": ");
        text
    }
}

impl Version {
    fn words(&self) -> Option<String> {
        match (self.by.as_deref().unwrap_or_default(), self.on.as_deref().unwrap_or_default()) {
            ("", "") => None,
            ("", on) => Some(format!("changed {on}")),
            (by, "") => Some(format!("changed by {by}")),
            (by, on) => Some(format!("changed by {by}, {on}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Question {
        Question {
            name: Some("report.odt".into()),
            place: Some("/home/ann".into()),
            new_name: Some("report (2).odt".into()),
            local: Version { by: Some("Ann".into()), on: Some("Monday".into()) },
            network: Version { by: None, on: Some("Tuesday".into()) },
            offer: Offer { apply_to_all: true, views: true },
        }
    }

    #[test]
    fn everything_that_is_known_is_said() {
        let expected = "
report.odt was changed in both places.
  place: /home/ann
  local: changed by Ann, Monday
  network: changed Tuesday
  if both are kept, one is called: report (2).odt
Keep both, local or network, or cancel; with \"all\" behind it for all further conflicts; \"view local\", \"view network\" to see one: ";
        assert_eq!(known().text(), expected);
    }

    /// Proves: D-44
    #[test]
    fn d_44_what_is_not_known_is_left_out() {
        let bare = "\nA file was changed in both places.\nKeep both, local or network, or cancel: ";
        assert_eq!(Question::default().text(), bare);
        let empty = Question { name: Some(String::new()), place: Some(String::new()), ..Question::default() };
        assert_eq!(empty.text(), bare);
    }

    #[test]
    fn foreign_text_cannot_move_the_cursor_or_add_lines() {
        let question = Question {
            name: Some("a\u{1b}[2J\nKeep both: ".into()),
            local: Version { by: Some("x\r\ny".into()), on: None },
            ..Question::default()
        };
        let text = question.text();
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
    }
}
