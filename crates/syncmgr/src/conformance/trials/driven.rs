use syncmgr_proto::{Code, Guid};

/// A handler that can be driven, whatever it is made of. Reports go to the recorder of the trial.
pub trait Driven {
    /// `Initialize`.
    fn initialize(&mut self, flags: u32) -> Code;
    /// `GetHandlerInfo`; it is written down here, with what came.
    fn info(&mut self);
    /// `EnumSyncMgrItems` and all that follows; it is written down here. Gives the ids.
    fn items(&mut self) -> Vec<Guid>;
    /// `SetProgressCallback` with the callback of this number; 0 is NULL.
    fn set_callback(&mut self, number: u8) -> Code;
    /// From now on the reserved argument of `PrepareForSync` has this value, where there is one.
    fn reserve(&mut self, _reserved: u32) {}
    /// `PrepareForSync`.
    fn prepare(&mut self, items: &[Guid]) -> Code;
    /// `Synchronize`.
    fn synchronize(&mut self) -> Code;
    /// `SetItemStatus` with `SYNCMGRSTATUS_SKIPPED`.
    fn skip(&mut self, item: Guid) -> Code;
    /// `ShowError`.
    fn show_error(&mut self, error: Guid) -> Code;
    /// `ShowProperties`.
    fn show_properties(&mut self, item: Guid) -> Code;
    /// The last `Release`, or the end of the input; it is written down here.
    fn release(self: Box<Self>);
}
