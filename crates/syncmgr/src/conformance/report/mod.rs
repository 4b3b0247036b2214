//! The findings as people and programs read them.

mod grade;
mod human;
mod json;
mod wrap;

pub use grade::Report;
pub use human::print;
pub use json::print_json;
