//! Stop: when a person or the operating system asks us to end.

use std::io;

/// Waits for Ctrl-C or, on Unix, SIGTERM.
///
/// From its first call on, these signals no longer end the process by themselves.
///
/// # Errors
///
/// If the operating system doesn't let us listen for signals.
pub async fn asked_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
