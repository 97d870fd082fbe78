//! Merchant: somebody who may want to sell, as they really are. The rules only ever see
//! what such a person writes or says.

use crate::arrivals::Inlet;
use fastrand::Rng;
use lifecycle::lead::{Consent, Source, Submission};
use lifecycle::names::{ChannelId, FieldId, SubmissionId};
use lifecycle::process::model::Process;
use lifecycle::source::Family;
use lifecycle::value::Value;
use std::collections::BTreeMap;

/// Somebody who may want to sell.
#[derive(Debug, Clone)]
pub(crate) struct Merchant {
    inlet: Inlet,
    /// Their name.
    pub(crate) name: String,
    company: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    region: &'static str,
    message: Option<&'static str>,
    by_form: bool,
    tells: [bool; 3],
    campaign: Option<&'static str>,
    /// What they sell.
    pub(crate) segment: &'static str,
    /// How they come by it.
    pub(crate) business_type: &'static str,
    /// How many products; 0 if they have nothing to sell after all.
    pub(crate) catalogue_size: i64,
    /// How much they want to, from 0 to 1.
    pub(crate) interest: f64,
    /// How likely they pick up, from 0 to 1.
    pub(crate) reachable: f64,
}

const FIRST: [&str; 40] = [
    "Ana", "Bruno", "Carla", "Diego", "Elisa", "Fabio", "Gabriela", "Heitor", "Isabel", "Joao",
    "Karina", "Lucas", "Mariana", "Nelson", "Olivia", "Paulo", "Quiteria", "Rafael", "Sofia",
    "Tiago", "Ursula", "Vitor", "Wanda", "Yara", "Zeca", "Alice", "Bernardo", "Cecilia", "Danilo",
    "Estela", "Felipe", "Gloria", "Hugo", "Irene", "Jorge", "Leticia", "Miguel", "Nadia", "Otto",
    "Priscila",
];
const LAST: [&str; 40] = [
    "Souza",
    "Prado",
    "Nunes",
    "Silva",
    "Santos",
    "Oliveira",
    "Pereira",
    "Costa",
    "Rodrigues",
    "Almeida",
    "Nascimento",
    "Ferreira",
    "Carvalho",
    "Gomes",
    "Martins",
    "Araujo",
    "Melo",
    "Barbosa",
    "Ribeiro",
    "Cardoso",
    "Teixeira",
    "Moreira",
    "Freitas",
    "Duarte",
    "Pinto",
    "Campos",
    "Vieira",
    "Batista",
    "Farias",
    "Monteiro",
    "Tavares",
    "Azevedo",
    "Sales",
    "Cunha",
    "Braga",
    "Macedo",
    "Peixoto",
    "Assis",
    "Queiroz",
    "Viana",
];
const REGIONS: [&str; 4] = ["sudeste", "sul", "nordeste", "centro-oeste"];
const BRAND: [&str; 24] = [
    "Verde", "Mar", "Sol", "Lua", "Norte", "Ipe", "Jade", "Aurora", "Central", "Nova", "Real",
    "Bela", "Prime", "Viva", "Serra", "Atlas", "Rio", "Flor", "Pedra", "Azul", "Ouro", "Brisa",
    "Campo", "Estrela",
];
const MESSAGES: [&str; 6] = [
    "Please call me.",
    "How much does it cost to sell with you?",
    "We sell in a shop and want to go online this year.",
    "A friend sells with you and is happy.",
    "Do you take care of shipping?",
    "I would like to see an offer.",
];

impl Merchant {
    /// Somebody new.
    pub(crate) fn new(inlet: Inlet, rng: &mut Rng) -> Self {
        let first = pick(&FIRST, rng);
        let last = pick(&LAST, rng);
        let (segment, word) = match rng.u32(0..100) {
            0..30 => ("home_decor", "Casa"),
            30..55 => ("health_beauty", "Bem"),
            55..75 => ("car_accessories", "Auto"),
            75..88 => ("pet", "Pet"),
            _ => ("other", "Loja"),
        };
        let brand = format!("{word} {} {}", pick(&BRAND, rng), pick(&BRAND, rng));
        let business_type = if rng.f64() < 0.28 {
            "manufacturer"
        } else {
            "reseller"
        };
        let catalogue_size = match rng.u32(0..100) {
            0..6 => 0,
            6..50 => rng.i64(3..60),
            50..82 => rng.i64(60..200),
            _ => rng.i64(200..2_000),
        };
        let local = format!("{}.{}", first.to_lowercase(), last.to_lowercase());
        let domain = brand.to_lowercase().replace(' ', "");
        // Two people of one name are two people: the number keeps their addresses apart.
        let number = rng.u32(1..10_000);
        let email = match rng.u32(0..100) {
            0..62 => Some(format!("{local}@{domain}{number}.example")),
            62..92 => Some(format!("{local}.{number}@freemail.example")),
            _ => None,
        };
        let phone = (email.is_none() || rng.f64() < 0.8).then(|| {
            format!(
                "+55 11 9{:04}-{:04}",
                rng.u32(1_000..10_000),
                rng.u32(0..10_000)
            )
        });
        let interest = (0.45 * inlet.quality * (0.4 + 1.2 * rng.f64())
            + if business_type == "manufacturer" {
                0.08
            } else {
                0.0
            }
            + if catalogue_size >= 100 { 0.1 } else { 0.0 })
        .clamp(0.02, 0.97);
        let by_form = rng.f64() < inlet.by_form;
        Self {
            inlet,
            name: format!("{first} {last}"),
            company: (rng.f64() < 0.8).then(|| format!("{brand} {number}")),
            email,
            phone,
            region: pick(&REGIONS, rng),
            message: (by_form && rng.f64() < 0.5).then(|| pick(&MESSAGES, rng)),
            by_form,
            tells: [rng.f64() < 0.75, rng.f64() < 0.55, rng.f64() < 0.5],
            campaign: match inlet.channel {
                "paid_search" => Some(pick(&["brand", "autumn", "sell-online"], rng)),
                "social" => Some(pick(&["stories", "lookalike"], rng)),
                "email" => Some("newsletter"),
                _ => None,
            },
            segment,
            business_type,
            catalogue_size,
            interest,
            reachable: 0.25 + 0.5 * rng.f64(),
        }
    }

    /// What they send.
    pub(crate) fn submission(&self, id: SubmissionId, process: &Process) -> Submission {
        let channel = ChannelId::from(self.inlet.channel);
        let known: [(&str, Value); 3] = [
            ("segment", Value::Text(self.segment.to_owned())),
            ("business_type", Value::Text(self.business_type.to_owned())),
            ("catalogue_size", Value::Integer(self.catalogue_size)),
        ];
        let told: BTreeMap<FieldId, Value> = known
            .into_iter()
            .zip(self.tells)
            .filter(|(_, tells)| self.by_form && *tells)
            .map(|((field, value), _)| (FieldId::from(field), value))
            .collect();
        Submission {
            id,
            name: Some(self.name.clone()),
            email: self.email.clone(),
            phone: self.phone.clone(),
            company: self.company.clone(),
            region: Some(self.region.to_owned()),
            message: self.message.map(str::to_owned),
            form: self.by_form.then(|| "sell-with-us".to_owned()),
            source: Source {
                family: process
                    .channel(&channel)
                    .map_or(Family::Unknown, |channel| channel.family),
                channel,
                campaign: self.campaign.map(str::to_owned),
                landing_page: self
                    .by_form
                    .then(|| "https://throughline.example/sell".to_owned()),
                referrer: None,
                click_id: None,
            },
            fields: told,
            consent: Some(Consent {
                marketing: self.by_form,
                text_version: Some("2026-03".to_owned()),
            }),
        }
    }
}

/// One of them.
pub(crate) fn pick<T: Copy>(all: &[T], rng: &mut Rng) -> T {
    all[rng.usize(0..all.len())]
}
