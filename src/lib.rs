//! factlint
pub mod document;
