//! Answers the questions of reconcile: are these two contents equal, is this name free?

use std::collections::HashMap;
use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::local::{Folders, Root, same_content};
use crate::reconcile::{Contents, Question, Sameness};
use crate::{Links, Problem, RelPath, Side, Sides};

/// Compares contents of the two roots; remembers what it answered and what it could not read.
#[derive(Debug)]
pub struct Comparer<'a> {
    roots: Sides<&'a Root>,
    links: Links,
    answers: Mutex<HashMap<(RelPath, RelPath), Sameness>>,
    problems: Mutex<Vec<Problem>>,
}

impl<'a> Comparer<'a> {
    /// A comparer for the two roots.
    pub fn new(roots: Sides<&'a Root>, links: Links) -> Self {
        Self { roots, links, answers: Mutex::default(), problems: Mutex::default() }
    }

    /// Answers `questions` by `jobs` threads before they are asked.
    pub fn answer(&self, questions: &[Question], jobs: usize) {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut eyes = Eyes::new(self.roots, self.links);
            let mut found = Vec::new();
            while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
                let answer = self.look(&mut eyes, &question.left, &question.right);
                found.push(((question.left.clone(), question.right.clone()), answer));
            }
            self.answers.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        };
        std::thread::scope(|scope| {
            for _ in 1..jobs.clamp(1, questions.len().max(1)) {
                scope.spawn(work);
            }
            work();
        });
    }

    /// What could not be read.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, eyes: &mut Eyes<'_>, left: &RelPath, right: &RelPath) -> Sameness {
        match eyes.same(left, right) {
            Ok(true) => Sameness::Same,
            Ok(false) => Sameness::Different,
            Err((side, error)) => {
                let path = if side == Side::Left { left } else { right };
                let problem = crate::apply::explain(side, path, "read it", &error);
                self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
                Sameness::Unknown
            }
        }
    }
}

impl Contents for Comparer<'_> {
    fn same(&self, left: &RelPath, right: &RelPath) -> Sameness {
        let key = (left.clone(), right.clone());
        if let Some(answer) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *answer;
        }
        let answer = self.look(&mut Eyes::new(self.roots, self.links), left, right);
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer);
        answer
    }

    fn holds(&self, path: &RelPath) -> bool {
        // What cannot be looked at is told when the name is used.
        Side::BOTH.into_iter().any(|side| self.roots.get(side).stat(path).is_ok_and(|found| found.is_some()))
    }
}

/// One thread's handles and buffers.
struct Eyes<'a> {
    left: Folders<'a>,
    right: Folders<'a>,
    buffers: [Vec<u8>; 2],
}

impl<'a> Eyes<'a> {
    fn new(roots: Sides<&'a Root>, links: Links) -> Self {
        let (left, right) = (Folders::reading(roots.left, links), Folders::reading(roots.right, links));
        Self { left, right, buffers: [Vec::new(), Vec::new()] }
    }

    fn same(&mut self, left: &RelPath, right: &RelPath) -> Result<bool, (Side, io::Error)> {
        let left_spot = self.left.parent_of(left).map_err(|e| (Side::Left, e))?;
        let right_spot = self.right.parent_of(right).map_err(|e| (Side::Right, e))?;
        let kind = crate::local::stat_at(left_spot.0, left_spot.1).map_err(|e| (Side::Left, e))?.kind;
        same_content(left_spot, right_spot, kind, &mut self.buffers)
    }
}
