//! Paths that a run leaves alone: unknown, ignored, or frozen by a conflict.

use crate::RelPath;

/// A set of subtrees.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocked {
    /// Sorted; none lies below another. So the last one not after a path is the only one that can cover it.
    roots: Vec<RelPath>,
}

impl Blocked {
    pub(super) fn new(mut paths: Vec<RelPath>) -> Self {
        paths.sort();
        let mut roots: Vec<RelPath> = Vec::with_capacity(paths.len());
        for path in paths {
            if roots.last().is_none_or(|last| !path.starts_with(last)) {
                roots.push(path);
            }
        }
        Self { roots }
    }

    /// Whether `path` is one of the subtrees' roots or lies below one.
    pub(super) fn covers(&self, path: &RelPath) -> bool {
        let after = self.roots.partition_point(|root| root <= path);
        after > 0 && path.starts_with(&self.roots[after - 1])
    }

    /// Whether a subtree begins strictly below `folder`.
    pub(super) fn inside(&self, folder: &RelPath) -> bool {
        let after = self.roots.partition_point(|root| root <= folder);
        self.roots.get(after).is_some_and(|root| root.starts_with(folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_what_is_at_or_below_and_sees_what_is_inside() {
        let blocked = Blocked::new(["b/c", "b/c/d", "a", "b/c-d/e"].map(RelPath::from).into());
        for (path, covered) in [
            ("a", true),
            ("a/x", true),
            ("ab", false),
            ("b", false),
            ("b/c/d/e", true),
            ("b/c-d", false),
            ("b/c-d/e", true),
        ] {
            assert_eq!(blocked.covers(&path.into()), covered, "{path}");
        }
        for (path, inside) in [("a", false), ("b", true), ("b/c", false), ("b/c-d", true), ("c", false)] {
            assert_eq!(blocked.inside(&path.into()), inside, "{path}");
        }
    }
}
