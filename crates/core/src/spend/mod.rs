//! Spend of record: what each account and day cost, and how finer evidence explains it.
//!
//! Owns: the cascade invoiced, billed, rated metered, rated observed; apportionment; grades; remainders and
//! discrepancies. Never does: read logs, rate usage, tag. Invariants: children and remainder equal the parent to the
//! nano, at every level and in every basis; no amount is the sum of two books; unpriced is never zero; the same
//! evidence gives the same rows, however it arrived.
