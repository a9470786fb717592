//! The iteration over one component: sweeps, and after every other one a leap by Anderson's scheme of depth 2
//! (Walker, Ni 2011), in the norm of ranks.

use std::io;
use std::ops::Range;
use std::sync::Mutex;

use super::chunk::{Chunk, Given, Products};
use super::rows::MOST_ARCS;

/// Components of fewer arcs are one chunk.
const CHUNKED_ARCS: usize = 1 << 22;
/// Chunks of a larger one, unless they would be too large to number their arcs.
const CHUNKS: usize = 8;
/// Sweeps between two leaps.
const ROUND: usize = 2;
/// Sweeps after which leaps have shown to lead nowhere.
const MOST_LEAPING: usize = 400;
/// What 64-bit floats cannot tell from nothing; mere sweeps come to it as the powers of the damping do.
const FLOAT: f64 = 1e-17;

/// What a component is solved with; memory is kept from one to the next.
#[derive(Default)]
pub struct Core {
    chunks: Vec<Chunk>,
    values: Vec<f64>,
}

/// When to stop, and whom to tell.
pub struct Aim<'a> {
    /// See `Options`.
    pub precision: f64,
    /// See `Options`.
    pub threads: usize,
    /// Told the arcs of every sweep.
    pub touched: &'a mut dyn FnMut(usize) -> io::Result<()>,
}

impl Core {
    /// Solves the component at `component` and gives the ranks of its nodes in order.
    ///
    /// Who changes nothing more in a sweep than `m`, as [`Chunk::sweep`] tells it, has equations that miss `damping · m`
    /// at most; what they miss reaches others, damped again at each step: `damping · m / (1 - damping)` in all ranks,
    /// those of later components too. So if each component holds its share of `precision`, all do.
    pub fn solve(&mut self, given: &Given<'_>, component: Range<usize>, aim: &mut Aim<'_>) -> io::Result<Vec<f64>> {
        let arcs = given.order[component.clone()].iter().map(|node| given.incoming.arcs(*node as usize).len()).sum();
        let cuts = self.fill(given, &component, arcs, aim.threads);
        (aim.touched)(arcs)?;
        let threads = aim.threads;
        let damping = given.damping;
        let (mut sum, mut known, mut sweeps) = (0.0, 0, 0);
        let most = MOST_LEAPING + ((FLOAT.ln() / damping.ln()).ceil() as usize);
        loop {
            for _ in 0..ROUND {
                let missing = self.sweep(&cuts, damping, threads);
                sweeps += 1;
                (aim.touched)(arcs)?;
                let bound = missing * damping / (1.0 - damping);
                if bound <= aim.precision * sum || sweeps == 1 || bound == 0.0 || sweeps >= most {
                    sum = self.over(&cuts, threads, |chunk, values| chunk.sum(values)).iter().sum();
                    if bound <= aim.precision * sum || sweeps >= most {
                        return Ok(self.ranks(&cuts));
                    }
                }
            }
            if sweeps < MOST_LEAPING {
                known = self.leap(&cuts, known, threads);
            }
        }
    }

    /// Cuts the component into chunks; gives where each begins, from the component's first node, and where the last ends.
    fn fill(&mut self, given: &Given<'_>, component: &Range<usize>, arcs: usize, threads: usize) -> Vec<usize> {
        let count = if arcs < CHUNKED_ARCS { 1 } else { CHUNKS.max(arcs.div_ceil(MOST_ARCS / 2)) };
        let mut cuts = vec![0];
        let mut seen = 0;
        for (row, node) in given.order[component.clone()].iter().enumerate() {
            if count > 1 && seen * count >= arcs * cuts.len() && row > cuts[cuts.len() - 1] {
                cuts.push(row);
            }
            seen += given.incoming.arcs(*node as usize).len();
        }
        cuts.push(component.len());
        self.chunks.resize_with(cuts.len() - 1, Chunk::default);
        self.values.clear();
        self.values.resize(component.len(), 0.0);
        let start = component.start;
        let factor = 1.0 / (1.0 - given.damping);
        let cut = &cuts;
        let tasks: Vec<_> = self.chunks.iter_mut().enumerate().collect();
        each(tasks, threads, |(at, chunk)| {
            chunk.fill(given, component, start + cut[at]..start + cut[at + 1]);
        });
        self.over(&cuts, threads, |chunk, values| chunk.guess(values, factor));
        self.count_late(&cuts);
        cuts
    }

    fn count_late(&mut self, cuts: &[usize]) {
        if self.chunks.len() < 2 {
            return;
        }
        let mut late = vec![0.0; self.values.len()];
        for chunk in &self.chunks {
            chunk.remote_arcs(|node, weight| late[node as usize] += weight);
        }
        for (chunk, cut) in self.chunks.iter_mut().zip(cuts) {
            for node in 0..chunk.len() {
                chunk.add_late(node, late[cut + node]);
            }
        }
    }

    fn sweep(&mut self, cuts: &[usize], damping: f64, threads: usize) -> f64 {
        if self.chunks.len() > 1 {
            let values = &self.values;
            each(self.chunks.iter_mut().collect(), threads, |chunk| chunk.receive(values, damping));
        }
        self.over(cuts, threads, |chunk, values| chunk.sweep(values, damping)).iter().sum()
    }

    /// One step of Anderson's scheme; gives how many rounds are known then.
    fn leap(&mut self, cuts: &[usize], known: usize, threads: usize) -> usize {
        let mut all = Products::default();
        for products in self.over(cuts, threads, |chunk, values| chunk.note(values, known)) {
            all.squares.iter_mut().zip(products.squares).for_each(|(sum, part)| *sum += part);
            all.moves.iter_mut().zip(products.moves).for_each(|(sum, part)| *sum += part);
        }
        let by = all.coefficients();
        self.over(cuts, threads, |chunk, values| chunk.leap(values, by));
        (known + 1).min(2)
    }

    /// Lets every chunk work on its values; what comes of it is in the order of the chunks.
    fn over<R: Send>(
        &mut self,
        cuts: &[usize],
        threads: usize,
        work: impl Fn(&mut Chunk, &mut [f64]) -> R + Sync,
    ) -> Vec<R> {
        let mut tasks = Vec::with_capacity(self.chunks.len());
        let mut rest = self.values.as_mut_slice();
        for (chunk, cut) in self.chunks.iter_mut().zip(cuts.windows(2)) {
            let (values, behind) = rest.split_at_mut(cut[1] - cut[0]);
            rest = behind;
            tasks.push((chunk, values));
        }
        each(tasks, threads, |(chunk, values)| work(chunk, values))
    }

    fn ranks(&self, cuts: &[usize]) -> Vec<f64> {
        let mut ranks = Vec::with_capacity(self.values.len());
        for (chunk, cut) in self.chunks.iter().zip(cuts.windows(2)) {
            ranks.extend(chunk.ranks(&self.values[cut[0]..cut[1]]));
        }
        ranks
    }
}

impl Products {
    /// What to go back of the newer and of the older difference, by least squares.
    fn coefficients(&self) -> [f64; 2] {
        let ([aa, ab, bb], [af, bf]) = (self.squares, self.moves);
        if aa <= 0.0 {
            return [0.0; 2];
        }
        let little = 1e-14 * (aa + bb);
        let determinant = (aa + little) * (bb + little) - ab * ab;
        if bb <= 0.0 || determinant <= 0.0 {
            return [af / aa, 0.0];
        }
        [(af * (bb + little) - bf * ab) / determinant, (bf * (aa + little) - af * ab) / determinant]
    }
}

/// Does all tasks, each thread the next one that nobody took; what comes of it is in the order of the tasks.
fn each<T: Send, R: Send>(tasks: Vec<T>, threads: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, tasks.len().max(1));
    if threads == 1 {
        return tasks.into_iter().map(work).collect();
    }
    let (count, queue, work) = (tasks.len(), Mutex::new(tasks.into_iter().enumerate()), &work);
    let queue = &queue;
    let take = move || {
        let mut done = Vec::new();
        while let Some((at, task)) = queue.lock().ok().and_then(|mut queue| queue.next()) {
            done.push((at, work(task)));
        }
        done
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut results: Vec<Option<R>> = (0..count).map(|_| None).collect();
        let mut keep = |done: Vec<(usize, R)>| done.into_iter().for_each(|(at, result)| results[at] = Some(result));
        keep(take());
        for thread in running {
            match thread.join() {
                Ok(done) => keep(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results.into_iter().flatten().collect()
    })
}
