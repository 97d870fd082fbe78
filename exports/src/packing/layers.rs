//! Layers: what unpacks on the way, and the guard that says "enough".

use super::stored::StoredReader;
use crate::{Reading, Trouble};
use flate2::Crc;
use flate2::bufread::{DeflateDecoder, GzDecoder};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub(super) const CHUNK: usize = 128 << 10;

/// Below this nobody is harmed, however tightly it was packed: a small file of
/// equal rows packs better than 1,000 to 1.
const HARMLESS: u64 = 64 << 20;

/// One way in which bytes were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Gzip,
    Zstd,
    /// A file in a zip archive, from the given byte on.
    Member {
        start: u64,
        stored: u64,
        unpacked: u64,
        deflated: bool,
        crc: u32,
    },
}

impl Layer {
    fn word(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Member { .. } => "zip",
        }
    }
}

pub(super) type Stream = Box<dyn BufRead + Send>;

/// Unpacks one layer, and watches how much comes out of it.
pub(super) fn unpack(
    layer: Layer,
    packed: Stream,
    read: &Arc<AtomicU64>,
    limits: &Reading,
) -> io::Result<Stream> {
    let unpacked: Box<dyn Read + Send> = match layer {
        Layer::Gzip => Box::new(GzipMembers {
            state: Some(Member::Next(packed)),
            members: 0,
        }),
        Layer::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        Layer::Member {
            deflated: true,
            unpacked,
            crc,
            ..
        } => Box::new(Checked {
            inner: DeflateDecoder::new(packed),
            crc: Crc::new(),
            left: unpacked,
            expected: crc,
        }),
        Layer::Member {
            deflated: false,
            unpacked,
            crc,
            ..
        } => Box::new(Checked {
            inner: packed,
            crc: Crc::new(),
            left: unpacked,
            expected: crc,
        }),
    };
    let guard = Guard {
        inner: unpacked,
        word: layer.word(),
        out: 0,
        read: Arc::clone(read),
        ratio: limits.packing_ratio,
        most: limits.unpacked_bytes,
    };
    Ok(Box::new(BufReader::with_capacity(CHUNK, guard)))
}

pub(super) fn plain(reader: StoredReader) -> Stream {
    Box::new(BufReader::with_capacity(CHUNK, reader))
}

/// Stops what unpacks beyond the limits, and says what is damaged.
struct Guard {
    inner: Box<dyn Read + Send>,
    word: &'static str,
    out: u64,
    read: Arc<AtomicU64>,
    ratio: u64,
    most: u64,
}

impl Read for Guard {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = match self.inner.read(into) {
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) if trouble_in(&error).is_some() => return Err(error),
            Err(error) => {
                let why = if error.kind() == io::ErrorKind::UnexpectedEof {
                    "breaks off"
                } else {
                    "makes no sense"
                };
                return Err(io::Error::other(Trouble::Damaged(format!(
                    "its {} packing {why} after {} unpacked bytes ({error})",
                    self.word, self.out
                ))));
            }
        };
        self.out += n as u64;
        let limit = if self.out > self.most {
            Some(format!("{} bytes", self.most))
        } else if self.out > HARMLESS
            && self.out / self.ratio.max(1) > self.read.load(Ordering::Relaxed).max(1)
        {
            Some(format!("{} times its size", self.ratio))
        } else {
            None
        };
        match limit {
            Some(limit) => Err(io::Error::other(Trouble::PackingBomb { limit })),
            None => Ok(n),
        }
    }
}

/// The trouble that one of our own readers put into an error.
pub(super) fn trouble_in(error: &io::Error) -> Option<&Trouble> {
    error.get_ref()?.downcast_ref::<Trouble>()
}

/// Gzip: one member after the other, as `cat a.gz b.gz` leaves them, and the
/// zeros with which tapes and object stores fill up the end.
struct GzipMembers {
    state: Option<Member>,
    members: u64,
}

enum Member {
    Next(Stream),
    In(Box<GzDecoder<Stream>>),
}

impl Read for GzipMembers {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state.take() {
                None => return Ok(0),
                Some(Member::In(mut decoder)) => {
                    let n = decoder.read(into);
                    if matches!(n, Ok(0)) && !into.is_empty() {
                        self.state = Some(Member::Next(decoder.into_inner()));
                    } else {
                        self.state = Some(Member::In(decoder));
                        return n;
                    }
                }
                Some(Member::Next(mut packed)) => {
                    if self.members > 0 {
                        skip_zeros(&mut packed)?;
                    }
                    let rest = packed.fill_buf()?;
                    if rest.is_empty() {
                        return Ok(0);
                    }
                    if self.members > 0 && rest.first() != Some(&0x1f) {
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidData,
                            "other bytes follow the packed ones",
                        ));
                    }
                    self.members += 1;
                    self.state = Some(Member::In(Box::new(GzDecoder::new(packed))));
                }
            }
        }
    }
}

fn skip_zeros(packed: &mut Stream) -> io::Result<()> {
    loop {
        let rest = packed.fill_buf()?;
        let zeros = rest.iter().take_while(|byte| **byte == 0).count();
        let all = zeros == rest.len();
        packed.consume(zeros);
        if zeros == 0 || !all {
            return Ok(());
        }
    }
}

/// A file in a zip archive: its length and checksum have to be the ones that
/// the archive names.
struct Checked<R> {
    inner: R,
    crc: Crc,
    left: u64,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let n = self.inner.read(into)?;
        let wrong = |what| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        if n == 0 {
            if self.left > 0 {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "it is shorter than the archive says",
                ));
            }
            if self.crc.sum() != self.expected {
                return wrong("its checksum is wrong");
            }
            return Ok(0);
        }
        if n as u64 > self.left {
            return wrong("it is longer than the archive says");
        }
        self.left -= n as u64;
        self.crc.update(into.get(..n).unwrap_or_default());
        Ok(n)
    }
}
