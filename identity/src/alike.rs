//! Alike: how far two words are apart, and whether they sound the same.

/// Jaro-Winkler: 1 for equal texts, 0 for texts without a letter in common; what is
/// fairly alike gains by a common beginning. Two empty texts are equal.
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    if a.is_ascii() && b.is_ascii() {
        return winkler(a.as_bytes(), b.as_bytes());
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    winkler(&a, &b)
}

/// So many letters at most; what is longer is compared by its beginning.
const ROOM: usize = 64;

fn winkler<T: Copy + PartialEq>(a: &[T], b: &[T]) -> f64 {
    let a = &a[..a.len().min(ROOM)];
    let b = &b[..b.len().min(ROOM)];
    let jaro = jaro(a, b);
    if jaro <= 0.7 {
        // Winkler: what has so little in common gains nothing by its beginning.
        return jaro;
    }
    let common = a.iter().zip(b).take(4).take_while(|(a, b)| a == b).count();
    jaro + 0.1 * count(common) * (1.0 - jaro)
}

/// A small number as a float, exactly.
fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

fn jaro<T: Copy + PartialEq>(a: &[T], b: &[T]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return f64::from(u8::from(a.is_empty() && b.is_empty()));
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    // One bit a letter that has found its like.
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    for (at, letter) in a.iter().enumerate() {
        let from = at.saturating_sub(reach);
        let to = (at + reach + 1).min(b.len());
        for (other, like) in b.iter().enumerate().take(to).skip(from) {
            if of_b & (1 << other) == 0 && letter == like {
                of_a |= 1 << at;
                of_b |= 1 << other;
                break;
            }
        }
    }
    let matched = of_a.count_ones();
    if matched == 0 {
        return 0.0;
    }
    let of = |letters: &[T], bits: u64| -> [Option<T>; ROOM] {
        let mut found = [None; ROOM];
        let kept = letters
            .iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0);
        for (slot, (_, letter)) in found.iter_mut().zip(kept) {
            *slot = Some(*letter);
        }
        found
    };
    let moved = of(a, of_a)
        .iter()
        .zip(of(b, of_b).iter())
        .filter(|(a, b)| a != b)
        .count();
    let matched = f64::from(matched);
    let in_order = (matched - count(moved / 2)) / matched;
    (matched / count(a.len()) + matched / count(b.len()) + in_order) / 3.0
}

/// Whether so many slips of the finger at most lie between two texts: a letter too many,
/// missing, wrong, or two in the wrong order.
pub fn within(a: &str, b: &str, slips: usize) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return close(a.as_bytes(), b.as_bytes(), slips);
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    close(&a, &b, slips)
}

/// Optimal string alignment, row by row, given up once a row is too far.
fn close<T: Copy + PartialEq>(a: &[T], b: &[T], slips: usize) -> bool {
    let (a, b) = (&a[..a.len().min(ROOM)], &b[..b.len().min(ROOM)]);
    if a.len().abs_diff(b.len()) > slips {
        return false;
    }
    let mut before = [0_usize; ROOM + 1];
    let mut last = [0_usize; ROOM + 1];
    let mut row = [0_usize; ROOM + 1];
    for (at, cell) in last.iter_mut().enumerate() {
        *cell = at;
    }
    for i in 0..a.len() {
        row[0] = i + 1;
        let mut least = row[0];
        for j in 0..b.len() {
            let wrong = usize::from(a[i] != b[j]);
            let mut cost = (last[j] + wrong).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > slips {
            return false;
        }
        (before, last, row) = (last, row, before);
    }
    last[b.len()] <= slips
}

/// How a folded word sounds, roughly and in any language of Europe: classes of consonants,
/// no vowels, nothing doubled, at most five signs. `souza` and `sousa`, `schmidt` and
/// `shmit` are the same.
pub fn sound(word: &str) -> String {
    let mut said = String::new();
    let mut last = ' ';
    for letter in word.chars() {
        let class = match letter {
            'b' | 'p' => 'p',
            'f' | 'v' | 'w' => 'f',
            'c' | 'g' | 'k' | 'q' | 'j' | 'x' => 'k',
            's' | 'z' => 's',
            'd' | 't' => 't',
            'l' => 'l',
            'm' | 'n' => 'm',
            'r' => 'r',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => {
                // A word that begins with a vowel is told from one that doesn't.
                if said.is_empty() && letter != 'h' {
                    said.push('a');
                }
                // `sch` and `sh` are one sound, `aha` are two vowels.
                if letter != 'h' {
                    last = ' ';
                }
                continue;
            }
            ' ' => continue,
            other => other,
        };
        // `sch`, `sc` and `sh` begin with an s.
        if class != last && !(class == 'k' && last == 's') {
            said.push(class);
        }
        last = if class == 'k' && last == 's' {
            's'
        } else {
            class
        };
        if said.len() >= 5 {
            break;
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn far_apart_is_what_others_say(a in "[a-dé]{0,12}", b in "[a-dé]{0,12}") {
            let theirs = strsim::jaro_winkler(&a, &b);
            prop_assert!((jaro_winkler(&a, &b) - theirs).abs() < 1e-9, "{}", theirs);
            let slips = strsim::osa_distance(&a, &b);
            for allowed in 0..5 {
                prop_assert_eq!(within(&a, &b, allowed), slips <= allowed);
            }
        }
    }

    #[test]
    fn what_is_very_long_is_compared_by_its_beginning() {
        let long = "a".repeat(1_000);
        assert!(jaro_winkler(&long, "b") < 0.01);
        assert!(within(&long, &"a".repeat(2_000), 2_000));
    }

    #[test]
    fn words_that_sound_the_same() {
        for (a, b) in [
            ("souza", "sousa"),
            ("schmidt", "shmit"),
            ("meier", "mayer"),
            ("katherine", "catharine"),
            ("phillips", "philips"),
            ("gonzalez", "gonzales"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        for (a, b) in [("ana", "bruno"), ("lima", "silva"), ("ana", "na")] {
            assert_ne!(sound(a), sound(b), "{a} {b}");
        }
    }
}
