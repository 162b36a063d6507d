use super::*;

#[tokio::test]
async fn the_directory_follows_both_styles_of_paging_and_skips_what_is_gone() {
    let list = |ids: &[&str], more: serde_json::Value| {
        let data: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id, "name": id})).collect();
        let mut body = serde_json::json!({"data": data, "last_id": ids.last(), "has_more": false});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answer(200, &body.to_string())
    };
    let none = serde_json::json!({});
    let script = Scripted::of(vec![
        me(),
        list(&["wrkspc_a"], serde_json::json!({"has_more": true})),
        list(&["wrkspc_b"], none.clone()),
        list(&["apikey_a"], none.clone()),
        no_scope(),
        answer(404, "gone"),
        list(&["svac_a"], serde_json::json!({"next_page": "page_two"})),
        list(&["svac_b"], serde_json::json!({"next_page": null})),
        answer(404, "gone"),
    ]);
    let access = access(KEY);
    let ask = Anthropic.ask(DIRECTORY, &Capabilities::default());
    let (mut cursor, mut pages) = (None::<String>, Vec::new());
    for _ in 0..20 {
        let page_ask =
            page_ask(&access, DIRECTORY, days("2026-11-22", "2026-11-23"), &ask, cursor.as_deref());
        let page = Anthropic.fetch_page(&page_ask, &script).await.unwrap();
        cursor.clone_from(&page.next);
        pages.push(page);
        if cursor.is_none() {
            break;
        }
    }
    let below: Vec<String> =
        script.asked().iter().map(|asked| asked.replace("/v1/v1/organizations/", "")).collect();
    assert_eq!(
        below,
        [
            "me?",
            "workspaces?limit=1000&include_archived=true&include_default=true",
            "workspaces?limit=1000&include_archived=true&include_default=true&after_id=wrkspc_a",
            "api_keys?limit=1000",
            "users?limit=1000",
            "service_accounts?limit=1000",
            "workspaces/wrkspc_a/service_accounts?limit=1000",
            "workspaces/wrkspc_a/service_accounts?limit=1000&page=page_two",
            "workspaces/wrkspc_b/service_accounts?limit=1000",
        ]
    );
    let refs: Vec<PageRef<'_>> = pages
        .iter()
        .map(|page| PageRef { body: &page.body, ask: &ask, request_url: &page.request_url })
        .collect();
    let names = Anthropic.normalize(DIRECTORY, days("2026-11-22", "2026-11-23"), &refs).unwrap().directory;
    let ids: Vec<&str> = names.iter().map(|entry| entry.external_id.as_str()).collect();
    assert_eq!(ids, ["org_Hazel", "wrkspc_a", "wrkspc_b", "apikey_a", "svac_a", "svac_b"]);
}
