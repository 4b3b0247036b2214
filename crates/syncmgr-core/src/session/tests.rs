//! Case tables of the machine.
