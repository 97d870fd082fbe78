//! Ascii: domains as the name system writes them: `bücher.example` is
//! `xn--bcher-kva.example`.
//!
//! Punycode (RFC 3492) after the usual folding of letters. That is less than all of UTS 46:
//! names that may not be registered are not refused, as we only compare.

use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;

/// The domain in small ASCII letters, without the dot at its end; `None` if a part of it
/// is empty or too long to be one.
pub(super) fn domain(domain: &str) -> Option<String> {
    let domain = if domain.is_ascii() {
        domain.to_ascii_lowercase()
    } else {
        let folded: String = domain.nfkc().flat_map(char::to_lowercase).nfc().collect();
        folded.replace(['。', '．', '｡'], ".")
    };
    let domain = domain.strip_suffix('.').unwrap_or(&domain);
    let mut ascii = String::with_capacity(domain.len());
    for label in domain.split('.') {
        if label.is_empty() || label.len() > LONGEST {
            return None;
        }
        if !ascii.is_empty() {
            ascii.push('.');
        }
        if label.is_ascii() {
            ascii.push_str(label);
        } else {
            write!(ascii, "xn--{}", punycode(label)?).expect("a text takes what is written");
        }
    }
    Some(ascii)
}

/// A label has at most 63 bytes in ASCII; in other scripts it may look longer.
const LONGEST: usize = 255;

/// The letters of a label in Punycode; `None` where a number grows too large.
fn punycode(label: &str) -> Option<String> {
    const BASE: u32 = 36;
    let mut written: String = label.chars().filter(char::is_ascii).collect();
    let plain = u32::try_from(written.len()).ok()?;
    if plain > 0 {
        written.push('-');
    }
    let count = u32::try_from(label.chars().count()).ok()?;
    let (mut code, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, plain);
    while handled < count {
        let next = label.chars().map(u32::from).filter(|c| *c >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(handled + 1)?)?;
        code = next;
        for letter in label.chars().map(u32::from) {
            if letter < code {
                delta = delta.checked_add(1)?;
            }
            if letter != code {
                continue;
            }
            let mut rest = delta;
            let mut k = BASE;
            loop {
                let threshold = k.saturating_sub(bias).clamp(1, 26);
                if rest < threshold {
                    break;
                }
                written.push(digit(threshold + (rest - threshold) % (BASE - threshold)));
                rest = (rest - threshold) / (BASE - threshold);
                k += BASE;
            }
            written.push(digit(rest));
            bias = adapted(delta, handled + 1, handled == plain);
            delta = 0;
            handled += 1;
        }
        delta += 1;
        code += 1;
    }
    Some(written)
}

/// How the next number will be written, learned from the last one (RFC 3492, 6.1).
fn adapted(delta: u32, handled: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / handled;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

/// `a` to `z` are 0 to 25, `0` to `9` are 26 to 35.
fn digit(value: u32) -> char {
    char::from_digit(if value < 26 { value + 10 } else { value - 26 }, 36)
        .expect("a digit is below 36")
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn domains_as_the_name_system_writes_them() {
        // The first three labels are samples of RFC 3492, section 7.1.
        for (written, expected) in [
            (
                "ليهمابتكلموشعربي؟.example",
                Some("xn--egbpdaj6bu4bxfgehfvwxn.example"),
            ),
            (
                "他们为什么不说中文.example",
                Some("xn--ihqwcrb4cv8a8dqg056pqjye.example"),
            ),
            (
                "Pročprostěnemluvíčesky.example",
                Some("xn--proprostnemluvesky-uyb24dma41a.example"),
            ),
            ("MÜNCHEN.example", Some("xn--mnchen-3ya.example")),
            ("casa.example.", Some("casa.example")),
            ("casa..example", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(domain(written).as_deref(), expected, "{written}");
        }
    }
}
