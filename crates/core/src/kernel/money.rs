//! Exact money with its currency and its basis as part of the type.

use std::fmt;
use std::marker::PhantomData;

use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

/// Nanos in one unit of a currency: an amount of 1.00 USD is stored as 1,000,000,000.
pub const NANOS_PER_UNIT: i64 = 1_000_000_000;

/// Where an amount comes from. Sealed: a fifth book is a design change, not an implementation.
pub trait Basis: sealed::Sealed + Copy + fmt::Debug + Send + Sync + 'static {
    /// The word on screens and in exports: `invoiced`, `billed`, `rated` or `estimated`.
    const NAME: &'static str;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! basis {
    ($(#[$doc:meta])* $name:ident, $word:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name;
        impl sealed::Sealed for $name {}
        impl Basis for $name {
            const NAME: &'static str = $word;
        }
    };
}

basis!(
    /// An amount from the provider's invoice.
    Invoiced,
    "invoiced"
);
basis!(
    /// An amount from a provider's cost API or billing export.
    Billed,
    "billed"
);
basis!(
    /// Metered usage multiplied by our price book.
    Rated,
    "rated"
);
basis!(
    /// An amount somebody computed without being able to bill it.
    Estimated,
    "estimated"
);

/// Three upper-case ASCII letters, as ISO 4217 spells them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// US dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads a code in either case; anything but three ASCII letters is refused.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let upper = text.trim().to_ascii_uppercase();
        match upper.as_bytes() {
            [a, b, c] if upper.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(MoneyError::NotACurrency { text: text.to_owned() }),
        }
    }

    /// The code, for example `USD`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Why an amount could not be made or added.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum MoneyError {
    /// The text is not an ISO 4217 code.
    #[error("\"{text}\" is not a currency: expected three letters such as USD")]
    NotACurrency {
        /// What was read.
        text: String,
    },
    /// The text is not a plain decimal.
    #[error("\"{text}\" is not an amount: expected digits and at most one decimal point")]
    NotAnAmount {
        /// What was read.
        text: String,
    },
    /// More than 9.2 billion units.
    #[error("the amount {amount} {currency} is larger than the ledger can hold")]
    TooLarge {
        /// The amount in units.
        amount: String,
        /// Its currency.
        currency: Currency,
    },
    /// Two currencies met in one sum.
    #[error("{left} and {right} cannot be added: convert one of them first")]
    MixedCurrencies {
        /// The currency of the running sum.
        left: Currency,
        /// The currency that was to be added.
        right: Currency,
    },
}

/// An exact amount in nanos of one currency, on one basis.
///
/// Amounts of different bases are different types, so their sum does not compile:
///
/// ```compile_fail
/// use showback_core::kernel::{Billed, Currency, Invoiced, Money};
/// let billed = Money::<Billed>::from_nanos(1, Currency::USD);
/// let invoiced = Money::<Invoiced>::from_nanos(1, Currency::USD);
/// let _ = billed.checked_add(invoiced);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money<B: Basis> {
    nanos: i64,
    currency: Currency,
    basis: PhantomData<B>,
}

impl<B: Basis> Money<B> {
    /// An amount of `nanos` x 10^-9 units.
    pub const fn from_nanos(nanos: i64, currency: Currency) -> Self {
        Self { nanos, currency, basis: PhantomData }
    }

    /// Rounds half to even to nanos: the one rounding of an amount, done when it is stored.
    pub fn from_decimal(units: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let too_large = || MoneyError::TooLarge { amount: units.to_string(), currency };
        let nanos = units
            .checked_mul(Decimal::from(NANOS_PER_UNIT))
            .ok_or_else(too_large)?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        let nanos = i64::try_from(nanos).map_err(|_| too_large())?;
        Ok(Self::from_nanos(nanos, currency))
    }

    /// Nanos of the currency.
    pub const fn nanos(self) -> i64 {
        self.nanos
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in units, exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.nanos), 9).normalize()
    }

    /// Adds an amount of the same basis; refuses another currency and an overflow.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies { left: self.currency, right: other.currency });
        }
        let nanos = self.nanos.checked_add(other.nanos).ok_or_else(|| MoneyError::TooLarge {
            amount: format!("{} + {}", self.to_decimal(), other.to_decimal()),
            currency: self.currency,
        })?;
        Ok(Self::from_nanos(nanos, self.currency))
    }
}

impl<B: Basis> fmt::Debug for Money<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.to_decimal(), self.currency, B::NAME)
    }
}

impl<B: Basis> fmt::Display for Money<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

/// Reads a plain or exponent decimal exactly, without a float in between.
pub fn parse_decimal(text: &str) -> Result<Decimal, MoneyError> {
    let text = text.trim();
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_scientific(text))
        .or_else(|_| text.parse::<Decimal>())
        .map_err(|_| MoneyError::NotAnAmount { text: text.to_owned() })
}
