//! Listen: an address to be reached at, or the next free one beside it.

use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// How many ports after the wished one are tried.
const NEIGHBOURS: u16 = 20;

/// A listener at the wished address or, where its port is taken, at the next
/// free port after it. Connections wait in it until they are served.
#[derive(Debug)]
pub struct Near {
    pub(crate) listener: TcpListener,
    address: SocketAddr,
}

impl Near {
    /// Starts to listen. Port 0 means any free port.
    ///
    /// # Errors
    ///
    /// Whatever the operating system says, if the address isn't one of this
    /// machine or may not be used; `AddrInUse` if the port and the 20 after it
    /// are all taken.
    pub async fn bind(wished: SocketAddr) -> io::Result<Self> {
        let mut tried = wished;
        loop {
            match TcpListener::bind(tried).await {
                Ok(listener) => {
                    let address = listener.local_addr()?;
                    return Ok(Self { listener, address });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    let next = tried.port().checked_add(1);
                    match next.filter(|port| port - wished.port() <= NEIGHBOURS) {
                        Some(port) => tried.set_port(port),
                        None => return Err(error),
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Starts to listen at this address and no other. Port 0 means any free port.
    ///
    /// # Errors
    ///
    /// Whatever the operating system says.
    pub async fn exactly(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address that was got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}
