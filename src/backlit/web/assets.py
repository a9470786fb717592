"""The style sheet and the script of the app: the files of a folder as one, named by their content.

One sheet and one script keep a cold page at few requests; a name that changes with the content lets a browser keep
them for a year.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

MEDIA_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
SEPARATORS = {"css": "\n", "js": "\n;\n"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    name: str
    content: bytes
    packed: bytes
    """The content as gzip: it is compressed once, when the server starts."""
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The files by kind."""

    css: Asset
    js: Asset

    def named(self, name: str) -> Asset | None:
        """The file of a name; None where it is none of this version."""
        return next((asset for asset in (self.css, self.js) if asset.name == name), None)


def read_assets() -> Assets:
    """All files of `static/css` and of `static/js`, in the order of their names."""
    return Assets(_together("css"), _together("js"))


def _together(kind: Literal["css", "js"]) -> Asset:
    folder = files("backlit.web").joinpath("static", kind)
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(f".{kind}")), key=lambda part: part.name)
    content = SEPARATORS[kind].join(part.read_text("utf-8") for part in parts).encode()
    name = f"app.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
    return Asset(name, content, gzip.compress(content, 9, mtime=0), MEDIA_TYPES[kind])
