//! Process files: documents as commands name them, `-` for the standard input.

use anyhow::{Context as _, anyhow, bail};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// No process document is larger than this; a larger file is something else.
const LARGEST: u64 = 64 << 20;

/// A document as it was read.
pub(crate) struct Document {
    /// What messages call it.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Document {
    /// As text, for those who can't do with bytes.
    pub(crate) fn text(&self) -> anyhow::Result<String> {
        std::str::from_utf8(&self.bytes)
            .map(str::to_owned)
            .map_err(|error| {
                let before = &self.bytes[..error.valid_up_to()];
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                anyhow!(
                    "{}:{line}: this isn't UTF-8: save the document in that encoding",
                    self.name
                )
            })
    }
}

/// Refuses to read the standard input twice.
pub(crate) fn one_input<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> anyhow::Result<()> {
    if paths.into_iter().filter(|path| is_input(path)).count() > 1 {
        bail!("the standard input can be read once: name a file instead of the second `-`");
    }
    Ok(())
}

/// Reads a document, within bounds.
pub(crate) fn read(path: &Path) -> anyhow::Result<Document> {
    let name = if is_input(path) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let cant = || format!("{name} can't be read");
    let mut bytes = Vec::new();
    if is_input(path) {
        let mut input = std::io::stdin().lock().take(LARGEST + 1);
        input.read_to_end(&mut bytes).with_context(cant)?;
    } else {
        let file = std::fs::File::open(path).with_context(cant)?;
        let mut file = file.take(LARGEST + 1);
        file.read_to_end(&mut bytes).with_context(cant)?;
    }
    if bytes.len() as u64 > LARGEST {
        bail!("{name} is larger than 64 MiB: that is no process document");
    }
    Ok(Document { name, bytes })
}

fn is_input(path: &Path) -> bool {
    path == Path::new("-")
}
