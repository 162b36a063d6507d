//! The lists that give names to identifiers: projects, keys, people, service accounts.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::cell::Provider;
use crate::company::{Key, Org, Owner, Person, Project, midnight};
use crate::http::{Answer, Call};
use crate::openai::Refusal;
use crate::openai::params::{integer, within};
use crate::server::Site;

/// Answers a list below `organization/`; `None` when there is no such path.
pub(crate) fn answer(site: &Site<'_>, call: &Call, path: &str) -> Option<Result<Answer, Refusal>> {
    let org = site.world.company.org(Provider::OpenAi);
    let parts: Vec<&str> = path.split('/').collect();
    Some(match parts.as_slice() {
        ["projects"] => list(site, call, &["include_archived"], projects(site, call, org)),
        ["users"] => list(site, call, &["emails", "emails[]"], users(org, "organization.user")),
        ["admin_api_keys"] => list(site, call, &["order"], admin_keys(org)),
        ["projects", id] => project(site, org, id).map(|project| Answer::json(&project_json(site, project))),
        ["projects", id, "api_keys"] => project(site, org, id)
            .and_then(|project| list(site, call, &["owner_project_access"], keys(site, org, project))),
        ["projects", id, "service_accounts"] => {
            project(site, org, id).and_then(|project| list(site, call, &[], service_accounts(org, project)))
        }
        ["projects", id, "users"] => project(site, org, id)
            .and_then(|_| list(site, call, &[], users(org, "organization.project.user"))),
        _ => return None,
    })
}

fn project<'a>(site: &Site<'_>, org: &'a Org, id: &str) -> Result<&'a Project, Refusal> {
    let today = site.now.date_naive();
    org.projects.iter().find(|project| project.id == id && project.created <= today).ok_or_else(|| Refusal {
        status: 404,
        message: format!("No project found with id '{id}'."),
        param: None,
        code: None,
    })
}

fn list(site: &Site<'_>, call: &Call, extra: &[&str], rows: Vec<Value>) -> Result<Answer, Refusal> {
    for name in call.params.names() {
        if !["after", "limit"].contains(&name) && !extra.contains(&name) {
            let message = format!("Unknown parameter: '{name}'.");
            return Err(Refusal::bad(name, message, Some("unknown_parameter")));
        }
    }
    let limit = within(integer(&call.params, "limit")?.unwrap_or(20), 100)?;
    let limit = limit.min(site.options.page_cap.unwrap_or(usize::MAX));
    let id = |row: &Value| row.get("id").and_then(Value::as_str).map(str::to_owned);
    let start = match call.params.one("after") {
        None => 0,
        Some(after) => match rows.iter().position(|row| id(row).as_deref() == Some(after)) {
            Some(at) => at + 1,
            None => {
                let message = format!("Invalid 'after': no object with id '{after}'.");
                return Err(Refusal::bad("after", message, Some("invalid_value")));
            }
        },
    };
    let has_more = rows.len() > start + limit;
    let page: Vec<Value> = rows.into_iter().skip(start).take(limit).collect();
    let (first, last) = (page.first().and_then(id), page.last().and_then(id));
    Ok(Answer::json(&json!({
        "object": "list", "data": page, "first_id": first, "last_id": last, "has_more": has_more,
    })))
}

fn unix(day: NaiveDate) -> i64 {
    midnight(day).timestamp() + 34_200
}

fn projects(site: &Site<'_>, call: &Call, org: &Org) -> Vec<Value> {
    let today = site.now.date_naive();
    let archived_too = call.params.one("include_archived") == Some("true");
    org.projects
        .iter()
        .filter(|project| project.created <= today)
        .filter(|project| archived_too || project.archived.is_none_or(|day| today < day))
        .map(|project| project_json(site, project))
        .collect()
}

fn project_json(site: &Site<'_>, project: &Project) -> Value {
    let today = site.now.date_naive();
    let archived = project.archived.filter(|day| *day <= today);
    json!({
        "object": "organization.project",
        "id": project.id,
        "name": project.name_on(today),
        "created_at": unix(project.created),
        "archived_at": archived.map(unix),
        "status": if archived.is_some() { "archived" } else { "active" },
        "external_key_id": null,
        "residency": if project.slug == "insights" { "EU_STORAGE_PROCESSING" } else { "GLOBAL" },
    })
}

fn keys(site: &Site<'_>, org: &Org, project: &Project) -> Vec<Value> {
    org.keys
        .iter()
        .filter(|key| org.projects.get(key.project).is_some_and(|owner| owner.id == project.id))
        .filter(|key| key.listed_at(site.now))
        .map(|key| key_json(site, org, key))
        .collect()
}

fn key_json(site: &Site<'_>, org: &Org, key: &Key) -> Value {
    let owner = match key.owner {
        Owner::Person(at) => org.people.get(at).map(|person| {
            json!({"type": "user", "user": person_json(person, "organization.project.user", key.created)})
        }),
        Owner::Service(at) => org.service_accounts.get(at).map(|account| {
            json!({"type": "service_account", "service_account": {
                "object": "organization.project.service_account",
                "id": account.id, "name": account.name, "role": "member", "created_at": unix(key.created),
            }})
        }),
    };
    json!({
        "object": "organization.project.api_key",
        "id": key.id,
        "name": key.name,
        "redacted_value": format!("sk-proj-********{}", key.hint),
        "created_at": unix(key.created),
        "last_used_at": site.now.timestamp() - 900,
        "expires_at": null,
        "owner_project_access": "active",
        "owner": owner,
    })
}

fn person_json(person: &Person, object: &str, added: NaiveDate) -> Value {
    json!({
        "object": object, "id": person.id, "name": person.name, "email": person.email,
        "role": person.role, "added_at": unix(added), "created_at": unix(added),
    })
}

fn users(org: &Org, object: &str) -> Vec<Value> {
    let added = org.projects.first().map(|project| project.created).unwrap_or_default();
    org.people.iter().map(|person| person_json(person, object, added)).collect()
}

fn service_accounts(org: &Org, project: &Project) -> Vec<Value> {
    org.service_accounts
        .iter()
        .filter(|account| org.projects.get(account.project).is_some_and(|owner| owner.id == project.id))
        .map(|account| {
            json!({
                "object": "organization.project.service_account", "id": account.id, "name": account.name,
                "role": "member", "created_at": unix(project.created),
            })
        })
        .collect()
}

fn admin_keys(org: &Org) -> Vec<Value> {
    let owner = org.people.first();
    let created = org.projects.first().map(|project| project.created).unwrap_or_default();
    vec![json!({
        "object": "organization.admin_api_key",
        "id": "key_simulatedAdmin01",
        "name": "Showback",
        "redacted_value": "sk-admin-********ted1",
        "created_at": unix(created),
        "last_used_at": null,
        "expires_at": null,
        "owner": {
            "type": "user", "object": "organization.user", "role": "owner", "created_at": unix(created),
            "id": owner.map(|person| person.id.clone()), "name": owner.map(|person| person.name),
        },
    })]
}
