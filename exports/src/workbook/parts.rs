//! Parts: may the files inside a workbook be unpacked at all?
//!
//! A workbook is a zip archive of XML files, and whoever parses one believes
//! the sizes that stand in it. So they are checked before anything is parsed:
//! what the directory says, whether it is true, and how many texts the table
//! of shared texts claims to have.

use crate::{Reading, Trouble};
use quick_xml::events::Event;
use std::io::{self, BufReader, Read, Seek};
use zip::ZipArchive;

/// The most XML in a workbook: some fifteen sheets filled to the last row.
const MOST_XML: u64 = 1 << 30;

/// From here on a part has to be believable: sheets shrink to a tenth.
const LARGE: u64 = 64 << 20;
const BELIEVABLE_RATIO: u64 = 100;

/// Deflate can't make more out of a byte.
const DEFLATE_RATIO: u64 = 1_032;

/// Where the table of shared texts has to say how many it has.
const HEAD: u64 = 64 << 10;

/// Checks all parts; `file` is left wherever it is.
pub(super) fn check(file: &mut (impl Read + Seek), reading: &Reading) -> Result<(), Trouble> {
    let mut archive = ZipArchive::new(file).map_err(damaged)?;
    let most = MOST_XML.min(reading.unpacked_bytes);
    let mut all = 0;
    let mut is_workbook = false;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.to_lowercase();
        is_workbook |= name.ends_with("workbook.xml");
        if name.ends_with("workbook.bin") {
            let what = "a binary Excel workbook (.xlsb): save it as .xlsx or CSV";
            return Err(Trouble::NotAnExport(what.into()));
        }
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let (packed, unpacked) = (part.compressed_size().max(1), part.size());
        all += unpacked;
        if all > most {
            return Err(bomb(format!("{} MiB of XML", most >> 20)));
        }
        let ratio = if unpacked > LARGE {
            BELIEVABLE_RATIO
        } else {
            u64::MAX
        };
        let ratio = ratio.min(reading.packing_ratio);
        if unpacked > 1 << 20 && unpacked / packed > ratio {
            return Err(bomb(format!("{ratio} times its size")));
        }
        if packed.saturating_mul(DEFLATE_RATIO) > LARGE {
            is_as_long_as_it_says(&mut part, unpacked)?;
        }
        if name.ends_with("sharedstrings.xml") {
            drop(part);
            let part = archive.by_index(index).map_err(damaged)?;
            texts_are_believable(part, unpacked)?;
        }
    }
    if !is_workbook {
        let what = "a zip archive that is no Excel workbook".to_owned();
        return Err(Trouble::NotAnExport(what));
    }
    Ok(())
}

fn damaged(error: impl std::fmt::Display) -> Trouble {
    Trouble::Damaged(error.to_string())
}

fn bomb(limit: String) -> Trouble {
    Trouble::PackingBomb { limit }
}

/// The directory may lie, and the parser would go on for ever.
fn is_as_long_as_it_says(part: &mut impl Read, says: u64) -> Result<(), Trouble> {
    let is = io::copy(&mut part.take(says + 1), &mut io::sink()).map_err(damaged)?;
    match is == says {
        true => Ok(()),
        false => Err(Trouble::Damaged(
            "a part is not as long as the archive says".into(),
        )),
    }
}

/// Space for the shared texts is reserved by the number that the part claims.
fn texts_are_believable(part: impl Read, unpacked: u64) -> Result<(), Trouble> {
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(part.take(HEAD)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(tag) | Event::Empty(tag) => {
                // The shortest text is `<si/>`.
                let most = unpacked / 5;
                let claims_too_many =
                    tag.attributes()
                        .with_checks(false)
                        .flatten()
                        .any(|attribute| {
                            attribute.key.as_ref() == "uniqueCount"
                                && attribute
                                    .value
                                    .parse::<u64>()
                                    .is_ok_and(|count| count > most)
                        });
                return match claims_too_many {
                    true => Err(Trouble::Damaged(
                        "it claims to have more texts than it has bytes".into(),
                    )),
                    false => Ok(()),
                };
            }
            Event::DocType(_) => return Err(Trouble::HasDtd),
            Event::Eof => {
                return Err(Trouble::Damaged(
                    "its table of texts has no beginning".into(),
                ));
            }
            _ => {}
        }
    }
}
