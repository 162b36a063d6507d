//! What an attempt is of, in the ledger's words: its series, and what of it chooses rates.

use showback_gateways::Dimensions;

use crate::ledger::SeriesKey;
use crate::pricing::{Identity, Owner};

/// The series of an attempt told by the source of that label.
pub fn series_key(dimensions: &Dimensions, gateway: &str) -> SeriesKey {
    let told = dimensions.clone();
    SeriesKey {
        channel: told.provider.clone(),
        provider: told.provider,
        account: told.account,
        project: told.project,
        credential: told.credential,
        user: told.user,
        model_requested: told.model_requested,
        model_served: told.model_served,
        lane: lane(told.batch, told.service_tier.as_deref()),
        service_tier: told.service_tier,
        context_band: None,
        region: told.region,
        operation: told.operation,
        product: told.product,
        speed: told.speed,
        line_item: None,
        token_class: None,
        gateway: Some(gateway.to_owned()),
        team: told.team,
        feature: told.feature,
        customer: told.customer,
        environment: told.environment,
        workload: told.workload,
        extra: told.more.into_iter().collect(),
    }
}

/// The lane in the ledger's words, as the connectors have them: batch wins over the tier, on-demand and discounted forms
/// are the same lane at another price, words not known here stay, no word is no lane.
fn lane(batch: Option<bool>, service_tier: Option<&str>) -> Option<String> {
    if batch == Some(true) {
        return Some("batch".to_owned());
    }
    let word = service_tier?.trim().to_lowercase();
    match word.as_str() {
        "" => None,
        "standard" | "default" | "on_demand" => Some("standard".to_owned()),
        "priority" | "priority_on_demand" => Some("priority".to_owned()),
        "flex" | "flex_discount" => Some("flex".to_owned()),
        _ => Some(word),
    }
}

/// What of an attempt chooses its rates. The seller is the word of the provider.
pub(super) fn identity(dimensions: &Dimensions) -> Identity<'_> {
    Identity {
        channel: &dimensions.provider,
        requested_model: told(&dimensions.model_requested),
        served_model: told(&dimensions.model_served),
        geo: dimensions.region.as_deref(),
        tier_served: dimensions.service_tier.as_deref(),
        tier_requested: None,
        speed: dimensions.speed.as_deref(),
        batch: dimensions.batch,
        owner: Owner { account: told(&dimensions.account), project: told(&dimensions.project) },
    }
}

/// A name that is told and not empty.
fn told(name: &Option<String>) -> Option<&str> {
    name.as_deref().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_told_as_the_connectors_tell_it() {
        assert_eq!(lane(Some(true), Some("priority")).as_deref(), Some("batch"));
        assert_eq!(lane(Some(false), Some("default")).as_deref(), Some("standard"));
        assert_eq!(lane(None, Some("Flex")).as_deref(), Some("flex"));
        assert_eq!(lane(None, Some("scale")).as_deref(), Some("scale"));
        assert_eq!((lane(Some(false), None), lane(None, Some(""))), (None, None), "no word is no lane");
    }

    #[test]
    fn a_series_carries_what_the_source_told_and_the_name_of_the_source() {
        let dimensions = Dimensions {
            provider: "openai".to_owned(),
            team: Some("search".to_owned()),
            feature: Some(String::new()),
            more: vec![("cost_centre".to_owned(), "4711".to_owned())],
            ..Dimensions::default()
        };
        let key = series_key(&dimensions, "Production gateway");
        assert_eq!((key.provider.as_str(), key.channel.as_str()), ("openai", "openai"));
        assert_eq!(key.gateway.as_deref(), Some("Production gateway"));
        assert_eq!((key.team.as_deref(), key.feature.as_deref()), (Some("search"), Some("")));
        assert_eq!(key.customer, None, "what is not told stays untold");
        assert_eq!(key.extra.get("cost_centre").map(String::as_str), Some("4711"));
    }
}
