//! Samples: ways in for the demo, and a few submissions that somebody has to look at.
//!
//! They come in as all others do: stored, judged, and through the line.

use super::definition::{ConsentAsk, Definition, FormDefinition, FormField, SourceRule};
use super::form::Kept;
use super::read::{Piece, split};
use super::take::{Request, keep, take_in};
use crate::app::App;
use crate::secrets;
use store::{WayIn, WayKind};

impl App {
    /// Makes the ways in of the demo, with what came by them.
    ///
    /// # Errors
    ///
    /// If the store can't be written.
    pub async fn sample_ways_in(&self) -> store::Result<()> {
        let form = self.sample(WayKind::Form, "Sell with us", "direct_traffic", form());
        let google = self.sample(
            WayKind::GoogleAds,
            "Google lead form",
            "paid_search",
            Definition::default(),
        );
        let webinar = self.sample(WayKind::Json, "Webinar tool", "webinar", webinar());
        let mut work = self.store.begin().await?;
        for way in [&form, &google, &webinar] {
            work.add_way_in(way).await?;
        }
        let consent = form_consent();
        work.keep_consent_text(&form.id, &consent.version, &consent.text, form.created_at)
            .await?;
        work.commit().await?;
        let as_form = Kept {
            content_type: "application/x-www-form-urlencoded".into(),
            user_agent: "Mozilla/5.0".into(),
            network: "203.0.113.0/24".into(),
            ..Kept::default()
        };
        for body in [
            "name=Best+Deals&email=deals%40spam.example&message=Buy+now+%5Burl%3Dhttp%3A%2F%2Fspam.example%5Dhere%5B%2Furl%5D&_homepage=http%3A%2F%2Fspam.example",
            "name=Lia+Nunes&email=lia%40nunes.example&company=Lia+Nunes+ME&message=Can+you+call+me+tomorrow%3F",
        ] {
            self.sample_call(&form, body.as_bytes(), &as_form).await?;
        }
        let as_json = Kept {
            content_type: "application/json".into(),
            ..Kept::default()
        };
        for body in [
            r#"{"id":"w-1041","attendee":{"email":"rui@petmar.example","name":"Rui Prado"},"minutes":48}"#,
            r#"{"id":"w-1042","attendee":{"email":"not given","name":"Clara Dias"},"minutes":12}"#,
            r#"{"id":"w-1043","attendee":{"name":"Somebody"},"minutes":3}"#,
        ] {
            self.sample_call(&webinar, body.as_bytes(), &as_json)
                .await?;
        }
        Ok(())
    }

    fn sample(&self, kind: WayKind, title: &str, channel: &str, definition: Definition) -> WayIn {
        let now = self.clock.now();
        WayIn {
            id: secrets::id(now),
            kind,
            title: title.to_owned(),
            channel: channel.into(),
            campaign: None,
            enabled: true,
            definition: serde_json::to_string(&definition).expect("texts are JSON"),
            // Of a secret that nobody was told.
            key_hash: (kind != WayKind::Form).then(|| secrets::hash(&secrets::secret())),
            sealed: None,
            own_key: secrets::hash(&secrets::secret()),
            version: 1,
            created_at: now,
            changed_at: now,
            ended_at: None,
        }
    }

    async fn sample_call(&self, way: &WayIn, body: &[u8], kept: &Kept) -> store::Result<()> {
        let call = Request {
            way,
            headers: &kept.json(),
        };
        let pieces: Vec<Piece> = split(way, body).unwrap_or_default();
        for id in keep(self, call, pieces).await? {
            take_in(self, way, &id).await?;
        }
        Ok(())
    }
}

fn form_consent() -> ConsentAsk {
    ConsentAsk {
        text: "You may write to me about offers. I can say no at any time.".into(),
        version: "2026-03".into(),
        required: false,
    }
}

fn form() -> Definition {
    let field = |target: &str, label: &str, required: bool, help: Option<&str>| FormField {
        target: target.into(),
        label: label.into(),
        required,
        help: help.map(Into::into),
    };
    let rule = |when: &str, is: &str, channel: &str| SourceRule {
        when: when.into(),
        is: is.into(),
        channel: channel.into(),
    };
    Definition {
        form: Some(FormDefinition {
            heading: Some("Sell with us".into()),
            intro: Some("Tell us about your shop. Somebody who knows your trade calls you.".into()),
            fields: vec![
                field("name", "Your name", true, None),
                field("email", "Mail address", true, None),
                field(
                    "phone",
                    "Phone number",
                    false,
                    Some("If you would rather be called."),
                ),
                field("company", "Your shop", false, None),
                field("field:segment", "What do you sell?", false, None),
                field("field:catalogue_size", "How many products?", false, None),
                field("message", "Anything else?", false, None),
            ],
            consent: Some(form_consent()),
            submit: Some("Ask to be called".into()),
            success: Some("Thank you. We call you within a working day.".into()),
            name: Some("sell-with-us".into()),
            sources: vec![
                rule("click_id", "gclid", "paid_search"),
                rule("utm_medium", "email", "email"),
                rule("referrer", "google.com", "organic_search"),
            ],
            ..FormDefinition::default()
        }),
        ..Definition::default()
    }
}

fn webinar() -> Definition {
    let map = [("/attendee/email", "email"), ("/attendee/name", "name")];
    Definition {
        map: map
            .into_iter()
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .collect(),
        json: Some(super::definition::JsonDefinition {
            key: Some("/id".into()),
            ..Default::default()
        }),
        ..Definition::default()
    }
}
