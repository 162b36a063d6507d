//! The lists that give names to identifiers: organisation, workspaces, keys, people, service accounts.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::anthropic::Refusal;
use crate::anthropic::params::{self, rfc3339};
use crate::cell::Provider;
use crate::company::{Key, Org, Owner, Project, ServiceAccount, midnight};
use crate::http::{Answer, Call};
use crate::server::Site;

/// Answers a list below `/v1/organizations/`; `None` when there is no such path.
pub(crate) fn answer(site: &Site<'_>, call: &Call, path: &str) -> Option<Result<Answer, Refusal>> {
    let org = site.world.company.org(Provider::Anthropic);
    if let Some(id) = path.strip_prefix("workspaces/").and_then(|rest| rest.strip_suffix("/service_accounts"))
    {
        return Some(workspace_service_accounts(site, call, org, id));
    }
    Some(match path {
        "me" => params::refuse_unknown(&call.params, &[], &[])
            .map(|()| Answer::json(&json!({"id": org.id, "type": "organization", "name": org.name}))),
        "workspaces" => {
            list(site, call, &["include_archived", "include_default"], workspaces(site, call, org))
        }
        "api_keys" => {
            list(site, call, &["status", "workspace_id", "created_by_user_id"], keys(site, call, org))
        }
        "users" => list(site, call, &["email"], users(call, org)),
        "invites" => list(site, call, &[], Vec::new()),
        "service_accounts" => service_accounts(site, call, org),
        _ => return None,
    })
}

fn list(site: &Site<'_>, call: &Call, extra: &[&str], rows: Vec<Value>) -> Result<Answer, Refusal> {
    let mut single = vec!["after_id", "before_id", "limit"];
    single.extend(extra);
    params::refuse_unknown(&call.params, &single, &[])?;
    let limit = params::limit(site, &call.params, 20, 1000)?;
    let id = |row: &Value| row.get("id").and_then(Value::as_str).map(str::to_owned);
    let position = |wanted: &str| {
        rows.iter()
            .position(|row| id(row).as_deref() == Some(wanted))
            .ok_or_else(|| Refusal::bad("after_id: Invalid cursor"))
    };
    let (start, end) = match (call.params.one("after_id"), call.params.one("before_id")) {
        (Some(_), Some(_)) => {
            return Err(Refusal::bad("Only one of after_id and before_id may be specified"));
        }
        (Some(after), None) => {
            let start = position(after)? + 1;
            (start, (start + limit).min(rows.len()))
        }
        (None, Some(before)) => {
            let end = position(before)?;
            (end.saturating_sub(limit), end)
        }
        (None, None) => (0, limit.min(rows.len())),
    };
    let has_more = if call.params.one("before_id").is_some() { start > 0 } else { end < rows.len() };
    let page: Vec<Value> = rows.into_iter().take(end).skip(start).collect();
    let (first, last) = (page.first().and_then(id), page.last().and_then(id));
    Ok(Answer::json(&json!({"data": page, "has_more": has_more, "first_id": first, "last_id": last})))
}

fn stamp(day: NaiveDate) -> String {
    rfc3339(midnight(day) + chrono::Duration::seconds(34_200))
}

fn flag(call: &Call, name: &str) -> bool {
    call.params.one(name) == Some("true")
}

fn workspaces(site: &Site<'_>, call: &Call, org: &Org) -> Vec<Value> {
    let today = site.now.date_naive();
    org.projects
        .iter()
        .filter(|workspace| workspace.created <= today)
        .filter(|workspace| flag(call, "include_default") || !workspace.is_default)
        .filter(|workspace| {
            flag(call, "include_archived") || workspace.archived.is_none_or(|day| today < day)
        })
        .map(|workspace| workspace_json(workspace, today))
        .collect()
}

fn workspace_json(workspace: &Project, today: NaiveDate) -> Value {
    let archived = workspace.archived.filter(|day| *day <= today);
    json!({
        "id": workspace.id,
        "type": "workspace",
        "name": workspace.name_on(today),
        "created_at": stamp(workspace.created),
        "archived_at": archived.map(stamp),
        "display_color": "#6C5BB9",
        "tags": {"cost_center": format!("cc-{}", workspace.slug)},
        "data_residency": {
            "workspace_geo": "us", "default_inference_geo": "global", "allowed_inference_geos": "unrestricted",
        },
    })
}

fn keys(site: &Site<'_>, call: &Call, org: &Org) -> Vec<Value> {
    org.keys
        .iter()
        .filter(|key| key.listed_at(site.now))
        .map(|key| key_json(site, org, key))
        .filter(|row| {
            ["status", "workspace_id"].iter().all(|name| {
                call.params
                    .one(name)
                    .is_none_or(|wanted| row.get(*name).and_then(Value::as_str) == Some(wanted))
            })
        })
        .collect()
}

fn key_json(site: &Site<'_>, org: &Org, key: &Key) -> Value {
    let workspace = org.projects.get(key.project).filter(|workspace| !workspace.is_default);
    let workspace = workspace.map(|workspace| workspace.id.as_str());
    let archived = org.projects.get(key.project).and_then(|workspace| workspace.archived);
    let active = archived.is_none_or(|day| site.now.date_naive() < day);
    let principal = match key.owner {
        Owner::Person(at) => org.people.get(at).map(|person| json!({"type": "user", "id": person.id})),
        Owner::Service(at) => {
            org.service_accounts.get(at).map(|account| json!({"type": "service_account", "id": account.id}))
        }
    };
    json!({
        "id": key.id,
        "type": "api_key",
        "name": key.name,
        "status": if active { "active" } else { "archived" },
        "created_at": stamp(key.created),
        "expires_at": null,
        "partial_key_hint": format!("sk-ant-api03-R2D...{}", key.hint),
        "workspace_id": workspace,
        "scope": {"type": "workspace", "workspace_id": workspace},
        "principal": principal,
        "created_by": {"type": "user", "id": org.people.first().map(|person| person.id.as_str())},
    })
}

fn users(call: &Call, org: &Org) -> Vec<Value> {
    org.people
        .iter()
        .filter(|person| !person.deleted)
        .filter(|person| call.params.one("email").is_none_or(|email| person.email == email))
        .map(|person| {
            json!({
                "id": person.id, "type": "user", "email": person.email, "name": person.name, "role": person.role,
                "added_at": stamp(org.projects.first().map(|first| first.created).unwrap_or_default()),
            })
        })
        .collect()
}

fn service_accounts(site: &Site<'_>, call: &Call, org: &Org) -> Result<Answer, Refusal> {
    let rows = org.service_accounts.iter().map(account_json).collect();
    pages(site, call, rows)
}

fn account_json(account: &ServiceAccount) -> Value {
    json!({"id": account.id, "type": "service_account", "name": account.name})
}

/// The older list: gone for archived workspaces.
fn workspace_service_accounts(site: &Site<'_>, call: &Call, org: &Org, id: &str) -> Result<Answer, Refusal> {
    let today = site.now.date_naive();
    let at = org
        .projects
        .iter()
        .position(|workspace| workspace.id == id && workspace.archived.is_none_or(|day| today < day))
        .ok_or_else(|| Refusal::missing("Workspace not found"))?;
    let of_workspace = org.service_accounts.iter().filter(|account| account.project == at);
    pages(site, call, of_workspace.map(account_json).collect())
}

/// A list that pages like a report.
fn pages(site: &Site<'_>, call: &Call, rows: Vec<Value>) -> Result<Answer, Refusal> {
    params::refuse_unknown(&call.params, &["limit", "page"], &[])?;
    let limit = params::limit(site, &call.params, 20, 1000)?;
    let offset = params::offset(call, site.now, false)?;
    let has_more = rows.len() > offset + limit;
    let page: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
    let next = has_more.then(|| params::next_page(call, offset + limit, site.now));
    Ok(Answer::json(&json!({"data": page, "has_more": has_more, "next_page": next})))
}
