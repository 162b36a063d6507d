//! Names of projects, keys, users and service accounts.
//!
//! There is no list of all keys, only one per project, so the cursor carries the queue of lists still to read.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::PROVIDER;
use super::api::{Entry, ListPage};
use super::fetch::{general_refusal, request};
use super::normalize::not_a_page;
use crate::sources::exchange::{Refusal, is_plain_id, json_fault, next_cursor, unreadable};
use crate::sources::{
    DirectoryEntry, DirectoryKind, FetchError, NormalizeError, Normalized, Page, PageAsk, PageRef, Transport,
};

/// Where a list that may not be read, or is gone with its archived project, leaves no names.
const SKIPPED_BODY: &[u8] = br#"{"data":[],"has_more":false,"is_skipped":true}"#;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum List {
    Projects,
    Users,
    Keys(String),
    ServiceAccounts(String),
}

impl List {
    fn path(&self) -> String {
        match self {
            Self::Projects => "/organization/projects".to_owned(),
            Self::Users => "/organization/users".to_owned(),
            Self::Keys(project) => format!("/organization/projects/{project}/api_keys"),
            Self::ServiceAccounts(project) => format!("/organization/projects/{project}/service_accounts"),
        }
    }

    /// The list a stored page was read from; `None` when the address is none of these.
    fn of_address(request_url: &str) -> Option<Self> {
        let path = request_url.split('?').next().unwrap_or_default();
        let (_, below) = path.split_once("/organization/")?;
        let parts: Vec<&str> = below.split('/').collect();
        match parts.as_slice() {
            ["projects"] => Some(Self::Projects),
            ["users"] => Some(Self::Users),
            ["projects", project, "api_keys"] => Some(Self::Keys((*project).to_owned())),
            ["projects", project, "service_accounts"] => Some(Self::ServiceAccounts((*project).to_owned())),
            _ => None,
        }
    }

    /// A list without which the rest still makes sense.
    const fn may_be_skipped(&self) -> bool {
        !matches!(self, Self::Projects)
    }
}

/// What is left to list, the list being read first.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    queue: VecDeque<List>,
    after: Option<String>,
}

impl Cursor {
    fn read(text: Option<&str>) -> Result<Self, FetchError> {
        match text {
            None => Ok(Self { queue: VecDeque::from([List::Projects, List::Users]), after: None }),
            Some(text) => {
                serde_json::from_str(text).map_err(|_| FetchError::StaleCursor { provider: PROVIDER })
            }
        }
    }

    fn write(&self) -> Result<Option<String>, FetchError> {
        if self.queue.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(self).map(Some).map_err(|error| unreadable(PROVIDER, "a cursor", &error))
    }
}

/// Fetches one page of the list at the head of the queue.
pub(super) async fn fetch_page(ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
    let mut cursor = Cursor::read(ask.cursor)?;
    let Some(list) = cursor.queue.front().cloned() else {
        return Err(FetchError::StaleCursor { provider: PROVIDER });
    };
    let request = request(ask.access, &list.path(), query(&list, ask.ask.limit, cursor.after.as_deref()));
    let request_url = request.path_and_query();
    let response = transport.send(request).await?;
    if list.may_be_skipped() && matches!(response.status, 400 | 403 | 404) {
        cursor.queue.pop_front();
        cursor.after = None;
        return Ok(Page { body: SKIPPED_BODY.to_vec(), request_url, next: cursor.write()? });
    }
    if response.status != 200 {
        let refusal = Refusal::read(&response.body);
        return Err(general_refusal(&response, &refusal, ask.access, ask.now, "projects, keys and users"));
    }
    let page: ListPage = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(PROVIDER, "a list of entries", &error))?;
    if list == List::Projects {
        for project in page.data.iter().filter(|project| is_plain_id(&project.id)) {
            cursor.queue.push_back(List::Keys(project.id.clone()));
            cursor.queue.push_back(List::ServiceAccounts(project.id.clone()));
        }
    }
    let last = page.last_id.or_else(|| page.data.last().map(|entry| entry.id.clone()));
    cursor.after = next_cursor(PROVIDER, page.has_more, last, cursor.after.as_deref())?;
    if cursor.after.is_none() {
        cursor.queue.pop_front();
    }
    Ok(Page { body: response.body, request_url, next: cursor.write()? })
}

fn query(list: &List, limit: u32, after: Option<&str>) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut query = vec![pair("limit", &limit.to_string())];
    if *list == List::Projects {
        query.push(pair("include_archived", "true"));
    }
    if matches!(list, List::Keys(_)) {
        query.push(pair("owner_project_access", "any"));
    }
    query.extend(after.map(|after| pair("after", after)));
    query
}

/// Reads the lists of names.
pub(super) fn normalize(stream: &str, pages: &[PageRef<'_>]) -> Result<Normalized, NormalizeError> {
    let mut directory = Vec::new();
    for (page, page_ref) in pages.iter().enumerate() {
        let list = List::of_address(page_ref.request_url)
            .ok_or_else(|| not_a_page(stream, page, "its address is none of the lists".to_owned()))?;
        let names: ListPage = serde_json::from_slice(page_ref.body)
            .map_err(|error| not_a_page(stream, page, json_fault("a list of entries", &error)))?;
        directory.extend(names.data.into_iter().map(|entry| directory_entry(&list, entry)));
    }
    Ok(Normalized { directory, ..Normalized::default() })
}

fn directory_entry(list: &List, entry: Entry) -> DirectoryEntry {
    let mut attributes = BTreeMap::new();
    let mut keep = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            attributes.insert(name.to_owned(), value);
        }
    };
    keep("status", entry.status);
    keep("residency", entry.residency);
    keep("role", entry.role);
    keep("email", entry.email.clone());
    keep("owner_project_access", entry.owner_project_access);
    if let Some(owner) = entry.owner {
        keep("owner_type", owner.kind);
        if let Some(name) = owner.user.or(owner.service_account) {
            keep("owner", Some(name.id));
            keep("owner_name", name.name);
        }
    }
    let kind = match list {
        List::Projects => DirectoryKind::Project,
        List::Users => DirectoryKind::User,
        List::Keys(project) => {
            keep("project", Some(project.clone()));
            DirectoryKind::Credential
        }
        List::ServiceAccounts(project) => {
            keep("project", Some(project.clone()));
            keep("type", Some("service_account".to_owned()));
            DirectoryKind::User
        }
    };
    let name = entry.name.filter(|name| !name.is_empty()).or(entry.email);
    DirectoryEntry { kind, name: name.unwrap_or_else(|| entry.id.clone()), external_id: entry.id, attributes }
}
