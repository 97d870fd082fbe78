//! Company: who works here, and under which process.

use jiff::{Timestamp, ToSpan, Zoned};
use lifecycle::names::{MemberId, RoleId, TeamId};
use lifecycle::roster::Member;

/// The process that the company runs.
pub const PROCESS: &str = include_str!("../../lifecycle/samples/seller-acquisition.yaml");

/// How many weeks of history there are.
const WEEKS: i64 = 26;

/// The company, and the time in which it is looked at.
#[derive(Debug, Clone)]
pub struct Company {
    /// Everything follows from it: the same seed and the same present give the same history.
    pub seed: u64,
    /// When the history begins.
    pub from: Timestamp,
    /// The present.
    pub now: Timestamp,
    /// Who works here.
    pub staff: Vec<Employee>,
}

/// Somebody who works here, and how they are.
#[derive(Debug, Clone)]
pub struct Employee {
    /// As the rules see them.
    pub member: Member,
    /// Their mail address, to sign in.
    pub email: String,
    /// May do everything.
    pub admin: bool,
    /// How quickly they get things done: 1 is usual, 2 takes twice as long.
    pub pace: f64,
    /// How well they reach and convince people: 1 is usual.
    pub skill: f64,
    /// The days they were away, counted from the beginning of the history.
    pub away: Option<(i64, i64)>,
}

impl Company {
    /// The company of a seed, looked at now.
    pub fn of(seed: u64, now: Timestamp) -> Self {
        let zone = jiff::tz::TimeZone::get("America/Sao_Paulo").expect("the zone is bundled");
        let from: Zoned = now
            .to_zoned(zone)
            .start_of_day()
            .and_then(|day| day.checked_sub((WEEKS * 7).days()))
            .expect("the present is not the beginning of time");
        Self {
            seed,
            from: from.timestamp(),
            now,
            staff: staff(),
        }
    }
}

fn staff() -> Vec<Employee> {
    // name, roles, teams, region, seniority, pace, skill, days away
    type Row = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
        &'static str,
        u32,
        f64,
        f64,
        Option<(i64, i64)>,
    );
    const STAFF: [Row; 10] = [
        (
            "Marta Lima",
            &["management"],
            &[],
            "sudeste",
            3,
            1.0,
            1.0,
            None,
        ),
        (
            "Otavio Reis",
            &["operations"],
            &[],
            "sudeste",
            2,
            1.0,
            1.0,
            None,
        ),
        (
            "Bia Castro",
            &["marketing"],
            &[],
            "sudeste",
            2,
            1.0,
            1.0,
            None,
        ),
        ("Davi Moura", &["marketing"], &[], "sul", 1, 1.1, 1.0, None),
        ("Nora Alves", &["sdr"], &[], "sudeste", 3, 0.8, 1.25, None),
        (
            "Rui Prado",
            &["sdr"],
            &[],
            "sul",
            2,
            1.0,
            1.0,
            Some((96, 110)),
        ),
        (
            "Lia Nunes",
            &["sdr"],
            &["sdr-pets"],
            "nordeste",
            2,
            0.9,
            1.1,
            None,
        ),
        ("Caio Melo", &["sdr"], &[], "sudeste", 1, 1.5, 0.8, None),
        ("Femi Okoye", &["sales"], &[], "sudeste", 3, 1.0, 1.2, None),
        (
            "Ines Rocha",
            &["sales"],
            &[],
            "nordeste",
            2,
            1.2,
            0.95,
            None,
        ),
    ];
    STAFF
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let (name, roles, teams, region, seniority, pace, skill, away) = *row;
            let first = name.split(' ').next().unwrap_or(name).to_lowercase();
            Employee {
                member: Member {
                    id: MemberId::from(format!("m{:02}", number + 1)),
                    name: name.to_owned(),
                    active: true,
                    roles: roles.iter().copied().map(RoleId::from).collect(),
                    teams: teams.iter().copied().map(TeamId::from).collect(),
                    region: Some(region.to_owned()),
                    seniority,
                    open: 0,
                    particulars: Default::default(),
                },
                email: format!("{first}@throughline.example"),
                admin: roles.contains(&"operations"),
                pace,
                skill,
                away,
            }
        })
        .collect()
}

impl Company {
    /// Who keeps the process: the one to look around as.
    pub fn operations(&self) -> &Employee {
        self.staff
            .iter()
            .find(|who| who.admin)
            .expect("somebody keeps the process")
    }
}
