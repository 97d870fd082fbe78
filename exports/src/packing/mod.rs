//! Packing: from stored bytes to the bytes of the export.
//!
//! An [`Input`] is one file to be opened: plain, packed as gzip or zstd, or one
//! out of a zip archive. It streams its unpacked bytes as often as asked and
//! refuses packing bombs on the way.
//!
//! Deliberately absent: what the bytes are. That is decided by what they begin
//! with, never by the name of the file, in [`crate::kind`].

mod archive;
mod layers;
mod stored;

pub(crate) use archive::{Archive, Member};
pub(crate) use layers::Layer;

use crate::{Place, Reading, Source, Trouble, Unreadable};
use layers::Stream;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use stored::{Stored, StoredReader};

/// One file to be opened: plain, unpacked on the way, or out of an archive. It
/// can be streamed as often as needed, also after its name is gone.
#[derive(Clone)]
pub(crate) struct Input {
    path: String,
    name: String,
    reading: Reading,
    stored: Arc<Stored>,
    layers: Vec<Layer>,
}

impl Input {
    /// The stored bytes of a source, not unpacked yet.
    pub(crate) fn new(source: &Source, reading: &Reading) -> Result<Self, Unreadable> {
        let path = match source {
            Source::File(path) => path.display().to_string(),
            Source::Bytes(name, _) => name.clone(),
        };
        match Stored::open(source) {
            Ok(stored) => Ok(Self {
                name: table_name(&path),
                path,
                reading: reading.clone(),
                stored: Arc::new(stored),
                layers: Vec::new(),
            }),
            Err(trouble) => Err(Unreadable {
                place: Place {
                    file: path,
                    line: None,
                    column: None,
                },
                trouble,
            }),
        }
    }

    /// The file as the user named it, with the packed file behind it.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The name of the table: the file without its folder and endings.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The limits in force.
    pub(crate) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// How it is packed, the outermost first.
    pub(crate) fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The same bytes with one more layer taken off.
    pub(crate) fn unpacked(&self, layer: Layer) -> Self {
        let mut inner = self.clone();
        inner.layers.push(layer);
        inner
    }

    /// A file in this archive.
    pub(crate) fn member(&self, name: &str, layer: Layer) -> Self {
        let mut inner = self.unpacked(layer);
        inner.path = format!("{} / {name}", self.path);
        inner.name = table_name(name);
        inner
    }

    /// What is in this zip archive; it has to be one without further packing.
    pub(crate) fn archive(&self) -> Result<Archive, Unreadable> {
        archive::list(&self.stored, &self.reading).map_err(|trouble| self.trouble(trouble))
    }

    /// The same with all unpacked bytes in memory and no layer left.
    pub(crate) fn in_memory(&self, limit: u64) -> Result<Self, Unreadable> {
        let bytes = self.bytes(limit)?;
        let mut inner = self.clone();
        inner.stored = Arc::new(Stored::Bytes(bytes.into()));
        inner.layers.clear();
        Ok(inner)
    }

    /// The unpacked bytes from the first on. Limits are checked and progress is
    /// told on the way; turn errors of it into words with [`Input::failed`].
    pub(crate) fn stream(&self) -> Result<Box<dyn BufRead + Send>, Unreadable> {
        self.open_stream(self.reading.progress.clone())
    }

    /// The first unpacked bytes, at most `most` of them. No progress is told.
    pub(crate) fn head(&self, most: usize) -> Result<Vec<u8>, Unreadable> {
        let mut head = Vec::new();
        let stream = self.open_stream(None)?;
        stream
            .take(most as u64)
            .read_to_end(&mut head)
            .map_err(|error| self.failed(None, error))?;
        Ok(head)
    }

    /// All unpacked bytes, for formats that jump about in the file; refused if
    /// there are more than `limit`.
    pub(crate) fn bytes(&self, limit: u64) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        let stream = self.stream()?;
        stream
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| self.failed(None, error))?;
        if bytes.len() as u64 > limit {
            return Err(self.trouble(Trouble::PackingBomb {
                limit: format!("{limit} bytes"),
            }));
        }
        Ok(bytes)
    }

    /// The stored file itself, if the export stands in it as it is (not packed,
    /// not bytes at hand). The position in it is shared: seek before reading.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for the formats that jump about")
    )]
    pub(crate) fn plain_file(&self) -> Option<File> {
        if self.layers.is_empty() {
            self.stored.file()
        } else {
            None
        }
    }

    /// A trouble with this file as a whole.
    pub(crate) fn trouble(&self, trouble: Trouble) -> Unreadable {
        self.trouble_at(None, trouble)
    }

    /// A trouble at a line (or sheet row, or event) of this file.
    pub(crate) fn trouble_at(&self, line: Option<u64>, trouble: Trouble) -> Unreadable {
        Unreadable {
            place: Place {
                file: self.path.clone(),
                line,
                column: None,
            },
            trouble,
        }
    }

    /// What an error of [`Input::stream`] means: a limit, damage, or the
    /// operating system.
    pub(crate) fn failed(&self, line: Option<u64>, error: io::Error) -> Unreadable {
        let trouble = layers::trouble_in(&error)
            .cloned()
            .unwrap_or_else(|| Trouble::Io(error.to_string()));
        self.trouble_at(line, trouble)
    }

    fn open_stream(&self, progress: Option<stored::Progress>) -> Result<Stream, Unreadable> {
        let (start, len) = match self.layers.first() {
            Some(Layer::Member { start, stored, .. }) => (*start, *stored),
            _ => (0, self.stored.len()),
        };
        let reader = StoredReader::new(&self.stored, start, len, progress);
        let read = reader.counter();
        let mut stream = layers::plain(reader);
        for layer in &self.layers {
            stream = layers::unpack(*layer, stream, &read, &self.reading)
                .map_err(|error| self.failed(None, error))?;
        }
        Ok(stream)
    }
}

/// The name of a file without its folder and the endings that say how it is
/// packed and written: `exports/leads.v2.csv.gz` is `leads.v2`.
fn table_name(path: &str) -> String {
    const PACKED: &[&str] = &["gz", "gzip", "zst", "zstd", "zip"];
    const WRITTEN: &[&str] = &[
        "csv", "tsv", "tab", "txt", "psv", "dat", "asc", "xlsx", "xlsm", "xls", "parquet", "pq",
        "xes", "xml", "log",
    ];
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let mut name = file;
    for endings in [PACKED, WRITTEN] {
        if let Some((front, ending)) = name.rsplit_once('.')
            && !front.is_empty()
            && endings.contains(&ending.to_ascii_lowercase().as_str())
        {
            name = front;
        }
    }
    if name.is_empty() {
        path.to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::table_name;

    #[test]
    fn only_plain_files_are_handed_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a").expect("it is written");
        let input = super::Input::new(&crate::Source::File(path), &crate::Reading::default())
            .expect("it is there");
        assert!(input.plain_file().is_some());
        assert!(input.unpacked(super::Layer::Gzip).plain_file().is_none());
    }

    #[test]
    fn a_table_is_named_after_its_file() {
        for (path, name) in [
            ("exports/leads.v2.csv.gz", "leads.v2"),
            ("C:\\Users\\Nora\\Leads.XLSX", "Leads"),
            ("leads", "leads"),
            (".csv", ".csv"),
            ("Report 2.5", "Report 2.5"),
            ("log.xes.zip", "log"),
        ] {
            assert_eq!(table_name(path), name, "{path}");
        }
    }
}
