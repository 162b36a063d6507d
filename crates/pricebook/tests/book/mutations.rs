//! Seeded mistakes in the real book: every one is found by the checks.

use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;

use rust_decimal::Decimal;
use showback_pricebook::{Book, SNAPSHOT_FORMS, compile, is_snapshot, lock_text};

use super::support::{self, Files};

/// Mistakes of each kind.
const COUNT: usize = 200;

/// The real book: its files without the lock, and a lock of its own.
struct Real {
    files: Files,
    book: Book,
    lock: String,
}

fn real() -> Real {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../prices");
    let mut files = support::files_of(&folder);
    files.retain(|(name, _)| name.ends_with(".toml"));
    let book = support::compiled(&files).book;
    let lock = lock_text(&book);
    Real { files, book, lock }
}

/// A small generator, so that a seed makes the same mistakes everywhere.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        let count = u64::try_from(from.len()).unwrap();
        &from[usize::try_from(self.next() % count).unwrap()]
    }
}

/// A line of a file that holds prices: file, line, the model or the fee it belongs to.
struct Line {
    file: usize,
    at: usize,
    model: String,
    text: String,
}

fn price_lines(files: &Files) -> Vec<Line> {
    let mut lines = Vec::new();
    for (file, (_, text)) in files.iter().enumerate() {
        let mut model = "*".to_owned();
        for (at, line) in text.lines().enumerate() {
            if line.starts_with("[[fee]]") {
                model = "*".to_owned();
            } else if let Some(id) = line.strip_prefix("id = \"") {
                model = id.trim_end_matches('"').to_owned();
            }
            if line.contains("price = {") && !line.trim_start().starts_with('#') {
                lines.push(Line { file, at, model: model.clone(), text: line.to_owned() });
            }
        }
    }
    lines
}

/// The files with one line replaced; an empty replacement drops it.
fn with_line(files: &Files, file: usize, at: usize, to: &str) -> Files {
    let mut files = files.clone();
    let lines = files[file].1.lines().enumerate().map(|(index, line)| if index == at { to } else { line });
    files[file].1 = lines.collect::<Vec<_>>().join("\n");
    files
}

/// Every `"number"` of the line's prices, scaled where `is_chosen` says so.
fn scaled(line: &str, thousandfold: bool, is_chosen: impl Fn(usize) -> bool) -> String {
    let (head, prices) = line.split_once("price = {").unwrap();
    let (prices, tail) = prices.split_once('}').unwrap();
    let thousand = Decimal::from(1000);
    let scale = |(at, part): (usize, &str)| match Decimal::from_str(part) {
        Ok(price) if at % 2 == 1 && is_chosen(at / 2) => {
            let price = if thousandfold { price * thousand } else { price / thousand };
            price.normalize().to_string()
        }
        _ => part.to_owned(),
    };
    let prices: Vec<String> = prices.split('"').enumerate().map(scale).collect();
    format!("{head}price = {{{}}}{tail}", prices.join("\""))
}

fn prices_in(line: &str) -> usize {
    let prices = line.split_once("price = {").unwrap().1.split_once('}').unwrap().0;
    prices.matches(" = \"").count()
}

/// Value of a field of a line, in its own spelling.
fn field<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let head = line.split_once("price = {").map_or(line, |(head, _)| head);
    let rest = head.split_once(&format!(" {name} = "))?.1;
    Some(rest.split([',', '\n']).next().unwrap().trim())
}

/// Compiles each and counts what went unnoticed. The lock only adds findings, so what is found without it is tried with
/// it once in ten times.
fn all_are_found(kind: &str, real: &Real, mutants: &[Files], needs_lock: bool) {
    assert!(mutants.len() >= COUNT, "{kind}: only {} mistakes", mutants.len());
    let mut unnoticed = Vec::new();
    for (at, files) in mutants.iter().enumerate() {
        let is_missed_with_lock = (needs_lock || at % 10 == 0) && {
            let mut locked = files.clone();
            locked.push(("prices/published.txt".to_owned(), real.lock.clone()));
            compile(&locked).is_ok()
        };
        if is_missed_with_lock || (!needs_lock && compile(files).is_ok()) {
            let lines = files.iter().zip(&real.files).flat_map(|(new, old)| new.1.lines().zip(old.1.lines()));
            let changed = lines.filter(|(new, old)| new != old).map(|(new, _)| new.to_owned()).next();
            unnoticed.push(changed.unwrap_or_default());
        }
    }
    let lock = if needs_lock { "by the lock" } else { "without the lock" };
    println!("{kind}: {} of {} mistakes found {lock}", mutants.len() - unnoticed.len(), mutants.len());
    assert!(unnoticed.is_empty(), "{kind}: unnoticed:\n{}", unnoticed.join("\n"));
}

#[test]
fn one_price_a_thousand_times_off_is_found() {
    let (real, mut seed) = (real(), Seeded(1));
    let lines = price_lines(&real.files);
    let mut mutants = Vec::new();
    while mutants.len() < COUNT {
        let line = seed.pick(&lines);
        let chosen = usize::try_from(seed.next()).unwrap() % prices_in(&line.text);
        let changed = scaled(&line.text, seed.next() % 2 == 0, |at| at == chosen);
        if changed != line.text {
            mutants.push(with_line(&real.files, line.file, line.at, &changed));
        }
    }
    all_are_found("one price x1000 or /1000", &real, &mutants, false);
}

#[test]
fn whole_line_a_thousand_times_off_is_found() {
    let (real, mut seed) = (real(), Seeded(2));
    let lines = price_lines(&real.files);
    let mut mutants = Vec::new();
    while mutants.len() < COUNT {
        let line = seed.pick(&lines);
        let changed = scaled(&line.text, seed.next() % 2 == 0, |_| true);
        if changed != line.text {
            mutants.push(with_line(&real.files, line.file, line.at, &changed));
        }
    }
    all_are_found("a line of prices x1000 or /1000", &real, &mutants, false);
}

#[test]
fn price_per_thousand_instead_of_a_million_is_found() {
    let (real, mut seed) = (real(), Seeded(3));
    let lines: Vec<Line> = price_lines(&real.files).into_iter().filter(|line| line.model != "*").collect();
    let mut mutants = Vec::new();
    while mutants.len() < COUNT {
        let line = seed.pick(&lines);
        let per = seed.pick(&["1", "1_000", "1_000_000_000"]);
        let changed = match field(&line.text, "per") {
            Some(old) => line.text.replacen(&format!("per = {old}"), &format!("per = {per}"), 1),
            None => line.text.replacen("{ ", &format!("{{ per = {per}, "), 1),
        };
        mutants.push(with_line(&real.files, line.file, line.at, &changed));
    }
    all_are_found("per 1,000 for per 1,000,000", &real, &mutants, false);
}

#[test]
fn unit_of_a_fee_a_thousand_times_off_is_found() {
    let (real, mut count) = (real(), 0);
    for (file, (name, text)) in real.files.iter().enumerate() {
        let fees: Vec<_> = text.match_indices("[[fee]]").map(|(at, _)| text[..at].lines().count()).collect();
        for start in fees {
            let per =
                text.lines().enumerate().skip(start).take(8).find(|(_, line)| line.starts_with("per = "));
            let Some((at, line)) = per else { continue };
            let units: u64 = line.trim_start_matches("per = ").replace('_', "").parse().unwrap();
            for wrong in [units * 1000, units / 1000].into_iter().filter(|wrong| *wrong > 0) {
                let files = with_line(&real.files, file, at, &format!("per = {wrong}"));
                assert!(compile(&files).is_err(), "{name}:{}: per = {wrong} went unnoticed", at + 1);
                count += 1;
            }
        }
    }
    println!("per of a fee x1000 or /1000: {count} of {count} mistakes found, without the lock");
    assert!(count > 0);
}

#[test]
fn overlapping_dates_are_found() {
    let (real, mut seed) = (real(), Seeded(4));
    let lines = price_lines(&real.files);
    let is_day = |text: &str| chrono::NaiveDate::from_str(text).ok();
    let same = |a: &Line, b: &Line| {
        let keys = ["tier", "geo", "over", "clock"];
        let meters = |line: &Line| {
            let prices = line.text.split_once("price = {").unwrap().1.to_owned();
            prices
                .split([',', '{', '}'])
                .filter_map(|part| Some(part.split_once(" = ")?.0.trim().to_owned()))
                .collect::<BTreeSet<_>>()
        };
        (a.file, &a.model) == (b.file, &b.model)
            && keys.iter().all(|key| field(&a.text, key) == field(&b.text, key))
            && field(&a.text, "status") != Some("\"disputed\"")
            && !meters(a).is_disjoint(&meters(b))
    };
    let mut candidates = Vec::new();
    for line in &lines {
        let Some(day) = field(&line.text, "to").and_then(is_day) else { continue };
        let follows =
            |next: &&Line| field(&next.text, "from").and_then(is_day) == Some(day) && same(line, next);
        if let Some(next) = lines.iter().find(follows) {
            candidates.push((line, next, day));
        }
    }
    let mut mutants = Vec::new();
    while mutants.len() < COUNT {
        let (line, next, day) = seed.pick(&candidates);
        let days = chrono::Days::new(1 + seed.next() % 20);
        let (line, from, to) = if seed.next() % 2 == 0 {
            (line, format!(" to = {day}"), format!(" to = {}", *day + days))
        } else {
            (next, format!(" from = {day}"), format!(" from = {}", *day - days))
        };
        mutants.push(with_line(&real.files, line.file, line.at, &line.text.replacen(&from, &to, 1)));
    }
    println!("{} pairs of rows follow each other", candidates.len());
    all_are_found("overlapping dates", &real, &mutants, false);
}

#[test]
fn dropped_row_is_found() {
    let (real, mut seed) = (real(), Seeded(5));
    let lines: Vec<Line> = price_lines(&real.files).into_iter().filter(|line| line.model != "*").collect();
    let mutants: Vec<Files> = (0..COUNT)
        .map(|_| {
            let line = seed.pick(&lines);
            with_line(&real.files, line.file, line.at, "")
        })
        .collect();
    all_are_found("dropped row", &real, &mutants, true);
}

#[test]
fn loosened_snapshot_form_is_found() {
    let (real, mut seed) = (real(), Seeded(6));
    let mut loosened: Vec<(usize, String, String)> = Vec::new();
    for channel in &real.book.channels {
        let name = format!("prices/{}.toml", channel.id);
        let file = real.files.iter().position(|(known, _)| *known == name).unwrap();
        for model in &channel.models {
            let others = channel.models.iter().filter(|other| other.id != model.id);
            let ids: Vec<&str> = others
                .flat_map(|other| {
                    std::iter::once(&other.id).chain(other.aliases.iter().map(|alias| &alias.id))
                })
                .map(String::as_str)
                .collect();
            for form in SNAPSHOT_FORMS.iter().filter(|form| !model.snapshots.iter().any(|own| own == *form)) {
                if ids.iter().any(|id| is_snapshot(&model.id, form, id)) {
                    loosened.push((file, model.id.clone(), (*form).to_owned()));
                }
            }
        }
    }
    let matching = loosened.len();
    for channel in &real.book.channels {
        let name = format!("prices/{}.toml", channel.id);
        let file = real.files.iter().position(|(known, _)| *known == name).unwrap();
        for model in &channel.models {
            let form = *seed.pick(&[
                "-*",
                "*",
                ".*",
                "-\\\\d+",
                "-YYYY",
                "-N",
                "-YYYY-MM-DD.*",
                "-v",
                "-latest",
                "--YYYYMMDD",
            ]);
            loosened.push((file, model.id.clone(), form.to_owned()));
        }
    }
    let mut mutants = Vec::new();
    while mutants.len() < COUNT.max(matching) {
        let (file, model, form) = if mutants.len() < matching {
            &loosened[mutants.len()]
        } else {
            seed.pick(&loosened[matching..])
        };
        let (head, tail) = real.files[*file].1.split_once(&format!("id = \"{model}\"\n")).unwrap();
        let (own, rest) = tail.split_once("\nrates = [").unwrap();
        let own = match own.split_once("snapshots = [") {
            Some((before, after)) => format!("{before}snapshots = [\"{form}\", {after}"),
            None => format!("{own}\nsnapshots = [\"{form}\"]"),
        };
        let mut files = real.files.clone();
        files[*file].1 = format!("{head}id = \"{model}\"\n{own}\nrates = [{rest}");
        mutants.push(files);
    }
    println!("{matching} suffixes of the list would match a known id");
    all_are_found("loosened snapshot suffix", &real, &mutants, false);
}
