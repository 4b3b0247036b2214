//! What happened to one path on one side since both agreed.

use crate::archive::Record;
use crate::{Kind, Side, Stat, Time};

/// What happened to one path on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delta {
    /// Nothing is there and nothing was.
    Absent,
    /// As recorded.
    Same,
    /// Only the change time differs: attributes, the number of names, or a rename.
    Attributes,
    /// Permissions or owner differ (for folders: with whatever time).
    Metadata,
    /// As recorded, but the record was too young to be trusted: content may differ.
    Doubtful,
    /// Content may differ.
    Content,
    /// Another kind of thing.
    Kind,
    /// Was not there.
    New,
    /// Is no more.
    Gone,
}

impl Delta {
    /// Classifies `now` on `side` against the record.
    pub(super) fn of(side: Side, was: Option<&Record>, now: Option<&Stat>) -> Self {
        let (rec, now) = match (was, now) {
            (None, None) => return Self::Absent,
            (None, Some(_)) => return Self::New,
            (Some(_), None) => return Self::Gone,
            (Some(rec), Some(now)) => (rec, now),
        };
        let seen = rec.seen.get(side);
        if rec.kind != now.kind {
            return Self::Kind;
        }
        let owner_or_mode =
            (now.kind != Kind::Symlink && seen.mode != now.mode) || seen.uid != now.uid || seen.gid != now.gid;
        if now.kind != Kind::Folder {
            if rec.size != now.size || seen.mtime != now.mtime || seen.id != now.id {
                return Self::Content;
            }
            if seen.ctime == Time::default() {
                return Self::Doubtful;
            }
        }
        if owner_or_mode {
            Self::Metadata
        } else if seen.ctime != now.ctime {
            Self::Attributes
        } else {
            Self::Same
        }
    }

    /// Whether the content may not be the recorded one.
    pub(super) const fn touches_content(self) -> bool {
        matches!(self, Self::Content | Self::Doubtful | Self::Kind | Self::New)
    }

    /// Whether a comparison is needed to tell that the content is the recorded one. A program can set back the time of a
    /// file that it wrote, not the change time.
    pub(super) const fn leaves_content_open(self) -> bool {
        self.touches_content() || matches!(self, Self::Attributes | Self::Metadata)
    }

    /// Whether a deletion on the other side loses against this, which happened to `now`.
    pub(super) fn beats_deletion(self, was: Option<&Record>, now: &Stat) -> bool {
        match self {
            Self::Content | Self::Doubtful | Self::Kind | Self::New => true,
            // A folder with other permissions holds nothing that would be lost.
            Self::Metadata => now.kind != Kind::Folder,
            // It may be new content with the time of the old one. A file with several names changes along with each of them.
            Self::Attributes => now.kind != Kind::Folder && now.links <= 1 && !was.is_some_and(|was| was.linked),
            Self::Absent | Self::Same | Self::Gone => false,
        }
    }
}

/// The look of a path that is as recorded; a scan does not hand those on.
pub(super) const fn recorded(record: &Record, side: Side) -> Stat {
    let seen = record.seen.get(side);
    Stat {
        kind: record.kind,
        id: seen.id,
        size: record.size,
        mtime: seen.mtime,
        ctime: seen.ctime,
        mode: seen.mode,
        uid: seen.uid,
        gid: seen.gid,
        links: if record.linked { 2 } else { 1 },
    }
}
