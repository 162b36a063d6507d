//! How one file is read: its format and form.

use std::sync::Arc;

use showback_gateways::formats::FORMATS;
use showback_gateways::mapping::Mapping;
use showback_gateways::{Format, Framing, Reader, Source};

use super::ImportError;

/// How one file is read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The format.
    pub format: &'static dyn Format,
    /// The form inside the format.
    pub variant: &'static str,
    /// How it is cut into records.
    pub framing: Framing,
    /// For a log of unknown make: how it is read.
    pub mapping: Option<Arc<Mapping>>,
}

impl Manner {
    /// A form of a format.
    pub fn new(format: &'static dyn Format, variant: &'static str, framing: Framing) -> Self {
        Self { format, variant, framing, mapping: None }
    }

    /// Forms named by hand: `litellm/spend-logs-csv`, or `litellm` for all of that format, in its order.
    pub fn named(name: &str) -> Result<Vec<Self>, ImportError> {
        let (id, form) = name.split_once('/').map_or((name, None), |(id, form)| (id, Some(form)));
        let unknown = |known: Vec<String>| ImportError::UnknownFormat {
            name: name.to_owned(),
            known: known.join(", "),
        };
        let format = FORMATS.iter().copied().find(|format| format.id() == id);
        let all = || FORMATS.iter().map(|format| format.id().to_owned()).collect();
        let format = format.ok_or_else(|| unknown(all()))?;
        let forms: Vec<Self> = format
            .variants()
            .iter()
            .filter(|(variant, _)| form.is_none_or(|form| form == *variant))
            .map(|(variant, framing)| Self::new(format, variant, *framing))
            .collect();
        if forms.is_empty() {
            let forms = format.variants().iter().map(|(variant, _)| format!("{id}/{variant}"));
            return Err(unknown(forms.collect()));
        }
        Ok(forms)
    }

    /// Whether parts of a file can be read at once.
    pub fn is_stateless(&self) -> bool {
        self.format.is_stateless(self.variant)
    }

    /// A reader for one file.
    pub fn reader(&self, source: &Source) -> Box<dyn Reader> {
        match &self.mapping {
            Some(mapping) => {
                let source = Source { mapping: Some(Mapping::clone(mapping)), ..source.clone() };
                self.format.reader(self.variant, &source)
            }
            None => self.format.reader(self.variant, source),
        }
    }
}
