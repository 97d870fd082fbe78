//! Identity: merges and pairs name persons that are there, and say what their rows say.

use super::Look;
use super::stream::Stream;
use crate::Result;
use crate::db::args;
use crate::identity::{LikenessState, MergeData};
use lifecycle::lead::Actor;

impl Look {
    /// Whoever was merged is somebody else as long as that isn't undone, and nobody is
    /// without a merge. Who that makes, their leads say.
    pub(super) async fn at_merges(&mut self) -> Result<()> {
        let mut merges = Stream::of(
            "merges",
            "merges",
            &["id"],
            "kept, gone, actor, data, undone_at, undone_by",
        );
        let mut merged = 0_u64;
        while let Some(mut row) = merges.next(&mut self.connection).await? {
            let id: String = row.take(0)?;
            let (kept, gone): (String, String) = (row.take(1)?, row.take(2)?);
            let (actor, data): (String, String) = (row.take(3)?, row.take(4)?);
            let undone: Option<i64> = row.take(5)?;
            let by: Option<String> = row.take(6)?;
            let said = serde_json::from_str::<MergeData>(&data).ok();
            let names = |of: &MergeData| {
                of.kept_id().is_ok_and(|own| own.as_str() == kept)
                    && of.gone_id().is_ok_and(|own| own.as_str() == gone)
            };
            let readable = said.as_ref().is_some_and(names)
                && serde_json::from_str::<Actor>(&actor).is_ok()
                && undone.is_some() == by.is_some()
                && by.is_none_or(|by| serde_json::from_str::<Actor>(&by).is_ok());
            let what = format!("merge {id}");
            if !readable {
                self.found
                    .differs(None, what.as_str(), "who merged whom", data);
            }
            if undone.is_none() {
                merged += 1;
                const INTO: &str = "SELECT merged_into FROM persons WHERE id = $1";
                let row = self.connection.row(INTO, &args![gone.as_str()]).await?;
                let into = row.map_or(Ok(None), |mut row| row.take::<Option<String>>(0))?;
                if into.as_ref() != Some(&kept) {
                    let found = into.unwrap_or_else(|| "nobody else".to_owned());
                    self.found
                        .differs(None, what, format!("{gone} is {kept} now"), found);
                }
            }
        }
        const MERGED: &str = "SELECT count(*) FROM persons WHERE merged_into IS NOT NULL";
        let row = self.connection.row(MERGED, &[]).await?;
        let persons: u64 = row.map_or(Ok(0), |mut row| row.take(0))?;
        if persons != merged {
            self.found.differs(
                None,
                "persons who are somebody else",
                merged.to_string(),
                persons.to_string(),
            );
        }
        Ok(())
    }

    /// Pairs are of persons that are there, and can be read.
    pub(super) async fn at_likenesses(&mut self) -> Result<()> {
        let mut pairs = Stream::of(
            "likenesses",
            "likenesses",
            &["one", "other"],
            "parts, state, probability,
             EXISTS (SELECT 1 FROM persons p WHERE p.id = one),
             EXISTS (SELECT 1 FROM persons p WHERE p.id = other)",
        );
        while let Some(mut row) = pairs.next(&mut self.connection).await? {
            let (one, other): (String, String) = (row.take(0)?, row.take(1)?);
            let (parts, state): (String, String) = (row.take(2)?, row.take(3)?);
            let probability: i64 = row.take(4)?;
            let (is_one, is_other): (bool, bool) = (row.take(5)?, row.take(6)?);
            let known = LikenessState::ALL.iter().any(|it| it.word() == state);
            let sound = is_one
                && is_other
                && known
                && (0..=1_000_000).contains(&probability)
                && serde_json::from_str::<Vec<serde_json::Value>>(&parts).is_ok();
            if !sound {
                self.found.differs(
                    None,
                    format!("likeness of {one} and {other}"),
                    "two persons, and why",
                    format!("{state} {probability} {parts}"),
                );
            }
        }
        Ok(())
    }
}
