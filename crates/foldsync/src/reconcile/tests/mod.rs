//! The specification of reconciling: a case table, plain cases, and laws on random trees.

mod cases;
mod laws;
mod model;
