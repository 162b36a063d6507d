//! Models with a similar name.

use showback_pricebook::Model;

/// Names compared at most; longer ones are cut.
const MOST_LETTERS: usize = 96;

/// Models whose name is like that, the most alike first: of the same family, and with at most half of it different.
pub(super) fn similar<'a>(name: &str, models: &'a [Model], most: usize) -> Vec<&'a Model> {
    let name = name.to_lowercase();
    let mut found: Vec<(usize, usize, &Model)> = models
        .iter()
        .filter(|model| model.id != name && family(&model.id) == family(&name))
        .map(|model| (distance(&model.id, &name), common(&model.id, &name), model))
        .filter(|(distance, _, model)| distance * 2 <= model.id.len().max(name.len()))
        .collect();
    found.sort_by(|left, right| {
        left.0.cmp(&right.0).then(right.1.cmp(&left.1)).then(left.2.id.cmp(&right.2.id))
    });
    found.into_iter().take(most).map(|(_, _, model)| model).collect()
}

/// The word a name begins with, behind the publisher where that is written before a dot or a slash.
fn family(name: &str) -> &str {
    let behind = name.rsplit_once('/').map_or(name, |(_, rest)| rest);
    let end = behind.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(behind.len());
    behind.get(..end).unwrap_or(behind)
}

fn common(left: &str, right: &str) -> usize {
    left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count()
}

/// Letters to add, to take away or to change.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(MOST_LETTERS).collect();
    let right: Vec<char> = right.chars().take(MOST_LETTERS).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (place, letter) in left.iter().enumerate() {
        let mut diagonal = place;
        let mut before = place.saturating_add(1);
        let mut next = vec![before];
        for (other, above) in right.iter().zip(row.iter().skip(1)) {
            let changed = diagonal.saturating_add(usize::from(letter != other));
            let best = changed.min(above.saturating_add(1)).min(before.saturating_add(1));
            diagonal = *above;
            before = best;
            next.push(best);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("gpt-5.6-sol", "gpt-5.6-sol"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_family_is_the_first_word() {
        assert_eq!((family("gpt-5.6"), family("openai/gpt-5"), family("o3")), ("gpt", "gpt", "o"));
    }
}
