//! Any message that can be written.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use syncmgr_proto::protocol::{
    Ask, Call, Completed, DeleteLogError, EnableModeless, EstablishConnection, Id, Initialize, ItemDescription,
    ItemList, LogError, Notice, PrepareForSync, Progress, SetItemStatus, SetProgressCallback, ShowError,
    ShowErrorCompleted, ShowProperties, Status,
};
use syncmgr_proto::{Code, Guid, InitFlags, ItemId, MessageLevel};

pub fn guid() -> impl Strategy<Value = Guid> {
    any::<[u8; 16]>().prop_map(Guid::from_bytes)
}

pub fn item() -> impl Strategy<Value = ItemId> {
    guid().prop_map(ItemId)
}

pub fn code() -> impl Strategy<Value = Code> {
    prop_oneof![Just(Code::OK), Just(Code::FALSE), Just(Code::FAIL), any::<i32>().prop_map(Code)]
}

pub fn id() -> impl Strategy<Value = Id> {
    prop_oneof![any::<i64>().prop_map(Id::Number), any::<String>().prop_map(Id::Text)]
}

pub fn any_call() -> impl Strategy<Value = Call> {
    let initialize = (any::<u32>(), option::of(any::<Vec<u8>>()))
        .prop_map(|(flags, cookie)| Call::Initialize(Initialize::new(InitFlags(flags), cookie.as_deref())));
    prop_oneof![
        initialize,
        Just(Call::GetHandlerInfo),
        Just(Call::EnumSyncMgrItems),
        any::<bool>().prop_map(|set| Call::SetProgressCallback(SetProgressCallback { set })),
        vec(item(), 0..5).prop_map(|items| Call::PrepareForSync(PrepareForSync { items })),
        Just(Call::Synchronize),
        (item(), any::<u32>())
            .prop_map(|(item, status)| Call::SetItemStatus(SetItemStatus { item, status: Status(status) })),
        option::of(item()).prop_map(|item| Call::ShowProperties(ShowProperties { item })),
        guid().prop_map(|error| Call::ShowError(ShowError { error })),
    ]
}

pub fn any_notice() -> impl Strategy<Value = Notice> {
    let progress = (item(), option::of(0_u32..12), option::of(any::<String>()), any::<Option<(i32, i32)>>()).prop_map(
        |(item, status, text, range)| {
            let (value, max) = range.unzip();
            Notice::Progress(Progress { item, status: status.map(Status), text, value, max })
        },
    );
    let levels = prop_oneof![Just(MessageLevel::Information), Just(MessageLevel::Warning), Just(MessageLevel::Error)];
    let log = (levels, any::<String>(), option::of(item()), option::of(guid()), any::<bool>())
        .prop_map(|(level, text, item, error, jump)| Notice::LogError(LogError { level, text, item, error, jump }));
    let completed = || code().prop_map(|code| Completed { code });
    prop_oneof![
        progress,
        log,
        option::of(guid()).prop_map(|error| Notice::DeleteLogError(DeleteLogError { error })),
        completed().prop_map(Notice::PrepareForSyncCompleted),
        completed().prop_map(Notice::SynchronizeCompleted),
        completed().prop_map(Notice::ShowPropertiesCompleted),
        (code(), vec(item(), 0..3))
            .prop_map(|(code, items)| Notice::ShowErrorCompleted(ShowErrorCompleted { code, items })),
    ]
}

pub fn any_ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        any::<bool>().prop_map(|enable| Ask::EnableModeless(EnableModeless { enable })),
        option::of(any::<String>()).prop_map(|connection| Ask::EstablishConnection(EstablishConnection { connection })),
    ]
}

pub fn any_list() -> impl Strategy<Value = ItemList> {
    let item = (item(), any::<String>(), any::<u32>(), any::<bool>(), option::of(0_i64..4_000_000_000));
    let item = item.prop_map(|(id, name, flags, checked, time)| {
        let last_update = time.map(|s| jiff::Timestamp::from_second(s).unwrap());
        ItemDescription { id, name, flags, checked, last_update }
    });
    (code(), vec(item, 0..4)).prop_map(|(code, items)| ItemList { code, items })
}
