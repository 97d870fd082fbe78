//! Config: what holds, and where it comes from.
//!
//! A flag is stronger than the environment, the environment than `throughline.toml`,
//! and that than what is built in.

use anyhow::{Context as _, anyhow, bail};
use server::Network;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where the settings of a folder are looked for.
const FILE: &str = "throughline.toml";

/// Settings that can be said on the command line.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Flags {
    /// The database: sqlite://FILE or postgres://… [default: sqlite://throughline.db]
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) database: Option<String>,
    /// The settings file [default: throughline.toml, where there is one].
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) config: Option<PathBuf>,
}

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) from: String,
}

/// All that can be set: name, environment, what is built in, what it is.
const KNOWN: [(&str, &str, &str, &str); 13] = [
    (
        "database",
        "THROUGHLINE_DATABASE",
        "sqlite://throughline.db",
        "where leads are kept",
    ),
    (
        "listen",
        "THROUGHLINE_LISTEN",
        "127.0.0.1:8080",
        "where the server answers",
    ),
    (
        "host",
        "THROUGHLINE_HOST",
        "",
        "names under which it is known, with commas between",
    ),
    (
        "public_url",
        "THROUGHLINE_PUBLIC_URL",
        "",
        "how browsers reach it; https:// makes cookies secure",
    ),
    (
        "organisation",
        "THROUGHLINE_ORGANISATION",
        "Throughline",
        "whose leads these are",
    ),
    (
        "rate_limit",
        "THROUGHLINE_RATE_LIMIT",
        "on",
        "limits for signing in and bringing in: on or off",
    ),
    (
        "capture_rate",
        "THROUGHLINE_CAPTURE_RATE",
        "6000",
        "how many leads a token may bring in a minute; twice as many at once",
    ),
    (
        "trusted_proxies",
        "THROUGHLINE_TRUSTED_PROXIES",
        "",
        "who stands before it, as addresses or networks with commas between",
    ),
    (
        "secret_key",
        "THROUGHLINE_SECRET_KEY",
        "",
        "seals the secrets of ways in, 64 hexadecimal digits; beside an embedded database it is made by itself",
    ),
    (
        "meta_url",
        "THROUGHLINE_META_URL",
        "https://graph.facebook.com/v21.0",
        "where the data of Meta's leads is asked for",
    ),
    (
        "allow_private",
        "THROUGHLINE_ALLOW_PRIVATE",
        "off",
        "also asks addresses in one's own network, for trials: on or off",
    ),
    (
        "test_clock",
        "THROUGHLINE_TEST_CLOCK",
        "",
        "a file that holds the present, for trials",
    ),
    (
        "log",
        "THROUGHLINE_LOG",
        "info",
        "how much is said on the error output: error, warn, info, debug",
    ),
];

/// What holds.
#[derive(Debug, Clone)]
pub(crate) struct Config(Vec<Setting>);

impl Config {
    /// Looks everywhere. `flags` are the names and values said on the command line.
    pub(crate) fn read(common: &Flags, flags: &[(&str, Option<String>)]) -> anyhow::Result<Self> {
        let (file, path) = file(common.config.as_deref())?;
        if let Some(unknown) = file
            .keys()
            .find(|key| !KNOWN.iter().any(|known| known.0 == **key))
        {
            let names: Vec<&str> = KNOWN.iter().map(|known| known.0).collect();
            bail!(
                "{}: there is no setting `{unknown}`; there are {}",
                path.display(),
                names.join(", ")
            );
        }
        let mut settings = Vec::with_capacity(KNOWN.len());
        for (name, variable, built_in, _) in KNOWN {
            let said = flags
                .iter()
                .find(|(flag, _)| *flag == name)
                .and_then(|(_, value)| value.clone())
                .or_else(|| {
                    (name == "database")
                        .then(|| common.database.clone())
                        .flatten()
                });
            let set = std::env::var(variable).ok().filter(|text| !text.is_empty());
            let written = file
                .get(name)
                .map(|value| text_of(name, value, &path))
                .transpose()?;
            let (value, from) = if let Some(value) = said {
                (value, format!("flag --{}", flag_of(name)))
            } else if let Some(value) = set {
                (value, format!("environment {variable}"))
            } else if let Some(value) = written {
                (value, path.display().to_string())
            } else {
                (built_in.to_owned(), "built in".to_owned())
            };
            settings.push(Setting { name, value, from });
        }
        Ok(Self(settings))
    }

    /// All settings, in the order of the documentation.
    pub(crate) fn all(&self) -> &[Setting] {
        &self.0
    }

    /// What a setting is for.
    pub(crate) fn about(name: &str) -> &'static str {
        KNOWN
            .iter()
            .find(|known| known.0 == name)
            .map_or("", |known| known.3)
    }

    fn get(&self, name: &str) -> &Setting {
        self.0
            .iter()
            .find(|setting| setting.name == name)
            .expect("only names of KNOWN are asked for")
    }

    pub(crate) fn database(&self) -> &str {
        &self.get("database").value
    }

    pub(crate) fn listen(&self) -> anyhow::Result<SocketAddr> {
        let own = self.get("listen");
        own.value.parse().with_context(|| {
            format!(
                "listen = {} ({}): write an address with its port, such as 127.0.0.1:8080",
                own.value, own.from
            )
        })
    }

    pub(crate) fn hosts(&self) -> Vec<String> {
        let names = self.get("host").value.split(',').map(str::trim);
        let url = &self.get("public_url").value;
        let public = url
            .split_once("://")
            .map(|(_, rest)| rest.split(['/', ':']).next().unwrap_or(rest));
        names
            .chain(public)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn secure(&self) -> bool {
        self.get("public_url").value.starts_with("https://")
    }

    /// How browsers reach the server that answers at this address.
    pub(crate) fn url(&self, address: SocketAddr) -> String {
        let public = self.get("public_url").value.trim_end_matches('/');
        if !public.is_empty() {
            return public.to_owned();
        }
        if address.ip().is_unspecified() {
            return format!("http://localhost:{}", address.port());
        }
        format!("http://{address}")
    }

    pub(crate) fn organisation(&self) -> String {
        self.get("organisation").value.clone()
    }

    pub(crate) fn rate_limit(&self) -> anyhow::Result<bool> {
        let own = self.get("rate_limit");
        match own.value.as_str() {
            "on" | "true" => Ok(true),
            "off" | "false" => Ok(false),
            other => bail!("rate_limit = {other} ({}): write on or off", own.from),
        }
    }

    pub(crate) fn capture_rate(&self) -> anyhow::Result<u32> {
        let own = self.get("capture_rate");
        match own.value.parse() {
            Ok(many) if many > 0 => Ok(many),
            _ => bail!(
                "capture_rate = {} ({}): write a whole number from 1; `rate_limit = off` is no limit",
                own.value,
                own.from
            ),
        }
    }

    pub(crate) fn trusted_proxies(&self) -> anyhow::Result<Vec<Network>> {
        let own = self.get("trusted_proxies");
        let parts = own.value.split(',').map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(|part| {
                part.parse()
                    .map_err(|error| anyhow!("trusted_proxies ({}): {error}", own.from))
            })
            .collect()
    }

    pub(crate) fn secret_key(&self) -> anyhow::Result<Option<[u8; 32]>> {
        let own = self.get("secret_key");
        if own.value.is_empty() {
            return Ok(None);
        }
        match crate::secret_key::read(&own.value) {
            Some(key) => Ok(Some(key)),
            None => bail!("secret_key ({}): write 64 hexadecimal digits", own.from),
        }
    }

    pub(crate) fn meta_url(&self) -> anyhow::Result<String> {
        let own = self.get("meta_url");
        match server::Graph::at(&own.value, self.allow_private()?) {
            Ok(_) => Ok(own.value.clone()),
            Err(what) => bail!("meta_url ({}): {what}", own.from),
        }
    }

    pub(crate) fn allow_private(&self) -> anyhow::Result<bool> {
        let own = self.get("allow_private");
        match own.value.as_str() {
            "on" | "true" => Ok(true),
            "off" | "false" => Ok(false),
            other => bail!("allow_private = {other} ({}): write on or off", own.from),
        }
    }

    pub(crate) fn test_clock(&self) -> Option<PathBuf> {
        let path = &self.get("test_clock").value;
        (!path.is_empty()).then(|| PathBuf::from(path))
    }

    pub(crate) fn log(&self) -> &str {
        &self.get("log").value
    }
}

impl Setting {
    /// The value without a password.
    pub(crate) fn shown(&self) -> String {
        if self.name == "secret_key" && !self.value.is_empty() {
            return "…".to_owned();
        }
        let Some((scheme, rest)) = self.value.split_once("://") else {
            return self.value.clone();
        };
        match rest.split_once('@') {
            Some((login, place)) => {
                let user = login.split(':').next().unwrap_or_default();
                let secret = if login.contains(':') { ":…" } else { "" };
                format!("{scheme}://{user}{secret}@{place}")
            }
            None => self.value.clone(),
        }
    }
}

/// The flag of a setting: a list has one that is said for each.
fn flag_of(name: &str) -> String {
    match name {
        "trusted_proxies" => "trusted-proxy".to_owned(),
        other => other.replace('_', "-"),
    }
}

fn file(given: Option<&Path>) -> anyhow::Result<(toml::Table, PathBuf)> {
    let path = given.map_or_else(|| PathBuf::from(FILE), Path::to_path_buf);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if given.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((toml::Table::new(), path));
        }
        Err(error) => {
            return Err(error).with_context(|| format!("{} can't be read", path.display()));
        }
    };
    let table = text
        .parse()
        .with_context(|| format!("{} is no TOML", path.display()))?;
    Ok((table, path))
}

fn text_of(name: &str, value: &toml::Value, path: &Path) -> anyhow::Result<String> {
    Ok(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Boolean(yes) => yes.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Array(items) => {
            let items: Result<Vec<String>, _> =
                items.iter().map(|item| text_of(name, item, path)).collect();
            items?.join(",")
        }
        _ => bail!("{}: `{name}` takes a text", path.display()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_stronger_than_the_file_and_the_file_than_what_is_built_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("own.toml");
        let common = Flags {
            database: None,
            config: Some(path.clone()),
        };
        std::fs::write(
            &path,
            "listen = \"0.0.0.0:80\"\nhost = [\"a.example\", \"b.example\"]\n",
        )
        .expect("a file");
        let config = Config::read(&common, &[]).expect("settings");
        assert_eq!(config.listen().expect("an address").port(), 80);
        assert_eq!(config.hosts(), ["a.example", "b.example"]);
        assert_eq!(config.get("organisation").from, "built in");
        let flags = [("listen", Some("127.0.0.1:1".to_owned()))];
        let config = Config::read(&common, &flags).expect("settings");
        assert_eq!(config.get("listen").from, "flag --listen");
        std::fs::write(&path, "lissen = 1\n").expect("a file");
        let error = Config::read(&common, &[]).expect_err("an unknown name");
        assert!(error.to_string().contains("lissen"), "{error}");
    }

    #[test]
    fn a_password_is_not_shown() {
        let setting = Setting {
            name: "database",
            value: "postgres://me:secret@host/db".into(),
            from: String::new(),
        };
        assert_eq!(setting.shown(), "postgres://me:…@host/db");
    }
}
