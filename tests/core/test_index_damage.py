"""Damaged and hostile parts: a clear error or an answer, never a crash; and parts that a full disk cut short."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.segments import Link, Look, write_segment

from backlit import _core

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400

ASK = """
import random, resource, sys
from pathlib import Path
from backlit import _core, model

# An allocation that a few broken bytes ask for must not be granted.
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
folder, parts, segment = Path(sys.argv[1]), sys.argv[2].split(), sys.argv[3]
choose = random.Random(int(sys.argv[4]))

def ask():
    try:
        snapshot = _core.Snapshot(parts, [(1, segment), (2, segment)], 5)
        snapshot.counts()
        for scope, target in (("all", ""), ("domain", "b.test"), ("prefix", "https://b.test/1")):
            pages = snapshot.pages(scope, target)
            for which in ("backlinks", "outlinks", "internal", "all"):
                for history in ("live", "lost", "all"):
                    links = snapshot.links(which, pages, history)
                    snapshot.link_columns(snapshot.top(links, 5), model.LINKS.names)
                    snapshot.link_columns(links, model.LINKS.names, dictionary=True)
            snapshot.page_columns(pages, model.PAGES.names)
            snapshot.totals(pages, "all")
            snapshot.referring_domains(pages, "all")
        snapshot.domain_columns(model.DOMAINS.names)
    except (ValueError, OSError):
        return "refused"
    return "answered"

def fold():
    try:
        _core.merge_parts(parts, str(folder.parent / "fold"), 0, lambda *_: True)
    except (ValueError, OSError):
        pass

for file in sorted(folder.iterdir()):
    if file.name == "part.json":
        continue
    whole = file.read_bytes()
    for _ in range(int(sys.argv[5]) if whole else 0):
        broken = bytearray(whole)
        for _ in range(choose.choice((1, 1, 8))):
            broken[choose.randrange(len(broken))] = choose.choice((0, 0x7F, 0xFF, choose.randrange(256)))
        file.write_bytes(broken)
        print(file.name, flush=True)
        ask()
        fold()
        if broken != whole:
            assert any(file.name in fault for fault in _core.verify_part(str(folder))), "verify_part told nothing"
    for cut in {0, len(whole) // 2, len(whole) - 1} if whole else ():
        file.write_bytes(whole[:cut])
        print(file.name, "cut", flush=True)
        assert ask() == "refused"
        assert any(file.name in fault for fault in _core.verify_part(str(folder)))
    file.unlink()
    assert ask() == "refused"
    assert any(file.name in fault for fault in _core.verify_part(str(folder)))
    file.write_bytes(whole)
assert _core.verify_part(str(folder)) == []
assert ask() == "answered"
"""


def go_on(_done: int, _total: int) -> bool:
    return True


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """A segment, a base of it, and a delta with losses and new pages."""
    choose = random.Random(7)  # noqa: S311 - the same web every time
    for number in (1, 2):
        looks = [
            Look(
                f"https://a{n % 9}.example/{n}", number * DAY,
                [Link(f"https://b.test/{choose.randrange(40)}", f"anchor {choose.randrange(99)}", rel="nofollow")
                 for _ in range(choose.randrange(4))],
                title=f"Title {n}", canonical=f"https://a{n % 9}.example/{n}", analytics_ids=("UA-1", "G-2"),
            )
            for n in range(number * 50, number * 50 + 120)
        ]  # fmt: skip
        looks.append(Look("http://b.test/1", number * DAY, look="redirect", redirect_url="https://b.test/1"))
        write_segment(tmp_path / f"s{number}", looks)
    segments = [(n, str(tmp_path / f"s{n}")) for n in (1, 2)]
    _core.build_part(segments[:1], [], str(tmp_path / "base"), 1 << 30, go_on)
    _core.build_part(segments, [str(tmp_path / "base")], str(tmp_path / "delta"), 1 << 30, go_on)
    return [tmp_path / "base", tmp_path / "delta"]


@pytest.mark.parametrize("broken", [0, 1])
def test_broken_bytes_and_cut_files(parts: list[Path], broken: int) -> None:
    """In a process of its own, so that a crash is a failure and not the end of all tests."""
    stand = " ".join(str(part) for part in parts)
    call = [sys.executable, "-c", ASK, str(parts[broken]), stand, str(parts[0].parent / "s1"), str(broken), "1"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, f"{done.stdout[-200:]}\n{done.stderr[-3000:]}"


HOSTILE = [
    ("before", {"pages": 2**63}), ("own", {"pages": 2**64 - 1, "hosts": 2**64 - 1}), ("own", {"backlinks": 2**63}),
    ("own", {"domains": 2**40}), ("format", 99), ("imports", []), ("files", {}), ("own", {}), ("kind", 3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), HOSTILE)
def test_a_hostile_part_json(parts: list[Path], name: str, value: object) -> None:
    path = parts[0] / "part.json"
    meta = json.loads(path.read_text())
    meta[name] = meta[name] | value if isinstance(value, dict) and value else value
    path.write_text(json.dumps(meta))
    if name == "imports":
        assert _core.Snapshot([str(parts[0])], [], None).counts()["pages"] > 0
        return
    with pytest.raises(ValueError, match=r"part\.json|base"):
        _core.Snapshot([str(parts[0])], [], None)


def test_a_hostile_count_of_values(parts: list[Path]) -> None:
    """Each file's number of values, made absurd one by one: refused, as the file cannot hold them."""
    path = parts[0] / "part.json"
    whole = path.read_text()
    for name in json.loads(whole)["files"]:
        for count in (2**64 - 1, 2**63, 2**40, 2**62 + 1):
            meta = json.loads(whole)
            meta["files"][name]["values"] = count
            path.write_text(json.dumps(meta))
            with pytest.raises(ValueError, match="rebuild the index"):
                _core.Snapshot([str(parts[0])], [], None)


def test_part_json_cut_short_or_gone(parts: list[Path]) -> None:
    path = parts[0] / "part.json"
    whole = path.read_bytes()
    for broken in (b"", whole[:100], b"[" * 100_000, b"\xff\xfe", b"{}"):
        path.write_bytes(broken)
        for ask in (lambda: _core.Snapshot([str(parts[0])], [], None), lambda: _core.verify_part(str(parts[0]))):
            with pytest.raises(ValueError, match=r"part\.json.*rebuild the index"):
                ask()
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"part\.json"):
        _core.verify_part(str(parts[0]))


FULL = """
import errno, json, resource, signal, sys
from pathlib import Path
from backlit import _core

base, delta, segment, out = sys.argv[1:5]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
go_on = lambda *_: True
for most in map(int, sys.argv[5:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    ways = [
        lambda to: _core.build_part([(1, segment)], [], to, 1 << 30, go_on),
        lambda to: _core.build_part([(1, segment)], [], to, 1, go_on),
        lambda to: _core.merge_parts([base, delta], to, 1 << 30, go_on),
    ]
    for n, way in enumerate(ways):
        to = f"{out}/{most}-{n}"
        try:
            way(to)
        except OSError as error:
            assert error.errno == errno.EFBIG, error
            assert out in str(error), error
        else:
            raise AssertionError(f"{most} bytes a file were enough for {n}")
        assert not Path(to, "part.json").exists() or Path(to, "part.json").stat().st_size <= most
        try:
            _core.Snapshot([to], [(1, segment)], None)
        except (OSError, ValueError):
            continue
        raise AssertionError("half a part was opened")
"""


def test_a_full_disk_leaves_no_part(parts: list[Path], tmp_path: Path) -> None:
    """The system refuses files above some bytes: what is half written is told, and is no part."""
    call = [sys.executable, "-c", FULL, *map(str, parts), str(tmp_path / "s1"), str(tmp_path / "full"), "1", "300"]
    done = subprocess.run(call, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_delta_without_its_base_is_refused(parts: list[Path]) -> None:
    with pytest.raises(ValueError, match="does not stand on the parts"):
        _core.Snapshot([str(parts[1])], [], None)
    shutil.rmtree(parts[0])
    with pytest.raises(FileNotFoundError, match="base"):
        _core.Snapshot([str(part) for part in parts], [], None)
