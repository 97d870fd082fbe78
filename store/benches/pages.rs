//! What the screens ask of many leads: each list, search and figure, beside the least that
//! a bare driver needs for the same rows.
//!
//! `cargo bench -p store --bench pages [leads] [file]`; 200,000 leads unless said
//! otherwise, on SQLite, and on PostgreSQL where `THROUGHLINE_TEST_POSTGRES` names one
//! (`scripts/with-postgres cargo bench …`). A file that is named is kept, and used again
//! when it is there: to see what a server takes that has it open, or to ask again.
//!
//! A page is the first one, with the count beside it, as the API gives it. Whatever takes
//! more than [`BUDGET`] in one of a hundred cases is marked with `!`.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench reads the clock, and fails loudly"
)]

#[path = "pages/company.rs"]
mod company;
#[path = "pages/questions.rs"]
mod questions;

use company::Company;
use questions::{Answer, Question, questions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::{Access, Options, Store};

/// First page of any list or search, at a million leads, in 99 of 100 cases.
const BUDGET: Duration = Duration::from_millis(50);
/// So often each is asked, unless it takes longer than [`PATIENCE`] together.
const TIMES: usize = 200;
const PATIENCE: Duration = Duration::from_secs(4);

fn main() {
    let mut leads = 200_000;
    let mut kept: Option<PathBuf> = None;
    for argument in std::env::args().skip(1).filter(|one| !one.starts_with('-')) {
        match argument.parse() {
            Ok(number) => leads = number,
            Err(_) => kept = Some(argument.into()),
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = kept.unwrap_or_else(|| folder.path().join("leads.db"));
        let url = format!("sqlite://{}", file.display());
        println!("SQLite");
        let store = filled(&url, leads, file.exists()).await;
        ask_all(
            &store,
            &Floor::Sqlite(rusqlite::Connection::open(&file).unwrap()),
        )
        .await;
        println!("the file takes {} MB", size(&file) / 1_000_000);
        match std::env::var("THROUGHLINE_TEST_POSTGRES") {
            Ok(server) => {
                println!("PostgreSQL");
                let schema = format!("pages_{}", std::process::id());
                let url = format!("{server}?schema={schema}");
                let store = filled(&url, leads, false).await;
                ask_all(&store, &Floor::postgres(&server, &schema).await).await;
            }
            Err(_) => println!("SKIPPED: no PostgreSQL: use scripts/with-postgres"),
        }
    });
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |found| found.len())
}

async fn filled(url: &str, leads: usize, there: bool) -> Store {
    if !there {
        let begun = Instant::now();
        let store = Store::open(url, Options::default()).await.unwrap();
        Company::new().fill(&store, leads).await;
        let took = begun.elapsed().as_secs_f64();
        println!("{leads} leads in {took:.0} s");
    }
    // As whoever looks for the first time: nothing is in its cache.
    let options = Options {
        access: Access::Beside,
        ..Options::default()
    };
    Store::open(url, options).await.unwrap()
}

/// The same rows by a bare driver.
enum Floor {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

impl Floor {
    async fn postgres(server: &str, schema: &str) -> Self {
        let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        let path = format!("SET search_path = {schema}");
        client.batch_execute(&path).await.unwrap();
        Self::Postgres(client)
    }

    /// Reads these leads whole, by their ids.
    async fn read(&self, ids: &[String]) {
        match self {
            Self::Sqlite(connection) => {
                let marks = vec!["?"; ids.len().max(1)].join(", ");
                let sql = format!("SELECT * FROM leads WHERE id IN ({marks})");
                let mut statement = connection.prepare_cached(&sql).unwrap();
                let none = [String::new()];
                let ids = if ids.is_empty() { &none } else { ids };
                let mut rows = statement.query(rusqlite::params_from_iter(ids)).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    let name: Option<String> = row.get("name").unwrap();
                    std::hint::black_box(name);
                }
            }
            Self::Postgres(client) => {
                let sql = "SELECT * FROM leads WHERE id = ANY($1)";
                let statement =
                    client.prepare_typed(sql, &[tokio_postgres::types::Type::TEXT_ARRAY]);
                let statement = statement.await.unwrap();
                std::hint::black_box(client.query(&statement, &[&ids]).await.unwrap());
            }
        }
    }
}

async fn ask_all(store: &Store, floor: &Floor) {
    println!(
        "  {:<44} {:>7} {:>9} {:>9} {:>9}",
        "ms", "leads", "half", "99 %", "floor"
    );
    let (mut asked, mut late) = (0, 0);
    for question in questions(store).await {
        let (answer, times) = measured(async || question.ask(store).await).await;
        let floor = match &answer.ids {
            Some(ids) => {
                let (_, times) = measured(async || floor.read(ids).await).await;
                shown(half(&times))
            }
            None => "-".to_owned(),
        };
        let slow = most(&times) > BUDGET;
        asked += 1;
        late += usize::from(slow);
        print(&question, &answer, &times, &floor, slow);
    }
    let budget = BUDGET.as_millis();
    println!("  {late} of {asked} take more than {budget} ms in one of a hundred cases");
}

fn print(question: &Question, answer: &Answer, times: &[Duration], floor: &str, slow: bool) {
    println!(
        "{} {:<44} {:>7} {:>9} {:>9} {floor:>9}",
        if slow { "!" } else { " " },
        question.name,
        answer.leads,
        shown(half(times)),
        shown(most(times)),
    );
}

/// Asks again and again; the last answer, and what each took, in order of length.
async fn measured<T>(ask: impl AsyncFn() -> T) -> (T, Vec<Duration>) {
    let mut times = Vec::with_capacity(TIMES);
    let begun = Instant::now();
    loop {
        let one = Instant::now();
        let answer = ask().await;
        times.push(one.elapsed());
        if times.len() == TIMES || (times.len() >= 5 && begun.elapsed() > PATIENCE) {
            times.sort_unstable();
            return (answer, times);
        }
    }
}

fn half(times: &[Duration]) -> Duration {
    times[times.len() / 2]
}

/// What 99 of 100 stay below.
fn most(times: &[Duration]) -> Duration {
    times[(times.len() * 99).div_ceil(100) - 1]
}

fn shown(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1e3)
}
