//! Which page counts for which: redirects and canonicals (RFC 6596) lead to the page that ratings go to.
//!
//! Both stand in the index as links of their own kinds, lost when they end, so no address is read here. A page whose
//! last look is a redirect counts for where that leads; another counts for the canonical that it declares. Chains are
//! followed; a loop, or more than [`HOPS`], leads nowhere and the page counts for itself.

use std::io;

use super::settings::Settings;
use super::web::each_link;
use crate::index::snapshot::Snapshot;
use crate::index::tables::Which;
use crate::model::{Kind, Look};

/// Redirects and canonicals are followed so far.
pub const HOPS: usize = 10;

/// For each page the page that counts for it, which counts for itself.
pub fn page_final(snapshot: &Snapshot, settings: &Settings) -> io::Result<Vec<u32>> {
    let pages = snapshot.parts.counts.pages as u32;
    let mut next: Vec<u32> = (0..pages).collect();
    // The place of the canonical on its page: the first counts.
    let mut declared: Vec<(u32, u32, u32)> = Vec::new();
    for which in Which::ALL {
        each_link(snapshot, settings, which, |link| match link.rule.leads {
            Some(Kind::Redirect) if redirects(snapshot, link.source) => next[link.source as usize] = link.target,
            Some(Kind::Canonical) => declared.push((link.source, link.position, link.target)),
            _ => {}
        })?;
    }
    declared.sort_unstable();
    declared.dedup_by_key(|(source, ..)| *source);
    for (source, _, target) in declared {
        if next[source as usize] == source {
            next[source as usize] = target;
        }
    }
    Ok(followed(&next))
}

/// Whether the last look of ours at a page is a redirect.
fn redirects(snapshot: &Snapshot, page: u32) -> bool {
    snapshot.parts.record(page).is_some_and(|(part, record)| {
        let looks = &snapshot.parts.parts[part].looks;
        let range = looks.range(record);
        looks.of_ours(&range, false).is_some_and(|last| looks.glance(&range, last).look == Look::Redirect)
    })
}

/// Where each page's chain ends.
fn followed(next: &[u32]) -> Vec<u32> {
    let end = |page: u32| {
        let mut here = page;
        for _ in 0..=HOPS {
            let there = next[here as usize];
            if there == here {
                return here;
            }
            here = there;
        }
        page
    };
    (0..next.len() as u32).map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::{HOPS, followed};

    #[test]
    fn chains_end_and_loops_lead_nowhere() {
        assert_eq!(followed(&[1, 2, 2, 4, 3, 3]), [2, 2, 2, 3, 4, 5]);
    }

    #[test]
    fn ten_hops_are_followed_and_eleven_are_not() {
        let chain: Vec<u32> = (1..=HOPS as u32 + 1).chain([HOPS as u32 + 1]).collect();
        let ends = followed(&chain);
        assert_eq!(ends[0], 0);
        assert!(ends[1..].iter().all(|end| *end == HOPS as u32 + 1));
    }
}
