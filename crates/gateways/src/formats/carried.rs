//! Caller's metadata that becomes dimensions: well-known keys, and those the analyst chose.

use crate::record::Dimensions;

/// Longest value that can be a dimension; longer ones are text, not a label.
const LONGEST: usize = 128;

/// Every key that is carried for everybody, in lower case and without `-`, `_`, `.` and spaces: what a database may drop
/// the others by before it groups.
pub const WELL_KNOWN: &[&str] = &[
    "team",
    "teamname",
    "department",
    "squad",
    "businessunit",
    "feature",
    "endpoint",
    "usecase",
    "customer",
    "tenant",
    "customername",
    "tenantname",
    "client",
    "environment",
    "env",
    "deploymentenvironment",
    "deploymentenvironmentname",
    "stage",
    "workload",
    "workloadclass",
    "product",
    "costcenter",
    "costcentre",
    "app",
    "application",
    "service",
    "servicename",
    "experiment",
    "exp",
    "arm",
    "variant",
    "variantname",
    "flag",
    "featureflag",
];

/// Puts one piece of metadata where it belongs: a well-known key into its dimension, a key of `chosen` among the
/// further ones, anything else nowhere. Keys compare without case, and `-`, `_`, `.` and spaces are one. The first
/// non-empty value of a dimension stays.
pub fn carry(dimensions: &mut Dimensions, chosen: &[String], key: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() || value.len() > LONGEST {
        return;
    }
    let plain = plain(key);
    let place = match plain.as_str() {
        "team" | "teamname" | "department" | "squad" | "businessunit" => Some(&mut dimensions.team),
        "feature" | "endpoint" | "usecase" => Some(&mut dimensions.feature),
        "customer" | "tenant" | "customername" | "tenantname" | "client" => Some(&mut dimensions.customer),
        "environment" | "env" | "deploymentenvironment" | "deploymentenvironmentname" | "stage" => {
            Some(&mut dimensions.environment)
        }
        "workload" | "workloadclass" => Some(&mut dimensions.workload),
        _ => None,
    };
    match place {
        Some(place) => {
            if place.as_deref().is_none_or(str::is_empty) {
                *place = Some(value.to_owned());
            }
        }
        None => {
            if let Some(name) = further(&plain).or_else(|| named(chosen, &plain)) {
                insert(&mut dimensions.more, name, value);
            }
        }
    }
}

/// Further keys that are carried for everybody, by the name they get.
fn further(plain: &str) -> Option<String> {
    let name = match plain {
        "product" => "product",
        "costcenter" | "costcentre" => "cost_centre",
        "app" | "application" => "application",
        "service" | "servicename" => "service",
        "experiment" | "exp" => "experiment",
        "arm" | "variant" | "variantname" => "arm",
        "flag" | "featureflag" => "flag",
        _ => return None,
    };
    Some(name.to_owned())
}

fn named(chosen: &[String], wanted: &str) -> Option<String> {
    chosen.iter().find(|key| plain(key) == wanted).map(|key| key.to_lowercase())
}

fn plain(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Puts a pair in order; a name that is there stays.
fn insert(more: &mut Vec<(String, String)>, name: String, value: &str) {
    if let Err(place) = more.binary_search_by(|(there, _)| there.as_str().cmp(&name)) {
        more.insert(place, (name, value.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_keys_find_their_dimension_in_any_spelling() {
        let mut dimensions = Dimensions::default();
        for (key, value) in
            [("Team", "Search"), ("deployment.environment.name", "prod"), ("Cost-Center", "4711")]
        {
            carry(&mut dimensions, &[], key, value);
        }
        carry(&mut dimensions, &[], "team", "Other");
        assert_eq!(dimensions.team.as_deref(), Some("Search"));
        assert_eq!(dimensions.environment.as_deref(), Some("prod"));
        assert_eq!(dimensions.more, [("cost_centre".to_owned(), "4711".to_owned())]);
    }

    #[test]
    fn unknown_keys_are_carried_only_when_chosen() {
        let mut dimensions = Dimensions::default();
        carry(&mut dimensions, &[], "request_id", "r-1");
        assert!(dimensions.more.is_empty());
        carry(&mut dimensions, &["Region-Group".to_owned()], "region_group", "emea");
        assert_eq!(dimensions.more, [("region-group".to_owned(), "emea".to_owned())]);
    }

    #[test]
    fn every_well_known_key_is_carried() {
        for key in WELL_KNOWN {
            let mut dimensions = Dimensions::default();
            carry(&mut dimensions, &[], key, "x");
            assert_ne!(dimensions, Dimensions::default(), "{key}");
        }
    }

    #[test]
    fn long_text_is_no_label() {
        let mut dimensions = Dimensions::default();
        carry(&mut dimensions, &[], "feature", &"x".repeat(LONGEST + 1));
        assert_eq!(dimensions.feature, None);
    }
}
