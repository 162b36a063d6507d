//! Signatures: subjects that an analyst tags as one.

use std::collections::HashMap;

use super::Holdings;

/// What subjects of a group have alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Names it, whatever the period.
    pub id: String,
    /// Label of the connection, else of the gateway; empty where neither is told.
    pub source: String,
    /// Provider.
    pub provider: String,
    /// Project; `None` where none is told.
    pub project: Option<String>,
    /// Key; `None` where none is told.
    pub key: Option<String>,
    /// Model family; `None` where no model is told.
    pub family: Option<String>,
    /// Places of its subjects.
    pub subjects: Vec<usize>,
}

/// All groups, and which one a subject is of.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// By place.
    pub all: Vec<Group>,
    of: Vec<usize>,
    by_id: HashMap<String, usize>,
}

impl Groups {
    /// Groups of everything that is tagged.
    pub fn of(holdings: &Holdings) -> Self {
        let mut groups = Self::default();
        for subject in 0..holdings.keys.len() {
            let text = |column| holdings.subjects.text(subject, column).map(str::to_owned);
            let source = text("connection").or_else(|| text("gateway")).unwrap_or_default();
            let provider = text("provider").unwrap_or_default();
            let (project, key, family) = (text("project"), text("key"), text("model_family"));
            let id =
                id_of(&[Some(&source), Some(&provider), project.as_ref(), key.as_ref(), family.as_ref()]);
            let place = *groups.by_id.entry(id.clone()).or_insert(groups.all.len());
            if place == groups.all.len() {
                groups.all.push(Group { id, source, provider, project, key, family, subjects: Vec::new() });
            }
            groups.of.push(place);
            if let Some(group) = groups.all.get_mut(place) {
                group.subjects.push(subject);
            }
        }
        groups
    }

    /// Place of the group of a subject.
    pub fn place_of(&self, subject: usize) -> usize {
        self.of.get(subject).copied().unwrap_or(usize::MAX)
    }

    /// A group by its id.
    pub fn get(&self, id: &str) -> Option<(usize, &Group)> {
        let place = *self.by_id.get(id)?;
        Some((place, self.all.get(place)?))
    }
}

/// Sixteen hexadecimal digits over the texts; what is not told is other than an empty text.
fn id_of(texts: &[Option<&String>]) -> String {
    let mut bytes = Vec::new();
    for text in texts {
        match text {
            Some(text) => {
                bytes.push(1);
                bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
            None => bytes.push(0),
        }
    }
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&bytes))
}
