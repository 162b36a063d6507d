//! Names of the organization, workspaces, keys, users and service accounts.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::PROVIDER;
use super::fetch::{refusal, request};
use super::lists::{Entry, ListPage, Organization};
use super::normalize::not_a_page;
use crate::sources::exchange::{is_plain_id, json_fault, next_cursor, unreadable};
use crate::sources::{
    DirectoryEntry, DirectoryKind, FetchError, HttpResponse, NormalizeError, Normalized, Page, PageAsk,
    PageRef, Transport,
};

/// Where a list that may not be read, or is gone with its workspace, leaves no names.
const SKIPPED_BODY: &[u8] = br#"{"data":[],"has_more":false,"is_skipped":true}"#;
const WHAT: &str = "workspaces, keys and users";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum List {
    Organization,
    Workspaces,
    Keys,
    Users,
    ServiceAccounts,
    WorkspaceServiceAccounts(String),
}

impl List {
    fn path(&self) -> String {
        match self {
            Self::Organization => "/v1/organizations/me".to_owned(),
            Self::Workspaces => "/v1/organizations/workspaces".to_owned(),
            Self::Keys => "/v1/organizations/api_keys".to_owned(),
            Self::Users => "/v1/organizations/users".to_owned(),
            Self::ServiceAccounts => "/v1/organizations/service_accounts".to_owned(),
            Self::WorkspaceServiceAccounts(workspace) => {
                format!("/v1/organizations/workspaces/{workspace}/service_accounts")
            }
        }
    }

    /// The list a stored page was read from; `None` when the address is none of these.
    fn of_address(request_url: &str) -> Option<Self> {
        let path = request_url.split('?').next().unwrap_or_default();
        let (_, below) = path.split_once("/organizations/")?;
        let parts: Vec<&str> = below.split('/').collect();
        match parts.as_slice() {
            ["me"] => Some(Self::Organization),
            ["workspaces"] => Some(Self::Workspaces),
            ["api_keys"] => Some(Self::Keys),
            ["users"] => Some(Self::Users),
            ["service_accounts"] => Some(Self::ServiceAccounts),
            ["workspaces", workspace, "service_accounts"] => {
                Some(Self::WorkspaceServiceAccounts((*workspace).to_owned()))
            }
            _ => None,
        }
    }

    const fn is_paged_by_id(&self) -> bool {
        matches!(self, Self::Workspaces | Self::Keys | Self::Users)
    }
}

/// What is left to list, the list being read first.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    queue: VecDeque<List>,
    after: Option<String>,
    /// Workspaces seen, for organizations that list service accounts only per workspace.
    workspaces: Vec<String>,
}

impl Cursor {
    fn read(text: Option<&str>) -> Result<Self, FetchError> {
        let Some(text) = text else {
            let queue = VecDeque::from([
                List::Organization,
                List::Workspaces,
                List::Keys,
                List::Users,
                List::ServiceAccounts,
            ]);
            return Ok(Self { queue, after: None, workspaces: Vec::new() });
        };
        serde_json::from_str(text).map_err(|_| FetchError::StaleCursor { provider: PROVIDER })
    }

    fn write(&self) -> Result<Option<String>, FetchError> {
        if self.queue.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(self).map(Some).map_err(|error| unreadable(PROVIDER, "a cursor", &error))
    }

    fn finish_list(&mut self) {
        self.queue.pop_front();
        self.after = None;
    }
}

/// Fetches one page of the list at the head of the queue. Of the lists only the workspaces are indispensable.
pub(super) async fn fetch_page(ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
    let mut cursor = Cursor::read(ask.cursor)?;
    let Some(list) = cursor.queue.front().cloned() else {
        return Err(FetchError::StaleCursor { provider: PROVIDER });
    };
    let query = query(&list, ask.ask.limit, cursor.after.as_deref());
    let request = request(ask.access, &list.path(), query, false);
    let request_url = request.path_and_query();
    let response = transport.send(request).await?;
    if list != List::Workspaces && matches!(response.status, 400 | 403 | 404) {
        if list == List::ServiceAccounts && response.status == 404 {
            let workspaces = std::mem::take(&mut cursor.workspaces);
            cursor.queue.extend(workspaces.into_iter().map(List::WorkspaceServiceAccounts));
        }
        cursor.finish_list();
        return Ok(Page { body: SKIPPED_BODY.to_vec(), request_url, next: cursor.write()? });
    }
    if response.status != 200 {
        return Err(refusal(&response, ask.now, WHAT, cursor.after.is_some()));
    }
    advance(&mut cursor, &list, &response)?;
    Ok(Page { body: response.body, request_url, next: cursor.write()? })
}

fn advance(cursor: &mut Cursor, list: &List, response: &HttpResponse) -> Result<(), FetchError> {
    if *list == List::Organization {
        serde_json::from_slice::<Organization>(&response.body)
            .map_err(|error| unreadable(PROVIDER, "an organization", &error))?;
        cursor.finish_list();
        return Ok(());
    }
    let page: ListPage = serde_json::from_slice(&response.body)
        .map_err(|error| unreadable(PROVIDER, "a list of entries", &error))?;
    if *list == List::Workspaces {
        let ids = page.data.iter().map(|entry| entry.id.clone());
        cursor.workspaces.extend(ids.filter(|id| is_plain_id(id)));
    }
    // Lists by id name their last entry on the final page too, and lists by page may leave `has_more` out.
    cursor.after = if list.is_paged_by_id() {
        let last = page.last_id.or_else(|| page.data.last().map(|entry| entry.id.clone()));
        next_cursor(PROVIDER, page.has_more, last, cursor.after.as_deref())?
    } else {
        next_cursor(
            PROVIDER,
            page.has_more || page.next_page.is_some(),
            page.next_page,
            cursor.after.as_deref(),
        )?
    };
    if cursor.after.is_none() {
        cursor.finish_list();
    }
    Ok(())
}

fn query(list: &List, limit: u32, after: Option<&str>) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    if *list == List::Organization {
        return Vec::new();
    }
    let mut query = vec![pair("limit", &limit.to_string())];
    if *list == List::Workspaces {
        query.push(pair("include_archived", "true"));
        query.push(pair("include_default", "true"));
    }
    let place = if list.is_paged_by_id() { "after_id" } else { "page" };
    query.extend(after.map(|after| pair(place, after)));
    query
}

/// Reads the lists of names.
pub(super) fn normalize(stream: &str, pages: &[PageRef<'_>]) -> Result<Normalized, NormalizeError> {
    let mut directory = Vec::new();
    for (page, page_ref) in pages.iter().enumerate() {
        let list = List::of_address(page_ref.request_url)
            .ok_or_else(|| not_a_page(stream, page, "its address is none of the lists".to_owned()))?;
        if list == List::Organization && page_ref.body != SKIPPED_BODY {
            let told: Organization = serde_json::from_slice(page_ref.body)
                .map_err(|error| not_a_page(stream, page, json_fault("an organization", &error)))?;
            directory.push(DirectoryEntry {
                kind: DirectoryKind::Account,
                name: told.name.unwrap_or_else(|| told.id.clone()),
                external_id: told.id,
                attributes: BTreeMap::new(),
            });
            continue;
        }
        let names: ListPage = serde_json::from_slice(page_ref.body)
            .map_err(|error| not_a_page(stream, page, json_fault("a list of entries", &error)))?;
        for entry in names.data {
            directory.extend(default_workspace(&list, &entry));
            directory.push(directory_entry(&list, entry));
        }
    }
    Ok(Normalized { directory, ..Normalized::default() })
}

/// The default workspace once more under the empty id: the older reports tell no id for it.
fn default_workspace(list: &List, entry: &Entry) -> Option<DirectoryEntry> {
    let by_name = || entry.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("default"));
    if *list != List::Workspaces || !entry.is_default.unwrap_or_else(by_name) {
        return None;
    }
    Some(DirectoryEntry {
        kind: DirectoryKind::Project,
        external_id: String::new(),
        name: entry.name.clone().unwrap_or_else(|| "Default".to_owned()),
        attributes: BTreeMap::from([("same_as".to_owned(), entry.id.clone())]),
    })
}

fn directory_entry(list: &List, entry: Entry) -> DirectoryEntry {
    let mut attributes = BTreeMap::new();
    let mut keep = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            attributes.insert(name.to_owned(), value);
        }
    };
    let archived = entry.archived_at.map(|_| "archived".to_owned());
    keep("status", entry.status.or(archived));
    keep("role", entry.role);
    keep("email", entry.email.clone());
    for (tag, value) in entry.tags.unwrap_or_default() {
        keep(&format!("tag.{tag}"), Some(value));
    }
    if let Some(residency) = entry.data_residency {
        keep("inference_geo", residency.default_inference_geo);
        keep("workspace_geo", residency.workspace_geo);
    }
    let scope = entry.scope.map(|scope| (scope.kind, scope.workspace_id)).unwrap_or_default();
    keep("scope", scope.0);
    keep("project", scope.1.or(entry.workspace_id));
    keep("owner", entry.created_by.and_then(|maker| maker.id));
    let kind = match list {
        List::Keys => DirectoryKind::Credential,
        List::Organization => DirectoryKind::Account,
        List::Workspaces => {
            keep("is_default", entry.is_default.filter(|is_default| *is_default).map(|_| "yes".to_owned()));
            DirectoryKind::Project
        }
        List::Users => DirectoryKind::User,
        List::ServiceAccounts | List::WorkspaceServiceAccounts(_) => {
            keep("type", Some("service_account".to_owned()));
            DirectoryKind::User
        }
    };
    let name = entry.name.filter(|name| !name.is_empty()).or(entry.email);
    DirectoryEntry { kind, name: name.unwrap_or_else(|| entry.id.clone()), external_id: entry.id, attributes }
}
