//! Meter: XML bytes on their way to the parser, as UTF-8, with the line they
//! stand on and a limit on how much one piece of markup may take.
//!
//! Lines are counted only when somebody asks, or when a chunk is given up: a
//! run over a log costs one fast pass for them, not one count for each tag.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

const CHUNK: usize = 64 << 10;

/// How much of the beginning may hold the XML declaration.
const DECLARATION: usize = 1 << 10;

pub(super) struct Meter {
    source: Source,
    chunk: Vec<u8>,
    /// The part of the chunk that isn't consumed: `at..end`.
    at: usize,
    end: usize,
    /// `line` is the line of the byte at `counted`.
    line: u64,
    counted: usize,
    mark: Mark,
    /// Bytes consumed since the mark, and the most there may be.
    since_mark: u64,
    limit: u64,
    consumed: u64,
    fault: Option<Fault>,
}

/// Where the piece of markup begins that is being read.
enum Mark {
    /// In the chunk at hand.
    Here(usize),
    /// In a chunk given up since, on this line.
    Before(u64),
}

/// Why no more bytes come.
pub(super) enum Fault {
    Io(io::Error),
    TooLong,
    Encoding(String),
}

struct Source {
    bytes: Box<dyn BufRead>,
    decoder: Option<(Decoder, &'static Encoding)>,
    finished: bool,
}

impl Meter {
    /// Looks at the beginning to find out the encoding: byte order mark, the
    /// pattern of zero bytes, the XML declaration.
    pub(super) fn new(bytes: Box<dyn BufRead>, limit: usize) -> Self {
        let mut meter = Self {
            source: Source {
                bytes,
                decoder: None,
                finished: false,
            },
            chunk: vec![0; CHUNK],
            at: 0,
            end: 0,
            line: 1,
            counted: 0,
            mark: Mark::Here(0),
            since_mark: 0,
            limit: limit as u64,
            consumed: 0,
            fault: None,
        };
        if let Err(fault) = meter.begin() {
            meter.fault = Some(fault);
        }
        meter
    }

    fn begin(&mut self) -> Result<(), Fault> {
        let mut head = Vec::with_capacity(DECLARATION);
        (&mut self.source.bytes)
            .take(DECLARATION as u64)
            .read_to_end(&mut head)
            .map_err(Fault::Io)?;
        let encoding = encoding_of(&head).map_err(Fault::Encoding)?;
        let rest = std::mem::replace(&mut self.source.bytes, Box::new(io::empty()));
        self.source.bytes = Box::new(io::Cursor::new(head).chain(rest));
        if encoding != UTF_8 {
            self.source.decoder = Some((encoding.new_decoder_with_bom_removal(), encoding));
        }
        Ok(())
    }

    /// The piece of markup that is read next begins here.
    pub(super) fn set_mark(&mut self) {
        self.mark = Mark::Here(self.at);
        self.since_mark = 0;
    }

    /// The line on which the piece of markup began, from 1.
    pub(super) fn line(&mut self) -> u64 {
        match self.mark {
            Mark::Before(line) => line,
            Mark::Here(mark) => {
                self.line += newlines(self.chunk.get(self.counted..mark));
                self.counted = mark;
                self.line
            }
        }
    }

    /// Bytes (as UTF-8) consumed since the beginning.
    pub(super) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// The reason behind an [`io::Error`] that this reader returned.
    pub(super) fn take_fault(&mut self) -> Option<Fault> {
        self.fault.take()
    }

    fn refill(&mut self) -> Result<(), Fault> {
        let line_of_mark = self.line();
        self.mark = Mark::Before(line_of_mark);
        self.line += newlines(self.chunk.get(self.counted..self.end));
        self.counted = 0;
        self.at = 0;
        self.end = 0;
        self.end = self.source.fill(&mut self.chunk)?;
        Ok(())
    }
}

fn newlines(bytes: Option<&[u8]>) -> u64 {
    memchr::memchr_iter(b'\n', bytes.unwrap_or_default()).count() as u64
}

impl Source {
    fn fill(&mut self, chunk: &mut [u8]) -> Result<usize, Fault> {
        let Some((decoder, encoding)) = &mut self.decoder else {
            return loop {
                match self.bytes.read(chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read.map_err(Fault::Io),
                }
            };
        };
        while !self.finished {
            let raw = match self.bytes.fill_buf() {
                Ok(raw) => raw,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Fault::Io(error)),
            };
            let last = raw.is_empty();
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(raw, chunk, last);
            self.bytes.consume(read);
            match result {
                DecoderResult::InputEmpty => self.finished = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let name = encoding.name().to_ascii_lowercase();
                    return Err(Fault::Encoding(format!(
                        "it holds bytes that are no {name}"
                    )));
                }
            }
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

impl Read for Meter {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Meter {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.fault.is_none() && self.since_mark > self.limit {
            self.fault = Some(Fault::TooLong);
        }
        if self.fault.is_none() && self.at == self.end {
            self.fault = self.refill().err();
        }
        if self.fault.is_some() {
            return Err(io::Error::other("see take_fault"));
        }
        Ok(self.chunk.get(self.at..self.end).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.end);
        self.since_mark += amount as u64;
        self.consumed += amount as u64;
    }
}

/// The encoding that the beginning of an XML file speaks for.
fn encoding_of(head: &[u8]) -> Result<&'static Encoding, String> {
    match head {
        [0xFE, 0xFF, ..] | [0, b'<', 0, _, ..] => return Ok(UTF_16BE),
        [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] => return Ok(UTF_16LE),
        [0xEF, 0xBB, 0xBF, ..] => return Ok(UTF_8),
        _ => {}
    }
    let Some(label) = declared_encoding(head) else {
        return Ok(UTF_8);
    };
    match Encoding::for_label(label) {
        // The declaration itself was just read as single bytes: whoever wrote
        // "utf-16" there wrote UTF-8 and left the text of a template standing.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(format!(
            "it says to be written in `{}`, which is no known encoding",
            String::from_utf8_lossy(label)
        )),
    }
}

/// `latin1` out of `<?xml version="1.0" encoding="latin1"?>`.
fn declared_encoding(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..memchr::memmem::find(declaration, b"?>")?)?;
    let after = memchr::memmem::find(declaration, b"encoding")? + b"encoding".len();
    let value = declaration.get(after..)?.trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, value) = value.split_first()?;
    if quote != b'"' && quote != b'\'' {
        return None;
    }
    value.get(..memchr::memchr(quote, value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(text: &[u8], limit: usize) -> Meter {
        Meter::new(Box::new(io::Cursor::new(text.to_vec())), limit)
    }

    fn all(text: &[u8]) -> Result<String, String> {
        let mut out = String::new();
        let mut meter = meter(text, 1 << 20);
        match meter.read_to_string(&mut out) {
            Ok(_) => Ok(out),
            Err(_) => match meter.take_fault() {
                Some(Fault::Encoding(what)) => Err(what),
                _ => Err("another fault".into()),
            },
        }
    }

    #[test]
    fn any_encoding_comes_out_as_utf8() {
        let declared = |label: &str| format!("<?xml version='1.0' encoding='{label}'?><a>é</a>");
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let latin1 = |text: &str| -> Vec<u8> { text.chars().map(|c| c as u8).collect() };
        let cases: [(&str, Vec<u8>); 6] = [
            ("plain", "<a>é</a>".as_bytes().to_vec()),
            ("utf-8 declared", declared("UTF-8").into_bytes()),
            ("latin 1", latin1(&declared("ISO-8859-1"))),
            ("utf-16 without a mark", utf16(&declared("UTF-16"))),
            (
                "utf-16 with a mark",
                utf16(&format!("\u{feff}{}", declared("UTF-16"))),
            ),
            ("utf-16 only claimed", declared("utf-16").into_bytes()),
        ];
        for (name, bytes) in cases {
            let text = all(&bytes).expect(name);
            assert!(text.ends_with("<a>é</a>"), "{name}: {text}");
        }
        assert!(all(declared("klingon").as_bytes()).is_err_and(|what| what.contains("klingon")));
        let broken = [utf16("<?xml?>"), vec![0x00, 0xD8, b'x', 0]].concat();
        assert!(all(&broken).is_err_and(|what| what.contains("utf-16le")));
    }

    #[test]
    fn the_line_is_that_of_the_mark_also_across_chunks() {
        let text = "x\n".repeat(CHUNK);
        let mut meter = meter(text.as_bytes(), usize::MAX);
        let mut buffer = [0; 2];
        for line in 1..=CHUNK as u64 {
            meter.set_mark();
            meter.read_exact(&mut buffer).expect("bytes are left");
            if line % 7 == 0 || line > CHUNK as u64 / 2 {
                assert_eq!(meter.line(), line);
            }
        }
    }

    #[test]
    fn markup_without_an_end_is_refused() {
        let text = vec![b'x'; 300 << 10];
        let mut meter = meter(&text, 100 << 10);
        let error = io::copy(&mut meter, &mut io::sink());
        assert!(error.is_err());
        assert!(matches!(meter.take_fault(), Some(Fault::TooLong)));
    }
}
