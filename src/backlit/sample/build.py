"""Builds the sample web into a folder: three WARC files, six exports of other tools, and the truth as Parquet."""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from backlit.sample.changes import change
from backlit.sample.crawl import schedule, write_crawl
from backlit.sample.edges import edge_links
from backlit.sample.exports import claims, days, traffic
from backlit.sample.fabric import mention, weave
from backlit.sample.hostile import hostile
from backlit.sample.layout import lay_out
from backlit.sample.pages import Web
from backlit.sample.schemes import arrange
from backlit.sample.truth import link_table, look_table, mention_table, site_table
from backlit.sample.vendors import EXPORTS, write_exports, write_traffic

CRAWLS = ("crawl-1.warc.gz", "crawl-2.warc.gz")
HOSTILE = "hostile.warc.gz"
TABLES = ("links", "sites", "mentions", "looks", "exports", "traffic", "hostile")


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about the sample web: seven tables, described in docs/sample-web.md."""

    folder: Path

    def path(self, table: str) -> Path:
        """The Parquet file of a table: links, sites, mentions, looks, exports, traffic or hostile."""
        return self.folder / f"truth-{table}.parquet"

    @property
    def links(self) -> pa.Table:
        """One row a link, with its type, how it was acquired, what changed and what it is after both crawls."""
        return pq.read_table(self.path("links"))

    @property
    def sites(self) -> pa.Table:
        """One row a site: role, language, group, trusted, spam."""
        return pq.read_table(self.path("sites"))

    @property
    def mentions(self) -> pa.Table:
        """One row a brand named on a page without a link."""
        return pq.read_table(self.path("mentions"))

    @property
    def looks(self) -> pa.Table:
        """One row a look of a crawl at a page."""
        return pq.read_table(self.path("looks"))

    @property
    def exports(self) -> pa.Table:
        """One row a claim of an export file about a link, and how it stands to the truth."""
        return pq.read_table(self.path("exports"))

    @property
    def traffic(self) -> pa.Table:
        """One row a page of the site that the exports are about, with its clicks and impressions."""
        return pq.read_table(self.path("traffic"))

    @property
    def hostile(self) -> pa.Table:
        """One row a link of the hostile pages, with its texts as they were planned."""
        return pq.read_table(self.path("hostile"))


@dataclass(frozen=True, slots=True)
class SampleWeb:
    """The sample web on disk."""

    folder: Path

    @property
    def crawls(self) -> tuple[Path, Path]:
        """The WARC files of the crawls of March and of April 2026."""
        return self.folder / CRAWLS[0], self.folder / CRAWLS[1]

    @property
    def hostile(self) -> Path:
        """The WARC file of the pages that hold what strangers write to do harm: all of it aimed at besieged.example."""
        return self.folder / HOSTILE

    @property
    def exports(self) -> tuple[Path, ...]:
        """What four vendors of link data say about harbourlight.example, and its traffic: files of April 2026."""
        return tuple(self.folder / name for name in EXPORTS)

    @property
    def truth(self) -> Truth:
        """What each link is and what changed."""
        return Truth(self.folder)


def plan() -> Web:
    """The whole sample web as planned: every page, link, change and answer."""
    web = lay_out()
    weave(web)
    arrange(web)
    edge_links(web)
    mention(web)
    change(web)
    return web


def build(folder: str | os.PathLike[str]) -> SampleWeb:
    """Writes the sample web into `folder` (made if need be), or leaves it as it is where it is already there and whole.

    The same records on every machine. Raises OSError where the folder cannot be written.
    """
    sample = SampleWeb(Path(folder))
    receipt = sample.folder / "sample.json"
    if receipt.exists() and json.loads(receipt.read_text(encoding="utf-8")) == _receipt(sample):
        return sample
    sample.folder.mkdir(parents=True, exist_ok=True)
    receipt.unlink(missing_ok=True)
    web = plan()
    looks = schedule(web)
    for number, path in enumerate(sample.crawls, start=1):
        write_crawl([look for look in looks if look.crawl == number], path)
    strangers, planted = hostile()
    write_crawl(strangers, sample.hostile)
    tables = {
        "links": link_table(web, looks),
        "sites": site_table(web),
        "mentions": mention_table(web),
        "looks": look_table(looks),
        "hostile": planted,
    }
    tables["exports"] = write_exports(sample.folder, claims(tables["links"], tables["looks"]))
    tables["traffic"] = write_traffic(sample.folder, traffic(tables["links"], tables["looks"]), days())
    for name, table in tables.items():
        pq.write_table(table, sample.truth.path(name))
    receipt.write_text(json.dumps(_receipt(sample), indent=1) + "\n", encoding="utf-8")
    return sample


def _receipt(sample: SampleWeb) -> dict[str, str]:
    """What was built by what: digests of the files and of the generator. A file that is missing has the digest ''."""
    paths = [*sample.crawls, sample.hostile, *sample.exports, *(sample.truth.path(table) for table in TABLES)]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "" for path in paths}
    return {"generator": _generator(), **found}


@cache
def _generator() -> str:
    """A digest of this package and its data: a sample web built by other code is built anew."""
    digest = hashlib.sha256()

    def take(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir() and entry.name != "__pycache__":
                take(entry)
            elif entry.name.endswith((".py", ".toml", ".html", ".css")):
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes())

    take(resources.files("backlit.sample"))
    return digest.hexdigest()
