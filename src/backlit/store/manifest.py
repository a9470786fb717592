"""The manifest: the one small file that says what the current version of the index is.

It names the imports, whose segments are the truth, and the parts that were derived from them: a base and its deltas,
in order. A reader reads it once and has one consistent version; a writer replaces it as the last step of whatever it
does, so that each version is either there as a whole or not at all. What a reader need not know of an import (its
files, the damage in them) stands in `import.json` beside the segment, see `journal`. It also names the imports that
were undone: their numbers are never given again, and a segment of theirs that still stands is not one of a killed
import.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from backlit.store.files import WrittenFile, replace_json
from backlit.store.home import DamagedError, NoIndexError, StoreError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from backlit.store.home import Home

FORMAT = 1
"""Version of the home folder's format; a reader refuses a newer one."""

CRAWL_GAP = 24 * 3600
"""Imports whose looks lie less than this many seconds apart belong to one crawl."""


Kind = Literal["crawl", "export"]
"""What an import brought: looks of ours at pages, or what vendors say in their exports."""


@dataclass(frozen=True, slots=True)
class Import:
    """An import as readers need it. Times are seconds since 1970, UTC; None where it has no look of ours.

    Of an export `records` are the rows that were read, `claims` those accepted, `claimed_links` the links among them;
    its `pages` and `links` are 0, because nobody looked at a page.
    """

    id: str
    imported_at: int
    files: int
    bytes: int
    records: int
    pages: int
    links: int
    damaged: int
    first_look: int | None
    last_look: int | None
    kind: Kind = "crawl"
    claims: int = 0
    claimed_links: int = 0
    rejected: int = 0
    duplicates: int = 0

    @property
    def is_indexed(self) -> bool:
        """Whether the index holds anything of it."""
        return self.pages > 0 or self.claimed_links > 0

    @property
    def number(self) -> int:
        """The id as the core has it."""
        return int(self.id)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index: the name of its folder, and its files as they were written."""

    name: str
    files: tuple[WrittenFile, ...]

    @property
    def bytes(self) -> int:
        """Size of the part."""
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of the index: their folder and files, and what they were computed from.

    `last_import` is the newest import that they know, `computed_at` the time (seconds since 1970), `settings` a digest
    of the settings and seeds. A fold gives them another folder and leaves these as they are. They are `outdated`
    once an import that they know was undone.
    """

    name: str
    files: tuple[WrittenFile, ...]
    computed_at: int
    last_import: str | None
    settings: str
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rank said of the domains: its file in `rated/`, and when it was computed (seconds since 1970, UTC).

    `newest_look` is the last look of ours that it knew, `last_import` the newest import.
    """

    file: WrittenFile
    computed_at: int
    newest_look: int | None
    last_import: str | None


@dataclass(frozen=True, slots=True)
class Undone:
    """An import that was undone: as it was, and when (seconds since 1970, UTC)."""

    undone_at: int
    imported: Import


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of the index. The base is the first of `parts`; `generation` counts the versions."""

    generation: int
    imports: tuple[Import, ...]
    parts: tuple[Part, ...]
    ratings: Ratings | None = None
    undone: tuple[Undone, ...] = ()
    rated: tuple[Rated, ...] = ()
    """What each rank said, oldest first."""

    def identity(self) -> str:
        """A short digest that no other version has, of this index or another."""
        told = (self.generation, [(one.id, one.imported_at) for one in self.imports], [one.name for one in self.parts])
        return _digest(told, self.identity_of_ratings())

    def identity_of_ratings(self) -> str:
        """A short digest of the computation that the ratings come from; empty where there are none."""
        ratings = self.ratings
        return "" if ratings is None else _digest(ratings.computed_at, ratings.last_import, ratings.settings)

    def with_import(self, imported: Import) -> Manifest:
        """The next version, with one import more; the parts stay."""
        return replace(self, generation=self.generation + 1, imports=(*self.imports, imported))

    def without_imports(self, numbers: Collection[int], undone_at: int) -> Manifest:
        """The next version, with these imports undone; the parts stay.

        Ratings that know one of them are outdated, and what past ranks said that knew one is dropped.
        """
        gone = [Undone(undone_at, imported) for imported in self.imports if imported.number in numbers]
        left = tuple(imported for imported in self.imports if imported.number not in numbers)
        ratings = self.ratings
        if ratings is not None and min(numbers, default=0) <= int(ratings.last_import or 0):
            ratings = replace(ratings, outdated=True)
        first = min(numbers, default=None)
        rated = tuple(one for one in self.rated if first is None or int(one.last_import or 0) < first)
        return replace(
            self, generation=self.generation + 1, imports=left, ratings=ratings, undone=(*self.undone, *gone),
            rated=rated,
        )  # fmt: skip

    def with_next_generation(self) -> Manifest:
        """The next version, with the same imports and parts."""
        return replace(self, generation=self.generation + 1)

    def with_parts(self, parts: Iterable[Part]) -> Manifest:
        """The same version with other parts."""
        return replace(self, parts=tuple(parts))

    def with_ratings(self, ratings: Ratings | None) -> Manifest:
        """The same version with other ratings."""
        return replace(self, ratings=ratings)

    def with_rated(self, rated: Iterable[Rated]) -> Manifest:
        """The same version with other ratings of the past."""
        return replace(self, rated=tuple(rated))

    def newest_look(self) -> int | None:
        """The last look of all, in seconds since 1970; None without any."""
        return max((one.last_look for one in self.imports if one.last_look is not None), default=None)

    def last_import(self) -> str | None:
        """The id of the newest import; None without any."""
        return max((imported.id for imported in self.imports), key=int, default=None)

    def next_id(self) -> str:
        """The id of the next import; that of one that was undone is never given again."""
        given = [imported.number for imported in (*self.imports, *(one.imported for one in self.undone))]
        return f"{max(given, default=0) + 1:04d}"

    def import_of(self, import_id: str) -> Import:
        """The import of an id, in full or without its zeros. Raises StoreError where there is no such import."""
        full = f"{int(import_id):04d}" if import_id.isascii() and import_id.isdigit() else import_id
        for imported in self.imports:
            if imported.id == full:
                return imported
        if full in self.undone_ids():
            raise StoreError(f"Import {full} was undone before: its segment was moved to undone/{full}.")
        last = self.last_import()
        known = "Nothing is imported" if last is None else f"The newest is {last}"
        raise StoreError(f"There is no import {import_id!r}. {known}; `backlit imports` lists them.")

    def undone_ids(self) -> frozenset[str]:
        """The ids of imports that were undone."""
        return frozenset(one.imported.id for one in self.undone)

    def ratings_outdated(self) -> bool | None:
        """Whether there are imports that the ratings do not know, or know though they were undone; None without any."""
        ratings = self.ratings
        return None if ratings is None else ratings.outdated or ratings.last_import != self.last_import()

    def horizon(self) -> int | None:
        """Start of the newest crawl, in seconds since 1970: what was last looked at before it is `unseen`."""
        return newest_crawl(
            (imported.first_look, imported.last_look)
            for imported in self.imports
            if imported.first_look is not None and imported.last_look is not None
        )


def _digest(*told: object) -> str:
    return blake2b(repr(told).encode(), digest_size=6).hexdigest()


EMPTY = Manifest(generation=0, imports=(), parts=())
"""The manifest of a home folder that nothing was imported into."""


def newest_crawl(windows: Iterable[tuple[int, int]]) -> int | None:
    """Start of the newest crawl among windows of (first look, last look); None without any.

    Windows that overlap or lie less than a day apart chain into one crawl.
    """
    start: int | None = None
    end = 0
    for first, last in sorted(windows):
        if start is None or first - end >= CRAWL_GAP:
            start = first
            end = last
        end = max(end, last)
    return start


def read_manifest(home: Home) -> Manifest:
    """The current version. Raises NoIndexError where there is none, StoreError where it cannot be understood."""
    try:
        text = home.manifest.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NoIndexError(
            f"There is no index in {home.path}: make one with `backlit import FILE`, or name another folder with "
            "--home DIR."
        ) from None
    try:
        return _parse(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError(
            f"{home.manifest} is damaged ({type(error).__name__}: {error}). It cannot be mended from here: restore it "
            "from a backup, or import the archives again into a new folder."
        ) from error


def current(home: Home) -> Manifest:
    """The current version; EMPTY where there is none yet."""
    try:
        return read_manifest(home)
    except NoIndexError:
        return EMPTY


def write_manifest(home: Home, manifest: Manifest) -> None:
    """Make this the current version, atomically."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "generation": manifest.generation,
        "parts": [asdict(part) for part in manifest.parts],
        "imports": [asdict(imported) for imported in manifest.imports],
    }
    if manifest.ratings is not None:
        value["ratings"] = asdict(manifest.ratings)
    if manifest.rated:
        value["rated"] = [asdict(one) for one in manifest.rated]
    if manifest.undone:
        value["undone"] = [asdict(one) for one in manifest.undone]
    replace_json(home.manifest, value, home.tmp / "manifest.json")


def _parse(value: dict[str, Any]) -> Manifest:
    if value["format"] > FORMAT:
        raise StoreError(
            f"The index was written by a newer Backlit (format {value['format']}, this one reads {FORMAT}): "
            "upgrade with `pip install --upgrade backlit`."
        )
    return Manifest(
        generation=int(value["generation"]),
        imports=tuple(Import(**imported) for imported in value["imports"]),
        parts=tuple(_part(part) for part in value["parts"]),
        ratings=_ratings(value["ratings"]) if value.get("ratings") else None,
        undone=tuple(Undone(int(one["undone_at"]), Import(**one["imported"])) for one in value.get("undone", ())),
        rated=tuple(_rated(one) for one in value.get("rated", ())),
    )


def _part(value: dict[str, Any]) -> Part:
    return Part(_name(value), _files(value))


def _ratings(value: dict[str, Any]) -> Ratings:
    last = value["last_import"]
    return Ratings(
        name=_name(value),
        files=_files(value),
        computed_at=int(value["computed_at"]),
        last_import=None if last is None else str(last),
        settings=str(value["settings"]),
        outdated=bool(value.get("outdated", False)),
    )


def _rated(value: dict[str, Any]) -> Rated:
    file = WrittenFile(**value["file"])
    _name({"name": file.name.removesuffix(".parquet")})
    last, look = value["last_import"], value["newest_look"]
    return Rated(
        file=file,
        computed_at=int(value["computed_at"]),
        newest_look=None if look is None else int(look),
        last_import=None if last is None else str(last),
    )


def _name(value: dict[str, Any]) -> str:
    # The name is joined to a path and the folder may be deleted as a whole: it must never lead out of the index.
    name = str(value["name"])
    if not name.isalnum():
        raise ValueError(f"{name!r} is no name of a part")
    return name


def _files(value: dict[str, Any]) -> tuple[WrittenFile, ...]:
    return tuple(WrittenFile(**file) for file in value["files"])
