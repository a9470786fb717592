//! The three files of a graph: `.graph` (the lists), `.offsets` (γ codes of the bits of each), `.properties` (text).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Settings;
use super::bits::{BitReader, BitWriter};
use super::decode::{Lists, damaged};
use super::encode::{Encoded, encode};
use crate::graph::csr::Adjacency;

const CLASS: &str = "it.unimi.dsi.webgraph.BVGraph";
/// Lists of the window are looked at for each list, so a wider one is more likely damage than wish.
const WIDEST_WINDOW: u64 = 1 << 16;

/// Writes `BASE.graph`, `BASE.offsets` and `BASE.properties`, each over what may be there.
pub fn write(graph: &Adjacency, settings: Settings, base: &Path) -> io::Result<Encoded> {
    let told = encode(graph, settings);
    fs::write(beside(base, "graph"), &told.bytes)?;
    let mut offsets = BitWriter::default();
    offsets.gamma(0);
    told.lengths.iter().for_each(|length| offsets.gamma(*length));
    fs::write(beside(base, "offsets"), offsets.finish())?;
    fs::write(beside(base, "properties"), properties(graph, &told, settings))?;
    Ok(told)
}

fn properties(graph: &Adjacency, told: &Encoded, settings: Settings) -> String {
    let Settings { window, most_references, least_interval, zeta } = settings;
    let (nodes, arcs) = (graph.nodes(), told.arcs);
    let bits = told.bits() as f64;
    let a_link = if arcs > 0 { bits / arcs as f64 } else { 0.0 };
    let a_node = if nodes > 0 { bits / nodes as f64 } else { 0.0 };
    format!(
        "#BVGraph properties\nversion=0\nendianness=big\ngraphclass={CLASS}\nnodes={nodes}\narcs={arcs}\n\
         windowsize={window}\nmaxrefcount={most_references}\nminintervallength={least_interval}\nzetak={zeta}\n\
         compressionflags=\nbitsperlink={a_link:.3}\nbitspernode={a_node:.3}\n"
    )
}

/// A graph out of files.
pub struct Read {
    /// Its rows.
    pub graph: Adjacency,
    /// Bytes of `.graph`.
    pub bytes: u64,
}

/// Reads the files that [`write`] or another tool has written; without `.offsets` the lists alone are read.
pub fn read(base: &Path) -> io::Result<Read> {
    let path = beside(base, "properties");
    let told = Properties::parse(&text(&path)?).map_err(|what| damaged(format!("{}: {what}", path.display())))?;
    let path = beside(base, "graph");
    let bytes = fs::read(&path).map_err(|error| named(&path, &error))?;
    let graph = lists(&bytes, &told, &offsets(base)?).map_err(|error| named(&path, &error))?;
    Ok(Read { graph, bytes: bytes.len() as u64 })
}

fn lists(bytes: &[u8], told: &Properties, offsets: &Option<Vec<u8>>) -> io::Result<Adjacency> {
    let mut lists = Lists::new(bytes, told.nodes, told.arcs, told.settings)?;
    let mut gaps = offsets.as_deref().map(BitReader::new);
    let mut expected = 0;
    for node in 0..told.nodes {
        if let Some(gaps) = &mut gaps {
            expected += gaps.gamma();
            if expected != lists.place() || !gaps.sound() {
                let place = lists.place();
                return Err(damaged(format!("node {node} is at bit {place}, which .offsets does not say")));
            }
        }
        lists.read(node)?;
    }
    lists.finish()
}

fn offsets(base: &Path) -> io::Result<Option<Vec<u8>>> {
    let path = beside(base, "offsets");
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(named(&path, &error)),
    }
}

struct Properties {
    nodes: usize,
    arcs: u64,
    settings: Settings,
}

impl Properties {
    /// Lines of `key=value` (a file of `java.util.Properties`, of which graphs use no more than this).
    fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().filter(|line| !line.starts_with(['#', '!']));
        let pairs: BTreeMap<&str, &str> =
            lines.filter_map(|line| line.split_once('=')).map(|(key, value)| (key.trim(), value.trim())).collect();
        let number = |key: &str, most: u64| -> Result<u64, String> {
            let value = pairs.get(key).ok_or_else(|| format!("{key} is missing"))?;
            let value: u64 = value.parse().map_err(|_| format!("{key} is {value:?}, no whole number"))?;
            if value <= most { Ok(value) } else { Err(format!("{key} is {value}; at most {most} can be read")) }
        };
        let only = |key: &str, known: &[&str]| match pairs.get(key) {
            Some(value) if !known.contains(value) => Err(format!("{key} is {value:?}, of which nothing is known here")),
            _ => Ok(()),
        };
        only("graphclass", &[CLASS, "class it.unimi.dsi.webgraph.BVGraph", "it.unimi.dsi.big.webgraph.BVGraph"])?;
        only("version", &["0"])?;
        only("endianness", &["big"])?;
        only("compressionflags", &[""])?;
        let zeta = if pairs.contains_key("zetak") { number("zetak", 7)? } else { 3 };
        if zeta == 0 {
            return Err("zetak is 0; it is 1 to 7".to_owned());
        }
        Ok(Self {
            nodes: number("nodes", u64::from(u32::MAX))? as usize,
            arcs: number("arcs", u64::MAX)?,
            settings: Settings {
                window: number("windowsize", WIDEST_WINDOW)? as usize,
                // Only writing asks for it; and Java's largest number stands for no limit.
                most_references: pairs.get("maxrefcount").and_then(|value| value.parse().ok()).unwrap_or(u32::MAX),
                least_interval: number("minintervallength", u64::from(u32::MAX))? as u32,
                zeta: zeta as u32,
            },
        })
    }
}

fn text(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| named(path, &error))
}

/// The base's name with an ending more: the name may have dots of its own.
fn beside(base: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(base);
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
