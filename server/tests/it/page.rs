//! The report page: what is where, who may ask, and how it ends.

use crate::client::{connect, get, send};
use server::{Near, Page};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

const HTML: &str = "<!doctype html><title>Ünsere Leads</title>";
const JSON: &str = r#"{"leads":{"total":8800}}"#;

/// A running server that is stopped and waited for when the test is over.
struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Running {
    fn at(wished: SocketAddr) -> Self {
        Self::showing(wished, HTML.to_owned())
    }

    fn showing(wished: SocketAddr, html: String) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let near = Near::bind(wished).await?;
                tell.send(near.address())
                    .expect("the test waits for the address");
                let page = Page::new(html, JSON.to_owned());
                page.serve(near, async { stopped.await.unwrap_or_default() })
                    .await
            })
        });
        let address = told.recv().expect("the server starts");
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn anywhere() -> Self {
        Self::at(([127, 0, 0, 1], 0).into())
    }

    /// Asks it to stop and waits until it has.
    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread
                .join()
                .expect("the server doesn't panic")
                .expect("the server ends well");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.end();
        }
    }
}

#[test]
fn a_browser_gets_the_report_its_figures_and_a_sign_of_life() {
    let server = Running::anywhere();
    for (path, kind, body) in [
        ("/", "text/html; charset=utf-8", HTML),
        ("/?print", "text/html; charset=utf-8", HTML),
        ("/diagnosis.json", "application/json", JSON),
        ("/healthz", "text/plain; charset=utf-8", "ok\n"),
    ] {
        let answer = get(server.address, path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(kind)),
            "{path}"
        );
        assert_eq!(answer.body, body, "{path}");
    }
    let head = send(server.address, &["HEAD / HTTP/1.1", "Host: localhost"]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(
        head.header("content-length"),
        Some(HTML.len().to_string().as_str())
    );
}

#[test]
fn every_answer_is_guarded_also_a_refusal() {
    let server = Running::anywhere();
    for path in ["/", "/diagnosis.json", "/healthz", "/nowhere"] {
        let answer = get(server.address, path);
        let policy = answer
            .header("content-security-policy")
            .expect("there is a policy");
        assert!(
            policy.starts_with("default-src 'none';"),
            "{path}: {policy}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn what_is_not_there_is_refused_with_a_code() {
    let server = Running::anywhere();
    let hostile = r#"/"><script>alert(1)</script>"#.replace(['<', '>', '"'], "%22");
    for path in [
        "/nowhere",
        "/../Cargo.toml",
        "/diagnosis.json/",
        "//",
        &hostile,
    ] {
        let answer = get(server.address, path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (404, Some("application/problem+json")),
            "{path}"
        );
        assert!(
            answer
                .body
                .contains(r#""status":404,"code":"page.not_found""#),
            "{path}: {}",
            answer.body
        );
        assert!(!answer.body.contains("script"), "{path}: nothing is echoed");
    }
    let post = send(
        server.address,
        &["POST / HTTP/1.1", "Host: localhost", "Content-Length: 0"],
    );
    assert_eq!(
        (post.status, post.header("content-type")),
        (405, Some("application/problem+json"))
    );
    assert!(post.body.contains("page.read_only"), "{}", post.body);
}

#[test]
fn a_foreign_name_for_this_machine_is_refused() {
    let server = Running::anywhere();
    let cases: &[(&[&str], u16)] = &[
        (&["GET / HTTP/1.1", "Host: localhost"], 200),
        (&["GET / HTTP/1.1", "Host: LocalHost:9999"], 200), // a tunnel has a port of its own
        (&["GET / HTTP/1.1", "Host: [::1]:8080"], 200),
        (&["GET / HTTP/1.1", "Host: evil.example"], 421),
        (
            &["GET /diagnosis.json HTTP/1.1", "Host: evil.example:8080"],
            421,
        ),
        (&["GET / HTTP/1.1", "Host: localhost.evil.example"], 421),
        (&["GET / HTTP/1.1", "Host: localhost@evil.example"], 421),
        (&["GET / HTTP/1.1", "Host: 0.0.0.0:8080"], 421),
        (&["GET / HTTP/1.1", "Host: "], 421),
        (
            &["GET / HTTP/1.1", "Host: localhost", "Host: evil.example"],
            421,
        ),
        (
            &["GET http://evil.example/ HTTP/1.1", "Host: localhost"],
            421,
        ),
        (&["GET http://localhost/ HTTP/1.1", "Host: localhost"], 200),
        (&["GET / HTTP/1.1"], 400),
        (&["GET / HTTP/1.0"], 400),
    ];
    for (lines, status) in cases {
        let answer = send(server.address, lines);
        assert_eq!(answer.status, *status, "{lines:?}: {}", answer.body);
        assert_eq!(
            answer.body == HTML,
            *status == 200,
            "{lines:?}: only a good name gets the report"
        );
    }
}

#[test]
fn a_taken_port_gives_the_next_free_one() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let wished = taken.local_addr().expect("a listener has an address");
    let server = Running::at(wished);
    let steps = server.address.port() - wished.port();
    assert!(
        (1..=20).contains(&steps),
        "{wished} was taken, got {}",
        server.address
    );
    assert_eq!(get(server.address, "/healthz").body, "ok\n");
}

#[tokio::test]
async fn an_address_of_another_machine_is_refused_at_once() {
    let elsewhere: SocketAddr = "192.0.2.1:8080"
        .parse()
        .expect("an address kept for documentation");
    let error = Near::bind(elsewhere).await.expect_err("it isn't ours");
    assert_eq!(error.kind(), std::io::ErrorKind::AddrNotAvailable);
}

#[test]
fn it_ends_when_asked_although_a_browser_keeps_its_connection_open() {
    let mut server = Running::anywhere();
    let mut kept = connect(server.address);
    kept.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("the server reads");
    let mut first = [0; 12];
    kept.read_exact(&mut first).expect("the server answers");
    assert_eq!(&first, b"HTTP/1.1 200");
    let mut slow = connect(server.address);
    slow.write_all(b"GET / HT").expect("the server reads"); // and never says the rest

    let began = std::time::Instant::now();
    server.end();
    assert!(began.elapsed().as_secs() < 8, "took {:?}", began.elapsed());
    TcpListener::bind(server.address).expect("the port is free again");
}

#[test]
fn it_ends_when_asked_although_nobody_reads_the_answer_to_its_end() {
    let more_than_any_buffer = "x".repeat(64 << 20);
    let mut server = Running::showing(([127, 0, 0, 1], 0).into(), more_than_any_buffer);
    let mut stuck = connect(server.address);
    stuck
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .expect("the server reads");
    let mut first = [0; 12];
    stuck.read_exact(&mut first).expect("the answer has begun");

    let began = std::time::Instant::now();
    server.end();
    assert!(began.elapsed().as_secs() < 8, "took {:?}", began.elapsed());
}

/// One test for both signals: they are the process's, not the test's.
#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_and_sigterm_ask_it_to_stop() {
    for signal in ["-INT", "-TERM"] {
        let mut asked = std::pin::pin!(server::asked_to_stop());
        // Asked once, it listens; it must not say yes before the signal.
        let early = tokio::time::timeout(Duration::ZERO, &mut asked).await;
        assert!(early.is_err(), "{signal}: nobody asked yet");
        let us = std::process::id().to_string();
        let sent = std::process::Command::new("kill")
            .args([signal, &us])
            .status()
            .expect("there is `kill`");
        assert!(sent.success());
        tokio::time::timeout(Duration::from_secs(10), asked)
            .await
            .expect("the signal arrives")
            .expect("signals can be listened for");
    }
}
