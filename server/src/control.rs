//! Control: orders for a server that runs, from this machine.
//!
//! An embedded database has one program that writes. While the server has it, `throughline
//! admin` and `process publish` hand their orders to it by a socket beside the file, which
//! only the file's owner can open. One order a connection: a line of JSON there, one back.

use crate::admin::{Order, Reply, carry_out};
use crate::app::App;
use crate::connections::stopped;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An order is at most so long: a process document with room to spare.
const LONGEST: u64 = 8 << 20;
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the socket of a database file is.
pub fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".control");
    PathBuf::from(name)
}

/// Takes orders until the app is stopped. Whoever has the database may take the place of
/// a socket that is there: its owner is gone.
///
/// # Errors
///
/// If the socket can't be made.
#[cfg(unix)]
pub fn listen(app: &App, path: PathBuf) -> io::Result<tokio::task::JoinHandle<()>> {
    use std::os::unix::fs::PermissionsExt as _;
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let app = app.clone();
    Ok(tokio::spawn(async move {
        let mut stop = app.stop.subscribe();
        loop {
            let stream = tokio::select! {
                () = stopped(&mut stop) => break,
                accepted = listener.accept() => accepted.map(|(stream, _)| stream),
            };
            let Ok(stream) = stream else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let app = app.clone();
            tokio::spawn(async move {
                let _ = tokio::time::timeout(PATIENCE, answer(app, stream)).await;
            });
        }
        let _ = std::fs::remove_file(&path);
    }))
}

#[cfg(unix)]
async fn answer(app: App, mut stream: tokio::net::UnixStream) -> io::Result<()> {
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
    let (reading, mut writing) = stream.split();
    let mut line = String::new();
    BufReader::new(reading.take(LONGEST))
        .read_line(&mut line)
        .await?;
    let reply = match serde_json::from_str::<Order>(&line) {
        Ok(order) => carry_out(&app.store, &app.clock, app.line.processes(), order).await,
        Err(error) => Reply::Refused {
            why: format!("the server doesn't know this order: {error}"),
        },
    };
    let mut text = serde_json::to_string(&reply).map_err(io::Error::other)?;
    text.push('\n');
    writing.write_all(text.as_bytes()).await?;
    writing.shutdown().await
}

/// Hands an order to the server that has this database.
///
/// # Errors
///
/// If no server answers there.
#[cfg(unix)]
pub fn hand_over(database: &Path, order: &Order) -> io::Result<Reply> {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut stream = std::os::unix::net::UnixStream::connect(beside(database))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut text = serde_json::to_string(order).map_err(io::Error::other)?;
    text.push('\n');
    stream.write_all(text.as_bytes())?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    serde_json::from_str(&line).map_err(io::Error::other)
}

/// There are no such sockets here.
///
/// # Errors
///
/// Always.
#[cfg(not(unix))]
pub fn hand_over(_database: &Path, _order: &Order) -> io::Result<Reply> {
    Err(io::ErrorKind::Unsupported.into())
}
