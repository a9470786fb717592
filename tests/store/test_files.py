"""Durable writing: names appear when the bytes are there, and digests are those of the standard."""

import hashlib
import json

import pytest

from backlit.store.files import clear, difference, digest, publish, replace_json, written_files


def test_replace_leaves_the_old_where_writing_fails(tmp_path):
    place, aside = tmp_path / "place.json", tmp_path / "aside.json"
    replace_json(place, {"version": 1}, aside)
    with pytest.raises(TypeError):
        replace_json(place, {"version": object()}, aside)
    assert json.loads(place.read_text()) == {"version": 1}


def test_publish_moves_all_of_a_folder(tmp_path):
    folder = tmp_path / "begun"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "file").write_text("text")
    publish(folder, tmp_path / "segments" / "0001")
    assert (tmp_path / "segments" / "0001" / "deep" / "file").read_text() == "text"
    assert not folder.exists()


def test_digest_is_blake2b_and_tells_the_bytes_read(tmp_path):
    content = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(content)
    seen = []
    assert digest(tmp_path / "file", seen.append) == hashlib.blake2b(content, digest_size=16).hexdigest()
    assert sum(seen) == len(content)
    assert len(seen) > 1


def test_difference(tmp_path):
    (tmp_path / "file").write_bytes(b"as it was")
    (written,) = written_files(tmp_path)
    assert difference(tmp_path, written, lambda _: None) is None
    (tmp_path / "file").write_bytes(b"as it wah")
    assert difference(tmp_path, written, lambda _: None) == "has other bytes than were written"
    (tmp_path / "file").write_bytes(b"as it")
    assert difference(tmp_path, written, lambda _: None) == "has 5 bytes, was written with 9"
    (tmp_path / "file").unlink()
    assert difference(tmp_path, written, lambda _: None) == "is missing"


def test_clear_takes_files_folders_and_nothing(tmp_path):
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "file").write_text("")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "outside")
    for name in ("folder", "file", "link", "nothing"):
        clear(tmp_path / name)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["outside"]
    assert (tmp_path / "outside" / "kept").exists()
