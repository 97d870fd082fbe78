//! Over real connections: slow clients, and how it ends.

use crate::app::{TestApp, story};
use server::Near;
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The app on an address of its own, until it is told to stop.
pub(crate) async fn serve(
    app: &TestApp,
) -> (
    SocketAddr,
    oneshot::Sender<()>,
    JoinHandle<Result<(), String>>,
) {
    let near = Near::exactly(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = near.address();
    let (stop, stopped) = oneshot::channel();
    let app = app.app.clone();
    let served = tokio::spawn(app.serve(near, async {
        let _ = stopped.await;
    }));
    (address, stop, served)
}

#[test]
fn what_was_acknowledged_is_there_after_the_end() {
    story(async |app| {
        let (address, stop, served) = serve(app).await;
        let token = app.token.clone();
        let so_far = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (token, so_far) = (token.clone(), so_far.clone());
                std::thread::spawn(move || {
                    let mut acknowledged = BTreeSet::new();
                    for n in 0.. {
                        match post(address, &token, &format!("c{client}n{n}@x.example")) {
                            Some(id) => acknowledged.insert(id),
                            None => break,
                        };
                        so_far.fetch_add(1, Ordering::Relaxed);
                    }
                    acknowledged
                })
            })
            .collect();
        // In the midst of it, however quick the machine is.
        while so_far.load(Ordering::Relaxed) < 16 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let began = Instant::now();
        stop.send(()).unwrap();
        served.await.unwrap().unwrap();
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{:?}",
            began.elapsed()
        );
        let mut acknowledged = BTreeSet::new();
        for client in clients {
            acknowledged.extend(client.join().unwrap());
        }
        assert!(!acknowledged.is_empty());
        let mut reader = app.store.reader().await.unwrap();
        for id in &acknowledged {
            let lead = reader.lead(&id.as_str().into()).await.unwrap();
            assert!(lead.is_some(), "{id} was acknowledged and is gone");
        }
    });
}

#[test]
fn a_slow_client_is_left_alone_and_a_broken_head_is_refused() {
    story(async |app| {
        let (address, stop, served) = serve(app).await;
        let clients = tokio::task::spawn_blocking(move || {
            let slow: Vec<TcpStream> = (0..100)
                .map(|_| {
                    let mut stream = TcpStream::connect(address).unwrap();
                    stream
                        .write_all(b"GET /healthz HTTP/1.1\r\nHost: loc")
                        .unwrap();
                    stream
                })
                .collect();
            let began = Instant::now();
            assert_eq!(
                ask(address, "GET /healthz HTTP/1.1\r\nHost: localhost"),
                200
            );
            assert!(began.elapsed() < Duration::from_secs(2));
            let many = "X: y\r\n".repeat(150);
            let head = format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{many}");
            assert_eq!(ask(address, head.trim_end()), 431);
            assert_eq!(ask(address, "NONSENSE"), 400);
            slow
        });
        drop(clients.await.unwrap());
        stop.send(()).unwrap();
        served.await.unwrap().unwrap();
    });
}

/// The id of the lead, if it was acknowledged.
fn post(address: SocketAddr, token: &str, email: &str) -> Option<String> {
    let body = format!(r#"{{"email":"{email}"}}"#);
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(15)))
        .ok()?;
    let request = format!(
        "POST /api/v1/leads HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    if !text.starts_with("HTTP/1.1 201") {
        return None;
    }
    let body = text.split_once("\r\n\r\n")?.1;
    let lead: serde_json::Value = serde_json::from_str(body).ok()?;
    Some(lead["id"].as_str()?.to_owned())
}

/// The status of an answer to this head.
fn ask(address: SocketAddr, head: &str) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream
        .write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    text.split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0)
}
