//! The columns of a series that requests are filtered and grouped by.

/// Names as the schema has them.
pub const COLUMNS: [&str; 23] = [
    "provider",
    "channel",
    "account",
    "project",
    "credential",
    "user",
    "model_requested",
    "model_served",
    "service_tier",
    "context_band",
    "region",
    "operation",
    "product",
    "speed",
    "lane",
    "gateway",
    "team",
    "feature",
    "customer",
    "environment",
    "workload",
    "token_class",
    "line_item",
];
