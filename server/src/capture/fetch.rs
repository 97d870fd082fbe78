//! Fetch: what a second call brings, where the first only said that there is something.
//!
//! Only one place is ever asked, the one that the settings name; what others send is no part
//! of the address but an id of digits. The name is resolved once and the address looked at:
//! a private one is refused, and the connection goes to exactly the one that was looked at.
//! Nothing that is answered leads anywhere else: redirects aren't followed.

use axum::body::Body;
use axum::http::{Request, StatusCode, Uri, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// An answer has to come within this long.
const PATIENCE: Duration = Duration::from_secs(10);
/// It is at most so long.
const LONGEST: usize = 256 * 1024;

/// Why there is no data yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FetchError(pub String);

/// What [`Fetcher::lead`] gives.
pub type Fetched<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>> + Send + 'a>>;

/// Asks for the data of a lead by its id.
pub trait Fetcher: Send + Sync + std::fmt::Debug {
    /// The data of the lead, as it came. `token` shows that we may ask.
    fn lead<'a>(&'a self, id: &'a str, token: &'a str) -> Fetched<'a>;
}

/// The Graph API of Meta, or what stands in for it.
#[derive(Debug, Clone)]
pub struct Graph {
    base: Uri,
    allow_private: bool,
}

impl Graph {
    /// The one at this address, such as `https://graph.facebook.com/v21.0`. `allow_private`:
    /// for trials, and for a gateway in one's own network.
    ///
    /// # Errors
    ///
    /// If this is no address of a server.
    pub fn at(base: &str, allow_private: bool) -> Result<Self, String> {
        let wrong = || format!("`{base}` is no address such as https://graph.facebook.com/v21.0");
        let base: Uri = base.trim_end_matches('/').parse().map_err(|_| wrong())?;
        let known = matches!(base.scheme_str(), Some("https" | "http"));
        if !known || base.host().is_none() || base.query().is_some() {
            return Err(wrong());
        }
        if base.scheme_str() == Some("http") && !allow_private {
            return Err(format!("`{base}` isn't encrypted: write https://"));
        }
        Ok(Self {
            base,
            allow_private,
        })
    }

    async fn ask(&self, id: &str, token: &str) -> Result<Vec<u8>, FetchError> {
        let failed = |what: String| FetchError(what);
        if id.is_empty() || id.len() > 40 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(failed("The lead's id isn't of digits.".into()));
        }
        let host = self.base.host().unwrap_or_default();
        let secure = self.base.scheme_str() == Some("https");
        let port = self
            .base
            .port_u16()
            .unwrap_or(if secure { 443 } else { 80 });
        let place = self
            .resolve(host.trim_start_matches('[').trim_end_matches(']'), port)
            .await?;
        let stream = tokio::net::TcpStream::connect(place)
            .await
            .map_err(|error| failed(format!("{host} can't be reached: {error}.")))?;
        let path = format!("{}/{id}", self.base.path().trim_end_matches('/'));
        let authority = self
            .base
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default();
        let request = Request::get(path)
            .header(header::HOST, authority)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::ACCEPT, "application/json")
            .body(Body::empty())
            .map_err(|error| failed(format!("The request can't be made: {error}.")))?;
        if secure {
            let name = ServerName::try_from(host.to_owned())
                .map_err(|_| failed(format!("{host} is no name of a server.")))?;
            let stream = TlsConnector::from(TLS.clone())
                .connect(name, stream)
                .await
                .map_err(|error| failed(format!("{host} doesn't prove who it is: {error}.")))?;
            answer(stream, request).await
        } else {
            answer(stream, request).await
        }
    }

    async fn resolve(&self, host: &str, port: u16) -> Result<SocketAddr, FetchError> {
        let found = tokio::net::lookup_host((host, port))
            .await
            .map_err(|error| FetchError(format!("{host} isn't known: {error}.")))?;
        let mut private = false;
        for place in found {
            if self.allow_private || is_public(place.ip()) {
                return Ok(place);
            }
            private = true;
        }
        Err(FetchError(if private {
            format!("{host} is an address in a private network: that is never asked.")
        } else {
            format!("{host} has no address.")
        }))
    }
}

impl Fetcher for Graph {
    fn lead<'a>(&'a self, id: &'a str, token: &'a str) -> Fetched<'a> {
        Box::pin(async move {
            let late = || FetchError("No answer came within ten seconds.".into());
            tokio::time::timeout(PATIENCE, self.ask(id, token))
                .await
                .unwrap_or_else(|_| Err(late()))
        })
    }
}

/// The authorities that browsers trust.
static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
    let roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows the usual versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
});

async fn answer<S>(stream: S, request: Request<Body>) -> Result<Vec<u8>, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broke = |error: hyper::Error| FetchError(format!("The connection broke: {error}."));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(broke)?;
    let carried = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(broke);
    let read = match answer {
        Ok(answer) => {
            let status = answer.status();
            let body = axum::body::to_bytes(Body::new(answer.into_body()), LONGEST).await;
            body.map_err(|_| FetchError("The answer is too long, or broke off.".into()))
                .and_then(|body| said(status, body.to_vec()))
        }
        Err(error) => Err(error),
    };
    carried.abort();
    read
}

fn said(status: StatusCode, body: Vec<u8>) -> Result<Vec<u8>, FetchError> {
    if status == StatusCode::OK {
        return Ok(body);
    }
    // Meta says in words what is wrong: an ended token, a missing right.
    let words = serde_json::from_slice::<serde_json::Value>(&body).ok();
    let words = words.and_then(|own| Some(own.pointer("/error/message")?.as_str()?.to_owned()));
    let words: String = words
        .unwrap_or_default()
        .chars()
        .filter(|own| !own.is_control())
        .take(300)
        .collect();
    let status = status.as_u16();
    Err(FetchError(if words.is_empty() {
        format!("It was answered with {status}.")
    } else {
        format!("It was answered with {status}: {words}")
    }))
}

/// Whether an address is one of the open internet.
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || ip.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        IpAddr::V6(ip) => {
            let parts = ip.segments();
            // Only what is given out (2000::/3), and of that no tunnel or example.
            (parts[0] & 0xe000) == 0x2000
                && !(parts[0] == 0x2001 && (parts[1] == 0 || parts[1] == 0xdb8))
                && parts[0] != 0x2002
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_private_address_is_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "2001:db8::1",
            "2002:7f00:1::",
            "64:ff9b::a00:1",
            "ff02::1",
            "::7f00:1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "157.240.0.35",
            "8.8.8.8",
            "2a03:2880::1",
            "100.128.0.1",
            "172.32.0.1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn only_an_encrypted_server_is_asked() {
        assert!(Graph::at("https://graph.facebook.com/v21.0/", false).is_ok());
        assert!(Graph::at("http://127.0.0.1:1/x", true).is_ok());
        for wrong in [
            "http://graph.facebook.com",
            "graph.facebook.com",
            "file:///etc/passwd",
            "ftp://x",
            "https://x/?a=1",
            "",
        ] {
            assert!(Graph::at(wrong, false).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_asked() {
        for base in [
            "https://localhost/v1",
            "https://127.0.0.1/v1",
            "https://[::1]/v1",
        ] {
            let graph = Graph::at(base, false).unwrap();
            let refused = graph.lead("1", "t").await.unwrap_err();
            assert!(refused.0.contains("private"), "{base}: {refused}");
        }
        let graph = Graph::at("https://graph.example/v1", false).unwrap();
        for id in ["", "1/../me", "1?fields=x", "abc"] {
            let refused = graph.lead(id, "t").await.unwrap_err();
            assert!(refused.0.contains("digits"), "{id}: {refused}");
        }
    }
}
