//! Postgres: a server. Every wait has an end, on both sides of the wire.

use super::{Failure, PostgresUrl, Row, Value, placeholders};
use crate::OpenError;
use deadpool_postgres::{
    Connect, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, Error, NoTls, Statement};

/// A server that can be reached.
#[derive(Debug, Clone)]
pub(crate) struct PostgresPool {
    pool: Pool,
    config: Config,
    schema: Arc<str>,
    shown: Arc<str>,
    patience: Duration,
    runtime: Handle,
}

/// A connection, in a transaction.
#[derive(Debug)]
pub(crate) struct Postgres {
    /// `None` once dropped.
    client: Option<Object>,
    patience: Duration,
    runtime: Handle,
    /// A transaction is open.
    open: bool,
    /// Something was asked and never answered: the connection is of no more use.
    asking: bool,
}

/// Makes connections on the runtime that opened the store: others, with less time for
/// them, may only use them.
struct Dial {
    runtime: Handle,
}

type Dialled<'a> =
    Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + 'a>>;

impl Connect for Dial {
    fn connect(&self, config: &Config) -> Dialled<'_> {
        let config = config.clone();
        let dialling = self.runtime.spawn(async move {
            let (client, connection) = config.connect(NoTls).await?;
            let task = tokio::spawn(async move {
                // What went wrong, those hear who asked for something.
                let _ = connection.await;
            });
            Ok((client, task))
        });
        Box::pin(async move {
            match dialling.await {
                Ok(dialled) => dialled,
                // That runtime is gone; the pool's patience ends this.
                Err(_) => std::future::pending().await,
            }
        })
    }
}

fn milliseconds(time: Duration) -> u128 {
    time.as_millis().max(1)
}

impl PostgresPool {
    /// Reaches the server, and looks whether it keeps what it acknowledges.
    pub(crate) async fn open(
        url: &PostgresUrl,
        connections: usize,
        patience: Duration,
    ) -> Result<Self, OpenError> {
        let shown = super::url::without_password(&url.url);
        let trouble = |code, what: String, mend: &str| OpenError {
            code,
            place: shown.clone(),
            what,
            mend: mend.to_owned(),
        };
        let mut config: Config = url.url.parse().map_err(|error: Error| {
            trouble(
                "database.url",
                format!("this is no URL of PostgreSQL ({})", detail(&error)),
                "Write postgres://USER@HOST/DATABASE.",
            )
        })?;
        // No wait is longer than the patience of who asks; a node that froze within a
        // transaction must not hold up the others.
        let idle = patience.min(Duration::from_secs(5));
        config
            .options(format!(
                "-c search_path={} -c statement_timeout={} -c lock_timeout={} \
                 -c idle_in_transaction_session_timeout={} -c synchronous_commit=on \
                 -c client_encoding=UTF8 -c timezone=UTC",
                url.schema,
                milliseconds(patience),
                milliseconds(patience.mul_f32(0.6)),
                milliseconds(idle),
            ))
            .application_name(format!("throughline {}", url.schema))
            .connect_timeout(patience)
            .keepalives(true)
            .keepalives_idle(Duration::from_secs(10))
            .keepalives_interval(Duration::from_secs(3))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(20));
        let runtime = Handle::current();
        let manager = Manager::from_connect(
            config.clone(),
            Dial {
                runtime: runtime.clone(),
            },
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(connections.max(2))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(patience))
            .create_timeout(Some(patience))
            .recycle_timeout(Some(patience))
            .build()
            .expect("a runtime is given, which is all that can be missing");
        let opened = Self {
            pool,
            config,
            schema: url.schema.as_str().into(),
            shown: shown.as_str().into(),
            patience,
            runtime,
        };
        let mut first = opened.connection().await.map_err(|failure| {
            let (code, what, mend) = match failure {
                Failure::Wrong(what) => (
                    "database.refused",
                    what,
                    "Check user, password and the name of the database in the URL.",
                ),
                Failure::Unavailable(what) | Failure::Busy(what) => (
                    "database.unreachable",
                    what,
                    "Start the server, and check host and port in the URL.",
                ),
                other => (
                    "database.unreachable",
                    format!("{other:?}"),
                    "Look at the server's log.",
                ),
            };
            trouble(code, what, mend)
        })?;
        for (setting, good, mend) in [
            (
                "synchronous_commit",
                &["on", "remote_apply", "remote_write"][..],
                "Leave synchronous_commit at `on`: an acknowledged lead has to survive a crash.",
            ),
            (
                "fsync",
                &["on"][..],
                "Set fsync = on: an acknowledged lead has to survive a crash.",
            ),
        ] {
            let found = first
                .rows("SELECT current_setting($1)", &super::args![setting])
                .await
                .and_then(|mut rows| rows.remove(0).take::<String>(0))
                .map_err(|failure| {
                    trouble(
                        "database.unreachable",
                        format!("{failure:?}"),
                        "Look at the server's log.",
                    )
                })?;
            if !good.contains(&found.as_str()) {
                return Err(trouble(
                    "database.not_durable",
                    format!("the server has {setting} = {found}"),
                    mend,
                ));
            }
        }
        Ok(opened)
    }

    /// The server and schema, fit to be shown.
    pub(crate) fn shown(&self) -> String {
        format!("{} (schema {})", self.shown, self.schema)
    }

    /// Our schema.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// A connection outside of any transaction.
    pub(crate) async fn connection(&self) -> Result<Postgres, Failure> {
        let client = self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => failure(&error),
            PoolError::Timeout(_) => {
                Failure::Busy("no connection to the server is free".to_owned())
            }
            other => Failure::Unavailable(other.to_string()),
        })?;
        Ok(Postgres {
            client: Some(client),
            patience: self.patience * 2,
            runtime: self.runtime.clone(),
            open: false,
            asking: false,
        })
    }

    /// Begins to write.
    pub(crate) async fn write(&self) -> Result<Postgres, Failure> {
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    /// Begins to read one moment.
    pub(crate) async fn read(&self) -> Result<Postgres, Failure> {
        let mut postgres = self
            .begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '30s'")
            .await?;
        postgres.patience = Duration::from_secs(35);
        Ok(postgres)
    }

    /// As [`write`](Self::write), for what takes long: tables are made, a backup is read in.
    pub(crate) async fn write_long(&self) -> Result<Postgres, Failure> {
        let mut postgres = self.write().await?;
        postgres
            .script(
                "SET LOCAL statement_timeout = '10min'; SET LOCAL lock_timeout = '1min';
                 SET LOCAL idle_in_transaction_session_timeout = '10min'",
            )
            .await?;
        postgres.patience = Duration::from_secs(610);
        Ok(postgres)
    }

    /// As [`read`](Self::read), for somebody who looks at everything.
    pub(crate) async fn read_long(&self) -> Result<Postgres, Failure> {
        let mut postgres = self.read().await?;
        postgres
            .script(
                "SET LOCAL statement_timeout = '10min';
                 SET LOCAL idle_in_transaction_session_timeout = '10min'",
            )
            .await?;
        postgres.patience = Duration::from_secs(610);
        Ok(postgres)
    }

    /// Ends those who hold the roster and don't read what they asked for. A node that froze while
    /// a long answer was on its way is not idle, and an answer that nobody reads has no time-out:
    /// the server would wait for it, and all others for the server, until it goes on.
    pub(crate) async fn end_who_holds_and_reads_nothing(&self) {
        const END: &str = "
            SELECT count(pg_terminate_backend(a.pid))
              FROM pg_stat_activity a
              JOIN pg_locks l ON l.pid = a.pid AND l.granted
             WHERE l.relation = 'meta'::regclass AND l.mode = 'RowShareLock'
               AND a.wait_event = 'ClientWrite'
               AND clock_timestamp() - a.query_start > $1::text::interval";
        // Who isn't ended now is met again by the next one who has to wait.
        if let Ok(mut postgres) = self.connection().await {
            let patience = format!("{} milliseconds", milliseconds(self.patience));
            let _ = postgres.rows(END, &super::args![patience.as_str()]).await;
        }
    }

    async fn begin(&self, sql: &str) -> Result<Postgres, Failure> {
        // The one that lay idle may have died meanwhile: then there is another.
        for _ in 0..8 {
            let mut postgres = self.connection().await?;
            match postgres.script(sql).await {
                Ok(()) => {
                    postgres.open = true;
                    return Ok(postgres);
                }
                Err(Failure::Unavailable(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        Err(Failure::Unavailable(
            "the server ends each connection at once".to_owned(),
        ))
    }

    /// Calls back whenever the channel is notified, and after each time that it may have
    /// been missed. Ends when the handle is aborted.
    pub(crate) fn listen(
        &self,
        channel: String,
        told: impl Fn() + Send + Sync + 'static,
    ) -> JoinHandle<()> {
        let config = self.config.clone();
        let again = self.patience.min(Duration::from_secs(1));
        let told = Arc::new(told);
        self.runtime.spawn(async move {
            loop {
                if let Ok((client, mut connection)) = config.connect(NoTls).await {
                    let hear = Arc::clone(&told);
                    let hearing = async {
                        while let Some(Ok(message)) =
                            std::future::poll_fn(|context| connection.poll_message(context)).await
                        {
                            if matches!(message, AsyncMessage::Notification(_)) {
                                hear();
                            }
                        }
                    };
                    let asking = async {
                        let _ = client.batch_execute(&format!("LISTEN \"{channel}\"")).await;
                        told();
                        // As long as the client lives, the connection does.
                        std::future::pending::<()>().await;
                    };
                    tokio::select! {
                        () = hearing => {}
                        () = asking => {}
                    }
                }
                told();
                tokio::time::sleep(again).await;
            }
        })
    }
}

impl Postgres {
    fn client(&self) -> &Object {
        self.client
            .as_ref()
            .expect("it is taken out when this is dropped")
    }

    /// Asks, with an end to the waiting.
    async fn ask<T>(
        &mut self,
        asked: impl AsyncFnOnce(&Object) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        if self.asking {
            return Err(Failure::Unavailable(
                "an earlier question was never answered".to_owned(),
            ));
        }
        self.asking = true;
        let patience = self.patience;
        let answer = tokio::time::timeout(patience, asked(self.client())).await;
        match answer {
            Ok(answer) => {
                let answer = answer.map_err(|error| failure(&error));
                // A connection that was ended is of no more use, even where that isn't noticed yet.
                self.asking = matches!(answer, Err(Failure::Unavailable(_)));
                answer
            }
            Err(_) => Err(Failure::Unavailable(
                "the server doesn't answer in time".to_owned(),
            )),
        }
    }

    pub(super) async fn rows(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, Failure> {
        check_texts(args)?;
        let found = self
            .ask(async |client| {
                let statement = client.prepare_cached(sql).await?;
                client.query(&statement, &parameters(args)).await
            })
            .await?;
        found.iter().map(row).collect()
    }

    pub(super) async fn execute(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64, Failure> {
        check_texts(args)?;
        self.ask(async |client| {
            let statement = client.prepare_cached(sql).await?;
            client.execute(&statement, &parameters(args)).await
        })
        .await
    }

    pub(super) async fn rows_many(
        &mut self,
        sql: &str,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        for set in sets {
            check_texts(set)?;
        }
        let found = self
            .ask(async |client| {
                let statement = client.prepare_cached(sql).await?;
                in_order(
                    sets.iter()
                        .map(|set| query(client, &statement, set))
                        .collect(),
                )
                .await
            })
            .await?;
        found
            .iter()
            .map(|rows| rows.iter().map(row).collect())
            .collect()
    }

    pub(super) async fn execute_many(
        &mut self,
        sql: &str,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<u64>, Failure> {
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        for set in sets {
            check_texts(set)?;
        }
        self.ask(async |client| {
            let statement = client.prepare_cached(sql).await?;
            in_order(
                sets.iter()
                    .map(|set| change(client, &statement, set))
                    .collect(),
            )
            .await
        })
        .await
    }

    /// All rows by one statement with a list for each column: the server plans it once,
    /// however many rows come.
    pub(super) async fn insert(
        &mut self,
        head: &str,
        tail: &str,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        for row in rows {
            check_texts(row)?;
        }
        let columns = rows.first().map_or(0, Vec::len);
        self.ask(async |client| {
            let single = format!("{head} VALUES {} {tail}", placeholders(columns));
            let single = client.prepare_cached(&single).await?;
            if let [row] = rows {
                return client.execute(&single, &parameters(row)).await;
            }
            // Which types the columns have, the server knows best.
            let lists: Vec<String> = (1..)
                .zip(single.params())
                .map(|(number, column)| format!("${number}::{}[]", column.name()))
                .collect();
            let many = format!("{head} SELECT * FROM unnest({}) {tail}", lists.join(", "));
            let many = client.prepare_cached(&many).await?;
            let lists: Vec<Vec<&Value<'_>>> = (0..columns)
                .map(|column| rows.iter().filter_map(|row| row.get(column)).collect())
                .collect();
            let lists: Vec<&(dyn ToSql + Sync)> = lists
                .iter()
                .map(|list| list as &(dyn ToSql + Sync))
                .collect();
            client.execute(&many, &lists).await
        })
        .await?;
        Ok(())
    }

    pub(super) async fn script(&mut self, sql: &str) -> Result<(), Failure> {
        self.ask(async |client| client.batch_execute(sql).await)
            .await
    }

    pub(super) async fn commit(&mut self) -> Result<(), Failure> {
        let ended = self.script("COMMIT").await;
        match ended {
            Ok(()) => {
                self.open = false;
                Ok(())
            }
            // It was asked for, and nobody knows whether it was heard.
            Err(Failure::Unavailable(what)) => Err(Failure::InDoubt(what)),
            Err(failure) => Err(failure),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else {
            return;
        };
        if self.asking {
            // Out of the pool and closed: the server rolls back.
            drop(Object::take(client));
        } else if self.open {
            let patience = self.patience;
            self.runtime.spawn(async move {
                let ended = tokio::time::timeout(patience, client.batch_execute("ROLLBACK")).await;
                if !matches!(ended, Ok(Ok(()))) {
                    drop(Object::take(client));
                }
            });
        }
    }
}

async fn query(
    client: &Object,
    statement: &Statement,
    set: &[Value<'_>],
) -> Result<Vec<tokio_postgres::Row>, Error> {
    client.query(statement, &parameters(set)).await
}

async fn change(client: &Object, statement: &Statement, set: &[Value<'_>]) -> Result<u64, Error> {
    client.execute(statement, &parameters(set)).await
}

fn parameters<'a>(args: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// Sends all questions at once and takes the answers in their order.
///
/// A question goes out when its future is first polled, and the server answers in order,
/// so behind the first round only the next one to be answered needs a look.
async fn in_order<T, F>(asked: Vec<F>) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut asked: Vec<Pin<Box<F>>> = asked.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<Result<T, Error>>> = asked.iter().map(|_| None).collect();
    let mut sent = false;
    let mut next = 0;
    std::future::poll_fn(|context| {
        if !sent {
            sent = true;
            for (future, answer) in asked.iter_mut().zip(&mut answers) {
                if let Poll::Ready(ready) = future.as_mut().poll(context) {
                    *answer = Some(ready);
                }
            }
        }
        while let (Some(future), Some(answer)) = (asked.get_mut(next), answers.get_mut(next)) {
            if answer.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(ready) => *answer = Some(ready),
                    Poll::Pending => return Poll::Pending,
                }
            }
            next += 1;
        }
        Poll::Ready(())
    })
    .await;
    answers.into_iter().flatten().collect()
}

fn row(found: &tokio_postgres::Row) -> Result<Row, Failure> {
    (0..found.len())
        .map(|column| found.try_get(column))
        .collect::<Result<_, _>>()
        .map(Row)
        .map_err(|error| Failure::Damaged(detail(&error)))
}

/// PostgreSQL knows no NUL in texts.
fn check_texts(args: &[Value<'_>]) -> Result<(), Failure> {
    let bad = args
        .iter()
        .any(|value| matches!(value, Value::Text(text) if text.contains('\0')));
    if bad {
        return Err(Failure::Wrong("a text with a NUL in it".to_owned()));
    }
    Ok(())
}

/// The error with what the server said.
fn detail(error: &Error) -> String {
    let mut text = error.as_db_error().map_or_else(
        || error.to_string(),
        |told| format!("{} ({})", told.message(), told.code().code()),
    );
    if error.as_db_error().is_none()
        && let Some(cause) = std::error::Error::source(error)
    {
        text = format!("{text}: {cause}");
    }
    text
}

fn failure(error: &Error) -> Failure {
    let text = detail(error);
    let Some(code) = error.code() else {
        return if error.is_closed() || std::error::Error::source(error).is_some_and(is_io) {
            Failure::Unavailable(text)
        } else {
            Failure::Wrong(text)
        };
    };
    let constraint = || {
        let name = error.as_db_error().and_then(|told| told.constraint());
        name.unwrap_or("a constraint").to_owned()
    };
    match *code {
        SqlState::UNIQUE_VIOLATION => Failure::Unique(constraint()),
        SqlState::CHECK_VIOLATION
        | SqlState::NOT_NULL_VIOLATION
        | SqlState::FOREIGN_KEY_VIOLATION => Failure::Rule(text),
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::QUERY_CANCELED => Failure::Busy(text),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => Failure::Damaged(text),
        _ => match code.code().get(..2) {
            // Connection, resources, operator, system: its own trouble, not ours.
            Some("08" | "53" | "57" | "58") => Failure::Unavailable(text),
            // Idle for too long within a transaction: the connection is gone.
            Some("25") if error.is_closed() || code.code() == "25P03" => Failure::Unavailable(text),
            _ => Failure::Wrong(text),
        },
    }
}

fn is_io(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<std::io::Error>()
}
