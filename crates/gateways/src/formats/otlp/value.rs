//! The value of an attribute, read when it is asked for.

use std::borrow::Cow;

use serde::Deserialize;
use sonic_rs::LazyValue;

use super::wire::{self, Text};

/// What an attribute holds. Lists of pairs and bytes are never asked for and are nothing here.
#[derive(Clone, Debug, Default)]
pub(super) enum Value<'a> {
    /// Absent, an empty object, or a shape that is never asked for.
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    /// The digits as they were written.
    Number(Cow<'a, str>),
    Flag(bool),
    /// The JSON of an array-value.
    List(Cow<'a, str>),
}

#[derive(Deserialize)]
struct AnyValue<'a> {
    #[serde(borrow, rename = "stringValue", alias = "string_value")]
    string: Option<Text<'a>>,
    #[serde(borrow, rename = "boolValue", alias = "bool_value")]
    flag: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "intValue", alias = "int_value")]
    int: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "doubleValue", alias = "double_value")]
    double: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "arrayValue", alias = "array_value")]
    array: Option<LazyValue<'a>>,
}

impl<'a> Value<'a> {
    /// The value of that JSON: an any-value, or a bare text, number or flag.
    pub(super) fn of(raw: &'a str) -> Self {
        let raw = raw.trim();
        match raw.as_bytes().first() {
            Some(b'{') => match sonic_rs::from_str::<AnyValue<'a>>(raw) {
                Ok(any) => any.into(),
                Err(_) => Self::Nothing,
            },
            Some(b'"') => {
                sonic_rs::from_str::<Text<'a>>(raw).map_or(Self::Nothing, |text| Self::Text(text.0))
            }
            Some(b't') => Self::Flag(true),
            Some(b'f') => Self::Flag(false),
            Some(b'-' | b'0'..=b'9') => Self::Number(Cow::Borrowed(raw)),
            _ => Self::Nothing,
        }
    }

    /// As text, trimmed; `None` when it is empty or nothing. A flag is `true` or `false`.
    pub(super) fn word(&self) -> Option<&str> {
        let word = match self {
            Self::Text(text) | Self::Number(text) => text.trim(),
            Self::Flag(true) => "true",
            Self::Flag(false) => "false",
            Self::Nothing | Self::List(_) => "",
        };
        (!word.is_empty()).then_some(word)
    }

    /// As yes or no, also where a bridge wrote it as text.
    pub(super) fn flag(&self) -> Option<bool> {
        match self.word()? {
            word if word.eq_ignore_ascii_case("true") || word == "1" => Some(true),
            word if word.eq_ignore_ascii_case("false") || word == "0" => Some(false),
            _ => None,
        }
    }

    /// The texts of a list; a text alone is a list of one.
    pub(super) fn words(&self) -> Vec<String> {
        #[derive(Deserialize)]
        struct Array<'a> {
            #[serde(borrow)]
            values: Option<Vec<LazyValue<'a>>>,
        }
        match self {
            Self::List(raw) => match sonic_rs::from_str::<Array<'_>>(raw) {
                Ok(Array { values: Some(values) }) => values
                    .iter()
                    .take(64)
                    .filter_map(|value| Value::of(value.as_raw_str()).word().map(str::to_owned))
                    .collect(),
                _ => Vec::new(),
            },
            other => other.word().map(str::to_owned).into_iter().collect(),
        }
    }
}

impl<'a> From<AnyValue<'a>> for Value<'a> {
    fn from(any: AnyValue<'a>) -> Self {
        if let Some(text) = any.string {
            return Self::Text(text.0);
        }
        if let Some(number) = any.int.or(any.double) {
            return match wire::integer(&number.as_raw_cow()) {
                Some(digits) => Self::Number(Cow::Owned(digits.into_owned())),
                None => Self::Nothing,
            };
        }
        if let Some(flag) = any.flag {
            return match flag.as_raw_str().trim_matches('"') {
                "true" => Self::Flag(true),
                "false" => Self::Flag(false),
                _ => Self::Nothing,
            };
        }
        any.array.map_or(Self::Nothing, |list| Self::List(list.as_raw_cow()))
    }
}
