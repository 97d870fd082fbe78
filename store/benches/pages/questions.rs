//! Questions: what the screens ask, one by one.

use jiff::{SignedDuration, Timestamp};
use lifecycle::lead::Cell;
use lifecycle::process::model::Phase;
use lifecycle::source::Family;
use store::{LeadFilter, Moved, Reader, Sort, SortBy, Status, Store};

/// So many are counted beside a page.
const COUNTED: u32 = 10_001;
const ON_A_PAGE: u32 = 50;

/// Something that a screen asks.
pub(crate) struct Question {
    pub(crate) name: String,
    what: What,
    filter: LeadFilter,
    now: Timestamp,
}

enum What {
    Page(Sort),
    Count,
    Balance,
    Funnel,
    Flow,
    Stages,
}

/// What came of it.
pub(crate) struct Answer {
    /// How many leads it speaks of.
    pub(crate) leads: u64,
    /// Those on the page, where it is one.
    pub(crate) ids: Option<Vec<String>>,
}

impl Question {
    pub(crate) async fn ask(&self, store: &Store) -> Answer {
        let mut reader = store.reader().await.unwrap();
        let (leads, ids) = match &self.what {
            What::Page(sort) => {
                let page = reader.leads(&self.filter, *sort, None, ON_A_PAGE);
                let page = page.await.unwrap();
                let ids = page.items.iter().map(|row| row.id.to_string()).collect();
                let leads = reader.count_up_to(&self.filter, COUNTED).await.unwrap();
                (leads, Some(ids))
            }
            What::Count => (reader.count(&self.filter).await.unwrap(), None),
            What::Balance => (reader.balance(&self.filter).await.unwrap().leads(), None),
            What::Funnel => (self.funnel(&mut reader).await, None),
            What::Flow => (self.flow(&mut reader).await, None),
            What::Stages => (self.stages(&mut reader).await, None),
        };
        Answer { leads, ids }
    }

    async fn funnel(&self, reader: &mut Reader) -> u64 {
        let stages = [
            "inbox",
            "contacting",
            "qualifying",
            "handover",
            "consulting",
            "won",
        ];
        let stages: Vec<_> = stages.into_iter().map(Into::into).collect();
        let reached = reader.funnel(&self.filter, &stages).await.unwrap();
        reached.iter().map(|one| one.leads).max().unwrap_or(0)
    }

    async fn flow(&self, reader: &mut Reader) -> u64 {
        let weeks = (0..=26_i64).rev();
        let bounds: Vec<Timestamp> = weeks
            .map(|week| self.now - SignedDuration::from_hours(week * 168))
            .collect();
        let flow = reader.flow(&self.filter, &bounds).await.unwrap();
        flow.iter().map(|week| week.captured).sum()
    }

    async fn stages(&self, reader: &mut Reader) -> u64 {
        let since = self.now - SignedDuration::from_hours(30 * 24);
        let counts = reader.stage_counts(self.now, since, &self.filter);
        counts
            .await
            .unwrap()
            .stages
            .iter()
            .map(|one| one.open)
            .sum()
    }
}

/// All of them, asked a day after the last lead came in.
pub(crate) async fn questions(store: &Store) -> Vec<Question> {
    let latest = latest(store).await;
    let now = latest.0 + SignedDuration::from_hours(24);
    let mut all = Vec::new();
    let mut ask = |name: &str, what: What, filter: LeadFilter| {
        all.push(Question {
            name: name.to_owned(),
            what,
            filter,
            now,
        });
    };
    let sort = |by, descending| Sort { by, descending };
    let (newest, due) = (sort(SortBy::CapturedAt, true), sort(SortBy::DueAt, false));
    for by in SortBy::ALL {
        for descending in [false, true] {
            let sort = sort(by, descending);
            ask(
                &format!("all, {sort}"),
                What::Page(sort),
                LeadFilter::default(),
            );
        }
    }
    for (name, filter) in filters(&latest, now) {
        for sort in [newest, due] {
            ask(&format!("{name}, {sort}"), What::Page(sort), filter.clone());
        }
    }
    let by_channel = LeadFilter {
        channel: Some("partner".into()),
        ..LeadFilter::default()
    };
    for (name, filter) in [("all", LeadFilter::default()), ("one channel", by_channel)] {
        ask(&format!("balance, {name}"), What::Balance, filter.clone());
        ask(&format!("funnel, {name}"), What::Funnel, filter.clone());
        ask(&format!("flow, {name}"), What::Flow, filter.clone());
        ask(&format!("drawing, {name}"), What::Stages, filter);
    }
    for (name, filter) in attention(now) {
        ask(&format!("attention: {name}"), What::Count, filter);
    }
    all
}

/// When the last lead came in, whose it is and where they work.
async fn latest(store: &Store) -> (Timestamp, LeadFilter, LeadFilter, String) {
    let mut reader = store.reader().await.unwrap();
    let sort = Sort::of_word("-captured_at").unwrap();
    let page = reader.leads(&LeadFilter::default(), sort, None, 1).await;
    let row = page.unwrap().items.remove(0);
    let lead = reader.lead(&row.id).await.unwrap().unwrap();
    let of_person = LeadFilter {
        person: lead.person.id,
        ..LeadFilter::default()
    };
    let of_company = LeadFilter {
        company: lead.company.and_then(|company| company.id),
        ..LeadFilter::default()
    };
    let mail = row.email.unwrap_or_default();
    (row.captured_at, of_person, of_company, mail)
}

fn filters(
    latest: &(Timestamp, LeadFilter, LeadFilter, String),
    now: Timestamp,
) -> Vec<(String, LeadFilter)> {
    let mut all: Vec<(String, LeadFilter)> = Vec::new();
    let mut with = |name: &str, change: &dyn Fn(&mut LeadFilter)| {
        let mut filter = LeadFilter::default();
        change(&mut filter);
        all.push((name.to_owned(), filter));
    };
    for status in Status::ALL {
        with(status.word(), &|filter| filter.status = Some(status));
    }
    for stage in ["contacting", "qualifying", "consulting", "nurture", "won"] {
        with(&format!("at {stage}"), &|filter| {
            filter.stage = Some(stage.into());
        });
        with(&format!("reached {stage}"), &|filter| {
            filter.reached = Some(stage.into());
        });
    }
    with("prospects", &|filter| filter.phase = Some(Phase::Prospect));
    with("of one owner", &|filter| filter.owner = Some("m0".into()));
    with("of one owner, overdue", &|filter| {
        filter.owner = Some("m0".into());
        filter.overdue_at = Some(now);
    });
    with("of a role", &|filter| filter.role = Some("sales".into()));
    with("by a frequent channel", &|filter| {
        filter.channel = Some("paid_search".into());
    });
    with("by a rare channel", &|filter| {
        filter.channel = Some("visit".into());
    });
    with("by no channel", &|filter| {
        filter.channel = Some("nope".into());
    });
    with("of a family", &|filter| filter.family = Some(Family::Event));
    for grade in ["A", "C"] {
        with(&format!("grade {grade}"), &|filter| {
            filter.grade = Some(grade.into());
        });
    }
    for (name, cell) in [
        ("waiting", Cell::Waiting),
        ("followed", Cell::Followed),
        ("returned", Cell::Returned),
        ("nurtured", Cell::Nurtured),
    ] {
        with(name, &|filter| filter.cell = Some(cell));
    }
    for (name, since) in [
        ("ever", None),
        ("last month", Some(now - SignedDuration::from_hours(720))),
    ] {
        with(&format!("moved on, {name}"), &|filter| {
            filter.moved = Some(Moved {
                from: "contacting".into(),
                to: "qualifying".into(),
                since,
            });
        });
    }
    with("overdue", &|filter| filter.overdue_at = Some(now));
    with("with exceptions", &|filter| filter.exceptions = Some(true));
    with("without exceptions", &|filter| {
        filter.exceptions = Some(false);
    });
    with("of one day", &|filter| {
        filter.captured_from = Some(latest.0 - SignedDuration::from_hours(240));
        filter.captured_to = Some(latest.0 - SignedDuration::from_hours(216));
    });
    with("of an old version", &|filter| {
        filter.process_version = Some(7);
    });
    with("open, of a channel, at a stage", &|filter| {
        filter.status = Some(Status::Open);
        filter.channel = Some("webinar".into());
        filter.stage = Some("contacting".into());
    });
    for (name, text) in [
        ("one letter", "m"),
        ("two letters", "ma"),
        ("a frequent name", "maria"),
        ("two frequent names", "maria souza"),
        ("a frequent and a rare name", "maria zebulon"),
        ("a rare name", "zebulon"),
        ("a company", "firm 77"),
        ("a mail address", latest.3.as_str()),
        ("nobody's name", "xylophonist"),
        ("two that don't meet", "zebulon xylophonist"),
    ] {
        with(&format!("search: {name}"), &|filter| {
            filter.text = Some(text.to_owned());
        });
    }
    with("search: a frequent name, lost", &|filter| {
        filter.text = Some("maria".to_owned());
        filter.status = Some(Status::Lost);
    });
    all.push(("of a person".to_owned(), latest.1.clone()));
    all.push(("of a company".to_owned(), latest.2.clone()));
    all
}

fn attention(now: Timestamp) -> Vec<(&'static str, LeadFilter)> {
    let all = LeadFilter::default;
    vec![
        (
            "overdue",
            LeadFilter {
                overdue_at: Some(now),
                ..all()
            },
        ),
        (
            "waiting",
            LeadFilter {
                cell: Some(Cell::Waiting),
                ..all()
            },
        ),
        (
            "exceptions",
            LeadFilter {
                status: Some(Status::Open),
                exceptions: Some(true),
                ..all()
            },
        ),
        (
            "unknown source",
            LeadFilter {
                family: Some(Family::Unknown),
                ..all()
            },
        ),
    ]
}
