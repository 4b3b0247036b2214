//! Case tables of the machine: what follows from what, in every order.

mod choosing;
mod clicks;
mod ending;
mod names;
mod order;
mod play;
mod rig;
mod stopping;
