//! The columns of a schema as members of a JSON object.

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type};

/// Where a column stands among the pairs of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Not in a map of single values.
    Plain,
    /// Its keys; the next column holds its values.
    Key,
    /// Its values.
    Value,
}

/// One column.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Names from the outside in; what only wraps lists and maps is left out.
    pub(super) path: Vec<String>,
    pub(super) about: ColumnDescPtr,
    pub(super) role: Role,
}

impl Leaf {
    /// Whether a row may have several values.
    pub(super) fn is_list(&self) -> bool {
        self.about.max_rep_level() > 0
    }
}

/// The columns, in the order of the file.
pub(super) fn of(schema: &SchemaDescriptor) -> Vec<Leaf> {
    let mut paths = Vec::with_capacity(schema.num_columns());
    for field in schema.root_schema().get_fields() {
        collect(field, &mut Vec::new(), Role::Plain, &mut paths);
    }
    let columns = schema.columns().iter().zip(paths);
    columns.map(|(about, (path, role))| leaf(about, path, role)).collect()
}

/// Pairs of several maps in one row cannot be told apart by their column: they are lists of keys and of values.
fn leaf(about: &ColumnDescPtr, mut path: Vec<String>, role: Role) -> Leaf {
    let is_one_map = about.max_rep_level() == 1;
    let role = if is_one_map {
        role
    } else {
        path.extend(match role {
            Role::Plain => None,
            Role::Key => Some("key".to_owned()),
            Role::Value => Some("value".to_owned()),
        });
        Role::Plain
    };
    Leaf { path, about: about.clone(), role }
}

/// Dotted names for people and mappings; the two columns of a map are one.
pub(super) fn names(leaves: &[Leaf]) -> Vec<String> {
    leaves.iter().filter(|leaf| leaf.role != Role::Value).map(|leaf| leaf.path.join(".")).collect()
}

/// The depth is bounded before a schema is read.
fn collect(node: &Type, path: &mut Vec<String>, role: Role, paths: &mut Vec<(Vec<String>, Role)>) {
    path.push(node.name().to_owned());
    inside(node, path, role, paths);
    path.pop();
}

fn inside(node: &Type, path: &mut Vec<String>, role: Role, paths: &mut Vec<(Vec<String>, Role)>) {
    if node.is_primitive() {
        paths.push((path.clone(), role));
        return;
    }
    let fields = node.get_fields();
    if let ([repeated], true) = (fields, is(node, ConvertedType::LIST, &LogicalType::List)) {
        // Of the usual three levels both the repeated one and its element only wrap.
        let is_wrapper = !repeated.is_primitive() && repeated.get_fields().len() == 1;
        let element = if is_wrapper { repeated.get_fields().first() } else { None };
        return inside(element.unwrap_or(repeated), path, Role::Plain, paths);
    }
    let is_map = is(node, ConvertedType::MAP, &LogicalType::Map)
        || is(node, ConvertedType::MAP_KEY_VALUE, &LogicalType::Map);
    if let ([pairs], true) = (fields, is_map)
        && !pairs.is_primitive()
        && let [key, value] = pairs.get_fields()
        && [key, value].into_iter().all(|field| field.is_primitive() && !is_repeated(field))
    {
        paths.push((path.clone(), Role::Key));
        paths.push((path.clone(), Role::Value));
        return;
    }
    for field in fields {
        collect(field, path, Role::Plain, paths);
    }
}

fn is(node: &Type, converted: ConvertedType, logical: &LogicalType) -> bool {
    let about = node.get_basic_info();
    about.converted_type() == converted || about.logical_type_ref() == Some(logical)
}

fn is_repeated(node: &Type) -> bool {
    let about = node.get_basic_info();
    about.has_repetition() && about.repetition() == Repetition::REPEATED
}
