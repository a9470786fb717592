//! The fold of looks, and of reports among them.

use super::reports::{Claim, Report, UNKNOWN_ANCHOR};
use super::*;
use crate::index::shapes::UNKNOWN_KIND;

const KINDS: [Kind; 2] = [Kind::Text, Kind::Redirect];

fn glance(look: Look, at: u32, noindex: Flag, truncated: bool) -> Glance {
    let bears = !matches!(look, Look::NotFound | Look::Error);
    Glance { look, noindex, elsewhere: Flag::No, truncated, bears: bears.then_some(at) }
}

fn links(has: usize) -> Vec<(Identity, u32)> {
    let link = |n: usize| Identity { target: n as u32, kind: KINDS[n] as u8, anchor: 0, nth: 0 };
    (0..2).filter(|n| has >> n & 1 == 1).map(|n| (link(n), n as u32)).collect()
}

/// Every kind of look that a page of two links can get.
fn all_looks() -> Vec<(Look, Flag, bool, usize)> {
    let mut looks = vec![(Look::NotFound, Flag::Unknown, false, 0), (Look::Error, Flag::Unknown, false, 0)];
    for has in 0..4 {
        looks.extend([Flag::No, Flag::Yes].map(|noindex| (Look::Content, noindex, false, has)));
        looks.push((Look::Content, Flag::Unknown, true, has));
    }
    looks.extend([0, 2].map(|has| (Look::Redirect, Flag::Unknown, false, has)));
    looks
}

fn fold(timeline: &mut Timeline<u32>, looks: &[(Look, Flag, bool, usize)]) {
    for (look, noindex, truncated, has) in looks {
        let at = timeline.glances.len() as u32;
        timeline.look(glance(*look, at, *noindex, *truncated), 1, &links(*has));
    }
}

/// All timelines of four looks, cut in two at every place: stored and gone on with, the fold ends the same.
#[test]
fn a_stored_fold_goes_on_as_if_it_had_never_stopped() {
    let looks = all_looks();
    let count = looks.len();
    for n in 0..count.pow(4) {
        let chosen: Vec<_> = (0..4).map(|place| looks[n / count.pow(place) % count]).collect();
        let mut whole = Timeline::new();
        fold(&mut whole, &chosen);
        for cut in 1..4 {
            let mut first = Timeline::new();
            fold(&mut first, &chosen[..cut]);
            let mut links = first.links;
            links.reverse();
            let mut second = Timeline::resume(first.glances, links);
            fold(&mut second, &chosen[cut..]);
            assert_eq!(second.links, whole.links, "{chosen:?} cut at {cut}");
        }
        for link in &whole.links {
            assert!(link.first <= link.last);
            assert!(link.losses.windows(2).all(|two| two[0].restored.is_some_and(|at| at <= two[1].at)));
        }
    }
}

#[test]
fn reasons_follow_the_looks() {
    let reason = |looks: &[(Look, Flag, bool, usize)], link: usize| {
        let mut timeline = Timeline::new();
        fold(&mut timeline, looks);
        timeline.links[link].lost().map(|loss| loss.reason)
    };
    let both = (Look::Content, Flag::No, false, 3);
    assert_eq!(reason(&[both, (Look::Content, Flag::No, false, 0)], 0), Some(LostReason::RemovedFromHtml));
    assert_eq!(reason(&[both, (Look::Content, Flag::No, false, 0)], 1), Some(LostReason::RedirectLost));
    assert_eq!(reason(&[both, (Look::Content, Flag::No, true, 0)], 0), None);
    assert_eq!(reason(&[both, (Look::Redirect, Flag::Unknown, false, 2)], 0), Some(LostReason::PageRedirected));
    assert_eq!(reason(&[both, (Look::Redirect, Flag::Unknown, false, 2)], 1), None);
    assert_eq!(reason(&[both, (Look::NotFound, Flag::Unknown, false, 0)], 0), Some(LostReason::PageNotFound));
    assert_eq!(reason(&[both, (Look::Error, Flag::Unknown, false, 0)], 0), Some(LostReason::PageError));
    assert_eq!(reason(&[both, (Look::Content, Flag::Yes, false, 3)], 0), Some(LostReason::Noindex));
    assert_eq!(reason(&[(Look::Content, Flag::Yes, false, 3), (Look::Content, Flag::Yes, false, 3)], 0), None);
    assert_eq!(reason(&[both, (Look::NotFound, Flag::Unknown, false, 0), both], 0), None);
}

const CRAWL: u128 = 1;
const AHREFS: u128 = 2;
const MOZ: u128 = 4;
const TEXT: u8 = Kind::Text as u8;

/// Two targets on one domain, one on another.
fn page() -> Timeline<u32> {
    Timeline::of_domains(vec![0..2, 0..2, 2..3])
}

fn identity(target: u32, kind: u8, anchor: u64) -> Identity {
    Identity { target, kind, anchor, nth: 0 }
}

/// A look of ours that finds content with these links.
fn crawl(timeline: &mut Timeline<u32>, links: &[Identity]) {
    let at = timeline.glances.len() as u32;
    let mut links: Vec<(Identity, u32)> = links.iter().map(|link| (*link, 100 + at)).collect();
    links.sort_unstable();
    timeline.look(glance(Look::Content, at, Flag::No, false), CRAWL, &links);
}

fn report(timeline: &mut Timeline<u32>, look: Look, witness: u128, identity: Identity, assumed: bool) {
    let attributes = 200 + timeline.glances.len() as u32;
    let claims = vec![Claim { identity, assumed, attributes }];
    timeline.reports(&[Report { look, witness, file: 0, time: 0, claims }]);
}

fn seen(timeline: &mut Timeline<u32>, witness: u128, identity: Identity) {
    report(timeline, Look::Reported, witness, identity, false);
}

fn gone(timeline: &mut Timeline<u32>, witness: u128, identity: Identity) {
    report(timeline, Look::ReportedLost, witness, identity, false);
}

const WHOLE: Identity = Identity { target: 0, kind: TEXT, anchor: 7, nth: 0 };
const VAGUE: Identity = Identity { target: 0, kind: UNKNOWN_KIND, anchor: UNKNOWN_ANCHOR, nth: 0 };

#[test]
fn reports_and_a_look_of_one_link_are_one_link() {
    let mut orders = 0;
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut timeline = page();
        for step in order {
            match step {
                0 => crawl(&mut timeline, &[WHOLE]),
                1 => seen(&mut timeline, AHREFS, WHOLE),
                _ => seen(&mut timeline, MOZ, VAGUE),
            }
        }
        let crawled = order.iter().position(|step| *step == 0).unwrap() as u32;
        let [link] = &timeline.links[..] else { panic!("{order:?}: {:?}", timeline.links) };
        assert_eq!((link.identity, link.first, link.last), (WHOLE, 0, 2));
        assert_eq!(link.witnesses, CRAWL | AHREFS | MOZ);
        assert_eq!((link.ours, link.told, link.attributes), (Some((crawled, crawled)), crawled, 100 + crawled));
        assert!(link.lost().is_none());
        orders += 1;
    }
    assert_eq!(orders, 6);
}

#[test]
fn a_report_never_loses_by_silence_and_a_look_does() {
    let mut timeline = page();
    seen(&mut timeline, AHREFS, WHOLE);
    seen(&mut timeline, AHREFS, identity(2, TEXT, 7));
    assert!(timeline.links.iter().all(|link| link.lost().is_none()));
    crawl(&mut timeline, &[WHOLE]);
    assert!(timeline.links[0].lost().is_none());
    assert_eq!(timeline.links[1].lost().map(|loss| (loss.at, loss.reason)), Some((2, LostReason::RemovedFromHtml)));
    // What a look of ours lost no report brings back.
    seen(&mut timeline, MOZ, identity(2, TEXT, 7));
    assert!(timeline.links[1].lost().is_some());
    assert_eq!((timeline.links[1].last, timeline.links[1].witnesses), (3, AHREFS | MOZ));
}

#[test]
fn a_reported_loss_stands_until_somebody_sees_the_link() {
    let reason = |timeline: &Timeline<u32>| timeline.links[0].lost().map(|loss| (loss.at, loss.seen, loss.reason));
    let mut lost = page();
    crawl(&mut lost, &[WHOLE]);
    gone(&mut lost, AHREFS, VAGUE);
    assert_eq!(reason(&lost), Some((1, 0, LostReason::Reported)));
    assert_eq!(lost.links[0].last, 0);

    let mut again = lost.clone();
    seen(&mut again, MOZ, WHOLE);
    assert_eq!((reason(&again), again.links[0].losses.len()), (None, 0));

    let mut crawled = lost.clone();
    crawl(&mut crawled, &[WHOLE]);
    assert_eq!((reason(&crawled), crawled.links[0].losses.len()), (None, 0));

    // A look of ours that shows the loss stands in its place, and no report takes that back.
    crawl(&mut lost, &[]);
    assert_eq!(reason(&lost), Some((2, 0, LostReason::RemovedFromHtml)));
    seen(&mut lost, MOZ, WHOLE);
    assert_eq!(reason(&lost), Some((2, 0, LostReason::RemovedFromHtml)));
}

#[test]
fn a_link_that_is_only_reported_gone_is_lost_from_the_start() {
    let mut timeline = page();
    gone(&mut timeline, AHREFS, WHOLE);
    let link = &timeline.links[0];
    assert_eq!((link.first, link.last, link.witnesses), (0, 0, AHREFS));
    assert_eq!(link.lost().map(|loss| loss.reason), Some(LostReason::Reported));
}

#[test]
fn the_report_that_knows_more_tells_what_the_link_is_else_the_later() {
    let told = |reports: &[(Identity, bool)]| {
        let mut timeline = page();
        reports.iter().for_each(|(link, assumed)| report(&mut timeline, Look::Reported, MOZ, *link, *assumed));
        let [link] = &timeline.links[..] else { panic!("{:?}", timeline.links) };
        (link.identity, link.told, link.assumed)
    };
    let anchored = identity(1, UNKNOWN_KIND, 7);
    assert_eq!(told(&[(VAGUE, false), (WHOLE, false)]), (WHOLE, 1, false));
    assert_eq!(told(&[(WHOLE, false), (VAGUE, false)]), (WHOLE, 0, false));
    assert_eq!(told(&[(WHOLE, false), (WHOLE, false)]), (WHOLE, 1, false));
    assert_eq!(told(&[(VAGUE, true), (anchored, false)]), (anchored, 1, false));
    assert_eq!(told(&[(anchored, false), (identity(0, TEXT, 7), true)]), (anchored, 0, false));
}

#[test]
fn links_that_do_not_fit_stay_apart() {
    let frame = Kind::Frame as u8;
    let mut timeline = page();
    let apart = [WHOLE, identity(0, TEXT, 8), identity(1, TEXT, 7), identity(2, TEXT, 7), identity(0, frame, 7)];
    apart.iter().for_each(|link| seen(&mut timeline, MOZ, *link));
    assert_eq!(timeline.links.len(), 5);
    // Text and image are one to an export, and so is what it does not tell.
    seen(&mut timeline, AHREFS, identity(0, Kind::Image as u8, 8));
    report(&mut timeline, Look::Reported, AHREFS, identity(0, UNKNOWN_KIND, 7), true);
    assert_eq!(timeline.links.len(), 5);
}

#[test]
fn of_links_that_fit_the_nearest_is_taken() {
    let mut timeline = page();
    crawl(&mut timeline, &[identity(0, TEXT, 3), identity(0, TEXT, 5), identity(1, TEXT, 5)]);
    let witnessed = |timeline: &Timeline<u32>| -> Vec<bool> {
        timeline.links.iter().map(|link| link.witnesses & MOZ > 0).collect()
    };
    seen(&mut timeline, MOZ, identity(1, UNKNOWN_KIND, UNKNOWN_ANCHOR));
    assert_eq!(witnessed(&timeline), [false, false, true]);
    report(&mut timeline, Look::Reported, MOZ, identity(0, UNKNOWN_KIND, 5), true);
    assert_eq!(witnessed(&timeline), [false, true, true]);
    seen(&mut timeline, MOZ, VAGUE);
    assert_eq!(witnessed(&timeline), [true, true, true]);
    assert_eq!(timeline.links.len(), 3);
}

#[test]
fn a_look_takes_over_what_fits_nearest_first() {
    let frame = Kind::Frame as u8;
    let mut timeline = page();
    seen(&mut timeline, AHREFS, identity(0, TEXT, 5));
    seen(&mut timeline, MOZ, identity(0, frame, UNKNOWN_ANCHOR));
    crawl(&mut timeline, &[identity(0, Kind::Image as u8, 5), identity(0, frame, 2)]);
    let found: Vec<_> = timeline.links.iter().map(|link| (link.identity.kind, link.first, link.witnesses)).collect();
    assert_eq!(found, [(Kind::Image as u8, 0, CRAWL | AHREFS), (frame, 1, CRAWL | MOZ)]);
    assert!(timeline.links.iter().all(|link| link.lost().is_none() && !link.assumed));
}

/// Every timeline of four steps (looks with and without the link, pages gone, reports of it seen and gone, of all that is
/// known and of the least): reports never make or break what only looks of ours may, and runs of reports can be cut.
#[test]
fn reports_among_looks_keep_to_their_place() {
    let steps = 8usize;
    let ours = |timeline: &mut Timeline<u32>, step: usize| match step {
        0 => crawl(timeline, &[WHOLE]),
        1 => crawl(timeline, &[]),
        2 => timeline.look(glance(Look::NotFound, timeline.glances.len() as u32, Flag::Unknown, false), CRAWL, &[]),
        _ => {
            let at = timeline.glances.len() as u32;
            timeline.look(glance(Look::Content, at, Flag::Yes, false), CRAWL, &[(WHOLE, 100 + at)]);
        }
    };
    let said = |(file, step): (u32, &usize)| {
        let step = *step;
        let look = if step < 6 { Look::Reported } else { Look::ReportedLost };
        let identity = if step.is_multiple_of(2) { WHOLE } else { VAGUE };
        Report { look, witness: AHREFS, file, time: 0, claims: vec![Claim { identity, assumed: false, attributes: 0 }] }
    };
    for n in 0..steps.pow(4) {
        let chosen: Vec<usize> = (0..4u32).map(|place| n / steps.pow(place) % steps).collect();
        let (mut one, mut runs) = (page(), page());
        let mut alone = Timeline::new();
        for run in chosen.chunk_by(|a, b| *a >= 4 && *b >= 4) {
            if run[0] < 4 {
                ours(&mut one, run[0]);
                ours(&mut runs, run[0]);
                ours(&mut alone, run[0]);
            } else {
                (0..).zip(run).for_each(|report| one.reports(&[said(report)]));
                runs.reports(&(0..).zip(run).map(said).collect::<Vec<_>>());
            }
        }
        assert_eq!(one.links, runs.links, "{chosen:?}");
        assert!(one.links.len() <= 1, "{chosen:?}: {:?}", one.links);
        let Some(link) = one.links.first() else { continue };
        assert_eq!(link.ours.is_some(), !alone.links.is_empty(), "{chosen:?}");
        assert_eq!(link.witnesses & CRAWL > 0, link.ours.is_some(), "{chosen:?}");
        assert!(link.losses.windows(2).all(|two| two[0].restored.is_some()), "{chosen:?}: {link:?}");
        let reported = link.losses.iter().filter(|loss| loss.reason == LostReason::Reported).count();
        let open = usize::from(link.lost().is_some_and(|loss| loss.reason == LostReason::Reported));
        assert_eq!(reported, open, "{chosen:?}: {link:?}");
        // After a look of ours the link stands as if nobody else had said anything; unless none of ours ever had it.
        if chosen.last().is_some_and(|step| *step < 4) {
            let loss = |link: &LinkHistory<u32>| link.lost().map(|loss| loss.reason);
            let absent = matches!(chosen[3], 1 | 2);
            let expected = alone.links.first().map_or(absent, |link| link.lost().is_some());
            assert_eq!(link.lost().is_some(), expected, "{chosen:?}: {link:?}");
            assert_ne!(loss(link), Some(LostReason::Reported), "{chosen:?}: {link:?}");
        }
    }
}

#[test]
fn rows_of_one_file_and_time_are_of_different_links() {
    let row = |file: u32, time: u32, identity: Identity| {
        let claims = vec![Claim { identity, assumed: false, attributes: 0 }];
        Report { look: Look::Reported, witness: AHREFS, file, time, claims }
    };
    let places = |reports: &[Report<u32>]| {
        let mut timeline = page();
        timeline.reports(reports);
        timeline.links.iter().map(|link| link.identity.nth).collect::<Vec<_>>()
    };
    let twice = [row(0, 1, WHOLE), row(0, 1, WHOLE)];
    assert_eq!(places(&twice), [0, 1]);
    assert_eq!(places(&[twice.clone(), [row(0, 2, WHOLE), row(0, 2, WHOLE)]].concat()), [0, 1]);
    assert_eq!(places(&[twice.clone(), [row(1, 1, WHOLE), row(1, 1, WHOLE)]].concat()), [0, 1]);
    assert_eq!(places(&[row(0, 1, WHOLE), row(1, 1, WHOLE), row(0, 2, WHOLE)]), [0]);
    assert_eq!(places(&[row(0, 1, VAGUE), row(0, 1, VAGUE)]), [0], "what names no anchor may be any link");
}
