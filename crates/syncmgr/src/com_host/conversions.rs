//! Between the two vocabularies: `mobsync` of the binary interface, `syncmgr_proto` of the pipe.

use mobsync::{GUID, HRESULT};
use syncmgr_proto::{Code, Guid};

/// To the pipe.
pub fn guid(id: GUID) -> Guid {
    Guid::from_fields(id.data1, id.data2, id.data3, id.data4)
}

/// From the pipe.
pub fn from_guid(id: Guid) -> GUID {
    let (data1, data2, data3) = id.head();
    GUID::from_values(data1, data2, data3, id.tail())
}

/// To the pipe.
pub fn code(result: HRESULT) -> Code {
    Code(result.0)
}

/// From the pipe.
pub fn from_code(result: Code) -> HRESULT {
    HRESULT(result.0)
}

/// What goes to the manager without waiting for an answer.
pub mod notice {
    use mobsync::constants::SYNCMGRERRORFLAG_ENABLEJUMPTEXT;
    use mobsync::{GUID, Level, Message, Progress};
    use syncmgr_proto::protocol::{self, HandlerMessage, LogError, Notice, Status};
    use syncmgr_proto::{ItemId, MessageLevel};

    use super::guid;

    /// News of an item.
    pub fn progress(item: GUID, news: Progress) -> HandlerMessage {
        HandlerMessage::Notice(Notice::Progress(protocol::Progress {
            item: ItemId(guid(item)),
            status: news.status.map(Status),
            text: news.text,
            value: news.value,
            max: news.max,
        }))
    }

    /// A line of the error list.
    pub fn message(message: Message) -> HandlerMessage {
        let level = match message.level {
            Level::Information => MessageLevel::Information,
            Level::Warning => MessageLevel::Warning,
            Level::Error => MessageLevel::Error,
        };
        HandlerMessage::Notice(Notice::LogError(LogError {
            level,
            text: message.text,
            item: message.item.map(|item| ItemId(guid(item))),
            error: message.error.map(guid),
            jump: message.flags.is_some_and(|flags| flags & SYNCMGRERRORFLAG_ENABLEJUMPTEXT != 0),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_text() {
        let id = GUID::from_u128(0x6295df27_35ee_11d1_8707_00c04fd93327);
        assert_eq!(guid(id).to_string(), "{6295df27-35ee-11d1-8707-00c04fd93327}");
        assert_eq!(from_guid(guid(id)), id);
    }

    #[test]
    fn codes_keep_their_number() {
        assert_eq!(code(mobsync::codes::E_UNEXPECTED), Code::UNEXPECTED);
        assert_eq!(from_code(Code::RETRY_SYNC), mobsync::codes::S_SYNCMGR_RETRYSYNC);
    }
}
