//! Leads: lists, counts and single leads, as a reader sees them.

use crate::db::{Row, Value, args};
use crate::lead_filter::{Key, Selection};
use crate::log::of_json;
use crate::{
    Cursor, Error, LeadFilter, LeadRow, Page, Reader, Result, Sort, StoredEvent, lead_row,
};
use jiff::Timestamp;
use lifecycle::lead::Lead;
use lifecycle::names::LeadId;

/// The lead of a row whose first column is `state`.
pub(crate) fn read_state(row: &mut Row) -> Result<Lead> {
    Ok(of_json(&row.take::<String>(0)?)?)
}

/// The statement that gives one page, and one row more if there are more.
fn page(
    selection: &mut Selection,
    sort: Sort,
    cursor: Option<&Cursor>,
    limit: u32,
) -> Result<String> {
    let column = sort.by.column();
    let (after, direction) = if sort.descending {
        ("<", "DESC")
    } else {
        (">", "ASC")
    };
    if let Some(cursor) = cursor {
        if cursor.sort != sort {
            return Err(Error::Invalid("a cursor of another order".to_owned()));
        }
        let key = match &cursor.key {
            Key::Number(number) => selection.bind(*number),
            Key::Text(text) => selection.bind(text.clone()),
        };
        let id = selection.bind(cursor.id.clone());
        selection.and_fixed(format!("({column}, l.id) {after} ({key}, {id})"));
    }
    let most = selection.bind(i64::from(limit) + 1);
    Ok(format!(
        "SELECT {}, {column} {} ORDER BY {column} {direction}, l.id {direction} LIMIT {most}",
        lead_row::SHOWN,
        selection.clause(),
    ))
}

impl Reader {
    /// The lead.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn lead(&mut self, id: &LeadId) -> Result<Option<Lead>> {
        let row = self
            .connection
            .row("SELECT state FROM leads WHERE id = $1", &args![id.as_str()])
            .await?;
        row.map(|mut row| read_state(&mut row)).transpose()
    }

    /// What happened to the lead, after its event number `after_seq`.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn events(
        &mut self,
        id: &LeadId,
        after_seq: u32,
        limit: u32,
    ) -> Result<Vec<StoredEvent>> {
        const SQL: &str = "
            SELECT position, lead_id, seq, type, at, actor, because, process_version, data
              FROM events
             WHERE lead_id = $1 AND seq > $2
             ORDER BY seq
             LIMIT $3";
        let rows = self
            .connection
            .rows(SQL, &args![id.as_str(), after_seq, limit])
            .await?;
        rows.into_iter()
            .map(|row| {
                let event = crate::log::read(row)?;
                Ok(StoredEvent {
                    position: event.position,
                    recorded: event.recorded,
                })
            })
            .collect()
    }

    /// One page of the leads that match.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`]; [`Error::Invalid`] for a cursor of
    /// another order.
    pub async fn leads(
        &mut self,
        filter: &LeadFilter,
        sort: Sort,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<LeadRow>> {
        let mut selection = Selection::of(filter, &mut self.connection).await?;
        let sql = page(&mut selection, sort, cursor, limit)?;
        let mut rows = self.connection.rows(&sql, &selection.args).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let mut next = None;
        let count = rows.len();
        let mut items = Vec::with_capacity(count);
        for (at, mut row) in rows.into_iter().enumerate() {
            let item = LeadRow::read(&mut row)?;
            if more && at + 1 == count {
                let key = if sort.by.is_text() {
                    Key::Text(row.take(lead_row::SHOWN_COLUMNS)?)
                } else {
                    Key::Number(row.take(lead_row::SHOWN_COLUMNS)?)
                };
                next = Some(Cursor {
                    sort,
                    key,
                    id: item.id.as_str().to_owned(),
                });
            }
            items.push(item);
        }
        Ok(Page { items, next })
    }

    /// How many leads match.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn count(&mut self, filter: &LeadFilter) -> Result<u64> {
        let selection = Selection::of(filter, &mut self.connection).await?;
        let sql = format!("SELECT count(*) {}", selection.clause());
        self.number(&sql, &selection.args).await
    }

    /// How many leads match, counted up to `most` and no further: quick however many there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn count_up_to(&mut self, filter: &LeadFilter, most: u32) -> Result<u64> {
        let mut selection = Selection::of(filter, &mut self.connection).await?;
        let most = selection.bind(most);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 {} LIMIT {most}) AS found",
            selection.clause()
        );
        self.number(&sql, &selection.args).await
    }

    pub(crate) async fn number(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        let row = self.connection.row(sql, args).await?;
        Ok(row.map_or(Ok(0), |mut row| row.take(0))?)
    }

    /// The earliest instant at which anything is due.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn next_wake(&mut self) -> Result<Option<Timestamp>> {
        let row = self
            .connection
            .row("SELECT min(wake_at) FROM leads WHERE status = 'open'", &[])
            .await?;
        Ok(row.map_or(Ok(None), |mut row| row.take(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, SortBy, Status, Store};

    /// A page is a range of an index: nothing is sorted, and nothing read that isn't shown.
    #[tokio::test(flavor = "current_thread")]
    async fn no_page_sorts_what_it_finds() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("leads.db").display());
        let store = Store::open(&url, Options::default()).await.unwrap();
        let mut reader = store.reader().await.unwrap();
        let filter = |change: fn(&mut LeadFilter)| {
            let mut filter = LeadFilter::default();
            change(&mut filter);
            filter
        };
        let due = [SortBy::DueAt];
        for (filter, by) in [
            (LeadFilter::default(), &SortBy::ALL[..]),
            (
                filter(|filter| filter.status = Some(Status::Open)),
                &SortBy::ALL,
            ),
            (
                filter(|filter| filter.channel = Some("x".into())),
                &SortBy::ALL,
            ),
            (filter(|filter| filter.stage = Some("x".into())), &due),
            (filter(|filter| filter.owner = Some("x".into())), &due),
            (filter(|filter| filter.status = Some(Status::Lost)), &due),
            (filter(|filter| filter.exceptions = Some(true)), &due),
        ] {
            for (by, descending) in by.iter().flat_map(|by| [(by, false), (by, true)]) {
                let sort = Sort {
                    by: *by,
                    descending,
                };
                let key = if by.is_text() {
                    Key::Text(String::new())
                } else {
                    Key::Number(1)
                };
                let cursor = Cursor {
                    sort,
                    key,
                    id: String::new(),
                };
                for cursor in [None, Some(&cursor)] {
                    let mut selection = Selection::of(&filter, &mut reader.connection)
                        .await
                        .unwrap();
                    let sql = page(&mut selection, sort, cursor, 50).unwrap();
                    let explain = format!("EXPLAIN QUERY PLAN {sql}");
                    let mut plan = String::new();
                    for mut row in reader
                        .connection
                        .rows(&explain, &selection.args)
                        .await
                        .unwrap()
                    {
                        plan += &row.take::<String>(3).unwrap();
                        plan += "; ";
                    }
                    assert!(plan.contains("USING INDEX"), "{sort} {filter:?}: {plan}");
                    assert!(!plan.contains("TEMP B-TREE"), "{sort} {filter:?}: {plan}");
                }
            }
        }
    }

    /// Where many were at a stage, each lead of a list is asked for its own stays. Going through
    /// all stays at the stage for each lead took seconds on some thousand leads.
    #[tokio::test(flavor = "current_thread")]
    async fn stays_of_many_are_looked_up_lead_by_lead() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("leads.db").display());
        let store = Store::open(&url, Options::default()).await.unwrap();
        let mut connection = store.write().await.unwrap();
        connection
            .script(
                "INSERT INTO lead_stages (lead_id, seq, stage, from_stage, entered_at)
                 WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10001)
                 SELECT 'lead' || n, 1, 'busy', 'before', n FROM n",
            )
            .await
            .unwrap();
        connection.commit().await.unwrap();
        drop(connection);
        let mut reader = store.reader().await.unwrap();
        let moved = |to: &str| crate::Moved {
            from: "before".into(),
            to: to.into(),
            since: None,
        };
        let all = LeadFilter::default;
        for (filter, expected) in [
            (
                LeadFilter {
                    reached: Some("busy".into()),
                    ..all()
                },
                "(lead_id=?)",
            ),
            (
                LeadFilter {
                    moved: Some(moved("busy")),
                    ..all()
                },
                "(lead_id=?)",
            ),
            (
                LeadFilter {
                    reached: Some("quiet".into()),
                    ..all()
                },
                "(stage=?",
            ),
            (
                LeadFilter {
                    moved: Some(moved("quiet")),
                    ..all()
                },
                "(stage=?",
            ),
        ] {
            let mut selection = Selection::of(&filter, &mut reader.connection)
                .await
                .unwrap();
            let sort = Sort::of_word("-captured_at").unwrap();
            let sql = page(&mut selection, sort, None, 50).unwrap();
            let explain = format!("EXPLAIN QUERY PLAN {sql}");
            let rows = reader.connection.rows(&explain, &selection.args).await;
            let mut plan = Vec::new();
            for mut row in rows.unwrap() {
                plan.push(row.take::<String>(3).unwrap());
            }
            let stays = plan
                .iter()
                .find(|step| step.contains("lead_stages") || step.contains(" s "));
            assert!(
                stays.is_some_and(|step| step.contains(expected)),
                "{filter:?}: {plan:?}"
            );
        }
    }
}
