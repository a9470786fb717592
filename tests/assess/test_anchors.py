"""Classes of anchors, by hand-made cases in many languages."""

# ruff: noqa: RUF001 - letters of other scripts are meant
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.assess.webs import crawled, material_of

from backlit.assess import anchors

if TYPE_CHECKING:
    from pathlib import Path

BRANDS = ("Harbour Light",)
TERMS = ("bike lamps", "Fahrradlampe", "自転車ライト", "farol de bicicleta", "велосипедный фонарь")

CASES = [
    ("Harbourlight", "brand"), ("harbour light", "brand"), ("Harbour Light GmbH", "brand"), ("HARBOURLIGHT's", "brand"),
    ("Official Harbourlight website", "brand"), ("a catalogue from Harbour Light", "brand"), ("saltmere", "brand"),
    ("bike lamps", "exact_match"), ("Bike Lamp", "exact_match"), ("lamps for your bike", "exact_match"),
    ("Fahrradlampen", "exact_match"), ("FAHRRADLAMPE", "exact_match"), ("自転車ライト", "exact_match"),
    ("Farol de Bicicleta", "exact_match"), ("велосипедные фонари", "exact_match"),
    ("best bike lamps", "partial_match"), ("günstige Fahrradlampe kaufen", "partial_match"),
    ("おすすめの自転車ライト", "partial_match"), ("Harbour Light bike lamps", "partial_match"),
    ("lamps", "other"), ("bike", "other"), ("cheap", "other"), ("a letter from the sea", "other"),
    ("https://saltmere.example/shop", "naked_address"), ("saltmere.example", "naked_address"),
    ("www.saltmere.example/", "naked_address"), ("http://other.test/a?b=c", "naked_address"),
    ("Node.js", "other"), ("e.g.", "other"), ("README.md", "other"),
    ("here", "generic"), ("Read more…", "generic"), ("Hier klicken »", "generic"), ("En savoir plus", "generic"),
    ("más información", "generic"), ("Leggi tutto", "generic"), ("Saiba mais", "generic"), ("Lees verder", "generic"),
    ("czytaj więcej", "generic"), ("zde", "generic"), ("читать далее", "generic"), ("детальніше", "generic"),
    ("tıklayın", "generic"), ("läs mer", "generic"), ("læs mere", "generic"), ("les mer", "generic"),
    ("lue lisää", "generic"), ("bővebben", "generic"), ("citește mai mult", "generic"), ("ΕΔΏ", "generic"),
    ("اقرأ المزيد", "generic"), ("לחצו כאן", "generic"), ("こちら", "generic"), ("点击这里", "generic"),
    ("자세히 보기", "generic"), ("1", "generic"), ("→", "generic"),
]  # fmt: skip


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    links = "".join(f'<p>Some words <a href="https://saltmere.example/">{text}</a> and more.</p>' for text, _ in CASES)
    return classed(tmp_path_factory.mktemp("anchors"), links, brands=BRANDS, terms=TERMS)


def classed(folder: Path, links: str, title: str = "Welcome", **project: tuple[str, ...]) -> dict[str, str]:
    pages = {"https://blog.test/": links, "https://saltmere.example/": f"<title>{title}</title><p>Hello.</p>"}
    material = material_of(crawled(folder, pages), "saltmere.example", **project)
    material.put("found", anchors.classify(material))
    rows = material.sql(
        "SELECT coalesce(anchor, '') || '/' || kind AS text, anchor_class FROM links JOIN found USING (link)"
    )
    return dict(zip(*rows.to_pydict().values(), strict=True))


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_class(classes: dict[str, str], text: str, wanted: str) -> None:
    assert classes[f"{text}/text"] == wanted


def test_links_without_words(tmp_path: Path) -> None:
    target = "https://saltmere.example/"
    links = f'<a href="{target}"><img src="x.png"></a><a href="{target}"></a>'
    links += f'<a href="{target}"><img src="y" alt="here"></a>'
    assert classed(tmp_path, links) == {"/image": "image", "/text": "empty", "here/image": "generic"}


def test_no_word_is_commercial_unless_the_project_says_so(tmp_path: Path) -> None:
    links = (
        '<a href="https://saltmere.example/">buy cheap lamps online</a><a href="https://saltmere.example/">casino</a>'
    )
    assert set(classed(tmp_path, links).values()) == {"other"}


def test_the_name_is_also_in_the_title_of_the_home_page(tmp_path: Path) -> None:
    links = (
        '<a href="https://saltmere.example/">Salt Mere Cycles</a><a href="https://saltmere.example/">Best wheels</a>'
    )
    found = classed(tmp_path, links, "Salt Mere Cycles | Best wheels")
    assert found == {"Salt Mere Cycles/text": "brand", "Best wheels/text": "other"}
