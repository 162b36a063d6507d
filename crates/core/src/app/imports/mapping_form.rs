//! A mapping as the screen edits it, and back.

use serde_json::{Value, json};
use showback_gateways::mapping::{Mapping, Reading, VERSION};

use crate::app::model::{MappedColumn, MappedConstant, MappingForm, ReadingForm};
use crate::kernel::{Problem, ProblemCode};

/// A mapping for the screen.
pub(super) fn form(mapping: &Mapping) -> MappingForm {
    let columns = mapping.columns.iter().map(|column| MappedColumn {
        column: column.column.clone(),
        target: column.target.name().to_owned(),
        reading: reading_form(&column.reading),
    });
    let constants = mapping.constants.iter().map(|constant| MappedConstant {
        target: constant.target.name().to_owned(),
        value: constant.value.clone(),
    });
    MappingForm {
        shape: word(mapping.shape),
        columns: columns.collect(),
        constants: constants.collect(),
        input: word(mapping.input),
        reasoning: word(mapping.reasoning),
        cost_basis: word(mapping.cost_basis),
        id_columns: mapping.id_columns.clone(),
    }
}

/// The stored name of a choice.
pub(super) fn word(choice: impl serde::Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A reading for the screen.
pub(super) fn reading_form(reading: &Reading) -> ReadingForm {
    match reading {
        Reading::Text => ReadingForm::Text,
        Reading::Time { form, offset_minutes } => {
            ReadingForm::Time { form: word(form), offset_minutes: *offset_minutes }
        }
        Reading::Duration { unit } => ReadingForm::Duration { unit: word(unit) },
        Reading::Number { scale } => ReadingForm::Number { scale: scale.normalize().to_string() },
        Reading::Words { yes, no, unknown } => {
            ReadingForm::Words { yes: yes.clone(), no: no.clone(), unknown: unknown.clone() }
        }
    }
}

/// The mapping of a form; a word that means nothing is refused.
pub(super) fn mapping(form: &MappingForm) -> Result<Mapping, Problem> {
    let columns: Vec<Value> = form
        .columns
        .iter()
        .map(|column| {
            json!({ "column": column.column, "target": column.target, "reading": reading_json(&column.reading) })
        })
        .collect();
    let constants: Vec<Value> = form
        .constants
        .iter()
        .map(|constant| json!({ "target": constant.target, "value": constant.value }))
        .collect();
    let stored = json!({
        "version": VERSION,
        "shape": form.shape,
        "columns": columns,
        "constants": constants,
        "input": form.input,
        "reasoning": form.reasoning,
        "cost_basis": form.cost_basis,
        "id_columns": form.id_columns,
    });
    serde_json::from_value(stored).map_err(|error| {
        Problem::new(ProblemCode::BadRequest, format!("the mapping cannot be read: {error}")).about("mapping")
    })
}

fn reading_json(reading: &ReadingForm) -> Value {
    match reading {
        ReadingForm::Text => json!({ "as": "text" }),
        ReadingForm::Time { form, offset_minutes } => {
            json!({ "as": "time", "form": form, "offset_minutes": offset_minutes })
        }
        ReadingForm::Duration { unit } => json!({ "as": "duration", "unit": unit }),
        ReadingForm::Number { scale } => json!({ "as": "number", "scale": scale }),
        ReadingForm::Words { yes, no, unknown } => {
            json!({ "as": "words", "yes": yes, "no": no, "unknown": unknown })
        }
    }
}

#[cfg(test)]
mod tests {
    use showback_gateways::mapping::{ColumnMap, Constant, Shape, Target};

    use super::*;

    #[test]
    fn a_mapping_comes_back_from_the_screen_as_it_went() {
        let mut before = Mapping::new(Shape::JsonLines);
        before.columns = Target::ALL.iter().map(|target| ColumnMap::plain(target.name(), *target)).collect();
        before.constants = vec![Constant { target: Target::Currency, value: "USD".to_owned() }];
        before.id_columns = vec!["event_id".to_owned()];
        assert_eq!(mapping(&form(&before)).unwrap(), before);
    }

    #[test]
    fn a_target_that_does_not_exist_is_refused() {
        let mut asked = form(&Mapping::new(Shape::Csv));
        asked.input = "guessed".to_owned();
        assert_eq!(mapping(&asked).unwrap_err().code, ProblemCode::BadRequest);
    }
}
