//! Exports are opened and read as a user would hand them over.

mod binary;
mod broken;
mod delimited;
mod mutations;
mod oracle;
mod packed;
mod samples;
mod speed;
mod support;
