//! Ratings on disk: numbers a domain and a page, by the ids of the index, in a folder like a part of it.
//!
//! Everything is kept raw, in units that do not move when the index grows by unrelated domains, and scaled to 0 to 100
//! when it is shown: a rule of three lines, see [`scaled`]. The same input gives the same bytes.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::index::packed::{Packed, PackedWriter};
use crate::index::part::{Column, Counts, Meta, PartFiles, PartWriter};

/// Decades of worth that Domain Rating spans: 100 is worth a million domains that nobody links to.
pub const DOMAIN_DECADES: f64 = 6.0;
/// The same for pages.
pub const PAGE_DECADES: f64 = 7.0;
/// Decades below a seed at which trust is 0.
pub const TRUST_DECADES: f64 = 6.0;

/// A worth of 1 and more on 0 to 100: `100 · log10(worth) / decades`.
pub fn scaled(worth: f64, decades: f64) -> f64 {
    if worth > 0.0 { (100.0 * worth.log10() / decades).clamp(0.0, 100.0) } else { 0.0 }
}

/// Trust in seeds on 0 to 100: a whole seed is 100, and each tenth of one costs `100 / TRUST_DECADES`.
pub fn scaled_trust(trust: f64) -> f64 {
    scaled(trust * 10f64.powf(TRUST_DECADES), TRUST_DECADES)
}

/// What holds for all ratings of a folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The settings, as they were asked for; `seeds` names the seeds of trust, those that the index does not know too.
    pub settings: serde_json::Value,
    /// Seeds of trust that the index knows.
    pub seeds: u64,
    /// Share of all domains' worth that lies on domains which trust reaches, 0 to 1.
    pub coverage: f64,
    /// Trust times this is the good part of the worth (Gyöngyi et al.); 0 where coverage is too thin to tell.
    pub good_per_trust: f64,
    /// Domains with any arc, and arcs between domains.
    pub domains: u64,
    /// See `domains`.
    pub domain_arcs: u64,
    /// Pages with any arc, and arcs between pages.
    pub pages: u64,
    /// See `pages`.
    pub page_arcs: u64,
}

/// All that is rated. Lists are by id of the index; `worth` is 1 for what nobody links to.
#[derive(Clone, Debug, Default)]
pub struct Rated {
    /// See [`Figures`].
    pub figures: Figures,
    /// Worth of domains.
    pub domain_worth: Vec<f64>,
    /// Trust of domains, in seeds.
    pub domain_trust: Vec<f64>,
    /// Harmonic centrality of domains.
    pub domain_harmonic: Vec<f64>,
    /// Domains that a domain's rating is split among.
    pub domain_splits: Vec<u32>,
    /// Domains that a domain links to in any way.
    pub domain_linked: Vec<u32>,
    /// Place of a domain among all by worth, from 1; equal worth has an equal place.
    pub domain_place: Vec<u32>,
    /// Worth of pages; that of a page which redirects or names another as canonical is that page's.
    pub page_worth: Vec<f64>,
    /// Trust of pages, in seeds.
    pub page_trust: Vec<f64>,
    /// Place of a page among all by worth, from 1.
    pub page_place: Vec<u32>,
    /// The page that counts for a page: itself, or where its redirects and canonical lead.
    pub page_final: Vec<u32>,
}

const FIGURES: &str = "figures.json";

impl Rated {
    /// Writes them into a new folder.
    pub fn write(&self, folder: &Path) -> io::Result<Meta> {
        let part = PartWriter::create(folder)?;
        let mut file = part.column(FIGURES)?;
        let text = serde_json::to_vec_pretty(&self.figures)?;
        io::Write::write_all(&mut file, &text)?;
        file.finish(1)?;
        let floats = [
            ("domains.worth", &self.domain_worth),
            ("domains.trust", &self.domain_trust),
            ("domains.harmonic", &self.domain_harmonic),
            ("pages.worth", &self.page_worth),
            ("pages.trust", &self.page_trust),
        ];
        for (name, values) in floats {
            let mut file = part.column(name)?;
            for value in values {
                io::Write::write_all(&mut file, &value.to_le_bytes())?;
            }
            file.finish(values.len() as u64)?;
        }
        let numbers = [
            ("domains.splits", &self.domain_splits),
            ("domains.linked", &self.domain_linked),
            ("domains.place", &self.domain_place),
            ("pages.place", &self.page_place),
            ("pages.final", &self.page_final),
        ];
        for (name, values) in numbers {
            let mut file = PackedWriter::new(part.column(name)?);
            values.iter().try_for_each(|value| file.push(u64::from(*value)))?;
            file.finish()?;
        }
        let own = Counts {
            domains: self.domain_worth.len() as u64,
            pages: self.page_worth.len() as u64,
            ..Counts::default()
        };
        part.finish(Meta { kind: "ratings".to_owned(), own, ..Meta::default() })
    }
}

/// A column of 64-bit floats, mapped.
pub struct Floats {
    column: Column,
}

impl Floats {
    fn open(column: Column) -> io::Result<Self> {
        if column.bytes().len() != column.len() * 8 {
            return Err(column.damaged("is not a list of 64-bit numbers"));
        }
        Ok(Self { column })
    }

    /// The value of an id; none for an id that came after the ratings, which is NaN where others follow it.
    #[inline]
    pub fn get(&self, id: u32) -> Option<f64> {
        let at = id as usize * 8;
        let bytes = self.column.bytes().get(at..at + 8)?;
        Some(f64::from_le_bytes(bytes.try_into().ok()?)).filter(|value| !value.is_nan())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.column.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Ratings, mapped. The lists are those of [`Rated`]; ids beyond them are not rated yet.
pub struct Ratings {
    /// See [`Rated`].
    pub figures: Figures,
    /// See [`Rated`].
    pub domain_worth: Floats,
    /// See [`Rated`].
    pub domain_trust: Floats,
    /// See [`Rated`].
    pub domain_harmonic: Floats,
    /// See [`Rated`].
    pub domain_splits: Packed,
    /// See [`Rated`].
    pub domain_linked: Packed,
    /// See [`Rated`].
    pub domain_place: Packed,
    /// See [`Rated`].
    pub page_worth: Floats,
    /// See [`Rated`].
    pub page_trust: Floats,
    /// See [`Rated`].
    pub page_place: Packed,
    /// See [`Rated`].
    pub page_final: Packed,
}

impl Ratings {
    /// Opens a folder.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let part = PartFiles::open(folder)?;
        let floats = |name: &str| Floats::open(part.column(name)?);
        let packed = |name: &str| Packed::open(part.column(name)?);
        let figures = part.column(FIGURES)?;
        Ok(Self {
            figures: serde_json::from_slice(figures.bytes()).map_err(|_| figures.damaged("is not readable"))?,
            domain_worth: floats("domains.worth")?,
            domain_trust: floats("domains.trust")?,
            domain_harmonic: floats("domains.harmonic")?,
            domain_splits: packed("domains.splits")?,
            domain_linked: packed("domains.linked")?,
            domain_place: packed("domains.place")?,
            page_worth: floats("pages.worth")?,
            page_trust: floats("pages.trust")?,
            page_place: packed("pages.place")?,
            page_final: packed("pages.final")?,
        })
    }

    /// Domain Rating, 0 to 100.
    pub fn domain_rating(&self, domain: u32) -> Option<f64> {
        self.domain_worth.get(domain).map(|worth| scaled(worth, DOMAIN_DECADES))
    }

    /// Page Rating, 0 to 100.
    pub fn page_rating(&self, page: u32) -> Option<f64> {
        self.page_worth.get(page).map(|worth| scaled(worth, PAGE_DECADES))
    }

    /// Trust of a domain, 0 to 100; unknown without seeds.
    pub fn trust(&self, domain: u32) -> Option<f64> {
        self.domain_trust.get(domain).filter(|_| self.figures.seeds > 0).map(scaled_trust)
    }

    /// Relative spam mass of a domain, at most 1: the share of its worth that does not come from where trust is.
    /// Unknown where coverage is too thin, and for a domain that nobody links to.
    pub fn spam_mass(&self, domain: u32) -> Option<f64> {
        let worth = self.domain_worth.get(domain).filter(|worth| *worth > 1.0)?;
        let trust = self.domain_trust.get(domain).filter(|_| self.figures.good_per_trust > 0.0)?;
        Some((1.0 - self.figures.good_per_trust * trust / worth).clamp(0.0, 1.0))
    }
}
