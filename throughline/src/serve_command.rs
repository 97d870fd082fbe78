//! `throughline serve`: everything in one process.

use crate::config::{Config, Flags};
use crate::database::{clock, ended, file, open, print, wait_for};
use anyhow::{Context as _, anyhow, bail};
use server::{App, Near, Settings, asked_to_stop, control};
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be said on the command line.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to answer [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// A name under which the server is known, beside those of this machine.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// How browsers reach the server, where something stands before it.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Make this process document run before answering.
    #[arg(long, value_name = "FILE")]
    process: Option<PathBuf>,
    /// Take the present from a file that is read anew each time, for trials.
    #[arg(long, value_name = "FILE")]
    test_clock: Option<String>,
    /// Make those wait who fail to sign in too often, and tokens that bring in too much.
    #[arg(long, value_name = "on|off")]
    rate_limit: Option<String>,
    /// How many leads a token may bring in a minute; twice as many at once [default: 6000].
    #[arg(long, value_name = "NUMBER")]
    capture_rate: Option<String>,
    /// A proxy before the server, or its network: what it says in X-Forwarded-For is believed.
    #[arg(long, value_name = "ADDRESS")]
    trusted_proxy: Vec<String>,
    #[command(flatten)]
    common: Flags,
}

/// Exit code 0 after it was asked to end, 2 with a message otherwise.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(serve(args))
}

fn serve(args: &Args) -> anyhow::Result<()> {
    let hosts = (!args.host.is_empty()).then(|| args.host.join(","));
    let proxies = (!args.trusted_proxy.is_empty()).then(|| args.trusted_proxy.join(","));
    let config = Config::read(
        &args.common,
        &[
            ("listen", args.listen.clone()),
            ("host", hosts),
            ("public_url", args.public_url.clone()),
            ("test_clock", args.test_clock.clone()),
            ("rate_limit", args.rate_limit.clone()),
            ("capture_rate", args.capture_rate.clone()),
            ("trusted_proxies", proxies),
        ],
    )?;
    let listen = config.listen()?;
    let mut settings = Settings {
        organisation: config.organisation(),
        hosts: config.hosts(),
        secure: config.secure(),
        rate_limit: config.rate_limit()?,
        capture_rate: config.capture_rate()?,
        trusted_proxies: config.trusted_proxies()?,
        demo: None,
        secret_key: None,
        meta_url: config.meta_url()?,
        allow_private: config.allow_private()?,
    };
    log_to_stderr(config.log())?;
    wait_for(async {
        // First, so that a signal while we start is not lost.
        let stop = asked_to_stop();
        let clock = clock(&config)?;
        // Before the database: a server that can't be reached leaves nothing behind.
        // Connections wait until it is open.
        let near = Near::exactly(listen).await.with_context(|| {
            format!("listen = {listen}: the address can't be used; name another by --listen")
        })?;
        let store = open(&config).await?;
        settings.secret_key = crate::secret_key::of(&config)?;
        let app = App::new(store, clock, settings);
        if let Some(path) = &args.process {
            crate::process_publish::publish_in(&app, path).await?;
        }
        let address = near.address();
        #[cfg(unix)]
        let orders = file(&config).map(|file| control::listen(&app, control::beside(&file)));
        #[cfg(unix)]
        if let Some(Err(error)) = &orders {
            tracing::warn!(%error, "orders of `throughline admin` can't be taken while the server runs");
        }
        let url = config.url(address);
        print(&format!("Throughline answers at {url}/"));
        tell_what_is_missing(&app, &url).await?;
        let stop = async {
            if let Err(error) = stop.await {
                tracing::warn!(%error, "signals can't be listened for");
                std::future::pending::<()>().await;
            }
        };
        app.serve(near, stop).await.map_err(|error| anyhow!(error))
    })
}

async fn tell_what_is_missing(app: &App, url: &str) -> anyhow::Result<()> {
    if let Some(token) = app.first_administrator().await? {
        print(&format!("First sign-in: {url}/first?token={token}"));
        print("  (once, within 24 hours)");
    }
    if app.line().processes().running().await?.is_none() {
        print("No process runs yet: `throughline process publish FILE` makes one run.");
    }
    Ok(())
}

/// What the program does, line by line, on the error output.
pub(crate) fn log_to_stderr(level: &str) -> anyhow::Result<()> {
    use std::io::IsTerminal as _;
    let filter = match tracing_subscriber::EnvFilter::try_new(level) {
        Ok(filter) => filter,
        Err(error) => bail!("log = {level}: {error}"),
    };
    let logging = tracing_subscriber::fmt()
        .compact()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second start in the same process keeps the first one's.
    let _ = logging.try_init();
    Ok(())
}
