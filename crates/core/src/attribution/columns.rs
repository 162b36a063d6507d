//! What rules can look at: columns of the series behind a subject, and where each is read.

/// Which of the two series tells a column, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Whatever tells it first: the usage, else the charge; of requests their own.
    Series,
    /// The charge before the usage.
    Charge,
    /// The owner of the requests, where they have one.
    Owner,
    /// Name of what another column names.
    Name(&'static str),
    /// Neither: the subject itself.
    Itself,
}

/// A column that rules can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectColumn {
    /// As rules name it.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    pub(super) of: Told,
    pub(super) stored: &'static [&'static str],
}

const fn column(
    name: &'static str,
    label: &'static str,
    of: Told,
    stored: &'static [&'static str],
) -> SubjectColumn {
    SubjectColumn { name, label, of, stored }
}

/// Every column, in display order.
pub(super) const COLUMNS: &[SubjectColumn] = &[
    column("connection", "Connection", Told::Itself, &[]),
    column("provider", "Provider", Told::Series, &["provider"]),
    column("channel", "Seller", Told::Series, &["channel"]),
    column("account", "Account", Told::Series, &["account"]),
    column("project", "Project", Told::Owner, &["project"]),
    column("project_name", "Project name", Told::Name("project"), &[]),
    column("key", "API key", Told::Owner, &["credential"]),
    column("key_name", "API key name", Told::Name("key"), &[]),
    column("user", "User", Told::Series, &["user"]),
    column("user_name", "User name", Told::Name("user"), &[]),
    column("model", "Model", Told::Series, &["model_served", "model_requested"]),
    column("model_family", "Model family", Told::Itself, &[]),
    column("tier", "Service tier", Told::Series, &["service_tier"]),
    column("lane", "Lane", Told::Series, &["lane"]),
    column("region", "Region", Told::Series, &["region"]),
    column("operation", "Operation", Told::Series, &["operation"]),
    column("product", "Product of the provider", Told::Series, &["product"]),
    column("gateway", "Gateway", Told::Series, &["gateway"]),
    column("team", "Team as requests tell it", Told::Series, &["team"]),
    column("feature", "Feature as requests tell it", Told::Series, &["feature"]),
    column("customer", "Customer as requests tell it", Told::Series, &["customer"]),
    column("environment", "Environment as requests tell it", Told::Series, &["environment"]),
    column("workload", "Workload as requests tell it", Told::Series, &["workload"]),
    column("line_item", "Line item", Told::Charge, &["line_item"]),
    column("token_class", "Token class", Told::Charge, &["token_class"]),
    column("evidence", "Evidence", Told::Itself, &[]),
];

/// Every column a rule can look at, beside `meta.NAME` for further metadata of gateways.
pub fn subject_columns() -> &'static [SubjectColumn] {
    COLUMNS
}

/// What begins the name of a column of further metadata.
pub const META: &str = "meta.";

/// Kinds of directory entries by the column that they name.
pub(super) const DIRECTORY: [(&str, &str); 4] =
    [("project", "project"), ("credential", "key"), ("user", "user"), ("account", "account")];
