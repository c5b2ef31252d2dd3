//! Addresses: from the path of a content file to that of the page, and from page to page.
//!
//! The address of a page is a pure function of its content path. All addresses in pages are relative
//! and end in a file name, so that the same bytes work from a root, a sub-path and a file share.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A file of the output: relative to its root, with `/`, for example `en/role/duties.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    pub fn new(path: impl Into<Arc<str>>) -> OutPath {
        OutPath(path.into())
    }
}

impl Deref for OutPath {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The longest output path in characters: what Windows, zip tools and proxies all take.
pub const LONGEST: usize = 180;
