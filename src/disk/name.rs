//! Names and paths of the system, and their texts; see [`text_of_bytes`](crate::storage::text_of_bytes).
//!
//! On systems other than Unix, names are Unicode except for unpaired surrogates. Such a name is shown with `�`, and no
//! file is found under it.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::PathBuf;

/// Returns a name or a path of the system as text.
#[cfg(unix)]
pub(crate) fn text_of_name(name: &OsStr) -> Cow<'_, str> {
    crate::storage::text_of_bytes(std::os::unix::ffi::OsStrExt::as_bytes(name))
}

/// Returns a name or a path of the system as text.
#[cfg(not(unix))]
pub(crate) fn text_of_name(name: &OsStr) -> Cow<'_, str> {
    name.to_string_lossy()
}

/// Returns the path of the system for a path given as text.
#[cfg(unix)]
pub(crate) fn system_path(path: &str) -> PathBuf {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(OsString::from_vec(crate::storage::bytes_of_text(path).into_owned()))
}

/// Returns the path of the system for a path given as text.
#[cfg(not(unix))]
pub(crate) fn system_path(path: &str) -> PathBuf {
    PathBuf::from(path)
}
