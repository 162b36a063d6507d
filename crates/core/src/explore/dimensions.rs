//! The dimensions a question can name, and where the ledger keeps them.

use super::error::ExploreError;
use super::model::DimensionView;

macro_rules! dimensions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal, $plural:literal, [$($column:literal),*];)*) => {
        /// A dimension.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Dimension { $($(#[$doc])* $variant,)* }

        impl Dimension {
            /// Every dimension, in display order.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in questions.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// For people.
            pub(super) const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// For people, in the middle of a sentence, several of them.
            pub(super) const fn plural(self) -> &'static str {
                match self { $(Self::$variant => $plural,)* }
            }

            /// Series columns in order of preference; empty when every row tells it.
            pub(super) const fn columns(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($column),*],)* }
            }
        }
    };
}

dimensions! {
    /// UTC day.
    Day = "day", "Day", "days", [];
    /// UTC month, `YYYY-MM`.
    Month = "month", "Month", "months", [];
    /// Who runs the API.
    Provider = "provider", "Provider", "providers", [];
    /// The connection that read it, by row id.
    Connection = "connection", "Connection", "connections", [];
    /// The provider's organization id.
    Account = "account", "Account", "accounts", [];
    /// Project or workspace id.
    Project = "project", "Project", "projects", ["project"];
    /// API key id.
    Key = "key", "Key", "keys", ["credential"];
    /// User or service account id.
    User = "user", "User", "users", ["user"];
    /// Model that answered, else the one asked for.
    Model = "model", "Model", "models", ["model_served", "model_requested"];
    /// The provider's word for the service tier.
    Tier = "tier", "Service tier", "service tiers", ["service_tier"];
    /// Standard, batch, priority and so on, in our words.
    Lane = "lane", "Lane", "lanes", ["lane"];
    /// The provider's text of a charge.
    LineItem = "line_item", "Line item", "line items", ["line_item"];
    /// Token class; of usage, its meter.
    TokenClass = "token_class", "Token class", "token classes", ["token_class"];
    /// What is counted.
    Meter = "meter", "Meter", "meters", [];
    /// Place of processing.
    Region = "region", "Region", "regions", ["region"];
    /// What was called.
    Operation = "operation", "Operation", "operations", ["operation"];
    /// The provider's own product.
    Product = "product", "Product", "products", ["product"];
    /// Context length band.
    ContextBand = "context_band", "Context band", "context bands", ["context_band"];
    /// Speed mode.
    Speed = "speed", "Speed", "speeds", ["speed"];
    /// Where requests were told; none for a provider's own rows.
    Gateway = "gateway", "Gateway", "gateways", ["gateway"];
    /// Team, as requests tell it.
    Team = "team", "Team", "teams", ["team"];
    /// Feature or endpoint, likewise.
    Feature = "feature", "Feature", "features", ["feature"];
    /// Customer or tenant, likewise.
    Customer = "customer", "Customer", "customers", ["customer"];
    /// Environment, likewise.
    Environment = "environment", "Environment", "environments", ["environment"];
    /// Workload class, likewise.
    Workload = "workload", "Workload", "workloads", ["workload"];
    /// Class of spend.
    Class = "class", "Class", "classes", [];
    /// Seen on requests, not seen by any gateway, not explained by usage.
    Evidence = "evidence", "Evidence", "kinds of evidence", [];
    /// How good the evidence is.
    Grade = "grade", "Grade", "grades", [];
    /// The book an amount comes from.
    Book = "book", "Book", "books", [];
    /// What an outcome is about.
    Outcome = "outcome", "Outcome", "outcomes", [];
    /// Success, failure, missing or a score.
    OutcomeKind = "outcome_kind", "Outcome kind", "kinds of outcome", [];
}

impl Dimension {
    /// Reads a name.
    pub(super) fn parse(name: &str) -> Result<Self, ExploreError> {
        Self::ALL.iter().copied().find(|dimension| dimension.name() == name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|dimension| dimension.name()).collect();
            ExploreError::UnknownDimension { name: name.to_owned(), known: known.join(", ") }
        })
    }

    /// Reads names in order; refuses one that comes twice.
    pub(super) fn parse_all(names: &[String]) -> Result<Vec<Self>, ExploreError> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let dimension = Self::parse(name)?;
            if found.contains(&dimension) {
                return Err(ExploreError::RepeatedDimension { name: dimension.name() });
            }
            found.push(dimension);
        }
        Ok(found)
    }

    /// Whether its values are in the order of time.
    pub(super) const fn is_time(self) -> bool {
        matches!(self, Self::Day | Self::Month)
    }

    /// Whether only requests tell it.
    pub(super) const fn is_of_requests(self) -> bool {
        matches!(
            self,
            Self::Gateway | Self::Team | Self::Feature | Self::Customer | Self::Environment | Self::Workload
        )
    }

    /// Whether it belongs to spend of record or to outcomes, and no provider's row tells it.
    pub(super) const fn is_derived(self) -> bool {
        matches!(
            self,
            Self::Class | Self::Evidence | Self::Grade | Self::Book | Self::Outcome | Self::OutcomeKind
        )
    }

    /// Whether sums of spend of record tell it, and no series is needed.
    pub(super) const fn is_of_sums(self) -> bool {
        matches!(
            self,
            Self::Day
                | Self::Month
                | Self::Connection
                | Self::Class
                | Self::Evidence
                | Self::Grade
                | Self::Book
        )
    }

    /// The kind of directory entry that names its values.
    pub(super) const fn directory_kind(self) -> Option<&'static str> {
        match self {
            Self::Project => Some("project"),
            Self::Key => Some("credential"),
            Self::User => Some("user"),
            Self::Account => Some("account"),
            _ => None,
        }
    }
}

/// Every dimension a question can name.
pub fn dimensions() -> Vec<DimensionView> {
    Dimension::ALL
        .iter()
        .map(|dimension| DimensionView {
            name: dimension.name().to_owned(),
            label: dimension.label().to_owned(),
        })
        .collect()
}
