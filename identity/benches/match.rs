//! What it costs to find who is the same among a million contacts.
//!
//! `cargo bench -p identity --bench match [contacts]`; 1,000,000 by default, every tenth
//! of them somebody who came before, written otherwise: slips of the finger, another
//! spelling of the number, a tag in the address, fields left out. As it is known who is
//! who, the share of pairs that were found, and of those that are right, is told too.
//! The floor is sorting as many keys as the contacts have, which no index does without.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use fastrand::Rng;
use identity::dedupe::{Crowd, dedupe};
use identity::{Contact, House, Index, People, Profile, phone};
use std::hint::black_box;
use std::time::{Duration, Instant};

const THREADS: usize = 2;
const HOUSE: House<'_> = House { region: Some("BR") };

fn main() {
    let count: u32 = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    let mut random = Rng::with_seed(0x1d);
    let surnames: Vec<String> = (0..6_000).map(|_| made_up(&mut random, 2..4)).collect();
    let firms: Vec<String> = (0..count / 8 + 1)
        .map(|_| made_up(&mut random, 2..5))
        .collect();
    let mut made: Vec<Made> = Vec::new();
    for number in 0..count {
        if number % 10 == 9 {
            let before = &made[random.usize(0..made.len())];
            made.push(before.again(&mut random));
        } else {
            made.push(Made::new(&mut random, number, &surnames, &firms));
        }
    }
    println!("{count} contacts, every tenth a second time; {THREADS} threads");

    let contacts: Vec<Contact<'_>> = made.iter().map(Made::contact).collect();
    let started = Instant::now();
    let numbers = contacts
        .iter()
        .take(100_000)
        .filter_map(|contact| contact.phone);
    let mut read = 0;
    for number in numbers {
        black_box(phone::keys(number, HOUSE.region));
        read += 1;
    }
    each("read one phone number", started, read);

    let whole = Instant::now();
    let people = line("prepare", || People::of(&contacts, &HOUSE, THREADS));
    let keys = line("floor: make and sort all keys", || {
        let mut keys = Vec::new();
        for record in 0..people.len() {
            people.keys(record, &mut keys);
        }
        keys.sort_unstable();
        keys.len()
    });
    println!("  {:.1} keys a contact", keys as f64 / f64::from(count));
    let found = line("dedupe: candidates, comparing, clusters", || {
        dedupe(&people, &people.settings(THREADS))
    });
    println!("  all of it {:.1} s", whole.elapsed().as_secs_f64());
    println!(
        "  {} pairs compared; {} keys of {} contacts skipped; {} likely pairs",
        found.compared,
        found.skipped.blocks,
        found.skipped.records,
        found.likely.len()
    );
    told(&made, &found.clusters, &found.likely);

    let index = line("index", || Index::of(people));
    let newcomers: Vec<Made> = (0..10_000)
        .map(|_| made[random.usize(0..made.len())].again(&mut random))
        .collect();
    let mut slowest = Duration::ZERO;
    let started = Instant::now();
    for newcomer in &newcomers {
        let one = Instant::now();
        black_box(index.like(&Profile::of(&newcomer.contact(), &HOUSE)));
        slowest = slowest.max(one.elapsed());
    }
    each("match one newcomer against all", started, newcomers.len());
    println!(
        "  the slowest of them {:.3} ms",
        slowest.as_secs_f64() * 1e3
    );
}

fn line<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    println!("{name}: {:.2} s", started.elapsed().as_secs_f64());
    done
}

fn each(name: &str, started: Instant, times: usize) {
    let micros = started.elapsed().as_secs_f64() * 1e6 / times as f64;
    println!("{name}: {micros:.1} µs");
}

/// How many of the true pairs are in a cluster, or waiting for somebody's look.
fn told(made: &[Made], clusters: &[Vec<u32>], likely: &[(u32, u32, f64)]) {
    let mut sizes = std::collections::BTreeMap::new();
    for it in made {
        *sizes.entry(it.who).or_insert(0_u64) += 1;
    }
    let all: u64 = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let (mut found, mut right) = (0_u64, 0_u64);
    for cluster in clusters {
        for (nth, a) in cluster.iter().enumerate() {
            for b in &cluster[nth + 1..] {
                found += 1;
                right += u64::from(made[*a as usize].who == made[*b as usize].who);
            }
        }
    }
    let waiting = likely
        .iter()
        .filter(|(a, b, _)| made[*a as usize].who == made[*b as usize].who)
        .count();
    println!(
        "  of {all} true pairs {right} joined, {waiting} wait for a look; {} joined wrongly",
        found - right
    );
}

const GIVEN: &[&str] = &[
    "Ana",
    "Bruno",
    "Carla",
    "Daniel",
    "Eduarda",
    "Felipe",
    "Gabriela",
    "Henrique",
    "Isabela",
    "João",
    "Karina",
    "Lucas",
    "Mariana",
    "Nelson",
    "Olívia",
    "Pedro",
    "Renata",
    "Sérgio",
    "Tatiana",
    "Vinícius",
    "Robert",
    "Elizabeth",
    "Thomas",
    "Katherine",
    "Michael",
    "Anna",
];

/// A contact, and who it is.
#[derive(Clone)]
struct Made {
    who: u32,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
}

impl Made {
    fn new(random: &mut Rng, who: u32, surnames: &[String], firms: &[String]) -> Self {
        let given = GIVEN[random.usize(0..GIVEN.len())];
        let surname = &surnames[random.usize(0..surnames.len())];
        let firm = &firms[random.usize(0..firms.len())];
        let local = format!(
            "{}.{}{}",
            identity::name::folded(given),
            surname.to_lowercase(),
            random.u32(0..1_000)
        );
        let email = if random.bool() {
            format!("{local}@gmail.com")
        } else {
            format!("{local}@{}.com.br", firm.to_lowercase())
        };
        let phone = format!(
            "+55 {} 9{:04}-{:04}",
            random.u32(11..20),
            random.u32(1_000..10_000),
            random.u32(0..10_000)
        );
        Self {
            who,
            name: format!("{given} {surname}"),
            email: (random.u8(0..10) > 0).then_some(email),
            phone: (random.u8(0..10) > 2).then_some(phone),
            company: (random.u8(0..10) > 4).then(|| format!("{firm} Ltda")),
        }
    }

    /// The same person, written another time.
    fn again(&self, random: &mut Rng) -> Self {
        let mut again = self.clone();
        if random.u8(0..10) < 4 {
            slip(random, &mut again.name);
        }
        match random.u8(0..10) {
            0 => again.name = again.name.split(' ').rev().collect::<Vec<_>>().join(", "),
            1 => again.name = again.name.to_uppercase(),
            _ => {}
        }
        match random.u8(0..10) {
            0..3 => again.email = None,
            3..5 => again.email = again.email.map(|mail| mail.replace('@', "+loja@")),
            5 => again.email.iter_mut().for_each(|mail| slip(random, mail)),
            _ => {}
        }
        match random.u8(0..10) {
            0..3 => again.phone = None,
            3..7 => again.phone = again.phone.map(|it| it.replace("+55 ", "0")),
            _ => {}
        }
        if random.u8(0..10) < 5 {
            again.company = again.company.map(|it| it.replace(" Ltda", ""));
        }
        again
    }

    fn contact(&self) -> Contact<'_> {
        Contact {
            name: Some(&self.name),
            email: self.email.as_deref(),
            phone: self.phone.as_deref(),
            company: self.company.as_deref(),
            region: None,
        }
    }
}

/// A word of so many syllables.
fn made_up(random: &mut Rng, syllables: std::ops::Range<usize>) -> String {
    const STARTS: &[&str] = &[
        "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br",
    ];
    const ENDS: &[&str] = &["a", "e", "i", "o", "u", "an", "er", "os", "il"];
    let mut word = String::new();
    for _ in 0..random.usize(syllables) {
        word.push_str(STARTS[random.usize(0..STARTS.len())]);
        word.push_str(ENDS[random.usize(0..ENDS.len())]);
    }
    word[..1].to_uppercase() + &word[1..]
}

/// One letter wrong, missing or doubled.
fn slip(random: &mut Rng, word: &mut String) {
    let letters: Vec<char> = word.chars().collect();
    let at = random.usize(1..letters.len());
    let mut slipped: String = letters[..at].iter().collect();
    match random.u8(0..3) {
        0 => slipped.push(random.lowercase()),
        1 => slipped.extend([letters[at], letters[at]]),
        _ => {}
    }
    slipped.extend(&letters[at + 1..]);
    *word = slipped;
}
