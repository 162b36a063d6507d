//! Words of names, and values that are named in them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// Words that say nothing of who owns something.
const STOP: [&str; 36] = [
    "account",
    "acct",
    "ai",
    "and",
    "api",
    "app",
    "azure",
    "bot",
    "default",
    "dev",
    "development",
    "for",
    "gcp",
    "key",
    "keys",
    "llm",
    "main",
    "my",
    "new",
    "of",
    "old",
    "prd",
    "prod",
    "production",
    "proj",
    "project",
    "sa",
    "service",
    "staging",
    "stg",
    "svc",
    "team",
    "temp",
    "test",
    "the",
    "token",
];

/// Words of a name in lower case, in order: parted by what is neither letter nor digit, and where small letters meet
/// capital ones.
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut found = Vec::new();
    let mut word = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| letters.get(before));
        let is_after_small = before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit());
        // In "APIGateway" the G begins a word.
        let is_last_capital = before.is_some_and(|before| before.is_uppercase())
            && letters.get(place + 1).is_some_and(|next| next.is_lowercase());
        let begins = letter.is_uppercase() && (is_after_small || is_last_capital);
        if (begins || !letter.is_alphanumeric()) && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// Whether a word can tell an owner.
pub(super) fn is_telling(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().any(char::is_alphabetic)
        && STOP.binary_search(&word).is_err()
}

/// Names of values, found by their words.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Names by one of their words, or by all of them written as one.
    by_word: HashMap<String, Vec<Name>>,
}

#[derive(Clone, Debug)]
struct Name {
    words: Vec<String>,
    value: u32,
}

impl Named {
    /// Adds a name of a value. Words that tell nothing do not count, unless the name has no other.
    pub(super) fn add(&mut self, name: &str, value: u32) {
        let all = words(name);
        let telling: Vec<String> = all.iter().filter(|word| is_telling(word)).cloned().collect();
        let words = if telling.is_empty() { all } else { telling };
        let Some(first) = words.first().cloned() else { return };
        if words.len() > 1 {
            let joined = words.concat();
            let name = Name { words: vec![joined.clone()], value };
            self.by_word.entry(joined).or_default().push(name);
        }
        self.by_word.entry(first).or_default().push(Name { words, value });
    }

    /// The value of which all words of a name stand in a text: that with the most letters, then the first value.
    pub(super) fn within(&self, text: &str) -> Option<u32> {
        let told: BTreeSet<String> = words(text).into_iter().collect();
        let candidates = told.iter().filter_map(|word| self.by_word.get(word)).flatten();
        let inside = candidates.filter(|name| name.words.iter().all(|word| told.contains(word)));
        let letters = |name: &Name| name.words.iter().map(|word| word.chars().count()).sum::<usize>();
        inside.min_by_key(|name| (Reverse(letters(name)), name.value)).map(|name| name.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_part_into_words_at_signs_and_at_capitals() {
        assert_eq!(words("searchProd_key-2"), ["search", "prod", "key", "2"]);
        assert_eq!(words("APIGateway v2Index"), ["api", "gateway", "v2", "index"]);
        assert_eq!(words("ÜberSuche/ÄRA"), ["über", "suche", "ära"]);
        assert_eq!(words(" -- "), [""; 0]);
    }

    #[test]
    fn words_that_tell_nothing_are_in_order_and_found() {
        assert!(STOP.is_sorted());
        assert!(
            ["prod", "dev", "key", "api", "test", "default", "a", "2026"]
                .iter()
                .all(|word| !is_telling(word))
        );
        assert!(is_telling("search") && is_telling("v2"));
    }

    #[test]
    fn a_value_is_found_by_all_words_of_its_name_or_by_all_as_one() {
        let mut named = Named::default();
        for (value, name) in ["Ads", "Customer Support", "Team Search", "Support", "Prod"].iter().enumerate()
        {
            named.add(name, u32::try_from(value).unwrap());
        }
        assert_eq!(named.within("support-of-customers"), Some(3));
        assert_eq!(named.within("customer_support_prod"), Some(1), "the longer name goes first");
        assert_eq!(named.within("customersupport"), Some(1));
        assert_eq!(named.within("searchIndexer"), Some(2));
        assert_eq!(named.within("prod-1"), Some(4), "a name that has no other word");
        assert_eq!(named.within("adsense"), None, "a part of a word is no word");
    }
}
