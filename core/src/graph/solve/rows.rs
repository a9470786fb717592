//! Rows of numbers of nodes, kept as differences from the row before where that is shorter.
//!
//! Pages of one site have most of their referring pages in common, and addresses in order bring them side by side. So a
//! sum over a row is the sum of the row before, plus what came, minus what went: about half of the loads.

/// A row whose sum starts anew.
const WHOLE: u32 = 1 << 31;
/// What the ends of one [`Rows`] can number.
pub const MOST_ARCS: usize = WHOLE as usize - 1;

/// Where the entries of a row end that are added, and behind them those that are taken away.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    added: u32,
    taken: u32,
}

/// Rows in order. A row never names itself; that keeps differences true while values change one by one.
#[derive(Debug, Default)]
pub struct Rows {
    bounds: Vec<Bounds>,
    ends: Vec<u32>,
    weights: Vec<f32>,
    before: Vec<u32>,
    taken: Vec<u32>,
}

impl Rows {
    /// No rows; memory is kept.
    pub fn clear(&mut self) {
        self.bounds.clear();
        self.ends.clear();
        self.weights.clear();
        self.before.clear();
    }

    /// Adds a row. `ends` rise; `weights` are as many or none.
    pub fn push(&mut self, ends: &[u32], weights: &[f32]) {
        if weights.is_empty() && self.push_difference(ends) {
            self.before.clear();
            self.before.extend_from_slice(ends);
            return;
        }
        self.ends.extend_from_slice(ends);
        self.weights.extend_from_slice(weights);
        let end = self.ends.len() as u32;
        self.bounds.push(Bounds { added: end | WHOLE, taken: end });
        if weights.is_empty() {
            self.before.clear();
            self.before.extend_from_slice(ends);
        }
    }

    /// Adds a row as a difference, if that is shorter than the row.
    fn push_difference(&mut self, ends: &[u32]) -> bool {
        let before = &self.before;
        if before.is_empty() || before.len().abs_diff(ends.len()) >= ends.len() {
            return false;
        }
        let start = self.ends.len();
        self.taken.clear();
        let (mut new, mut old) = (0, 0);
        while new < ends.len() && old < before.len() {
            let (a, b) = (ends[new], before[old]);
            if a < b {
                self.ends.push(a);
            } else if b < a {
                self.taken.push(b);
            }
            new += usize::from(a <= b);
            old += usize::from(b <= a);
            if self.ends.len() - start + self.taken.len() >= ends.len() {
                self.ends.truncate(start);
                return false;
            }
        }
        let rest = ends.len() - new + before.len() - old;
        if self.ends.len() - start + self.taken.len() + rest >= ends.len() {
            self.ends.truncate(start);
            return false;
        }
        self.ends.extend_from_slice(&ends[new..]);
        self.taken.extend_from_slice(&before[old..]);
        let added = self.ends.len() as u32;
        self.ends.extend_from_slice(&self.taken);
        self.bounds.push(Bounds { added, taken: self.ends.len() as u32 });
        true
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    /// How many loads a sweep makes.
    pub fn entries(&self) -> usize {
        self.ends.len()
    }

    /// All ends that are stored, in order.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// Weights beside [`Self::ends`], or none.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// For each row in order: the sum of `values` over it goes to `write`, which may change the value of that row.
    ///
    /// # Safety
    /// All ends that were pushed are below `values.len()`.
    #[inline(always)]
    pub unsafe fn sweep(&self, values: &mut [f64], mut write: impl FnMut(usize, f64, &mut [f64])) {
        let (mut at, mut sum) = (0usize, 0.0);
        for (row, bounds) in self.bounds.iter().enumerate() {
            let (added, taken) = ((bounds.added & !WHOLE) as usize, bounds.taken as usize);
            // SAFETY: bounds rise and end at the length of `ends`, as `push` made them; the ends hold by contract.
            let gathered = unsafe {
                if self.weights.is_empty() {
                    gather(values, self.ends.get_unchecked(at..added))
                        - gather(values, self.ends.get_unchecked(added..taken))
                } else {
                    weigh(values, self.ends.get_unchecked(at..added), self.weights.get_unchecked(at..added))
                }
            };
            sum = if bounds.added & WHOLE == 0 { sum + gathered } else { gathered };
            at = taken;
            write(row, sum, values);
        }
    }
}

/// The sum of values at places, in an order that keeps four loads on the way.
///
/// # Safety
/// All of `ends` are below `values.len()`.
#[inline(always)]
pub unsafe fn gather(values: &[f64], ends: &[u32]) -> f64 {
    // SAFETY: by contract.
    let value = |end: u32| unsafe { *values.get_unchecked(end as usize) };
    let mut sums = [0.0; 4];
    let fours = ends.chunks_exact(4);
    let rest = fours.remainder();
    for four in fours {
        for (sum, end) in sums.iter_mut().zip(four) {
            *sum += value(*end);
        }
    }
    let mut last = 0.0;
    for end in rest {
        last += value(*end);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + last
}

/// As [`gather`], each value times a weight.
///
/// # Safety
/// All of `ends` are below `values.len()`.
#[inline(always)]
unsafe fn weigh(values: &[f64], ends: &[u32], weights: &[f32]) -> f64 {
    let mut sum = 0.0;
    for (end, weight) in ends.iter().zip(weights) {
        // SAFETY: by contract.
        sum += unsafe { *values.get_unchecked(*end as usize) } * f64::from(*weight);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn sums_are_those_of_whole_rows() {
        let lists: [&[u32]; 6] = [&[1, 2, 3, 4], &[0, 2, 3, 4], &[3, 4, 5], &[0, 1, 2, 4, 5], &[5], &[0, 1, 2, 3, 4]];
        let mut rows = Rows::default();
        for list in lists {
            rows.push(list, &[]);
        }
        let values = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
        let mut sums = Vec::new();
        // SAFETY: the lists hold numbers up to 5.
        unsafe { rows.sweep(&mut values.clone(), |_, sum, _| sums.push(sum)) };
        let expected: Vec<f64> = lists.iter().map(|list| list.iter().map(|end| values[*end as usize]).sum()).collect();
        assert_eq!(sums, expected);
        assert!(rows.entries() < lists.iter().map(|list| list.len()).sum());
    }
}
