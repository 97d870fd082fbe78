//! parquet_file

use crate::packing::Input;
use crate::{Export, Trouble, Unreadable};

/// Finds the tables in it.
pub(crate) fn open(input: &Input) -> Result<Vec<Export>, Unreadable> {
    Err(input.trouble(Trouble::NotAnExport("a Parquet file".into())))
}
