//! Work: saved views, and changes to many leads.

use super::Look;
use crate::Result;

impl Look {
    /// Views can be read and are somebody's; a change has each of its leads once, all of them were
    /// taken up where it is done, and each refusal says why.
    pub(super) async fn at_work(&mut self) -> Result<()> {
        const COUNTS: &str = "
            SELECT j.id, j.state, j.leads, count(b.place),
                   CAST(coalesce(sum(CASE WHEN b.state IN ('waiting', 'begun') THEN 1 ELSE 0 END), 0) AS BIGINT),
                   CAST(coalesce(sum(CASE WHEN b.state = 'refused' AND (b.code IS NULL OR b.why IS NULL)
                                     THEN 1 ELSE 0 END), 0) AS BIGINT),
                   CAST(coalesce(sum(CASE WHEN b.lead_id IS NOT NULL AND l.id IS NULL
                                     THEN 1 ELSE 0 END), 0) AS BIGINT)
              FROM bulk_jobs j
              LEFT JOIN bulk_leads b ON b.job_id = j.id
              LEFT JOIN leads l ON l.id = b.lead_id
             GROUP BY j.id, j.state, j.leads
             ORDER BY j.id";
        for mut row in self.connection.rows(COUNTS, &[]).await? {
            let (id, state): (String, String) = (row.take(0)?, row.take(1)?);
            let (leads, rows): (i64, i64) = (row.take(2)?, row.take(3)?);
            let (left, silent, strange): (i64, i64, i64) =
                (row.take(4)?, row.take(5)?, row.take(6)?);
            let what = format!("change {id}");
            if leads != rows {
                let found = format!("{rows} of them");
                self.found
                    .differs(None, &what, format!("{leads} leads"), found);
            }
            if state == "done" && left > 0 {
                let found = format!("{left} that were never taken up");
                self.found.differs(None, &what, "no lead is left", found);
            }
            if silent > 0 {
                let found = format!("{silent} without");
                self.found
                    .differs(None, &what, "each refusal has its reason", found);
            }
            if strange > 0 {
                let found = format!("{strange} that there aren't");
                self.found
                    .differs(None, &what, "leads that there are", found);
            }
        }
        const VIEWS: &str = "SELECT id, columns FROM views ORDER BY id";
        for mut row in self.connection.rows(VIEWS, &[]).await? {
            let (id, columns): (String, String) = (row.take(0)?, row.take(1)?);
            if serde_json::from_str::<Vec<String>>(&columns).is_err() {
                let what = format!("view {id}");
                self.found.differs(None, what, "names of columns", columns);
            }
        }
        Ok(())
    }
}
