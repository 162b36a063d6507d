//! Small books of a day.

use std::collections::BTreeSet;

use crate::spend::day::{
    Account, Charge, DayEvidence, DayRecord, Facts, Observed, StoredSeries, Usage, apportion,
};

pub(super) const DOLLAR: i128 = 1_000_000_000;

pub(super) fn names(_: &str, _: &str) -> Option<String> {
    None
}

/// Books of one day at one or two accounts of the channel `alpha`.
pub(super) struct Books {
    pub facts: Facts<'static>,
    pub day: DayEvidence,
    series: i64,
}

impl Books {
    pub fn new() -> Self {
        let mut facts = Facts::new(&names);
        let source = facts.texts.of(Some("alpha"));
        let account = |id| Account { id, source, account: 0, is_removed: false };
        let day = DayEvidence { accounts: vec![account(1)], ..DayEvidence::default() };
        Self { facts, day, series: 0 }
    }

    pub fn series(&mut self, stored: StoredSeries) -> i64 {
        self.series += 1;
        self.facts.take([(self.series, stored)]);
        self.series
    }

    /// Provider's series of a project, key and model.
    pub fn of(&mut self, project: Option<&str>, key: Option<&str>, model: &str) -> i64 {
        self.series(StoredSeries {
            channel: "alpha".to_owned(),
            project: project.map(str::to_owned),
            credential: key.map(str::to_owned),
            model_served: Some(model.to_owned()),
            ..StoredSeries::default()
        })
    }

    pub fn bill(
        &mut self,
        connection: i64,
        project: Option<&str>,
        model: &str,
        class: &str,
        amount: i128,
    ) -> i64 {
        let series = self.series(StoredSeries {
            channel: "alpha".to_owned(),
            project: project.map(str::to_owned),
            model_served: Some(model.to_owned()),
            token_class: Some(class.to_owned()),
            ..StoredSeries::default()
        });
        let currency = self.facts.texts.of(Some("USD"));
        self.day.billed.insert(connection);
        self.day.charges.push(Charge { connection, series, currency, amount });
        series
    }

    pub fn meter(&mut self, connection: i64, series: i64, meter: &str, quantity: i128, cost: Option<i128>) {
        let (meter, currency) = (self.facts.texts.of(Some(meter)), self.facts.texts.of(Some("USD")));
        self.day.usage.push(Usage { connection, series, meter, quantity, cost, currency });
    }

    /// Requests without retries, of plain input only.
    pub fn see(&mut self, series: i64, tokens: i64, cost: i64) -> &mut Observed {
        let currency = self.facts.texts.of(Some("USD"));
        self.day.observed.push(Observed {
            source: 1,
            series,
            currency,
            attempts: 1,
            tokens: [tokens, 0, 0, 0, 0],
            meters: [cost, 0, 0, 0, 0],
            classes: [cost, 0, 0, 0, 0],
            rated: cost,
            ..Observed::default()
        });
        self.day.observed.last_mut().unwrap()
    }

    pub fn apportion(&mut self) -> DayRecord {
        let record = apportion(&mut self.facts, &self.day);
        check(&self.day, &record);
        record
    }
}

/// What holds of every day, whatever its books.
pub(super) fn check(day: &DayEvidence, record: &DayRecord) {
    // Children and remainder are the parent: every charge, to the nano.
    let charged: BTreeSet<i64> = day.charges.iter().map(|charge| charge.series).collect();
    for series in charged {
        let billed: i128 =
            day.charges.iter().filter(|charge| charge.series == series).map(|charge| charge.amount).sum();
        let lines = record.lines.iter().filter(|(key, _)| key.billed_series == series);
        let found: i128 = lines.map(|(_, line)| line.amounts.classes.total()).sum();
        assert_eq!(found, billed, "charges of series {series}");
    }
    // An account that is billed has no other money; one that is not has that of its usage.
    for account in &day.accounts {
        let billed: i128 =
            day.charges.iter().filter(|row| row.connection == account.id).map(|row| row.amount).sum();
        let rated: i128 =
            day.usage.iter().filter(|row| row.connection == account.id).filter_map(|row| row.cost).sum();
        let has_usage = day.usage.iter().any(|row| row.connection == account.id);
        let lines = record.lines.iter().filter(|(key, _)| key.connection == account.id);
        let bases: BTreeSet<&str> = lines.clone().map(|(_, line)| line.basis.name()).collect();
        assert!(bases.len() <= 1, "one book: {bases:?}");
        let found: i128 = lines.map(|(_, line)| line.amounts.classes.total()).sum();
        if day.billed.contains(&account.id) {
            assert_eq!(found, billed);
        } else if has_usage {
            assert_eq!(found, rated);
        }
    }
    // Seen money is the same by what providers tell and by what requests tell, class by class.
    for account in day.accounts.iter().map(|account| account.id).chain([0]) {
        let seen =
            record.lines.iter().filter(|(key, _)| key.connection == account && key.level.name() == "seen");
        let parts = record.parts.iter().filter(|(key, _)| key.connection == account);
        for class in crate::spend::Class::ALL {
            let by_lines: i128 = seen.clone().map(|(_, line)| line.amounts.classes.get(*class)).sum();
            let by_parts: i128 = parts.clone().map(|(_, part)| part.amounts.classes.get(*class)).sum();
            assert_eq!(by_lines, by_parts, "{class:?} of account {account}");
        }
        let unknown = |amounts: &crate::spend::day::Amounts| amounts.retry_unknown;
        let by_lines: i128 = seen.map(|(_, line)| unknown(&line.amounts)).sum();
        let by_parts: i128 = parts.map(|(_, part)| unknown(&part.amounts)).sum();
        assert_eq!(by_lines, by_parts);
    }
}
