//! The specification of reconciling: a case table, plain cases, and laws on random trees.

mod cases;
mod laws;
mod links;
mod metadata;
mod model;
mod moves;
mod one_way;
mod past;
mod rules;
mod scenario;
mod speed;
mod unknown;
