//! One change of a text of rules. Nothing is saved: the answer is the text, to be looked at.

use crate::app::App;
use crate::app::model::{RuleEditKind, RuleEditRequest, RuleFindingView, RulesTextView};
use crate::attribution::{RuleEdit, Tables, edit_rules, parse_rules, write_tables};
use crate::kernel::{Problem, ProblemCode};

use super::rule_views::finding_view;

/// One change of a text of rules; nothing is saved.
pub fn rule_edit(app: &App, request: RuleEditRequest) -> Result<RulesTextView, Problem> {
    let state = app
        .workspace()?
        .store
        .read::<_, Problem>(|reader| Ok(app.workspace()?.attribution.current(reader)?))?;
    let dimensions = state.registry.names();
    let parsed = parse_rules(&request.text, &dimensions).unwrap_or_default();
    let id = || named(request.id.as_ref());
    let rule = || one_rule(&request, &parsed.tables, &dimensions);
    let edit = match request.kind {
        RuleEditKind::Add => {
            let (rule, note) = rule()?;
            RuleEdit::Add { rule, note, before: request.before.clone() }
        }
        RuleEditKind::Replace => {
            let (rule, note) = rule()?;
            RuleEdit::Replace { id: id()?, rule, note }
        }
        RuleEditKind::Remove => RuleEdit::Remove { id: id()? },
        RuleEditKind::Move => RuleEdit::Move { id: id()?, before: request.before.clone() },
    };
    let text = edit_rules(&request.text, edit, &dimensions)
        .map_err(|error| Problem::new(ProblemCode::BadRequest, error.to_string()).about("text"))?;
    Ok(RulesTextView { text })
}

fn named(id: Option<&String>) -> Result<String, Problem> {
    id.cloned().ok_or_else(|| {
        Problem::new(ProblemCode::BadRequest, "no rule is named").hint("choose a rule").about("id")
    })
}

/// The rule that a text of one rule says, with its note. It can name the tables of the whole text.
fn one_rule(
    request: &RuleEditRequest,
    tables: &Tables,
    dimensions: &std::collections::BTreeSet<String>,
) -> Result<(crate::attribution::Rule, Option<String>), Problem> {
    let text = request.rule.as_deref().unwrap_or_default();
    let whole = format!("{}\n\n{}", text.trim_end(), write_tables(tables));
    let refused = |message: String, hint: String| {
        Problem::new(ProblemCode::BadRequest, message).hint(hint).about("rule")
    };
    let mut parsed = parse_rules(&whole, dimensions).map_err(|findings| {
        let first = findings.iter().map(finding_view).next();
        let place = |finding: &RuleFindingView| {
            finding.line.map_or_else(String::new, |line| format!("line {line}: "))
        };
        first.map_or_else(
            || refused("the rule cannot be read".to_owned(), String::new()),
            |finding| refused(format!("{}{}", place(&finding), finding.what), finding.remedy.clone()),
        )
    })?;
    if parsed.rules.len() != 1 {
        let message = format!("the text has {} rules", parsed.rules.len());
        return Err(refused(message, "write exactly one [[rule]]".to_owned()));
    }
    let rule = parsed.rules.remove(0);
    let note = parsed.notes.remove(&rule.id);
    Ok((rule, note))
}
