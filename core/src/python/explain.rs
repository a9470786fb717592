//! Ratings taken apart for Python: figures of a target, contributions, similar domains, the neighbourhood.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::arrow::ArrowTable;
use super::index::{Pages, Snapshot, fault};
use crate::graph::contributions::{Contribution, Explained, REASONS};
use crate::graph::csr::Adjacency;
use crate::graph::neighbours::neighbourhood;
use crate::graph::ratings::{Ratings, scaled_trust};
use crate::graph::similar::similar;
use crate::graph::web::domain_web;
use crate::index::columns::{Name, names};
use crate::index::snapshot::Snapshot as Core;

/// Enters this room's names.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(rating, module)?)?;
    module.add_function(wrap_pyfunction!(contributions, module)?)?;
    module.add_class::<DomainGraph>()
}

fn unrated() -> PyErr {
    PyValueError::new_err("No ratings yet: run `backlit rank`.")
}

fn explained(core: &Core) -> PyResult<Explained<'_>> {
    Explained::new(core).map_err(fault)?.ok_or_else(unrated)
}

fn first(pages: &Pages) -> PyResult<u32> {
    let page = pages.set.iter().next();
    page.ok_or_else(|| PyValueError::new_err("the index has no such page"))
}

fn table<const N: usize>(columns: [(&str, ArrayRef); N]) -> PyResult<ArrowTable> {
    let batch = RecordBatch::try_from_iter(columns);
    batch.map(ArrowTable::from).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn domains(core: &Core, ids: impl Iterator<Item = u32>) -> ArrayRef {
    names(&core.parts, &ids.map(Some).collect::<Vec<_>>(), Name::Domain, false)
}

fn ratings_of(core: &Core, ids: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(ids.map(|id| core.ratings.as_ref().and_then(|r| r.domain_rating(id))).collect::<Float64Array>())
}

/// The figures of the first page's domain, and of the page of the set that is worth most.
#[pyfunction]
fn rating<'py>(py: Python<'py>, snapshot: &Snapshot, pages: &Pages) -> PyResult<Bound<'py, PyDict>> {
    let core = &snapshot.core;
    let explained = explained(core)?;
    let ratings = core.ratings.as_ref().ok_or_else(unrated)?;
    let domain = core.parts.domain_of(first(pages)?);
    let dict = PyDict::new(py);
    domain_figures(&dict, ratings, domain)?;
    let (page, count) = py.detach(|| {
        let worth = |page: &u32| ratings.page_worth.get(*page).unwrap_or(0.0);
        let best = pages.set.iter().max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.cmp(a)));
        let own = (0..ratings.page_final.len()).filter(|page| ratings.page_final.get(*page) == *page as u64).count();
        (best.map(|page| explained.page_final(page)), own)
    });
    let page = page.ok_or_else(unrated)?;
    dict.set_item("pages", count)?;
    dict.set_item("page_id", page)?;
    dict.set_item("domain_id", domain)?;
    dict.set_item("page_rating", ratings.page_rating(page))?;
    dict.set_item("page_worth", ratings.page_worth.get(page))?;
    let seeded = ratings.figures.seeds > 0;
    dict.set_item("page_trust", ratings.page_trust.get(page).filter(|_| seeded).map(scaled_trust))?;
    dict.set_item("page_place", placed(ratings.page_place.get(page as usize)))?;
    for (name, id, kind) in [("domain", domain, Name::Domain), ("page", page, Name::Url)] {
        let column = names(&core.parts, &[Some(id)], kind, false);
        let text = column.as_any().downcast_ref::<StringArray>().map(|texts| texts.value(0).to_owned());
        dict.set_item(name, text)?;
    }
    Ok(dict)
}

fn placed(place: u64) -> Option<u64> {
    (place > 0).then_some(place)
}

fn domain_figures(dict: &Bound<'_, PyDict>, ratings: &Ratings, domain: u32) -> PyResult<()> {
    let known = (domain as usize) < ratings.domain_worth.len();
    dict.set_item("domain_rating", ratings.domain_rating(domain))?;
    dict.set_item("worth", ratings.domain_worth.get(domain))?;
    dict.set_item("trust", ratings.trust(domain))?;
    dict.set_item("spam_mass", ratings.spam_mass(domain))?;
    dict.set_item("coverage", (ratings.figures.seeds > 0).then_some(ratings.figures.coverage))?;
    dict.set_item("harmonic", ratings.domain_harmonic.get(domain))?;
    dict.set_item("place", placed(ratings.domain_place.get(domain as usize)))?;
    dict.set_item("domains", ratings.domain_worth.len())?;
    dict.set_item("splits", known.then(|| ratings.domain_splits.get(domain as usize)))?;
    dict.set_item("linked", known.then(|| ratings.domain_linked.get(domain as usize)))
}

/// What each domain (of = "domain") or page passes to the domain, or to the page, with this id.
#[pyfunction]
fn contributions(py: Python<'_>, snapshot: &Snapshot, of: &str, node: u32) -> PyResult<ArrowTable> {
    let core = &snapshot.core;
    let explained = explained(core)?;
    let found = py.detach(|| match of {
        "domain" => Ok(explained.of_domain(node)),
        "page" => explained.of_page(node),
        _ => Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "contributions are of a domain or a page")),
    });
    let found = found.map_err(fault)?;
    let pages = of == "page";
    let ids: Vec<Option<u32>> = found.iter().map(|one| Some(one.source)).collect();
    let rating = |one: &Contribution| {
        let ratings = core.ratings.as_ref()?;
        if pages { ratings.page_rating(one.source) } else { ratings.domain_rating(one.source) }
    };
    let floats = |of: &dyn Fn(&Contribution) -> Option<f64>| -> ArrayRef {
        Arc::new(found.iter().map(of).collect::<Float64Array>())
    };
    table([
        ("source", names(&core.parts, &ids, if pages { Name::Url } else { Name::Domain }, false)),
        ("source_rating", floats(&rating)),
        ("equity", floats(&|one| Some(one.equity))),
        ("passed", floats(&|one| Some(one.share))),
        ("splits", Arc::new(found.iter().map(|one| one.splits).collect::<UInt32Array>())),
        ("links", Arc::new(UInt32Array::from_iter_values(found.iter().map(|one| one.links)))),
        ("reasons", Arc::new(found.iter().map(|one| reasons(one.reasons)).collect::<StringArray>())),
    ])
}

fn reasons(bits: u8) -> Option<String> {
    let words: Vec<&str> = REASONS.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, w)| *w).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The graph of domains that the ratings rest on, read once out of the index.
#[pyclass(frozen)]
struct DomainGraph {
    incoming: Adjacency,
    outgoing: Adjacency,
    snapshot: Py<Snapshot>,
}

impl DomainGraph {
    fn worth(&self) -> impl Fn(u32) -> f64 + Sync {
        let ratings = self.snapshot.get().core.ratings.as_ref();
        move |domain| ratings.and_then(|ratings| ratings.domain_worth.get(domain)).unwrap_or(0.0)
    }
}

#[pymethods]
impl DomainGraph {
    #[new]
    fn new(py: Python<'_>, snapshot: Py<Snapshot>) -> PyResult<Self> {
        let core = &snapshot.get().core;
        let explained = explained(core)?;
        let outgoing = py.detach(|| {
            let finals: Vec<u32> = (0..core.parts.counts.pages as u32).map(|page| explained.page_final(page)).collect();
            domain_web(core, &explained.settings, &finals).map(|web| web.outgoing)
        });
        let outgoing = outgoing.map_err(fault)?;
        Ok(Self { incoming: outgoing.transposed(), outgoing, snapshot })
    }

    /// Domains linked to by the same domains as that of the first page; with how many there are in all.
    fn similar(&self, py: Python<'_>, pages: &Pages, limit: usize) -> PyResult<(ArrowTable, usize)> {
        let core = &self.snapshot.get().core;
        let domain = core.parts.domain_of(first(pages)?);
        let worth = self.worth();
        let (found, total) = py.detach(|| similar(&self.incoming, &self.outgoing, worth, domain, limit));
        let columns = table([
            ("domain", domains(core, found.iter().map(|one| one.node))),
            ("cosine", Arc::new(Float64Array::from_iter_values(found.iter().map(|one| one.cosine)))),
            ("common", Arc::new(UInt32Array::from_iter_values(found.iter().map(|one| one.common)))),
            ("referring", Arc::new(UInt32Array::from_iter_values(found.iter().map(|one| one.referring)))),
            ("domain_rating", ratings_of(core, found.iter().map(|one| one.node))),
        ])?;
        Ok((columns, total))
    }

    /// Nodes around the domain of the first page, the arcs between them, and how many nodes were left out.
    fn neighbours(
        &self,
        py: Python<'_>,
        pages: &Pages,
        depth: u32,
        most: usize,
    ) -> PyResult<(ArrowTable, ArrowTable, usize)> {
        let core = &self.snapshot.get().core;
        let domain = core.parts.domain_of(first(pages)?);
        let worth = self.worth();
        let found = py.detach(|| neighbourhood(&self.incoming, &self.outgoing, worth, domain, depth, most));
        let trust = found.nodes.iter().map(|(node, _)| core.ratings.as_ref().and_then(|r| r.trust(*node)));
        let nodes = table([
            ("domain", domains(core, found.nodes.iter().map(|node| node.0))),
            ("distance", Arc::new(UInt32Array::from_iter_values(found.nodes.iter().map(|node| node.1)))),
            ("domain_rating", ratings_of(core, found.nodes.iter().map(|node| node.0))),
            ("trust", Arc::new(trust.collect::<Float64Array>())),
        ])?;
        let arcs = table([
            ("source_domain", domains(core, found.arcs.iter().map(|arc| arc.0))),
            ("target_domain", domains(core, found.arcs.iter().map(|arc| arc.1))),
            ("distance", Arc::new(UInt32Array::from_iter_values(found.arcs.iter().map(|arc| arc.2)))),
            ("source_domain_rating", ratings_of(core, found.arcs.iter().map(|arc| arc.0))),
            ("target_domain_rating", ratings_of(core, found.arcs.iter().map(|arc| arc.1))),
        ])?;
        Ok((nodes, arcs, found.left_out))
    }
}
