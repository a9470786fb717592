import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sample.reading import Record, read_warc

from backlit.sample import SampleWeb, build

DIGEST = """
import hashlib, sys
from backlit.sample.build import plan
from backlit.sample.crawl import records, schedule
web = plan()
digest = hashlib.sha256()
looks = schedule(web)
for crawl in (1, 2):
    for record in records([look for look in looks if look.crawl == crawl], f"crawl-{crawl}.warc.gz"):
        digest.update(record)
print(digest.hexdigest())
"""


def test_the_records_are_the_same_whatever_the_hash_seed_time_zone_and_locale(sample: SampleWeb) -> None:
    digests = []
    for seed, zone, locale in (("1", "Asia/Tokyo", "C"), ("77", "America/Lima", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "0"}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.append(run.stdout.strip())
    here = hashlib.sha256()
    for path in sample.crawls:
        for headers, block in ((record.raw_head, record.block) for record in read_warc(path)):
            here.update(headers + b"\r\n\r\n" + block + b"\r\n\r\n")
    assert digests == [here.hexdigest()] * 2


def test_a_folder_that_is_whole_is_left_alone(sample: SampleWeb) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in sample.folder.iterdir()}
    assert build(sample.folder) == sample
    assert {path.name: path.stat().st_mtime_ns for path in sample.folder.iterdir()} == before


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_folder_that_is_damaged_is_built_again(sample: SampleWeb, tmp_path: Path, damage: str) -> None:
    for path in sample.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    victim = tmp_path / "crawl-2.warc.gz"
    whole = victim.read_bytes()
    if damage == "cut":
        victim.write_bytes(whole[:1000])
    else:
        victim.unlink()
    build(tmp_path)
    assert victim.read_bytes() == whole


def test_records_keep_the_rules_of_the_warc_standard(crawls: tuple[list[Record], list[Record]]) -> None:
    ids: set[str] = set()
    for crawl in crawls:
        assert crawl[0].headers["WARC-Type"] == "warcinfo"
        dates = [record.headers["WARC-Date"] for record in crawl]
        assert dates == sorted(dates)
        for record in crawl:
            headers = record.headers
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", headers["WARC-Date"])
            assert re.fullmatch(r"<urn:uuid:[0-9a-f-]{36}>", headers["WARC-Record-ID"])
            ids.add(headers["WARC-Record-ID"])
            assert headers["WARC-Block-Digest"] == digest(record.block)
            if headers["WARC-Type"] == "response":
                assert headers["WARC-Payload-Digest"] == digest(record.body)
                assert int(record.http["Content-Length"]) == len(record.body)
    assert len(ids) == sum(map(len, crawls))


def test_requests_and_revisits_refer_to_records_that_are_there(crawls: tuple[list[Record], list[Record]]) -> None:
    records = [*crawls[0], *crawls[1]]
    responses = {record.headers["WARC-Record-ID"]: record for record in records}
    payloads = {
        (record.headers["WARC-Target-URI"], record.headers["WARC-Date"]): record.headers["WARC-Payload-Digest"]
        for record in records
        if record.headers["WARC-Type"] == "response"
    }
    revisits = 0
    for record in records:
        if record.headers["WARC-Type"] == "request":
            answer = responses[record.headers["WARC-Concurrent-To"]]
            assert answer.headers["WARC-Target-URI"] == record.headers["WARC-Target-URI"]
        elif record.headers["WARC-Type"] == "revisit":
            revisits += 1
            first = (record.headers["WARC-Refers-To-Target-URI"], record.headers["WARC-Refers-To-Date"])
            assert payloads[first] == record.headers["WARC-Payload-Digest"]
            assert record.body == b""
    assert revisits == 160


def test_warcio_reads_every_record(sample: SampleWeb, crawls: tuple[list[Record], list[Record]]) -> None:
    archive = pytest.importorskip("warcio.archiveiterator", reason="warcio is not installed")
    for path, expected in zip(sample.crawls, crawls, strict=True):
        with path.open("rb") as stream:
            found = [
                (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"))
                for record in archive.ArchiveIterator(stream, check_digests="raise")
            ]
        assert found == [(r.headers["WARC-Type"], r.headers.get("WARC-Target-URI")) for r in expected]


def test_the_command_names_what_it_wrote(sample: SampleWeb) -> None:
    command = [sys.executable, "-m", "backlit.sample", "build", str(sample.folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [Path(line) for line in run.stdout.splitlines()][:2] == list(sample.crawls)


def digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
