//! Parameters: an operation takes those that its document names, each once, and no others.
//!
//! Said in one place for all operations, also for those that take none: a `?limit=5` that
//! is not looked at would be a wish that only seems granted.

use super::misfit::listed;
use crate::problem::Problem;
use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lifecycle::words::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

/// The parameters of each operation, by path and method.
#[derive(Debug, Clone)]
pub(super) struct Parameters(Arc<BTreeMap<(String, Word), BTreeSet<String>>>);

/// A method as it is written.
type Word = &'static str;

impl Parameters {
    pub(super) fn of(document: &OpenApi) -> Self {
        let mut all = BTreeMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in [
                ("GET", &item.get),
                ("POST", &item.post),
                ("PUT", &item.put),
                ("PATCH", &item.patch),
                ("DELETE", &item.delete),
            ] {
                if let Some(operation) = operation {
                    all.insert((path.clone(), method), names(operation));
                }
            }
        }
        Self(all.into())
    }

    fn check(&self, path: &str, method: &Method, uri: &Uri) -> Result<(), Problem> {
        let method = match *method {
            Method::GET | Method::HEAD => "GET",
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::PATCH => "PATCH",
            Method::DELETE => "DELETE",
            _ => return Ok(()),
        };
        let Some(known) = self.0.get(&(path.to_owned(), method)) else {
            return Ok(());
        };
        let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
            return Err(Problem::of(
                "query.value",
                "What stands behind the question mark can't be read: write name=value, with & between.",
            ));
        };
        let mut seen = BTreeSet::new();
        for (name, _) in &given {
            if !known.contains(name) {
                return Err(no_such(name, known));
            }
            if !seen.insert(name) {
                let detail = format!("`{name}` is there twice: send it once.");
                return Err(Problem::of("query.value", detail).at(name.clone()));
            }
        }
        Ok(())
    }
}

fn names(operation: &Operation) -> BTreeSet<String> {
    operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(own) if own.parameter_in == ParameterIn::Query => Some(own.name.clone()),
            _ => None,
        })
        .collect()
}

fn no_such(name: &str, known: &BTreeSet<String>) -> Problem {
    let shown: String = name
        .chars()
        .filter(|own| !own.is_control())
        .take(60)
        .collect();
    let mend = match nearest(&shown, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "this address takes none.".to_owned(),
        None => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            format!("there is {}.", listed(&known))
        }
    };
    let detail = format!("There is no parameter `{shown}`: {mend}");
    Problem::of("query.value", detail).at(shown)
}

/// Refuses what the operation doesn't take.
pub(super) async fn check(
    State(parameters): State<Parameters>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    match parameters.check(path.as_str(), request.method(), request.uri()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}
