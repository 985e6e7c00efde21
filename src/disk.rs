//! Access to the files on a disk: reads them as a [`Storage`](crate::storage::Storage), finds rulebooks, and
//! writes documents, ledgers, baselines and reports.

mod below;
mod edit;
mod find;
mod kept;
mod name;
mod replace;
mod root;
mod storage;
mod write;

pub use below::{RulebooksBelow, all_rulebooks_below, rulebooks_below};
pub(crate) use edit::on_wait;
pub use edit::{EditError, edit};
pub use find::find_rulebook;
pub(crate) use find::{display, normalise, with_slashes};
pub(crate) use name::{system_path, text_of_name};
pub(crate) use replace::{ContentHash, ReplaceError, Replacement, Replacements, hash_of};
pub use root::Root;
pub(crate) use root::{check_links, top_of_repository};
pub use storage::Disk;
pub use write::{WriteError, create, rewrite};
pub(crate) use write::{has_content, write_whole};

use crate::dataset::{Dataset, Failure, Folders};
use crate::storage::BaseFolder;
use root::real;
use std::path::Path;
use std::sync::Arc;

impl Folders {
    /// Returns the folders of a dataset on a disk. Its settings and its data are in the rulebook's folder.
    /// The root is the rulebook's default root ([`Root::of`]). Printed paths are relative to `current_dir`.
    #[must_use]
    pub fn of(rulebook: &Path, current_dir: &Path) -> Folders {
        Folders::within(Root::of(rulebook, current_dir), rulebook, current_dir)
    }

    /// Returns the folders of a dataset on a disk, below a given root. The settings and the data of the dataset are
    /// in the rulebook's folder. Printed paths are relative to `current_dir`.
    #[must_use]
    pub fn within(root: Root, rulebook: &Path, current_dir: &Path) -> Folders {
        let folder = rulebook.parent().unwrap_or(rulebook);
        let (disk, place) = Disk::containing(&real(folder), root);
        let base = BaseFolder { storage: Arc::new(disk), folder: place };
        let name = text_of_name(rulebook.file_name().unwrap_or_default());
        let display_root = display(folder, current_dir);
        Folders { display_root, ..Folders::in_storage(base, &name) }
    }
}

impl Dataset {
    /// Reads the dataset of a rulebook on a disk. Printed paths are relative to `current_dir`.
    ///
    /// # Errors
    /// The same errors as for [`read_in`](Dataset::read_in).
    pub fn read(rulebook: &Path, current_dir: &Path) -> Result<Dataset, Box<Failure>> {
        Dataset::read_in(Folders::of(rulebook, current_dir))
    }
}
