//! Process: each published version can be read, and one of them runs.

use super::Look;
use crate::Result;
use crate::db::args;

impl Look {
    pub(super) async fn at_processes(&mut self) -> Result<()> {
        const VERSIONS: &str = "SELECT id, version, running FROM processes ORDER BY id, version";
        const TEXT: &str = "SELECT text FROM processes WHERE id = $1 AND version = $2";
        let mut running = 0;
        for mut row in self.connection.rows(VERSIONS, &[]).await? {
            let (id, version): (String, u32) = (row.take(0)?, row.take(1)?);
            running += row.take::<i64>(2)?;
            let text = self
                .connection
                .row(TEXT, &args![id.as_str(), version])
                .await?;
            let text: String = text.map_or(Ok(String::new()), |mut row| row.take(0))?;
            let read = lifecycle::process::read(&text).process;
            if read.is_none_or(|process| process.id.as_str() != id) {
                self.found.differs(
                    None,
                    format!("process {id} {version}"),
                    format!("a document of {id}"),
                    text,
                );
            }
            self.versions.insert((id, version));
        }
        if running != 1 && !self.versions.is_empty() {
            self.found
                .differs(None, "processes", "one that runs", running.to_string());
        }
        Ok(())
    }
}
