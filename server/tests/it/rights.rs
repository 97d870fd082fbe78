//! Who may do what: every operation of the document, by everybody there is.

use crate::app::{PASSWORD, TestApp, story};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

/// An operation of the document.
struct Operation {
    id: String,
    method: String,
    path: String,
    /// Scopes of which a token needs one; `None` where no token will do.
    scopes: Option<Vec<String>>,
    /// The role of which a member who is signed in needs to be, empty for any; `None` where none may.
    session: Option<Vec<String>>,
    /// Everybody may.
    open: bool,
    takes_body: bool,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(server::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let ways = operation["security"].as_array();
            let way = |name: &str| {
                let mut ways = ways.into_iter().flatten();
                ways.find_map(|way| way.get(name)).cloned()
            };
            let scopes = way("token").map(|own| serde_json::from_value(own).unwrap());
            all.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                scopes,
                session: way("session").map(|own| serde_json::from_value(own).unwrap()),
                open: ways.is_none(),
                takes_body: operation.get("requestBody").is_some(),
            });
        }
    }
    all
}

async fn ask(
    app: &TestApp,
    operation: &Operation,
    headers: &[(&str, &str)],
    id: &str,
) -> (u16, String) {
    let mut request = Request::builder()
        .method(operation.method.as_str())
        .uri(operation.path.replace("{id}", id));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    // Wrong on purpose: whoever is let through is told so, and nothing happens.
    let body = if operation.takes_body {
        request = request.header("content-type", "application/json");
        Body::from(r#"{"nothing_of_this_name":1}"#)
    } else {
        Body::empty()
    };
    let answer = app.router.clone();
    let request = request.header("host", "localhost").body(body).unwrap();
    use tower::ServiceExt as _;
    let answer = answer.oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    // A stream has no end.
    let code = match status {
        200..=299 => String::new(),
        _ => {
            let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
                .await
                .unwrap();
            let problem: Value = serde_json::from_slice(&body).unwrap();
            problem["code"].as_str().unwrap().to_owned()
        }
    };
    (status, code)
}

#[test]
fn every_operation_by_everybody() {
    story(async |app| {
        let lead = app.ana().await;
        let id = lead["id"].as_str().unwrap();
        let before = app.figures().await;
        let mut tokens = Vec::new();
        for scope in ["capture", "read", "write", "admin"] {
            tokens.push((scope, format!("Bearer {}", app.token_of(scope, None).await)));
        }
        let (cookie, manages) = (signed_in(app, "nora").await, signed_in(app, "ada").await);
        let operations = operations();
        assert!(operations.len() > 25, "{}", operations.len());
        let refused = |status: u16, code: &str| {
            matches!(status, 401 | 403) && !matches!(code, "first.closed" | "sign_in.wrong")
        };
        for operation in &operations {
            let own = &operation.id;
            let (status, code) = ask(app, operation, &[], id).await;
            assert_eq!(
                refused(status, &code),
                !operation.open,
                "{own} by nobody: {status} {code}"
            );
            if !operation.open {
                assert_eq!(
                    (status, code.as_str()),
                    (401, "sign_in.needed"),
                    "{own} by nobody"
                );
            }
            let (status, code) =
                ask(app, operation, &[("authorization", "Bearer tl_wrong")], id).await;
            assert_eq!(
                code == "token.wrong",
                !operation.open,
                "{own} by a wrong token: {status} {code}"
            );
            for (scope, header) in &tokens {
                let (status, code) = ask(app, operation, &[("authorization", header)], id).await;
                let scopes = operation.scopes.as_deref().unwrap_or_default();
                let may = operation.open || scopes.iter().any(|own| own == scope);
                assert_eq!(
                    refused(status, &code),
                    !may,
                    "{own} by a token for {scope}: {status} {code}"
                );
            }
            if own == "signOut" {
                continue; // The others need the session still.
            }
            let headers = [
                ("cookie", cookie.as_str()),
                ("sec-fetch-site", "same-origin"),
            ];
            let (status, code) = ask(app, operation, &headers, id).await;
            let session = operation.session.as_ref();
            let may = operation.open || session.is_some_and(Vec::is_empty);
            assert_eq!(
                refused(status, &code),
                !may,
                "{own} by a member: {status} {code}"
            );
            let headers_of_another = [("cookie", manages.as_str()), headers[1]];
            let (status, code) = ask(app, operation, &headers_of_another, id).await;
            assert_eq!(
                refused(status, &code),
                !operation.open && session.is_none(),
                "{own} by an administrator: {status} {code}"
            );
            // The same with a cookie, sent by another site, or by nobody knows whom.
            if operation.method != "GET" && operation.session.is_some() {
                for site in [
                    &[("sec-fetch-site", "cross-site")][..],
                    &[("origin", "https://evil.example")],
                    &[],
                ] {
                    let mut headers = vec![("cookie", cookie.as_str())];
                    headers.extend_from_slice(site);
                    let (status, code) = ask(app, operation, &headers, id).await;
                    assert_eq!(
                        (status, code.as_str()),
                        (403, "origin.foreign"),
                        "{own} {site:?}"
                    );
                }
            }
        }
        assert_eq!(app.figures().await, before, "refusals change nothing");
    });
}

pub(crate) async fn signed_in(app: &TestApp, who: &str) -> String {
    let body = json!({ "email": format!("{who}@we.example"), "password": PASSWORD });
    let answer = app.post("/api/v1/session", body).await;
    answer.expect(200);
    let cookie = answer.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}
