//! What roll-ups add up, column by column.

macro_rules! columns {
    ($($name:ident = $column:literal,)*) => {
        /// A column of `request_days` and `request_months`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $(
            #[doc = concat!("`", $column, "`, as the schema explains it.")]
            $name,
        )* }

        impl Column {
            /// Every column in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $column,)* }
            }

            /// Reads a stored name.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($column => Some(Self::$name),)* _ => None }
            }
        }
    };
}

columns! {
    Attempts = "attempts",
    Retries = "retries",
    RetryUnknown = "retry_unknown",
    Failures = "failures",
    CacheHits = "cache_hits",
    UsageUnknown = "usage_unknown",
    Unpriced = "unpriced",
    TokensInput = "tokens_input",
    TokensCacheRead = "tokens_cache_read",
    TokensCacheWrite = "tokens_cache_write",
    TokensOutput = "tokens_output",
    TokensReasoning = "tokens_reasoning",
    LatencyUs = "latency_us",
    LatencyKnown = "latency_known",
    ReportedNanos = "reported_nanos",
    NotionalNanos = "notional_nanos",
    ListNanos = "list_nanos",
    RatedNanos = "rated_nanos",
    RetryNanos = "retry_nanos",
    BatchNanos = "batch_nanos",
    CacheWriteNanos = "cache_write_nanos",
    CacheReadNanos = "cache_read_nanos",
    InputNanos = "input_nanos",
    OutputNanos = "output_nanos",
    OtherNanos = "other_nanos",
    RetryUnknownNanos = "retry_unknown_nanos",
    MeterInputNanos = "meter_input_nanos",
    MeterCacheWriteNanos = "meter_cache_write_nanos",
    MeterCacheReadNanos = "meter_cache_read_nanos",
    MeterOutputNanos = "meter_output_nanos",
    MeterOtherNanos = "meter_other_nanos",
    CacheBenefitNanos = "cache_benefit_nanos",
}

impl Column {
    /// Whether it is money of the row's currency.
    pub fn is_money(self) -> bool {
        self >= Self::ReportedNanos
    }
}

/// How many columns there are.
pub const COLUMNS: usize = Column::ALL.len();

/// One row of a roll-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums(pub [i64; COLUMNS]);

impl Default for Sums {
    fn default() -> Self {
        Self([0; COLUMNS])
    }
}

impl Sums {
    /// One column.
    pub fn get(&self, column: Column) -> i64 {
        self.0.get(column as usize).copied().unwrap_or_default()
    }

    /// Adds to a column; `None` beyond the range of the ledger.
    #[must_use = "a sum beyond the range must not be kept"]
    pub fn add(&mut self, column: Column, value: i64) -> Option<()> {
        let sum = self.0.get_mut(column as usize)?;
        *sum = sum.checked_add(value)?;
        Some(())
    }

    /// Adds another row, `sign` times.
    #[must_use = "a sum beyond the range must not be kept"]
    pub fn add_all(&mut self, other: &Self, sign: i64) -> Option<()> {
        for (sum, value) in self.0.iter_mut().zip(&other.0) {
            *sum = sum.checked_add(value.checked_mul(sign)?)?;
        }
        Some(())
    }

    /// Whether every column is zero.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|value| *value == 0)
    }
}
