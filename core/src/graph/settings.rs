//! What ratings rest on, as data: which links count between domains, and how likely a surfer takes a link.
//!
//! The second is the reasonable surfer of US patent 7,716,225 (Dean, Anderson, Battle, 2010): a link that stands out
//! is followed more often than one in a footer. The table itself is data of the Python side and is kept with the
//! ratings; here it becomes two numbers a shape of links.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use crate::index::shapes::{Shape, Shapes};
use crate::model::{Kind, Placement};

/// All settings of ratings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The share of its worth that a node passes on.
    pub damping: f64,
    /// The largest error, as a share of all worth.
    pub precision: f64,
    /// What links domains.
    pub domain: Editorial,
    /// What a surfer on a page does.
    pub surfer: Surfer,
}

/// Which links make an arc between domains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Editorial {
    /// Kinds that count.
    pub kinds: Vec<String>,
    /// Placements that do not; what is not known counts.
    pub excluded_placements: Vec<String>,
    /// Of `nofollow`, `sponsored` and `ugc` those that do not count.
    pub excluded_rels: Vec<String>,
    /// Whether links hidden for sure count.
    pub hidden: bool,
}

/// How likely a surfer takes a link, and what of that is passed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surfer {
    /// A factor a placement; `unknown` is also that of links whose place no source told.
    pub placement: BTreeMap<String, f64>,
    /// A factor a kind; a kind that is not named has 0.
    pub kind: BTreeMap<String, f64>,
    /// The factor of links hidden for sure.
    pub hidden: f64,
    /// How the factor falls along the page.
    pub position: Position,
    /// What each further link of a page to the same page, and each further page of a domain that links there, is
    /// multiplied with.
    pub repetition: f64,
    /// The share that rel lets pass: `followed`, `nofollow`, `sponsored`, `ugc`. The rest is lost.
    pub pass: BTreeMap<String, f64>,
}

/// The factor of the n-th link of a page: `least + (1 − least) · half / (half + n)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The place at which half of what can be lost is lost.
    pub half: f64,
    /// What it falls to.
    pub least: f64,
}

impl Position {
    /// The factor of a place.
    #[inline]
    pub fn factor(self, position: u32) -> f32 {
        (self.least + (1.0 - self.least) * self.half / (self.half + f64::from(position))) as f32
    }
}

/// What the settings say of one shape of links.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rule {
    /// Makes an arc between domains.
    pub editorial: bool,
    /// How likely it is taken, place on the page apart.
    pub weight: f32,
    /// The share of that which is passed on.
    pub pass: f32,
    /// Whether it tells of a redirect or of a canonical.
    pub leads: Option<Kind>,
}

/// The words of the flags of a shape, in their order.
const RELS: [&str; 4] = ["followed", "nofollow", "sponsored", "ugc"];

fn wrong(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("the settings of ratings: {what}"))
}

impl Settings {
    /// Reads them from JSON; an error names what is wrong.
    pub fn read(text: &str) -> io::Result<Self> {
        let settings: Self = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> io::Result<()> {
        let within = |name: &str, value: f64, low: f64, high: f64| {
            let fine = value > low && value < high;
            if fine { Ok(()) } else { Err(wrong(format!("{name} is {value}, not between {low} and {high}"))) }
        };
        within("damping", self.damping, 0.0, 1.0)?;
        within("precision", self.precision, 1e-14, 1e-2)?;
        let known = |name: &str, words: &[&str], word: &String| {
            let text = || wrong(format!("{name} {word:?} is none of {}", words.join(", ")));
            if words.contains(&word.as_str()) { Ok(()) } else { Err(text()) }
        };
        self.domain.kinds.iter().chain(self.surfer.kind.keys()).try_for_each(|w| known("kind", Kind::WORDS, w))?;
        let placements = self.domain.excluded_placements.iter().chain(self.surfer.placement.keys());
        placements.into_iter().try_for_each(|word| known("placement", Placement::WORDS, word))?;
        self.domain.excluded_rels.iter().chain(self.surfer.pass.keys()).try_for_each(|w| known("rel", &RELS, w))?;
        let surfer = &self.surfer;
        let shares = [surfer.hidden, surfer.repetition, surfer.position.least];
        let factors = surfer.placement.values().chain(surfer.kind.values());
        let fine = shares.iter().chain(surfer.pass.values()).all(|share| (0.0..=1.0).contains(share))
            && factors.into_iter().all(|factor| (0.0..=1000.0).contains(factor))
            && surfer.position.half > 0.0
            && surfer.position.half.is_finite();
        if fine {
            Ok(())
        } else {
            Err(wrong("a share is not within 0 and 1, or a factor not within 0 and 1000".into()))
        }
    }

    /// The rule of every shape of a part.
    pub fn rules(&self, shapes: &Shapes) -> Vec<Rule> {
        (0..shapes.len() as u32).map(|number| self.rule(shapes.get(number))).collect()
    }

    /// The rule of a shape.
    pub fn rule(&self, shape: Shape) -> Rule {
        let Some(kind) = Kind::from_code(shape.kind()) else { return Rule::default() };
        let placement = shape.placement().checked_sub(1).and_then(Placement::from_code).unwrap_or(Placement::Unknown);
        let hidden = shape.hidden() == 2;
        let has = |words: &[String], word: &str| words.iter().any(|known| known == word);
        let rels = rels(shape);
        let factor = |table: &BTreeMap<String, f64>, word: &str| table.get(word).copied().unwrap_or(0.0);
        let seen = if hidden { self.surfer.hidden } else { 1.0 };
        Rule {
            editorial: has(&self.domain.kinds, kind.word())
                && !has(&self.domain.excluded_placements, placement.word())
                && !rels.clone().any(|rel| has(&self.domain.excluded_rels, rel))
                && (self.domain.hidden || !hidden),
            weight: (factor(&self.surfer.placement, placement.word()) * factor(&self.surfer.kind, kind.word()) * seen)
                as f32,
            pass: rels.map(|rel| factor(&self.surfer.pass, rel)).fold(1.0, f64::min) as f32,
            leads: matches!(kind, Kind::Redirect | Kind::Canonical).then_some(kind),
        }
    }
}

/// What rel says of a link: `followed`, or why not. A link that its page's robots directive alone keeps from being
/// followed is nofollow.
fn rels(shape: Shape) -> impl Iterator<Item = &'static str> + Clone {
    let followed = shape.flag(0);
    let bare = !followed && !(1..4).any(|n| shape.flag(n));
    (0..4u32).filter(move |n| shape.flag(*n) || (*n == 1 && bare)).map(|n| RELS[n as usize])
}
