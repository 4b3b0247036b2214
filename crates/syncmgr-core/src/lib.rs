//! The manager: it runs handlers, shows what they report and remembers it.
//!
//! It knows neither files nor COM: a [`Handler`] does the work, be it built in, a program or a module.

pub mod handler;

pub use handler::{
    Amounts, Callback, Detail, Dialog, Handler, HandlerInfo, ItemInfo, Items, LogMessage, Progress, Terminate, Verdict,
};
