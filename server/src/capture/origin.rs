//! Origin: where somebody who fills in a form comes from.
//!
//! The first page they landed on and who referred them, the campaign's marks and the click's
//! id. A browser with scripts remembers them from page to page; without, the address of the
//! form's own page has what is known.

use super::definition::SourceRule;
use lifecycle::names::ChannelId;
use lifecycle::words::fold;
use std::collections::BTreeMap;

/// What is asked of the browser, and carried along by hidden inputs.
pub(super) const CARRIED: [&str; 9] = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "click_id",
    "click_kind",
    "landing_page",
    "referrer",
];

/// Ids of clicks, as advertisers add them to addresses.
pub(super) const CLICKS: [&str; 9] = [
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "ttclid",
    "li_fat_id",
    "twclid",
    "dclid",
];

/// What an address tells: its marks, and the id of the click.
pub(super) fn of_query(query: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() {
            continue;
        }
        let value: String = value.chars().take(500).collect();
        if CLICKS.contains(&name.as_ref()) {
            found
                .entry("click_kind".to_owned())
                .or_insert(name.into_owned());
            found.entry("click_id".to_owned()).or_insert(value);
        } else if CARRIED.contains(&name.as_ref()) {
            found.entry(name.into_owned()).or_insert(value);
        }
    }
    found
}

/// The channel that the first rule which fits says.
pub(super) fn channel(rules: &[SourceRule], known: &BTreeMap<String, String>) -> Option<ChannelId> {
    let has = |name: &str| {
        known
            .get(name)
            .map(String::as_str)
            .filter(|own| !own.is_empty())
    };
    let fits = |rule: &&SourceRule| {
        let wanted = rule.is.trim();
        match rule.when.as_str() {
            "click_id" => {
                has("click_id").is_some()
                    && (wanted.is_empty() || has("click_kind") == Some(wanted))
            }
            "referrer" => has("referrer").and_then(host).is_some_and(|host| {
                let wanted = wanted.to_ascii_lowercase();
                wanted.is_empty() || host == wanted || host.ends_with(&format!(".{wanted}"))
            }),
            name => has(name).is_some_and(|own| wanted.is_empty() || fold(own) == fold(wanted)),
        }
    };
    rules
        .iter()
        .find(fits)
        .map(|rule| ChannelId::from(rule.channel.as_str()))
}

fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    Some(host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_says_the_channel() {
        let rule = |when: &str, is: &str, channel: &str| SourceRule {
            when: when.into(),
            is: is.into(),
            channel: channel.into(),
        };
        let rules = [
            rule("click_id", "gclid", "paid_search"),
            rule("click_id", "", "display"),
            rule("utm_medium", "email", "email"),
            rule("referrer", "google.com", "organic_search"),
        ];
        for (query, referrer, wanted) in [
            ("gclid=x&utm_medium=email", "", Some("paid_search")),
            ("fbclid=x", "", Some("display")),
            ("utm_medium=EMail", "", Some("email")),
            (
                "",
                "https://www.google.com/search?q=1",
                Some("organic_search"),
            ),
            ("", "https://notgoogle.com/", None),
            ("", "https://google.com.evil.example/", None),
            ("utm_medium=", "", None),
            ("", "", None),
        ] {
            let mut known = of_query(query);
            known.insert("referrer".into(), referrer.into());
            let channel = channel(&rules, &known);
            assert_eq!(
                channel.as_ref().map(ChannelId::as_str),
                wanted,
                "{query} {referrer}"
            );
        }
    }
}
