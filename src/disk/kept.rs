//! Copies the properties of a file to the new file that replaces it: owner, group, permissions and extended
//! attributes. If a property cannot be copied, the old file is not replaced.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Returns the reason why a file with several names (hard links) cannot be replaced: the other names would
/// keep the old content. Returns `None` if the file has one name.
#[cfg(unix)]
pub(super) fn hard_link_problem(metadata: &Metadata) -> Option<String> {
    let names = std::os::unix::fs::MetadataExt::nlink(metadata);
    (names > 1).then(|| {
        format!("it has {names} names (hard links), and the other names would keep the old text")
    })
}

#[cfg(not(unix))]
pub(super) fn hard_link_problem(_: &Metadata) -> Option<String> {
    None
}

/// Gives a new file the owner, group, attributes and permissions of the old file at `path`.
///
/// # Errors
/// The system refuses to read or set a property. The error names the property.
pub(super) fn copy_properties(path: &Path, old: &Metadata, new: &File) -> io::Result<()> {
    copy_owner(old, new)?;
    copy_attributes(path, new)?;
    // The permissions are set last, since a change of the owner may change them.
    let permissions = new.set_permissions(old.permissions());
    permissions.map_err(|error| not_copied("its permissions", &error))
}

#[cfg(unix)]
fn copy_owner(old: &Metadata, new: &File) -> io::Result<()> {
    use rustix::fs::{Gid, Uid, fchown};
    use std::os::unix::fs::MetadataExt;
    let current = new.metadata().map_err(|error| not_copied("its owner and group", &error))?;
    let owner = (current.uid() != old.uid()).then(|| Uid::from_raw(old.uid()));
    let group = (current.gid() != old.gid()).then(|| Gid::from_raw(old.gid()));
    if owner.is_none() && group.is_none() {
        return Ok(());
    }
    fchown(new, owner, group).map_err(|error| not_copied("its owner and group", &error.into()))
}

#[cfg(not(unix))]
fn copy_owner(_: &Metadata, _: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn copy_attributes(path: &Path, new: &File) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fgetxattr, fsetxattr, getxattr, listxattr};
    use rustix::io::Errno;
    /// Maximum size in bytes of the names of all attributes, and of a value, on Linux.
    const MAX_SIZE: usize = 64 << 10;
    let mut names = vec![0; MAX_SIZE];
    let length = match listxattr(path, &mut names) {
        Ok(length) => length,
        Err(Errno::NOTSUP | Errno::NOSYS) => return Ok(()),
        Err(error) => return Err(not_copied("its attributes", &error.into())),
    };
    names.truncate(length);
    let (mut old_value, mut new_value) = (vec![0; MAX_SIZE], vec![0; MAX_SIZE]);
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let what = || format!("its attribute {}", String::from_utf8_lossy(name));
        let refused = |error: Errno| not_copied(&what(), &error.into());
        let length = getxattr(path, name, &mut old_value).map_err(refused)?;
        let old = old_value.get(..length).unwrap_or_default();
        let new_length = fgetxattr(new, name, &mut new_value).ok();
        if new_length.is_some_and(|length| new_value.get(..length) == Some(old)) {
            continue;
        }
        fsetxattr(new, name, old, XattrFlags::empty()).map_err(refused)?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn copy_attributes(_: &Path, _: &File) -> io::Result<()> {
    Ok(())
}

fn not_copied(what: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("the new file cannot be given {what}: {error}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    #[test]
    fn owner_permissions_and_attributes_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
        std::fs::write(&old, "a").unwrap();
        std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o640)).unwrap();
        // Only the superuser can change the owner, and not every file system has attributes.
        let _ = std::os::unix::fs::chown(&old, Some(1234), Some(5678));
        let has_attribute = setxattr(&old, "user.note", b"x\0y", XattrFlags::empty()).is_ok();
        let file = File::create(&new).unwrap();
        let before = std::fs::metadata(&old).unwrap();
        copy_properties(&old, &before, &file).unwrap();
        let after = std::fs::metadata(&new).unwrap();
        let properties = |file: &Metadata| (file.uid(), file.gid(), file.mode());
        assert_eq!(properties(&after), properties(&before));
        if has_attribute {
            let mut value = [0; 8];
            assert_eq!(getxattr(&new, "user.note", &mut value[..]).unwrap(), 3);
            assert_eq!(&value[..3], b"x\0y");
        }
    }
}
