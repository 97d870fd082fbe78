//! Known: the names that a question may use. One that there never was is a typing error,
//! and an empty list would be a wrong answer to it.
//!
//! A name is known if the process that runs has it, if an earlier version had it, or if a
//! lead has it: a channel can be any word.

use super::misfit::listed;
use crate::app::App;
use crate::problem::Problem;
use crate::processes::Published;
use lifecycle::names::{ChannelId, Grade, MemberId, RoleId, StageId};
use lifecycle::process::model::Process;
use lifecycle::words::{fold, nearest};
use std::collections::BTreeSet;
use store::LeadFilter;

/// More names than these aren't listed.
const FEW: usize = 12;

/// Where names are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    app: &'a App,
    running: Option<&'a Published>,
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stage,
    Channel,
    Role,
    Grade,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Channel => "channel",
            Self::Role => "role",
            Self::Grade => "grade",
        }
    }

    fn names(self, process: &Process) -> BTreeSet<&str> {
        let lines = || {
            let variants = process.variants.iter().map(|(_, line)| line);
            std::iter::once(&process.base).chain(variants)
        };
        match self {
            Self::Stage => lines()
                .flat_map(|line| &line.stages)
                .map(|stage| stage.id.as_str())
                .collect(),
            Self::Channel => process.channels.iter().map(|own| own.id.as_str()).collect(),
            Self::Role => process.roles.iter().map(|own| own.id.as_str()).collect(),
            Self::Grade => lines()
                .flat_map(|line| &line.quality.grades)
                .map(|own| own.grade.as_str())
                .collect(),
        }
    }

    /// The leads that have it.
    fn leads(self, name: &str) -> LeadFilter {
        let mut filter = LeadFilter::default();
        match self {
            Self::Stage => filter.stage = Some(StageId::from(name)),
            Self::Channel => filter.channel = Some(ChannelId::from(name)),
            Self::Role => filter.role = Some(RoleId::from(name)),
            Self::Grade => filter.grade = Some(Grade::from(name)),
        }
        filter
    }
}

impl<'a> Known<'a> {
    pub(super) fn by(app: &'a App, running: Option<&'a Published>) -> Self {
        Self { app, running }
    }

    /// The stage that the parameter names.
    pub(super) async fn stage(
        self,
        parameter: &'static str,
        text: Option<&str>,
    ) -> Result<Option<StageId>, Problem> {
        let found = self.name(Kind::Stage, parameter, text).await?;
        Ok(found.map(StageId::from))
    }

    /// The channel that the parameter names.
    pub(super) async fn channel(self, text: Option<&str>) -> Result<Option<ChannelId>, Problem> {
        let found = self.name(Kind::Channel, "channel", text).await?;
        Ok(found.map(ChannelId::from))
    }

    /// The role that the parameter names.
    pub(super) async fn role(self, text: Option<&str>) -> Result<Option<RoleId>, Problem> {
        let found = self.name(Kind::Role, "role", text).await?;
        Ok(found.map(RoleId::from))
    }

    /// The grade that the parameter names.
    pub(super) async fn grade(self, text: Option<&str>) -> Result<Option<Grade>, Problem> {
        let found = self.name(Kind::Grade, "grade", text).await?;
        Ok(found.map(Grade::from))
    }

    /// The member whose id that is.
    pub(super) async fn owner(self, id: &str) -> Result<MemberId, Problem> {
        let id = MemberId::from(id);
        let mut reader = self.app.store.reader().await?;
        if reader.member(&id).await?.is_some() {
            return Ok(id);
        }
        let members = reader.members().await?;
        let wanted = fold(id.as_str());
        let by_name = members
            .iter()
            .find(|own| fold(&own.member.name) == wanted)
            .map(|own| own.member.id.as_str());
        let ids = || members.iter().map(|own| own.member.id.as_str());
        let mend = match by_name.or_else(|| nearest(id.as_str(), ids())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`GET /api/v1/members` names them.".to_owned(),
        };
        Err(unknown(
            "owner",
            format!("There is no member `{id}`: {mend}"),
        ))
    }

    /// A version that was published.
    pub(super) async fn version(self, version: u32) -> Result<u32, Problem> {
        if self
            .running
            .is_some_and(|own| own.stored.version == version)
        {
            return Ok(version);
        }
        let published = self.app.store.reader().await?.processes().await?;
        if published.iter().any(|own| own.version == version) {
            return Ok(version);
        }
        let mend = match published.iter().map(|own| own.version).max() {
            Some(last) => format!("the last one is {last}."),
            None => "none was published yet.".to_owned(),
        };
        let detail = format!("There is no version {version} of the process: {mend}");
        Err(unknown("process_version", detail))
    }

    async fn name<'t>(
        self,
        kind: Kind,
        parameter: &'static str,
        text: Option<&'t str>,
    ) -> Result<Option<&'t str>, Problem> {
        let Some(name) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let has = |published: &Published| kind.names(&published.process).contains(name);
        if self.running.is_some_and(has) {
            return Ok(Some(name));
        }
        let mut reader = self.app.store.reader().await?;
        if reader.count_up_to(&kind.leads(name), 1).await? > 0 {
            return Ok(Some(name));
        }
        let earlier = reader.processes().await?;
        drop(reader);
        for stored in &earlier {
            let processes = self.app.line.processes();
            let published = processes.version(&stored.id, stored.version).await?;
            if has(&published) {
                return Ok(Some(name));
            }
        }
        Err(self.no_such(kind, parameter, name))
    }

    fn no_such(self, kind: Kind, parameter: &'static str, name: &str) -> Problem {
        let word = kind.word();
        let Some(running) = self.running else {
            let detail = format!("There is no {word} `{name}`: no process runs yet.");
            return unknown(parameter, detail);
        };
        let names = kind.names(&running.process);
        let few: Vec<&str> = names.iter().copied().collect();
        let mend = match nearest(name, names.into_iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if few.len() <= FEW => format!("there is {}.", listed(&few)),
            None => "`GET /api/v1/process` names them.".to_owned(),
        };
        unknown(parameter, format!("There is no {word} `{name}`: {mend}"))
    }
}

fn unknown(parameter: &'static str, detail: String) -> Problem {
    Problem::of("query.value", detail).at(parameter)
}
