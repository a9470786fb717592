//! The index as Python sees it: building and folding parts, and questions to a snapshot.

use std::path::{Path, PathBuf};

use arrow_array::types::UInt64Type;
use arrow_array::{PrimitiveArray, RecordBatch};
use pyo3::exceptions::{PyIndexError, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::arrow::ArrowTable;
use super::numbers::numbers;
use crate::index::build;
use crate::index::columns::{ColumnError, Name, names, times};
use crate::index::part::{Meta, PartFiles};
use crate::index::segment::Segment;
use crate::index::sets::{Ends, History, LinkSet, PageSet};
use crate::index::snapshot::Snapshot as Core;
use crate::index::totals::Totals;
use crate::model::{Kind, Placement};
use crate::url::Scope;

/// Enters this room's names.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(build_part, module)?)?;
    module.add_function(wrap_pyfunction!(merge_parts, module)?)?;
    module.add_function(wrap_pyfunction!(verify_part, module)?)?;
    module.add_class::<Pages>()?;
    module.add_class::<Links>()?;
    module.add_class::<Snapshot>()
}

fn segments(segments: Vec<(u32, PathBuf)>) -> Vec<Segment> {
    segments.into_iter().map(|(import, folder)| Segment { import, folder }).collect()
}

pub(super) fn fault(error: std::io::Error) -> PyErr {
    match error.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => PyValueError::new_err(error.to_string()),
        kind => match error.raw_os_error().or(full(kind)) {
            Some(code) => PyOSError::new_err((code, error.to_string())),
            None => error.into(),
        },
    }
}

/// The number of an error that tells of a full disk: the error that names the file has only its kind left.
fn full(kind: std::io::ErrorKind) -> Option<i32> {
    match kind {
        std::io::ErrorKind::StorageFull => Some(28),
        std::io::ErrorKind::FileTooLarge => Some(27),
        std::io::ErrorKind::QuotaExceeded => Some(122),
        _ => None,
    }
}

pub(super) fn column_fault(error: ColumnError) -> PyErr {
    match error {
        ColumnError::Unknown(name, known) => {
            PyValueError::new_err(format!("there is no column {name:?}; there are {}", known.join(", ")))
        }
        ColumnError::Io(error) => fault(error),
    }
}

/// Runs work without the interpreter's lock, calling `progress(done, total)` with it. What the callback raises, and
/// signals like Ctrl-C, stop the work and travel on.
pub(super) fn with_progress<T: Send>(
    py: Python<'_>,
    progress: &Bound<'_, PyAny>,
    work: impl FnOnce(&mut dyn FnMut(u64, u64) -> std::io::Result<()>) -> std::io::Result<T> + Send,
) -> PyResult<T> {
    let progress = progress.clone().unbind();
    let mut raised: Option<PyErr> = None;
    let done = py.detach(|| {
        work(&mut |done, total| {
            let answer = Python::attach(|py| {
                py.check_signals()?;
                progress.call1(py, (done, total))?.extract::<bool>(py)
            });
            match answer {
                Ok(true) => Ok(()),
                Ok(false) => Err(std::io::Error::new(std::io::ErrorKind::Interrupted, "stopped by its caller")),
                Err(error) => {
                    raised = Some(error);
                    Err(std::io::Error::new(std::io::ErrorKind::Interrupted, "stopped by an exception"))
                }
            }
        })
    });
    match raised {
        Some(error) => Err(error),
        None => done.map_err(fault),
    }
}

fn told<'py>(py: Python<'py>, meta: &Meta) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("kind", &meta.kind)?;
    dict.set_item("imports", meta.imports.iter().map(|import| import.number).collect::<Vec<_>>())?;
    dict.set_item("pages", meta.own.pages)?;
    dict.set_item("domains", meta.own.domains)?;
    dict.set_item("rows", meta.own.backlinks + meta.own.internal)?;
    dict.set_item("bytes", meta.files.values().map(|file| file.bytes).sum::<u64>())?;
    Ok(dict)
}

/// Folds segments into a part.
#[pyfunction]
fn build_part<'py>(
    py: Python<'py>,
    segments: Vec<(u32, PathBuf)>,
    parts: Vec<PathBuf>,
    folder: PathBuf,
    memory: u64,
    progress: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let segments = self::segments(segments);
    let meta = with_progress(py, progress, |step| build::build_part(&segments, &parts, &folder, memory, step))?;
    told(py, &meta)
}

/// Folds parts into one base.
#[pyfunction]
fn merge_parts<'py>(
    py: Python<'py>,
    parts: Vec<PathBuf>,
    folder: PathBuf,
    memory: u64,
    progress: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    // A fold streams: what it holds is a few bytes a page, whatever the bound.
    let _ = memory;
    let meta = with_progress(py, progress, |step| build::merge_parts(&parts, &folder, step))?;
    told(py, &meta)
}

/// What is wrong with the files of a part.
#[pyfunction]
fn verify_part(py: Python<'_>, folder: PathBuf) -> PyResult<Vec<String>> {
    py.detach(|| PartFiles::open(Path::new(&folder))?.verify()).map_err(fault)
}

/// Pages of the index, as ranges of ids.
#[pyclass(frozen)]
pub(super) struct Pages {
    pub(super) set: PageSet,
}

#[pymethods]
impl Pages {
    fn __len__(&self) -> usize {
        self.set.len()
    }

    /// The `count` pages from the `start`-th on.
    fn slice(&self, start: usize, count: usize) -> Pages {
        Pages { set: self.set.slice(start, count) }
    }
}

/// Links of the index.
#[pyclass(frozen)]
struct Links {
    set: LinkSet,
    snapshot: Py<Snapshot>,
}

#[pymethods]
impl Links {
    fn __len__(&self) -> usize {
        self.set.len(&self.snapshot.get().core)
    }
}

/// One consistent version of the index.
#[pyclass(frozen)]
pub(super) struct Snapshot {
    pub(super) core: Core,
}

fn history(word: &str) -> PyResult<History> {
    match word {
        "live" => Ok(History::Live),
        "lost" => Ok(History::Lost),
        "all" => Ok(History::All),
        _ => Err(PyValueError::new_err(format!("history is live, lost or all, not {word:?}"))),
    }
}

#[pymethods]
impl Snapshot {
    #[new]
    #[pyo3(signature = (parts, segments, horizon, ratings = None))]
    fn new(
        py: Python<'_>,
        parts: Vec<PathBuf>,
        segments: Vec<(u32, PathBuf)>,
        horizon: Option<u32>,
        ratings: Option<PathBuf>,
    ) -> PyResult<Self> {
        let segments = self::segments(segments);
        let core = py.detach(|| Core::open(&parts, segments, horizon, ratings.as_deref())).map_err(fault)?;
        Ok(Self { core })
    }

    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (counts, looked) = py.detach(|| (self.core.counts(), self.core.pages_looked_at()));
        let dict = PyDict::new(py);
        dict.set_item("links", counts.backlinks + counts.internal)?;
        dict.set_item("backlinks", counts.backlinks)?;
        dict.set_item("internal_links", counts.internal)?;
        dict.set_item("pages", counts.pages)?;
        dict.set_item("pages_looked_at", looked)?;
        dict.set_item("hosts", counts.hosts)?;
        dict.set_item("domains", counts.domains)?;
        dict.set_item("anchors", counts.anchors)?;
        Ok(dict)
    }

    fn rated(&self) -> Option<(usize, usize)> {
        self.core.rated()
    }

    #[pyo3(signature = (scope, target = ""))]
    fn pages(&self, py: Python<'_>, scope: &str, target: &str) -> PyResult<Pages> {
        let known = Scope::from_word(scope);
        if known.is_none() && scope != "all" {
            return Err(PyValueError::new_err(format!("a scope is exact, prefix, host, domain or all, not {scope:?}")));
        }
        let set = py.detach(|| self.core.pages(known, target));
        set.map(|set| Pages { set }).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn pages_by_id(&self, py: Python<'_>, ids: &Bound<'_, PyAny>) -> PyResult<Pages> {
        let ids = numbers(ids)?;
        Ok(Pages { set: py.detach(|| self.core.pages_by_id(&ids)) })
    }

    fn pages_of_domains(
        &self,
        py: Python<'_>,
        domains: &Bound<'_, PyAny>,
        most: u32,
        beside: &Pages,
    ) -> PyResult<Pages> {
        let domains = numbers(domains)?;
        Ok(Pages { set: py.detach(|| self.core.pages_of_domains(&domains, most, &beside.set)) })
    }

    #[pyo3(signature = (which, pages, history = "all", rows = None))]
    fn links(
        slf: &Bound<'_, Self>,
        which: &str,
        pages: &Pages,
        history: &str,
        rows: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Links> {
        let ends = match which {
            "backlinks" => Ends::Backlinks,
            "outlinks" => Ends::Outlinks,
            "internal" => Ends::Internal,
            "all" => Ends::All,
            _ => {
                let text = format!("links are backlinks, outlinks, internal or all, not {which:?}");
                return Err(PyValueError::new_err(text));
            }
        };
        let history = self::history(history)?;
        let rows = rows.map(numbers).transpose()?;
        let core = &slf.get().core;
        let set = slf.py().detach(|| match rows {
            Some(rows) => core.list(rows, ends, &pages.set, history),
            None => core.links(ends, &pages.set, history),
        });
        Ok(Links { set, snapshot: slf.clone().unbind() })
    }

    fn top(slf: &Bound<'_, Self>, links: &Links, count: usize) -> Links {
        let core = &slf.get().core;
        let set = slf.py().detach(|| core.top(&links.set, count));
        Links { set, snapshot: slf.clone().unbind() }
    }

    fn take(slf: &Bound<'_, Self>, links: &Links, positions: &Bound<'_, PyAny>) -> PyResult<Links> {
        let positions = numbers(positions)?;
        let core = &slf.get().core;
        let set = slf.py().detach(|| core.take(&links.set, &positions));
        let set = set.map_err(|position| PyIndexError::new_err(format!("there is no link at position {position}")))?;
        Ok(Links { set, snapshot: slf.clone().unbind() })
    }

    #[pyo3(signature = (links, columns, *, dictionary = false))]
    fn link_columns(
        &self,
        py: Python<'_>,
        links: &Links,
        columns: Vec<String>,
        dictionary: bool,
    ) -> PyResult<ArrowTable> {
        let batch = py.detach(|| self.core.link_columns(&links.set, &columns, dictionary));
        batch.map(ArrowTable::from).map_err(column_fault)
    }

    fn page_columns(&self, py: Python<'_>, pages: &Pages, columns: Vec<String>) -> PyResult<ArrowTable> {
        let batch = py.detach(|| self.core.page_columns(&pages.set, &columns));
        batch.map(ArrowTable::from).map_err(column_fault)
    }

    fn domain_columns(&self, py: Python<'_>, columns: Vec<String>) -> PyResult<ArrowTable> {
        let batch = py.detach(|| self.core.domain_columns(&columns));
        batch.map(ArrowTable::from).map_err(column_fault)
    }

    #[pyo3(signature = (pages, history = "live"))]
    fn totals<'py>(&self, py: Python<'py>, pages: &Pages, history: &str) -> PyResult<Bound<'py, PyDict>> {
        let history = self::history(history)?;
        let totals = py.detach(|| self.core.totals(&pages.set, history));
        totals_dict(py, &totals)
    }

    #[pyo3(signature = (pages, history = "live"))]
    fn referring_domains(&self, py: Python<'_>, pages: &Pages, history: &str) -> PyResult<ArrowTable> {
        let history = self::history(history)?;
        let batch = py.detach(|| referring_table(&self.core, &pages.set, history));
        batch.map(ArrowTable::from).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn all_referring_domains(&self, py: Python<'_>) -> PyResult<ArrowTable> {
        let columns = ["domain", "referring_domains"].map(str::to_owned);
        let batch = py.detach(|| self.core.domain_columns(&columns));
        batch.map(ArrowTable::from).map_err(column_fault)
    }
}

fn totals_dict<'py>(py: Python<'py>, totals: &Totals) -> PyResult<Bound<'py, PyDict>> {
    let counts = |words: &[&'static str], counts: &[u64]| -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        words
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count > 0)
            .try_for_each(|(word, count)| dict.set_item(*word, count))?;
        Ok(dict)
    };
    let dict = PyDict::new(py);
    dict.set_item("links", totals.links)?;
    dict.set_item("backlinks", totals.links)?;
    dict.set_item("referring_domains", totals.referring_domains)?;
    dict.set_item("referring_hosts", totals.referring_hosts)?;
    dict.set_item("referring_pages", totals.referring_pages)?;
    for (word, count) in ["followed", "nofollow", "sponsored", "ugc"].iter().zip(totals.flags) {
        dict.set_item(*word, count)?;
    }
    let kinds = counts(Kind::WORDS, &totals.kinds)?;
    let untold = totals.kinds[Kind::WORDS.len()];
    if untold > 0 {
        kinds.set_item(py.None(), untold)?;
    }
    dict.set_item("kinds", kinds)?;
    let placements = counts(Placement::WORDS, &totals.placements)?;
    let unplaced = totals.placements[Placement::WORDS.len()];
    if unplaced > 0 {
        placements.set_item(py.None(), unplaced)?;
    }
    dict.set_item("placements", placements)?;
    dict.set_item("first_seen", totals.seen.map(|seen| seen.0))?;
    dict.set_item("last_seen", totals.seen.map(|seen| seen.1))?;
    Ok(dict)
}

fn referring_table(core: &Core, pages: &PageSet, history: History) -> Result<RecordBatch, arrow_schema::ArrowError> {
    use std::sync::Arc;
    let domains = core.referring_domains(pages, history);
    let ids: Vec<Option<u32>> = domains.iter().map(|domain| Some(domain.domain)).collect();
    let large = |of: fn(&crate::index::totals::ReferringDomain) -> u64| -> arrow_array::ArrayRef {
        Arc::new(domains.iter().map(|domain| Some(of(domain))).collect::<PrimitiveArray<UInt64Type>>())
    };
    let ratings = domains.iter().map(|domain| domain.rating).collect::<Vec<u32>>();
    RecordBatch::try_from_iter([
        ("source_domain", names(&core.parts, &ids, Name::Domain, false)),
        ("source_referring_domains", Arc::new(arrow_array::UInt32Array::from(ratings)) as arrow_array::ArrayRef),
        ("links", large(|domain| domain.links)),
        ("followed", large(|domain| domain.followed)),
        ("pages", large(|domain| domain.pages)),
        ("first_seen", times(domains.iter().map(|domain| Some(domain.first_seen)))),
        ("last_seen", times(domains.iter().map(|domain| Some(domain.last_seen)))),
    ])
}
