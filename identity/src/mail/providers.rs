//! Providers: what those who give out mailboxes say about them, and words that are roles.

/// What a provider ignores within the part before the `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ignores {
    Nothing,
    Dots,
    DotsHyphensUnderscores,
}

/// Domains whose mailboxes follow the same rules.
pub(super) struct Provider {
    /// The first is what the others are written as, where they are one mailbox.
    pub(super) domains: &'static [&'static str],
    /// Whether the same name at any of the domains is the same mailbox.
    pub(super) one_mailbox: bool,
    /// What follows one of these doesn't matter.
    pub(super) tags: &'static [char],
    pub(super) ignores: Ignores,
}

/// Only what a provider says of its own mailboxes; a company's own domain there may be set
/// otherwise and is left as written.
pub(super) const PROVIDERS: &[Provider] = &[
    // Google: "dots don't matter in Gmail addresses", `+` gives "variations", and
    // gmail.com and googlemail.com are the same inbox.
    Provider {
        domains: &["gmail.com", "googlemail.com"],
        one_mailbox: true,
        tags: &['+'],
        ignores: Ignores::Dots,
    },
    // Microsoft: `+` ("plus addressing") is ignored, dots are not, and the domains are
    // mailboxes of their own.
    Provider {
        domains: &[
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "hotmail.co.uk",
            "hotmail.com.br",
            "hotmail.de",
            "hotmail.es",
            "hotmail.fr",
            "hotmail.it",
            "live.co.uk",
            "live.de",
            "live.fr",
            "live.it",
            "live.nl",
            "outlook.com.br",
            "outlook.de",
            "outlook.es",
            "outlook.fr",
        ],
        one_mailbox: false,
        tags: &['+'],
        ignores: Ignores::Nothing,
    },
    // Apple: who has a me.com or mac.com address has the same one at icloud.com; mail to
    // `name+anything` arrives.
    Provider {
        domains: &["icloud.com", "me.com", "mac.com"],
        one_mailbox: true,
        tags: &['+'],
        ignores: Ignores::Nothing,
    },
    // Proton: proton.me, protonmail.com and pm.me are one mailbox; `+` aliases; dots,
    // hyphens and underscores don't tell addresses apart.
    Provider {
        domains: &["proton.me", "protonmail.com", "pm.me"],
        one_mailbox: true,
        tags: &['+'],
        ignores: Ignores::DotsHyphensUnderscores,
    },
    // Fastmail: `+` goes to a folder of the same mailbox.
    Provider {
        domains: &["fastmail.com", "fastmail.fm"],
        one_mailbox: false,
        tags: &['+'],
        ignores: Ignores::Nothing,
    },
    // Yandex: every mailbox has the same name at all of its domains.
    Provider {
        domains: &["yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz"],
        one_mailbox: true,
        tags: &['+'],
        ignores: Ignores::Nothing,
    },
    // Yahoo: disposable addresses are `base-word`; a name itself can't hold a hyphen.
    Provider {
        domains: &[
            "yahoo.com",
            "yahoo.co.in",
            "yahoo.co.uk",
            "yahoo.com.br",
            "yahoo.com.mx",
            "yahoo.de",
            "yahoo.es",
            "yahoo.fr",
            "yahoo.it",
            "ymail.com",
            "rocketmail.com",
        ],
        one_mailbox: false,
        tags: &['-'],
        ignores: Ignores::Nothing,
    },
];

/// Whether the domain, in small ASCII letters, gives mailboxes to anyone.
pub(super) fn is_free(domain: &str) -> bool {
    FREE.binary_search(&domain).is_ok()
}

/// Providers that give a mailbox to anyone, or to whoever has their line at home, in
/// alphabetical order.
#[rustfmt::skip]
const FREE: &[&str] = &[
    "126.com", "163.com", "abv.bg", "aim.com", "alice.it", "aliyun.com", "aol.com",
    "arcor.de", "att.net", "azet.sk", "bellsouth.net", "bezeqint.net", "bigpond.com",
    "bk.ru", "bluewin.ch", "bol.com.br", "btinternet.com", "centrum.cz", "charter.net",
    "chello.at", "citromail.hu", "comcast.net", "cox.net", "daum.net", "disroot.org",
    "earthlink.net", "email.cz", "email.de", "fastmail.com", "fastmail.fm", "foxmail.com",
    "free.fr", "freemail.hu", "freenet.de", "globo.com", "globomail.com", "gmail.com",
    "gmx.at", "gmx.ch", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.net", "gmx.us",
    "googlemail.com", "hanmail.net", "hey.com", "hot.ee", "hotmail.ca", "hotmail.co.uk",
    "hotmail.com", "hotmail.com.ar", "hotmail.com.au", "hotmail.com.br", "hotmail.com.mx",
    "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hotmail.nl", "hotmail.se",
    "hushmail.com", "icloud.com", "ig.com.br", "in.com", "inbox.lv", "inbox.ru",
    "indiatimes.com", "interia.pl", "juno.com", "laposte.net", "libero.it", "list.ru",
    "live.be", "live.ca", "live.co.uk", "live.com", "live.com.au", "live.com.mx",
    "live.com.pt", "live.de", "live.dk", "live.fr", "live.it", "live.nl", "live.se",
    "mac.com", "mail.com", "mail.de", "mail.ee", "mail.ru", "mailbox.org", "mailfence.com",
    "me.com", "msn.com", "mynet.com", "naver.com", "net.hr", "netvision.net.il",
    "ntlworld.com", "o2.pl", "oi.com.br", "onet.pl", "online.no", "op.pl", "optonline.net",
    "orange.fr", "otenet.gr", "outlook.com", "outlook.com.au", "outlook.com.br",
    "outlook.de", "outlook.es", "outlook.fr", "outlook.it", "outlook.pt", "pm.me",
    "pobox.sk", "post.cz", "posteo.de", "prodigy.net.mx", "proton.me", "protonmail.com",
    "qq.com", "r7.com", "rambler.ru", "rediffmail.com", "riseup.net", "rocketmail.com",
    "runbox.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "sina.com", "siol.net",
    "sky.com", "skynet.be", "sohu.com", "superig.com.br", "t-online.de", "t-online.hu",
    "tele2.se", "telenet.be", "telia.com", "terra.com.br", "tin.it", "tiscali.it",
    "tlen.pl", "tuta.com", "tuta.io", "tutanota.com", "ukr.net", "uol.com.br",
    "verizon.net", "virgilio.it", "virgin.net", "vivaldi.net", "volny.cz", "walla.co.il",
    "walla.com", "wanadoo.fr", "web.de", "wp.pl", "xtra.co.nz", "ya.ru", "yahoo.ca",
    "yahoo.co.id", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.ar",
    "yahoo.com.au", "yahoo.com.br", "yahoo.com.mx", "yahoo.com.sg", "yahoo.de", "yahoo.es",
    "yahoo.fr", "yahoo.gr", "yahoo.ie", "yahoo.it", "yahoo.nl", "yahoo.pl", "yahoo.se",
    "yandex.by", "yandex.com", "yandex.kz", "yandex.ru", "yeah.net", "ymail.com",
    "zipmail.com.br", "zoho.com", "zohomail.com",
];

/// Names of mailboxes that are a role and not a person, in alphabetical order: what
/// companies in English, German, Portuguese, Spanish, French, Italian, Dutch, Polish and
/// the Nordic languages call them.
#[rustfmt::skip]
pub(super) const ROLES: &[&str] = &[
    "abuse", "accounting", "accounts", "adm", "admin", "administracao", "administracion",
    "administration", "administrator", "alerts", "ap", "apply", "ar", "assistance",
    "atendimento", "bestellung", "bestellungen", "billing", "biuro", "booking", "bookings",
    "buchhaltung", "business", "buyer", "buying", "caixa", "careers", "comercial",
    "commercial", "compliance", "compras", "comunicacao", "contabil", "contabilidad",
    "contabilidade", "contact", "contacto", "contactus", "contato", "customercare",
    "customerservice", "customersupport", "dept", "desk", "direccion", "direction",
    "direktion", "dispatch", "dpo", "editor", "einkauf", "empfang", "enquiries", "enquiry",
    "estimates", "events", "export", "facturacion", "facturas", "feedback", "finance",
    "financeiro", "finanzas", "finanzen", "firmapost", "fiscal", "frontdesk", "general",
    "gerencia", "hallo", "hello", "help", "helpdesk", "hi", "hola", "hostmaster", "hr",
    "humanresources", "import", "info", "informacion", "information", "infos", "inquiries",
    "inquiry", "invoice", "invoices", "it", "job", "jobs", "juridico", "kantoor", "kariera",
    "karriere", "klantenservice", "kontakt", "kundenservice", "leasing", "legal",
    "logistica", "logistics", "loja", "lojas", "mail", "mailbox", "mailing", "management",
    "manager", "marketing", "media", "myynti", "newsletter", "nfe", "no-reply", "noreply",
    "office", "oficina", "orcamento", "orcamentos", "order", "orders", "ouvidoria",
    "partner", "partners", "payments", "payroll", "pedidos", "post", "postbox",
    "postmaster", "press", "presse", "privacy", "procurement", "projetos", "purchase",
    "purchasing", "quotes", "recepcao", "recepcion", "reception", "rechnung", "rechnungen",
    "recruiting", "recruitment", "rentals", "resepsjon", "reservas", "reservations", "rh",
    "root", "sac", "sales", "salesteam", "salg", "secretaria", "secretariat", "secretary",
    "security", "sekretariat", "service", "services", "shop", "sklep", "soporte", "spam",
    "sprzedaz", "staff", "store", "subscribe", "suporte", "support", "team", "tech",
    "technical", "technik", "tesouraria", "test", "ti", "tickets", "travel", "unsubscribe",
    "vendas", "vendite", "ventas", "vente", "ventes", "verkauf", "versand", "vertrieb",
    "verwaltung", "web", "webmaster", "welcome", "welkom", "zentrale",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order() {
        assert!(FREE.is_sorted() && ROLES.is_sorted());
    }

    #[test]
    fn who_says_something_of_its_mailboxes_gives_them_to_anyone() {
        let domains = PROVIDERS.iter().flat_map(|provider| provider.domains);
        let missing: Vec<_> = domains.filter(|domain| !is_free(domain)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
