//! Url: which database is meant.

use crate::OpenError;
use std::path::PathBuf;

/// What a database URL names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Url {
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// A server, and the schema on it that is ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PostgresUrl {
    /// Without our own parameters.
    pub(crate) url: String,
    pub(crate) schema: String,
}

const OURS: &str = "throughline";

fn wrong(url: &str, what: &str, mend: &str) -> OpenError {
    OpenError {
        code: "database.url",
        place: without_password(url),
        what: what.to_owned(),
        mend: mend.to_owned(),
    }
}

/// The URL, fit to be shown.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (before, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let host = match before.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{name}@{host}"),
            None => format!("{user}@{host}"),
        },
        None => before.to_owned(),
    };
    let shown: Vec<&str> = parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !parameter.starts_with("password"))
        .collect();
    let question = if shown.is_empty() { "" } else { "?" };
    format!("{scheme}://{host}{question}{}", shown.join("&"))
}

impl Url {
    /// Reads `sqlite://FILE` or `postgres://…[?schema=NAME]`.
    pub(crate) fn read(url: &str) -> Result<Self, OpenError> {
        const MEND: &str = "Write sqlite://FILE or postgres://USER@HOST/DATABASE.";
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(wrong(url, "this names no database", MEND));
        };
        match scheme {
            "sqlite" => {
                if rest.contains('?') {
                    return Err(wrong(
                        url,
                        "a file of SQLite takes no parameters",
                        "Leave out everything from the question mark on.",
                    ));
                }
                if rest.is_empty() || rest.ends_with('/') || rest.contains('\0') {
                    return Err(wrong(url, "this names no file", MEND));
                }
                if rest == ":memory:" {
                    return Err(wrong(
                        url,
                        "a database in memory keeps nothing",
                        "Name a file, in a folder that you throw away afterwards.",
                    ));
                }
                Ok(Self::Sqlite(PathBuf::from(rest)))
            }
            "postgres" | "postgresql" => Self::postgres(url),
            _ => Err(wrong(
                url,
                &format!("there is no database of the kind `{scheme}`"),
                MEND,
            )),
        }
    }

    fn postgres(url: &str) -> Result<Self, OpenError> {
        let (before, parameters) = url.split_once('?').unwrap_or((url, ""));
        let mut schema = OURS.to_owned();
        let mut kept = Vec::new();
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            match parameter.split_once('=') {
                Some(("schema", name)) => name.clone_into(&mut schema),
                Some(("sslmode", "require" | "verify-ca" | "verify-full")) => {
                    return Err(OpenError {
                        code: "database.tls",
                        place: without_password(url),
                        what: "this build speaks to PostgreSQL without TLS".to_owned(),
                        mend: "Reach the server over a Unix socket, the loopback or a tunnel of \
                               your own, and say sslmode=disable."
                            .to_owned(),
                    });
                }
                _ => kept.push(parameter),
            }
        }
        let good = schema.len() <= 63
            && schema.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && schema
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !good {
            return Err(wrong(
                url,
                &format!("`{schema}` is no name for a schema"),
                "Use small letters, digits and _, at most 63, beginning with a letter.",
            ));
        }
        let question = if kept.is_empty() { "" } else { "?" };
        Ok(Self::Postgres(PostgresUrl {
            url: format!("{before}{question}{}", kept.join("&")),
            schema,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file_or_a_server() {
        for (url, meant) in [
            ("sqlite://throughline.db", Ok("throughline.db")),
            ("sqlite:///var/lib/t.db", Ok("/var/lib/t.db")),
            ("postgres://ana@db/leads", Ok("throughline")),
            ("postgresql://ana@db/leads?schema=t_1", Ok("t_1")),
            ("throughline.db", Err("database.url")),
            ("mysql://db", Err("database.url")),
            ("sqlite://", Err("database.url")),
            ("sqlite://:memory:", Err("database.url")),
            ("sqlite://a.db?mode=ro", Err("database.url")),
            ("postgres://db/leads?schema=A;drop", Err("database.url")),
            ("postgres://db/leads?sslmode=require", Err("database.tls")),
        ] {
            let found = match Url::read(url) {
                Ok(Url::Sqlite(file)) => Ok(file.display().to_string()),
                Ok(Url::Postgres(server)) => Ok(server.schema),
                Err(error) => Err(error.code),
            };
            assert_eq!(found, meant.map(str::to_owned), "{url}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        for (url, shown) in [
            ("postgres://ana:secret@db/x", "postgres://ana@db/x"),
            (
                "postgres://db/x?user=ana&password=secret&schema=a",
                "postgres://db/x?user=ana&schema=a",
            ),
            ("sqlite://x.db", "sqlite://x.db"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
