//! A part of the index on disk: a folder of column files, and `part.json` that says what they hold.
//!
//! Files are written once, flushed to the disk, and never changed; `part.json` is written last, so a folder
//! without it is the leaving of a killed writer. Each file has its size and its checksum (XXH3, 64 bits) there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use memmap2::Mmap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

/// The version of the format; a part of another version is refused.
pub const FORMAT: u32 = 2;

/// What `part.json` says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Meta {
    /// [`FORMAT`].
    pub format: u32,
    /// `base`, or `delta` for a part that stands on others.
    pub kind: String,
    /// Ids of pages, hosts, domains, anchors and rows that stand in the parts before this one.
    pub before: Counts,
    /// How many this part adds.
    pub own: Counts,
    /// Pages whose looks and facts this part holds.
    pub looked: u64,
    /// The imports folded into this part and those before it; looks name them by their place here.
    pub imports: Vec<ImportMeta>,
    /// Every file but this one.
    pub files: BTreeMap<String, FileMeta>,
}

/// An import that a part holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportMeta {
    /// Its number.
    pub number: u32,
    /// Its first look, seconds since 1970.
    pub first_look: u32,
    /// Its last look, seconds since 1970.
    pub last_look: u32,
}

/// Numbers of things that have ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Addresses, looked at or only linked to.
    pub pages: u64,
    /// Hosts.
    pub hosts: u64,
    /// Registrable domains.
    pub domains: u64,
    /// Distinct anchors.
    pub anchors: u64,
    /// Rows of links between registrable domains.
    pub backlinks: u64,
    /// Rows of links within one registrable domain.
    pub internal: u64,
}

impl Counts {
    /// These and those.
    pub fn plus(self, other: Counts) -> Counts {
        Counts {
            pages: self.pages + other.pages,
            hosts: self.hosts + other.hosts,
            domains: self.domains + other.domains,
            anchors: self.anchors + other.anchors,
            backlinks: self.backlinks + other.backlinks,
            internal: self.internal + other.internal,
        }
    }
}

/// One column file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileMeta {
    /// Values in it.
    pub values: u64,
    /// Its size.
    pub bytes: u64,
    /// XXH3 of all its bytes, in hexadecimal.
    pub xxh3: String,
}

/// An I/O error that names the file.
pub fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Writes a part: columns in any order, any number at a time, and `part.json` at the end.
pub struct PartWriter {
    folder: PathBuf,
    written: Arc<Mutex<Written>>,
}

/// The closed files of a part: what is said of each, and those not yet flushed to the disk.
#[derive(Default)]
struct Written {
    files: BTreeMap<String, FileMeta>,
    unsynced: Vec<(PathBuf, File)>,
}

/// Files flushed to the disk at a time. A journalling file system takes flushes that come together in one go, which
/// makes a part of eighty small files a matter of milliseconds and not of a second.
const FLUSHES: usize = 12;

impl PartWriter {
    /// Makes the folder.
    pub fn create(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| named(folder, e))?;
        Ok(Self { folder: folder.to_owned(), written: Arc::default() })
    }

    /// Goes on with a part that is whole already, to write a column of it anew: the writer, and what the part says.
    pub fn reopen(part: PartFiles) -> (Self, Meta) {
        let written = Written { files: part.meta.files.clone(), unsynced: Vec::new() };
        (Self { folder: part.folder, written: Arc::new(Mutex::new(written)) }, part.meta)
    }

    /// A new column file.
    pub fn column(&self, name: &str) -> io::Result<ColumnFile> {
        let path = self.folder.join(name);
        let file = File::create(&path).map_err(|e| named(&path, e))?;
        Ok(ColumnFile {
            out: BufWriter::with_capacity(1 << 16, file),
            hash: Xxh3Default::new(),
            bytes: 0,
            name: name.to_owned(),
            path,
            written: self.written.clone(),
        })
    }

    /// Writes `part.json`; the part is whole afterwards.
    pub fn finish(self, mut meta: Meta) -> io::Result<Meta> {
        meta.format = FORMAT;
        let written = std::mem::take(&mut *self.written.lock().map_err(|_| panicked())?);
        flush(&written.unsynced)?;
        meta.files = written.files;
        let path = self.folder.join("part.json");
        let mut text = serde_json::to_vec_pretty(&meta)?;
        text.push(b'\n');
        let mut file = File::create(&path).map_err(|e| named(&path, e))?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(|e| named(&path, e))?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|e| named(&self.folder, e))?;
        Ok(meta)
    }
}

/// A column file being written.
pub struct ColumnFile {
    out: BufWriter<File>,
    hash: Xxh3Default,
    bytes: u64,
    name: String,
    path: PathBuf,
    written: Arc<Mutex<Written>>,
}

impl ColumnFile {
    /// Closes the file and enters it into its part, which flushes it to the disk at the end.
    pub fn finish(self, values: u64) -> io::Result<()> {
        let meta = FileMeta { values, bytes: self.bytes, xxh3: format!("{:016x}", self.hash.digest()) };
        let file = self.out.into_inner().map_err(|e| named(&self.path, e.into_error()))?;
        let mut written = self.written.lock().map_err(|_| panicked())?;
        written.files.insert(self.name, meta);
        written.unsynced.push((self.path, file));
        Ok(())
    }
}

fn panicked() -> io::Error {
    io::Error::other("a writer of a column panicked")
}

/// Flushes files to the disk, some at a time, as far as the system gives threads.
fn flush(files: &[(PathBuf, File)]) -> io::Result<()> {
    let some = |files: &[(PathBuf, File)]| {
        files.iter().try_for_each(|(path, file)| file.sync_data().map_err(|e| named(path, e)))
    };
    std::thread::scope(|scope| {
        let share = files.len().div_ceil(FLUSHES).max(1);
        let mut threads = Vec::new();
        for chunk in files.chunks(share) {
            match std::thread::Builder::new().spawn_scoped(scope, move || some(chunk)) {
                Ok(thread) => threads.push(thread),
                Err(_) => some(chunk)?,
            }
        }
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| panicked())?)
    })
}

impl Write for ColumnFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes).map_err(|e| named(&self.path, e))?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A part opened for reading.
pub struct PartFiles {
    /// Where it lies.
    pub folder: PathBuf,
    /// What `part.json` says.
    pub meta: Meta,
}

impl PartFiles {
    /// Reads `part.json`.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join("part.json");
        let text = std::fs::read(&path).map_err(|e| named(&path, e))?;
        let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()));
        let meta: Meta =
            serde_json::from_slice(&text).map_err(|e| wrong(format!("not readable ({e}); rebuild the index")))?;
        if meta.format != FORMAT {
            let text = format!(
                "is of format {}, this version reads {FORMAT}; rebuild the index: backlit compact --rebuild",
                meta.format
            );
            return Err(wrong(text));
        }
        Ok(Self { folder: folder.to_owned(), meta })
    }

    /// Maps a column.
    pub fn column(&self, name: &str) -> io::Result<Column> {
        let path = self.folder.join(name);
        let wrong = |why: &str| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}; rebuild the index", path.display()))
        };
        let meta = self.meta.files.get(name).ok_or_else(|| wrong("is not in part.json"))?;
        let file = File::open(&path).map_err(|e| named(&path, e))?;
        // SAFETY: files of a part are never changed once written, only unlinked, which leaves a mapping whole. A
        // stranger who truncates one under us could fault the process: the folder is the user's own.
        let map = unsafe { Mmap::map(&file) }.map_err(|e| named(&path, e))?;
        if map.len() as u64 != meta.bytes {
            return Err(wrong("has not the size that part.json says"));
        }
        let len = usize::try_from(meta.values).map_err(|_| wrong("has too many values"))?;
        Ok(Column { map: Arc::new(map), len, path: path.into() })
    }

    /// Reads every file and says which do not have the size and checksum of `part.json`: one sentence each.
    pub fn verify(&self) -> io::Result<Vec<String>> {
        let mut faults = Vec::new();
        let mut buffer = vec![0; 1 << 20];
        for (name, meta) in &self.meta.files {
            let path = self.folder.join(name);
            let mut file = match File::open(&path) {
                Ok(file) => file,
                Err(error) => {
                    faults.push(named(&path, error).to_string());
                    continue;
                }
            };
            let (mut hash, mut bytes) = (Xxh3Default::new(), 0);
            loop {
                let count = file.read(&mut buffer).map_err(|e| named(&path, e))?;
                if count == 0 {
                    break;
                }
                hash.update(&buffer[..count]);
                bytes += count as u64;
            }
            if bytes != meta.bytes {
                faults.push(format!("{}: has {bytes} bytes, part.json says {}", path.display(), meta.bytes));
            } else if format!("{:016x}", hash.digest()) != meta.xxh3 {
                faults.push(format!("{}: its checksum is not the one in part.json", path.display()));
            }
        }
        Ok(faults)
    }
}

/// A mapped column file.
#[derive(Clone)]
pub struct Column {
    map: Arc<Mmap>,
    len: usize,
    path: Arc<Path>,
}

impl Column {
    /// Its bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// How many values it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// An error that names the file, what is wrong and the mend.
    pub fn damaged(&self, why: &str) -> io::Error {
        let text = format!("{} {why}; rebuild the index from its segments", self.path.display());
        io::Error::new(io::ErrorKind::InvalidData, text)
    }
}
