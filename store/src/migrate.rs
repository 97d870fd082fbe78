//! Migrate: brings a database up to date, one step a transaction.
//!
//! A step that was released is never edited: its checksum is kept beside it. A database
//! that knows more steps than this program is refused.

use crate::OpenError;
use crate::db::{Connection, Failure, Sql, args};
use crate::ids::digest;

/// A step. The texts say why it is there and whether it is safe.
pub(crate) struct Migration {
    number: i64,
    name: &'static str,
    text: Sql<'static>,
}

/// All steps, in order.
pub(crate) const ALL: &[Migration] = &[
    Migration {
        number: 1,
        name: "leads",
        text: Sql {
            sqlite: include_str!("../migrations/0001_leads.sqlite.sql"),
            postgres: include_str!("../migrations/0001_leads.postgres.sql"),
        },
    },
    Migration {
        number: 2,
        name: "identity",
        text: Sql {
            sqlite: include_str!("../migrations/0002_identity.sqlite.sql"),
            postgres: include_str!("../migrations/0002_identity.postgres.sql"),
        },
    },
    Migration {
        number: 4,
        name: "work",
        text: Sql {
            sqlite: include_str!("../migrations/0004_work.sqlite.sql"),
            postgres: include_str!("../migrations/0004_work.postgres.sql"),
        },
    },
];

/// Where a database stands.
pub(crate) enum Standing {
    /// Nothing in it.
    Empty,
    /// So many steps were taken.
    Taken(usize),
}

impl Migration {
    fn checksum(&self, connection: &Connection) -> String {
        let text = match connection {
            Connection::Sqlite(_) => self.text.sqlite,
            Connection::Postgres(_) => self.text.postgres,
        };
        digest(text.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Why a step could not be taken or looked at.
pub(crate) enum Trouble {
    Failure(Failure),
    Refused(OpenError),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Where the database stands, if it is one of ours and not ahead of us.
pub(crate) async fn standing(
    connection: &mut Connection,
    all: &[Migration],
    place: &str,
) -> Result<Standing, Trouble> {
    let refused = |code, what: String, mend: &str| {
        Trouble::Refused(OpenError {
            code,
            place: place.to_owned(),
            what,
            mend: mend.to_owned(),
        })
    };
    let tables = connection
        .rows(
            Sql {
                sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
                postgres: "SELECT table_name::text FROM information_schema.tables
                            WHERE table_schema = current_schema()",
            },
            &[],
        )
        .await?;
    if tables.is_empty() {
        return Ok(Standing::Empty);
    }
    let mut ours = false;
    for mut table in tables {
        ours |= table.take::<String>(0)? == "migrations";
    }
    if !ours {
        return Err(refused(
            "database.not_ours",
            "there are tables of another program in it".to_owned(),
            "Name another file, database or schema; this one was left as it is.",
        ));
    }
    let taken = connection
        .rows(
            "SELECT number, name, checksum FROM migrations ORDER BY number",
            &[],
        )
        .await?;
    for (at, mut row) in taken.iter().cloned().enumerate() {
        let (number, name): (i64, String) = (row.take(0)?, row.take(1)?);
        let Some(known) = all.get(at).filter(|known| known.number == number) else {
            return Err(refused(
                "database.newer",
                format!("it was written by a newer release (step {number}, `{name}`)"),
                "Run that release or a later one; this one was not let near the data.",
            ));
        };
        if row.take::<String>(2)? != known.checksum(connection) {
            return Err(refused(
                "database.other_history",
                format!("its step {number} (`{name}`) is not the one that this release knows"),
                "Run the release that made it, and restore a backup of that into a new database.",
            ));
        }
    }
    Ok(Standing::Taken(taken.len()))
}

/// Takes the next step; `false` when none is left. The caller begins and commits.
pub(crate) async fn take_next(
    connection: &mut Connection,
    all: &[Migration],
    place: &str,
) -> Result<bool, Trouble> {
    let taken = match standing(connection, all, place).await? {
        Standing::Empty => {
            connection
                .script(Sql {
                    sqlite: "CREATE TABLE migrations (
                        number   INTEGER NOT NULL PRIMARY KEY,
                        name     TEXT    NOT NULL,
                        checksum TEXT    NOT NULL
                    ) STRICT",
                    postgres: "CREATE TABLE migrations (
                        number   BIGINT           NOT NULL PRIMARY KEY,
                        name     TEXT COLLATE \"C\" NOT NULL,
                        checksum TEXT COLLATE \"C\" NOT NULL
                    )",
                })
                .await?;
            0
        }
        Standing::Taken(taken) => taken,
    };
    let Some(next) = all.get(taken) else {
        return Ok(false);
    };
    connection.script(next.text).await?;
    let checksum = next.checksum(connection);
    connection
        .execute(
            "INSERT INTO migrations (number, name, checksum) VALUES ($1, $2, $3)",
            &args![next.number, next.name, checksum],
        )
        .await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Store};

    const fn step(number: i64, text: &'static str) -> Migration {
        Migration {
            number,
            name: "trial",
            text: Sql {
                sqlite: text,
                postgres: text,
            },
        }
    }

    /// Whatever ends a step in its middle, a mistake or a kill: the step leaves nothing, and
    /// those before it stay.
    #[tokio::test(flavor = "current_thread")]
    async fn a_step_is_taken_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("leads.db").display());
        let good = step(1, "CREATE TABLE one (x TEXT) STRICT");
        let broken = step(
            2,
            "CREATE TABLE two (x TEXT) STRICT; INSERT INTO nowhere VALUES (1)",
        );
        let mended = step(2, "CREATE TABLE two (x TEXT) STRICT");
        let store = Store::reach(&url, &Options::default()).await.unwrap();
        assert!(store.is_empty().await.unwrap());
        let failed = store.bring_up(&[good, broken]).await.unwrap_err();
        assert_eq!(failed.code, "database.refused", "{failed}");
        let tables = async |store: &Store| {
            let mut connection = store.read().await.unwrap();
            let mut names = Vec::new();
            for mut row in connection
                .rows(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                    &[],
                )
                .await
                .unwrap()
            {
                names.push(row.take::<String>(0).unwrap());
            }
            names
        };
        assert_eq!(tables(&store).await, ["migrations", "one"]);
        // Half of a step that was never committed is gone with the program.
        let mut connection = store.write().await.unwrap();
        connection
            .script("CREATE TABLE half (x TEXT) STRICT")
            .await
            .unwrap();
        drop(connection);
        let all = [step(1, "CREATE TABLE one (x TEXT) STRICT"), mended];
        store.bring_up(&all).await.unwrap();
        store.bring_up(&all).await.unwrap();
        assert_eq!(tables(&store).await, ["migrations", "one", "two"]);
        let edited = [step(1, "CREATE TABLE one (y TEXT) STRICT")];
        let refused = store.bring_up(&edited).await.unwrap_err();
        assert_eq!(refused.code, "database.other_history");
        let older = [step(1, "CREATE TABLE one (x TEXT) STRICT")];
        let refused = store.bring_up(&older).await.unwrap_err();
        assert_eq!(refused.code, "database.newer");
    }
}
