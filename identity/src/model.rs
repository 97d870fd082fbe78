//! Model: what agreements and differences are worth, after Fellegi and Sunter.
//!
//! Each field of two records stands on a [`Level`]: the same, alike, different. A level has
//! two probabilities: how often two records of *one* person stand on it (`m`), and how often
//! two records of *different* people do by chance (`u`). Its weight is `log2(m / u)` bits; a
//! field that one of the two lacks weighs nothing. The sum of all weights and of the odds
//! before anything was seen is the odds that both are the same.
//!
//! The weights are set by hand (see `people`) or learned (see `learn`).
//!
//! Deliberately absent: how levels are found. That knows the records: `people`, `table`.

/// The field of one record or of both is empty.
pub const MISSING: u8 = u8::MAX;

/// Where two fields can stand, with how often they do.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// In words, for people: `same phone number`.
    pub says: String,
    /// Share of the pairs of one person that stand here, above 0 and at most 1.
    pub m: f64,
    /// Share of the pairs of different people that stand here, above 0 and at most 1.
    pub u: f64,
}

impl Level {
    /// A level with its two probabilities.
    pub fn new(says: &str, m: f64, u: f64) -> Self {
        Self {
            says: says.to_owned(),
            m,
            u,
        }
    }

    /// What standing here is worth.
    pub fn bits(&self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// A field with its levels, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// In words, for people: `phone`.
    pub name: String,
    /// From the same to different; fewer than 255.
    pub levels: Vec<Level>,
}

/// What is worth how much, and from where on we believe it.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The odds that two records are the same before anything is compared, in bits:
    /// -14 is one in 16,000.
    pub before: f64,
    /// The fields that are compared.
    pub fields: Vec<Field>,
    /// From so many bits on two records are the same.
    pub same_from: f64,
    /// From so many bits on somebody should look at them.
    pub likely_from: f64,
}

impl Model {
    /// The odds in bits that two records are the same, by the level of each field.
    pub fn bits(&self, levels: &[u8]) -> f64 {
        self.before
            + self
                .fields
                .iter()
                .zip(levels)
                .filter_map(|(field, level)| Some(field.levels.get(usize::from(*level))?.bits()))
                .sum::<f64>()
    }

    /// The same, field by field; what is missing is left out.
    pub fn parts(&self, levels: &[u8]) -> Vec<Part> {
        let part = |(field, level): (&Field, &u8)| {
            let level = field.levels.get(usize::from(*level))?;
            Some(Part {
                field: field.name.clone(),
                says: level.says.clone(),
                bits: level.bits(),
            })
        };
        self.fields.iter().zip(levels).filter_map(part).collect()
    }

    /// What odds in bits mean.
    pub fn verdict(&self, bits: f64) -> Verdict {
        if bits >= self.same_from {
            Verdict::Same
        } else if bits >= self.likely_from {
            Verdict::Likely
        } else {
            Verdict::Different
        }
    }
}

/// The probability behind odds in bits: 0 bits are 0.5.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// What we say of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Too little speaks for it.
    Different,
    /// Somebody should look.
    Likely,
    /// Sure enough to join them.
    Same,
}

/// What one field, or one rule, says of two records.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The field: `phone`; `rule` for what a rule adds or takes.
    pub field: String,
    /// In words: `same phone number`.
    pub says: String,
    /// What it is worth; negative speaks against.
    pub bits: f64,
}

/// How alike two records are, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// What follows from it.
    pub verdict: Verdict,
    /// That both are the same, from 0 to 1.
    pub probability: f64,
    /// The odds in bits: those before anything was seen plus all parts.
    pub bits: f64,
    /// What speaks for and against it, in the order of the fields.
    pub parts: Vec<Part>,
}

impl Likeness {
    /// One sentence for people: `Same phone number +14.1, names alike (Jon / John) +8.2: 99 %`.
    pub fn sentence(&self) -> String {
        let mut says: Vec<String> = self
            .parts
            .iter()
            .map(|part| format!("{} {:+.1}", part.says, part.bits))
            .collect();
        if says.is_empty() {
            says.push("nothing to compare".to_owned());
        }
        let mut sentence = says.join(", ");
        if let Some(first) = sentence.get(..1).map(str::to_ascii_uppercase) {
            sentence.replace_range(..1, &first);
        }
        // 99.96 % is not 100: it may be wrong.
        let percent = (self.probability * 100.0).floor();
        format!("{sentence}: {percent:.0} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        Model {
            before: -10.0,
            fields: vec![Field {
                name: "phone".to_owned(),
                levels: vec![
                    Level::new("same phone number", 0.8, 0.8 / 4096.0),
                    Level::new("other phone number", 0.25, 1.0),
                ],
            }],
            same_from: 2.0,
            likely_from: -3.0,
        }
    }

    #[test]
    fn weights_add_up_and_what_is_missing_weighs_nothing() {
        let model = model();
        for (level, bits, verdict) in [
            (0, 2.0, Verdict::Same),
            (1, -12.0, Verdict::Different),
            (MISSING, -10.0, Verdict::Different),
        ] {
            assert!((model.bits(&[level]) - bits).abs() < 1e-9);
            assert_eq!(model.verdict(bits), verdict);
            let parts: f64 = model.parts(&[level]).iter().map(|part| part.bits).sum();
            assert!((model.before + parts - bits).abs() < 1e-9);
        }
        assert!((probability(0.0) - 0.5).abs() < 1e-9);
        assert!((probability(2.0) - 0.8).abs() < 1e-9);
    }
}
