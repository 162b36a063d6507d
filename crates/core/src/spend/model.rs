//! What spend of record is made of: the book of an amount, its class, its level and its evidence.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$inner])* $variant,)* }

        impl $name {
            /// Every value, in display order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stored word.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads a stored word.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// The book an amount of record comes from, the most authoritative first. An account and a day have one.
    AmountBasis {
        /// A certified invoice.
        Invoiced = "invoiced",
        /// The provider's cost API or billing export.
        Billed = "billed",
        /// Usage at our rates, metered by the provider or observed by a gateway.
        Rated = "rated",
    }
}

words! {
    /// Which evidence an amount rests on.
    Level {
        /// Requests that some gateway, tracing backend or agent told.
        Seen = "seen",
        /// The provider's usage that no gateway saw.
        NotSeen = "not_seen",
        /// Money that no usage explains.
        NotExplained = "not_explained",
    }
}

words! {
    /// How good the evidence is that says whose an amount is. D and E come with attribution.
    Grade {
        /// Measured on the request, matched to one key or project of the provider.
        Measured = "A",
        /// A provider's own dimension: a key or a project.
        Owned = "B",
        /// Divided by usage: several keys or projects share it, or part of what explains it has no price.
        Apportioned = "C",
        /// Nothing says whose it is.
        None = "",
    }
}

words! {
    /// The six classes of spend, and what fits none. They partition an amount.
    Class {
        /// Attempts after the first, and failed attempts that were billed.
        Retry = "retry",
        /// The batch interface.
        Batch = "batch",
        /// Input written to a cache.
        CacheWrite = "cache_write",
        /// Input read from a cache.
        CacheRead = "cache_read",
        /// Other input.
        Input = "input",
        /// Output.
        Output = "output",
        /// Tools, seats, taxes, and money whose class is not told.
        Other = "other",
    }
}

words! {
    /// What two books say differently. Reported beside spend, never part of it.
    DiscrepancyKind {
        /// Rated usage is more than was billed for it.
        MeteredOverBilled = "metered_over_billed",
        /// The provider counted usage that no charge is for.
        UsageWithoutCharge = "usage_without_charge",
        /// Gateways saw more than the provider counted.
        ObservedOverMetered = "observed_over_metered",
        /// Gateways saw usage of a model that the provider tells none of.
        ObservedWithoutUsage = "observed_without_usage",
        /// Usage without a price: it took no share by cost.
        UnpricedUsage = "unpriced_usage",
        /// Requests without a price, likewise.
        UnpricedRequests = "unpriced_requests",
    }
}

impl Class {
    /// Its place in [`Classes`].
    pub const fn place(self) -> usize {
        self as usize
    }
}

/// Nanos by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes([i128; 7]);

impl Classes {
    /// All of it in one class.
    pub fn of(class: Class, nanos: i128) -> Self {
        let mut found = Self::default();
        found.add(class, nanos);
        found
    }

    /// What is in a class.
    pub fn get(&self, class: Class) -> i128 {
        self.0.get(class.place()).copied().unwrap_or(0)
    }

    /// Adds to a class.
    pub fn add(&mut self, class: Class, nanos: i128) {
        if let Some(known) = self.0.get_mut(class.place()) {
            *known = known.saturating_add(nanos);
        }
    }

    /// Adds what another amount has.
    pub fn merge(&mut self, other: &Self) {
        for (known, more) in self.0.iter_mut().zip(&other.0) {
            *known = known.saturating_add(*more);
        }
    }

    /// The whole.
    pub fn total(&self) -> i128 {
        self.0.iter().sum()
    }
}
