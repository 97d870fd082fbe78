//! Archive: the files in a zip, as far as they could be exports.

use super::layers::Layer;
use super::stored::{Stored, StoredReader};
use crate::{Reading, Trouble};
use std::sync::Arc;
use zip::{CompressionMethod, ZipArchive};

/// More files than this are no bundle of exports.
const MOST_MEMBERS: usize = 1_000;

/// What is in a zip archive.
pub(crate) enum Archive {
    /// An XLSX workbook, which is a zip archive by itself.
    Workbook,
    /// Another kind of document that is a zip archive by itself.
    Document(&'static str),
    /// Files, each with its name and how to get at it.
    Files(Vec<Member>),
}

/// One file in a zip archive.
pub(crate) struct Member {
    pub(crate) name: String,
    /// `Err` with words for what it is that can't be unpacked here.
    pub(crate) layer: Result<Layer, String>,
}

pub(super) fn list(stored: &Arc<Stored>, limits: &Reading) -> Result<Archive, Trouble> {
    let reader = std::io::BufReader::new(StoredReader::new(stored, 0, stored.len(), None));
    let mut zip = ZipArchive::new(reader).map_err(|error| damaged(&error))?;
    let names: Vec<String> = (0..zip.len())
        .map(|index| zip.name_for_index(index).map_or_else(String::new, lossy))
        .collect();
    if let Some(kind) = document(&names) {
        return Ok(kind);
    }
    if names.len() > MOST_MEMBERS {
        return Err(Trouble::PackingBomb {
            limit: format!("{MOST_MEMBERS} files"),
        });
    }
    // Files that share their stored bytes are how 10 MB become 280 TB.
    if zip
        .has_overlapping_files()
        .map_err(|error| damaged(&error))?
    {
        return Err(Trouble::PackingBomb {
            limit: "its own bytes, which several files in it share".into(),
        });
    }
    let mut files = Vec::new();
    let mut sum = 0_u64;
    for (index, name) in names.into_iter().enumerate() {
        let file = zip.by_index_raw(index).map_err(|error| damaged(&error))?;
        if !file.is_file() || is_clutter(&name) {
            continue;
        }
        let (stored, unpacked, crc) = (file.compressed_size(), file.size(), file.crc32());
        sum = sum.saturating_add(unpacked);
        let start = file.data_start().unwrap_or_default();
        let layer = if file.encrypted() {
            Err("a file locked with a password: unpack it first".to_owned())
        } else {
            match file.compression() {
                CompressionMethod::Stored => Ok(Layer::Member {
                    start,
                    stored,
                    unpacked,
                    deflated: false,
                    crc,
                }),
                CompressionMethod::Deflated => Ok(Layer::Member {
                    start,
                    stored,
                    unpacked,
                    deflated: true,
                    crc,
                }),
                other => Err(format!(
                    "a zip archive packed by an unusual method ({other}): unpack it first"
                )),
            }
        };
        files.push(Member { name, layer });
    }
    if sum > limits.unpacked_bytes {
        return Err(Trouble::PackingBomb {
            limit: format!("{} bytes", limits.unpacked_bytes),
        });
    }
    Ok(Archive::Files(files))
}

fn lossy(name: zip::result::ZipResult<std::borrow::Cow<'_, str>>) -> String {
    let name = name.map(std::borrow::Cow::into_owned).unwrap_or_default();
    name.replace(char::is_control, " ")
}

fn damaged(error: &zip::result::ZipError) -> Trouble {
    if let zip::result::ZipError::Io(io) = error
        && let Some(trouble) = super::layers::trouble_in(io)
    {
        return trouble.clone();
    }
    Trouble::Damaged(format!("its zip packing makes no sense ({error})"))
}

fn document(names: &[String]) -> Option<Archive> {
    let starts = |prefix: &str| names.iter().any(|name| name.starts_with(prefix));
    let has = |name: &str| names.iter().any(|other| other == name);
    if has("[Content_Types].xml") {
        return Some(if has("xl/workbook.bin") {
            Archive::Document("a binary Excel workbook (.xlsb): save it as .xlsx or CSV")
        } else if starts("xl/") {
            Archive::Workbook
        } else if starts("word/") {
            Archive::Document("a Word document")
        } else if starts("ppt/") {
            Archive::Document("a PowerPoint presentation")
        } else {
            return None;
        });
    }
    if has("mimetype") && has("content.xml") {
        return Some(Archive::Document(
            "an OpenDocument file: save it as .xlsx or CSV",
        ));
    }
    if has("mimetype") && starts("META-INF/") {
        return Some(Archive::Document("an e-book"));
    }
    if starts("Index/") && names.iter().any(|name| name.ends_with(".iwa")) {
        return Some(Archive::Document(
            "a Numbers or Pages document: export it as .xlsx or CSV",
        ));
    }
    if has("META-INF/MANIFEST.MF") || has("AndroidManifest.xml") {
        return Some(Archive::Document("a program"));
    }
    None
}

/// What systems add to an archive without being asked.
fn is_clutter(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.is_empty()
        || file.starts_with('.')
        || name.starts_with("__MACOSX/")
        || file == "Thumbs.db"
        || file == "desktop.ini"
}
