//! Who is who: projects, workspaces, keys and people of the invented company.

use crate::cell::Provider;
use crate::company::{CompanyOptions, Key, Org, Owner, Person, ProjectPlan, ServiceAccount, day};
use crate::rng::{Rng, fingerprint};

const COMPANY: &str = "Larkfield Parcel (simulated)";
const DOMAIN: &str = "larkfield-parcel.example";

const fn project(slug: &'static str, name: &'static str, created: &'static str) -> ProjectPlan {
    ProjectPlan { slug, name, created, archived: None, renamed: None, is_default: false }
}

const OPENAI_PROJECTS: &[ProjectPlan] = &[
    ProjectPlan { is_default: true, ..project("default", "Default project", "2024-11-04") },
    project("support", "Support assistant", "2024-11-18"),
    project("search", "Search", "2025-01-13"),
    project("research", "Research", "2025-02-03"),
    project("platform", "Platform", "2025-02-10"),
    project("growth", "Growth", "2025-05-06"),
    ProjectPlan {
        renamed: Some(("2026-06-01", "Insights")),
        ..project("insights", "Data science", "2025-06-16")
    },
    ProjectPlan { archived: Some("2026-04-20"), ..project("hackathon", "Hackathon 2026", "2026-02-02") },
];

const ANTHROPIC_PROJECTS: &[ProjectPlan] = &[
    ProjectPlan { is_default: true, ..project("default", "Default", "2024-12-02") },
    project("support", "Support automation", "2025-01-20"),
    project("research", "Research lab", "2025-02-03"),
    project("platform", "Platform engineering", "2025-03-10"),
    ProjectPlan {
        renamed: Some(("2026-08-03", "Growth and marketing")),
        ..project("growth", "Growth studio", "2025-06-02")
    },
    project("claude-code", "Claude Code", "2025-07-07"),
    ProjectPlan { archived: Some("2026-03-31"), ..project("pilot", "Document pilot", "2025-08-18") },
];

/// Name, project, owner (a person's first name or `service`), created, deleted.
type KeyPlan = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

const OPENAI_KEYS: &[KeyPlan] = &[
    ("playground", "default", "Ines", "2024-11-04", None),
    ("support-bot", "support", "service", "2024-11-18", None),
    ("support-eval", "support", "Tomas", "2025-03-03", None),
    ("support-voice", "support", "service", "2025-09-15", None),
    ("search-ranking", "search", "service", "2025-01-13", None),
    ("search-embeddings", "search", "service", "2025-01-14", None),
    ("search-legacy", "search", "service", "2025-01-20", Some("2026-06-15")),
    ("research-lena", "research", "Lena", "2025-02-03", None),
    ("research-omar", "research", "Omar", "2025-02-05", None),
    ("research-batch", "research", "service", "2025-04-07", None),
    ("platform-gateway", "platform", "service", "2025-02-10", None),
    ("platform-ci", "platform", "service", "2025-02-11", None),
    ("growth-copy", "growth", "Aiko", "2025-05-06", None),
    ("growth-campaigns", "growth", "service", "2025-05-07", None),
    ("insights-notebooks", "insights", "Ruben", "2025-06-16", None),
    ("insights-reports", "insights", "service", "2025-06-17", None),
    ("hackathon-demo", "hackathon", "Ruben", "2026-02-02", Some("2026-04-20")),
    ("hackathon-team", "hackathon", "Aiko", "2026-02-02", None),
];

const ANTHROPIC_KEYS: &[KeyPlan] = &[
    ("shared-scripts", "default", "Ines", "2024-12-02", None),
    ("ops-assistant", "default", "service", "2025-02-17", None),
    ("support-triage", "support", "service", "2025-01-20", None),
    ("support-replies", "support", "service", "2025-01-21", None),
    ("support-replies-old", "support", "service", "2025-01-21", Some("2026-05-11")),
    ("lab-agents", "research", "service", "2025-02-03", None),
    ("lab-lena", "research", "Lena", "2025-02-03", None),
    ("lab-batch", "research", "service", "2025-05-12", None),
    ("platform-review", "platform", "service", "2025-03-10", None),
    ("platform-gateway", "platform", "service", "2025-03-12", None),
    ("growth-writer", "growth", "Aiko", "2025-06-02", None),
    ("growth-localise", "growth", "service", "2025-06-09", None),
    ("claude_code_key_tomas", "claude-code", "Tomas", "2025-07-07", None),
    ("claude_code_key_omar", "claude-code", "Omar", "2025-07-08", None),
    ("claude_code_key_mei", "claude-code", "Mei", "2025-10-13", None),
    ("pilot-extract", "pilot", "service", "2025-08-18", Some("2026-03-31")),
];

/// Name, role at OpenAI, role at Anthropic, deleted.
const PEOPLE: &[(&str, &str, &str, bool)] = &[
    ("Ines Almada", "owner", "admin", false),
    ("Tomas Brandt", "reader", "developer", false),
    ("Lena Osei", "reader", "developer", false),
    ("Omar Haddad", "reader", "developer", true),
    ("Aiko Morita", "reader", "user", false),
    ("Ruben Castel", "reader", "user", false),
    ("Mei Lindqvist", "reader", "claude_code_user", false),
    ("Paulo Ferrante", "owner", "billing", false),
];

/// Builds the organisation of a provider.
pub(crate) fn build(provider: Provider, options: &CompanyOptions) -> Org {
    let openai = provider == Provider::OpenAi;
    let (projects, keys) =
        if openai { (OPENAI_PROJECTS, OPENAI_KEYS) } else { (ANTHROPIC_PROJECTS, ANTHROPIC_KEYS) };
    let id = |kind: &str, name: &str| draw_id(openai, kind, name, options.seed);
    let people: Vec<Person> = PEOPLE
        .iter()
        .map(|(name, openai_role, anthropic_role, deleted)| Person {
            id: id("user", name),
            name,
            email: format!("{}@{DOMAIN}", name.to_lowercase().replace(' ', ".")),
            role: if openai { openai_role } else { anthropic_role },
            deleted: *deleted && !openai,
        })
        .collect();
    let projects: Vec<_> = projects
        .iter()
        .filter(|plan| openai || options.default_workspace || !plan.is_default)
        .map(|plan| plan.settle(id("project", plan.slug)))
        .collect();
    let mut service_accounts = Vec::new();
    let mut settled = Vec::new();
    for (name, slug, owner, created, deleted) in keys {
        let Some(at) = projects.iter().position(|project| project.slug == *slug) else { continue };
        let owner = match people.iter().position(|person| person.name.starts_with(owner)) {
            Some(person) => Owner::Person(person),
            None => {
                service_accounts.push(ServiceAccount { id: id("service", name), name, project: at });
                Owner::Service(service_accounts.len() - 1)
            }
        };
        settled.push(Key {
            id: id("key", name),
            name,
            project: at,
            owner,
            created: day(created),
            deleted: deleted.map(day),
            hint: Rng::of(&[options.seed, fingerprint(name)]).token(4),
        });
    }
    Org { id: id("org", COMPANY), name: COMPANY, projects, keys: settled, people, service_accounts }
}

fn draw_id(openai: bool, kind: &str, name: &str, seed: u64) -> String {
    let mut rng = Rng::of(&[seed, u64::from(openai), fingerprint(kind), fingerprint(name)]);
    match (openai, kind) {
        (true, "project") => format!("proj_{}", rng.token(24)),
        (true, "key") => format!("key_{}", rng.token(16)),
        (true, "user") => format!("user-{}", rng.token(24)),
        (true, "service") => format!("svc_acct_{}", rng.token(20)),
        (true, _) => format!("org-{}", rng.token(24)),
        (false, "project") => format!("wrkspc_01{}", rng.token(22)),
        (false, "key") => format!("apikey_01{}", rng.token(22)),
        (false, "user") => format!("user_01{}", rng.token(22)),
        (false, "service") => format!("svac_01{}", rng.token(22)),
        (false, _) => {
            let mut part = |digits: usize| {
                let text = format!("{:016x}", rng.next());
                text.get(..digits).unwrap_or_default().to_owned()
            };
            format!("{}-{}-4{}-8{}-{}", part(8), part(4), part(3), part(3), part(12))
        }
    }
}
