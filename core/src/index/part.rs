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
pub const FORMAT: u32 = 1;

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
    files: Arc<Mutex<BTreeMap<String, FileMeta>>>,
}

impl PartWriter {
    /// Makes the folder.
    pub fn create(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| named(folder, e))?;
        Ok(Self { folder: folder.to_owned(), files: Arc::default() })
    }

    /// Goes on with a part that is whole already, to write a column of it anew: the writer, and what the part says.
    pub fn reopen(part: PartFiles) -> (Self, Meta) {
        let files = Arc::new(Mutex::new(part.meta.files.clone()));
        (Self { folder: part.folder, files }, part.meta)
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
            files: self.files.clone(),
        })
    }

    /// Writes `part.json`; the part is whole afterwards.
    pub fn finish(self, mut meta: Meta) -> io::Result<Meta> {
        meta.format = FORMAT;
        meta.files = self.files.lock().map_err(|_| io::Error::other("a writer of a column panicked"))?.clone();
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
    files: Arc<Mutex<BTreeMap<String, FileMeta>>>,
}

impl ColumnFile {
    /// Flushes to the disk and enters the file into its part.
    pub fn finish(mut self, values: u64) -> io::Result<()> {
        self.out.flush().and_then(|()| self.out.get_ref().sync_data()).map_err(|e| named(&self.path, e))?;
        let meta = FileMeta { values, bytes: self.bytes, xxh3: format!("{:016x}", self.hash.digest()) };
        let mut files = self.files.lock().map_err(|_| io::Error::other("a writer of a column panicked"))?;
        files.insert(self.name, meta);
        Ok(())
    }
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
            return Err(wrong(format!("is of format {}, this version reads {FORMAT}; rebuild the index", meta.format)));
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
