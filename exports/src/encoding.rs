//! Encoding: from bytes to text, a chunk at a time.
//!
//! The encoding is guessed from a sample, and watched while the rows go by: a
//! file may be plain ASCII for 50,000 rows until the first `é` shows that it
//! was windows-1252 all along. [`Text`] then changes over on the spot, which is
//! the same as having read it so from the start.
//!
//! Deliberately absent: encodings that no mainstream system wrote in the last
//! decades (EBCDIC, DOS code pages). They read as windows-1252.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

/// How many bytes are decoded at a time, if no more are asked for.
const CHUNK: usize = 128 << 10;

/// How much of a text is looked at to guess a legacy encoding.
const GUESSED_FROM: usize = 64 << 10;

/// What a sample says about the encoding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guess {
    pub(crate) encoding: &'static Encoding,
    /// The sample holds characters beyond ASCII that only this encoding
    /// explains; otherwise a later place may still decide.
    pub(crate) settled: bool,
}

/// The usual name, in lower case: `utf-8`, `windows-1252`.
pub(crate) fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_ascii_lowercase()
}

/// Guesses the encoding of a text from its first bytes.
pub(crate) fn guess(sample: &[u8]) -> Guess {
    let settled = |encoding| Guess {
        encoding,
        settled: true,
    };
    if let Some(encoding) = utf_16(sample) {
        return settled(encoding);
    }
    if sample.starts_with(b"\xef\xbb\xbf") {
        return settled(UTF_8);
    }
    if sample.is_ascii() {
        return Guess {
            encoding: UTF_8,
            settled: false,
        };
    }
    // A text that is mostly UTF-8 with a few broken places stays UTF-8.
    let (mut wide, mut broken) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // The sample may end within a character.
    let cut = sample
        .utf8_chunks()
        .last()
        .is_some_and(|chunk| (1..4).contains(&chunk.invalid().len()));
    let broken = broken - usize::from(cut && wide > 0);
    if wide >= 4 * broken && wide > 0 {
        settled(UTF_8)
    } else {
        settled(legacy(sample))
    }
}

/// UTF-16, told by its byte order mark or by where the zeros are.
pub(crate) fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(b"\xff\xfe") {
        return Some(UTF_16LE);
    }
    if head.starts_with(b"\xfe\xff") {
        return Some(UTF_16BE);
    }
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    // Even a text in Cyrillic or Chinese has delimiters, digits and line ends.
    let enough = 2.max(head.len() / 20);
    let encoding = match (even, odd) {
        (even, odd) if odd >= enough && even * 20 <= odd => UTF_16LE,
        (even, odd) if even >= enough && odd * 20 <= even => UTF_16BE,
        _ => return None,
    };
    let whole = head.get(..head.len() & !1).unwrap_or(head);
    let (text, _, broken) = encoding.decode(whole);
    // Half a pair at the end of the sample is no objection, a wrong one is.
    let fits = !broken || text.trim_end_matches('\u{fffd}').find('\u{fffd}').is_none();
    (fits && text.contains(['\n', '\r', ',', ';', '\t', '<', '{'])).then_some(encoding)
}

/// One of the encodings from before Unicode.
fn legacy(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let (mut fed, mut wide) = (0, 0);
    // Only the lines that can tell something.
    for line in sample
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|line| !line.is_ascii())
    {
        let line = line.get(..GUESSED_FROM).unwrap_or(line);
        detector.feed(line, false);
        wide += line.iter().filter(|byte| !byte.is_ascii()).count();
        fed += line.len();
        if fed >= GUESSED_FROM {
            break;
        }
    }
    // A handful of characters is too few for statistics: take the most common
    // encoding, if they make sense in it.
    let common = || {
        sample
            .iter()
            .filter(|byte| !byte.is_ascii())
            .all(|byte| *byte >= 0x80 && !UNUSED.contains(byte))
    };
    if wide < 6 && common() {
        return WINDOWS_1252;
    }
    detector.guess(None, Utf8Detection::Deny)
}

/// Bytes that mean nothing in windows-1252.
const UNUSED: &[u8] = &[0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// A text that is decoded as it is needed. What lies before the reader stays in
/// memory until it is consumed, and nothing else does.
pub(crate) struct Text {
    stream: Box<dyn BufRead + Send>,
    encoding: &'static Encoding,
    /// `None`: UTF-8, which is checked and taken as it is.
    decoder: Option<Decoder>,
    settled: bool,
    /// Bytes that are read and not decoded, because a character is incomplete.
    raw: Vec<u8>,
    text: String,
    started: bool,
    ended: bool,
    odd: Odd,
}

/// Places in a text that were not in its encoding.
#[derive(Debug, Clone, Default)]
pub(crate) struct Odd {
    /// Where the first is, in bytes of [`Text::text`] as it is now; `None` when
    /// there is none, or it was asked for already.
    pub(crate) first: Option<usize>,
    /// How many there were.
    pub(crate) places: u64,
}

impl Text {
    pub(crate) fn new(stream: Box<dyn BufRead + Send>, guess: Guess) -> Self {
        let encoding = guess.encoding;
        Self {
            stream,
            encoding,
            decoder: (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal()),
            settled: guess.settled,
            raw: Vec::new(),
            text: String::new(),
            started: false,
            ended: false,
            odd: Odd::default(),
        }
    }

    /// What is decoded and not consumed yet.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// There is nothing behind [`Text::text`] any more.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// The encoding, as it is known by now.
    pub(crate) fn guess(&self) -> Guess {
        Guess {
            encoding: self.encoding,
            settled: self.settled,
        }
    }

    /// Places that were not in the encoding; the first is told only once.
    pub(crate) fn take_odd(&mut self) -> Odd {
        let odd = self.odd.clone();
        self.odd.first = None;
        odd
    }

    /// Forgets the first bytes of the text.
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.text.drain(..bytes);
    }

    /// Decodes some more; about `wanted` bytes, if that is much.
    pub(crate) fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        self.read_raw(wanted.clamp(CHUNK, 8 << 20))?;
        if !self.started {
            // A byte order mark may arrive in pieces.
            while self.raw.len() < 3 && !self.ended {
                self.read_raw(CHUNK)?;
            }
            self.started = true;
            if self.decoder.is_none() && self.raw.starts_with(b"\xef\xbb\xbf") {
                self.raw.drain(..3);
            }
        }
        if self.decoder.is_none() {
            self.take_utf_8()?;
        }
        self.decode();
        Ok(())
    }

    fn read_raw(&mut self, wanted: usize) -> io::Result<()> {
        let held = self.raw.len();
        self.raw.resize(held + wanted, 0);
        let n = loop {
            let into = self.raw.get_mut(held..).unwrap_or_default();
            match self.stream.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.raw.truncate(held);
                    return Err(error);
                }
                Ok(n) => break n,
            }
        };
        self.raw.truncate(held + n);
        self.ended = n == 0;
        Ok(())
    }

    fn decode(&mut self) {
        let Some(decoder) = &mut self.decoder else {
            return;
        };
        let room = decoder
            .max_utf8_buffer_length(self.raw.len())
            .unwrap_or(self.raw.len() * 3);
        self.text.reserve(room);
        let before = self.text.len();
        let (_, read, broken) = decoder.decode_to_string(&self.raw, &mut self.text, self.ended);
        self.raw.drain(..read);
        if broken {
            self.odd.places += 1;
            let at = self
                .text
                .get(before..)
                .and_then(|new| new.find('\u{fffd}'))
                .unwrap_or_default();
            self.odd.first.get_or_insert(before + at);
        }
    }

    /// Takes what is UTF-8; at the first place that isn't, changes over to what
    /// it may be instead, or mends the place if the text was UTF-8 up to there.
    fn take_utf_8(&mut self) -> io::Result<()> {
        let whole = if self.ended {
            self.raw.len()
        } else {
            self.raw.len() - unfinished(&self.raw)
        };
        let (now, later) = self.raw.split_at_checked(whole).unwrap_or((&self.raw, &[]));
        if let Ok(valid) = std::str::from_utf8(now) {
            self.settled |= !valid.is_ascii();
            self.text.push_str(valid);
            let later = later.to_vec();
            self.raw = reuse(std::mem::take(&mut self.raw), &later);
            return Ok(());
        }
        let mut taken = 0;
        for chunk in now.utf8_chunks() {
            self.settled |= !chunk.valid().is_ascii();
            self.text.push_str(chunk.valid());
            taken += chunk.valid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            self.odd.places += 1;
            self.odd.first.get_or_insert(self.text.len());
            if !self.settled {
                break;
            }
            self.text
                .push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            taken += chunk.invalid().len();
        }
        self.raw.drain(..taken);
        if !self.settled {
            // All that was read so far means the same in every candidate.
            while self.raw.len() < GUESSED_FROM && !self.ended {
                self.read_raw(GUESSED_FROM)?;
            }
            self.encoding = legacy(&self.raw);
            self.settled = true;
            self.decoder = Some(self.encoding.new_decoder_without_bom_handling());
        }
        Ok(())
    }
}

/// Puts `bytes` into the room of `old`.
fn reuse(mut old: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    old.clear();
    old.extend_from_slice(bytes);
    old
}

/// How many bytes at the end begin a character that isn't complete.
fn unfinished(bytes: &[u8]) -> usize {
    for (back, byte) in bytes.iter().rev().take(3).enumerate() {
        let length = match byte {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            0x80..=0xbf => continue,
            _ => return 0,
        };
        return if back + 1 < length { back + 1 } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> (String, String, u64) {
        let sample = bytes.get(..1000).unwrap_or(bytes);
        let stream = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut text = Text::new(stream, guess(sample));
        let mut read = String::new();
        while !text.ended() {
            text.fill(0).expect("memory can be read");
            read.push_str(text.text());
            text.consume(text.text().len());
        }
        (read, name(text.guess().encoding), text.odd.places)
    }

    #[test]
    fn texts_come_in_many_encodings() {
        let utf_16 = |text: &str, le: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| {
                    if le {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect()
        };
        let cyrillic = "имя,город\nАнна,Москва\nПётр,Казань\n";
        for (bytes, text, encoding) in [
            ("ü,ö\n1,2\n".as_bytes().to_vec(), "ü,ö\n1,2\n", "utf-8"),
            (b"\xef\xbb\xbfa,b\n".to_vec(), "a,b\n", "utf-8"),
            (b"a,b\n4,\xe9".to_vec(), "a,b\n4,é", "windows-1252"),
            (b"price\n5 \x80\n".to_vec(), "price\n5 €\n", "windows-1252"),
            (utf_16("\u{feff}a,b\n1,ʤ", true), "a,b\n1,ʤ", "utf-16le"),
            (utf_16("\u{feff}a,b\n1,ʤ", false), "a,b\n1,ʤ", "utf-16be"),
            (utf_16("a,b\n1,ʤ\n", true), "a,b\n1,ʤ\n", "utf-16le"),
            (utf_16(cyrillic, false), cyrillic, "utf-16be"),
            (
                encoding_rs::WINDOWS_1251.encode(cyrillic).0.into_owned(),
                cyrillic,
                "windows-1251",
            ),
            (
                encoding_rs::SHIFT_JIS
                    .encode("名前,都市\n山田太郎,東京都\n")
                    .0
                    .into_owned(),
                "名前,都市\n山田太郎,東京都\n",
                "shift_jis",
            ),
        ] {
            let (read, name, _) = all(&bytes);
            assert_eq!((read.as_str(), name.as_str()), (text, encoding));
        }
    }

    #[test]
    fn a_late_letter_decides_the_encoding_of_the_whole() {
        let mut bytes = b"id,city\n1,Berlin\n".repeat(50_000);
        bytes.extend_from_slice(b"2,K\xf6ln\n3,\xc9vora\n");
        let (text, encoding, odd) = all(&bytes);
        assert!(text.ends_with("2,Köln\n3,Évora\n"));
        assert_eq!((encoding.as_str(), odd), ("windows-1252", 1));
    }

    #[test]
    fn a_broken_place_in_utf_8_is_mended_and_counted() {
        let mut bytes = "1,Köln\n".repeat(50_000).into_bytes();
        bytes.extend_from_slice(b"2,K\xf6ln\n");
        bytes.extend_from_slice("3,Évora\n".as_bytes());
        let (text, encoding, odd) = all(&bytes);
        assert!(text.ends_with("2,Köln\n3,Évora\n"));
        assert_eq!((encoding.as_str(), odd), ("utf-8", 1));
    }

    #[test]
    fn a_character_may_lie_across_two_chunks() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(shift), "aé€😎".repeat(60_000));
            assert_eq!(all(text.as_bytes()).0, text);
        }
    }
}
