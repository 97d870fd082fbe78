//! Source: where a lead comes from, in four families.
//!
//! [`family_of`] reads the words that CRMs, analytics and people use for a
//! channel: `paid_search`, `Trade Show`, `Kundenempfehlung`, `google / cpc`.
//! The longest known phrase counts; of several, going out to somebody says more than
//! an event, an event more than a referral, a referral more than the
//! medium: `cold email` is prospecting, `partner webinar` is an event.
//!
//! Deliberately absent: a guess. Words that aren't known give `Unknown`, and so
//! do those that name the way in and not the origin, as `API` or `import` do.

use crate::words::fold;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The family of a source. `Unknown` is a defect that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// We spoke to many: search, ads, social, mail, content.
    Campaign,
    /// We met: trade show, webinar, talk.
    Event,
    /// Somebody sent them: customer, partner, employee.
    Referral,
    /// We went out to them: cold call, cold mail, visit, bought list.
    Prospecting,
    /// Nobody wrote it down, or the words say nothing.
    Unknown,
}

impl Family {
    /// The word used in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::Event => "event",
            Self::Referral => "referral",
            Self::Prospecting => "prospecting",
            Self::Unknown => "unknown",
        }
    }
}

/// The family that a channel belongs to, by its words in English, German, Spanish,
/// Portuguese, French, Italian or Dutch. `Unknown` for all that isn't recognised.
pub fn family_of(channel: &str) -> Family {
    let whole = words_of(channel, false);
    let found = strongest(&whole).or_else(|| {
        // `OnlineStore` is two words, `LinkedIn` is one: only what isn't known is taken apart.
        let parts = words_of(channel, true);
        if parts == whole {
            None
        } else {
            strongest(&parts)
        }
    });
    found.map_or(Family::Unknown, Weight::family)
}

/// How much a phrase says, most first. Two phrases in one label: the stronger one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// We went out, without a doubt: `cold call`.
    Prospecting,
    /// We met.
    Event,
    /// Somebody sent them.
    Referral,
    /// We spoke to many.
    Campaign,
    /// Alone it means that we went out: `sales`, `list`.
    Sales,
    /// Says nothing about where the lead came from, but would be misread word by word.
    Nothing,
}

impl Weight {
    fn family(self) -> Family {
        match self {
            Self::Prospecting | Self::Sales => Family::Prospecting,
            Self::Event => Family::Event,
            Self::Referral => Family::Referral,
            Self::Campaign => Family::Campaign,
            Self::Nothing => Family::Unknown,
        }
    }
}

/// The strongest phrase in these words, the longest phrases being read first.
fn strongest(words: &[String]) -> Option<Weight> {
    let mut found: Option<Weight> = None;
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=LONGEST_PHRASE.min(words.len() - at))
            .rev()
            .find_map(|length| Some((length, weight_of(&words[at..at + length])?)));
        if let Some((_, weight)) = longest {
            found = Some(found.map_or(weight, |so_far| so_far.min(weight)));
        }
        at += longest.map_or(1, |(length, _)| length);
    }
    // A label of a single `x` is the network; in any other place it is just a letter.
    if found.is_none() && matches!(words, [x] if x == "x") {
        return Some(Weight::Campaign);
    }
    found
}

/// The weight of a phrase; of one word also without its plural, or by a part of it.
fn weight_of(words: &[String]) -> Option<Weight> {
    let phrase = words.join(" ");
    if let Some(weight) = known(&phrase) {
        return Some(weight);
    }
    if let Some(weight) = phrase.strip_suffix('s').and_then(known) {
        return Some(weight);
    }
    let [word] = words else { return None };
    PARTS
        .iter()
        .find(|(part, _)| word.contains(part))
        .map(|(_, weight)| *weight)
}

fn known(phrase: &str) -> Option<Weight> {
    static SORTED: LazyLock<Vec<(&str, Weight)>> = LazyLock::new(|| {
        let mut all: Vec<(&str, Weight)> = PHRASES
            .iter()
            .flat_map(|(weight, phrases)| phrases.split(',').map(|phrase| (phrase.trim(), *weight)))
            .filter(|(phrase, _)| !phrase.is_empty())
            .collect();
        all.sort_unstable();
        all
    });
    let at = SORTED
        .binary_search_by(|(known, _)| (*known).cmp(phrase))
        .ok()?;
    Some(SORTED[at].1)
}

/// Small letters without accents, split at everything that is no letter or digit;
/// with `humps` also where a small letter meets a capital one.
fn words_of(channel: &str, humps: bool) -> Vec<String> {
    let mut text = String::with_capacity(channel.len() + 8);
    let mut last_small = false;
    for letter in channel.chars() {
        if humps && last_small && letter.is_uppercase() {
            text.push(' ');
        }
        last_small = letter.is_lowercase();
        text.push(letter);
    }
    let folded = fold(&text);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// No phrase below has more words.
const LONGEST_PHRASE: usize = 5;

/// What is known, folded; a plural by `s` is understood. A phrase that stands
/// under one weight must not stand under another (a test watches it).
const PHRASES: &[(Weight, &str)] = &[
    (
        Weight::Prospecting,
        "cold call, cold calling, cold caller, cold outreach, cold email, cold emailing, cold mail, cold mailing,
         cold lead, cold, coldcall, coldcalling, outbound, out bound, outreach, prospecting, prospection, prospect list,
         prospeccion, prospeccao, prospezione, prospectie, sdr, bdr, sales development, business development,
         telemarketing, telesales, teleprospecting, telephone campaign, phone campaign, call campaign, call list,
         call center, call centre, dialer, door to door, door knocking, doorknocking, d2d, canvassing,          field sales, field visit, field rep, direct sale, direct contact, direct outreach, sales visit, sales call,
         sales navigator, linkedin sales navigator, linkedin outreach, linkedin message, linkedin inmail, inmail,
         personal visit, customer visit, client visit, drop in visit, visit, visita, visite, bezoek, besuch,
         kundenbesuch, purchased list, bought list, list import, list purchase, list purchased, purchased data,
         purchased lead, bought lead, lead list, target list, target account, named account, abm, account based marketing,
         rented list, list rental, data provider, data purchase, data vendor, data broker, third party data,
         lead provider, lead vendor, zoominfo, zoom info, apollo, apollo io, lusha, cognism, leadiq,          discoverorg, uplead, rocketreach, clearbit, hunter io, dun bradstreet, d b hoovers, crunchbase, scraping,
         scraped, scraper, web scraping, self generated, self sourced, sales generated, sales sourced,
         rep generated, rep sourced, sales rep generated, ae generated, ae sourced, hunting, hunter, door opener,
         kaltakquise, kaltanruf, kaltakquisition, kalt akquise, telefonakquise, akquise, aussendienst, vertreterbesuch,
         llamada en frio, llamada fria, llamadas en frio, puerta fria, puerta a puerta, televenta, ligacao fria,
         chamada fria, porta a porta, televenda, telemarketing ativo, venda ativa, demarchage, appel a froid,
         appels a froid, phoning, porte a porte, teleprospection, chiamata a freddo, chiamate a freddo, televendita,
         koude acquisitie, acquisitie, koud bellen, koude oproep",
    ),
    (
        Weight::Event,
        "event, live event, virtual event, online event, evento, evenement, evenementiel, veranstaltung, veranstaltungen,
         trade show, tradeshow, trade fair, tradefair, fair, job fair, county fair, expo, expos, exposition, exposicion,
         exposicao, exhibition, exhibit, exhibitor, esposizione, ausstellung, tentoonstelling, booth, messe, messen,
         fachmesse, hausmesse, messekontakt, feria, feira, fiera, fiere, foire, salon, salon professionnel, beurs,
         beurzen, vakbeurs, conference, conferencia, conferenza, conferentie, konferenz, konferenzen, congress,
         kongress, kongresse, congreso, congresso, congres, convention, convencion, convencao, convegno, summit,
         symposium, simposio, tagung, webinar, webinare, webinaire, webinario, webcast, seminar, seminare,
         seminario, seminaire, workshop, taller, atelier, roadshow, road show, meetup, meet up, open house, open day,
         tag der offenen tur, lunch and learn, lunch learn, lunch n learn, demo day, hackathon, masterclass, master class,
         networking, networking event, round table, roundtable, breakfast, dinner, business breakfast, user group,
         user conference, speaking, speaking engagement, speech, keynote, vortrag, panel discussion, info session,
         information session, info evening, infoabend, career day, sponsored event, gala, on site event,
         product launch, launch event, field event, field marketing, summit meeting",
    ),
    (
        Weight::Referral,
        "referral, referal, refferal, referred, referrer, refer a friend, reference, referencia, referenz, referenza,
         referentie, referido, referida, recommendation, recommended, recommend, through recommendation, word of mouth,
         word mouth, wordofmouth, wom, mouth to mouth, friend, friend and family, family, colleague, coworker, co worker,
         customer referral, client referral, employee referral, partner referral, external referral, internal referral,
         referral program, referral site, referral partner, partner, partner program, partner portal, partnership,
         business partner, channel partner, channel sale, alliance, affiliate, affiliation, affiliated,
         reseller, distributor, dealer, wholesaler, agency, broker, introducer, introduction, intro, ambassador,
         influencer referral, consultant, implementation partner, technology partner, integrator, system integrator,
         vendor referral, vermittler, vermittlung, empfehlung, empfehlungen, weiterempfehlung, kundenempfehlung,
         mundpropaganda, mund zu mund, mitarbeiterempfehlung, freund, freunde, bekannte, kollege, kollegen, partnerschaft,
         vertriebspartner, handelspartner, handler, recomendacion, recomendaciones, recomendado, boca a boca,
         boca en boca, amigo, conocido, socio, distribuidor, revendedor, indicacao, indicacoes, indicado, recomendacao,
         recomendacoes, indicacao de cliente, parceiro, parceria, recommandation, bouche a oreille, parrainage, ami,
         partenaire, partenariat, apporteur d affaires, revendeur, prescripteur, passaparola, passa parola, segnalazione,
         segnalazioni, raccomandazione, consiglio, amico, amici, partenariato, rivenditore, aanbeveling, aanbevelingen,
         doorverwijzing, verwijzing, verwijzingen, mond tot mond, mond tot mondreclame, via via, vriend, vrienden, relatie",
    ),
    (
        Weight::Campaign,
        "campaign, other campaign, kampagne, kampagnen, campana, campanha, campagne, campagna,
         paid search, paid, paid social, paid media, ppc, pay per click, payperclick, cpc, cpm, cpv, cpa, sem, sea, seo,
         adword, google adword, google ad, google, google play, bing, yahoo, duckduckgo, baidu, yandex, ecosia, qwant, gclid,
         search, organic, organic search, natural search, search engine, searchengine, online search, internet search,
         web search, web research, suche, suchmaschine, busqueda, buscador, busca, recherche, ricerca, zoeken,
         zoekmachine, chatgpt, chat gpt, perplexity, copilot, gemini, claude, ai assistant, ai search, llm,
         direct, direct traffic, directo, direto, diretto, direkt, typed in, web, website, web site, webseite, homepage,
         home page, company website, our website, web form, webform, web lead, web to lead, web visit, website visit, site visit, page visit, store visit, shop visit, showroom visit,
         web inquiry, site, sitio, sitio web, pagina web, site web, sito, sito web, internet, internetseite, online,
         online store, online shop, onlineshop, online form, e commerce, ecommerce, web shop, webshop, app, mobile app, app store,
         marketplace, market place, landing page, landingpage, landing, lp, form, contact form, contact u, formular,
         kontaktformular, formulario, formulaire, formulier, contactformulier, demo request, free trial, trial, sign up, signup,
         inbound, inbound call, inbound marketing, call in, click2call, click to call, clicktocall, call tracking, callback,
         social, social media, socialmedia, social network, sm, soziale medien, soziales netzwerk, redes sociales, redes sociais,
         rede social, reseaux sociaux, reseau social, rete sociale, sociale media, facebook, fb, meta, instagram, insta, ig, linkedin, linked in,
         lnkd, twitter, x twitter, x com, tweet, youtube, you tube, yt, tiktok, tik tok, pinterest, snapchat, reddit, quora, xing, threads,
         discord, telegram, whatsapp, whats app, wechat, messenger, vk, vimeo,          display, display ad, banner, banner ad, retargeting, remarketing, programmatic, native, native ad, ad, advert, advertisement,
         advertising, adv, advertisment, digital advertisement, digital marketing, online marketing, marketing, mktg, mkt,
         performance marketing, publicity, publicities, publicidad, anuncio, publicidade, propaganda, publicite, annonce,
         pubblicita, annuncio, inserzione, reclame, advertentie, werbung, anzeige, anzeigen, inserat, inserate,
         email, e mail, mail, mailing, email marketing, email campaign, e mail marketing, newsletter, news letter, edm, drip, mail alias,
         sales mail alias, mailchimp, sales email alias, direct mail, directmail, mailer, direct mailing, postcard, letter, briefpost, postmailing,
         post mailing, correo, correo electronico, correo directo, courriel, courrier, posta, posta elettronica, boletin, boletim, nieuwsbrief,
         rundbrief, sms, text message, mms, push, push notification, blast, email blast,
         content, content marketing, content syndication, blog, blog post, vlog, article, white paper, whitepaper, ebook, e book, case study,
         guide, download, video, podcast, pr, public relation, press, press release, presse, prensa, imprensa, stampa, pers,
         pressemitteilung, media, medien, medios, news, newspaper, news paper, magazine, zeitung, zeitschrift, periodico, jornal,
         journal, giornale, krant, print, print ad, brochure, flyer, leaflet, catalog, catalogue, katalog, billboard, outdoor, ooh, poster, plakat,
         radio, tv, television, fernsehen, television ad, cinema, yellow page, directory, listing, portal, lead portal, comparison site,
         review site, capterra, g2, g2 crowd, getapp, software advice, trustpilot, yelp, google my business, google map, google business profile,
         tripadvisor, chat, live chat, livechat, web chat, webchat, chatbot, olark, olark chat, intercom, drift, tawk, zopim,
         influencer, sponsor, sponsored, sponsorship, sponsoring, promotion, promo, offer, coupon, giveaway, contest, sweepstake,
         survey, quiz, walk in, walkin, signage, drive by, storefront, hubspot form, facebook ad, facebook lead ad, lead ad, lead gen form,
         lead form, typeform, unbounce, utm, quote request, request a quote, forum, community, partner newsletter,
         telefonbuch, gelbe seiten, pages jaunes, paginas amarillas, paginas amarelas, pagine gialle, gouden gid",
    ),
    (
        Weight::Sales,
        "sale, sales team, inside sale, sales rep, salesperson, salesman, sales person, account executive, account manager, bd,
         list, lead database, mailing list purchase, vertrieb, innendienst, venta, vendedor, vendas, vente, vendita, verkoop",
    ),
    (
        Weight::Nothing,
        "add form, lead add form, quick add form, quick add, manual form, conference call, not from web, no campaign, no event,
         no referral, app import, web service, web api, webservice, not available, not applicable, no source, no channel,
         offline source, site id, family name, first name",
    ),
];

/// Parts by which a longer word is known, German and Dutch compounds above all.
/// Only where no phrase fits.
const PARTS: &[(&str, Weight)] = &[
    ("akquise", Weight::Prospecting),
    ("akquisition", Weight::Prospecting),
    ("telemarketing", Weight::Prospecting),
    ("outbound", Weight::Prospecting),
    ("webinar", Weight::Event),
    ("seminar", Weight::Event),
    ("messe", Weight::Event),
    ("beurs", Weight::Event),
    ("kongress", Weight::Event),
    ("veranstaltung", Weight::Event),
    ("conference", Weight::Event),
    ("tradeshow", Weight::Event),
    ("roadshow", Weight::Event),
    ("workshop", Weight::Event),
    ("empfehlung", Weight::Referral),
    ("referral", Weight::Referral),
    ("partner", Weight::Referral),
    ("affiliate", Weight::Referral),
    ("werbung", Weight::Campaign),
    ("anzeige", Weight::Campaign),
    ("kampagne", Weight::Campaign),
    ("campaign", Weight::Campaign),
    ("campagne", Weight::Campaign),
    ("marketing", Weight::Campaign),
    ("newsletter", Weight::Campaign),
    ("mailing", Weight::Campaign),
    ("website", Weight::Campaign),
    ("webseite", Weight::Campaign),
    ("landingpage", Weight::Campaign),
    ("adwords", Weight::Campaign),
    ("google", Weight::Campaign),
    ("facebook", Weight::Campaign),
    ("instagram", Weight::Campaign),
    ("linkedin", Weight::Campaign),
    ("youtube", Weight::Campaign),
    ("tiktok", Weight::Campaign),
    ("whatsapp", Weight::Campaign),
    ("twitter", Weight::Campaign),
    ("chatbot", Weight::Campaign),
    ("organic", Weight::Campaign),
    ("blog", Weight::Campaign),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_phrase_stands_twice_or_is_too_long() {
        let mut seen = std::collections::BTreeMap::new();
        for (weight, phrases) in PHRASES {
            for phrase in phrases
                .split(',')
                .map(str::trim)
                .filter(|phrase| !phrase.is_empty())
            {
                assert!(
                    phrase.split(' ').count() <= LONGEST_PHRASE,
                    "{phrase} is too long"
                );
                assert_eq!(fold(phrase), phrase, "phrases are written folded");
                let before = seen.insert(phrase, *weight);
                assert!(
                    before.is_none(),
                    "`{phrase}` stands under {before:?} and {weight:?}"
                );
            }
        }
    }

    /// Reads `cases/channels.txt`: what a sales manager would say.
    #[test]
    fn channels_belong_to_their_families() {
        let mut cases: Vec<(&str, &str)> = vec![("", "unknown"), ("   ", "unknown")];
        let mut family = None;
        for line in include_str!("../cases/channels.txt")
            .lines()
            .filter(|line| !line.is_empty())
        {
            match (line.strip_prefix("== "), family) {
                (Some(heading), _) => family = Some(heading),
                (None, Some(family)) => cases.push((line, family)),
                (None, None) => {} // The words above the first family.
            }
        }
        assert!(cases.len() > 300, "only {} cases were read", cases.len());
        let wrong: Vec<String> = cases
            .iter()
            .filter(|(channel, family)| family_of(channel).word() != *family)
            .map(|(channel, family)| format!("{channel}: {:?}, not {family}", family_of(channel)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
