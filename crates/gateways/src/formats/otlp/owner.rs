//! Whose a call is: seller, team, environment, key.

use super::facts::Facts;
use super::keys::Field;
use crate::record::Dimensions;
use crate::sellers;

/// Hosts that only one seller answers under: the end of the host and the seller's channel.
const HOSTS: &[(&str, &str)] = &[
    ("openai.azure.com", "azure-openai"),
    ("cognitiveservices.azure.com", "azure-openai"),
    ("aiplatform.googleapis.com", "google-vertex"),
    ("generativelanguage.googleapis.com", "google-aistudio"),
    ("openrouter.ai", "openrouter"),
    ("api.openai.com", "openai"),
    ("api.anthropic.com", "anthropic"),
    ("api.deepseek.com", "deepseek"),
    ("api.groq.com", "groq"),
    ("api.mistral.ai", "mistral"),
    ("api.cohere.com", "cohere"),
    ("api.cohere.ai", "cohere"),
    ("api.x.ai", "xai"),
    ("api.llama.com", "meta"),
];

/// The seller: the host that was called where only one seller has it, since a library names the flavour of an API and
/// not who answers; else the word of the telemetry, else what the model's name says; empty when nothing does.
pub(super) fn seller(facts: &Facts<'_>, model: Option<&str>) -> String {
    let host = facts.word(Field::ServerAddress).or_else(|| facts.word(Field::ApiBase).map(host_of));
    if let Some(channel) = host.and_then(seller_of_host) {
        return channel.to_owned();
    }
    match facts.word(Field::Provider) {
        Some(word) => sellers::channel(word),
        None => model.and_then(sellers::seller_of_model).unwrap_or_default().to_owned(),
    }
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or(rest)
}

fn seller_of_host(host: &str) -> Option<&'static str> {
    let host = host.to_ascii_lowercase();
    if host.starts_with("bedrock-runtime") && host.ends_with("amazonaws.com") {
        return Some("aws-bedrock");
    }
    let ends =
        |end: &str| host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '-']));
    HOSTS.iter().find(|(end, _)| ends(end)).map(|(_, channel)| *channel)
}

/// Team, environment, key, project and labels, from the resource and from the span or event itself.
pub(super) fn owners(resource: &Facts<'_>, own: &Facts<'_>, chosen: &[String]) -> Dimensions {
    let mut labels = Dimensions::default();
    own.carry(chosen, &mut labels);
    resource.carry(chosen, &mut labels);
    let team = resource.owned(Field::Team).or_else(|| own.owned(Field::Team));
    let alias = own.owned(Field::TeamAlias).or_else(|| told_empty(own, Field::TeamAlias));
    Dimensions {
        account: own.owned(Field::Account).or_else(|| resource.owned(Field::Account)),
        project: own.owned(Field::Project),
        credential: own.owned(Field::Credential).or_else(|| told_empty(own, Field::Credential)),
        user: own.owned(Field::Owner).or_else(|| resource.owned(Field::Owner)),
        team: team.or_else(|| labels.team.take()).or(alias),
        environment: resource
            .owned(Field::Environment)
            .or_else(|| own.owned(Field::Environment))
            .or(labels.environment),
        feature: labels.feature,
        customer: labels.customer,
        workload: labels.workload,
        more: labels.more,
        ..Dimensions::default()
    }
}

/// An empty word where the source says that there is none.
fn told_empty(facts: &Facts<'_>, field: Field) -> Option<String> {
    facts.is_told_empty(field).then(String::new)
}

/// Fills what `into` leaves open.
pub(super) fn fill(into: &mut Dimensions, from: &Dimensions) {
    let open = |value: &Option<String>| value.as_deref().is_none_or(str::is_empty);
    for (to, from) in [
        (&mut into.account, &from.account),
        (&mut into.project, &from.project),
        (&mut into.credential, &from.credential),
        (&mut into.user, &from.user),
        (&mut into.model_requested, &from.model_requested),
        (&mut into.model_served, &from.model_served),
        (&mut into.service_tier, &from.service_tier),
        (&mut into.region, &from.region),
        (&mut into.operation, &from.operation),
        (&mut into.product, &from.product),
        (&mut into.speed, &from.speed),
        (&mut into.team, &from.team),
        (&mut into.feature, &from.feature),
        (&mut into.customer, &from.customer),
        (&mut into.environment, &from.environment),
        (&mut into.workload, &from.workload),
    ] {
        if open(to) && from.is_some() {
            to.clone_from(from);
        }
    }
    if into.provider.is_empty() {
        into.provider.clone_from(&from.provider);
    }
    into.batch = into.batch.or(from.batch);
    for (name, value) in &from.more {
        if let Err(place) = into.more.binary_search_by(|(there, _)| there.cmp(name)) {
            into.more.insert(place, (name.clone(), value.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_of_one_seller_says_who_answers() {
        for (host, seller) in [
            ("contoso.openai.azure.com", Some("azure-openai")),
            ("bedrock-runtime.eu-central-1.amazonaws.com", Some("aws-bedrock")),
            ("europe-west1-aiplatform.googleapis.com", Some("google-vertex")),
            ("openrouter.ai", Some("openrouter")),
            ("llm-proxy.example.com", None),
            ("notopenrouter.ai", None),
        ] {
            assert_eq!(seller_of_host(host), seller, "{host}");
        }
        assert_eq!(host_of("https://openrouter.ai:443/api/v1"), "openrouter.ai");
    }
}
