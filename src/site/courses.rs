//! Courses as readers meet them: at each node that shows one, its items in order; for each page, the courses in
//! which it stands.
//!
//! Made from the index and from where links lead, which hold all of it: what a course lists and what others
//! see of its pages are parts of their faces.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::links::{Links, Resolved};
use super::{NodeId, PageId, Site};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// Index into `Courses::list`.
pub type CourseId = usize;

#[derive(Debug, Default)]
pub struct Courses {
    /// In the order of their nodes.
    pub list: Vec<Course>,
    by_node: HashMap<NodeId, CourseId>,
    /// The courses in which a node stands, with its place in each, from 0.
    stands: HashMap<NodeId, Vec<(CourseId, usize)>>,
    /// Pages that require each other.
    pub told: Vec<Diagnostic>,
}

/// A course in one language.
#[derive(Debug)]
pub struct Course {
    pub node: NodeId,
    pub page: PageId,
    pub items: Vec<Item>,
    /// The items of each list of the page, by their numbers.
    pub lists: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    pub node: NodeId,
    /// The item's own, in per cent.
    pub pass: Option<f64>,
}

impl Course {
    /// Whether it is put on one page, too.
    pub fn has_print(&self, site: &Site) -> bool {
        site.pages[self.page].front.print && !self.items.is_empty()
    }
}

impl Courses {
    pub fn new(site: &Site, links: &[Arc<Links>]) -> Courses {
        let mut courses = Courses { told: circles(site, links), ..Courses::default() };
        for (node, here) in site.nodes.iter().enumerate() {
            let Some(page) = here.content.page() else { continue };
            let Some(written) = &site.pages[page].course else { continue };
            let number = courses.list.len();
            let mut course = Course { node, page, items: Vec::new(), lists: Vec::new() };
            for (list, pages) in written.lists.iter().zip(&links[page].items) {
                let first = course.items.len();
                for (item, page) in list.items.iter().zip(pages) {
                    let shown = page.and_then(|page| site.node_at(here.language, &site.pages[page].address));
                    let Some(node) = shown else { continue };
                    courses.stands.entry(node).or_default().push((number, course.items.len()));
                    course.items.push(Item { node, pass: item.pass.map(|(pass, _)| pass) });
                }
                course.lists.push(first..course.items.len());
            }
            courses.by_node.insert(node, number);
            courses.list.push(course);
        }
        courses
    }

    /// The number of the course that a node shows.
    pub fn id_at(&self, node: NodeId) -> Option<CourseId> {
        self.by_node.get(&node).copied()
    }

    /// The course that a node shows.
    pub fn at(&self, node: NodeId) -> Option<&Course> {
        self.id_at(node).map(|course| &self.list[course])
    }

    /// The courses in which a node stands, with its place in each, from 0.
    pub fn around(&self, node: NodeId) -> impl Iterator<Item = (CourseId, usize)> + '_ {
        self.stands.get(&node).into_iter().flatten().copied()
    }
}

/// Pages that require each other in a circle. Each circle is told once, at the first of its pages by path.
fn circles(site: &Site, links: &[Arc<Links>]) -> Vec<Diagnostic> {
    let requires: BTreeMap<PageId, Vec<(PageId, usize)>> = (0..site.pages.len())
        .filter(|page| !links[*page].requires.is_empty())
        .map(|page| {
            let named = links[page].requires.iter().enumerate();
            let pages = named.filter_map(|(at, resolved)| match resolved {
                Resolved::Page { page, .. } => Some((site.page_at(page)?, at)),
                _ => None,
            });
            (page, pages.collect())
        })
        .collect();
    let mut told = Vec::new();
    let mut done = vec![false; site.pages.len()];
    for start in requires.keys().copied() {
        // The way from `start` on, each page with how many of its names have been followed.
        let mut way: Vec<(PageId, usize)> = vec![(start, 0)];
        while let Some((page, followed)) = way.last_mut() {
            let next = requires.get(page).and_then(|named| named.get(*followed)).copied();
            *followed += 1;
            match next {
                Some(_) if done[*page] => drop(way.pop()),
                Some((next, _)) => match way.iter().position(|(other, _)| *other == next) {
                    Some(from) => told.extend(circle(site, &requires, &way[from..])),
                    None => way.push((next, 0)),
                },
                None => {
                    done[*page] = true;
                    way.pop();
                }
            }
        }
    }
    told
}

/// What there is to tell of a circle: its pages, each with how many of its names have been followed.
fn circle(site: &Site, requires: &BTreeMap<PageId, Vec<(PageId, usize)>>, way: &[(PageId, usize)]) -> Option<Diagnostic> {
    let first = (0..way.len()).min_by_key(|at| way[*at].0)?;
    let (page, followed) = way[first];
    let (_, name) = requires[&page][followed - 1];
    let names: Vec<&str> = way[first..].iter().chain(&way[..first]).map(|(page, _)| &*site.pages[*page].path).collect();
    let mut diagnostics = Diagnostics::of(site.pages[page].path.clone());
    diagnostics.requires_circle(site.pages[page].front.requires[name].1, &names);
    diagnostics.into_list().pop()
}
