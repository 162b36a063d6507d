//! The words of a text, and where they stand.

use super::super::super::error::ExploreError;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Letters, digits and what names hold.
    Plain(String),
    /// What stood between quotation marks.
    Quoted(String),
    /// A comma.
    Comma,
}

/// A word and the number of its first character, from 1.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) word: Word,
    pub(super) place: usize,
}

impl Word {
    /// As it is told to people.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Quoted(text) => text,
            Self::Comma => ",",
        }
    }
}

/// Cuts a text into words.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, ExploreError> {
    let mut found = Vec::new();
    let mut letters = text.chars().zip(1_usize..).peekable();
    while let Some((letter, place)) = letters.next() {
        let word = match letter {
            letter if letter.is_whitespace() => continue,
            ',' => Word::Comma,
            '"' => {
                let mut value = String::new();
                loop {
                    match letters.next() {
                        Some(('"', _)) => break Word::Quoted(value),
                        Some(('\\', _)) => value.extend(letters.next().map(|(letter, _)| letter)),
                        Some((letter, _)) => value.push(letter),
                        None => {
                            return Err(refused("", text.chars().count() + 1, "a closing quotation mark"));
                        }
                    }
                }
            }
            first if is_of_word(first) => {
                let mut value = String::from(first);
                while let Some((letter, _)) = letters.next_if(|(letter, _)| is_of_word(*letter)) {
                    value.push(letter);
                }
                Word::Plain(value)
            }
            other => {
                return Err(refused(
                    &other.to_string(),
                    place,
                    "a word, a comma or a value between quotation marks",
                ));
            }
        };
        found.push(Placed { word, place });
    }
    Ok(found)
}

/// A word that may not stand where it does.
pub(super) fn refused(found: &str, place: usize, expected: &str) -> ExploreError {
    ExploreError::Text { found: found.to_owned(), place, expected: expected.to_owned() }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | ':' | '-')
}
