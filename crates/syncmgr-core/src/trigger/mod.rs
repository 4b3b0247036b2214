//! Facts of the world as values, and what follows from them: pure functions of (settings, now, facts).

mod fact;
mod idle;
mod register;

pub use fact::{Fact, FactError};
pub use idle::{IdleTime, due_while_idle};
pub use register::{RegisterFlags, RegisterFlagsError};
