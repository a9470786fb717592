"""The optional embedding model: a tiny one is built here, nothing is fetched."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.assess.test_relevance import LAMP, web
from tests.assess.webs import crawled, link, material_of, page

from backlit.assess import EmbeddingError, Material, open_embedding, relevance

if TYPE_CHECKING:
    from pathlib import Path

NO_EXTRA = "the extra is not installed: pip install backlit[embedding]"


def model(folder: Path) -> Path:
    """A model of two topics: words of lamps point one way, in two languages, those of cakes another."""
    model2vec = pytest.importorskip("model2vec", reason=NO_EXTRA)
    tokenizers = pytest.importorskip("tokenizers", reason=NO_EXTRA)
    lamps = [*LAMP.split(), "fahrradlampe", "scheinwerfer", "nabendynamo"]
    cakes = [
        "flour",
        "butter",
        "oven",
        "sugar",
        "icing",
        "dough",
        "whisk",
        "recipe",
        "sponge",
        "kuchen",
        "mehl",
        "zucker",
    ]
    vocabulary = {word: n for n, word in enumerate(["[UNK]", *lamps, *cakes])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    vectors = np.array([[0, 0], *[[1, 0.1]] * len(lamps), *[[0.1, 1]] * len(cakes)], np.float32)
    model2vec.StaticModel(vectors, tokenizer).save_pretrained(folder / "tiny")
    return folder / "tiny"


def test_the_nearness_of_texts_taken_together(tmp_path: Path) -> None:
    found = open_embedding(model(tmp_path))
    texts, keys = ["dynamo", "flour", "beam", "nobody", "icing"], np.array([4, 7, 7, 9, 2])
    near = found.nearness(texts, keys, ["headlight beam", "scheinwerfer"])
    angle = np.array([[1, 0.1], [0.1, 1]]) / np.hypot(1, 0.1)
    half = angle.sum(axis=0) / np.linalg.norm(angle.sum(axis=0))
    wanted = [1, half @ angle[0], 0, angle[1] @ angle[0]]
    assert near == pytest.approx(wanted, abs=1e-6)
    assert found.nearness(texts, keys, []).tolist() == [0, 0, 0, 0]
    assert found.nearness([], np.array([], np.uint32), ["beam"]).tolist() == []


def test_chunks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = open_embedding(model(tmp_path))
    texts = ["dynamo", "flour", "beam", "icing"] * 10
    keys = np.repeat(np.arange(20), 2)
    whole = found.nearness(texts, keys, ["beam"])
    monkeypatch.setattr("backlit.assess.embedding.CHUNK", 3)
    assert found.nearness(texts, keys, ["beam"]).tolist() == whole.tolist()


def test_a_model_compares_languages_that_share_no_word(tmp_path: Path) -> None:
    german = "wir haben das für euch geschrieben und es geht um"
    home = "https://lamps.example/"
    pages = web({
        "https://rad.example/": page(
            f"{german} Scheinwerfer {link(home)} Fahrradlampe Nabendynamo {german}", "Am Rad", "de"
        ),
        "https://backen.example/": page(f"{german} Mehl {link(home)} Zucker Kuchen {german}", "Der Teig", "de"),
    })  # fmt: skip
    plain = material_of(crawled(tmp_path, pages))
    material = Material(plain.snapshot, plain.project, plain.rules, embedding=open_embedding(model(tmp_path)))
    material.put("relevance", relevance.measure(material))
    rows = material.sql(
        "SELECT name, r.* FROM relevance r JOIN links USING (link) JOIN domains ON domain = source_domain"
    )
    found = {row["name"]: row["relevance_context"] for row in rows.to_pylist()}
    assert found["rad.example"] > 0.8 > found["backen.example"]
    assert found["rides.example"] > found["cakes.example"]


def test_the_models_name_is_in_the_identity(tmp_path: Path) -> None:
    folder = model(tmp_path)
    index = crawled(tmp_path, web())
    index.add_project("lamps", "lamps.example")
    assert not index.assess(embedding=folder)[0].fresh
    judged = index.judged("lamps")
    assert judged.fresh
    assert judged.judgement.embedding is not None
    assert judged.judgement.embedding.startswith("tiny-")
    assert index.assess(embedding=folder)[0].fresh
    assert not index.assess()[0].fresh, "shared words are another judgement"
    assert index.judged("lamps").judgement.embedding is None


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"lacks config\.json, model\.safetensors, tokenizer\.json"):
        open_embedding(tmp_path)


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(EmbeddingError, match=r"pip install backlit\[embedding\]"):
        open_embedding(tmp_path)


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = model(tmp_path)
    (folder / "model.safetensors").write_bytes(b"not tensors")
    with pytest.raises(EmbeddingError, match="cannot be read"):
        open_embedding(folder)
