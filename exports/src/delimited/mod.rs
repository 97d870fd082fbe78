//! Delimited
mod dialect;
mod tokens;
use crate::packing::Input;
use crate::{Export, Trouble, Unreadable};
pub(crate) fn open(input: &Input) -> Result<Vec<Export>, Unreadable> {
    Err(input.trouble(Trouble::Empty))
}
