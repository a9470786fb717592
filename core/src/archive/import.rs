//! Files to a segment folder, by as many threads as asked for.
//!
//! The work is cut into tasks: a run of small files, a whole file, or a stretch of a large `.gz` file. Each thread takes the
//! next task, extracts and encodes it; what it made is appended when all tasks before it are (`Line`). A stretch begins
//! at the first member from its start on that looks like the start of a record. Since a record may hold an archive, that can
//! be a false start: so a stretch counts only if it begins where the one before has ended, else it is read again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Damage;
use super::coding::Coding;
use super::piece::{Piece, Tools};
use super::segment::{Encoded, SegmentWriter};

/// The bytes of archive that make a task.
const TASK: u64 = 4 << 20;
/// The most files in a task.
const TASK_FILES: usize = 1024;
/// The bytes of encoded rows that a task may hold back before it waits for its turn.
const HELD: usize = 64 << 20;
/// How many tasks, for each thread, may be taken ahead of the one whose turn it is.
const AHEAD: usize = 4;
/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// A file to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name in the segments.
    pub name: String,
    /// The address of the page that an HTML file holds.
    pub address: Option<String>,
    /// The date of looks that have none of their own, in microseconds since 1970.
    pub as_of: Option<i64>,
}

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Records met, whatever their type.
    pub records: u64,
    /// Looks at pages.
    pub pages: u64,
    /// Links.
    pub links: u64,
    /// Size of the file.
    pub bytes: u64,
    /// What could not be read as it should be, by offset.
    pub damage: Vec<Damage>,
}

/// Pieces that are read one after the other by one thread.
struct Task {
    pieces: Vec<Piece>,
}

fn plan(inputs: &[Input], sizes: &[u64]) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut gathered = TASK;
    for (file, &size) in sizes.iter().enumerate() {
        if size > TASK && is_gzip(&inputs[file].path) {
            let count = size.div_ceil(TASK);
            let cut = |n: u64| (u128::from(size) * u128::from(n) / u128::from(count)) as usize;
            let stretch = |n| Task { pieces: vec![Piece { file, from: cut(n), to: cut(n + 1), exact: n == 0 }] };
            tasks.extend((0..count).map(stretch));
            gathered = TASK;
            continue;
        }
        let whole = Piece { file, from: 0, to: usize::MAX, exact: true };
        match tasks.last_mut() {
            Some(task) if gathered + size <= TASK && task.pieces.len() < TASK_FILES => {
                task.pieces.push(whole);
                gathered += size;
            }
            _ => {
                tasks.push(Task { pieces: vec![whole] });
                gathered = size;
            }
        }
    }
    tasks
}

fn is_gzip(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut start)).is_ok()
        && Coding::of(&start) == Coding::Gzip
}

/// What a task has made and not yet appended.
#[derive(Default)]
pub struct Made {
    /// Encoded rows, in order.
    pub groups: Vec<Encoded>,
    /// What came of each piece so far: the piece's file, and its figures.
    pub outcomes: Vec<(usize, Outcome)>,
    /// Where the first piece really began and the last one ended.
    pub span: Option<(usize, usize)>,
    /// Pages and links of the batch at hand that are counted already.
    pub counted: (u64, u64),
}

struct State {
    /// Whose turn it is to be appended.
    turn: usize,
    /// The next task to be taken.
    untaken: usize,
    made: BTreeMap<usize, Made>,
    writer: Option<SegmentWriter>,
    /// The file that was appended last, and how far it is.
    last: (usize, usize),
    outcomes: Vec<Outcome>,
    error: Option<io::Error>,
    running: usize,
}

/// The tasks, and the order in which they are appended.
struct Line<'i> {
    inputs: &'i [Input],
    tasks: Vec<Task>,
    threads: usize,
    state: Mutex<State>,
    moved: Condvar,
    stop: AtomicBool,
    bytes: AtomicU64,
    pages: AtomicU64,
    links: AtomicU64,
}

/// Reads files and writes segment files into `folder`. `progress(bytes, pages, links)` is called now and then from this
/// thread; false stops after the records at hand, and what is whole is kept.
///
/// Errors are those of writing. A file that is damaged, or cannot be read at all, has it in its outcome.
pub fn import(
    inputs: &[Input],
    folder: &Path,
    threads: usize,
    progress: &mut dyn FnMut(u64, u64, u64) -> bool,
) -> io::Result<Vec<Outcome>> {
    let sizes: Vec<u64> = inputs.iter().map(|input| input.path.metadata().map_or(0, |meta| meta.len())).collect();
    let outcomes = sizes.iter().map(|&bytes| Outcome { bytes, ..Outcome::default() }).collect();
    let tasks = plan(inputs, &sizes);
    let threads = threads.clamp(1, tasks.len().max(1));
    let line = Line {
        inputs,
        tasks,
        threads,
        state: Mutex::new(State {
            turn: 0,
            untaken: 0,
            made: BTreeMap::new(),
            writer: Some(SegmentWriter::new(folder)),
            last: (usize::MAX, 0),
            outcomes,
            error: None,
            running: threads,
        }),
        moved: Condvar::new(),
        stop: AtomicBool::new(false),
        bytes: AtomicU64::new(0),
        pages: AtomicU64::new(0),
        links: AtomicU64::new(0),
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| line.work());
        }
        line.watch(progress);
    });
    let state = line.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = state.error {
        return Err(error);
    }
    if let Some(writer) = state.writer {
        writer.finish()?;
    }
    Ok(state.outcomes)
}

/// Tells the others that a thread has ended, also when it ended by a panic: nobody may wait for it forever.
struct Leaving<'l, 'i>(&'l Line<'i>);

impl Drop for Leaving<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop.store(true, Ordering::Relaxed);
        }
        self.0.lock().running -= 1;
        self.0.moved.notify_all();
    }
}

impl Line<'_> {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panics leaves the state whole: it is changed in single steps.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The calling thread's part: progress, until the others are done.
    fn watch(&self, progress: &mut dyn FnMut(u64, u64, u64) -> bool) {
        let tell = |progress: &mut dyn FnMut(u64, u64, u64) -> bool| {
            let counts = [&self.bytes, &self.pages, &self.links].map(|count| count.load(Ordering::Relaxed));
            if !progress(counts[0], counts[1], counts[2]) {
                self.stop.store(true, Ordering::Relaxed);
            }
        };
        let mut state = self.lock();
        while state.running > 0 {
            let (woken, waited) = self.moved.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if waited.timed_out() {
                drop(state);
                tell(progress);
                self.moved.notify_all();
                state = self.lock();
            }
        }
        drop(state);
        tell(progress);
    }

    /// One thread's part.
    fn work(&self) {
        let _leaving = Leaving(self);
        if let Err(error) = self.work_on_tasks() {
            self.stop.store(true, Ordering::Relaxed);
            self.lock().error.get_or_insert(error);
        }
    }

    fn work_on_tasks(&self) -> io::Result<()> {
        let mut tools = Tools::new()?;
        while let Some(task) = self.take() {
            let made = self.run(task, None, &mut tools)?;
            if self.stopped() {
                return Ok(());
            }
            self.lock().made.insert(task, made);
            self.append_what_can_be(&mut tools)?;
        }
        Ok(())
    }

    /// Takes the next task, when it is not too far ahead.
    fn take(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            if self.stopped() || state.untaken >= self.tasks.len() {
                return None;
            }
            if state.untaken < state.turn + AHEAD * self.threads {
                state.untaken += 1;
                return Some(state.untaken - 1);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Reads a task. One that makes much waits for its turn and is then appended as it goes.
    fn run(&self, task: usize, from: Option<usize>, tools: &mut Tools) -> io::Result<Made> {
        let mut made = Made::default();
        let mut from = from;
        for piece in &self.tasks[task].pieces {
            let mut piece = *piece;
            while !self.stopped() {
                if let Some(from) = from.take() {
                    (piece.from, piece.exact) = (from, true);
                }
                let input = &self.inputs[piece.file];
                let mut again = None;
                tools.read(piece, input, &mut made, &mut |made, counts| {
                    self.bytes.fetch_add(counts.bytes, Ordering::Relaxed);
                    self.pages.fetch_add(counts.pages, Ordering::Relaxed);
                    self.links.fetch_add(counts.links, Ordering::Relaxed);
                    if made.groups.iter().map(|group| group.bytes).sum::<usize>() > HELD {
                        again = self.append_early(task, piece, made)?;
                    }
                    Ok(again.is_none() && !self.stopped())
                })?;
                match again {
                    None => break,
                    Some(start) => {
                        made = Made::default();
                        from = Some(start);
                    }
                }
            }
        }
        tools.hand_over(&mut made)?;
        Ok(made)
    }

    /// Waits for the turn of a task and appends what it has made so far. Where the task turns out to have begun at a
    /// false start, the right one.
    fn append_early(&self, task: usize, piece: Piece, made: &mut Made) -> io::Result<Option<usize>> {
        let mut state = self.lock();
        while state.turn != task {
            if self.stopped() {
                return Ok(None);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let start = made.span.map(|span| span.0);
        if !piece.exact && state.last.0 == piece.file && start.is_some_and(|start| start != state.last.1) {
            return Ok(Some(state.last.1));
        }
        // From here on the start is settled.
        if let Some(start) = start {
            state.last = (piece.file, start);
        }
        state.append(std::mem::take(&mut made.groups))?;
        Ok(None)
    }

    /// Appends every finished task whose turn has come.
    fn append_what_can_be(&self, tools: &mut Tools) -> io::Result<()> {
        loop {
            let mut state = self.lock();
            let task = state.turn;
            let Some(mut made) = state.made.remove(&task) else { return Ok(()) };
            let first = self.tasks[task].pieces[0];
            if !first.exact && made.span.map_or(first.to, |span| span.0) != state.last.1 {
                let right = state.last.1;
                // Nothing but archives in archives, or members larger than a stretch, gets here.
                if made.span.is_some() || right < first.to {
                    drop(state);
                    made = self.run(task, Some(right), tools)?;
                    if self.stopped() {
                        return Ok(());
                    }
                    state = self.lock();
                }
            }
            state.append(made.groups)?;
            for (file, outcome) in made.outcomes {
                state.outcomes[file].add(outcome);
            }
            if let (Some((_, end)), Some(last)) = (made.span, self.tasks[task].pieces.last()) {
                state.last = (last.file, end);
            }
            state.turn += 1;
            self.moved.notify_all();
        }
    }
}

impl State {
    fn append(&mut self, groups: Vec<Encoded>) -> io::Result<()> {
        if let Some(writer) = &mut self.writer {
            for group in groups {
                writer.append(group)?;
            }
        }
        Ok(())
    }
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.records += other.records;
        self.pages += other.pages;
        self.links += other.links;
        self.damage.extend(other.damage);
    }
}
