//! Currency: signs, codes and words around an amount.

use super::digits::Digits;

/// A currency as it stands beside an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Currency {
    /// `None`: the sign stands for several currencies.
    code: Option<&'static str>,
    /// Letters that stand directly before the digits: `TOP100`.
    joined: bool,
    /// `$` alone, which a code beside it may turn into another dollar.
    dollar: bool,
}

impl Currency {
    pub(super) fn code(self) -> Option<&'static str> {
        self.code
    }

    /// Whether it is an amount at all: an id has no marks.
    pub(super) fn fits(self, digits: &Digits) -> bool {
        const MAJOR: [&str; 4] = ["EUR", "USD", "GBP", "CHF"];
        !self.joined || digits.has_marks() || self.code.is_some_and(|code| MAJOR.contains(&code))
    }

    /// `$1,200 CAD` is in Canadian dollars, `€1,200 USD` is nonsense.
    pub(super) fn together(self, other: Self) -> Option<Self> {
        match (self.code, other.code) {
            (None, Some(_)) => Some(other),
            (Some(_), Some(code)) if self.dollar && DOLLARS.contains(&code) => Some(other),
            (Some(code), Some(_)) if other.dollar && DOLLARS.contains(&code) => Some(self),
            (Some(one), Some(two)) if one == two => Some(self),
            (_, None) => Some(self),
            _ => None,
        }
    }
}

const DOLLARS: [&str; 15] = [
    "USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL", "BBD",
    "JMD", "XCD",
];

/// Signs; the longer before those they begin with.
const SIGNS: &[(&str, Option<&str>)] = &[
    ("€", Some("EUR")),
    ("US$", Some("USD")),
    ("U$S", Some("USD")),
    ("R$", Some("BRL")),
    ("AU$", Some("AUD")),
    ("A$", Some("AUD")),
    ("CA$", Some("CAD")),
    ("C$", Some("CAD")),
    ("HK$", Some("HKD")),
    ("NZ$", Some("NZD")),
    ("SG$", Some("SGD")),
    ("S$", Some("SGD")),
    ("NT$", Some("TWD")),
    ("MX$", Some("MXN")),
    ("Mex$", Some("MXN")),
    ("$", Some("USD")),
    ("£", Some("GBP")),
    ("￡", Some("GBP")),
    ("₹", Some("INR")),
    ("₽", Some("RUB")),
    ("₺", Some("TRY")),
    ("₩", Some("KRW")),
    ("₫", Some("VND")),
    ("฿", Some("THB")),
    ("₪", Some("ILS")),
    ("₦", Some("NGN")),
    ("₱", Some("PHP")),
    ("₴", Some("UAH")),
    ("₸", Some("KZT")),
    ("₡", Some("CRC")),
    ("₲", Some("PYG")),
    ("₵", Some("GHS")),
    ("₼", Some("AZN")),
    ("₾", Some("GEL")),
    ("₮", Some("MNT")),
    ("₭", Some("LAK")),
    ("zł", Some("PLN")),
    ("Kč", Some("CZK")),
    ("лв", Some("BGN")),
    // Signs of more than one currency.
    ("¥", None),
    ("￥", None),
    ("元", None),
    ("円", None),
];

/// Words for a currency, in any case, with the code where there is only one.
const WORDS: &[(&str, Option<&str>)] = &[
    ("euro", Some("EUR")),
    ("euros", Some("EUR")),
    ("sfr", Some("CHF")),
    ("zl", Some("PLN")),
    ("kc", Some("CZK")),
    ("tl", Some("TRY")),
    ("rp", Some("IDR")),
    ("kr", None),
    ("fr", None),
    ("rs", None),
    ("ft", None),
    ("lei", None),
    ("dollar", None),
    ("dollars", None),
    ("francs", None),
    ("franken", None),
    ("pounds", None),
    ("reais", Some("BRL")),
];

/// ISO 4217, without metals, funds and codes for tests.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB \
    BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB \
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD \
    JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU \
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD \
    TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// The codes that are read in small letters too; `all 5` and `top 10` are no money.
const WELL_KNOWN: [&str; 20] = [
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "BRL", "AUD", "CAD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "MXN", "ZAR", "AED", "SGD",
];

/// A currency before the digits (or before a sign), and what follows it.
pub(super) fn before(text: &str) -> Option<(Currency, &str)> {
    let (mut currency, rest) = find(text)?;
    let (written, _) = text.split_at_checked(text.len() - rest.len())?;
    currency.joined = rest.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && written.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !written.eq_ignore_ascii_case("kr");
    Some((currency, rest))
}

/// A currency behind the digits, and what follows it.
pub(super) fn behind(text: &str) -> Option<(Currency, &str)> {
    find(text)
}

fn find(text: &str) -> Option<(Currency, &str)> {
    let found = |code, rest, dollar| {
        let currency = Currency {
            code,
            joined: false,
            dollar,
        };
        Some((currency, rest))
    };
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign) {
            return found(*code, rest, *sign == "$");
        }
    }
    let (word, rest) = word(text)?;
    if let Some(code) = code(word) {
        // `USD$ 1200`
        return found(Some(code), rest.strip_prefix('$').unwrap_or(rest), false);
    }
    let (_, code) = WORDS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))?;
    found(*code, rest.strip_prefix('.').unwrap_or(rest), false)
}

/// The ASCII letters at the beginning, if there are any.
fn word(text: &str) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if length == 0 {
        return None;
    }
    text.split_at_checked(length)
}

fn code(word: &str) -> Option<&'static str> {
    if word.len() != 3 {
        return None;
    }
    if word.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return CODES.split_ascii_whitespace().find(|code| *code == word);
    }
    WELL_KNOWN
        .into_iter()
        .find(|code| code.eq_ignore_ascii_case(word))
}

/// A word for thousands, millions …: the zeros it stands for, and what follows it.
///
/// Where one word means different numbers in different languages (`Billion`), it
/// is read the English way; the German plural `Billionen` isn't English.
pub(super) fn multiplier(text: &str, currency: Option<Currency>) -> Option<(u32, &str)> {
    let length = text
        .char_indices()
        .find(|(_, letter)| !letter.is_alphabetic())
        .map_or(text.len(), |(at, _)| at);
    let (word, rest) = text.split_at_checked(length)?;
    let zeros = match word {
        "K" | "k" => 3,
        "M" | "m" | "MM" | "mm" => 6,
        "B" | "b" => 9,
        // `Cr` is also "credit", except where crores are counted.
        "Cr" | "cr" if currency.is_some_and(|currency| matches!(currency.code, Some("INR"))) => 7,
        _ if word.len() < 2 => return None,
        _ => long(word)?,
    };
    Some((zeros, rest.strip_prefix('.').unwrap_or(rest)))
}

fn long(word: &str) -> Option<u32> {
    const WORDS: &[(u32, &[&str])] = &[
        (
            3,
            &[
                "tsd",
                "thousand",
                "thousands",
                "tausend",
                "mille",
                "duizend",
            ],
        ),
        (5, &["lakh", "lakhs", "lac", "lacs"]),
        (
            6,
            &[
                "mio",
                "mn",
                "mln",
                "mill",
                "million",
                "millions",
                "millionen",
                "millón",
                "millon",
                "millones",
                "milhão",
                "milhao",
                "milhões",
                "milhoes",
                "milione",
                "milioni",
                "miljoen",
                "miljon",
            ],
        ),
        (7, &["crore", "crores"]),
        (
            9,
            &[
                "bn",
                "billion",
                "billions",
                "mrd",
                "mld",
                "md",
                "milliarde",
                "milliarden",
                "milliard",
                "milliards",
                "miliardo",
                "miliardi",
                "miljard",
            ],
        ),
        (12, &["billionen", "bio", "trillion", "trillions", "trn"]),
    ];
    let same = |known: &&str| known.chars().eq(word.chars().flat_map(char::to_lowercase));
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(same))
        .map(|(zeros, _)| *zeros)
}
